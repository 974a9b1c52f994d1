#include "proxy/gateway/policies/liquid/liquid_expression.h"

#include "proxy/gateway/policies/liquid/liquid_filters.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace gatelens::proxy::liquid {

namespace {

constexpr auto kComparisons
    = std::to_array<std::string_view>({"==", "!=", "<>", "<=", ">=", "<", ">", "contains"});

/// Ranges are lists; this keeps `(1..n)` from making too long ones.
constexpr std::int64_t kLongestRange = 100'000;

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
        || c == '-' || c == '?';
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

Error syntaxError(std::string message) { return {ErrorCode::Malformed, std::move(message), {}}; }

bool isEmptyValue(const Value& value)
{
    return value.is_null() || (value.is_string() && value.get_string().empty())
        || (value.is_array() && value.get_array().empty())
        || (value.is_object() && value.get_object().empty());
}

/// The literals `empty` and `blank`, told apart from texts by being an object nobody can write.
const Value& emptyLiteral()
{
    static const Value value = boost::json::object{{"\x01", "empty"}};
    return value;
}

bool isContained(const Value& container, const Value& item)
{
    if (const boost::json::array* list = container.if_array())
        return std::any_of(list->begin(), list->end(),
                           [&](const Value& element) { return areEqual(element, item); });
    if (container.is_object())
        return container.get_object().contains(toText(item));
    return toText(container).find(toText(item)) != std::string::npos;
}

bool compare(const Value& left, std::string_view operation, const Value& right)
{
    if (operation == "==")
        return areEqual(left, right);
    if (operation == "!=" || operation == "<>")
        return !areEqual(left, right);
    if (operation == "contains")
        return isContained(left, right);
    if (left.is_null() || right.is_null())
        return false;
    const bool areTexts = left.is_string() && right.is_string();
    const int textOrder = areTexts ? left.get_string().compare(right.get_string()) : 0;
    const double numberOrder = areTexts ? textOrder : toNumber(left) - toNumber(right);
    if (operation == "<")
        return numberOrder < 0;
    if (operation == ">")
        return numberOrder > 0;
    return operation == "<=" ? numberOrder <= 0 : numberOrder >= 0;
}

} // namespace

bool areEqual(const Value& left, const Value& right)
{
    if (right == emptyLiteral())
        return isEmptyValue(left);
    if (left == emptyLiteral())
        return isEmptyValue(right);
    if (left.is_number() && right.is_number())
        return left.to_number<double>() == right.to_number<double>();
    return left == right;
}

Value Operand::evaluate(const Scope& scope) const
{
    switch (m_kind) {
    case Kind::Literal:
        return m_literal;
    case Kind::Range: {
        boost::json::array list;
        const auto from = static_cast<std::int64_t>(toNumber(m_from->evaluate(scope)));
        const auto to = static_cast<std::int64_t>(toNumber(m_to->evaluate(scope)));
        for (std::int64_t i = from; i <= to && i - from < kLongestRange; ++i)
            list.emplace_back(i);
        return list;
    }
    case Kind::Path:
        break;
    }
    Value value = scope.find(m_name);
    for (const Step& step : m_steps)
        value = memberOf(value, step.computed ? step.computed->evaluate(scope) : step.key);
    return value;
}

Result<Value> Expression::evaluate(const Scope& scope) const
{
    Value value = operand.evaluate(scope);
    for (const FilterCall& filter : filters) {
        std::vector<Value> arguments;
        arguments.reserve(filter.arguments.size());
        for (const Operand& argument : filter.arguments)
            arguments.push_back(argument.evaluate(scope));
        Result<Value> result = applyFilter(filter.name, value, arguments);
        if (!result)
            return result;
        value = std::move(*result);
    }
    return value;
}

bool Condition::evaluate(const Scope& scope) const
{
    const auto holds = [&](const Comparison& comparison) {
        const Value left = comparison.left.evaluate(scope);
        return comparison.operation.empty()
            ? isTruthy(left)
            : compare(left, comparison.operation, comparison.right.evaluate(scope));
    };
    bool result = holds(comparisons.back());
    for (std::size_t i = comparisons.size() - 1; i-- > 0;)
        result = isAnd[i] ? holds(comparisons[i]) && result : holds(comparisons[i]) || result;
    return result;
}

ExpressionParser::ExpressionParser(std::string_view text) { tokenize(text); }

void ExpressionParser::tokenize(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            ++at;
            continue;
        }
        if (c == '\'' || c == '"') {
            const std::size_t end = std::min(text.find(c, at + 1), text.size());
            m_tokens.push_back({std::string(text.substr(at + 1, end - at - 1)), true});
            at = end + 1;
            continue;
        }
        std::size_t end = at;
        const bool isNumber
            = isDigit(c) || (c == '-' && at + 1 < text.size() && isDigit(text[at + 1]));
        if (isNumber) {
            ++end;
            while (end < text.size()
                   && (isDigit(text[end])
                       || (text[end] == '.' && end + 1 < text.size() && isDigit(text[end + 1]))))
                ++end;
        } else if (isNameByte(c)) {
            while (end < text.size() && isNameByte(text[end]))
                ++end;
        } else {
            const std::string_view two = text.substr(at, 2);
            const bool isPair = two == "==" || two == "!=" || two == "<>" || two == "<="
                || two == ">=" || two == "..";
            end = at + (isPair ? 2 : 1);
        }
        m_tokens.push_back({std::string(text.substr(at, end - at)), false});
        at = end;
    }
}

bool ExpressionParser::take(std::string_view text)
{
    if (atEnd() || m_tokens[m_at].isString || m_tokens[m_at].text != text)
        return false;
    ++m_at;
    return true;
}

std::string ExpressionParser::name()
{
    if (atEnd() || m_tokens[m_at].isString || !isNameByte(m_tokens[m_at].text[0]))
        return {};
    return m_tokens[m_at++].text;
}

Result<Operand> ExpressionParser::operand()
{
    if (atEnd())
        return syntaxError("a value is missing");
    Operand result;
    if (m_tokens[m_at].isString) {
        result.m_literal = m_tokens[m_at++].text;
        return result;
    }
    if (take("(")) {
        Result<Operand> from = operand();
        if (!from)
            return from;
        if (!take(".."))
            return syntaxError("a range is written (1..5)");
        Result<Operand> to = operand();
        if (!to)
            return to;
        if (!take(")"))
            return syntaxError("')' is missing after a range");
        result.m_kind = Operand::Kind::Range;
        result.m_from = std::make_shared<const Operand>(std::move(*from));
        result.m_to = std::make_shared<const Operand>(std::move(*to));
        return result;
    }
    const std::string& text = m_tokens[m_at].text;
    if (isDigit(text.back()) && (isDigit(text[0]) || text[0] == '-')) {
        double number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        result.m_literal = numberValue(number, text.find('.') == std::string::npos);
        ++m_at;
        return result;
    }
    if (text == "true" || text == "false")
        result.m_literal = text == "true";
    else if (text == "empty" || text == "blank")
        result.m_literal = emptyLiteral();
    else if (text != "nil" && text != "null")
        return path();
    ++m_at;
    return result;
}

Result<Operand> ExpressionParser::path()
{
    Operand result;
    result.m_kind = Operand::Kind::Path;
    result.m_name = name();
    if (result.m_name.empty())
        return syntaxError(fmt::format("'{}' is no value", m_tokens[m_at].text));
    while (!atEnd()) {
        if (take(".")) {
            const std::string member = name();
            if (member.empty())
                return syntaxError("a name is missing after '.'");
            result.m_steps.push_back({Value(member), nullptr});
        } else if (take("[")) {
            Result<Operand> index = operand();
            if (!index)
                return index;
            if (!take("]"))
                return syntaxError("']' is missing");
            result.m_steps.push_back({{}, std::make_shared<const Operand>(std::move(*index))});
        } else
            break;
    }
    return result;
}

Result<std::vector<Operand>> ExpressionParser::operands()
{
    std::vector<Operand> list;
    while (!atEnd()) {
        Result<Operand> next = operand();
        if (!next)
            return next.error();
        list.push_back(std::move(*next));
        if (!take(",") && !take("or"))
            break;
    }
    return list;
}

Result<Expression> ExpressionParser::expression()
{
    Result<Operand> first = operand();
    if (!first)
        return first.error();
    Expression result{std::move(*first), {}};
    while (take("|")) {
        FilterCall filter;
        filter.name = name();
        if (!isFilter(filter.name))
            return syntaxError(fmt::format("there is no filter '{}'", filter.name));
        if (take(":")) {
            Result<std::vector<Operand>> arguments = operands();
            if (!arguments)
                return arguments.error();
            filter.arguments = std::move(*arguments);
        }
        result.filters.push_back(std::move(filter));
    }
    if (!atEnd())
        return syntaxError(fmt::format("'{}' is not expected here", m_tokens[m_at].text));
    return result;
}

Result<Condition> ExpressionParser::condition()
{
    Condition result;
    while (true) {
        Result<Operand> left = operand();
        if (!left)
            return left.error();
        Condition::Comparison comparison{std::move(*left), {}, {}};
        for (const std::string_view operation : kComparisons) {
            if (!take(operation))
                continue;
            comparison.operation = operation;
            Result<Operand> right = operand();
            if (!right)
                return right.error();
            comparison.right = std::move(*right);
            break;
        }
        result.comparisons.push_back(std::move(comparison));
        if (take("and"))
            result.isAnd.push_back(true);
        else if (take("or"))
            result.isAnd.push_back(false);
        else
            break;
    }
    if (!atEnd())
        return syntaxError(fmt::format("'{}' is not expected here", m_tokens[m_at].text));
    return result;
}

} // namespace gatelens::proxy::liquid
