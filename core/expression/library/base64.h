#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatelens::expression {

[[nodiscard]] std::string encodeBase64(std::string_view bytes);
/// Blanks are ignored; padding must be right.
[[nodiscard]] std::optional<std::string> decodeBase64(std::string_view text);
/// The URL-safe alphabet, padding optional.
[[nodiscard]] std::optional<std::string> decodeBase64Url(std::string_view text);

} // namespace gatelens::expression
