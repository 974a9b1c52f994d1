#pragma once

#include "core/policy/document.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace gatelens::policy {

/// True for the branches of a choose.
[[nodiscard]] inline bool isBranch(const Node& node)
{
    return node.name == "when" || node.name == "otherwise";
}

/// Where an element was seen, with the branches that it stands in, so that two of one kind on
/// branches that exclude each other are told from two that both run.
struct Occurrence
{
    const Node* node;
    std::vector<const Node*> branches; ///< the <when> and <otherwise> above it
};

/// Every element of that name below `parent`, in document order.
[[nodiscard]] std::vector<Occurrence> occurrencesOf(const Node& parent, std::string_view name);

/// True when every request that runs the occurrence at `index` has run an earlier one.
[[nodiscard]] bool surelyRepeats(const std::vector<Occurrence>& occurrences, std::size_t index);

} // namespace gatelens::policy
