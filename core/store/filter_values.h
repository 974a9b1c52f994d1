#pragma once

#include "core/store/filter_tree.h"

namespace gatelens::filter {

/// Reads a number, class (5xx), range (a..b) or time for a field of `type`, in its base unit. The
/// message of an error says what is wrong, without a position.
[[nodiscard]] Result<NumberValue> parseNumber(std::string_view text, FieldType type);

/// Does a predicate's operator hold between its texts and a field's value? Not for bare texts.
[[nodiscard]] bool matchesText(const Predicate& predicate, std::string_view value);

/// The same for numbers; `now` turns relative times into absolute ones.
[[nodiscard]] bool matchesNumber(const Predicate& predicate, double value, Timestamp now);

/// Bounds of a value in the field's base unit.
[[nodiscard]] std::pair<double, double> boundsOf(const NumberValue& value, Timestamp now);

/// ASCII letters compare without regard to case.
[[nodiscard]] bool containsIgnoringCase(std::string_view text, std::string_view wanted);

/// `*` any bytes, `?` one character.
[[nodiscard]] bool matchesWildcard(std::string_view text, std::string_view pattern);

} // namespace gatelens::filter
