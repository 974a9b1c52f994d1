#include "core/expression/syntax/parser_state.h"

namespace gatelens::expression {

namespace {

bool isTypeKeyword(std::string_view word)
{
    return word == "bool" || word == "byte" || word == "char" || word == "decimal"
        || word == "double" || word == "float" || word == "int" || word == "long"
        || word == "object" || word == "sbyte" || word == "short" || word == "string"
        || word == "uint" || word == "ulong" || word == "ushort" || word == "void";
}

} // namespace

TypeSyntax* Parser::parseType(TypePlace place)
{
    TypeSyntax* type = parseNonArrayType(place);
    return parseArraySuffixes(type);
}

bool Parser::beginsCondition() const
{
    const auto& next = peek(1);
    bool startsExpression = false;
    switch (next.kind) {
    case TokenKind::Number:
    case TokenKind::String:
    case TokenKind::Character:
    case TokenKind::Interpolated:
    case TokenKind::Identifier:
        startsExpression = true;
        break;
    case TokenKind::Keyword:
        startsExpression = next.text != "is" && next.text != "as" && next.text != "in";
        break;
    case TokenKind::Punctuation:
        for (const std::string_view text : {"(", "-", "!", "+", "~", "++", "--"})
            startsExpression = startsExpression || next.text == text;
        break;
    case TokenKind::End:
        break;
    }
    if (!startsExpression)
        return false;
    // The colon must follow before whatever is around the condition ends.
    int depth = 0;
    for (std::size_t ahead = 1; peek(ahead).kind != TokenKind::End; ++ahead) {
        if (is("(", ahead) || is("[", ahead) || is("{", ahead))
            ++depth;
        else if ((is(")", ahead) || is("]", ahead) || is("}", ahead)) && depth-- == 0)
            return false;
        else if (depth == 0 && is(":", ahead))
            return true;
        else if (depth == 0 && (is(",", ahead) || is(";", ahead)))
            return false;
    }
    return false;
}

bool Parser::isNullableMark(TypePlace place) const
{
    if (!is("?") || is(".", 1))
        return false;
    if (place == TypePlace::Tested)
        return !beginsCondition();
    const auto& next = peek(1);
    const bool startsExpression = next.kind == TokenKind::Number || next.kind == TokenKind::String
        || next.kind == TokenKind::Character || next.kind == TokenKind::Interpolated
        || (next.kind == TokenKind::Keyword && next.text != "is" && next.text != "as") || is("(", 1)
        || is("-", 1) || is("!", 1) || is("+", 1) || is("~", 1) || is("++", 1) || is("--", 1);
    const bool isOperand = next.kind == TokenKind::Identifier
        && !(is("=", 2) || is(";", 2) || is(",", 2) || is(")", 2) || is("(", 2)
             || (peek(2).kind == TokenKind::Keyword && peek(2).text == "in"));
    return !startsExpression && !isOperand;
}

TypeSyntax* Parser::parseArraySuffixes(TypeSyntax* element)
{
    if (!is("[") || !(is("]", 1) || is(",", 1)))
        return element;
    ++m_at;
    int rank = 1;
    while (accept(","))
        ++rank;
    expect("]");
    // int[][,] is an array of int[,]: the leftmost brackets are the outermost array.
    TypeSyntax* array = m_tree.newType(element->offset);
    array->kind = TypeSyntax::Kind::Array;
    array->rank = rank;
    array->element = parseArraySuffixes(element);
    return finish(array);
}

void Parser::parseTypeArguments(NamePart& part)
{
    if (m_isUnboundAllowed && (is(">") || is(","))) {
        part.unbound = 1; // typeof(Dictionary<,>)
        while (accept(","))
            ++part.unbound;
        expect(">");
        return;
    }
    do
        part.arguments.push_back(parseType());
    while (!failed() && accept(","));
    expect(">");
}

TypeSyntax* Parser::parseNonArrayType(TypePlace place)
{
    TypeSyntax* type = m_tree.newType(here());
    if (!enter()) {
        leave();
        return type;
    }
    if (accept("(")) {
        type->kind = TypeSyntax::Kind::Tuple;
        do {
            type->elements.push_back(parseType());
            type->elementNames.push_back(isIdentifier() ? expectIdentifier() : std::string());
        } while (!failed() && accept(","));
        expect(")");
        if (type->elements.size() < 2 && !failed())
            fail(type->offset, "CS8124", "Tuple must contain at least two elements");
    } else if (peek().kind == TokenKind::Keyword && isTypeKeyword(peek().text)) {
        type->parts.push_back({std::string(peek().text), {}});
        ++m_at;
    } else {
        do {
            auto& part = type->parts.emplace_back();
            part.name = expectIdentifier();
            if (accept("::"))
                part.name = expectIdentifier();
            if (accept("<"))
                parseTypeArguments(part);
        } while (!failed() && accept("."));
    }
    leave();
    finish(type);
    if (!isNullableMark(place))
        return type;
    TypeSyntax* nullable = m_tree.newType(type->offset);
    ++m_at;
    nullable->kind = TypeSyntax::Kind::Nullable;
    nullable->element = type;
    return finish(nullable);
}

bool Parser::skipTypeArguments()
{
    if (!is("<"))
        return true;
    ++m_at;
    do {
        if (!skipType())
            return false;
    } while (accept(","));
    return accept(">");
}

bool Parser::skipType()
{
    if (!enter()) {
        leave();
        return false;
    }
    const auto skipName = [&] {
        if (accept("(")) {
            int count = 0;
            do {
                if (!skipType())
                    return false;
                if (isIdentifier())
                    ++m_at;
                ++count;
            } while (accept(","));
            return accept(")") && count > 1;
        }
        if (peek().kind == TokenKind::Keyword && isTypeKeyword(peek().text)) {
            ++m_at;
            return true;
        }
        do {
            if (!isIdentifier())
                return false;
            ++m_at;
            if (is("::")) {
                ++m_at;
                continue;
            }
            if (!skipTypeArguments())
                return false;
        } while (accept("."));
        return true;
    };
    const bool found = skipName();
    leave();
    if (!found)
        return false;
    if (is("?") && !is("?", 1) && !is(".", 1))
        ++m_at;
    while (is("[") && (is("]", 1) || is(",", 1))) {
        ++m_at;
        while (accept(",")) { }
        if (!accept("]"))
            return false;
    }
    return true;
}

} // namespace gatelens::expression
