#pragma once

#include "core/policy/document.h"

#include <string>

namespace gatelens::policy {

/// One line that tells a statement from its neighbours on a card: "600 / 60 s per subscription",
/// "x-request-id: skip", "→ conference-pool". Expressions are shown without "@(" and "context." and
/// cut; "" when the name says all. UTF-8, at most 80 characters.
[[nodiscard]] std::string summaryOf(const Node& statement);

} // namespace gatelens::policy
