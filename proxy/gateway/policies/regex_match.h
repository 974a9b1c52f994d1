#pragma once

#include <string_view>

namespace gatelens::proxy {

/// True when `pattern` is found in `text`. A pattern that cannot be compiled, or that takes too
/// many steps, matches everything: a schema's mistake must not refuse requests.
[[nodiscard]] bool matchesRegex(std::string_view pattern, std::string_view text);

} // namespace gatelens::proxy
