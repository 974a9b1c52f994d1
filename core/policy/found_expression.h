#pragma once

#include "core/policy/document.h"
#include "core/policy/expression_scanner.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::policy {

/// The source of an expression as C# sees it, and where it stands in the document.
struct FoundExpression
{
    std::string source;
    TextRange range;
};

/// An expression whose first byte is at `begin`, written in the escaped form of the format `xml`
/// and filling the text up to `end` but for white space.
[[nodiscard]] std::optional<FoundExpression>
findEscapedExpression(std::string_view text, std::size_t begin, std::size_t end);

/// What the scanner found at `begin`, entities decoded where the author escaped it.
[[nodiscard]] FoundExpression foundExpression(std::string_view text, std::size_t begin,
                                              const ScannedExpression& scanned);

} // namespace gatelens::policy
