#pragma once

#include "core/expression/syntax/ast.h"
#include "core/expression/syntax/lexer.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

/// Recursive descent over the tokens of one expression. After the first error every method returns
/// quickly; nodes may then be incomplete and must not be used.
/// Split over parse_expression.cpp, parse_statement.cpp, parse_type.cpp and parse_query.cpp.
class Parser
{
public:
    Parser(std::string_view source, std::uint32_t begin, std::uint32_t end, SyntaxTree& tree,
           Diagnostics& diagnostics);

    /// The whole range as one expression.
    Expr* parseWhole();
    /// The whole range as one block.
    Stmt* parseBody();

private:
    // --- tokens ---
    [[nodiscard]] const Token& peek(std::size_t ahead = 0) const
    {
        const auto index = m_at + ahead;
        return m_tokens[index < m_tokens.size() ? index : m_tokens.size() - 1];
    }
    [[nodiscard]] bool is(std::string_view text, std::size_t ahead = 0) const
    {
        const auto& token = peek(ahead);
        return (token.kind == TokenKind::Punctuation || token.kind == TokenKind::Keyword)
            && token.text == text;
    }
    /// A contextual keyword: an identifier with that text.
    [[nodiscard]] bool isWord(std::string_view text, std::size_t ahead = 0) const
    {
        const auto& token = peek(ahead);
        return token.kind == TokenKind::Identifier && token.text == text
            && (token.offset == 0 || m_source[token.offset - 1] != '@');
    }
    [[nodiscard]] bool isIdentifier(std::size_t ahead = 0) const
    {
        return peek(ahead).kind == TokenKind::Identifier;
    }
    bool accept(std::string_view text)
    {
        if (!is(text))
            return false;
        ++m_at;
        return true;
    }
    void expect(std::string_view text);
    std::string expectIdentifier();
    void fail(std::uint32_t offset, std::string code, std::string message);
    void failHere(std::string code, std::string message)
    {
        fail(peek().offset, std::move(code), std::move(message));
    }
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] std::uint32_t here() const { return peek().offset; }
    template<class T>
    T* finish(T* node) const
    {
        node->end = m_at > 0 ? m_tokens[m_at - 1].end : node->offset;
        return node;
    }
    bool enter();
    void leave() { --m_depth; }

    // --- expressions ---
    Expr* parseExpression();
    Expr* parseAssignment();
    Expr* parseConditional();
    Expr* parseCoalesce();
    Expr* parseBinary(int minimum);
    Expr* parseUnary();
    Expr* parsePostfix(Expr* left);
    Expr* parsePrimary();
    Expr* parseParenthesized();
    Expr* parseNew();
    Expr* parseKeywordExpression();
    Expr* parseInterpolated();
    Expr* parseHole(std::uint32_t begin, std::uint32_t end);
    Expr* parseConditionalAccess(Expr* receiver);
    Expr* parseLambda();
    Expr* parseAnonymousMethod(); ///< `delegate (…) { … }`
    Expr* parseLambdaBody(Expr* lambda);
    Expr* parseIs(Expr* left);
    Expr* parseDeclarationArgument();
    Pattern* parsePattern();
    std::vector<ArgumentSyntax> parseArguments(std::string_view close);
    void parseInitializer(Expr* target);
    InitializerItem parseInitializerItem();
    Expr* parseArrayInitializer();
    bool looksLikeLambda() const;
    bool looksLikeCast();
    bool acceptTypeArguments(std::vector<TypeSyntax*>& arguments);
    bool isOperator(std::string_view& op, int& precedence) const;

    // --- queries ---
    bool looksLikeQuery() const;
    Expr* parseQuery();
    /// What the clauses so far brought in scope: one range variable that is the element itself, or
    /// several that are members of a hidden parameter.
    struct RangeNames
    {
        std::vector<std::string> names;
        std::string hidden; ///< "" while there is one variable only
    };
    Expr* parseQueryBody(Expr* source, RangeNames names);
    Expr* parseJoin(Expr* source, RangeNames& names);
    Expr* parseOrderBy(Expr* source, const RangeNames& names);
    Expr* lambdaOver(const RangeNames& names, Expr* body, const std::string& second = {});
    Expr* callOn(Expr* source, std::string_view method, std::initializer_list<Expr*> arguments,
                 std::uint32_t offset);
    Expr* recordOf(const RangeNames& names, const std::string& added, Expr* value);
    void extend(RangeNames& names, const std::string& added);
    Expr* nameExpr(const std::string& name, std::uint32_t offset);

    // --- types ---
    /// Where a type stands: a `?` behind a declared type belongs to it; behind the type of `is` or
    /// `as` it begins a condition when an expression and a `:` follow.
    enum class TypePlace
    {
        Declared,
        Tested,
    };
    TypeSyntax* parseType(TypePlace place = TypePlace::Declared);
    TypeSyntax* parseNonArrayType(TypePlace place = TypePlace::Declared);
    /// True when the `?` here makes the type before it nullable.
    bool isNullableMark(TypePlace place) const;
    /// True when the `?` here is the first half of `? … : …`.
    bool beginsCondition() const;
    TypeSyntax* parseArraySuffixes(TypeSyntax* element);
    /// Advances over a type without building it; false when there is none. Used to look ahead.
    bool skipType();
    void parseTypeArguments(NamePart& part);
    bool skipTypeArguments();

    // --- statements ---
    Stmt* parseStatement();
    Stmt* parseEmbedded();
    Stmt* parseBlock();
    Stmt* parseLocal(bool isConst);
    Stmt* parseIf();
    Stmt* parseFor();
    Stmt* parseForeach();
    Expr* parseVarTuple(); ///< "var (a, b)"
    Stmt* parseSwitch();
    Stmt* parseTry();
    Stmt* parseUsing();
    Stmt* parseGoto();
    Stmt* parseLocalFunction();
    Stmt* parseExpressionStatement();
    Stmt* parseKeywordStatement();
    std::vector<ParameterSyntax> parseParameters();
    bool looksLikeDeclaration();
    bool looksLikeLocalFunction();

    std::string_view m_source;
    SyntaxTree& m_tree;
    Diagnostics& m_diagnostics;
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    bool m_failed = false;
    bool m_isUnboundAllowed = false; ///< inside typeof(…)
    int m_depth = 0;
    int m_hidden = 0; ///< numbers hidden query parameters
};

} // namespace gatelens::expression
