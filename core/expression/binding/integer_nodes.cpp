#include "core/expression/binding/integer_nodes.h"

#include <functional>
#include <type_traits>

namespace gatelens::expression {

namespace {

class ConstantNode final : public Node
{
public:
    explicit ConstantNode(Value content)
        : m_content(std::move(content))
    {
    }
    [[nodiscard]] Value evaluate(Frame&) const override { return m_content; }
    [[nodiscard]] std::int64_t evaluateInteger(Frame&) const override { return m_content.asLong(); }
    [[nodiscard]] const Value& content() const noexcept { return m_content; }

private:
    Value m_content;
};

class SlotNode final : public Node
{
public:
    explicit SlotNode(std::uint32_t slot)
        : m_slot(slot)
    {
    }
    [[nodiscard]] Value evaluate(Frame& frame) const override { return frame.slots[m_slot]; }
    [[nodiscard]] std::int64_t evaluateInteger(Frame& frame) const override
    {
        return frame.slots[m_slot].asLong();
    }
    [[nodiscard]] std::uint32_t slot() const noexcept { return m_slot; }

private:
    std::uint32_t m_slot;
};

/// A node that computes an integer; as a Value it has the tag.
template<class F>
class IntegerNode final : public Node
{
public:
    IntegerNode(Tag tag, F evaluate)
        : m_evaluate(std::move(evaluate))
        , m_tag(tag)
    {
    }
    [[nodiscard]] Value evaluate(Frame& frame) const override
    {
        const std::int64_t result = m_evaluate(frame);
        return frame.env.raised() ? Value() : Value::ofInteger(m_tag, result);
    }
    [[nodiscard]] std::int64_t evaluateInteger(Frame& frame) const override
    {
        return m_evaluate(frame);
    }

private:
    F m_evaluate;
    Tag m_tag;
};

template<class F>
NodePtr integerNode(Tag tag, F evaluate)
{
    return std::make_unique<IntegerNode<F>>(tag, std::move(evaluate));
}

// --- operands ------------------------------------------------------------------------------------

struct AnyOperand
{
    NodePtr node;
    static constexpr bool mayRaise = true;
    [[nodiscard]] std::int64_t read(Frame& frame) const { return node->evaluateInteger(frame); }
};

struct SlotOperand
{
    std::uint32_t slot;
    static constexpr bool mayRaise = false;
    [[nodiscard]] std::int64_t read(Frame& frame) const { return frame.slots[slot].asLong(); }
};

struct ConstantOperand
{
    std::int64_t content;
    static constexpr bool mayRaise = false;
    [[nodiscard]] std::int64_t read(Frame&) const { return content; }
};

// --- operators -----------------------------------------------------------------------------------

template<class T, template<class> class Operation>
struct Wrapping
{
    static constexpr bool mayRaise = false;
    /// Overflow wraps in unsigned arithmetic, as C# does unchecked.
    static std::int64_t apply(std::int64_t a, std::int64_t b)
    {
        using U = std::make_unsigned_t<T>;
        return static_cast<T>(Operation<U>()(static_cast<U>(a), static_cast<U>(b)));
    }
};

template<template<class> class Operation>
struct Ordering
{
    static constexpr bool mayRaise = false;
    static std::int64_t apply(std::int64_t a, std::int64_t b)
    {
        return Operation<std::int64_t>()(a, b) ? 1 : 0;
    }
};

/// Division by zero raises, and by -1 may overflow.
template<class T, template<class> class Operation>
struct Dividing
{
    static constexpr bool mayRaise = true;
    static bool isRefused(std::int64_t b) { return b == 0 || b == -1; }
    static std::int64_t apply(std::int64_t a, std::int64_t b)
    {
        return Operation<T>()(static_cast<T>(a), static_cast<T>(b));
    }
};

struct Operands
{
    Tag tag;
    BinaryFunction function;
    NodePtr& left;
    NodePtr& right;
    std::uint32_t offset;
};

/// Applies an operator to what its operands read.
template<class Operator, class Left, class Right>
struct Application
{
    Left left;
    Right right;
    BinaryFunction function;
    Tag tag; ///< of the operands
    std::uint32_t offset;

    std::int64_t operator()(Frame& frame) const
    {
        const std::int64_t a = left.read(frame);
        if constexpr (Left::mayRaise) {
            if (frame.env.raised())
                return 0;
        }
        const std::int64_t b = right.read(frame);
        if constexpr (Right::mayRaise) {
            if (frame.env.raised())
                return 0;
        }
        if constexpr (Operator::mayRaise) {
            if (Operator::isRefused(b)) {
                frame.env.offset = offset;
                return function(frame.env, Value::ofInteger(tag, a), Value::ofInteger(tag, b))
                    .asLong();
            }
        }
        return Operator::apply(a, b);
    }
};

template<class Operator, class Left, class Right>
NodePtr operatorNode(const Operands& operands, Tag result, Left left, Right right)
{
    return integerNode(result,
                       Application<Operator, Left, Right>{std::move(left), std::move(right),
                                                          operands.function, operands.tag,
                                                          operands.offset});
}

template<class Operator, class Left>
NodePtr withRight(const Operands& operands, Tag result, Left left)
{
    if (const auto* constant = dynamic_cast<const ConstantNode*>(operands.right.get()))
        return operatorNode<Operator>(operands, result, std::move(left),
                                      ConstantOperand{constant->content().asLong()});
    if (const auto* slot = dynamic_cast<const SlotNode*>(operands.right.get()))
        return operatorNode<Operator>(operands, result, std::move(left), SlotOperand{slot->slot()});
    return operatorNode<Operator>(operands, result, std::move(left),
                                  AnyOperand{std::move(operands.right)});
}

template<class Operator>
NodePtr withOperands(const Operands& operands, Tag result)
{
    if (const auto* slot = dynamic_cast<const SlotNode*>(operands.left.get()))
        return withRight<Operator>(operands, result, SlotOperand{slot->slot()});
    return withRight<Operator>(operands, result, AnyOperand{std::move(operands.left)});
}

template<class T>
NodePtr arithmetic(std::string_view op, const Operands& operands)
{
    if (op == "+")
        return withOperands<Wrapping<T, std::plus>>(operands, operands.tag);
    if (op == "-")
        return withOperands<Wrapping<T, std::minus>>(operands, operands.tag);
    if (op == "*")
        return withOperands<Wrapping<T, std::multiplies>>(operands, operands.tag);
    if (op == "/")
        return withOperands<Dividing<T, std::divides>>(operands, operands.tag);
    if (op == "%")
        return withOperands<Dividing<T, std::modulus>>(operands, operands.tag);
    return nullptr;
}

NodePtr comparison(std::string_view op, const Operands& operands)
{
    if (op == "<")
        return withOperands<Ordering<std::less>>(operands, Tag::Boolean);
    if (op == "<=")
        return withOperands<Ordering<std::less_equal>>(operands, Tag::Boolean);
    if (op == ">")
        return withOperands<Ordering<std::greater>>(operands, Tag::Boolean);
    if (op == ">=")
        return withOperands<Ordering<std::greater_equal>>(operands, Tag::Boolean);
    if (op == "==")
        return withOperands<Ordering<std::equal_to>>(operands, Tag::Boolean);
    if (op == "!=")
        return withOperands<Ordering<std::not_equal_to>>(operands, Tag::Boolean);
    return nullptr;
}

} // namespace

bool isPlainInteger(Tag tag) noexcept
{
    return tag == Tag::Int32 || tag == Tag::Int64 || tag == Tag::Boolean;
}

NodePtr constantNode(Value content) { return std::make_unique<ConstantNode>(std::move(content)); }

NodePtr slotNode(std::uint32_t slot) { return std::make_unique<SlotNode>(slot); }

NodePtr integerStoreNode(std::uint32_t slot, Tag tag, NodePtr stored)
{
    return integerNode(tag, [slot, tag, stored = std::move(stored)](Frame& frame) -> std::int64_t {
        const std::int64_t content = stored->evaluateInteger(frame);
        if (frame.env.raised())
            return 0;
        frame.slots[slot] = Value::ofInteger(tag, content);
        return content;
    });
}

NodePtr incrementNode(std::uint32_t slot, Tag tag, int step, bool isPostfix)
{
    return integerNode(tag, [slot, tag, step, isPostfix](Frame& frame) {
        const std::int64_t old = frame.slots[slot].asLong();
        const std::int64_t next = tag == Tag::Int32
            ? Wrapping<std::int32_t, std::plus>::apply(old, step)
            : Wrapping<std::int64_t, std::plus>::apply(old, step);
        frame.slots[slot] = Value::ofInteger(tag, next);
        return isPostfix ? old : next;
    });
}

NodePtr logicalNode(bool isAnd, NodePtr left, NodePtr right)
{
    return integerNode(
        Tag::Boolean,
        [isAnd, left = std::move(left), right = std::move(right)](Frame& frame) -> std::int64_t {
            const std::int64_t first = left->evaluateInteger(frame);
            if (frame.env.raised() || (first != 0) != isAnd)
                return first;
            return right->evaluateInteger(frame);
        });
}

NodePtr integerOperatorNode(std::string_view op, Tag tag, BinaryFunction function, NodePtr& left,
                            NodePtr& right, std::uint32_t offset)
{
    if (tag != Tag::Int32 && tag != Tag::Int64)
        return nullptr;
    const Operands operands{tag, function, left, right, offset};
    if (auto made = comparison(op, operands))
        return made;
    return tag == Tag::Int32 ? arithmetic<std::int32_t>(op, operands)
                             : arithmetic<std::int64_t>(op, operands);
}

} // namespace gatelens::expression
