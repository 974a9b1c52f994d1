#pragma once

#include "core/expression/runtime/text.h"
#include "core/expression/types/library.h"

#include <string>

namespace gatelens::expression {

// System.String is declared in parts, one source for each kind of member.

void registerTextSearch(TypeBuilder& type); ///< IndexOf, Contains, StartsWith …
void registerTextChanges(TypeBuilder& type); ///< Substring, Replace, Trim, Split …
void registerTextComparison(TypeBuilder& type); ///< Compare, Equals …
void registerTextJoining(TypeBuilder& type); ///< Join, Concat, Format

/// The StringComparison among the arguments.
[[nodiscard]] Comparison comparisonIn(Args a, Comparison otherwise);
/// What is searched for or stands between parts: a text or a single character.
[[nodiscard]] std::string textOrUnit(const Value& value);

} // namespace gatelens::expression
