#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::tsql {

enum class TokenKind
{
    Word, ///< keyword or name without quotes
    QuotedName, ///< [name] or "name"
    Text,
    Number, ///< also a binary constant
    Parameter, ///< @name
    SystemValue, ///< @@name
    Symbol
};

/// A piece of a statement, spelled as SQLite reads it: [a] is "a", N'x' is 'x'.
struct Token
{
    TokenKind kind = TokenKind::Symbol;
    std::string text;
    std::size_t at = 0; ///< where it began in the statement as written

    friend bool operator==(const Token&, const Token&) = default;
};

using Tokens = std::vector<Token>;

/// The tokens of T-SQL text without its comments. Malformed tells where something is not closed,
/// Unsupported where a temporary table is named.
[[nodiscard]] Result<Tokens> tokenize(std::string_view text);

/// True for an unquoted word, without regard to case; `word` is in lower case.
[[nodiscard]] bool isWord(const Token& token, std::string_view word);
[[nodiscard]] bool isSymbol(const Token& token, std::string_view symbol);

/// True when there is such a token at `index`.
[[nodiscard]] bool isWordAt(const Tokens& tokens, std::size_t index, std::string_view word);
[[nodiscard]] bool isSymbolAt(const Tokens& tokens, std::size_t index, std::string_view symbol);

/// Index behind the bracket that closes the one at `open`, or the number of tokens.
[[nodiscard]] std::size_t behindBracket(const Tokens& tokens, std::size_t open);

/// An error about offset `at` of `text`: its position is the line and column there.
[[nodiscard]] Error errorAt(ErrorCode code, std::string_view text, std::size_t at,
                            std::string message);

} // namespace gatelens::tsql
