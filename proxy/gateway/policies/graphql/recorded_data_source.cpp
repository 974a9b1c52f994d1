#include "proxy/gateway/policies/graphql/recorded_data_source.h"

#include "proxy/gateway/policies/graphql/resolver_exchange.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatelens::proxy {

RecordedDataSource::RecordedDataSource(const policy::Statement& statement, Compilation& compilation,
                                       std::string key)
    : m_policy(statement.name)
    , m_key(std::move(key))
    , m_response(statement.child("response"), compilation)
{
}

boost::asio::awaitable<PolicyResult<boost::json::value>>
RecordedDataSource::resolve(Execution& outer, const FieldCall& call) const
{
    ResolverExchange exchange(outer, call);
    Execution& execution = exchange.execution();
    PolicyResult<std::string> body = co_await answer(execution, call);
    if (!body)
        co_return body.error();
    ResponseMessage response;
    response.headers.append("Content-Type", "application/json");
    response.body = {MessageBody::State::Buffered, std::move(*body)};
    setResponse(execution.context, std::move(response));
    PolicyResult<boost::json::value> value = co_await m_response.apply(execution, true);
    co_return value;
}

RecordedMessage RecordedDataSource::newRecord(const Execution& execution) const
{
    RecordedMessage record;
    record.at = execution.services.now();
    record.policy = m_policy;
    return record;
}

void RecordedDataSource::keep(Execution& execution, RecordedMessage record)
{
    execution.context.record->recorded.push_back(std::move(record));
}

std::optional<std::string> RecordedDataSource::configuredResult(const Execution& execution,
                                                                bool isSingle) const
{
    const auto& results = execution.plan.workspace->local.policies.dataSources;
    const auto found = results.find(m_key);
    if (found == results.end())
        return std::nullopt;
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(found->second, error);
    if (!isSingle || error || !value.is_array())
        return found->second;
    return value.get_array().empty() ? "null" : boost::json::serialize(value.get_array().front());
}

PolicyValue RecordedDataSource::textOf(const policy::Statement& parent, std::string_view name,
                                       Compilation& compilation)
{
    const policy::Statement* child = parent.child(name);
    return child == nullptr ? PolicyValue()
                            : StatementReader(*child, compilation).innerTextTrimmed();
}

void RecordedDataSource::require(const policy::Statement& parent, std::string_view name,
                                 Compilation& compilation)
{
    if (parent.child(name) == nullptr)
        compilation.error(parent.origin.position, "GL6018",
                          fmt::format("<{}> lacks the element <{}>", parent.name, name));
}

std::string withoutSecrets(std::string_view connectionString)
{
    static constexpr std::array<std::string_view, 6> kShown{
        "server", "data source", "database", "initial catalog", "accountendpoint", "addr"};
    std::string shown;
    for (const std::string_view part : splitTrimmed(connectionString, ';')) {
        const std::string name = lowered(trimmed(part.substr(0, part.find('='))));
        if (std::find(kShown.begin(), kShown.end(), name) != kShown.end())
            shown += (shown.empty() ? "" : ";") + std::string(part);
    }
    return shown;
}

std::string_view connectionValue(std::string_view connectionString,
                                 std::initializer_list<std::string_view> names)
{
    for (const std::string_view part : splitTrimmed(connectionString, ';')) {
        const std::size_t equals = part.find('=');
        const std::string name = lowered(trimmed(part.substr(0, equals)));
        if (equals != std::string_view::npos
            && std::find(names.begin(), names.end(), name) != names.end())
            return trimmed(part.substr(equals + 1));
    }
    return {};
}

} // namespace gatelens::proxy
