#pragma once

#include <string_view>

namespace gatelens {

/// What XML calls white space.
inline constexpr std::string_view kWhitespace = " \t\r\n";
/// What HTTP allows around a header's value.
inline constexpr std::string_view kBlanks = " \t";

/// `text` without the characters of `blanks` at both ends.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text,
                                                 std::string_view blanks = kWhitespace) noexcept
{
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

} // namespace gatelens
