#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace gatelens::graphql {

enum class TokenKind
{
    End,
    Punctuator, ///< ! $ & ( ) ... : = @ [ ] { | }
    Name,
    Int,
    Float,
    String ///< decoded; block strings without common indentation
};

struct Token
{
    TokenKind kind = TokenKind::End;
    std::string text;
    SourcePosition position;
};

/// Cuts a GraphQL text into tokens; blanks, commas and comments are left out.
class Lexer
{
public:
    explicit Lexer(std::string_view text, std::string file = {});

    /// The next token; Malformed with line and column for what is none. After the end it stays
    /// there.
    [[nodiscard]] Result<Token> next();

private:
    void skipIgnored();
    void advance(std::size_t count);
    [[nodiscard]] Error error(std::string message) const;
    [[nodiscard]] Result<Token> number();
    [[nodiscard]] Result<Token> string();
    [[nodiscard]] Result<Token> blockString();
    [[nodiscard]] Result<void> readEscape(std::string& into);

    std::string_view m_text;
    std::size_t m_at = 0;
    SourcePosition m_position;
};

} // namespace gatelens::graphql
