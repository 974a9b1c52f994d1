#pragma once

#include "core/policy/effective_policy.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::policy {

/// A {{name}} in a text.
struct NamedValueReference
{
    TextRange range; ///< with its braces
    std::string name;
};

/// Every {{name}} whose name could be a display name (letters, digits, "-", ".", "_").
[[nodiscard]] std::vector<NamedValueReference> findNamedValues(std::string_view text);

/// What the braces of a text mean besides named values.
enum class BraceMeaning
{
    None, ///< {{name}} is a named value, known or not
    Other ///< C# or Liquid: {{name}} is a named value only when that name exists
};

struct Substitution
{
    std::string text;
    std::vector<NamedValueReference> unknown; ///< no such named value
    std::vector<NamedValueReference> withoutValue; ///< a secret without a source; left as it is
};

/// Replaces named values once; a value is not searched again. Reference: policies, 4.1.
[[nodiscard]] Substitution substituteNamedValues(std::string_view text, BraceMeaning braces,
                                                 const Workspace& workspace,
                                                 const NamedValueResolver& resolver);

} // namespace gatelens::policy
