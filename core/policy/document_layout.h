#pragma once

#include "core/policy/document.h"

#include <string>
#include <string_view>

namespace gatelens::policy {

// The author's layout: line breaks, indentation, and what of a text may be indented anew.

/// "\r\n" when the text's first line ends so, else "\n".
[[nodiscard]] std::string_view lineBreakOf(std::string_view text);

/// The white space before `offset` on its line; nullopt when something else stands there.
[[nodiscard]] std::optional<std::string_view> indentationAt(std::string_view text,
                                                            std::size_t offset);

/// True when nothing but white space shares the lines of `range`.
[[nodiscard]] bool standsAlone(std::string_view text, TextRange range);

/// One step of indentation as the document uses it: a tab, or 2 or 4 blanks; 4 blanks when it
/// shows none.
[[nodiscard]] std::string indentationUnit(const Document& document);

/// An element's source and the indentation it has where it comes from; nullopt when that is not
/// known and must be guessed.
struct ElementSource
{
    std::string_view text;
    std::optional<std::size_t> indentation;
};

/// The source with its lines after the first indented to `indentation` and with `lineBreak`s.
/// Literal text, CDATA and strings over several lines are content and stay as they are.
[[nodiscard]] std::string reindent(const ElementSource& element, std::string_view indentation,
                                   std::string_view lineBreak);

} // namespace gatelens::policy
