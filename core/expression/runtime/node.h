#pragma once

#include "core/expression/runtime/env.h"

#include <memory>
#include <utility>
#include <vector>

namespace gatelens::expression {

/// One activation of the expression, a lambda or a local function: its variables by slot.
struct Frame
{
    Env& env;
    Value* slots;
    Value result; ///< of `return`
    std::uint32_t label = 0; ///< wanted by a `goto` on its way

    [[nodiscard]] Value& variable(std::uint32_t slot, bool isCell) const noexcept
    {
        return isCell ? slots[slot].get<Cell>().content : slots[slot];
    }
};

/// A compiled expression. Immutable; evaluated by many threads at once.
class Node
{
public:
    Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;
    /// Null with an exception raised in the frame's Env on failure.
    [[nodiscard]] virtual Value evaluate(Frame& frame) const = 0;
    /// The same for a node whose static type is Int32, Int64 or Boolean, without making a Value: 0
    /// with an exception raised on failure.
    [[nodiscard]] virtual std::int64_t evaluateInteger(Frame& frame) const
    {
        return evaluate(frame).asLong();
    }
};
using NodePtr = std::unique_ptr<Node>;

template<class F>
class NodeOf final : public Node
{
public:
    explicit NodeOf(F evaluate)
        : m_evaluate(std::move(evaluate))
    {
    }
    [[nodiscard]] Value evaluate(Frame& frame) const override { return m_evaluate(frame); }

private:
    F m_evaluate;
};

/// A node made of a callable `Value(Frame&) const`.
template<class F>
[[nodiscard]] NodePtr node(F evaluate)
{
    return std::make_unique<NodeOf<F>>(std::move(evaluate));
}

/// How a statement ended.
enum class Outcome : std::uint8_t
{
    Next,
    Break,
    Continue,
    Return,
    Goto, ///< to `frame.label`
    Raised,
};

/// A compiled statement.
class Action
{
public:
    Action() = default;
    Action(const Action&) = delete;
    Action& operator=(const Action&) = delete;
    virtual ~Action() = default;
    virtual Outcome run(Frame& frame) const = 0;
};
using ActionPtr = std::unique_ptr<Action>;

template<class F>
class ActionOf final : public Action
{
public:
    explicit ActionOf(F run)
        : m_run(std::move(run))
    {
    }
    Outcome run(Frame& frame) const override { return m_run(frame); }

private:
    F m_run;
};

template<class F>
[[nodiscard]] ActionPtr action(F run)
{
    return std::make_unique<ActionOf<F>>(std::move(run));
}

/// A compiled function body: the whole expression, a lambda or a local function.
struct FunctionCode
{
    std::uint32_t slots = 0;
    struct Parameter
    {
        std::uint32_t slot = 0;
        bool isCell = false;
        bool mayCycle = false;
        bool isReference = false; ///< `ref` or `out`: the argument is an address
        Value initial; ///< default of the type, for `out`
    };
    std::vector<Parameter> parameters;
    std::vector<std::uint32_t> captures; ///< slots that receive the closure's cells, in order
    NodePtr expression; ///< one of the two
    ActionPtr body;
};

/// Runs a body; `captured` are the cells of its closure.
[[nodiscard]] Value runFunction(const FunctionCode& code, Env& env,
                                const std::vector<Value>& captured, Value* arguments,
                                std::size_t count);

/// A lambda or local function with the variables it captured.
class ClosureObject final : public FunctionObject
{
public:
    ClosureObject(const Type& delegateType, std::shared_ptr<const FunctionCode> functionCode,
                  std::vector<Value> capturedCells)
        : m_type(&delegateType)
        , m_code(std::move(functionCode))
        , m_captured(std::move(capturedCells))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] Value invoke(Env& env, Value* arguments, std::size_t count) override;

private:
    const Type* m_type;
    std::shared_ptr<const FunctionCode> m_code;
    std::vector<Value> m_captured;
};

} // namespace gatelens::expression
