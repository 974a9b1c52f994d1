#include "core/expression/binding/binder.h"
#include "core/expression/binding/integer_nodes.h"
#include "core/expression/binding/operator_kinds.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// The type both operands of a numeric operator become; null when they do not mix.
const Type* promoted(const Type* left, const Type* right)
{
    const auto& types = core();
    const Tag a = left->tag;
    const Tag b = right->tag;
    const auto either = [&](Tag tag) { return a == tag || b == tag; };
    if (either(Tag::Decimal))
        return either(Tag::Double) || either(Tag::Single) ? nullptr : types.decimal;
    if (either(Tag::Double))
        return types.real;
    if (either(Tag::Single))
        return types.single;
    const auto isSigned = [](Tag tag) {
        return tag == Tag::SByte || tag == Tag::Int16 || tag == Tag::Int32 || tag == Tag::Int64;
    };
    if (either(Tag::UInt64))
        return isSigned(a) || isSigned(b) ? nullptr : types.uint64;
    if (either(Tag::Int64))
        return types.int64;
    if (either(Tag::UInt32))
        return isSigned(a) || isSigned(b) ? types.int64 : types.uint32;
    return types.int32;
}

} // namespace

Bound Binder::combine(BinaryFunction function, Bound left, Bound right, const Type* type,
                      bool isLifted, std::string_view op, std::uint32_t offset)
{
    if (left.constant && right.constant && !left.constant->isNull() && !right.constant->isNull()) {
        const Limits limits;
        Env env(nullptr, limits);
        Value folded = function(env, *left.constant, *right.constant);
        if (!env.raised())
            return constant(std::move(folded), type, offset);
        const auto name = env.exception().typeName();
        if (name == "DivideByZeroException")
            return error(offset, 1, "CS0020", "Division by constant zero");
        return error(offset, 1, "CS0220",
                     "The operation overflows at compile time in checked mode");
    }
    if (!isLifted) {
        const Tag tag = left.type->tag;
        if (left.type == right.type && isPlainInteger(tag)
            && function == binaryOperator(op, tag, false)) {
            if (auto fast = integerOperatorNode(op, tag, function, left.node, right.node, offset))
                return value(std::move(fast), type, offset);
        }
        return value(node([function, offset, a = std::move(left.node),
                           b = std::move(right.node)](Frame& frame) {
                         const Value x = a->evaluate(frame);
                         if (frame.env.raised())
                             return Value();
                         const Value y = b->evaluate(frame);
                         if (frame.env.raised())
                             return Value();
                         frame.env.offset = offset;
                         return function(frame.env, x, y);
                     }),
                     type, offset);
    }
    // Lifted: null operands give null, false for an order, and compare with == as values.
    const bool isEqual = op == "==";
    const bool isUnequal = op == "!=";
    const bool isOrder = isComparison(op) && !isEqual && !isUnequal;
    const bool isThreeValued
        = (op == "&" || op == "|") && left.type->withoutNullable() == core().boolean;
    const bool isOr = op == "|";
    return value(node([=, a = std::move(left.node), b = std::move(right.node)](Frame& frame) {
                     const Value x = a->evaluate(frame);
                     if (frame.env.raised())
                         return Value();
                     const Value y = b->evaluate(frame);
                     if (frame.env.raised())
                         return Value();
                     frame.env.offset = offset;
                     if (!x.isNull() && !y.isNull())
                         return function(frame.env, x, y);
                     if (isEqual)
                         return Value::ofBool(x.isNull() && y.isNull());
                     if (isUnequal)
                         return Value::ofBool(x.isNull() != y.isNull());
                     if (isOrder)
                         return Value::ofBool(false);
                     if (isThreeValued) {
                         const Value& known = x.isNull() ? y : x;
                         if (!known.isNull() && known.asBool() == isOr)
                             return known;
                     }
                     return Value();
                 }),
                 type, offset);
}

Bound Binder::numericOperation(std::string_view op, Bound left, Bound right, std::uint32_t offset)
{
    const auto& types = core();
    if (left.isNullLiteral() && right.isNullLiteral())
        return equality(op, std::move(left), std::move(right), offset);
    const bool isLifted = left.type->isNullable() || right.type->isNullable()
        || left.isNullLiteral() || right.isNullLiteral();
    const Type* leftType
        = left.isNullLiteral() ? right.type->withoutNullable() : left.type->withoutNullable();
    const Type* rightType = right.isNullLiteral() ? leftType : right.type->withoutNullable();
    const Type* operand = nullptr;
    if (leftType == types.boolean && rightType == types.boolean) {
        operand = types.boolean;
    } else if (leftType->isNumeric() && rightType->isNumeric()) {
        if (isShift(op)) {
            operand = promoted(leftType, types.int32);
            if (leftType == types.uint32)
                operand = types.uint32;
            if (leftType == types.uint64)
                operand = types.uint64;
        } else {
            operand = promoted(leftType, rightType);
            // A constant that fits takes the unsigned type of the other side.
            if (operand == nullptr || operand == types.int64) {
                for (const Type* wanted : {types.uint64, types.uint32}) {
                    const bool leftFits
                        = leftType == wanted || (left.constant && classify(left, wanted, false));
                    const bool rightFits
                        = rightType == wanted || (right.constant && classify(right, wanted, false));
                    if (leftFits && rightFits && (leftType == wanted || rightType == wanted))
                        operand = wanted;
                }
            }
        }
    }
    if (operand == nullptr)
        return operatorError(op, left, right, offset);
    // In constant expressions overflow is an error unless `unchecked` says otherwise.
    const bool isConstant = left.constant && right.constant;
    const bool isChecked = m_isChecked || (isConstant && !m_isUnchecked);
    const BinaryFunction function = binaryOperator(op, operand->tag, isChecked);
    if (function == nullptr)
        return operatorError(op, left, right, offset);
    if ((op == "/" || op == "%") && right.constant && operand->tag <= Tag::Decimal
        && operand->tag != Tag::Single && operand->tag != Tag::Double) {
        Bound probe = constant(*right.constant, right.type, offset);
        probe = convertTo(std::move(probe), operand, false, offset);
        if (probe.constant && probe.constant->equals(defaultOf(operand)))
            return error(offset, 1, "CS0020", "Division by constant zero");
    }
    const Type* operandType = isLifted ? nullableOf(operand) : operand;
    left = convertTo(std::move(left),
                     left.isNullLiteral() || left.type->isNullable() ? operandType : operand, false,
                     offset);
    const bool isShifting = isShift(op);
    const Type* rightOperand = isShifting ? types.int32 : operand;
    const bool rightNullable = right.isNullLiteral() || right.type->isNullable();
    if (isShifting
        && !classify(right, rightNullable ? nullableOf(rightOperand) : rightOperand, false))
        return operatorError(op, left, right, offset);
    right = convertTo(std::move(right), rightNullable ? nullableOf(rightOperand) : rightOperand,
                      false, offset);
    if (left.isError() || right.isError())
        return Bound();
    const Type* result = isComparison(op) ? types.boolean : operandType;
    return combine(function, std::move(left), std::move(right), result, isLifted, op, offset);
}

Bound Binder::enumOperation(std::string_view op, Bound& left, Bound& right, std::uint32_t offset)
{
    const auto& types = core();
    const Type* leftType = left.type->withoutNullable();
    const Type* rightType = right.type->withoutNullable();
    const bool isLifted = left.type->isNullable() || right.type->isNullable()
        || left.isNullLiteral() || right.isNullLiteral();
    const Type* enumType = leftType->isEnum() ? leftType : rightType;
    const auto isZero = [&](const Bound& bound) {
        return bound.constant && bound.type == types.int32 && bound.constant->asLong() == 0;
    };
    const bool sameEnum = leftType == rightType;
    const bool fitsLeft = leftType == enumType || left.isNullLiteral() || isZero(left);
    const bool fitsRight = rightType == enumType || right.isNullLiteral() || isZero(right);
    BinaryFunction function = nullptr;
    const Type* result = nullptr;
    if (isComparison(op) && fitsLeft && fitsRight) {
        function = binaryOperator(op, Tag::Int64, false);
        result = types.boolean;
    } else if ((op == "&" || op == "|" || op == "^") && sameEnum) {
        result = enumType;
        if (op == "&")
            function = [](Env&, const Value& a, const Value& b) {
                return Value::ofEnum(*a.type(), a.asLong() & b.asLong());
            };
        else if (op == "|")
            function = [](Env&, const Value& a, const Value& b) {
                return Value::ofEnum(*a.type(), a.asLong() | b.asLong());
            };
        else
            function = [](Env&, const Value& a, const Value& b) {
                return Value::ofEnum(*a.type(), a.asLong() ^ b.asLong());
            };
    } else if (op == "-" && sameEnum) {
        result = types.int32;
        function = [](Env&, const Value& a, const Value& b) {
            return Value::ofInteger(Tag::Int32, a.asLong() - b.asLong());
        };
    } else if ((op == "+" || op == "-") && leftType->isEnum() && rightType->isIntegral()) {
        result = enumType;
        if (op == "+")
            function = [](Env&, const Value& a, const Value& b) {
                return Value::ofEnum(*a.type(), a.asLong() + b.asLong());
            };
        else
            function = [](Env&, const Value& a, const Value& b) {
                return Value::ofEnum(*a.type(), a.asLong() - b.asLong());
            };
    } else if (op == "+" && rightType->isEnum() && leftType->isIntegral()) {
        result = enumType;
        function = [](Env&, const Value& a, const Value& b) {
            return Value::ofEnum(*b.type(), a.asLong() + b.asLong());
        };
    } else {
        return Bound();
    }
    if (isLifted && result != types.boolean)
        result = nullableOf(result);
    return combine(function, std::move(left), std::move(right), result, isLifted, op, offset);
}

Bound Binder::bindUnary(Expr* expression)
{
    Bound operand = bindValue(expression->left);
    if (operand.isError())
        return operand;
    // -2147483648 and -9223372036854775808 are written with the operator
    if (expression->op == "-" && operand.constant && !expression->left->isParenthesized
        && expression->left->kind == ExprKind::Literal) {
        if (operand.type == core().uint32 && operand.constant->asLong() == 0x80000000LL)
            return constant(Value::ofInt(INT32_MIN), core().int32, expression->offset);
        if (operand.type == core().uint64
            && operand.constant->asUnsigned() == 0x8000000000000000ULL)
            return constant(Value::ofLong(INT64_MIN), core().int64, expression->offset);
    }
    return bindUnaryOperation(expression->op, std::move(operand), expression->offset);
}

Bound Binder::bindUnaryOperation(std::string_view op, Bound operand, std::uint32_t offset)
{
    const auto fail = [&] {
        return error(offset, 1, "CS0023",
                     "Operator '" + std::string(op) + "' cannot be applied to operand of type '"
                         + (operand.isValue() ? operand.type->display : std::string("method group"))
                         + "'");
    };
    if (!operand.isValue())
        return fail();
    if (operand.isDynamic()) {
        return value(node([op, offset, inner = std::move(operand.node)](Frame& frame) {
                         Value content = inner->evaluate(frame);
                         if (frame.env.raised())
                             return Value();
                         return evaluateDynamic(frame.env, [&](Binder& binder) {
                             return binder.bindUnaryOperation(op, binder.valueOf(content), offset);
                         });
                     }),
                     core().dynamic, offset);
    }
    const Type* plain = operand.type->withoutNullable();
    const bool isLifted = operand.type->isNullable();
    const auto apply = [&](auto function, const Type* type) {
        if (operand.constant && !operand.constant->isNull()) {
            const Limits limits;
            Env env(nullptr, limits);
            Value folded = function(env, *operand.constant);
            if (env.raised())
                return error(offset, 1, "CS0220",
                             "The operation overflows at compile time in checked mode");
            return constant(std::move(folded), type, offset);
        }
        return value(node([function, offset, inner = std::move(operand.node)](Frame& frame) {
                         const Value content = inner->evaluate(frame);
                         if (frame.env.raised() || content.isNull())
                             return Value();
                         frame.env.offset = offset;
                         return function(frame.env, content);
                     }),
                     isLifted ? nullableOf(type) : type, offset);
    };
    if (op == "!") {
        if (plain != core().boolean)
            return fail();
        return apply([](Env&, const Value& content) { return Value::ofBool(!content.asBool()); },
                     plain);
    }
    if (op == "~" && plain->isEnum())
        return apply(
            [](Env&, const Value& content) {
                return Value::ofEnum(*content.type(), ~content.asLong());
            },
            plain);
    if (!plain->isNumeric()) {
        if (Bound user = userOperator(op, {&operand}, offset); !user.isError())
            return user;
        return fail();
    }
    const Type* type = promoted(plain, plain);
    if (op == "-" && type == core().uint32)
        type = core().int64;
    if ((op == "-" && type == core().uint64) || (op == "~" && !type->isIntegral()))
        return fail();
    operand = convertTo(std::move(operand), isLifted ? nullableOf(type) : type, false, offset);
    if (operand.isError())
        return operand;
    if (op == "+")
        return operand;
    if (op == "~")
        return apply([](Env&, const Value& content) { return complement(content); }, type);
    const bool isChecked = m_isChecked || (operand.constant && !m_isUnchecked);
    return apply(
        [isChecked](Env& env, const Value& content) { return negate(env, content, isChecked); },
        type);
}

Bound Binder::bindIncrement(Expr* expression, bool isPostfix)
{
    auto target = bindTarget(expression->left);
    if (!target)
        return Bound();
    const auto offset = expression->offset;
    const Local* local
        = expression->left->kind == ExprKind::Name ? expression->left->local : nullptr;
    const bool isCounter = target->type == core().int32 || target->type == core().int64;
    if (local != nullptr && !local->isCaptured && isCounter && !m_isChecked)
        return value(incrementNode(slotOf(expression->left->local), target->type->tag,
                                   expression->op == "++" ? 1 : -1, isPostfix),
                     target->type, offset);
    const auto oldSlot = newSlot();
    const std::string_view op = expression->op == "++" ? "+" : "-";
    const Type* type = target->type;
    const Type* plain = type->withoutNullable();
    const bool hasOwn = plain->definition != nullptr
        && plain->definition->methodsNamed("op_" + std::string(expression->op)) != nullptr;
    if (!hasOwn && !plain->isNumeric() && !plain->isEnum() && type->kind != TypeKind::Dynamic)
        return error(offset, 1, "CS0023",
                     "Operator '" + std::string(expression->op)
                         + "' cannot be applied to operand of type '" + type->display + "'");
    auto load = storeSlot(oldSlot, target->load());
    Bound old = value(loadSlot(oldSlot), type, offset);
    Bound one = constant(Value::ofInt(1), core().int32, offset);
    Bound next = hasOwn ? bindUnaryOperation(expression->op, std::move(old), offset)
                        : bindBinaryOperation(op, std::move(old), std::move(one), offset);
    next = convertTo(std::move(next), type, true, offset);
    if (next.isError())
        return next;
    auto store = target->store(std::move(next.node));
    target->prepare.push_back(std::move(load));
    auto step = sequence(std::move(target->prepare), std::move(store));
    if (!isPostfix)
        return value(std::move(step), type, offset);
    return value(node([oldSlot, step = std::move(step)](Frame& frame) {
                     static_cast<void>(step->evaluate(frame));
                     return frame.env.raised() ? Value() : frame.slots[oldSlot];
                 }),
                 type, offset);
}

} // namespace gatelens::expression
