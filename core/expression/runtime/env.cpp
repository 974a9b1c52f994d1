#include "core/expression/runtime/env.h"

#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/expression/types/library.h"

#include <algorithm>
#include <bit>

namespace gatelens::expression {

namespace {

constexpr std::uint64_t kStepsBetweenLooks = 4096;

} // namespace

Env::Env(PolicyContext* context, const Limits& limits) noexcept
    : m_context(context)
    , m_limits(limits)
    , m_checkpoint(std::min(kStepsBetweenLooks, limits.steps + 1))
{
}

Env::~Env()
{
    for (auto& cell : m_cells)
        cell.get<Cell>().content = Value();
    // Whoever still holds a view after the evaluation gets a copy of what it shows.
    const auto detach = [](const Live& live) {
        if (live.object->references() > 1)
            live.view->detach();
    };
    std::for_each_n(m_live.begin(), m_liveCount, detach);
    std::for_each(m_moreLive.begin(), m_moreLive.end(), detach);
    for (auto used = m_usedViews; used != 0; used &= used - 1)
        std::destroy_at(&m_views.slots[static_cast<std::size_t>(std::countr_zero(used))]);
}

Value Env::outlivingObject(Value result)
{
    auto* sequence = result.as<Sequence>();
    if (sequence == nullptr || !sequence->isLazy() || (m_kept.empty() && m_cells.empty()))
        return result;
    return makeValue<OutlivingSequence>(std::move(result), std::move(m_kept), std::move(m_cells));
}

Value Env::newCell(bool mayCycle)
{
    Value cell = makeValue<Cell>();
    if (mayCycle && charge(2 * sizeof(Cell)))
        m_cells.push_back(cell);
    return cell;
}

Value Env::raise(std::string_view typeName, std::string message)
{
    const auto* definition = Library::instance().find(typeName);
    const Type* type = definition == nullptr ? core().exception : definition->self;
    return raise(makeValue<ExceptionObject>(*type, std::move(message)));
}

Value Env::raise(Value exception)
{
    if (m_raised)
        return {};
    if (auto* thrown = exception.as<ExceptionObject>(); thrown != nullptr && thrown->offset == 0)
        thrown->offset = offset;
    m_exception = std::move(exception);
    m_raised = true;
    return {};
}

Value Env::argumentNull(std::string_view parameter)
{
    return raise("ArgumentNullException",
                 "Value cannot be null.\nParameter name: " + std::string(parameter));
}

Value Env::argumentRange(std::string_view parameter)
{
    return raise("ArgumentOutOfRangeException",
                 "Specified argument was out of the range of valid values.\nParameter name: "
                     + std::string(parameter));
}

Value Env::invalidCast(const Value& value, const Type& target)
{
    return raise("InvalidCastException",
                 "Unable to cast object of type '" + value.fullTypeName() + "' to type '"
                     + target.fullName + "'.");
}

Value Env::nullReference()
{
    return raise("NullReferenceException", "Object reference not set to an instance of an object.");
}

Value Env::takeException() noexcept
{
    m_raised = false;
    return std::move(m_exception);
}

bool Env::checkpoint() noexcept
{
    if (m_aborted || m_steps > m_limits.steps)
        return abortFor("steps");
    const auto now = std::chrono::steady_clock::now();
    if (m_deadline == std::chrono::steady_clock::time_point())
        m_deadline = now + m_limits.time;
    else if (now >= m_deadline)
        return abortFor("time");
    m_checkpoint = std::min(m_steps + kStepsBetweenLooks, m_limits.steps + 1);
    return true;
}

bool Env::abortFor(std::string_view what) noexcept
{
    if (!m_aborted) {
        m_raised = false;
        raise(what == "depth" ? "InsufficientExecutionStackException"
                              : (what == "memory" ? "OutOfMemoryException" : "TimeoutException"),
              "The expression was stopped: it exceeded its limit of " + std::string(what) + ".");
        m_aborted = true;
    }
    return false;
}

Value Env::invoke(const Value& function, Value* arguments, std::size_t count)
{
    auto* callee = function.as<FunctionObject>();
    if (callee == nullptr)
        return nullReference();
    return callee->invoke(*this, arguments, count);
}

std::string ExceptionObject::toText() const { return type().fullName + ": " + message; }

IteratorPtr iterate(Env& env, const Value& sequence)
{
    if (sequence.isString()) {
        auto units = toUtf16(sequence.text());
        return iterator([units = std::move(units), at = std::size_t{0}](Env&, Value& out) mutable {
            if (at >= units.size())
                return false;
            out = Value::ofChar(units[at++]);
            return true;
        });
    }
    if (auto* known = sequence.as<Sequence>(); known != nullptr)
        return known->iterate(env);
    if (sequence.isNull())
        env.argumentNull("source");
    else
        env.raise("InvalidCastException",
                  "Unable to cast object of type '" + sequence.fullTypeName()
                      + "' to type 'System.Collections.IEnumerable'.");
    return iterator([](Env&, Value&) { return false; });
}

} // namespace gatelens::expression
