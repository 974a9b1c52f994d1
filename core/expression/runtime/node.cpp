#include "core/expression/runtime/node.h"

#include <array>

namespace gatelens::expression {

namespace {

/// The variables of one call, on the stack when they are few.
class Slots
{
public:
    explicit Slots(std::size_t count)
        : m_count(count)
        , m_many(count > kUsual ? std::make_unique<Value[]>(count) : nullptr)
    {
        if (m_many == nullptr)
            std::uninitialized_value_construct_n(m_usual.values.data(), m_count);
    }
    Slots(const Slots&) = delete;
    Slots& operator=(const Slots&) = delete;
    ~Slots()
    {
        if (m_many == nullptr)
            std::destroy_n(m_usual.values.data(), m_count);
    }
    [[nodiscard]] Value* data() noexcept
    {
        return m_many == nullptr ? m_usual.values.data() : m_many.get();
    }

private:
    static constexpr std::size_t kUsual = 8;
    union Usual {
        Usual() noexcept { }
        ~Usual() { }
        std::array<Value, kUsual> values;
    };
    std::size_t m_count;
    std::unique_ptr<Value[]> m_many;
    Usual m_usual;
};

} // namespace

Value runFunction(const FunctionCode& code, Env& env, const std::vector<Value>& captured,
                  Value* arguments, std::size_t count)
{
    const DepthGuard depth(env);
    if (!depth || !env.step())
        return {};
    Slots variables(code.slots);
    Value* const slots = variables.data();
    for (std::size_t i = 0; i < code.captures.size(); ++i)
        slots[code.captures[i]] = captured[i];
    Frame frame{env, slots, {}, 0};
    for (std::size_t i = 0; i < code.parameters.size() && i < count; ++i) {
        const auto& parameter = code.parameters[i];
        Value& argument = arguments[i];
        if (parameter.isCell)
            slots[parameter.slot] = env.newCell(parameter.mayCycle);
        auto& variable = frame.variable(parameter.slot, parameter.isCell);
        if (parameter.isReference)
            variable = argument.address()->isNull() ? parameter.initial : *argument.address();
        else
            variable = std::move(argument);
    }
    Value result;
    if (code.expression != nullptr)
        result = code.expression->evaluate(frame);
    else if (code.body->run(frame) == Outcome::Return)
        result = std::move(frame.result);
    for (std::size_t i = 0; i < code.parameters.size() && i < count; ++i) {
        const auto& parameter = code.parameters[i];
        if (parameter.isReference)
            *arguments[i].address() = frame.variable(parameter.slot, parameter.isCell);
    }
    return result;
}

Value ClosureObject::invoke(Env& env, Value* arguments, std::size_t count)
{
    const Ref<ClosureObject> alive(this);
    return runFunction(*m_code, env, m_captured, arguments, count);
}

} // namespace gatelens::expression
