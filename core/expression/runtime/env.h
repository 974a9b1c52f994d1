#pragma once

#include "core/expression/expression.h"
#include "core/expression/runtime/object.h"
#include "core/expression/types/type.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

class Env;

/// What a call of a library function knows besides its arguments.
struct CallSite
{
    const Type* result = nullptr; ///< static type of the result, closed
    const Type* receiver = nullptr; ///< static type of `this`, or of the constructed object
    std::vector<const Type*> typeArguments; ///< of a generic method
};

/// Arguments of a library function: `this` first for instance and extension methods, then one value
/// for each parameter, already converted to its type.
class Args
{
public:
    Args(Value* values, std::size_t count, const CallSite& site) noexcept
        : m_values(values)
        , m_count(count)
        , m_site(&site)
    {
    }
    Value& operator[](std::size_t index) const noexcept { return m_values[index]; }
    [[nodiscard]] std::size_t size() const noexcept { return m_count; }
    [[nodiscard]] const CallSite& site() const noexcept { return *m_site; }

private:
    Value* m_values;
    std::size_t m_count;
    const CallSite* m_site;
};

/// A member of the library. After `env.raise` its result does not matter.
using Function = Value (*)(Env& env, Args args);

/// A thrown .NET exception.
class ExceptionObject final : public Object
{
public:
    ExceptionObject(const Type& exceptionType, std::string text, Value innerException = {})
        : m_type(&exceptionType)
        , message(std::move(text))
        , inner(std::move(innerException))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] std::string toText() const override;

private:
    const Type* m_type;

public:
    std::string message;
    Value inner;
    Value actual; ///< ActualValue of ArgumentOutOfRangeException
    Value source; ///< Source, HelpLink and Data when an expression set them
    Value help;
    Value data;
    std::string parameter; ///< ParamName of argument exceptions
    std::uint32_t offset = 0; ///< in the expression's source
};

/// A view of live data (a request, its headers …) that an expression got hold of. When the
/// evaluation ends and somebody still holds the view, it takes its own copy.
class LiveView
{
public:
    LiveView() = default;
    LiveView(const LiveView&) = delete;
    LiveView& operator=(const LiveView&) = delete;
    virtual ~LiveView() = default;
    virtual void detach() = 0;
};

/// The state of one evaluation: its context, what it has used up, and the exception on its way.
/// Library functions report failure with `raise` and return; callers look at `raised`.
class Env
{
public:
    Env(PolicyContext* context, const Limits& limits) noexcept;
    Env(const Env&) = delete;
    Env& operator=(const Env&) = delete;
    ~Env();

    [[nodiscard]] PolicyContext* context() const noexcept { return m_context; }
    [[nodiscard]] const Limits& limits() const noexcept { return m_limits; }

    // --- exceptions -----------------------------------------------------------------------------

    [[nodiscard]] bool raised() const noexcept { return m_raised; }
    /// Throws the exception of that short name; gives null, for `return env.raise(…)`.
    Value raise(std::string_view typeName, std::string message);
    Value raise(Value exception);
    Value argumentNull(std::string_view parameter);
    Value argumentRange(std::string_view parameter);
    Value argument(std::string message) { return raise("ArgumentException", std::move(message)); }
    Value format(std::string message) { return raise("FormatException", std::move(message)); }
    Value invalidOperation(std::string message)
    {
        return raise("InvalidOperationException", std::move(message));
    }
    Value notSupported(std::string message)
    {
        return raise("NotSupportedException", std::move(message));
    }
    Value invalidCast(const Value& value, const Type& target);
    Value nullReference();
    /// Takes the exception on its way (for catch); afterwards nothing is raised.
    [[nodiscard]] Value takeException() noexcept;
    [[nodiscard]] const Value& exception() const noexcept { return m_exception; }
    /// A limit was exceeded: no catch clause may stop that exception.
    [[nodiscard]] bool isAborted() const noexcept { return m_aborted; }

    // --- limits ---------------------------------------------------------------------------------

    /// Counts work; false, with an exception raised, when there was too much.
    bool step(std::uint64_t count = 1) noexcept
    {
        m_steps += count;
        return m_steps < m_checkpoint || checkpoint();
    }
    /// Counts memory asked for.
    bool charge(std::uint64_t bytes) noexcept
    {
        m_bytes += bytes;
        return m_bytes <= m_limits.bytes || abortFor("memory");
    }
    bool enter() noexcept { return ++m_depth <= m_limits.depth || abortFor("depth"); }
    void leave() noexcept { --m_depth; }

    // --- calls ----------------------------------------------------------------------------------

    /// Invokes a delegate; raises NullReferenceException for null.
    template<class... Arguments>
    Value call(const Value& function, Arguments&&... arguments)
    {
        std::array<Value, sizeof...(Arguments)> values{
            Value(std::forward<Arguments>(arguments))...};
        return invoke(function, values.data(), values.size());
    }
    Value invoke(const Value& function, Value* arguments, std::size_t count);

    // --- live data ------------------------------------------------------------------------------

    /// Keeps an object alive until the evaluation ends (the root of a parsed document, whose parts
    /// know their parents).
    void keep(Value object) { m_kept.push_back(std::move(object)); }
    /// The result as it leaves the evaluation. A lazy sequence runs later: it takes along what was
    /// kept for it and the variables of its closures.
    [[nodiscard]] Value outliving(Value result)
    {
        return result.isObject() ? outlivingObject(std::move(result)) : result;
    }
    /// A variable for closures. One that may hold a closure over itself (`mayCycle`) is emptied
    /// when the evaluation ends, since counted references never free a cycle.
    [[nodiscard]] Value newCell(bool mayCycle);
    /// One slot a kind of view, so that `context.Request` is made once an evaluation.
    static constexpr std::size_t kViewSlots = 24;
    [[nodiscard]] Value& viewSlot(std::size_t slot) noexcept
    {
        const auto bit = std::uint32_t{1} << slot;
        if ((m_usedViews & bit) == 0)
            std::construct_at(&m_views.slots[slot]);
        m_usedViews |= bit;
        return m_views.slots[slot];
    }
    /// Puts a view that was just made into its slot.
    template<class View>
    const Value& keepView(Value& slot, Ref<View> view)
    {
        addLive({view.get(), view.get()});
        slot = Value::owning(view.leave());
        return slot;
    }
    /// The same for a view without a slot.
    template<class View>
    Value keepLooseView(Ref<View> view)
    {
        addLive({view.get(), view.get()});
        return m_loose.emplace_back(Value::owning(view.leave()));
    }

    std::uint32_t offset = 0; ///< of the construct being evaluated, for exceptions

private:
    [[nodiscard]] Value outlivingObject(Value result);
    bool abortFor(std::string_view what) noexcept;
    /// Looks at the limits of steps and time; false when one is exceeded.
    bool checkpoint() noexcept;

    PolicyContext* m_context;
    const Limits& m_limits;
    std::uint64_t m_steps = 0;
    /// The number of steps at which the limits are looked at again: a clock costs more than a step.
    std::uint64_t m_checkpoint;
    std::chrono::steady_clock::time_point m_deadline{}; ///< set at the first look
    std::uint64_t m_bytes = 0;
    std::uint32_t m_depth = 0;
    bool m_raised = false;
    bool m_aborted = false;
    Value m_exception;
    /// Made when first asked for: most evaluations look at two or three views.
    union Views {
        Views() noexcept { } // NOLINT(modernize-use-equals-default): a default would be deleted
        ~Views() { } // NOLINT(modernize-use-equals-default)
        std::array<Value, kViewSlots> slots;
    };
    Views m_views;
    std::uint32_t m_usedViews = 0; ///< bit by slot
    static_assert(kViewSlots <= 32);
    /// Held once here, in its slot or among the loose ones.
    struct Live
    {
        const Object* object;
        LiveView* view;
    };
    void addLive(Live live)
    {
        if (m_liveCount < m_live.size())
            m_live[m_liveCount++] = live;
        else
            m_moreLive.push_back(live);
    }
    std::array<Live, 4> m_live; ///< the first m_liveCount; most evaluations have no more
    std::size_t m_liveCount = 0;
    std::vector<Live> m_moreLive;
    std::vector<Value> m_loose;
    std::vector<Value> m_kept;
    std::vector<Value> m_cells;
};

/// `enter` and `leave` around a recursion.
class DepthGuard
{
public:
    explicit DepthGuard(Env& env) noexcept
        : m_env(env)
        , m_entered(env.enter())
    {
    }
    DepthGuard(const DepthGuard&) = delete;
    DepthGuard& operator=(const DepthGuard&) = delete;
    ~DepthGuard() { m_env.leave(); }
    explicit operator bool() const noexcept { return m_entered; }

private:
    Env& m_env;
    bool m_entered;
};

/// Runs over an array, collection, string or lazy sequence. Raises ArgumentNullException("source")
/// for null.
[[nodiscard]] IteratorPtr iterate(Env& env, const Value& sequence);

} // namespace gatelens::expression
