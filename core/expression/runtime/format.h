#pragma once

#include "core/expression/value.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gatelens::expression {

// .NET formatting in the invariant culture. nullopt is a FormatException.

/// Shortest text of up to 15 significant digits (7 for float), as .NET Framework prints them.
[[nodiscard]] std::string formatReal(double value, int significantDigits = 15);

/// `value.ToString(format)`; an empty format is the default text. Types without formats ignore it.
[[nodiscard]] std::optional<std::string> formatValue(const Value& value, std::string_view format);

/// `string.Format(text, arguments)`.
[[nodiscard]] std::optional<std::string> formatComposite(std::string_view text,
                                                         std::span<const Value> arguments);

/// Pads to |width| UTF-16 units, to the left when positive.
[[nodiscard]] std::string padded(std::string text, std::int64_t width);

[[nodiscard]] std::optional<std::string> formatNumber(const Value& value, std::string_view format);
[[nodiscard]] std::string formatEnum(const Value& value);

} // namespace gatelens::expression
