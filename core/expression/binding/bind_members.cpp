#include "core/expression/binding/binder.h"
#include "core/expression/binding/integer_nodes.h"
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

/// Item1 … of a ValueTuple, or the position of a named element.
std::optional<std::size_t> tupleField(const Type* type, const std::string& name)
{
    for (std::size_t i = 0; i < type->fieldNames.size(); ++i) {
        if (type->fieldNames[i] == name)
            return i;
    }
    if (type->kind == TypeKind::ValueTuple && name.starts_with("Item")) {
        for (std::size_t i = 0; i < type->arguments.size(); ++i) {
            if (name == "Item" + std::to_string(i + 1))
                return i;
        }
    }
    return std::nullopt;
}

} // namespace

Bound Binder::bindExpr(Expr* expression)
{
    switch (expression->kind) {
    case ExprKind::Literal: {
        const auto* type = expression->value.type();
        return constant(expression->value, type == nullptr ? core().nullType : type,
                        expression->offset);
    }
    case ExprKind::Interpolated:
        return bindInterpolated(expression);
    case ExprKind::Name:
        return bindName(expression);
    case ExprKind::PredefinedType: {
        Bound bound;
        bound.type = resolveType(expression->type);
        bound.kind = bound.type == nullptr ? Bound::Kind::Error : Bound::Kind::Type;
        bound.offset = expression->offset;
        return bound;
    }
    case ExprKind::Member:
        return bindMemberAccess(expression);
    case ExprKind::Call:
        return bindCall(expression);
    case ExprKind::Index:
        return bindIndex(expression);
    case ExprKind::ConditionalAccess:
        return bindConditionalAccess(expression);
    case ExprKind::ConditionalReceiver: {
        const auto& [slot, type] = m_conditionalReceivers.back();
        return value(loadSlot(slot), type, expression->offset);
    }
    case ExprKind::Unary:
        return expression->op == "++" || expression->op == "--" ? bindIncrement(expression, false)
                                                                : bindUnary(expression);
    case ExprKind::Postfix:
        return bindIncrement(expression, true);
    case ExprKind::Binary:
        return bindBinary(expression);
    case ExprKind::Assign:
        return bindAssign(expression);
    case ExprKind::Conditional:
        return bindConditional(expression);
    case ExprKind::Cast:
        return bindCast(expression);
    case ExprKind::As:
        return bindAs(expression);
    case ExprKind::Is:
        return bindIs(expression);
    case ExprKind::New:
        return bindNew(expression);
    case ExprKind::NewArray:
        return bindNewArray(expression);
    case ExprKind::NewAnonymous:
        return bindAnonymous(expression);
    case ExprKind::ArrayInitializer:
    case ExprKind::ObjectInitializer:
        return error(expression->offset, 1, "CS0623",
                     "An initializer may only be used in a declaration or with 'new'");
    case ExprKind::Lambda: {
        Bound bound;
        bound.kind = Bound::Kind::Lambda;
        bound.syntax = expression;
        bound.offset = expression->offset;
        return bound;
    }
    case ExprKind::Tuple:
        return bindTuple(expression);
    case ExprKind::TypeOf:
    case ExprKind::SizeOf:
        return bindTypeOf(expression);
    case ExprKind::Default: {
        if (expression->type != nullptr) {
            const Type* type = resolveType(expression->type);
            if (type == nullptr)
                return Bound();
            return defaultValue(type, expression->offset);
        }
        Bound bound;
        bound.kind = Bound::Kind::Default;
        bound.offset = expression->offset;
        return bound;
    }
    case ExprKind::NameOf:
        return bindNameOf(expression);
    case ExprKind::Checked: {
        const bool wasChecked = std::exchange(m_isChecked, expression->flag);
        const bool wasUnchecked = std::exchange(m_isUnchecked, !expression->flag);
        Bound bound = bindValue(expression->left);
        m_isChecked = wasChecked;
        m_isUnchecked = wasUnchecked;
        return bound;
    }
    case ExprKind::Throw: {
        Bound thrown = bindTyped(expression->left, core().exception);
        if (thrown.isError())
            return thrown;
        Bound bound;
        bound.kind = Bound::Kind::Throw;
        bound.offset = expression->offset;
        bound.node
            = node([inner = std::move(thrown.node), offset = expression->offset](Frame& frame) {
                  Value exception = inner->evaluate(frame);
                  if (frame.env.raised())
                      return Value();
                  frame.env.offset = offset;
                  return exception.isNull() ? frame.env.nullReference()
                                            : frame.env.raise(std::move(exception));
              });
        return bound;
    }
    case ExprKind::Declaration:
        return error(expression->offset, 1, "CS8185",
                     "A declaration is not allowed in this context");
    }
    return Bound();
}

Bound Binder::bindValue(Expr* expression)
{
    Bound bound = rvalue(bindExpr(expression));
    bound.offset = expression->offset;
    return bound;
}

Bound Binder::bindTyped(Expr* expression, const Type* type)
{
    if (expression->kind == ExprKind::ArrayInitializer && type != nullptr && type->isArray())
        return bindArrayInitializer(expression, type);
    return convertTo(bindValue(expression), type, false, expression->offset);
}

NodePtr Binder::bindCondition(Expr* expression)
{
    Bound bound = bindTyped(expression, core().boolean);
    return bound.isError() ? node([](Frame&) { return Value::ofBool(false); })
                           : std::move(bound.node);
}

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
    Bound bound = value(
        node([getter, site, offset, acceptsNull, inner = std::move(receiver.node)](Frame& frame) {
            Value self = inner->evaluate(frame);
            if (frame.env.raised())
                return Value();
            frame.env.offset = offset;
            if (self.isNull() && !acceptsNull)
                return frame.env.nullReference();
            return getter(frame.env, Args(&self, 1, site));
        }),
        type, offset);
    bound.isContextPath = isContextPath;
    bound.name = std::move(path);
    return bound;
}

Bound Binder::bindIndex(Expr* expression)
{
    Bound receiver = bindValue(expression->left);
    if (receiver.isError())
        return receiver;
    bool failed = false;
    auto arguments = bindArguments(expression->arguments, failed);
    if (failed)
        return Bound();
    std::vector<Bound> indexes;
    for (auto& argument : arguments)
        indexes.push_back(std::move(argument.bound));
    return bindIndexOf(std::move(receiver), std::move(indexes), expression->offset);
}

Bound Binder::bindIndexOf(Bound receiver, std::vector<Bound> indexes, std::uint32_t offset)
{
    std::vector<Argument> arguments;
    for (auto& index : indexes) {
        auto& argument = arguments.emplace_back();
        argument.bound = std::move(index);
        if (argument.bound.isError())
            return Bound();
    }
    if (receiver.kind != Bound::Kind::Value)
        return error(offset, 1, "CS0021",
                     "Cannot apply indexing with [] to '" + receiver.name + "'");
    if (receiver.name == "context.Variables" && arguments.size() == 1 && arguments[0].bound.constant
        && arguments[0].bound.constant->isString())
        m_traits.variablesRead.push_back(arguments[0].bound.constant->toText());
    auto target = indexTarget(std::move(receiver), std::move(arguments), offset);
    if (!target)
        return Bound();
    auto load = target->load();
    return value(sequence(std::move(target->prepare), std::move(load)), target->type, offset);
}

// --- targets -------------------------------------------------------------------------------------

std::optional<Target> Binder::bindTarget(Expr* expression)
{
    switch (expression->kind) {
    case ExprKind::Name:
        if (expression->local != nullptr)
            return localTarget(expression->local, expression->offset, false);
        break;
    case ExprKind::Member: {
        Bound receiver = bindExpr(expression->left);
        if (receiver.kind == Bound::Kind::Methods)
            receiver = rvalue(std::move(receiver)); // a late-bound member
        if (receiver.isError())
            return std::nullopt;
        if (receiver.isValue() && receiver.type->kind == TypeKind::ValueTuple)
            return tupleFieldTarget(expression, receiver.type);
        return memberTarget(std::move(receiver), expression->name,
                            static_cast<std::uint32_t>(expression->value.asInt()));
    }
    case ExprKind::Index: {
        Bound receiver = bindValue(expression->left);
        bool failed = receiver.isError();
        auto arguments = bindArguments(expression->arguments, failed);
        if (failed)
            return std::nullopt;
        return indexTarget(std::move(receiver), std::move(arguments), expression->offset);
    }
    case ExprKind::Declaration:
        if (expression->local != nullptr && expression->type != nullptr
            && !expression->type->isVar()) {
            const Type* type = resolveType(expression->type);
            if (type == nullptr)
                return std::nullopt;
            declareLocal(expression->local, type);
            return localTarget(expression->local, expression->offset, true);
        }
        break;
    default:
        break;
    }
    Bound bound = bindExpr(expression);
    if (!bound.isError())
        error(expression->offset, 1, "CS0131",
              "The left-hand side of an assignment must be a variable, property or indexer");
    return std::nullopt;
}

std::optional<Target> Binder::localTarget(Local* local, std::uint32_t offset, bool isInitialization)
{
    if (local->type == nullptr)
        return std::nullopt;
    if (!isInitialization
        && (local->isConst || local->isReadOnly || local->localFunction != nullptr)) {
        error(offset, static_cast<std::uint32_t>(local->name.size()),
              local->isConst ? "CS0131" : "CS1656",
              "Cannot assign to '" + local->name + "' because it is a "
                  + (local->isConst
                         ? "constant"
                         : (local->localFunction != nullptr ? "local function"
                                                            : "foreach or using variable")));
        return std::nullopt;
    }
    Target target;
    target.type = local->type;
    const auto slot = slotOf(local);
    const bool isCell = local->isCaptured;
    target.load = [slot, isCell] {
        return isCell ? node([slot](Frame& frame) { return frame.variable(slot, true); })
                      : slotNode(slot);
    };
    target.store = [slot, isCell, type = local->type](NodePtr stored) {
        if (!isCell && !type->isNullable() && !type->isEnum() && isPlainInteger(type->tag))
            return integerStoreNode(slot, type->tag, std::move(stored));
        return node([slot, isCell, stored = std::move(stored)](Frame& frame) {
            Value content = stored->evaluate(frame);
            if (!frame.env.raised())
                frame.variable(slot, isCell) = content;
            return content;
        });
    };
    return target;
}

std::optional<Target> Binder::tupleFieldTarget(Expr* expression, const Type* type)
{
    const auto index = tupleField(type, expression->name);
    if (!index) {
        missingMember(type, expression->name, false, expression->offset);
        return std::nullopt;
    }
    auto whole = bindTarget(expression->left);
    if (!whole)
        return std::nullopt;
    // A tuple is a value: the variable gets a changed copy, and other variables keep theirs.
    Target target;
    const auto slot = newSlot();
    target.type = type->arguments[*index];
    target.prepare = std::move(whole->prepare);
    target.prepare.push_back(storeSlot(slot, whole->load()));
    target.load = [slot, index = *index] {
        return node([slot, index](Frame& frame) {
            return frame.slots[slot].get<RecordObject>().fields[index];
        });
    };
    target.store = [slot, index = *index, type, store = whole->store](NodePtr stored) {
        auto changed = node([slot, index, type, stored = std::move(stored)](Frame& frame) {
            Value content = stored->evaluate(frame);
            if (frame.env.raised())
                return Value();
            auto fields = frame.slots[slot].get<RecordObject>().fields;
            fields[index] = std::move(content);
            frame.slots[slot] = makeValue<RecordObject>(*type, std::move(fields));
            return frame.slots[slot];
        });
        return node([slot, index, write = store(std::move(changed))](Frame& frame) {
            static_cast<void>(write->evaluate(frame));
            return frame.env.raised() ? Value()
                                      : frame.slots[slot].get<RecordObject>().fields[index];
        });
    };
    return target;
}

std::optional<Target> Binder::memberTarget(Bound receiver, const std::string& name,
                                           std::uint32_t offset)
{
    const auto readOnly = [&](const std::string& owner) {
        error(offset, static_cast<std::uint32_t>(name.size()), "CS0200",
              "Property or indexer '" + owner + "." + name
                  + "' cannot be assigned to -- it is read only");
        return std::nullopt;
    };
    if (receiver.kind == Bound::Kind::Type) {
        Bound member = staticMember(receiver.type, name, {}, offset);
        if (!member.isError())
            return readOnly(receiver.type->display);
        return std::nullopt;
    }
    if (receiver.kind != Bound::Kind::Value) {
        if (!receiver.isError())
            error(offset, 1, "CS0131",
                  "The left-hand side of an assignment must be a variable, property or indexer");
        return std::nullopt;
    }
    Target target;
    const auto slot = newSlot();
    const Type* type = receiver.type;
    if (type->kind == TypeKind::Dynamic) {
        target.type = core().dynamic;
        target.prepare.push_back(storeSlot(slot, std::move(receiver.node)));
        target.load = [slot, name, offset] {
            return node([slot, name, offset](Frame& frame) {
                const Value self = frame.slots[slot];
                return evaluateDynamic(
                    frame.env, [&](Binder& binder) { return binder.memberOf(self, name, offset); });
            });
        };
        target.store = [slot, name, offset](NodePtr stored) {
            return node([slot, name, offset, stored = std::move(stored)](Frame& frame) {
                Value content = stored->evaluate(frame);
                if (frame.env.raised())
                    return Value();
                const Value self = frame.slots[slot];
                return evaluateDynamic(frame.env, [&](Binder& binder) {
                    return binder.assignDynamic(self, name, content, offset);
                });
            });
        };
        return target;
    }
    if (type->kind == TypeKind::Anonymous && tupleField(type, name))
        return readOnly(type->display);
    const Type* declaring = nullptr;
    const Property* property = findProperty(type, name, declaring);
    if (property == nullptr) {
        missingMember(type, name, false, offset);
        return std::nullopt;
    }
    if (property->setter == nullptr)
        return readOnly(type->display);
    target.type
        = substitute(property->type, declaring->definition->parameters, declaring->arguments);
    CallSite site;
    site.result = target.type;
    site.receiver = type;
    target.prepare.push_back(storeSlot(slot, std::move(receiver.node)));
    target.load = [slot, getter = property->getter, site, offset] {
        return node([slot, getter, site, offset](Frame& frame) {
            Value self = frame.slots[slot];
            frame.env.offset = offset;
            return self.isNull() ? frame.env.nullReference()
                                 : getter(frame.env, Args(&self, 1, site));
        });
    };
    target.store = [slot, setter = property->setter, site, offset](NodePtr stored) {
        return node([slot, setter, site, offset, stored = std::move(stored)](Frame& frame) {
            Value values[2] = {frame.slots[slot], stored->evaluate(frame)};
            if (frame.env.raised())
                return Value();
            frame.env.offset = offset;
            if (values[0].isNull())
                return frame.env.nullReference();
            Value content = values[1];
            static_cast<void>(setter(frame.env, Args(values, 2, site)));
            return content;
        });
    };
    return target;
}

std::optional<Target> Binder::indexTarget(Bound receiver, std::vector<Argument> arguments,
                                          std::uint32_t offset)
{
    const Type* type = receiver.type;
    Target target;
    const auto slot = newSlot();
    if (type->kind == TypeKind::Dynamic || (!arguments.empty() && arguments[0].bound.isDynamic())) {
        const auto index = newSlot();
        target.type = core().dynamic;
        target.prepare.push_back(storeSlot(slot, std::move(receiver.node)));
        target.prepare.push_back(storeSlot(index, std::move(arguments[0].bound.node)));
        target.load = [slot, index, offset] {
            return node([slot, index, offset](Frame& frame) {
                const Value self = frame.slots[slot];
                const Value key = frame.slots[index];
                return evaluateDynamic(frame.env, [&](Binder& binder) {
                    std::vector<Bound> keys;
                    keys.push_back(binder.valueOf(key));
                    return binder.bindIndexOf(binder.valueOf(self), std::move(keys), offset);
                });
            });
        };
        target.store = [slot, index, offset](NodePtr stored) {
            return node([slot, index, offset, stored = std::move(stored)](Frame& frame) {
                Value content = stored->evaluate(frame);
                if (frame.env.raised())
                    return Value();
                const Value self = frame.slots[slot];
                const Value key = frame.slots[index];
                return evaluateDynamic(frame.env, [&](Binder& binder) {
                    return binder.assignDynamicIndex(self, key, content, offset);
                });
            });
        };
        return target;
    }
    if (type->isArray()) {
        if (static_cast<int>(arguments.size()) != type->rank) {
            error(offset, 1, "CS0022",
                  "Wrong number of indices inside []; expected " + std::to_string(type->rank));
            return std::nullopt;
        }
        std::vector<std::uint32_t> indexes;
        target.prepare.push_back(storeSlot(slot, std::move(receiver.node)));
        for (auto& argument : arguments) {
            const Type* indexType = argument.bound.isValue()
                    && argument.bound.type->withoutNullable()->isIntegral()
                    && classifyTypes(argument.bound.type, core().int32, false).kind
                        == ConversionKind::None
                ? core().int64
                : core().int32;
            Bound index = convertTo(std::move(argument.bound), indexType, false, offset);
            if (index.isError())
                return std::nullopt;
            indexes.push_back(newSlot());
            target.prepare.push_back(storeSlot(indexes.back(), std::move(index.node)));
        }
        target.type = type->element();
        const auto position = [slot, indexes, offset](Frame& frame) -> std::int64_t {
            frame.env.offset = offset;
            const Value& array = frame.slots[slot];
            if (array.isNull()) {
                frame.env.nullReference();
                return -1;
            }
            std::int64_t at = frame.slots[indexes[0]].asLong();
            bool isInside = true;
            const auto* bytes = array.as<BytesObject>();
            const auto* elements = bytes == nullptr ? &array.get<ArrayObject>() : nullptr;
            if (indexes.size() == 1) {
                const auto size = bytes != nullptr ? bytes->bytes.size() : elements->items.size();
                isInside = at >= 0 && at < static_cast<std::int64_t>(size);
            } else {
                at = 0;
                for (std::size_t i = 0; i < indexes.size(); ++i) {
                    const auto extent = static_cast<std::int64_t>(elements->dimensions[i]);
                    const auto index = frame.slots[indexes[i]].asLong();
                    isInside = isInside && index >= 0 && index < extent;
                    at = at * extent + index;
                }
            }
            if (!isInside) {
                frame.env.raise("IndexOutOfRangeException",
                                "Index was outside the bounds of the array.");
                return -1;
            }
            return at;
        };
        target.load = [slot, position] {
            return node([slot, position](Frame& frame) {
                const auto at = position(frame);
                if (at < 0)
                    return Value();
                const Value& array = frame.slots[slot];
                if (const auto* bytes = array.as<BytesObject>())
                    return Value::ofInteger(
                        Tag::Byte,
                        static_cast<std::uint8_t>(bytes->bytes[static_cast<std::size_t>(at)]));
                return array.get<ArrayObject>().items[static_cast<std::size_t>(at)];
            });
        };
        target.store = [slot, position, declared = type->element()](NodePtr stored) {
            return node([slot, position, declared, stored = std::move(stored)](Frame& frame) {
                Value content = stored->evaluate(frame);
                if (frame.env.raised())
                    return Value();
                const auto at = position(frame);
                if (at < 0)
                    return Value();
                const Value& array = frame.slots[slot];
                if (auto* bytes = array.as<BytesObject>()) {
                    bytes->bytes[static_cast<std::size_t>(at)]
                        = static_cast<char>(content.asLong());
                    return content;
                }
                auto& elements = array.get<ArrayObject>();
                // An object[] may be a string[] in truth: arrays of references are covariant.
                const Type* actual = elements.type().element();
                if (actual != declared && !content.isNull() && !isInstance(content, actual))
                    return frame.env.raise(
                        "ArrayTypeMismatchException",
                        "Attempted to access an element as a type incompatible with the array.");
                elements.items[static_cast<std::size_t>(at)] = content;
                return content;
            });
        };
        return target;
    }
    const auto getters = findMethods(type, "get_Item");
    if (getters.empty()) {
        error(offset, 1, "CS0021",
              "Cannot apply indexing with [] to an expression of type '" + type->display + "'");
        return std::nullopt;
    }
    // The arguments are evaluated once, into hidden variables of the type that the getter wants.
    bool isAmbiguous = false;
    auto candidate = choose(getters, type, {}, arguments, false, isAmbiguous);
    if (!candidate) {
        noOverload("this[]", getters, arguments, offset);
        return std::nullopt;
    }
    target.prepare.push_back(storeSlot(slot, std::move(receiver.node)));
    std::vector<std::uint32_t> slots;
    std::vector<const Type*> types;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        Bound converted
            = convertTo(std::move(arguments[i].bound), candidate->parameterTypes[i], false, offset);
        if (converted.isError())
            return std::nullopt;
        slots.push_back(newSlot());
        types.push_back(candidate->parameterTypes[i]);
        target.prepare.push_back(storeSlot(slots.back(), std::move(converted.node)));
    }
    target.type = candidate->returnType;
    CallSite site;
    site.result = candidate->returnType;
    site.receiver = type;
    target.load = [slot, slots, site, offset, getter = candidate->method->function] {
        return node([slot, slots, site, offset, getter](Frame& frame) {
            std::array<Value, 4> values;
            values[0] = frame.slots[slot];
            frame.env.offset = offset;
            if (values[0].isNull())
                return frame.env.nullReference();
            for (std::size_t i = 0; i < slots.size() && i < 3; ++i)
                values[i + 1] = frame.slots[slots[i]];
            return getter(frame.env, Args(values.data(), slots.size() + 1, site));
        });
    };
    const Method* setter = nullptr;
    for (const Method* method : findMethods(type, "set_Item")) {
        bool matches = method->parameters.size() == slots.size();
        for (std::size_t i = 0; i < slots.size() && matches; ++i)
            matches = method->parameters[i].type == candidate->method->parameters[i].type;
        if (matches && setter == nullptr)
            setter = method;
    }
    const auto display = type->display;
    target.store = [this, slot, slots, site, offset, setter, display](NodePtr stored) {
        if (setter == nullptr) {
            error(offset, 1, "CS0200",
                  "Property or indexer '" + display
                      + ".this[]' cannot be assigned to -- it is read only");
            return stored;
        }
        return node([slot, slots, site, offset, function = setter->function,
                     stored = std::move(stored)](Frame& frame) {
            Value content = stored->evaluate(frame);
            if (frame.env.raised())
                return Value();
            std::array<Value, 5> values;
            values[0] = frame.slots[slot];
            frame.env.offset = offset;
            if (values[0].isNull())
                return frame.env.nullReference();
            for (std::size_t i = 0; i < slots.size() && i < 3; ++i)
                values[i + 1] = frame.slots[slots[i]];
            values[slots.size() + 1] = content;
            static_cast<void>(function(frame.env, Args(values.data(), slots.size() + 2, site)));
            return content;
        });
    };
    return target;
}

Bound Binder::bindConditionalAccess(Expr* expression)
{
    Bound receiver = bindValue(expression->left);
    if (receiver.isError())
        return receiver;
    if (receiver.kind != Bound::Kind::Value
        || !(receiver.type->acceptsNull() || receiver.type->kind == TypeKind::Parameter))
        return error(expression->offset, 1, "CS0023",
                     "Operator '?' cannot be applied to operand of type '"
                         + (receiver.type == nullptr ? receiver.name : receiver.type->display)
                         + "'");
    const auto slot = newSlot();
    m_conditionalReceivers.emplace_back(slot, receiver.type->withoutNullable());
    const bool wasContext = receiver.isContextPath;
    const auto path = receiver.name;
    m_conditionalPath = wasContext ? path : std::string();
    Bound access = bindExpr(expression->right);
    m_conditionalReceivers.pop_back();
    access = rvalue(std::move(access));
    if (access.isError())
        return access;
    if (access.kind != Bound::Kind::Value)
        return error(expression->offset, 1, "CS0023",
                     "Operator '?' cannot be applied to a method group");
    const Type* type = access.type->acceptsNull() || access.type->kind == TypeKind::Void
        ? access.type
        : nullableOf(access.type);
    return value(
        node([slot, inner = std::move(receiver.node), then = std::move(access.node)](Frame& frame) {
            frame.slots[slot] = inner->evaluate(frame);
            if (frame.env.raised() || frame.slots[slot].isNull())
                return Value();
            return then->evaluate(frame);
        }),
        type, expression->offset);
}

Bound Binder::bindNameOf(Expr* expression)
{
    const Expr* target = expression->arguments[0].value;
    if (target->kind != ExprKind::Name && target->kind != ExprKind::Member)
        return error(expression->offset, 1, "CS8081", "Expression does not have a name");
    if (target->kind == ExprKind::Member || target->local == nullptr) {
        // The operand is checked, not evaluated.
        Expr* operand = expression->arguments[0].value;
        if (target->kind == ExprKind::Member) {
            Bound receiver = bindExpr(operand->left);
            if (receiver.isError())
                return receiver;
            if (receiver.kind == Bound::Kind::Type) {
                const Type* declaring = nullptr;
                if (findProperty(receiver.type, target->name, declaring) == nullptr
                    && findMethods(receiver.type, target->name).empty()) {
                    Bound member = staticMember(receiver.type, target->name, {}, operand->offset);
                    if (member.isError())
                        return member;
                }
            } else {
                Bound member = bindMember(std::move(receiver), target->name, {}, operand->offset);
                if (member.isError())
                    return member;
            }
        } else {
            Bound named = bindExpr(operand);
            if (named.isError())
                return named;
        }
    }
    return constant(Value::ofLiteral(target->name), core().string, expression->offset);
}

Bound Binder::bindTypeOf(Expr* expression)
{
    const Type* type = resolveType(expression->type);
    if (type == nullptr)
        return Bound();
    if (expression->kind == ExprKind::TypeOf)
        return value(typeArgumentNode(type), core().typeType, expression->offset);
    int size = 0;
    switch (type->tag) {
    case Tag::Boolean:
    case Tag::SByte:
    case Tag::Byte:
        size = 1;
        break;
    case Tag::Char:
    case Tag::Int16:
    case Tag::UInt16:
        size = 2;
        break;
    case Tag::Int32:
    case Tag::UInt32:
    case Tag::Single:
    case Tag::Enum:
        size = 4;
        break;
    case Tag::Int64:
    case Tag::UInt64:
    case Tag::Double:
        size = 8;
        break;
    case Tag::Decimal:
        size = 16;
        break;
    default:
        return error(expression->offset, 1, "CS0233",
                     "'" + type->display + "' does not have a predefined size");
    }
    return constant(Value::ofInt(size), core().int32, expression->offset);
}

} // namespace gatelens::expression
