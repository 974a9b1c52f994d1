#include "core/expression/binding/binder.h"
#include "core/expression/binding/operator_kinds.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

Bound Binder::bindCoalesce(Expr* expression)
{
    Bound left = bindValue(expression->left);
    Bound right = bindValue(expression->right);
    if (left.isError() || right.isError())
        return Bound();
    const auto offset = expression->offset;
    if (!left.isValue() || !(left.type->acceptsNull() || left.type->kind == TypeKind::Parameter)
        || !(right.isValue() || right.kind == Bound::Kind::Throw
             || right.kind == Bound::Kind::Default || right.kind == Bound::Kind::Lambda
             || right.kind == Bound::Kind::Methods))
        return operatorError("??", left, right, offset);
    const Type* plain = left.type->withoutNullable();
    const Type* type = nullptr;
    if (left.type->isNullable() && classify(right, plain, false))
        type = plain;
    else if (!left.isNullLiteral() && classify(right, left.type, false))
        type = left.type;
    else if (right.isValue() && classifyTypes(plain, right.type, false))
        type = right.type;
    if (type == nullptr)
        return operatorError("??", left, right, offset);
    // The left side converts from what it is when it is not null.
    const auto slot = newSlot();
    Bound present = value(loadSlot(slot), left.isNullLiteral() ? type : plain, offset);
    if (left.isNullLiteral())
        return convertTo(std::move(right), type, false, offset);
    Bound converted = convertTo(std::move(present), type, false, offset);
    Bound other = convertTo(std::move(right), type, false, offset);
    if (converted.isError() || other.isError())
        return Bound();
    return value(node([slot, first = std::move(left.node), present = std::move(converted.node),
                       other = std::move(other.node)](Frame& frame) {
                     frame.slots[slot] = first->evaluate(frame);
                     if (frame.env.raised())
                         return Value();
                     return frame.slots[slot].isNull() ? other->evaluate(frame)
                                                       : present->evaluate(frame);
                 }),
                 type, offset);
}

const Type* Binder::commonType(const Bound& left, const Bound& right) const
{
    auto& self = const_cast<Binder&>(*this); // classify may bind a lambda on trial, nothing lasting
    const auto usable
        = [](const Bound& bound) { return bound.isValue() && bound.type->kind != TypeKind::Null; };
    if (usable(left) && self.classify(right, left.type, false)) {
        if (usable(right) && right.type != left.type && self.classify(left, right.type, false)
            && !self.classifyTypes(right.type, left.type, false))
            return right.type;
        return left.type;
    }
    if (usable(right) && self.classify(left, right.type, false))
        return right.type;
    return nullptr;
}

Bound Binder::bindConditional(Expr* expression)
{
    Bound condition = bindTyped(expression->left, core().boolean);
    Bound whenTrue = bindValue(expression->right);
    Bound whenFalse = bindValue(expression->third);
    if (condition.isError() || whenTrue.isError() || whenFalse.isError())
        return Bound();
    const auto offset = expression->offset;
    const Type* type = commonType(whenTrue, whenFalse);
    if (type == nullptr
        && (whenTrue.kind == Bound::Kind::Throw) != (whenFalse.kind == Bound::Kind::Throw))
        type = whenTrue.kind == Bound::Kind::Throw ? whenFalse.type : whenTrue.type;
    if (type == nullptr) {
        const auto name = [](const Bound& bound) {
            return bound.isValue() ? bound.type->display : std::string("<lambda or method group>");
        };
        return error(offset, 1, "CS0173",
                     "Type of conditional expression cannot be determined because there is no "
                     "implicit conversion between '"
                         + name(whenTrue) + "' and '" + name(whenFalse) + "'");
    }
    const bool allConstant = condition.constant && whenTrue.constant && whenFalse.constant;
    whenTrue = convertTo(std::move(whenTrue), type, false, offset);
    whenFalse = convertTo(std::move(whenFalse), type, false, offset);
    if (whenTrue.isError() || whenFalse.isError())
        return Bound();
    if (allConstant && whenTrue.constant && whenFalse.constant)
        return constant(condition.constant->asBool() ? *whenTrue.constant : *whenFalse.constant,
                        type, offset);
    return value(node([test = std::move(condition.node), yes = std::move(whenTrue.node),
                       no = std::move(whenFalse.node)](Frame& frame) {
                     const bool isMet = test->evaluateInteger(frame) != 0;
                     if (frame.env.raised())
                         return Value();
                     return isMet ? yes->evaluate(frame) : no->evaluate(frame);
                 }),
                 type, offset);
}

Bound Binder::bindCast(Expr* expression)
{
    const Type* type = resolveType(expression->type);
    if (type == nullptr)
        return Bound();
    Bound operand = bindValue(expression->left);
    if (operand.isError())
        return operand;
    Bound bound = convertTo(std::move(operand), type, true, expression->offset);
    bound.name = "cast";
    bound.isContextPath = false;
    return bound;
}

Bound Binder::bindAs(Expr* expression)
{
    const Type* type = resolveType(expression->type);
    Bound operand = bindValue(expression->left);
    if (type == nullptr || operand.isError())
        return Bound();
    if (!type->acceptsNull())
        return error(expression->offset, 1, "CS0077",
                     "The as operator must be used with a reference type or nullable type ('"
                         + type->display + "' is a non-nullable value type)");
    if (!operand.isValue())
        return error(expression->offset, 1, "CS0837", "The operand of 'as' must be a value");
    const auto conversion = classifyTypes(operand.type, type, true);
    const bool isPossible = operand.isNullLiteral() || operand.isDynamic()
        || conversion.kind == ConversionKind::Identity || conversion.kind == ConversionKind::Unbox;
    if (!isPossible)
        return error(expression->offset, 1, "CS0039",
                     "Cannot convert type '" + operand.type->display + "' to '" + type->display
                         + "' via 'as'");
    Bound bound = value(
        node([source = typeSource(type), inner = std::move(operand.node)](Frame& frame) {
            Value content = inner->evaluate(frame);
            return content.isNull() || !isInstance(content, source.in(frame)) ? Value() : content;
        }),
        type, expression->offset);
    bound.name = "cast";
    return bound;
}

} // namespace gatelens::expression
