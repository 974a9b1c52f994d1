#include "core/expression/binding/binder.h"
#include "core/expression/binding/delegate_shape.h"
#include "core/expression/binding/integer_nodes.h"
#include "core/expression/runtime/objects.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// The values of `nodes` from the first to the last; those before the first that raises.
std::vector<Value> evaluateAll(const std::vector<NodePtr>& nodes, Frame& frame)
{
    std::vector<Value> values;
    values.reserve(nodes.size());
    for (const auto& one : nodes) {
        values.push_back(one->evaluate(frame));
        if (frame.env.raised())
            break;
    }
    return values;
}

/// Library functions take arguments of these types as given: null never reaches them. Text, object,
/// interfaces, JSON and nodes of XML may be null; the functions look themselves.
/// Decided by the declared type: a `T` takes null whatever it is closed over.
bool rejectsNull(const Method& method, std::size_t index)
{
    const Type* type = method.parameters[index].type;
    if (method.function == nullptr || method.parameters[index].passBy == PassBy::Params
        || type->kind == TypeKind::Parameter)
        return false;
    if (type->kind == TypeKind::Delegate)
        return true;
    if (type->isArray())
        return type != core().bytes && method.owner != nullptr && method.owner->name != "String";
    if (type->definition == nullptr || type == core().string || type == core().object)
        return false;
    const bool isHeldByReference = type->tag == Tag::Object
        && (type->kind == TypeKind::Class || type->kind == TypeKind::Struct);
    const auto& nameSpace = type->definition->nameSpace;
    return isHeldByReference && !nameSpace.starts_with("Newtonsoft.Json")
        && !nameSpace.starts_with("System.Xml") && type->name != "CultureInfo"
        && type->name != "Exception" && type->name != "StringComparer";
}

NodePtr notNull(NodePtr argument, std::string name)
{
    return node([argument = std::move(argument), name = std::move(name)](Frame& frame) {
        Value content = argument->evaluate(frame);
        return content.isNull() && !frame.env.raised() ? frame.env.argumentNull(name) : content;
    });
}

template<std::size_t N>
NodePtr callNode(Function function, CallSite site, std::vector<NodePtr> arguments,
                 bool checksReceiver, std::uint32_t offset)
{
    std::array<NodePtr, N> nodes;
    std::move(arguments.begin(), arguments.end(), nodes.begin());
    return node([function, site = std::move(site), nodes = std::move(nodes), checksReceiver,
                 offset](Frame& frame) {
        std::array<Value, N> values;
        for (std::size_t i = 0; i < N; ++i) {
            values[i] = nodes[i]->evaluate(frame);
            if (frame.env.raised())
                return Value();
        }
        frame.env.offset = offset;
        const Value* const receiver = checksReceiver ? values.data() : nullptr;
        if (N > 0 && receiver != nullptr && receiver->isNull())
            return frame.env.nullReference();
        return function(frame.env, Args(values.data(), N, site));
    });
}

NodePtr callNode(Function function, CallSite site, std::vector<NodePtr> arguments,
                 bool checksReceiver, std::uint32_t offset)
{
    switch (arguments.size()) {
    case 0:
        return callNode<0>(function, std::move(site), std::move(arguments), checksReceiver, offset);
    case 1:
        return callNode<1>(function, std::move(site), std::move(arguments), checksReceiver, offset);
    case 2:
        return callNode<2>(function, std::move(site), std::move(arguments), checksReceiver, offset);
    case 3:
        return callNode<3>(function, std::move(site), std::move(arguments), checksReceiver, offset);
    case 4:
        return callNode<4>(function, std::move(site), std::move(arguments), checksReceiver, offset);
    default:
        break;
    }
    return node([function, site = std::move(site), nodes = std::move(arguments), checksReceiver,
                 offset](Frame& frame) {
        std::vector<Value> values = evaluateAll(nodes, frame);
        if (frame.env.raised())
            return Value();
        frame.env.offset = offset;
        if (checksReceiver && values[0].isNull())
            return frame.env.nullReference();
        return function(frame.env, Args(values.data(), values.size(), site));
    });
}

/// A call that depends on type parameters of the generic local function around it.
class OpenCallSite
{
public:
    OpenCallSite(TypeSource result, TypeSource receiver, std::vector<TypeSource> typeArguments)
        : m_result(std::move(result))
        , m_receiver(std::move(receiver))
        , m_typeArguments(std::move(typeArguments))
    {
    }
    [[nodiscard]] bool isOpen() const
    {
        return m_result.isOpen() || m_receiver.isOpen()
            || std::any_of(m_typeArguments.begin(), m_typeArguments.end(),
                           [](const TypeSource& one) { return one.isOpen(); });
    }
    [[nodiscard]] CallSite in(Frame& frame) const
    {
        CallSite site;
        site.result = m_result.in(frame);
        site.receiver = m_receiver.in(frame);
        for (const auto& argument : m_typeArguments)
            site.typeArguments.push_back(argument.in(frame));
        return site;
    }

private:
    TypeSource m_result;
    TypeSource m_receiver;
    std::vector<TypeSource> m_typeArguments;
};

NodePtr openCallNode(Function function, OpenCallSite site, std::vector<NodePtr> arguments,
                     bool checksReceiver, std::uint32_t offset)
{
    return node([function, site = std::move(site), nodes = std::move(arguments), checksReceiver,
                 offset](Frame& frame) {
        std::vector<Value> values = evaluateAll(nodes, frame);
        if (frame.env.raised())
            return Value();
        frame.env.offset = offset;
        if (checksReceiver && values[0].isNull())
            return frame.env.nullReference();
        const CallSite closed = site.in(frame);
        return function(frame.env, Args(values.data(), values.size(), closed));
    });
}

NodePtr closureCallNode(std::vector<NodePtr> nodes, std::uint32_t offset)
{
    return node([nodes = std::move(nodes), offset](Frame& frame) {
        std::vector<Value> values = evaluateAll(nodes, frame);
        if (frame.env.raised())
            return Value();
        frame.env.offset = offset;
        return frame.env.invoke(values.front(), values.data() + 1, values.size() - 1);
    });
}

} // namespace

std::vector<NodePtr> Binder::emitArguments(const Candidate& candidate,
                                           std::vector<Argument>& arguments,
                                           std::vector<NodePtr>& before,
                                           std::vector<NodePtr>& after)
{
    const auto& parameters = candidate.method->parameters;
    std::vector<NodePtr> nodes(parameters.size());
    std::vector<NodePtr> rest;
    const Type* restType = nullptr;
    const bool isReordered = std::any_of(arguments.begin(), arguments.end(),
                                         [](const Argument& one) { return !one.name.empty(); });
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        auto& argument = arguments[i];
        const auto index = static_cast<std::size_t>(candidate.parameterOf[i]);
        const Type* type = candidate.parameterTypes[i];
        NodePtr emitted;
        if (argument.mode == PassMode::Value) {
            const auto offset
                = argument.syntax != nullptr ? argument.syntax->offset : argument.bound.offset;
            Bound converted = convertTo(std::move(argument.bound), type, false, offset);
            if (converted.isError())
                return {};
            emitted = std::move(converted.node);
            if (rejectsNull(*candidate.method, index))
                emitted = notNull(std::move(emitted), parameters[index].name);
            if (isReordered) {
                // Arguments are evaluated in the order they are written.
                const auto slot = newSlot();
                before.push_back(storeSlot(slot, std::move(emitted)));
                emitted = loadSlot(slot);
            }
        } else {
            const auto slot = newSlot();
            if (argument.declared != nullptr) {
                declareLocal(argument.declared, type);
                argument.target = localTarget(argument.declared, 0, true);
            }
            if (argument.target) {
                for (auto& step : argument.target->prepare)
                    before.push_back(std::move(step));
                if (argument.mode == PassMode::Reference)
                    before.push_back(storeSlot(slot, argument.target->load()));
                else
                    before.push_back(storeSlot(slot, defaultValue(type, 0).node));
                after.push_back(argument.target->store(loadSlot(slot)));
            }
            emitted = node([slot](Frame& frame) { return Value::ofAddress(&frame.slots[slot]); });
        }
        if (candidate.isExpanded && index + 1 == parameters.size()) {
            rest.push_back(std::move(emitted));
            restType = type;
        } else {
            nodes[index] = std::move(emitted);
        }
    }
    if (candidate.isExpanded) {
        if (restType == nullptr) {
            restType = parameters.back().type->element();
            if (!candidate.typeArguments.empty())
                restType = substitute(restType, candidate.method->typeParameters,
                                      candidate.typeArguments);
        }
        nodes.back() = node([source = typeSource(restType), items = std::move(rest)](Frame& frame) {
            std::vector<Value> values;
            values.reserve(items.size());
            for (const auto& item : items) {
                values.push_back(item->evaluate(frame));
                if (frame.env.raised())
                    return Value();
            }
            return newArray(source.in(frame), std::move(values));
        });
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i] == nullptr) {
            Value initial = parameters[i].defaultValue;
            if (initial.isNull() && !candidate.typeArguments.empty())
                nodes[i]
                    = defaultValue(substitute(parameters[i].type, candidate.method->typeParameters,
                                              candidate.typeArguments),
                                   0)
                          .node;
            else
                nodes[i] = node([initial](Frame&) { return initial; });
        }
    }
    return nodes;
}

Bound Binder::emitCall(const Candidate& candidate, Bound* receiver, const Type* receiverType,
                       std::vector<Argument>& arguments, std::uint32_t offset)
{
    const Method& method = *candidate.method;
    m_isPure = m_isPure && method.name != "NewGuid"
        && !(method.owner != nullptr
             && (method.owner->name == "Random"
                 || method.owner->name == "RNGCryptoServiceProvider"));
    std::vector<NodePtr> before;
    std::vector<NodePtr> after;
    std::vector<NodePtr> nodes;
    const bool hasReceiver = receiver != nullptr && !method.isStatic;
    const bool checksReceiver = hasReceiver && !receiverType->isNullable();
    if (hasReceiver && receiver->node != nullptr) {
        NodePtr self = std::move(receiver->node);
        nodes.push_back(std::move(self));
    }
    Function function = method.function;
    Function shortcut = nullptr;
    if (method.isExtension && !arguments.empty() && arguments.front().bound.isContextPath)
        shortcut = Library::instance().shortcut(arguments.front().bound.name, function);
    auto emitted = emitArguments(candidate, arguments, before, after);
    if (emitted.size() != method.parameters.size())
        return Bound();
    if (shortcut != nullptr && before.empty()) {
        function = shortcut;
        emitted.front() = constantNode(Value());
    }
    if (hasReceiver && !before.empty()) {
        // The receiver comes first.
        const auto slot = newSlot();
        before.insert(before.begin(), storeSlot(slot, std::move(nodes.front())));
        nodes.front() = loadSlot(slot);
    }
    for (auto& one : emitted)
        nodes.push_back(std::move(one));
    std::vector<TypeSource> typeArguments;
    for (const Type* argument : candidate.typeArguments)
        typeArguments.push_back(typeSource(argument));
    OpenCallSite open(typeSource(candidate.returnType), typeSource(receiverType),
                      std::move(typeArguments));
    NodePtr call;
    if (function == nullptr) {
        for (const Type* argument : candidate.typeArguments)
            nodes.push_back(typeArgumentNode(argument));
        call = closureCallNode(std::move(nodes), offset);
    } else if (open.isOpen()) {
        call = openCallNode(function, std::move(open), std::move(nodes), checksReceiver, offset);
    } else {
        CallSite site;
        site.result = candidate.returnType;
        site.receiver = receiverType;
        site.typeArguments = candidate.typeArguments;
        call = callNode(function, std::move(site), std::move(nodes), checksReceiver, offset);
    }
    if (!after.empty()) {
        call = node([call = std::move(call), after = std::move(after)](Frame& frame) {
            Value result = call->evaluate(frame);
            if (frame.env.raised())
                return Value();
            for (const auto& step : after)
                static_cast<void>(step->evaluate(frame));
            return result;
        });
    }
    Bound bound = value(sequence(std::move(before), std::move(call)), candidate.returnType, offset);
    if (method.name == "GetValueOrDefault" && candidate.returnType->name == "IResponse")
        bound.name = "cast";
    return bound;
}

Bound Binder::invokeDelegate(Bound callee, std::vector<Argument>& arguments, std::uint32_t offset)
{
    if (callee.type->kind == TypeKind::Dynamic)
        return invokeDynamic(std::move(callee), "", arguments, offset);
    if (callee.type->kind != TypeKind::Delegate)
        return error(offset, 1, "CS0149",
                     "Method name expected: a value of type '" + callee.type->display
                         + "' cannot be called");
    const Method* invokeMethod = callee.type->definition->methodsNamed("Invoke")->front();
    auto candidate = applicable(*invokeMethod, callee.type, {}, arguments, false, false);
    if (!candidate)
        return noOverload(callee.type->display, {invokeMethod}, arguments, offset);
    return emitCall(*candidate, &callee, callee.type, arguments, offset);
}

Bound Binder::invokeLocalFunction(Expr* name, std::vector<Argument>& arguments,
                                  std::uint32_t offset)
{
    Local* local = name->local;
    const auto found = m_localFunctions.find(local);
    if (found == m_localFunctions.end())
        return Bound();
    std::vector<const Type*> typeArguments;
    for (TypeSyntax* syntax : name->typeArguments) {
        typeArguments.push_back(resolveType(syntax));
        if (typeArguments.back() == nullptr)
            return Bound();
    }
    const Method* method = &found->second;
    Ambiguity ambiguity;
    auto candidate = choose({method}, nullptr, typeArguments, arguments, false, ambiguity);
    if (!candidate)
        return noOverload(local->name, {method}, arguments, offset);
    Bound callee = value(loadLocal(local), core().object, offset);
    return emitCall(*candidate, &callee, core().object, arguments, offset);
}

Bound Binder::constructed(const Type* type, std::vector<Argument>& arguments, std::uint32_t offset)
{
    m_isPure = m_isPure && type->name != "Random" && type->name != "RNGCryptoServiceProvider";
    if (type->definition == nullptr)
        return error(offset, 1, "CS0144", "Cannot create an instance of '" + type->display + "'");
    const auto* constructors = type->definition->methodsNamed(".ctor");
    const bool isStruct = type->kind == TypeKind::Struct || type->kind == TypeKind::Enum;
    if (arguments.empty() && isStruct && (constructors == nullptr || type->tag != Tag::Object))
        return constant(defaultOf(type), type, offset);
    if (type->isNullable() && arguments.size() <= 1) {
        if (arguments.empty())
            return constant(Value(), type, offset);
        return convertTo(std::move(arguments[0].bound), type, false, offset);
    }
    if (type->kind == TypeKind::Delegate && arguments.size() == 1)
        return convertTo(std::move(arguments[0].bound), type, false, offset);
    if (constructors == nullptr)
        return error(offset, 1, "CS0144",
                     "Cannot create an instance of '" + type->display
                         + "': it has no constructor that policy expressions may use");
    Ambiguity ambiguity;
    auto candidate = choose(*constructors, type, {}, arguments, false, ambiguity);
    if (!candidate)
        return ambiguity ? ambiguousCall(ambiguity, 1, offset)
                         : noOverload(".ctor", *constructors, arguments, offset);
    candidate->returnType = type;
    return emitCall(*candidate, nullptr, type, arguments, offset);
}

} // namespace gatelens::expression
