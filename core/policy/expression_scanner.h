#pragma once

#include "core/policy/document.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::policy {

/// What scanning a C# expression found besides its end.
struct ScannedExpression
{
    std::size_t end = 0; ///< offset after the closing bracket
    std::vector<TextRange> literals; ///< string and character literals and comments, in order
};

/// Why an expression does not end.
struct ScanFailure
{
    std::size_t offset = 0;
    std::string reason; ///< "a string literal is not closed"; empty when it just goes on
};

/// Scans the C# expression that begins at `begin` ("@(" or "@{"); nullopt when it does not end,
/// `failure` then says why.
[[nodiscard]] std::optional<ScannedExpression>
scanExpression(std::string_view text, std::size_t begin, ScanFailure* failure = nullptr);

/// True when `text` has "@(" or "@{" at `offset`.
[[nodiscard]] bool startsExpression(std::string_view text, std::size_t offset);

/// True when `text` without white space around it is one complete expression.
[[nodiscard]] bool isWholeExpression(std::string_view text);

} // namespace gatelens::policy
