#pragma once

#include <map>
#include <string>

namespace gatelens::proxy::testing {

/// The text of docs/policies.md: made from the catalog, the registry of what runs, and the counts
/// of conformance cases by the policy's name in the catalog.
[[nodiscard]] std::string policiesDocument(const std::map<std::string, int>& coverage);

} // namespace gatelens::proxy::testing
