#include "core/expression/runtime/text.h"
#include "core/expression/syntax/parser_state.h"
#include "core/expression/syntax/predefined_types.h"

#include <algorithm>
#include <array>

namespace gatelens::expression {

namespace {

constexpr int kMaxNesting = 180;

struct BinaryOperator
{
    std::string_view text;
    int precedence;
};

constexpr int kRelational = 8;

constexpr int kShift = 9;

constexpr auto kBinaryOperators = std::to_array<BinaryOperator>({
    {"||", 2},
    {"&&", 3},
    {"|", 4},
    {"^", 5},
    {"&", 6},
    {"==", 7},
    {"!=", 7},
    {"<", kRelational},
    {">", kRelational},
    {"<=", kRelational},
    {">=", kRelational},
    {"<<", kShift},
    {"+", 10},
    {"-", 10},
    {"*", 11},
    {"/", 11},
    {"%", 11},
});

constexpr auto kAssignments
    = std::to_array<std::string_view>({"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<="});

} // namespace

Parser::Parser(std::string_view source, std::uint32_t begin, std::uint32_t end, SyntaxTree& tree,
               Diagnostics& diagnostics)
    : m_source(source)
    , m_tree(tree)
    , m_diagnostics(diagnostics)
{
    const auto known = static_cast<std::ptrdiff_t>(diagnostics.size());
    m_tokens = tokenize(source, begin, end, diagnostics);
    m_failed = std::any_of(diagnostics.begin() + known, diagnostics.end(),
                           [](const Diagnostic& one) { return !one.isWarning; });
}

void Parser::fail(std::uint32_t offset, std::string code, std::string message)
{
    if (!m_failed)
        m_diagnostics.push_back({offset, 1, false, std::move(code), std::move(message)});
    m_failed = true;
    // Everything that follows sees the end and returns.
    m_at = m_tokens.size() - 1;
}

void Parser::expect(std::string_view text)
{
    if (accept(text))
        return;
    const auto& token = peek();
    const bool isEnd = token.kind == TokenKind::End;
    failHere(text == ";" ? "CS1002" : (text == ")" ? "CS1026" : "CS1003"),
             std::string(text) + " expected"
                 + (isEnd ? std::string(" before the end of the expression")
                          : " before '" + std::string(token.text.substr(0, 40)) + "'"));
}

std::string Parser::expectIdentifier()
{
    if (isIdentifier())
        return std::string(m_tokens[m_at++].text);
    const auto& token = peek();
    failHere(token.kind == TokenKind::Keyword ? "CS1041" : "CS1001",
             token.kind == TokenKind::Keyword
                 ? "Identifier expected; '" + std::string(token.text) + "' is a keyword"
                 : std::string("Identifier expected"));
    return {};
}

bool Parser::enter()
{
    if (++m_depth <= kMaxNesting)
        return true;
    failHere("CS8078", "The expression is nested too deeply to compile");
    return false;
}

Expr* Parser::parseWhole()
{
    Expr* expression = parseExpression();
    if (peek().kind != TokenKind::End)
        failHere("CS1026", ") expected before '" + std::string(peek().text.substr(0, 40)) + "'");
    return expression;
}

Expr* Parser::parseExpression()
{
    Expr* result = m_tree.newExpr(ExprKind::Literal, here());
    if (enter() && !failed())
        result = parseAssignment();
    leave();
    return result;
}

Expr* Parser::parseAssignment()
{
    if (looksLikeQuery())
        return parseQuery();
    if (looksLikeLambda())
        return parseLambda();
    Expr* left = parseConditional();
    std::string_view op;
    for (const auto candidate : kAssignments) {
        if (is(candidate))
            op = candidate;
    }
    const bool isShiftRight = is(">") && is(">=", 1) && peek(1).offset == peek().end;
    if (isShiftRight)
        op = ">>=";
    if (is("\?\?="))
        failHere("CS8370", "The operator '\?\?=' needs C# 8; policy expressions are C# 7");
    if (op.empty() || failed())
        return left;
    Expr* assign = m_tree.newExpr(ExprKind::Assign, left->offset);
    m_at += isShiftRight ? 2 : 1;
    assign->op = op;
    assign->left = left;
    assign->right = parseExpression();
    return finish(assign);
}

Expr* Parser::parseConditional()
{
    Expr* condition = parseCoalesce();
    if (!is("?") || failed())
        return condition;
    ++m_at;
    Expr* conditional = m_tree.newExpr(ExprKind::Conditional, condition->offset);
    conditional->left = condition;
    conditional->right = parseExpression();
    expect(":");
    conditional->third = parseExpression();
    return finish(conditional);
}

Expr* Parser::parseCoalesce()
{
    Expr* left = parseBinary(2);
    if (!is("??"))
        return left;
    ++m_at;
    Expr* coalesce = m_tree.newExpr(ExprKind::Binary, left->offset);
    coalesce->op = "??";
    coalesce->left = left;
    if (enter())
        coalesce->right = looksLikeLambda() ? parseLambda() : parseCoalesce();
    else
        coalesce->right = left;
    leave();
    return finish(coalesce);
}

bool Parser::isOperator(std::string_view& op, int& precedence) const
{
    const auto& token = peek();
    if (token.kind == TokenKind::Keyword && (token.text == "is" || token.text == "as")) {
        op = token.text == "is" ? "is" : "as";
        precedence = kRelational;
        return true;
    }
    if (token.kind != TokenKind::Punctuation)
        return false;
    if (token.text == ">" && is(">", 1) && peek(1).offset == token.end) {
        op = ">>";
        precedence = kShift;
        return true;
    }
    if (token.text == ">" && is(">=", 1) && peek(1).offset == token.end)
        return false; // >>=
    for (const auto& candidate : kBinaryOperators) {
        if (candidate.text == token.text) {
            op = candidate.text;
            precedence = candidate.precedence;
            return true;
        }
    }
    return false;
}

Expr* Parser::parseBinary(int minimum)
{
    Expr* left = parseUnary();
    std::string_view op;
    int precedence = 0;
    int length = 0;
    while (!failed() && isOperator(op, precedence) && precedence >= minimum) {
        if (++length > kMaxChain) {
            failHere("CS8078", "The expression is too long to compile");
            break;
        }
        if (op == "is") {
            left = parseIs(left);
            continue;
        }
        Expr* binary = m_tree.newExpr(op == "as" ? ExprKind::As : ExprKind::Binary, left->offset);
        binary->op = op;
        binary->left = left;
        m_at += op == ">>" ? 2 : 1;
        if (op == "as")
            binary->type = parseType(TypePlace::Tested);
        else
            binary->right = looksLikeLambda() ? parseLambda() : parseBinary(precedence + 1);
        left = finish(binary);
    }
    if (is("switch") && !failed())
        failHere("CS8370", "A switch expression needs C# 8; policy expressions are C# 7");
    return left;
}

Expr* Parser::parseIs(Expr* left)
{
    Expr* test = m_tree.newExpr(ExprKind::Is, left->offset);
    ++m_at;
    test->left = left;
    if (isWord("not")) {
        failHere("CS8400",
                 "'is not' needs C# 9; policy expressions are C# 7: write !(… is …) or != null");
        return left;
    }
    test->pattern = parsePattern();
    if ((isWord("and") || isWord("or")) && !failed())
        failHere("CS8400", "'and' and 'or' patterns need C# 9; policy expressions are C# 7");
    return finish(test);
}

Pattern* Parser::parsePattern()
{
    if (isWord("var") && isIdentifier(1)) {
        ++m_at;
        auto* pattern = m_tree.newPattern(Pattern::Kind::Var);
        pattern->name = expectIdentifier();
        return pattern;
    }
    const auto& token = peek();
    const bool startsType = token.kind == TokenKind::Identifier
        || (token.kind == TokenKind::Keyword && isPredefinedType(token.text));
    const auto start = m_at;
    if (startsType && skipType()) {
        // A call or cast is a constant's business; behind a `?` the bracket belongs to a condition.
        const bool isMember = is("(") && m_tokens[m_at - 1].text != "?";
        m_at = start;
        if (!isMember) {
            auto* pattern = m_tree.newPattern(Pattern::Kind::Type);
            pattern->type = parseType(TypePlace::Tested);
            if (isIdentifier() && !isWord("when") && !isWord("and") && !isWord("or")) {
                pattern->name = expectIdentifier();
            } else if (pattern->type->kind == TypeSyntax::Kind::Named
                       && token.kind == TokenKind::Identifier) {
                const auto end = m_at;
                m_at = start;
                pattern->kind = Pattern::Kind::TypeOrConstant;
                pattern->constant = parseBinary(kShift);
                m_at = std::max(m_at, end);
            }
            return pattern;
        }
    }
    m_at = start;
    auto* pattern = m_tree.newPattern(Pattern::Kind::Constant);
    if (is("<") || is(">") || is("<=") || is(">="))
        failHere("CS8400", "Relational patterns need C# 9; policy expressions are C# 7");
    if (is("{"))
        failHere("CS8370", "Property patterns need C# 8; policy expressions are C# 7");
    pattern->constant = parseBinary(kShift);
    return pattern;
}

Expr* Parser::parseUnary()
{
    static constexpr auto kPrefix
        = std::to_array<std::string_view>({"+", "-", "!", "~", "++", "--"});
    for (const auto op : kPrefix) {
        if (!is(op))
            continue;
        Expr* unary = m_tree.newExpr(ExprKind::Unary, here());
        ++m_at;
        unary->op = op;
        unary->left = enter() ? parseUnary() : unary;
        leave();
        return finish(unary);
    }
    if (is("(") && looksLikeCast()) {
        Expr* cast = m_tree.newExpr(ExprKind::Cast, here());
        ++m_at;
        cast->type = parseType();
        expect(")");
        cast->left = enter() ? parseUnary() : cast;
        leave();
        return finish(cast);
    }
    if (isWord("await") && isIdentifier(1)) {
        failHere("CS4033", "'await' is not available in policy expressions");
        return m_tree.newExpr(ExprKind::Literal, here());
    }
    return parsePostfix(parsePrimary());
}

} // namespace gatelens::expression
