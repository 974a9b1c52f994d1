#include "core/expression/binding/binder.h"
#include "core/expression/binding/integer_nodes.h"
#include "core/expression/binding/operator_kinds.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

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
    Ambiguity ambiguity;
    const auto candidate = choose(methods, nullptr, {}, arguments, false, ambiguity);
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

} // namespace gatelens::expression
