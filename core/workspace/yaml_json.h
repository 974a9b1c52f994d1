#pragma once

#include "core/base/result.h"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace gatelens {

/// Reads YAML (1.2 core schema) into JSON: keys become text, aliases are resolved. Malformed with
/// line and column; LimitExceeded when aliases blow the document up.
[[nodiscard]] Result<boost::json::value> parseYaml(const std::string& text,
                                                   const std::string& file);

} // namespace gatelens
