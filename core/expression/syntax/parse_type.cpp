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

TypeSyntax* Parser::parseType()
{
    TypeSyntax* type = parseNonArrayType();
    return parseArraySuffixes(type);
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

TypeSyntax* Parser::parseNonArrayType()
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
            if (accept("<")) {
                do
                    part.arguments.push_back(parseType());
                while (!failed() && accept(","));
                expect(">");
            }
        } while (!failed() && accept("."));
    }
    leave();
    finish(type);
    if (!is("?"))
        return type;
    // After `is` and `as`, "int ? a : b" is a condition: `?` belongs to the type only when no
    // expression can follow it.
    const auto& next = peek(1);
    const bool startsExpression = next.kind == TokenKind::Number || next.kind == TokenKind::String
        || next.kind == TokenKind::Character || next.kind == TokenKind::Interpolated
        || (next.kind == TokenKind::Keyword && next.text != "is" && next.text != "as") || is("(", 1)
        || is("-", 1) || is("!", 1) || is("+", 1) || is("~", 1) || is("++", 1) || is("--", 1)
        || is(".", 1);
    const bool isDeclared = next.kind == TokenKind::Identifier
        && !(is("=", 2) || is(";", 2) || is(",", 2) || is(")", 2) || is("(", 2)
             || (peek(2).kind == TokenKind::Keyword && peek(2).text == "in"));
    if (startsExpression || isDeclared)
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
