#include "core/expression/syntax/parser_state.h"

// Query expressions become method calls while they are parsed, as chapter 12.17 of the C# language
// specification describes it. Several range variables travel in an anonymous object; scope analysis
// turns their names into members of the lambda's hidden parameter.

namespace gatelens::expression {

bool Parser::looksLikeQuery() const
{
    if (!isWord("from"))
        return false;
    if (isIdentifier(1) && is("in", 2))
        return true;
    const bool isTypeWord = isIdentifier(1) || peek(1).kind == TokenKind::Keyword;
    return isTypeWord && isIdentifier(2) && is("in", 3);
}

Expr* Parser::nameExpr(const std::string& name, std::uint32_t offset)
{
    Expr* expression = m_tree.newExpr(ExprKind::Name, offset);
    expression->name = name;
    return expression;
}

Expr* Parser::lambdaOver(const RangeNames& names, Expr* body, const std::string& second)
{
    Expr* lambda = m_tree.newExpr(ExprKind::Lambda, body->offset);
    lambda->end = body->end;
    auto& parameter = lambda->parameters.emplace_back();
    parameter.offset = body->offset;
    parameter.name = names.hidden.empty() ? names.names.front() : names.hidden;
    if (!names.hidden.empty())
        lambda->transparent = names.names;
    if (!second.empty()) {
        auto& other = lambda->parameters.emplace_back();
        other.offset = body->offset;
        other.name = second;
    }
    lambda->left = body;
    return lambda;
}

Expr* Parser::callOn(Expr* source, std::string_view method, std::initializer_list<Expr*> arguments,
                     std::uint32_t offset)
{
    Expr* member = m_tree.newExpr(ExprKind::Member, source->offset);
    member->left = source;
    member->name = std::string(method);
    member->value = Value::ofInt(static_cast<std::int32_t>(offset));
    member->end = source->end;
    Expr* call = m_tree.newExpr(ExprKind::Call, source->offset);
    call->left = member;
    for (Expr* argument : arguments) {
        auto& slot = call->arguments.emplace_back();
        slot.value = argument;
    }
    return finish(call);
}

Expr* Parser::recordOf(const RangeNames& names, const std::string& added, Expr* value)
{
    Expr* record = m_tree.newExpr(ExprKind::NewAnonymous, value->offset);
    for (const auto& name : names.names) {
        auto& item = record->initializer.emplace_back();
        item.member = name;
        item.value = nameExpr(name, value->offset);
    }
    auto& item = record->initializer.emplace_back();
    item.member = added;
    item.value = value;
    return record;
}

void Parser::extend(RangeNames& names, const std::string& added)
{
    names.names.push_back(added);
    names.hidden = "*" + std::to_string(++m_hidden);
}

Expr* Parser::parseQuery()
{
    const auto offset = here();
    ++m_at;
    TypeSyntax* type = is("in", 1) ? nullptr : parseType();
    RangeNames names;
    names.names.push_back(expectIdentifier());
    expect("in");
    Expr* source = parseExpression();
    if (type != nullptr) {
        source = callOn(source, "Cast", {}, offset);
        source->left->typeArguments.push_back(type);
    }
    return parseQueryBody(source, std::move(names));
}

Expr* Parser::parseJoin(Expr* source, RangeNames& names)
{
    const auto offset = here();
    ++m_at;
    RangeNames inner;
    inner.names.push_back(expectIdentifier());
    expect("in");
    Expr* other = parseExpression();
    if (isWord("on"))
        ++m_at;
    else
        failHere("CS0744", "Expected contextual keyword 'on'");
    Expr* outerKey = parseExpression();
    if (isWord("equals"))
        ++m_at;
    else
        failHere("CS0744", "Expected contextual keyword 'equals'");
    Expr* innerKey = parseExpression();
    const bool isGroup = isWord("into");
    if (isGroup)
        ++m_at;
    const std::string added = isGroup ? expectIdentifier() : inner.names.front();
    Expr* record = recordOf(names, added, nameExpr(added, offset));
    Expr* call = callOn(source, isGroup ? "GroupJoin" : "Join",
                        {other, lambdaOver(names, outerKey), lambdaOver(inner, innerKey),
                         lambdaOver(names, record, added)},
                        offset);
    extend(names, added);
    return call;
}

Expr* Parser::parseOrderBy(Expr* source, const RangeNames& names)
{
    const auto offset = here();
    ++m_at;
    bool isFirst = true;
    do {
        Expr* key = parseExpression();
        const bool isDescending = isWord("descending");
        if (isDescending || isWord("ascending"))
            ++m_at;
        const std::string_view method = isFirst ? (isDescending ? "OrderByDescending" : "OrderBy")
                                                : (isDescending ? "ThenByDescending" : "ThenBy");
        source = callOn(source, method, {lambdaOver(names, key)}, offset);
        isFirst = false;
    } while (!failed() && accept(","));
    return source;
}

Expr* Parser::parseQueryBody(Expr* source, RangeNames names)
{
    while (!failed()) {
        const auto offset = here();
        if (isWord("from")) {
            ++m_at;
            TypeSyntax* type = is("in", 1) ? nullptr : parseType();
            const auto added = expectIdentifier();
            expect("in");
            Expr* inner = parseExpression();
            if (type != nullptr) {
                inner = callOn(inner, "Cast", {}, offset);
                inner->left->typeArguments.push_back(type);
            }
            Expr* record = recordOf(names, added, nameExpr(added, offset));
            source = callOn(source, "SelectMany",
                            {lambdaOver(names, inner), lambdaOver(names, record, added)}, offset);
            extend(names, added);
        } else if (isWord("let")) {
            ++m_at;
            const auto added = expectIdentifier();
            expect("=");
            Expr* value = parseExpression();
            source = callOn(source, "Select", {lambdaOver(names, recordOf(names, added, value))},
                            offset);
            extend(names, added);
        } else if (isWord("where")) {
            ++m_at;
            source = callOn(source, "Where", {lambdaOver(names, parseExpression())}, offset);
        } else if (isWord("join")) {
            source = parseJoin(source, names);
        } else if (isWord("orderby")) {
            source = parseOrderBy(source, names);
        } else if (isWord("select")) {
            ++m_at;
            source = callOn(source, "Select", {lambdaOver(names, parseExpression())}, offset);
            break;
        } else if (isWord("group")) {
            ++m_at;
            Expr* element = parseExpression();
            if (isWord("by"))
                ++m_at;
            else
                failHere("CS0742", "Expected contextual keyword 'by'");
            Expr* key = parseExpression();
            source = callOn(source, "GroupBy", {lambdaOver(names, key), lambdaOver(names, element)},
                            offset);
            break;
        } else {
            failHere("CS0742", "A query body must end with a select clause or a group clause");
        }
    }
    if (!isWord("into") || failed())
        return source;
    ++m_at;
    RangeNames next;
    next.names.push_back(expectIdentifier());
    return parseQueryBody(source, std::move(next));
}

} // namespace gatelens::expression
