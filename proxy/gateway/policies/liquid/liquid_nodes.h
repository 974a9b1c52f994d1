#pragma once

#include "proxy/gateway/policies/liquid/liquid_expression.h"

#include <memory>
#include <string>
#include <vector>

namespace gatelens::proxy::liquid {

/// What rendering goes on with: break and continue leave the innermost loop.
enum class Flow
{
    Next,
    Break,
    Continue
};

class Node
{
public:
    virtual ~Node() = default;
    virtual Result<Flow> render(Scope& scope, std::string& output) const = 0;
};

using NodePtr = std::unique_ptr<const Node>;
using Nodes = std::vector<NodePtr>;

/// Renders nodes one after another until one leaves the loop. LimitExceeded when the template does
/// too much.
[[nodiscard]] Result<Flow> renderAll(const Nodes& nodes, Scope& scope, std::string& output);

[[nodiscard]] NodePtr makeText(std::string text);
[[nodiscard]] NodePtr makeOutput(Expression expression);
[[nodiscard]] NodePtr makeAssign(std::string name, Expression expression);
[[nodiscard]] NodePtr makeCapture(std::string name, Nodes body);
[[nodiscard]] NodePtr makeFlow(Flow flow);
[[nodiscard]] NodePtr makeCounter(std::string name, bool isIncrement);
[[nodiscard]] NodePtr makeCycle(std::string name, std::vector<Operand> values);
[[nodiscard]] NodePtr makeIfChanged(Nodes body);

struct Branch
{
    Condition condition; ///< without comparisons: else
    Nodes body;
};
/// if/elsif/else; the first condition of `unless` is negated.
[[nodiscard]] NodePtr makeIf(std::vector<Branch> branches, bool isUnless);

struct CaseBranch
{
    std::vector<Operand> values; ///< none: else
    Nodes body;
};
[[nodiscard]] NodePtr makeCase(Operand subject, std::vector<CaseBranch> branches);

enum class LoopKind
{
    For,
    JsonArrayFor, ///< commas between the items
    TableRow
};

struct Loop
{
    LoopKind kind = LoopKind::For;
    std::string variable;
    Operand collection;
    std::unique_ptr<Operand> limit;
    std::unique_ptr<Operand> offset;
    std::unique_ptr<Operand> columns;
    bool isReversed = false;
    Nodes body;
    Nodes whenEmpty;
};
[[nodiscard]] NodePtr makeLoop(Loop loop);

} // namespace gatelens::proxy::liquid
