#include "core/expression/binding/binder.h"
#include "core/expression/binding/tuple_field.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

constexpr std::string_view kContextType = "IProxyRequestContext";

bool isImpure(std::string_view member)
{
    return member == "Now" || member == "UtcNow" || member == "Today" || member == "NewGuid"
        || member == "Random" || member == "RNGCryptoServiceProvider";
}

} // namespace

Bound Binder::bindName(Expr* expression)
{
    const auto offset = expression->offset;
    if (Local* local = expression->local; local != nullptr) {
        if (local->localFunction != nullptr) {
            if (local->type == nullptr)
                return error(offset, 1, "CS0841",
                             "Cannot use local function '" + local->name + "' here");
            return value(loadLocal(local), local->type, offset);
        }
        if (local->type == nullptr)
            return Bound(); // its declaration failed
        if (local->isConst)
            return constant(local->constant, local->type, offset);
        m_isPure = m_isPure && !local->isParameter;
        return value(loadLocal(local), local->type, offset);
    }
    const auto& library = Library::instance();
    if (expression->name == "context" && expression->typeArguments.empty()) {
        m_isPure = false;
        const auto* definition = library.find(kContextType);
        Bound bound
            = value(node([](Frame&) { return Value::ofBool(true); }), definition->self, offset);
        bound.isContextPath = true;
        bound.name = "context";
        return bound;
    }
    std::vector<const Type*> arguments;
    for (TypeSyntax* syntax : expression->typeArguments) {
        arguments.push_back(resolveType(syntax));
        if (arguments.back() == nullptr)
            return Bound();
    }
    Bound type = typeByName(expression->name, arguments);
    type.offset = offset;
    if (!type.isError())
        return type;
    if (arguments.empty() && library.isNamespace(expression->name)) {
        Bound bound;
        bound.kind = Bound::Kind::Namespace;
        bound.name = expression->name;
        bound.offset = offset;
        return bound;
    }
    for (const FunctionScope* scope = m_function; scope != nullptr; scope = scope->outer) {
        for (const Type* parameter : scope->typeParameters) {
            if (parameter->name == expression->name) {
                type.kind = Bound::Kind::Type;
                type.type = parameter;
                return type;
            }
        }
    }
    std::vector<std::string_view> names{"context"};
    for (const auto& known : library.definitions())
        names.push_back(known.name);
    const auto suggestion = closestName(expression->name, names);
    return error(offset, static_cast<std::uint32_t>(expression->name.size()), "CS0103",
                 "The name '" + expression->name + "' does not exist in the current context"
                     + (suggestion.empty() ? "" : " - did you mean '" + suggestion + "'?"));
}

Bound Binder::typeByName(const std::string& name, const std::vector<const Type*>& typeArguments)
{
    Bound bound;
    const auto* definition = Library::instance().find(name, typeArguments.size());
    if (definition == nullptr)
        return bound;
    bound.kind = Bound::Kind::Type;
    bound.type = genericOf(*definition, typeArguments);
    return bound;
}

Bound Binder::bindMemberAccess(Expr* expression)
{
    std::vector<const Type*> arguments;
    for (TypeSyntax* syntax : expression->typeArguments) {
        arguments.push_back(resolveType(syntax));
        if (arguments.back() == nullptr)
            return Bound();
    }
    Bound receiver = bindExpr(expression->left);
    const auto offset = static_cast<std::uint32_t>(expression->value.asInt());
    // `context.Variables["x"]` and the like are remembered for Traits.
    return bindMember(std::move(receiver), expression->name, arguments, offset,
                      expression->isCalled ? MemberUse::Call : MemberUse::Value);
}

bool Binder::isPassedOver(const Property& property, const Type* type) const
{
    const auto kind = property.type->kind;
    if (kind == TypeKind::Delegate || kind == TypeKind::Dynamic || kind == TypeKind::Parameter)
        return false;
    return !findMethods(type, property.name).empty()
        || Library::instance().extensions(property.name) != nullptr;
}

Bound Binder::bindMember(Bound receiver, const std::string& name,
                         const std::vector<const Type*>& typeArguments, std::uint32_t offset,
                         MemberUse use)
{
    const auto length = static_cast<std::uint32_t>(name.size());
    if (receiver.kind == Bound::Kind::Methods)
        receiver = rvalue(std::move(receiver));
    switch (receiver.kind) {
    case Bound::Kind::Error:
        return receiver;
    case Bound::Kind::Namespace: {
        const auto full = receiver.name + "." + name;
        const auto& library = Library::instance();
        Bound bound;
        bound.offset = offset;
        if (const auto* definition = library.findQualified(full, typeArguments.size())) {
            bound.kind = Bound::Kind::Type;
            bound.type = genericOf(*definition, typeArguments);
            return bound;
        }
        if (library.isNamespace(full)) {
            bound.kind = Bound::Kind::Namespace;
            bound.name = full;
            return bound;
        }
        return error(offset, length, "CS0234",
                     "The type or namespace name '" + name + "' does not exist in the namespace '"
                         + receiver.name + "', or is not allowed in policy expressions");
    }
    case Bound::Kind::Type:
        return staticMember(receiver.type, name, typeArguments, offset);
    case Bound::Kind::Value:
        break;
    default:
        return error(offset, length, "CS0119",
                     "'" + receiver.name + "' is not valid in this context");
    }
    const Type* type = receiver.type;
    if (type->kind == TypeKind::Dynamic) {
        Bound bound;
        bound.kind = Bound::Kind::Methods;
        bound.name = name;
        bound.offset = offset;
        bound.typeArguments = typeArguments;
        bound.receiver = std::make_unique<Bound>(std::move(receiver));
        return bound;
    }
    if (type->kind == TypeKind::Null)
        return error(offset, length, "CS0023",
                     "Operator '.' cannot be applied to operand of type '<null>'");
    if (type->kind == TypeKind::Void)
        return error(offset, length, "CS0023",
                     "Operator '.' cannot be applied to operand of type 'void'");
    if (type->kind == TypeKind::Anonymous || type->kind == TypeKind::ValueTuple) {
        if (const auto index = tupleField(type, name)) {
            return value(
                node([index = *index, offset, inner = std::move(receiver.node)](Frame& frame) {
                    Value record = inner->evaluate(frame);
                    if (frame.env.raised())
                        return Value();
                    frame.env.offset = offset;
                    return record.isNull() ? frame.env.nullReference()
                                           : record.get<RecordObject>().fields[index];
                }),
                type->arguments[*index], offset);
        }
    }
    const Type* declaring = nullptr;
    if (const Property* property = findProperty(type, name, declaring); property != nullptr
        && !property->isStatic && !(use == MemberUse::Call && isPassedOver(*property, type)))
        return propertyValue(*property, std::move(receiver), declaring, offset);
    Bound bound;
    bound.kind = Bound::Kind::Methods;
    bound.name = name;
    bound.offset = offset;
    bound.typeArguments = typeArguments;
    for (const Method* method : findMethods(type, name)) {
        if (!method->isStatic)
            bound.methods.push_back(method);
    }
    if (bound.methods.empty() && Library::instance().extensions(name) == nullptr)
        return missingMember(type, name, false, offset);
    bound.receiver = std::make_unique<Bound>(std::move(receiver));
    return bound;
}

Bound Binder::staticMember(const Type* type, const std::string& name,
                           const std::vector<const Type*>& typeArguments, std::uint32_t offset)
{
    m_isPure = m_isPure && !isImpure(name);
    if (type->isEnum()) {
        for (const auto& known : type->definition->values) {
            if (known.name == name)
                return constant(Value::ofEnum(*type, known.value), type, offset);
        }
    }
    if (type->definition != nullptr) {
        const auto full = type->definition->nameSpace + "." + type->definition->name + "." + name;
        if (const auto* nested = Library::instance().findQualified(full, typeArguments.size())) {
            Bound bound;
            bound.kind = Bound::Kind::Type;
            bound.type = genericOf(*nested, typeArguments);
            bound.offset = offset;
            return bound;
        }
    }
    const Type* declaring = nullptr;
    if (const Property* property = findProperty(type, name, declaring)) {
        if (!property->isStatic)
            return error(offset, static_cast<std::uint32_t>(name.size()), "CS0120",
                         "An object reference is required for the non-static member '"
                             + type->display + "." + name + "'");
        return propertyValue(*property, Bound(), declaring, offset);
    }
    Bound bound;
    bound.kind = Bound::Kind::Methods;
    bound.name = name;
    bound.offset = offset;
    bound.type = type;
    bound.typeArguments = typeArguments;
    bool anyInstance = false;
    for (const Method* method : findMethods(type, name)) {
        if (method->isStatic)
            bound.methods.push_back(method);
        anyInstance = anyInstance || !method->isStatic;
    }
    if (!bound.methods.empty())
        return bound;
    if (anyInstance)
        return error(offset, static_cast<std::uint32_t>(name.size()), "CS0120",
                     "An object reference is required for the non-static method '" + type->display
                         + "." + name + "'");
    return missingMember(type, name, true, offset);
}

const Property* Binder::findProperty(const Type* type, std::string_view name,
                                     const Type*& declaring) const
{
    const auto look = [&](const Type* candidate) -> const Property* {
        if (candidate->definition == nullptr)
            return nullptr;
        const auto found = candidate->definition->properties.find(name);
        if (found == candidate->definition->properties.end())
            return nullptr;
        declaring = candidate;
        return found->second;
    };
    for (const Type* candidate = type; candidate != nullptr; candidate = candidate->base()) {
        if (const auto* found = look(candidate))
            return found;
    }
    if (type->kind == TypeKind::Interface || type->kind == TypeKind::Parameter) {
        for (const Type* candidate : type->interfaces()) {
            if (const auto* found = look(candidate))
                return found;
        }
    }
    return nullptr;
}

std::vector<const Method*> Binder::findMethods(const Type* type, std::string_view name) const
{
    std::vector<const Method*> methods;
    const auto add = [&](const Type* candidate) {
        if (candidate->definition == nullptr)
            return;
        if (const auto* found = candidate->definition->methodsNamed(name))
            methods.insert(methods.end(), found->begin(), found->end());
    };
    for (const Type* candidate = type; candidate != nullptr; candidate = candidate->base())
        add(candidate);
    if (type->kind == TypeKind::Interface) {
        for (const Type* candidate : type->interfaces())
            add(candidate);
    }
    if (type->kind == TypeKind::Interface || type->kind == TypeKind::Parameter)
        add(core().object);
    return methods;
}

Bound Binder::missingMember(const Type* type, const std::string& name, bool isStatic,
                            std::uint32_t offset)
{
    std::vector<std::string_view> names;
    const auto add = [&](const Type* candidate) {
        if (candidate->definition == nullptr)
            return;
        for (const auto& [known, property] : candidate->definition->properties) {
            if (property->isStatic == isStatic)
                names.push_back(known);
        }
        for (const auto& [known, methods] : candidate->definition->methods) {
            if (methods.front()->isStatic == isStatic && !known.starts_with("op_")
                && known.find('_') == std::string_view::npos)
                names.push_back(known);
        }
        for (const auto& known : candidate->definition->values)
            names.push_back(known.name);
    };
    for (const Type* candidate = type; candidate != nullptr; candidate = candidate->base())
        add(candidate);
    for (const Type* candidate : type->interfaces())
        add(candidate);
    for (const auto& field : type->fieldNames)
        names.push_back(field);
    if (!isStatic) {
        for (const auto& [known, methods] : Library::instance().allExtensions()) {
            const bool fits = std::any_of(methods.begin(), methods.end(), [&](const Method* one) {
                const Type* receiver = one->parameters.front().type;
                return receiver->isOpen() ? receiver->definition != nullptr
                        && instanceOf(type, receiver->definition) != nullptr
                                          : type->isAssignableTo(receiver);
            });
            if (fits)
                names.push_back(known);
        }
    }
    const auto suggestion = closestName(name, names);
    const bool isKnownType = isStatic;
    return error(offset, static_cast<std::uint32_t>(name.size()), isKnownType ? "CS0117" : "CS1061",
                 "'" + type->display + "' does not contain a definition for '" + name + "'"
                     + (suggestion.empty() ? "" : " - did you mean '" + suggestion + "'?"));
}

void Binder::noteMember(const Bound& receiver, const Type* declaring, std::string_view name)
{
    if (declaring->definition == nullptr)
        return;
    const auto& owner = declaring->definition->name;
    if (owner == "IRequest" && name == "Body")
        m_traits.readsRequestBody = true;
    // A response that certainly came out of a variable is not the exchange's own.
    const bool isFromVariable = receiver.name == "cast";
    if (owner == "IResponse" && !isFromVariable) {
        m_traits.readsResponse = true;
        m_traits.readsResponseBody = m_traits.readsResponseBody || name == "Body";
    }
    if (owner == kContextType && name == "Response")
        m_traits.readsResponse = true;
}

namespace {

/// `start.A.B.C`: properties read one after another.
class PathNode final : public Node
{
public:
    struct Step
    {
        Function getter = nullptr;
        CallSite site;
        std::uint32_t offset = 0;
        bool acceptsNull = false; ///< may be asked of null: members of nullable values
    };

    explicit PathNode(NodePtr start)
        : m_start(std::move(start))
    {
    }
    void append(Step step) { m_steps.push_back(std::move(step)); }

    [[nodiscard]] Value evaluate(Frame& frame) const override
    {
        Env& env = frame.env;
        Value self = m_start->evaluate(frame);
        for (const Step& step : m_steps) {
            if (env.raised())
                return {};
            env.offset = step.offset;
            if (self.isNull() && !step.acceptsNull)
                return env.nullReference();
            self = step.getter(env, Args(&self, 1, step.site));
        }
        return self;
    }

private:
    NodePtr m_start;
    std::vector<Step> m_steps;
};

/// `start` and one property of it; a path goes on instead of being wrapped.
NodePtr pathNode(NodePtr start, PathNode::Step step)
{
    if (dynamic_cast<PathNode*>(start.get()) == nullptr)
        start = std::make_unique<PathNode>(std::move(start));
    static_cast<PathNode&>(*start).append(std::move(step));
    return start;
}

} // namespace

Bound Binder::propertyValue(const Property& property, Bound receiver, const Type* declaring,
                            std::uint32_t offset)
{
    const Type* type = declaring->definition->parameters.empty()
        ? property.type
        : substitute(property.type, declaring->definition->parameters, declaring->arguments);
    if (property.isConstant)
        return constant(property.constant, type, offset);
    noteMember(receiver, declaring, property.name);
    const Function getter = property.getter;
    CallSite site;
    site.result = type;
    site.receiver = receiver.type != nullptr ? receiver.type : declaring;
    if (property.isStatic) {
        return value(node([getter, site, offset](Frame& frame) {
                         frame.env.offset = offset;
                         return getter(frame.env, Args(nullptr, 0, site));
                     }),
                     type, offset);
    }
    const bool isContextPath = receiver.isContextPath;
    const bool acceptsNull = receiver.type->isNullable();
    auto path = isContextPath ? receiver.name + "." + property.name : std::string();
    Bound bound
        = value(pathNode(std::move(receiver.node), {getter, std::move(site), offset, acceptsNull}),
                type, offset);
    bound.isContextPath = isContextPath;
    bound.name = std::move(path);
    return bound;
}

} // namespace gatelens::expression
