#include "proxy/gateway/policies/token_source.h"

#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/text.h"

namespace gatelens::proxy {

namespace {

constexpr std::string_view kBearer = "Bearer ";

std::string withoutBearer(std::string_view value)
{
    if (value.size() >= kBearer.size()
        && equalsIgnoringCase(value.substr(0, kBearer.size()), kBearer))
        value.remove_prefix(kBearer.size());
    return std::string(trimmed(value));
}

} // namespace

TokenSource::TokenSource(const policy::Statement& statement, Compilation& compilation,
                         DefaultHeader defaultHeader)
{
    StatementReader reader(statement, compilation);
    const int given = int(reader.has("header-name")) + int(reader.has("query-parameter-name"))
        + int(reader.has("token-value"));
    if (given > 1 || (given == 0 && defaultHeader == DefaultHeader::None))
        compilation.error(reader.position(), "GL6002",
                          "<" + statement.name
                              + "> needs one of header-name, query-parameter-name and token-value");
    m_header = reader.text("header-name", given == 0 ? "Authorization" : "");
    m_query = reader.text("query-parameter-name");
    m_value = reader.text("token-value");
    m_scheme = reader.text("require-scheme");
    m_statusCode = reader.integer("failed-validation-httpcode", 401);
    m_message = reader.text("failed-validation-error-message");
}

PolicyResult<std::string> TokenSource::find(Execution& execution) const
{
    if (m_header.isPresent())
        return fromHeader(execution);
    if (m_query.isPresent()) {
        const PolicyResult<std::string> name = m_query.text(execution);
        if (!name)
            return name.error();
        for (auto& [key, value] : parseQuery(execution.context.request.url.query)) {
            if (equalsIgnoringCase(key, *name))
                return std::move(value);
        }
        return std::string();
    }
    PolicyResult<std::string> value = m_value.text(execution);
    if (!value)
        return value.error();
    return std::move(*value);
}

PolicyResult<std::string> TokenSource::fromHeader(Execution& execution) const
{
    const PolicyResult<std::string> name = m_header.text(execution);
    if (!name)
        return name.error();
    const std::string* value = execution.context.request.headers.find(*name);
    if (value == nullptr)
        return std::string();
    if (!equalsIgnoringCase(*name, "Authorization") || !m_scheme.isPresent())
        return withoutBearer(*value);
    const PolicyResult<std::string> scheme = m_scheme.text(execution);
    if (!scheme)
        return scheme.error();
    const std::string_view text = trimmed(*value);
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos || !equalsIgnoringCase(text.substr(0, blank), *scheme))
        return std::string();
    return std::string(trimmed(text.substr(blank)));
}

FailurePtr TokenSource::refuse(Execution& execution, const TokenProblem& problem) const
{
    const PolicyResult<std::int64_t> statusCode = m_statusCode.integer(execution);
    if (!statusCode)
        return statusCode.error();
    const PolicyResult<std::string> message = m_message.text(execution);
    if (!message)
        return message.error();
    return makeFailure(problem.reason, problem.message,
                       errorResponse(static_cast<int>(*statusCode),
                                     message->empty() ? problem.message : *message));
}

std::vector<PolicyValue> readTexts(const policy::Statement& statement, std::string_view list,
                                   std::string_view element, Compilation& compilation)
{
    std::vector<PolicyValue> values;
    const policy::Statement* found = statement.child(list);
    if (found == nullptr)
        return values;
    for (const policy::Statement* child : childrenNamed(*found, element))
        values.push_back(StatementReader(*child, compilation).innerTextTrimmed());
    return values;
}

PolicyResult<std::vector<std::string>> evaluateTexts(Execution& execution,
                                                     const std::vector<PolicyValue>& values)
{
    std::vector<std::string> texts;
    texts.reserve(values.size());
    for (const PolicyValue& value : values) {
        PolicyResult<std::string> text = value.text(execution);
        if (!text)
            return text.error();
        texts.push_back(std::move(*text));
    }
    return texts;
}

} // namespace gatelens::proxy
