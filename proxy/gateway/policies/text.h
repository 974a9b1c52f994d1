#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// ASCII lower case.
[[nodiscard]] std::string lowered(std::string_view text);

/// Without blanks, tabs and line breaks at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Parts between separators, trimmed; empty parts are left out.
[[nodiscard]] std::vector<std::string_view> splitTrimmed(std::string_view text, char separator);

/// "application/json" of "Application/JSON; charset=utf-8".
[[nodiscard]] std::string mediaType(std::string_view contentType);

/// application/json, text/json, and what ends in +json.
[[nodiscard]] bool isJsonMediaType(std::string_view mediaType);
/// application/xml, text/xml, and what ends in +xml.
[[nodiscard]] bool isXmlMediaType(std::string_view mediaType);

[[nodiscard]] std::string base64Encode(std::string_view bytes);
/// Standard or URL-safe alphabet, padding optional; nullopt when malformed.
[[nodiscard]] std::optional<std::string> base64Decode(std::string_view text);

} // namespace gatelens::proxy
