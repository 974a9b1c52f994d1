#pragma once

#include <string>
#include <string_view>

namespace gatelens::expression {

enum class HexCase
{
    Upper, ///< WebUtility
    Lower, ///< HttpUtility
};

/// `%2F` or `%2f`.
void appendPercent(std::string& out, char byte, HexCase hexCase);
/// application/x-www-form-urlencoded.
[[nodiscard]] std::string escapeForm(std::string_view bytes, HexCase hexCase = HexCase::Upper);
/// The bytes behind a form's text: `+` is a blank.
[[nodiscard]] std::string unescapeForm(std::string_view text);
/// The same as text of UTF-8.
[[nodiscard]] std::string formDecoded(std::string_view text);

} // namespace gatelens::expression
