#include "core/expression/runtime/text.h"
#include "core/expression/syntax/parser_state.h"
#include "core/expression/syntax/predefined_types.h"

#include <algorithm>
#include <array>

namespace gatelens::expression {

bool Parser::looksLikeCast()
{
    const auto start = m_at;
    ++m_at;
    const auto& first = peek();
    const bool isPredefined = first.kind == TokenKind::Keyword && isPredefinedType(first.text);
    bool result = skipType() && is(")");
    const bool isSingle = m_at == start + 2;
    if (result) {
        const auto& next = peek(1);
        switch (next.kind) {
        case TokenKind::Identifier:
            // "(a) is b" and the like come as keywords; query words end an expression
            result = true;
            break;
        case TokenKind::Number:
        case TokenKind::String:
        case TokenKind::Character:
        case TokenKind::Interpolated:
            result = true;
            break;
        case TokenKind::Keyword:
            result = next.text != "is" && next.text != "as" && next.text != "switch";
            break;
        case TokenKind::Punctuation:
            result = next.text == "(" || next.text == "~" || next.text == "!"
                || (isPredefined
                    && (next.text == "-" || next.text == "+" || next.text == "++"
                        || next.text == "--"));
            break;
        case TokenKind::End:
            result = false;
            break;
        }
        if (isPredefined && isSingle && next.text == ".")
            result = false;
    }
    m_at = start;
    return result;
}

Expr* Parser::parsePostfix(Expr* left)
{
    for (int length = 0; !failed(); ++length) {
        if (length > kMaxChain) {
            failHere("CS8078", "The expression is too long to compile");
            break;
        }
        if (is(".")) {
            ++m_at;
            Expr* member = m_tree.newExpr(ExprKind::Member, left->offset);
            member->left = left;
            member->value = Value::ofInt(static_cast<std::int32_t>(here()));
            member->name = expectIdentifier();
            acceptTypeArguments(member->typeArguments);
            left = finish(member);
        } else if (is("(")) {
            Expr* call = m_tree.newExpr(ExprKind::Call, left->offset);
            ++m_at;
            call->left = left;
            call->arguments = parseArguments(")");
            left = finish(call);
        } else if (is("[")) {
            Expr* index = m_tree.newExpr(ExprKind::Index, left->offset);
            ++m_at;
            index->left = left;
            index->arguments = parseArguments("]");
            left = finish(index);
        } else if (is("?") && (is(".", 1) || (is("[", 1) && peek(1).offset == peek().end))) {
            return parseConditionalAccess(left);
        } else if (is("++") || is("--")) {
            Expr* postfix = m_tree.newExpr(ExprKind::Postfix, left->offset);
            postfix->op = is("++") ? "++" : "--";
            ++m_at;
            postfix->left = left;
            left = finish(postfix);
        } else if (is("!") && !is("=", 1)) {
            failHere("CS8370", "The null-forgiving operator '!' needs C# 8");
        } else {
            break;
        }
    }
    return left;
}

Expr* Parser::parseConditionalAccess(Expr* receiver)
{
    Expr* access = m_tree.newExpr(ExprKind::ConditionalAccess, receiver->offset);
    ++m_at;
    access->left = receiver;
    Expr* placeholder = m_tree.newExpr(ExprKind::ConditionalReceiver, here());
    access->right = enter() ? parsePostfix(placeholder) : placeholder;
    leave();
    return finish(access);
}

std::vector<ArgumentSyntax> Parser::parseArguments(std::string_view close)
{
    std::vector<ArgumentSyntax> arguments;
    if (accept(close))
        return arguments;
    do {
        auto& argument = arguments.emplace_back();
        if (isIdentifier() && is(":", 1)) {
            argument.name = expectIdentifier();
            ++m_at;
        }
        if (accept("out")) {
            argument.mode = PassMode::Out;
            argument.value = parseDeclarationArgument();
        } else {
            if (accept("ref"))
                argument.mode = PassMode::Reference;
            argument.value = parseExpression();
        }
    } while (!failed() && accept(","));
    expect(close);
    return arguments;
}

Expr* Parser::parseDeclarationArgument()
{
    const auto start = m_at;
    const bool isDeclaration = skipType() && isIdentifier() && (is(",", 1) || is(")", 1));
    m_at = start;
    if (!isDeclaration && !(isWord("_") && (is(",", 1) || is(")", 1))))
        return parseExpression();
    Expr* declaration = m_tree.newExpr(ExprKind::Declaration, here());
    if (isDeclaration)
        declaration->type = parseType();
    declaration->value = Value::ofInt(static_cast<std::int32_t>(here()));
    declaration->name = expectIdentifier();
    return finish(declaration);
}

Expr* Parser::parsePrimary()
{
    const auto& token = peek();
    switch (token.kind) {
    case TokenKind::Number:
    case TokenKind::String:
    case TokenKind::Character: {
        Expr* literal = m_tree.newExpr(ExprKind::Literal, here());
        literal->value = token.value;
        ++m_at;
        return finish(literal);
    }
    case TokenKind::Interpolated:
        return parseInterpolated();
    case TokenKind::Identifier: {
        Expr* name = m_tree.newExpr(ExprKind::Name, here());
        name->name = expectIdentifier();
        if (is("::")) {
            // global::System.X
            ++m_at;
            name->name = expectIdentifier();
        }
        acceptTypeArguments(name->typeArguments);
        return finish(name);
    }
    case TokenKind::Keyword:
        return parseKeywordExpression();
    case TokenKind::Punctuation:
        if (token.text == "(")
            return parseParenthesized();
        break;
    case TokenKind::End:
        break;
    }
    failHere("CS1525",
             token.kind == TokenKind::End
                 ? std::string("Unexpected end of the expression")
                 : "Invalid expression term '" + std::string(token.text.substr(0, 40)) + "'");
    return m_tree.newExpr(ExprKind::Literal, here());
}

Expr* Parser::parseKeywordExpression()
{
    const auto word = peek().text;
    const auto offset = here();
    if (word == "true" || word == "false" || word == "null") {
        Expr* literal = m_tree.newExpr(ExprKind::Literal, offset);
        ++m_at;
        if (word != "null")
            literal->value = Value::ofBool(word == "true");
        return finish(literal);
    }
    if (word == "delegate")
        return parseAnonymousMethod();
    if (word == "new")
        return parseNew();
    if (word == "throw") {
        Expr* raise = m_tree.newExpr(ExprKind::Throw, offset);
        ++m_at;
        raise->left = parseCoalesce();
        return finish(raise);
    }
    if (word == "typeof" || word == "sizeof" || (word == "default" && is("(", 1))) {
        Expr* query = m_tree.newExpr(word == "typeof"       ? ExprKind::TypeOf
                                         : word == "sizeof" ? ExprKind::SizeOf
                                                            : ExprKind::Default,
                                     offset);
        ++m_at;
        expect("(");
        m_isUnboundAllowed = word == "typeof";
        query->type = parseType();
        m_isUnboundAllowed = false;
        expect(")");
        return finish(query);
    }
    if (word == "default") {
        ++m_at;
        return finish(m_tree.newExpr(ExprKind::Default, offset));
    }
    if (word == "checked" || word == "unchecked") {
        Expr* checked = m_tree.newExpr(ExprKind::Checked, offset);
        checked->flag = word == "checked";
        ++m_at;
        expect("(");
        checked->left = parseExpression();
        expect(")");
        return finish(checked);
    }
    if (isPredefinedType(word)) {
        Expr* type = m_tree.newExpr(ExprKind::PredefinedType, offset);
        type->type = m_tree.newType(offset);
        type->type->parts.push_back({std::string(word), {}});
        ++m_at;
        finish(type->type);
        return finish(type);
    }
    failHere("CS1525", "Invalid expression term '" + std::string(word) + "'");
    return m_tree.newExpr(ExprKind::Literal, offset);
}

Expr* Parser::parseParenthesized()
{
    const auto offset = here();
    ++m_at;
    std::vector<ArgumentSyntax> elements;
    do {
        auto& element = elements.emplace_back();
        if (isIdentifier() && is(":", 1)) {
            element.name = expectIdentifier();
            ++m_at;
        }
        element.value = element.name.empty() ? parseDeclarationArgument() : parseExpression();
    } while (!failed() && accept(","));
    expect(")");
    if (elements.size() == 1 && elements[0].value->kind != ExprKind::Declaration) {
        elements[0].value->isParenthesized = true;
        return elements[0].value;
    }
    Expr* tuple = m_tree.newExpr(ExprKind::Tuple, offset);
    tuple->arguments = std::move(elements);
    return finish(tuple);
}

bool Parser::acceptTypeArguments(std::vector<TypeSyntax*>& arguments)
{
    if (!is("<"))
        return false;
    const auto start = m_at;
    static constexpr auto kFollowers = std::to_array<std::string_view>(
        {"(", ")", "]", "}", ":", ";", ",", ".", "?", "==", "!=", "|", "^", "&&", "||", "&", "["});
    bool isGeneric = skipTypeArguments();
    if (isGeneric && peek().kind != TokenKind::End) {
        isGeneric = peek().kind == TokenKind::Punctuation
            && std::find(kFollowers.begin(), kFollowers.end(), peek().text) != kFollowers.end();
    }
    m_at = start;
    if (!isGeneric)
        return false;
    ++m_at;
    do
        arguments.push_back(parseType());
    while (!failed() && accept(","));
    expect(">");
    return true;
}

} // namespace gatelens::expression
