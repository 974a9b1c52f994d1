#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::odata {

enum class QueryTokenKind
{
    Name, ///< also qualified ("Sales.Product"), "$it" and "@alias"
    Text, ///< between quotes, perhaps behind a prefix
    Literal, ///< a number, Guid, date …
    Symbol
};

struct QueryToken
{
    QueryTokenKind kind = QueryTokenKind::Symbol;
    std::string text; ///< of a text its content
    std::string prefix; ///< of a text: "duration", "Sales.Color" …
    std::size_t begin = 0; ///< bytes of the expression that it stands on
    std::size_t end = 0;
};

/// The tokens of an expression whose percent-encoding is decoded. Malformed names the text that is
/// not closed or the character that does not belong.
[[nodiscard]] Result<std::vector<QueryToken>> queryTokens(std::string_view text);

/// Parts between separators that stand outside quotes and brackets, without blanks around them.
[[nodiscard]] std::vector<std::string_view> splitOutside(std::string_view text, char separator);

/// "Name" and what stands in the brackets behind it; an empty second part and false without
/// brackets.
struct Bracketed
{
    std::string_view name;
    std::string_view content;
    bool hasBrackets = false;
};
[[nodiscard]] Bracketed takeBrackets(std::string_view text);

} // namespace gatelens::odata
