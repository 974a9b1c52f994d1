#pragma once

#include "core/expression/runtime/env.h"

#include <string_view>

namespace gatelens::expression {

using BinaryFunction = Value (*)(Env& env, const Value& left, const Value& right);

/// The predefined operator on two operands of one type (after promotion); for shifts the right one
/// is Int32. Arithmetic, comparison, bitwise operators of numeric types, `& | ^ == !=` of bool.
/// Null when there is none.
[[nodiscard]] BinaryFunction binaryOperator(std::string_view op, Tag type, bool isChecked);

/// Any numeric type (char included) to any other. Raises OverflowException when checked, and for
/// decimals always.
[[nodiscard]] Value convertNumber(Env& env, const Value& value, Tag target, bool isChecked);

/// `-value` of a promoted type.
[[nodiscard]] Value negate(Env& env, const Value& value, bool isChecked);
/// `~value`.
[[nodiscard]] Value complement(const Value& value);

/// True when `value` (not null) is an instance of `type`.
[[nodiscard]] bool isInstance(const Value& value, const Type* type);

/// `==` on values of the same static type: by value, strings by text.
[[nodiscard]] bool lookEqual(const Value& left, const Value& right);

} // namespace gatelens::expression
