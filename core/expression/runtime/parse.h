#pragma once

#include "core/expression/runtime/decimal.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::expression {

// Reading numbers and booleans as .NET's Parse does in the invariant culture.

/// The bits of System.Globalization.NumberStyles.
enum NumberStyle : std::int64_t
{
    kLeadingWhite = 1,
    kTrailingWhite = 2,
    kLeadingSign = 4,
    kTrailingSign = 8,
    kParentheses = 16,
    kDecimalPoint = 32,
    kThousands = 64,
    kExponent = 128,
    kCurrencySymbol = 256,
    kHexSpecifier = 512,
    kIntegerStyle = kLeadingWhite | kTrailingWhite | kLeadingSign,
    kNumberStyle = kIntegerStyle | kTrailingSign | kDecimalPoint | kThousands,
    kFloatStyle = kIntegerStyle | kDecimalPoint | kExponent,
};

/// Sign, digits, point and exponent of a number in these styles, without what surrounds and
/// separates them ("(1,234.5)" gives "-1234.5"); "" when the text is no such number.
[[nodiscard]] std::string plainNumber(std::string_view text, std::int64_t styles);

/// bool.Parse: True or False in any case, blanks around.
[[nodiscard]] std::optional<bool> parseBoolean(std::string_view text);
/// NumberStyles.Integer: blanks around and a sign. nullopt also when it does not fit 64 bits.
[[nodiscard]] std::optional<std::int64_t> parseInteger(std::string_view text);
/// NaN and Infinity are read whatever the styles.
[[nodiscard]] std::optional<double> parseReal(std::string_view text,
                                              std::int64_t styles = kFloatStyle | kThousands);
[[nodiscard]] std::optional<Decimal> parseDecimal(std::string_view text,
                                                  std::int64_t styles = kNumberStyle);

enum class NumberError
{
    None,
    Format,
    Overflow
};
/// An integer of 128 bits' worth of digits for range checks; `hex` reads two's complement digits.
struct ParsedInteger
{
    NumberError error = NumberError::None;
    bool isNegative = false;
    std::uint64_t magnitude = 0;
};
[[nodiscard]] ParsedInteger readInteger(std::string_view text);
/// Digits of base 2, 8, 10 or 16 without sign; a prefix 0x is allowed for 16.
[[nodiscard]] ParsedInteger readUnsigned(std::string_view text, int base);

} // namespace gatelens::expression
