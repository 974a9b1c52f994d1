#include "core/expression/runtime/text.h"
#include "core/expression/syntax/parser_state.h"
#include "core/expression/syntax/predefined_types.h"

#include <algorithm>
#include <array>

namespace gatelens::expression {

bool Parser::looksLikeLambda() const
{
    if (isIdentifier() && is("=>", 1))
        return true;
    if (!is("("))
        return false;
    int depth = 0;
    for (std::size_t ahead = 0; peek(ahead).kind != TokenKind::End; ++ahead) {
        if (is("(", ahead))
            ++depth;
        else if (is(")", ahead) && --depth == 0)
            return is("=>", ahead + 1);
        else if (is("{", ahead) || is("}", ahead) || is(";", ahead))
            return false;
    }
    return false;
}

Expr* Parser::parseLambda()
{
    Expr* lambda = m_tree.newExpr(ExprKind::Lambda, here());
    if (isIdentifier()) {
        auto& parameter = lambda->parameters.emplace_back();
        parameter.offset = here();
        parameter.name = expectIdentifier();
    } else if (is("(") && isIdentifier(1) && (is(",", 2) || (is(")", 2)))) {
        ++m_at;
        do {
            auto& parameter = lambda->parameters.emplace_back();
            parameter.offset = here();
            parameter.name = expectIdentifier();
        } while (!failed() && accept(","));
        expect(")");
    } else {
        lambda->parameters = parseParameters();
    }
    expect("=>");
    return parseLambdaBody(lambda);
}

Expr* Parser::parseAnonymousMethod()
{
    Expr* lambda = m_tree.newExpr(ExprKind::Lambda, here());
    ++m_at;
    if (is("("))
        lambda->parameters = parseParameters();
    else
        lambda->takesAnything = true;
    if (!is("{")) {
        failHere("CS1514", "'{' expected: a delegate has a body of statements");
        return lambda;
    }
    return parseLambdaBody(lambda);
}

Expr* Parser::parseLambdaBody(Expr* lambda)
{
    if (is("{"))
        lambda->body = parseBlock();
    else
        lambda->left = parseExpression();
    return finish(lambda);
}

} // namespace gatelens::expression
