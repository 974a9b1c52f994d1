#pragma once

#include "core/base/result.h"
#include "core/graphql/document.h"
#include "core/graphql/lexer.h"

#include <optional>
#include <string>
#include <string_view>

namespace gatelens::graphql {

/// Reads an executable document. Malformed with line and column.
[[nodiscard]] Result<Document> parseDocument(std::string_view text);

/// One token ahead, and the rules that executable documents and schemas share. After a failure
/// `problem` is set and every further rule gives an empty result at once.
class TokenReader
{
public:
    TokenReader(std::string_view text, std::string file);

    [[nodiscard]] const std::optional<Error>& problem() const { return m_problem; }
    [[nodiscard]] bool hasFailed() const { return m_problem.has_value(); }
    [[nodiscard]] const Token& token() const { return m_token; }
    [[nodiscard]] bool isAtEnd() const { return hasFailed() || m_token.kind == TokenKind::End; }
    [[nodiscard]] bool is(std::string_view punctuator) const;
    [[nodiscard]] bool isName(std::string_view name) const;

    void step();
    [[nodiscard]] bool accept(std::string_view punctuator);
    [[nodiscard]] bool acceptName(std::string_view name);
    void expect(std::string_view punctuator);
    [[nodiscard]] std::string name(std::string_view what);
    void fail(std::string message);

    /// `isConstant`: variables are not allowed. Nesting is limited.
    [[nodiscard]] Value value(bool isConstant);
    [[nodiscard]] std::vector<Argument> arguments(bool isConstant);
    [[nodiscard]] std::vector<Directive> directives(bool isConstant);
    [[nodiscard]] TypeReference type();

    /// One level deeper; fails when a hostile text nests too deeply.
    [[nodiscard]] bool enter();
    void leave() { --m_depth; }

private:
    Lexer m_lexer;
    Token m_token;
    std::optional<Error> m_problem;
    int m_depth = 0;
};

} // namespace gatelens::graphql
