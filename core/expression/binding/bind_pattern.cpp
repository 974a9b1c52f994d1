#include "core/expression/binding/binder.h"

namespace gatelens::expression {

Bound Binder::bindIs(Expr* expression)
{
    Bound operand = bindValue(expression->left);
    if (operand.isError())
        return operand;
    if (!operand.isValue())
        return error(
            expression->offset, 1, "CS0837",
            "The first operand of an 'is' operator may not be a lambda expression or method group");
    const auto slot = newSlot();
    const Type* type = operand.type;
    auto store = storeSlot(slot, std::move(operand.node));
    NodePtr test = bindPattern(expression->pattern, slot, type, expression->offset);
    return value(node([store = std::move(store), test = std::move(test)](Frame& frame) {
                     static_cast<void>(store->evaluate(frame));
                     return frame.env.raised() ? Value() : test->evaluate(frame);
                 }),
                 core().boolean, expression->offset);
}

NodePtr Binder::bindPattern(Pattern* pattern, std::uint32_t slot, const Type* inputType,
                            std::uint32_t offset)
{
    const auto never = [] { return node([](Frame&) { return Value::ofBool(false); }); };
    if (pattern->kind == Pattern::Kind::TypeOrConstant) {
        Diagnostics scratch;
        Diagnostics* reported = std::exchange(m_diagnostics, &scratch);
        Bound named = bindExpr(pattern->constant);
        m_diagnostics = reported;
        if (named.isValue()) {
            pattern->kind = Pattern::Kind::Constant;
        } else {
            pattern->kind = Pattern::Kind::Type;
        }
    }
    switch (pattern->kind) {
    case Pattern::Kind::Var: {
        if (pattern->local == nullptr)
            return node([](Frame&) { return Value::ofBool(true); });
        declareLocal(pattern->local, inputType->kind == TypeKind::Null ? core().object : inputType);
        auto target = localTarget(pattern->local, offset, true);
        return node([store = target->store(loadSlot(slot))](Frame& frame) {
            static_cast<void>(store->evaluate(frame));
            return Value::ofBool(true);
        });
    }
    case Pattern::Kind::Constant: {
        Bound known = bindValue(pattern->constant);
        if (known.isError())
            return never();
        if (!known.constant && !known.isNullLiteral()) {
            error(pattern->constant->offset, 1, "CS0150", "A constant value is expected");
            return never();
        }
        if (known.isNullLiteral()) {
            return node([slot](Frame& frame) { return Value::ofBool(frame.slots[slot].isNull()); });
        }
        const bool isOpen = inputType == core().object || inputType->kind == TypeKind::Interface
            || inputType->kind == TypeKind::Dynamic || inputType->kind == TypeKind::Parameter;
        if (!isOpen) {
            known = convertTo(std::move(known), inputType, false, pattern->constant->offset);
            if (known.isError())
                return never();
        }
        return node([slot, wanted = *known.constant](Frame& frame) {
            return Value::ofBool(frame.slots[slot].equals(wanted));
        });
    }
    case Pattern::Kind::Type: {
        const Type* type = resolveType(pattern->type);
        if (type == nullptr)
            return never();
        if (!pattern->name.empty() && type->isNullable()) {
            error(offset, 1, "CS8116",
                  "It is not legal to use nullable type '" + type->display
                      + "' in a pattern; use the underlying type instead");
            return never();
        }
        const bool isPossible = inputType->kind == TypeKind::Null
            || inputType->kind == TypeKind::Dynamic || inputType->kind == TypeKind::Parameter
            || type->kind == TypeKind::Parameter
            || classifyTypes(inputType, type, true).kind == ConversionKind::Identity
            || classifyTypes(inputType, type, true).kind == ConversionKind::Unbox
            || classifyTypes(inputType, type, true).kind == ConversionKind::Nullable;
        if (!isPossible && !pattern->name.empty()) {
            error(offset, 1, "CS8121",
                  "An expression of type '" + inputType->display
                      + "' cannot be handled by a pattern of type '" + type->display + "'");
            return never();
        }
        if (pattern->local == nullptr)
            return node([slot, source = typeSource(type)](Frame& frame) {
                const Value& content = frame.slots[slot];
                return Value::ofBool(!content.isNull() && isInstance(content, source.in(frame)));
            });
        declareLocal(pattern->local, type);
        auto target = localTarget(pattern->local, offset, true);
        return node(
            [slot, source = typeSource(type), store = target->store(loadSlot(slot))](Frame& frame) {
                const Value& content = frame.slots[slot];
                if (content.isNull() || !isInstance(content, source.in(frame)))
                    return Value::ofBool(false);
                static_cast<void>(store->evaluate(frame));
                return Value::ofBool(true);
            });
    }
    case Pattern::Kind::TypeOrConstant:
        break;
    }
    return never();
}

} // namespace gatelens::expression
