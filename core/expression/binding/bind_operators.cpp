#include "core/expression/binding/binder.h"
#include "core/expression/binding/integer_nodes.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

bool isComparison(std::string_view op)
{
    return op == "==" || op == "!=" || op == "<" || op == ">" || op == "<=" || op == ">=";
}

bool isShift(std::string_view op) { return op == "<<" || op == ">>"; }

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

Value concatenate(Env& env, std::string left, std::string_view right)
{
    if (!env.charge(left.size() + right.size()))
        return {};
    const bool mayJoin = !right.empty() && static_cast<unsigned char>(right.front()) == 0xED;
    left += right;
    return Value::ofString(mayJoin ? joinSurrogates(std::move(left)) : std::move(left));
}

} // namespace

Bound Binder::operatorError(std::string_view op, const Bound& left, const Bound& right,
                            std::uint32_t offset)
{
    const auto name = [](const Bound& bound) {
        return bound.isValue() ? bound.type->display
                               : (bound.kind == Bound::Kind::Lambda ? "lambda expression"
                                                                    : std::string("method group"));
    };
    return error(offset, 1, "CS0019",
                 "Operator '" + std::string(op) + "' cannot be applied to operands of type '"
                     + name(left) + "' and '" + name(right) + "'");
}

Bound Binder::bindBinary(Expr* expression)
{
    if (expression->op == "??")
        return bindCoalesce(expression);
    // Long chains of one operator lean to the left: bound without recursion.
    std::vector<Expr*> chain;
    Expr* first = expression;
    while (first->kind == ExprKind::Binary && first->op != "??") {
        chain.push_back(first);
        first = first->left;
    }
    Bound left = bindValue(first);
    for (auto one = chain.rbegin(); one != chain.rend(); ++one) {
        Bound right = bindValue((*one)->right);
        if (left.isError() || right.isError())
            left = Bound();
        else
            left = bindBinaryOperation((*one)->op, std::move(left), std::move(right),
                                       (*one)->offset);
    }
    return left;
}

Bound Binder::bindBinaryOperation(std::string_view op, Bound left, Bound right,
                                  std::uint32_t offset)
{
    if (left.kind == Bound::Kind::Default && right.isValue())
        left = convertTo(std::move(left), right.type, false, offset);
    if (right.kind == Bound::Kind::Default && left.isValue())
        right = convertTo(std::move(right), left.type, false, offset);
    if (Bound combined = delegateOperation(op, left, right, offset); !combined.isError())
        return combined;
    if (!left.isValue() || !right.isValue())
        return operatorError(op, left, right, offset);
    if (left.isDynamic() || right.isDynamic())
        return dynamicBinary(op, std::move(left), std::move(right), offset);
    if (op == "&&" || op == "||")
        return logical(op, std::move(left), std::move(right), offset);
    const auto& types = core();
    if (op == "+" && (left.type == types.string || right.type == types.string)
        && left.type->kind != TypeKind::Void && right.type->kind != TypeKind::Void) {
        // An operator of the other operand's type comes first: XNamespace + string is an XName.
        if (left.type != right.type) {
            if (Bound user = userOperator(op, {&left, &right}, offset); !user.isError())
                return user;
        }
        return concatenation(std::move(left), std::move(right), offset);
    }
    const Type* leftType = left.type->withoutNullable();
    const Type* rightType = right.type->withoutNullable();
    if (leftType->isEnum() || rightType->isEnum()) {
        Bound result = enumOperation(op, left, right, offset);
        if (!result.isError())
            return result;
        return operatorError(op, left, right, offset);
    }
    const bool isNumeric = leftType->isNumeric() && rightType->isNumeric();
    const bool isLogical = leftType == types.boolean && rightType == types.boolean;
    const bool withNull
        = (left.isNullLiteral() && (rightType->isNumeric() || rightType == types.boolean))
        || (right.isNullLiteral() && (leftType->isNumeric() || leftType == types.boolean));
    if (isNumeric || isLogical || withNull)
        return numericOperation(op, std::move(left), std::move(right), offset);
    if (Bound user = userOperator(op, {&left, &right}, offset); !user.isError())
        return user;
    if (op == "==" || op == "!=")
        return equality(op, std::move(left), std::move(right), offset);
    return operatorError(op, left, right, offset);
}

Bound Binder::delegateOperation(std::string_view op, Bound& left, Bound& right,
                                std::uint32_t offset)
{
    const auto isDelegate = [](const Bound& bound) {
        return bound.isValue() && bound.type->kind == TypeKind::Delegate;
    };
    if ((op != "+" && op != "-") || (!isDelegate(left) && !isDelegate(right)))
        return Bound();
    const Type* type = isDelegate(left) ? left.type : right.type;
    if (!classify(left, type, false) || !classify(right, type, false))
        return Bound();
    left = convertTo(std::move(left), type, false, offset);
    right = convertTo(std::move(right), type, false, offset);
    if (left.isError() || right.isError())
        return Bound();
    return value(node([isSum = op == "+", a = std::move(left.node),
                       b = std::move(right.node)](Frame& frame) {
                     const Value x = a->evaluate(frame);
                     if (frame.env.raised())
                         return Value();
                     const Value y = b->evaluate(frame);
                     if (frame.env.raised() || !frame.env.charge(sizeof(Value) * 4))
                         return Value();
                     return isSum ? combineDelegates(x, y) : removeDelegate(x, y);
                 }),
                 type, offset);
}

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

Bound Binder::concatenation(Bound left, Bound right, std::uint32_t offset)
{
    if (left.constant && right.constant && (left.type == core().string || left.isNullLiteral())
        && (right.type == core().string || right.isNullLiteral()))
        return constant(
            Value::ofLiteral(joinSurrogates(left.constant->toText() + right.constant->toText())),
            core().string, offset);
    return value(node([a = std::move(left.node), b = std::move(right.node)](Frame& frame) {
                     const Value x = a->evaluate(frame);
                     if (frame.env.raised())
                         return Value();
                     const Value y = b->evaluate(frame);
                     if (frame.env.raised())
                         return Value();
                     if (y.isString())
                         return concatenate(frame.env, textOf(x), y.text());
                     return concatenate(frame.env, textOf(x), textOf(y));
                 }),
                 core().string, offset);
}

Bound Binder::equality(std::string_view op, Bound left, Bound right, std::uint32_t offset)
{
    const auto& types = core();
    const bool wantsEqual = op == "==";
    const bool isStrings
        = (left.type == types.string && (right.type == types.string || right.isNullLiteral()))
        || (right.type == types.string && left.isNullLiteral());
    const bool byValue = isStrings
        || (left.type->kind == TypeKind::ValueTuple && right.type->kind == TypeKind::ValueTuple);
    const Type* leftType = left.type->withoutNullable();
    const Type* rightType = right.type->withoutNullable();
    const bool withNull = left.isNullLiteral() || right.isNullLiteral();
    bool isAllowed = byValue;
    bool isReference = false;
    if (withNull) {
        const Type* other = left.isNullLiteral() ? right.type : left.type;
        isAllowed = other->acceptsNull() || other->kind == TypeKind::Parameter;
        if (!isAllowed) {
            // A plain value is never null; the compiler warns and the comparison is constant.
            warn(offset, 1, "CS0472",
                 "The result of the expression is always '"
                     + std::string(wantsEqual ? "false" : "true") + "': a value of type '"
                     + other->display + "' is never null");
            return constant(Value::ofBool(!wantsEqual), types.boolean, offset);
        }
    } else if (left.type->isReference() && right.type->isReference()) {
        isReference = !isStrings;
        isAllowed = isAllowed || left.type->isAssignableTo(right.type)
            || right.type->isAssignableTo(left.type) || left.type->kind == TypeKind::Interface
            || right.type->kind == TypeKind::Interface;
        const bool mixesObject = (left.type == types.object && right.type == types.string)
            || (right.type == types.object && left.type == types.string);
        if (mixesObject)
            warn(offset, 1, "CS0252",
                 "Possible unintended reference comparison: this compares objects, not text, and "
                 "is practically "
                 "always false; cast to string first, as in (string)context.Variables[\"x\"] == "
                 "\"y\"");
    } else if (leftType == rightType
               && (leftType->kind == TypeKind::Struct || leftType->kind == TypeKind::Parameter)) {
        isAllowed = leftType == types.guid;
    }
    if (!isAllowed)
        return operatorError(op, left, right, offset);
    if (left.constant && right.constant && !isReference)
        return constant(Value::ofBool(left.constant->equals(*right.constant) == wantsEqual),
                        types.boolean, offset);
    return value(node([=, a = std::move(left.node), b = std::move(right.node)](Frame& frame) {
                     const Value x = a->evaluate(frame);
                     if (frame.env.raised())
                         return Value();
                     const Value y = b->evaluate(frame);
                     if (frame.env.raised())
                         return Value();
                     const bool same = isReference ? x.isSameObject(y) : lookEqual(x, y);
                     return Value::ofBool(same == wantsEqual);
                 }),
                 types.boolean, offset);
}

Bound Binder::userOperator(std::string_view op, std::vector<Bound*> operands, std::uint32_t offset)
{
    const auto name = "op_" + std::string(op);
    std::vector<const Method*> methods;
    for (const Bound* operand : operands) {
        for (const Type* type = operand->type->withoutNullable(); type != nullptr;
             type = type->base()) {
            if (type->definition == nullptr)
                continue;
            const auto* found = type->definition->methodsNamed(name);
            if (found == nullptr)
                continue;
            for (const Method* method : *found) {
                if (std::find(methods.begin(), methods.end(), method) == methods.end())
                    methods.push_back(method);
            }
        }
    }
    if (methods.empty())
        return Bound();
    const bool isLifted = std::any_of(operands.begin(), operands.end(), [](const Bound* operand) {
        return operand->type->isNullable() || operand->isNullLiteral();
    });
    std::vector<Argument> arguments;
    for (Bound* operand : operands) {
        auto& argument = arguments.emplace_back();
        // The overload is chosen on the types without their nullability.
        argument.bound.kind = Bound::Kind::Value;
        argument.bound.type
            = operand->isNullLiteral() ? operand->type : operand->type->withoutNullable();
        argument.bound.constant = operand->constant;
    }
    if (isLifted && operands.size() == 2) {
        if (operands[0]->isNullLiteral() && !operands[1]->type->withoutNullable()->isReference())
            arguments[0].bound.type = operands[1]->type->withoutNullable();
        if (operands[1]->isNullLiteral() && !operands[0]->type->withoutNullable()->isReference())
            arguments[1].bound.type = operands[0]->type->withoutNullable();
    }
    bool isAmbiguous = false;
    const auto candidate = choose(methods, nullptr, {}, arguments, false, isAmbiguous);
    if (!candidate)
        return Bound();
    const Method* method = candidate->method;
    const bool liftsValues = isLifted && !method->parameters[0].type->acceptsNull();
    std::vector<NodePtr> nodes;
    for (std::size_t i = 0; i < operands.size(); ++i) {
        const Type* wanted = method->parameters[i].type;
        const bool isNullable = operands[i]->type->isNullable() || operands[i]->isNullLiteral();
        Bound converted
            = convertTo(std::move(*operands[i]),
                        liftsValues && isNullable ? nullableOf(wanted) : wanted, false, offset);
        if (converted.isError())
            return converted;
        nodes.push_back(std::move(converted.node));
    }
    CallSite site;
    site.result = method->returnType;
    const bool isEqual = op == "==";
    const bool isUnequal = op == "!=";
    const bool isOrder = isComparison(op) && !isEqual && !isUnequal;
    const Type* result
        = liftsValues && !isComparison(op) ? nullableOf(method->returnType) : method->returnType;
    return value(node([=, function = method->function, nodes = std::move(nodes)](Frame& frame) {
                     std::array<Value, 2> values;
                     bool anyNull = false;
                     for (std::size_t i = 0; i < nodes.size(); ++i) {
                         values[i] = nodes[i]->evaluate(frame);
                         if (frame.env.raised())
                             return Value();
                         anyNull = anyNull || values[i].isNull();
                     }
                     frame.env.offset = offset;
                     if (liftsValues && anyNull) {
                         const bool bothNull = values[0].isNull() && values[1].isNull();
                         if (isEqual || isUnequal)
                             return Value::ofBool(bothNull == isEqual);
                         return isOrder ? Value::ofBool(false) : Value();
                     }
                     return function(frame.env, Args(values.data(), nodes.size(), site));
                 }),
                 result, offset);
}

Bound Binder::logical(std::string_view op, Bound left, Bound right, std::uint32_t offset)
{
    if (left.type != core().boolean || right.type != core().boolean)
        return operatorError(op, left, right, offset);
    const bool isAnd = op == "&&";
    if (left.constant && right.constant)
        return constant(Value::ofBool(isAnd ? left.constant->asBool() && right.constant->asBool()
                                            : left.constant->asBool() || right.constant->asBool()),
                        core().boolean, offset);
    return value(logicalNode(isAnd, std::move(left.node), std::move(right.node)), core().boolean,
                 offset);
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
    if (!plain->isNumeric() && !plain->isEnum() && type->kind != TypeKind::Dynamic)
        return error(offset, 1, "CS0023",
                     "Operator '" + std::string(expression->op)
                         + "' cannot be applied to operand of type '" + type->display + "'");
    auto load = storeSlot(oldSlot, target->load());
    Bound old = value(loadSlot(oldSlot), type, offset);
    Bound one = constant(Value::ofInt(1), core().int32, offset);
    Bound next = bindBinaryOperation(op, std::move(old), std::move(one), offset);
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

Bound Binder::bindAssign(Expr* expression)
{
    const auto offset = expression->offset;
    if (expression->left->kind == ExprKind::Tuple)
        return bindDeconstruction(expression);
    if (expression->left->kind == ExprKind::Name && expression->left->name == "_"
        && expression->left->local == nullptr && expression->op == "=") {
        Bound discarded = bindValue(expression->right);
        return discarded;
    }
    auto target = bindTarget(expression->left);
    if (!target)
        return Bound();
    if (expression->op == "=") {
        Bound stored = bindTyped(expression->right, target->type);
        if (stored.isError())
            return stored;
        auto store = target->store(std::move(stored.node));
        return value(sequence(std::move(target->prepare), std::move(store)), target->type, offset);
    }
    const auto op = expression->op.substr(0, expression->op.size() - 1);
    Bound right = bindValue(expression->right);
    if (right.isError())
        return right;
    // x op= y casts back to the type of x when y itself would convert to it.
    const bool rightFits = static_cast<bool>(classify(right, target->type, false)) || isShift(op);
    const auto before = m_diagnostics->size();
    Bound left = value(target->load(), target->type, offset);
    Bound combined = bindBinaryOperation(op, std::move(left), std::move(right), offset);
    if (combined.isError() || m_diagnostics->size() != before)
        return combined.isError() ? std::move(combined)
                                  : convertTo(std::move(combined), target->type, rightFits, offset);
    const bool isPredefined = combined.type->withoutNullable()->isNumeric()
        || combined.type->withoutNullable()->isEnum();
    Bound converted
        = convertTo(std::move(combined), target->type, rightFits && isPredefined, offset);
    if (converted.isError())
        return converted;
    auto store = target->store(std::move(converted.node));
    return value(sequence(std::move(target->prepare), std::move(store)), target->type, offset);
}

Bound Binder::bindDeconstruction(Expr* expression)
{
    const auto offset = expression->offset;
    Expr* pattern = expression->left;
    Bound source = bindValue(expression->right);
    if (source.isError())
        return source;
    const bool isTuple = source.isValue()
        && (source.type->kind == TypeKind::ValueTuple
            || (source.type->definition != nullptr
                && source.type->definition->name == "KeyValuePair"));
    if (!isTuple || source.type->arguments.size() != pattern->arguments.size())
        return error(offset, 1, "CS8129",
                     "The value cannot be deconstructed into "
                         + std::to_string(pattern->arguments.size()) + " variables");
    const Type* type = source.type;
    const auto slot = newSlot();
    std::vector<NodePtr> steps;
    std::vector<NodePtr> stores;
    for (std::size_t i = 0; i < pattern->arguments.size(); ++i) {
        Expr* element = pattern->arguments[i].value;
        const Type* fieldType = type->arguments[i];
        const bool isDiscard = (element->kind == ExprKind::Declaration && element->local == nullptr)
            || (element->kind == ExprKind::Name && element->name == "_"
                && element->local == nullptr);
        if (isDiscard)
            continue;
        std::optional<Target> target;
        if (element->kind == ExprKind::Declaration && element->type->isVar()) {
            declareLocal(element->local, fieldType);
            target = localTarget(element->local, offset, true);
        } else {
            target = bindTarget(element);
        }
        if (!target)
            return Bound();
        for (auto& step : target->prepare)
            steps.push_back(std::move(step));
        Bound field = value(node([slot, i](Frame& frame) {
                                return frame.slots[slot].get<RecordObject>().fields[i];
                            }),
                            fieldType, offset);
        field = convertTo(std::move(field), target->type, false, offset);
        if (field.isError())
            return field;
        stores.push_back(target->store(std::move(field.node)));
    }
    steps.push_back(storeSlot(slot, std::move(source.node)));
    for (auto& store : stores)
        steps.push_back(std::move(store));
    return value(sequence(std::move(steps), loadSlot(slot)), type, offset);
}

Bound Binder::bindInterpolated(Expr* expression)
{
    struct Part
    {
        std::string text;
        NodePtr node;
        std::int64_t width = 0;
        std::string format;
    };
    std::vector<Part> parts;
    bool isConstant = true;
    for (auto& syntax : expression->interpolation) {
        auto& part = parts.emplace_back();
        part.text = syntax.text;
        part.format = syntax.format;
        if (syntax.value == nullptr)
            continue;
        isConstant = false;
        Bound bound = bindTyped(syntax.value, core().object);
        if (bound.isError())
            return bound;
        part.node = std::move(bound.node);
        if (syntax.alignment != nullptr) {
            Bound width = bindTyped(syntax.alignment, core().int32);
            if (width.isError())
                return width;
            if (!width.constant)
                return error(syntax.alignment->offset, 1, "CS0150", "A constant value is expected");
            part.width = width.constant->asLong();
        }
    }
    if (isConstant) {
        std::string text;
        for (const auto& part : parts)
            text += part.text;
        return constant(Value::ofLiteral(text), core().string, expression->offset);
    }
    return value(node([parts = std::move(parts), offset = expression->offset](Frame& frame) {
                     std::string out;
                     for (const auto& part : parts) {
                         if (part.node == nullptr) {
                             out += part.text;
                             continue;
                         }
                         const Value content = part.node->evaluate(frame);
                         if (frame.env.raised())
                             return Value();
                         auto formatted = formatValue(content, part.format);
                         if (!formatted) {
                             frame.env.offset = offset;
                             return frame.env.format("Input string was not in a correct format.");
                         }
                         out += part.width == 0 ? std::move(*formatted)
                                                : padded(std::move(*formatted), part.width);
                     }
                     if (!frame.env.charge(out.size()))
                         return Value();
                     return Value::ofString(joinSurrogates(std::move(out)));
                 }),
                 core().string, expression->offset);
}

} // namespace gatelens::expression
