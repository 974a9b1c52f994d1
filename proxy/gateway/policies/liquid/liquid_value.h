#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace gatelens::proxy::liquid {

/// What a template computes with: null, bool, numbers, strings, arrays and objects.
using Value = boost::json::value;

/// As it is written into the output: null is nothing, arrays are their elements one after another.
[[nodiscard]] std::string toText(const Value& value);

/// Everything but null and false, as in Ruby.
[[nodiscard]] bool isTruthy(const Value& value);

/// A number, or a text that reads as one; 0 otherwise.
[[nodiscard]] double toNumber(const Value& value);

/// A whole number where the value is one, a real number otherwise.
[[nodiscard]] Value numberValue(double number, bool isWhole);

/// Member of an object (exact name first, then without regard to case), element or `size`, `first`,
/// `last` of a list; null when there is none.
[[nodiscard]] Value memberOf(const Value& value, const Value& key);

} // namespace gatelens::proxy::liquid
