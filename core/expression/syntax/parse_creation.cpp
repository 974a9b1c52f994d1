#include "core/expression/runtime/text.h"
#include "core/expression/syntax/parser_state.h"
#include "core/expression/syntax/predefined_types.h"

#include <algorithm>
#include <array>

namespace gatelens::expression {

Expr* Parser::parseNew()
{
    const auto offset = here();
    ++m_at;
    if (is("{")) {
        Expr* anonymous = m_tree.newExpr(ExprKind::NewAnonymous, offset);
        ++m_at;
        while (!failed() && !is("}")) {
            auto& item = anonymous->initializer.emplace_back();
            if (isIdentifier() && is("=", 1)) {
                item.member = expectIdentifier();
                ++m_at;
            }
            item.value = parseExpression();
            if (!accept(","))
                break;
        }
        expect("}");
        return finish(anonymous);
    }
    if (is("[")) {
        Expr* array = m_tree.newExpr(ExprKind::NewArray, offset);
        ++m_at;
        while (accept(","))
            ++array->rank;
        expect("]");
        array->third = parseArrayInitializer();
        return finish(array);
    }
    if (is("(")) {
        failHere("CS8400", "Target-typed 'new(…)' needs C# 9: name the type");
        return m_tree.newExpr(ExprKind::Literal, offset);
    }
    TypeSyntax* type = parseNonArrayType();
    if (is("[")) {
        Expr* array = m_tree.newExpr(ExprKind::NewArray, offset);
        ++m_at;
        int rank = 1;
        if (!is("]") && !is(",")) {
            array->arguments = parseArguments("]");
            rank = static_cast<int>(array->arguments.size());
        } else {
            while (accept(","))
                ++rank;
            expect("]");
        }
        // new int[3][]: the sizes belong to the outer array
        TypeSyntax* element = parseArraySuffixes(type);
        array->type = m_tree.newType(offset);
        array->type->kind = TypeSyntax::Kind::Array;
        array->type->element = element;
        array->type->rank = rank;
        if (is("{"))
            array->third = parseArrayInitializer();
        else if (array->arguments.empty())
            failHere("CS1586", "Array creation must have array size or array initializer");
        return finish(array);
    }
    Expr* creation = m_tree.newExpr(ExprKind::New, offset);
    creation->type = type;
    if (accept("("))
        creation->arguments = parseArguments(")");
    else if (!is("{"))
        failHere("CS1526", "A new expression requires (), [], or {} after type");
    if (is("{"))
        parseInitializer(creation);
    return finish(creation);
}

void Parser::parseInitializer(Expr* target)
{
    target->hasInitializer = true;
    expect("{");
    while (!failed() && !is("}")) {
        target->initializer.push_back(parseInitializerItem());
        if (!accept(","))
            break;
    }
    expect("}");
}

InitializerItem Parser::parseInitializerItem()
{
    InitializerItem item;
    const auto parseValue = [&] {
        if (is("{")) {
            item.isNested = true;
            item.value = m_tree.newExpr(ExprKind::ObjectInitializer, here());
            parseInitializer(item.value);
            finish(item.value);
        } else {
            item.value = parseExpression();
        }
    };
    if (is("[")) {
        ++m_at;
        for (auto& argument : parseArguments("]"))
            item.index.push_back(argument.value);
        expect("=");
        parseValue();
    } else if (isIdentifier() && is("=", 1)) {
        item.member = expectIdentifier();
        ++m_at;
        parseValue();
    } else if (accept("{")) {
        while (!failed() && !is("}")) {
            item.elements.push_back(parseExpression());
            if (!accept(","))
                break;
        }
        expect("}");
    } else {
        item.elements.push_back(parseExpression());
    }
    return item;
}

Expr* Parser::parseArrayInitializer()
{
    Expr* initializer = m_tree.newExpr(ExprKind::ArrayInitializer, here());
    expect("{");
    while (!failed() && !is("}")) {
        if (enter())
            initializer->items.push_back(is("{") ? parseArrayInitializer() : parseExpression());
        leave();
        if (!accept(","))
            break;
    }
    expect("}");
    return finish(initializer);
}

} // namespace gatelens::expression
