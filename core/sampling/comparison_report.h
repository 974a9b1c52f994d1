#pragma once

#include "core/sampling/comparison.h"

#include <boost/json/object.hpp>

#include <string>

namespace gatelens {

/// The whole comparison for machines. Rates are shares from 0 to 1, sizes bytes, times ISO 8601.
[[nodiscard]] boost::json::object toJson(const Comparison& comparison);

/// The comparison for a terminal: one column a candidate, then losses by name and by API.
[[nodiscard]] std::string toTable(const Comparison& comparison);

} // namespace gatelens
