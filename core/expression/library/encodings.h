#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatelens::expression {

/// Bytes of a named charset as text; nullopt for a charset that is not known.
[[nodiscard]] std::optional<std::string> decodeText(std::string_view charset,
                                                    std::string_view bytes);
[[nodiscard]] std::optional<std::string> encodeText(std::string_view charset,
                                                    std::string_view text);

/// application/x-www-form-urlencoded as WebUtility.UrlEncode writes it.
[[nodiscard]] std::string escapeForm(std::string_view text);

} // namespace gatelens::expression
