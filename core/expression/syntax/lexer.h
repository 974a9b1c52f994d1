#pragma once

#include "core/expression/syntax/diagnostics.h"
#include "core/expression/value.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace gatelens::expression {

enum class TokenKind : std::uint8_t
{
    End,
    Identifier, ///< `text` without a leading @
    Keyword,
    Number,
    String,
    Character,
    Interpolated, ///< a whole $"…"; the parser reads its holes
    Punctuation,
};

struct Token
{
    TokenKind kind = TokenKind::End;
    std::uint32_t offset = 0;
    std::uint32_t end = 0;
    std::string_view text;
    Value value; ///< of a literal
};

/// Splits `source[begin, end)` into tokens; the last one is End. `>` is always a token of its own
/// (or `>=`), so that nested generics and shifts can be told apart by the parser.
/// Errors go to `diagnostics`; lexing stops there.
[[nodiscard]] std::vector<Token> tokenize(std::string_view source, std::uint32_t begin,
                                          std::uint32_t end, Diagnostics& diagnostics);

/// Where the string, character or interpolated literal or comment that begins at `at` ends; `at`
/// itself when none begins there; npos when it does not end before `end`.
[[nodiscard]] std::size_t skipLiteralOrComment(std::string_view source, std::size_t at,
                                               std::size_t end);

/// The characters that an escape sequence at `at` (behind the backslash) stands for, appended as
/// UTF-8; moves `at` behind it. False for an unknown escape.
[[nodiscard]] bool readEscape(std::string_view source, std::size_t& at, std::size_t end,
                              std::string& out);

[[nodiscard]] bool isKeyword(std::string_view word);

} // namespace gatelens::expression
