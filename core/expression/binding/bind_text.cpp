#include "core/expression/binding/binder.h"
#include "core/expression/binding/operator_kinds.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

Value concatenate(Env& env, std::string left, std::string_view right)
{
    if (!env.charge(left.size() + right.size()))
        return {};
    const bool mayJoin = !right.empty() && static_cast<unsigned char>(right.front()) == 0xED;
    left += right;
    return Value::ofString(mayJoin ? joinSurrogates(std::move(left)) : std::move(left));
}

} // namespace

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
