#include "proxy/gateway/policies/policy_value.h"

#include "proxy/gateway/policies/execution.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

#include <charconv>

namespace gatelens::proxy {

namespace {

using expression::Value;

constexpr const char* kReason = "ExpressionValueEvaluationFailure";

FailurePtr evaluationFailure(const Execution& execution, std::string_view message)
{
    return execution.internalFailure(kReason,
                                     fmt::format("Expression evaluation failed. {}", message));
}

template<class Number>
bool parseWhole(std::string_view text, Number& number)
{
    text = trimmed(text);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

} // namespace

PolicyValue::PolicyValue(std::string name, std::string literal)
    : m_kind(Kind::Literal)
    , m_name(std::move(name))
    , m_source(std::move(literal))
{
}

PolicyValue::PolicyValue(std::string name, std::string source,
                         std::shared_ptr<const expression::Expression> compiled)
    : m_kind(Kind::Expression)
    , m_name(std::move(name))
    , m_source(std::move(source))
    , m_expression(std::move(compiled))
{
}

BodyNeeds PolicyValue::needs() const
{
    if (!m_expression)
        return {};
    const expression::Traits& traits = m_expression->traits();
    return {traits.readsRequestBody, traits.readsResponseBody};
}

bool PolicyValue::readsResponse() const
{
    return m_expression && (m_expression->traits().readsResponse || needs().response);
}

void PolicyValue::note(Execution& execution, const Value& value) const
{
    if (execution.step == nullptr)
        return;
    const std::string shown = value.toDisplay();
    if (!m_name.empty())
        execution.step->attributes[m_name] = shown;
    execution.step->expressions.push_back({{"expression", m_source}, {"value", shown}});
}

PolicyResult<Value> PolicyValue::value(Execution& execution) const
{
    switch (m_kind) {
    case Kind::Absent:
        return Value::null();
    case Kind::Literal:
        return Value::ofText(m_source);
    case Kind::Expression:
        break;
    }
    std::variant<Value, expression::Thrown> result
        = m_expression->evaluate(execution.context.facts);
    if (const auto* thrown = std::get_if<expression::Thrown>(&result))
        return evaluationFailure(execution, thrown->message);
    Value& value = std::get<Value>(result);
    note(execution, value);
    return std::move(value);
}

PolicyResult<std::string> PolicyValue::text(Execution& execution) const
{
    if (m_kind != Kind::Expression)
        return m_source;
    PolicyResult<Value> result = value(execution);
    if (!result)
        return result.error();
    if (result->isBytes())
        return evaluationFailure(execution, "A byte array cannot be used as text.");
    return result->toText();
}

PolicyResult<bool> PolicyValue::boolean(Execution& execution) const
{
    if (m_kind != Kind::Expression)
        return m_boolean;
    PolicyResult<Value> result = value(execution);
    if (!result)
        return result.error();
    const Result<bool> converted = result->toBool();
    if (!converted)
        return evaluationFailure(execution, converted.error().message);
    return *converted;
}

PolicyResult<std::int64_t> PolicyValue::integer(Execution& execution) const
{
    if (m_kind != Kind::Expression)
        return m_integer;
    PolicyResult<Value> result = value(execution);
    if (!result)
        return result.error();
    const Result<std::int64_t> converted = result->toLong();
    if (!converted)
        return evaluationFailure(execution, converted.error().message);
    return *converted;
}

PolicyResult<double> PolicyValue::number(Execution& execution) const
{
    if (m_kind != Kind::Expression)
        return m_number;
    PolicyResult<Value> result = value(execution);
    if (!result)
        return result.error();
    const Result<double> converted = result->toDouble();
    if (!converted)
        return evaluationFailure(execution, converted.error().message);
    return *converted;
}

bool PolicyValue::prepareBoolean()
{
    if (m_kind != Kind::Literal)
        return true;
    const std::string_view text = trimmed(m_source);
    m_boolean = equalsIgnoringCase(text, "true");
    return m_boolean || equalsIgnoringCase(text, "false");
}

bool PolicyValue::prepareInteger()
{
    return m_kind != Kind::Literal || parseWhole(m_source, m_integer);
}

bool PolicyValue::prepareNumber()
{
    return m_kind != Kind::Literal || parseWhole(m_source, m_number);
}

} // namespace gatelens::proxy
