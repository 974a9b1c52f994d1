#pragma once

#include <optional>
#include <string_view>

namespace gatelens::expression {

/// Where a document's text declares its type, which libxml2 keeps only in part.
struct DoctypeText
{
    std::optional<std::string_view> subset; ///< between the brackets
    std::size_t end = 0; ///< behind the whole declaration; 0 when there is none
};

[[nodiscard]] DoctypeText findDoctype(std::string_view text);

} // namespace gatelens::expression
