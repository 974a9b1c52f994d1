#include "core/expression/binding/binder.h"
#include "core/expression/json/token.h"
#include "core/expression/runtime/objects.h"

namespace gatelens::expression {

// A `dynamic` operation is bound when it runs, on the run-time types of its operands, by the same
// binder that compiles everything else. It costs a few microseconds; policies hardly use it.

Value Binder::evaluateDynamic(Env& env, const std::function<Bound(Binder&)>& build)
{
    const DepthGuard depth(env);
    if (!depth || !env.step(20))
        return {};
    SyntaxTree tree;
    Diagnostics diagnostics;
    Binder binder(tree, {}, diagnostics);
    FunctionScope scope;
    binder.m_function = &scope;
    Bound bound = build(binder);
    for (const auto& one : diagnostics) {
        if (!one.isWarning)
            return env.raise("RuntimeBinderException", one.message);
    }
    if (bound.node == nullptr)
        return env.raise("RuntimeBinderException", "Cannot perform runtime binding on this value");
    const auto slots = std::make_unique<Value[]>(scope.slots + 1);
    Frame frame{env, slots.get(), {}, 0};
    return bound.node->evaluate(frame);
}

namespace {

/// A JValue on the left of an operator takes part as the value it holds, and so does one on its
/// right: Json.NET's late binding works on the contents. True when it was so.
bool unwrapScalars(Value& left, Value& right)
{
    const auto* scalar = left.as<JsonScalar>();
    if (scalar == nullptr)
        return false;
    left = Value(scalar->value);
    if (const auto* other = right.as<JsonScalar>())
        right = Value(other->value);
    return true;
}

/// What Json.NET computes is a JValue again; comparisons are plain.
Value wrapped(Value result)
{
    return result.tag() == Tag::Boolean ? result : makeScalar(std::move(result)).value();
}

} // namespace

Bound Binder::dynamicBinary(std::string_view op, Bound left, Bound right, std::uint32_t offset)
{
    const bool isShortCircuit = op == "&&" || op == "||";
    const bool stopsAt = op == "||";
    return value(node([=, a = std::move(left.node), b = std::move(right.node)](Frame& frame) {
                     Value x = a->evaluate(frame);
                     if (frame.env.raised())
                         return Value();
                     if (isShortCircuit && x.tag() == Tag::Boolean && x.asBool() == stopsAt)
                         return x;
                     Value y = b->evaluate(frame);
                     if (frame.env.raised())
                         return Value();
                     frame.env.offset = offset;
                     const bool isScalar = unwrapScalars(x, y);
                     // Json.NET adds, subtracts, multiplies and divides its values, no more.
                     if (isScalar && op == "%")
                         return frame.env.raise("RuntimeBinderException",
                                                "Operator '%' cannot be applied to operands of "
                                                "type 'JValue'");
                     if (op == "==" || op == "!=") {
                         // Late binding compares what both sides are; null is null.
                         if (x.isNull() || y.isNull())
                             return Value::ofBool((x.isNull() && y.isNull()) == (op == "=="));
                     }
                     Value result = evaluateDynamic(frame.env, [&](Binder& binder) {
                         return binder.bindBinaryOperation(op, binder.valueOf(x), binder.valueOf(y),
                                                           offset);
                     });
                     return isScalar && !frame.env.raised() ? wrapped(std::move(result)) : result;
                 }),
                 op == "==" || op == "!=" ? core().boolean : core().dynamic, offset);
}

Bound Binder::invokeDynamic(Bound receiver, const std::string& name,
                            std::vector<Argument>& arguments, std::uint32_t offset)
{
    std::vector<NodePtr> nodes;
    nodes.push_back(std::move(receiver.node));
    std::vector<const Type*> types;
    for (auto& argument : arguments) {
        if (!argument.bound.isValue())
            return error(offset, 1, "CS1977",
                         "Cannot use a lambda expression as an argument to a dynamically "
                         "dispatched operation without first casting it to a delegate type");
        types.push_back(argument.bound.type);
        nodes.push_back(std::move(argument.bound.node));
    }
    return value(
        node([name, offset, types = std::move(types), nodes = std::move(nodes)](Frame& frame) {
            std::vector<Value> values;
            for (const auto& one : nodes) {
                values.push_back(one->evaluate(frame));
                if (frame.env.raised())
                    return Value();
            }
            frame.env.offset = offset;
            if (values[0].isNull())
                return frame.env.raise("RuntimeBinderException",
                                       "Cannot perform runtime binding on a null reference");
            return evaluateDynamic(frame.env, [&](Binder& binder) {
                std::vector<Argument> late;
                for (std::size_t i = 1; i < values.size(); ++i) {
                    auto& argument = late.emplace_back();
                    argument.bound = binder.valueOf(values[i]);
                    if (types[i - 1]->kind != TypeKind::Dynamic)
                        argument.bound.type = types[i - 1];
                }
                Bound self = binder.valueOf(values[0]);
                if (name.empty())
                    return binder.invoke(std::move(self), std::move(late), offset);
                return binder.invoke(binder.bindMember(std::move(self), name, {}, offset),
                                     std::move(late), offset);
            });
        }),
        core().dynamic, offset);
}

Bound Binder::memberOf(const Value& self, const std::string& name, std::uint32_t offset)
{
    if (self.isNull())
        return error(offset, 1, "", "Cannot perform runtime binding on a null reference");
    if (self.as<JsonObject>() == nullptr)
        return bindMember(valueOf(self), name, {}, offset);
    std::vector<Bound> key;
    key.push_back(constant(Value::ofText(name), core().string, offset));
    return bindIndexOf(valueOf(self), std::move(key), offset);
}

Bound Binder::dynamicGet(Bound member)
{
    const auto offset = member.offset;
    return value(
        node([name = member.name, offset, inner = std::move(member.receiver->node)](Frame& frame) {
            const Value self = inner->evaluate(frame);
            if (frame.env.raised())
                return Value();
            frame.env.offset = offset;
            return evaluateDynamic(
                frame.env, [&](Binder& binder) { return binder.memberOf(self, name, offset); });
        }),
        core().dynamic, offset);
}

Bound Binder::lateCall(Bound callee, std::vector<Argument>& arguments, std::uint32_t offset)
{
    const bool hasReceiver = callee.receiver != nullptr;
    const Type* receiverType = hasReceiver ? callee.receiver->type : nullptr;
    std::vector<NodePtr> nodes;
    std::vector<const Type*> types;
    if (hasReceiver)
        nodes.push_back(std::move(callee.receiver->node));
    for (auto& argument : arguments) {
        if (!argument.bound.isValue())
            return error(offset, 1, "CS1977",
                         "Cannot use this argument in a dynamically dispatched operation without "
                         "first casting it");
        types.push_back(argument.bound.type);
        nodes.push_back(std::move(argument.bound.node));
    }
    return value(
        node([=, name = callee.name, methods = callee.methods, type = callee.type,
              typeArguments = callee.typeArguments, nodes = std::move(nodes)](Frame& frame) {
            std::vector<Value> values;
            for (const auto& one : nodes) {
                values.push_back(one->evaluate(frame));
                if (frame.env.raised())
                    return Value();
            }
            frame.env.offset = offset;
            return evaluateDynamic(frame.env, [&](Binder& binder) {
                Bound late;
                late.kind = Bound::Kind::Methods;
                late.name = name;
                late.methods = methods;
                late.type = type;
                late.typeArguments = typeArguments;
                std::size_t at = 0;
                if (hasReceiver) {
                    late.receiver = std::make_unique<Bound>(binder.valueOf(values[at++]));
                    late.receiver->type = receiverType;
                }
                std::vector<Argument> known;
                for (const Type* declared : types) {
                    auto& argument = known.emplace_back();
                    argument.bound = binder.valueOf(values[at++]);
                    if (declared->kind != TypeKind::Dynamic)
                        argument.bound.type = declared;
                }
                return binder.invoke(std::move(late), std::move(known), offset);
            });
        }),
        core().dynamic, offset);
}

Bound Binder::assignDynamic(const Value& self, const std::string& name, const Value& content,
                            std::uint32_t offset)
{
    Bound receiver = valueOf(self);
    if (self.isNull())
        return error(offset, 1, "", "Cannot perform runtime binding on a null reference");
    std::optional<Target> target;
    if (self.as<JsonObject>() != nullptr) {
        std::vector<Argument> arguments;
        auto& argument = arguments.emplace_back();
        argument.bound = constant(Value::ofText(name), core().string, offset);
        target = indexTarget(std::move(receiver), std::move(arguments), offset);
    } else {
        target = memberTarget(std::move(receiver), name, offset);
    }
    if (!target)
        return Bound();
    Bound stored = convertTo(valueOf(content), target->type, false, offset);
    if (stored.isError())
        return stored;
    auto store = target->store(std::move(stored.node));
    return value(sequence(std::move(target->prepare), std::move(store)), target->type, offset);
}

Bound Binder::assignDynamicIndex(const Value& self, const Value& key, const Value& content,
                                 std::uint32_t offset)
{
    std::vector<Argument> arguments;
    auto& argument = arguments.emplace_back();
    argument.bound = valueOf(key);
    auto target = indexTarget(valueOf(self), std::move(arguments), offset);
    if (!target)
        return Bound();
    Bound stored = convertTo(valueOf(content), target->type, false, offset);
    if (stored.isError())
        return stored;
    auto store = target->store(std::move(stored.node));
    return value(sequence(std::move(target->prepare), std::move(store)), target->type, offset);
}

} // namespace gatelens::expression
