#include "core/expression/runtime/node.h"

#include <array>

namespace gatelens::expression {

Value runFunction(const FunctionCode& code, Env& env, const std::vector<Value>& captured,
                  Value* arguments, std::size_t count)
{
    const DepthGuard depth(env);
    if (!depth || !env.step())
        return {};
    constexpr std::size_t kUsualSlots = 8;
    std::array<Value, kUsualSlots> usual;
    std::unique_ptr<Value[]> many;
    Value* slots = usual.data();
    if (code.slots > kUsualSlots) {
        many = std::make_unique<Value[]>(code.slots);
        slots = many.get();
    }
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
