#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::expression {

// .NET strings count UTF-16 code units; ours are UTF-8 in which a lone surrogate is a sequence of
// three bytes. For ASCII, which is nearly everything, both counts agree and nothing is converted.

[[nodiscard]] bool isAscii(std::string_view text) noexcept;
[[nodiscard]] std::u16string toUtf16(std::string_view text);
[[nodiscard]] std::string fromUtf16(std::u16string_view text); ///< pairs joined
/// Joins a high and a low surrogate that stand side by side in three bytes each.
[[nodiscard]] std::string joinSurrogates(std::string text);
/// Reads one code point at `at` and moves behind it; U+FFFD for a broken sequence.
[[nodiscard]] char32_t nextCodePoint(std::string_view text, std::size_t& at);
/// Bytes of any origin as valid text: broken sequences become U+FFFD.
[[nodiscard]] std::string decodeUtf8(std::string_view bytes);

[[nodiscard]] std::size_t lengthUtf16(std::string_view text) noexcept;
/// Byte offset of the code unit at `index`, when it begins a character (or is the end).
[[nodiscard]] std::size_t byteOffset(std::string_view text, std::size_t index) noexcept;
/// Code units before the byte offset.
[[nodiscard]] std::size_t unitIndex(std::string_view text, std::size_t byteOffset) noexcept;
/// `index` and `count` within the text.
[[nodiscard]] std::string substringUtf16(std::string_view text, std::size_t index,
                                         std::size_t count);
[[nodiscard]] char16_t unitAt(std::string_view text, std::size_t index) noexcept;
[[nodiscard]] std::string ofUnit(char16_t unit);

/// Simple one-to-one mapping of the invariant culture.
[[nodiscard]] char32_t toUpper(char32_t code) noexcept;
[[nodiscard]] char32_t toLower(char32_t code) noexcept;
[[nodiscard]] std::string toUpper(std::string_view text);
[[nodiscard]] std::string toLower(std::string_view text);
[[nodiscard]] bool isLetter(char32_t code) noexcept;
[[nodiscard]] bool isUpper(char32_t code) noexcept;
[[nodiscard]] bool isLower(char32_t code) noexcept;
[[nodiscard]] bool isWhiteSpace(char32_t code) noexcept;
[[nodiscard]] std::string_view trimWhiteSpace(std::string_view text) noexcept;

enum class Comparison : std::uint8_t
{
    CurrentCulture,
    CurrentCultureIgnoreCase,
    InvariantCulture,
    InvariantCultureIgnoreCase,
    Ordinal,
    OrdinalIgnoreCase,
};

[[nodiscard]] inline bool ignoresCase(Comparison comparison) noexcept
{
    return (static_cast<int>(comparison) & 1) != 0;
}
/// Negative, zero, positive. Culture comparisons order letters without case first, lower case
/// before upper case on ties.
[[nodiscard]] int compareText(std::string_view left, std::string_view right, Comparison comparison);
[[nodiscard]] bool equalText(std::string_view left, std::string_view right, Comparison comparison);
/// Byte offset of the first (last) occurrence, npos when there is none.
[[nodiscard]] std::size_t findText(std::string_view text, std::string_view wanted,
                                   std::size_t fromByte, Comparison comparison);
[[nodiscard]] std::size_t findLastText(std::string_view text, std::string_view wanted,
                                       Comparison comparison);
[[nodiscard]] std::size_t hashText(std::string_view text) noexcept;

} // namespace gatelens::expression
