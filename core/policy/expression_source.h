#pragma once

#include "core/policy/named_values.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::policy {

/// An expression as the compiler gets it, and where its bytes stand in the document.
struct ExpressionSource
{
    std::string text; ///< entities decoded, named values replaced
    bool canBeCompiled = true; ///< false when a named value without value stands in the code
    std::vector<NamedValueReference> unknownNamedValues; ///< ranges in the raw text

    /// The offset in the raw text that an offset in `text` came from.
    [[nodiscard]] std::size_t rawOffset(std::size_t offset) const;

    std::vector<std::size_t> offsets; ///< raw offset of each byte of `text` and of its end
};

/// Prepares an expression for the compiler: `raw` is its text in the document, `decoded` what the
/// reader made of it. Secrets are not read: a secret stands for itself inside strings.
[[nodiscard]] ExpressionSource prepareExpression(std::string_view raw, std::string_view decoded,
                                                 const Workspace* workspace);

} // namespace gatelens::policy
