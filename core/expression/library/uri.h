#pragma once

#include "core/expression/types/library.h"

#include <string>
#include <string_view>

namespace gatelens::expression {

/// `new Uri(text)`: raises UriFormatException when the text is no absolute URI.
[[nodiscard]] Value makeUri(Env& env, const std::string& text);

/// RFC 3986: everything but unreserved characters as upper-case %XX.
[[nodiscard]] std::string escapeData(std::string_view text);
[[nodiscard]] std::string unescapeData(std::string_view text);

} // namespace gatelens::expression
