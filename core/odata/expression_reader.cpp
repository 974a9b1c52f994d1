#include "core/odata/expression_reader.h"

#include "core/odata/path_reader.h"
#include "core/odata/primitive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatelens::odata {

namespace {

constexpr int kDeepest = 100;

TypeUse booleanType() { return {"Edm.Boolean", false, true}; }

} // namespace

ExpressionReader::ExpressionReader(const Scope& scope, std::string_view text)
    : m_scope(scope)
    , m_text(text)
{
    Result<std::vector<QueryToken>> tokens = queryTokens(text);
    if (tokens)
        m_tokens = std::move(*tokens);
    else
        fail(tokens.error().message);
}

bool ExpressionReader::acceptWord(std::string_view word)
{
    const QueryToken* token = peek();
    if (token == nullptr || token->kind != QueryTokenKind::Name || token->text != word)
        return false;
    ++m_at;
    return true;
}

bool ExpressionReader::isSymbolAt(std::size_t ahead, char symbol) const
{
    const QueryToken* token = peek(ahead);
    return token != nullptr && token->kind == QueryTokenKind::Symbol
        && token->text.front() == symbol;
}

bool ExpressionReader::acceptSymbol(char symbol)
{
    const bool isThere = isSymbolAt(0, symbol);
    m_at += isThere ? 1 : 0;
    return isThere;
}

std::optional<std::string> ExpressionReader::takeName()
{
    const QueryToken* token = peek();
    if (token == nullptr || token->kind != QueryTokenKind::Name)
        return std::nullopt;
    ++m_at;
    return token->text;
}

void ExpressionReader::expectSymbol(char symbol)
{
    if (!acceptSymbol(symbol))
        fail(isAtEnd() ? fmt::format("'{}' is missing at its end", symbol)
                       : fmt::format("'{}' is missing before '{}'", symbol, m_tokens[m_at].text));
}

void ExpressionReader::expectEnd()
{
    if (!isAtEnd())
        fail(fmt::format("'{}' was not expected there", m_tokens[m_at].text));
}

void ExpressionReader::fail(std::string problem)
{
    if (!m_problem)
        m_problem = std::move(problem);
    m_at = m_tokens.size();
}

Operand ExpressionReader::ended(Operand operand) const
{
    operand.end = m_at == 0 || m_tokens.empty() ? operand.begin : m_tokens[m_at - 1].end;
    operand.end = std::max(operand.end, operand.begin);
    return operand;
}

void ExpressionReader::expectCondition(const Operand& operand, std::string_view where)
{
    if (!operand.type.isKnown())
        return;
    if (operand.type.isCollection || m_scope.model.primitiveOf(operand.type.name) != "Edm.Boolean")
        fail(fmt::format("'{}' is {}, and {} needs a condition", sourceOf(operand),
                         operand.type.toString(), where));
}

Operand ExpressionReader::expression()
{
    if (++m_depth > kDeepest)
        fail("it is nested too deeply");
    Operand whole = conjunction(true);
    --m_depth;
    return whole;
}

Operand ExpressionReader::conjunction(bool isOr)
{
    Operand left = isOr ? conjunction(false) : comparison();
    const std::string_view word = isOr ? "or" : "and";
    while (acceptWord(word)) {
        expectCondition(left, word);
        const Operand right = isOr ? conjunction(false) : comparison();
        expectCondition(right, word);
        left.type = booleanType();
        left.text.reset();
        left = ended(std::move(left));
    }
    return left;
}

Operand ExpressionReader::comparison()
{
    static constexpr std::array<std::string_view, 6> kOperators{"eq", "ne", "gt", "ge", "lt", "le"};
    Operand left = arithmetic(false);
    while (std::any_of(kOperators.begin(), kOperators.end(),
                       [&](auto word) { return acceptWord(word); })) {
        const Operand right = arithmetic(false);
        checkComparison(left, right);
        left.type = booleanType();
        left.text.reset();
        left = ended(std::move(left));
    }
    return left;
}

Operand ExpressionReader::arithmetic(bool isProduct)
{
    static constexpr std::array<std::string_view, 4> kProducts{"mul", "div", "divby", "mod"};
    static constexpr std::array<std::string_view, 2> kSums{"add", "sub"};
    Operand left = isProduct ? membership() : arithmetic(true);
    const auto accepts = [&](auto word) { return acceptWord(word); };
    const auto check = [&](const Operand& operand) {
        const std::string_view name = m_scope.model.primitiveOf(operand.type.name);
        const std::optional<PrimitiveGroup> group = primitiveGroup(name);
        const bool counts = group == PrimitiveGroup::Number || group == PrimitiveGroup::Duration
            || (group == PrimitiveGroup::Moment && !isProduct);
        if (operand.type.isKnown() && (!counts || operand.type.isCollection))
            fail(fmt::format("'{}' is {}, which cannot be calculated with", sourceOf(operand),
                             operand.type.toString()));
    };
    while (isProduct ? std::any_of(kProducts.begin(), kProducts.end(), accepts)
                     : std::any_of(kSums.begin(), kSums.end(), accepts)) {
        check(left);
        const Operand right = isProduct ? membership() : arithmetic(true);
        check(right);
        const bool isSame = left.type.name == right.type.name
            && primitiveGroup(left.type.name) == PrimitiveGroup::Number;
        if (!isSame) // a promoted number, a moment, a duration
            left.type = {};
        left = ended(std::move(left));
    }
    return left;
}

Operand ExpressionReader::membership()
{
    Operand left = unary();
    while (true) {
        if (acceptWord("in"))
            readList(left);
        else if (acceptWord("has"))
            checkComparison(left, unary());
        else
            return left;
        left.type = booleanType();
        left.text.reset();
        left = ended(std::move(left));
    }
}

void ExpressionReader::readList(const Operand& left)
{
    if (!acceptSymbol('(')) {
        Operand list = unary();
        list.type.isCollection = false;
        checkComparison(left, list);
        return;
    }
    do
        checkComparison(left, expression());
    while (acceptSymbol(','));
    expectSymbol(')');
}

Operand ExpressionReader::unary()
{
    const QueryToken* token = peek();
    Operand whole;
    whole.begin = token == nullptr ? m_text.size() : token->begin;
    if (++m_depth > kDeepest)
        fail("it is nested too deeply");
    if (acceptWord("not")) {
        expectCondition(unary(), "not");
        whole.type = booleanType();
    } else if (acceptSymbol('-'))
        whole.type = unary().type;
    else
        whole = primary();
    --m_depth;
    return ended(std::move(whole));
}

Operand ExpressionReader::primary()
{
    const QueryToken* token = peek();
    Operand operand;
    if (token == nullptr) {
        fail("an operand is missing at its end");
        return operand;
    }
    operand.begin = token->begin;
    switch (token->kind) {
    case QueryTokenKind::Text:
        operand = quoted();
        break;
    case QueryTokenKind::Literal:
        operand = literal();
        break;
    case QueryTokenKind::Name:
        operand = named();
        break;
    case QueryTokenKind::Symbol:
        if (isSymbolAt(0, '[') || isSymbolAt(0, '{'))
            skipBrackets(); // JSON, whose type is not told
        else if (acceptSymbol('(')) {
            operand = expression();
            expectSymbol(')');
        } else
            fail(fmt::format("an operand is missing before '{}'", token->text));
    }
    operand.begin = token->begin;
    return ended(std::move(operand));
}

void ExpressionReader::skipBrackets()
{
    int depth = 0;
    do {
        if (isAtEnd()) {
            fail("a bracket is not closed");
            return;
        }
        const QueryToken& token = m_tokens[m_at++];
        if (token.kind == QueryTokenKind::Symbol)
            depth += std::string_view("([{").find(token.text) != std::string_view::npos ? 1
                : std::string_view(")]}").find(token.text) != std::string_view::npos    ? -1
                                                                                        : 0;
    } while (depth > 0);
}

Operand ExpressionReader::quoted()
{
    const QueryToken& token = m_tokens[m_at++];
    Operand operand;
    if (token.prefix.empty()) {
        operand.type.name = "Edm.String";
        operand.text = token.text;
        return operand;
    }
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPrefixes{{
        {"duration", "Edm.Duration"},
        {"binary", "Edm.Binary"},
        {"geography", "Edm.Geography"},
        {"geometry", "Edm.Geometry"},
    }};
    for (const auto& [prefix, type] : kPrefixes) {
        if (token.prefix == prefix) {
            operand.type.name = type;
            if (!hasFormOf(type, token.text))
                fail(fmt::format("'{}' is no {}", token.text, type));
            return operand;
        }
    }
    const auto found = m_scope.model.enums.find(m_scope.model.qualified(token.prefix));
    if (found == m_scope.model.enums.end()) {
        std::vector<std::string_view> names;
        for (const auto& [name, type] : m_scope.model.enums)
            names.push_back(name);
        fail(fmt::format("'{}' is not an enumeration type{}", token.prefix,
                         suggestion(token.prefix, names)));
        return operand;
    }
    operand.type.name = found->first;
    checkEnumText(found->second, token.text);
    return operand;
}

void ExpressionReader::checkEnumText(const EnumType& type, std::string_view text)
{
    for (const std::string_view member : splitOutside(text, ',')) {
        const bool isNumber = primitiveGroup(literalType(member)) == PrimitiveGroup::Number;
        if (isNumber
            || std::find(type.members.begin(), type.members.end(), member) != type.members.end())
            continue;
        const std::vector<std::string_view> names(type.members.begin(), type.members.end());
        fail(fmt::format("'{}' is not a member of '{}'{}", member, type.name,
                         suggestion(member, names)));
    }
}

Operand ExpressionReader::literal()
{
    const QueryToken& token = m_tokens[m_at++];
    Operand operand;
    operand.type.name = literalType(token.text);
    if (operand.type.name.empty())
        fail(fmt::format("'{}' is no literal", token.text));
    return operand;
}

Operand ExpressionReader::named()
{
    const std::string& name = m_tokens[m_at].text;
    Operand operand;
    if (name == "null" || !literalType(name).empty()) {
        operand.type.name = name == "null" ? std::string_view("null") : literalType(name);
        ++m_at;
        return operand;
    }
    const bool isQualified = name.find('.') != std::string::npos && !name.starts_with("geo.");
    const bool isVariable = m_variables.contains(name);
    if (isSymbolAt(1, '(') && !isQualified && !isVariable && !name.starts_with('$'))
        return function();
    operand.type = PathReader(*this).run();
    return operand;
}

void ExpressionReader::checkComparison(const Operand& left, const Operand& right)
{
    if (m_problem || !left.type.isKnown() || !right.type.isKnown())
        return;
    const Model& model = m_scope.model;
    for (const auto& [one, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
        const auto enumeration = model.enums.find(one->type.name);
        if (enumeration == model.enums.end())
            continue;
        if (other->text)
            return checkEnumText(enumeration->second, *other->text);
        if (primitiveGroup(other->type.name) == PrimitiveGroup::Number)
            return;
    }
    const auto leftGroup = primitiveGroup(model.primitiveOf(left.type.name));
    const auto rightGroup = primitiveGroup(model.primitiveOf(right.type.name));
    // Without its prefix a duration or binary value is a text.
    const auto isText = [](const Operand& operand, const std::optional<PrimitiveGroup>& other) {
        return operand.text
            && (other == PrimitiveGroup::Duration || other == PrimitiveGroup::Binary);
    };
    const bool isComparable = leftGroup && rightGroup
        ? leftGroup == rightGroup || isText(left, rightGroup) || isText(right, leftGroup)
        : !leftGroup && !rightGroup
            && (model.isA(left.type.name, right.type.name)
                || model.isA(right.type.name, left.type.name));
    if (!isComparable || left.type.isCollection != right.type.isCollection)
        fail(fmt::format("'{}' compares {} with {}",
                         m_text.substr(left.begin, right.end - left.begin), left.type.toString(),
                         right.type.toString()));
}

} // namespace gatelens::odata
