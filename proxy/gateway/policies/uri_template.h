#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatelens::proxy {

/// Names of the {parameters} of a URL template, path and query.
[[nodiscard]] std::vector<std::string> templateNames(std::string_view text);

/// Names of the query parameters that a URL template itself mentions, literal ones included.
[[nodiscard]] std::vector<std::string> templateQueryNames(std::string_view text);

/// The template with every {name} replaced by its percent-encoded value; {*name} keeps slashes.
/// NotFound names a parameter without a value.
[[nodiscard]] Result<std::string>
fillUriTemplate(std::string_view text,
                const std::vector<std::pair<std::string, std::string>>& parameters);

} // namespace gatelens::proxy
