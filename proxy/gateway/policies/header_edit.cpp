#include "proxy/gateway/policies/header_edit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace gatelens::proxy {

namespace {

constexpr std::array<EnumValue<ExistsAction>::Name, 4> kExistsActions{{
    {"override", ExistsAction::Override},
    {"skip", ExistsAction::Skip},
    {"append", ExistsAction::Append},
    {"delete", ExistsAction::Delete},
}};

constexpr auto kMultiLineHeaders = std::to_array<std::string_view>(
    {"User-Agent", "WWW-Authenticate", "Proxy-Authenticate", "Cookie", "Set-Cookie", "Warning",
     "Date", "Expires", "If-Modified-Since", "If-Unmodified-Since", "Last-Modified",
     "Retry-After"});

constexpr auto kFixedHeaders = std::to_array<std::string_view>(
    {"Connection", "Content-Length", "Keep-Alive", "Transfer-Encoding"});

template<std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name)
{
    return std::any_of(names.begin(), names.end(), [name](std::string_view candidate) {
        return equalsIgnoringCase(candidate, name);
    });
}

/// A line break in a value would end the header field and begin another.
void removeLineBreaks(std::string& value)
{
    std::erase_if(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void append(HeaderList& headers, const std::string& name, std::vector<std::string> values)
{
    if (isMultiLineHeader(name) || values.size() == 1) {
        for (std::string& value : values)
            headers.append(name, std::move(value));
        return;
    }
    if (!values.empty())
        headers.append(name, fmt::format("{}", fmt::join(values, ",")));
}

void replace(HeaderList& headers, const std::string& name, std::vector<std::string> values)
{
    if (values.size() == 1) {
        headers.set(name, std::move(values.front()));
        return;
    }
    headers.remove(name);
    append(headers, name, std::move(values));
}

std::string_view verbOf(ExistsAction action)
{
    switch (action) {
    case ExistsAction::Override:
        return "=";
    case ExistsAction::Skip:
        return "= (if absent)";
    case ExistsAction::Append:
        return "+=";
    case ExistsAction::Delete:
        return "removed";
    }
    return "=";
}

} // namespace

std::span<const EnumValue<ExistsAction>::Name> existsActionNames() { return kExistsActions; }

bool isMultiLineHeader(std::string_view name) { return contains(kMultiLineHeaders, name); }

PolicyResult<std::vector<std::string>> evaluateValues(Execution& execution,
                                                      const std::vector<PolicyValue>& values)
{
    std::vector<std::string> texts;
    texts.reserve(values.size());
    for (const PolicyValue& value : values) {
        if (value.isLiteral()) {
            texts.push_back(value.source());
            continue;
        }
        const PolicyResult<expression::Value> result = value.value(execution);
        if (!result)
            return result.error();
        if (!result->isNull())
            texts.push_back(result->toText());
    }
    return texts;
}

HeaderEdit::HeaderEdit(const policy::Statement& statement, Compilation& compilation)
{
    StatementReader reader(statement, compilation);
    m_name = reader.requiredText("name");
    m_action
        = reader.enumeration<ExistsAction>("exists-action", kExistsActions, ExistsAction::Override);
    for (const policy::Statement* value : childrenNamed(statement, "value"))
        m_values.push_back(StatementReader(*value, compilation).innerTextTrimmed());
}

PolicyResult<void> HeaderEdit::apply(Execution& execution, HeaderList& headers) const
{
    const PolicyResult<std::string> evaluatedName = m_name.text(execution);
    if (!evaluatedName)
        return evaluatedName.error();
    const PolicyResult<ExistsAction> action = m_action.get(execution);
    if (!action)
        return action.error();
    const std::string& name = *evaluatedName;
    if (name.empty())
        return execution.internalFailure("ExpressionValueEvaluationFailure",
                                         "The name of a header is empty.");
    if (contains(kFixedHeaders, name)
        || (*action == ExistsAction::Delete && equalsIgnoringCase(name, "Server"))) {
        execution.summarize("{} cannot be changed by a policy: ignored", name);
        return {};
    }
    if (*action == ExistsAction::Skip && headers.contains(name)) {
        execution.summarize("{} is there already: kept", name);
        return {};
    }
    if (*action == ExistsAction::Delete) {
        headers.remove(name);
        execution.summarize("{} removed", name);
        return {};
    }
    PolicyResult<std::vector<std::string>> values = evaluateValues(execution, m_values);
    if (!values)
        return values.error();
    std::for_each(values->begin(), values->end(), removeLineBreaks);
    if (execution.isTraced())
        execution.summarize("{} {} {}", name, verbOf(*action), fmt::join(*values, ","));
    if (*action == ExistsAction::Append)
        append(headers, name, std::move(*values));
    else
        replace(headers, name, std::move(*values));
    return {};
}

} // namespace gatelens::proxy
