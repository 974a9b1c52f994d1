#pragma once

#include "core/policy/finding_sink.h"

#include <string_view>

namespace gatelens::policy {

/// True when a catalog's requiredWhen ("a absent", "a and b absent", "a given") holds for the
/// element. Other wordings are for people and never hold.
[[nodiscard]] bool isConditionMet(std::string_view requiredWhen, const Node& node);

/// Rules that the catalog only has in words: attributes that exclude each other, children that
/// depend on attributes.
void checkStatementRules(const Node& node, FindingSink& sink);

} // namespace gatelens::policy
