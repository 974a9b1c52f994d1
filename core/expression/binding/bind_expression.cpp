#include "core/expression/binding/binder.h"
#include "core/expression/binding/tuple_field.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

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
