#pragma once

#include "core/odata/model.h"

#include <string>
#include <utility>
#include <vector>

namespace gatelens::odata {

/// Names and values of query options, decoded.
using QueryOptions = std::vector<std::pair<std::string, std::string>>;

/// What is wrong with the names and types in $filter, $orderby, $select, $expand and $compute of a
/// request whose items are of type `it`: one sentence an option. Of $apply only the names that it
/// makes are read; $search, $format and the like are not.
[[nodiscard]] std::vector<std::string> optionProblems(const Model& model, const TypeUse& it,
                                                      const QueryOptions& options);

} // namespace gatelens::odata
