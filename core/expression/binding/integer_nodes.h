#pragma once

#include "core/expression/runtime/node.h"
#include "core/expression/runtime/operators.h"

#include <cstdint>
#include <string_view>

namespace gatelens::expression {

// Loops and conditions are mostly arithmetic of Int32, Int64 and Boolean on local variables. These
// nodes compute it in registers (Node::evaluateInteger) and make a Value only for who asks for one.

/// The types that integer nodes compute.
[[nodiscard]] bool isPlainInteger(Tag tag) noexcept;

[[nodiscard]] NodePtr constantNode(Value content);
[[nodiscard]] NodePtr slotNode(std::uint32_t slot);
/// Assigns to a variable of a plain integer type; its value is what was assigned.
[[nodiscard]] NodePtr integerStoreNode(std::uint32_t slot, Tag tag, NodePtr stored);
/// `i++`, `--i` … of a variable of type Int32 or Int64, without overflow check.
[[nodiscard]] NodePtr incrementNode(std::uint32_t slot, Tag tag, int step, bool isPostfix);
/// `&&` and `||`.
[[nodiscard]] NodePtr logicalNode(bool isAnd, NodePtr left, NodePtr right);

/// An operator without overflow check on two operands of the type `tag`; null, with the operands
/// untouched, when there is no such node. `function` is the operator itself, for what it refuses.
[[nodiscard]] NodePtr integerOperatorNode(std::string_view op, Tag tag, BinaryFunction function,
                                          NodePtr& left, NodePtr& right, std::uint32_t offset);

} // namespace gatelens::expression
