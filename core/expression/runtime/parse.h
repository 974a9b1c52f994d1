#pragma once

#include "core/expression/runtime/decimal.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatelens::expression {

// Reading numbers and booleans as .NET's Parse does in the invariant culture.

/// bool.Parse: True or False in any case, blanks around.
[[nodiscard]] std::optional<bool> parseBoolean(std::string_view text);
/// NumberStyles.Integer: blanks around and a sign. nullopt also when it does not fit 64 bits.
[[nodiscard]] std::optional<std::int64_t> parseInteger(std::string_view text);
/// NumberStyles.Float | AllowThousands, and NaN, Infinity.
[[nodiscard]] std::optional<double> parseReal(std::string_view text);
/// NumberStyles.Number: sign, point, thousands separators; an exponent only when `allowExponent`.
[[nodiscard]] std::optional<Decimal> parseDecimal(std::string_view text,
                                                  bool allowExponent = false);

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
[[nodiscard]] ParsedInteger readInteger(std::string_view text, bool allowThousands = false);
/// Digits of base 2, 8, 10 or 16 without sign; a prefix 0x is allowed for 16.
[[nodiscard]] ParsedInteger readUnsigned(std::string_view text, int base);

} // namespace gatelens::expression
