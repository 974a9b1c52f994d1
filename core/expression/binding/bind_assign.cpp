#include "core/expression/binding/binder.h"
#include "core/expression/binding/operator_kinds.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

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

} // namespace gatelens::expression
