#include "core/message/header_list.h"
#include "core/tsql/local_database.h"
#include "proxy/gateway/policies/graphql/recorded_data_source.h"
#include "proxy/gateway/policies/graphql/sql_parameter.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

/// Records the statement; its result is the one configured for the field, or that of the SQLite
/// file which stands in for the database.
class SqlDataSource final : public RecordedDataSource
{
public:
    SqlDataSource(const policy::Statement& statement, Compilation& compilation, std::string key)
        : RecordedDataSource(statement, compilation, std::move(key))
    {
        Compilation inbound = compilation.inSection(policy::Section::Inbound);
        require(statement, "connection-info", compilation);
        require(statement, "request", compilation);
        if (const policy::Statement* connection = statement.child("connection-info")) {
            require(*connection, "connection-string", compilation);
            m_connection = textOf(*connection, "connection-string", inbound);
        }
        if (const policy::Statement* request = statement.child("request"))
            readRequest(*request, inbound);
        const policy::Statement* response = statement.child("response");
        m_isShaped = response != nullptr && response->child("set-body") != nullptr;
    }

protected:
    awaitable<PolicyResult<std::string>> answer(Execution& execution,
                                                const FieldCall& call) const override
    {
        const PolicyResult<std::string> connection = m_connection.text(execution);
        if (!connection)
            co_return connection.error();
        tsql::Batch batch;
        RecordedMessage record = newRecord(execution);
        record.destination = withoutSecrets(*connection);
        const PolicyResult<void> described = describe(execution, batch, record);
        if (!described)
            co_return described.error();
        keep(execution, std::move(record));
        const PolicyResult<bool> isSingle = m_isSingle.boolean(execution);
        if (!isSingle)
            co_return isSingle.error();
        std::optional<std::string> configured = configuredResult(execution, *isSingle);
        const bool hasDatabases = !execution.plan.workspace->local.policies.databases.empty();
        if (configured || !hasDatabases) {
            PolicyResult<std::string> result = std::move(configured).value_or("null");
            co_return result;
        }
        const PolicyResult<void> addressed = address(execution, *connection, batch);
        if (!addressed)
            co_return addressed.error();
        auto work = [batch = std::move(batch)](const std::atomic<bool>& isCancelled) {
            return tsql::run(batch, isCancelled);
        };
        DatabaseThreads::Work shared(std::move(work));
        Result<boost::json::array> rows
            = co_await execution.state.databases().run(std::move(shared));
        if (!rows)
            co_return failure(execution, rows.error().message);
        PolicyResult<std::string> result = bodyOf(std::move(*rows), *isSingle, call.isList);
        co_return result;
    }

private:
    struct ParameterSource
    {
        std::string name;
        std::string sqlType;
        PolicyValue value;
    };

    void readRequest(const policy::Statement& request, Compilation& inbound)
    {
        require(request, "sql-statement", inbound);
        m_statement = textOf(request, "sql-statement", inbound);
        m_isSingle = StatementReader(request, inbound).boolean("single-result", false);
        const policy::Statement* list = request.child("parameters");
        if (list == nullptr)
            return;
        for (const policy::Statement* parameter : childrenNamed(*list, "parameter")) {
            StatementReader reader(*parameter, inbound);
            ParameterSource source;
            source.name = reader.requiredLiteral("name");
            source.sqlType = reader.literal("sql-type");
            source.value = reader.innerTextTrimmed();
            m_parameters.push_back(std::move(source));
        }
    }

    [[nodiscard]] static FailurePtr failure(const Execution& execution, std::string_view message)
    {
        return execution.internalFailure("DataSourceError", fmt::format("SQL: {}", message));
    }

    /// Evaluates statement and parameters once, for the run and for the record.
    PolicyResult<void> describe(Execution& execution, tsql::Batch& batch,
                                RecordedMessage& record) const
    {
        PolicyResult<std::string> text = m_statement.text(execution);
        if (!text)
            return text.error();
        batch.text = *text;
        record.body = std::move(*text);
        for (const ParameterSource& parameter : m_parameters) {
            const PolicyResult<expression::Value> value = parameter.value.value(execution);
            if (!value)
                return value.error();
            record.properties.emplace_back(parameter.name, value->toText());
            Result<tsql::ParameterValue> bound = sqlParameter(*value, parameter.sqlType);
            if (!bound)
                return failure(
                    execution,
                    fmt::format("parameter {}: {}", parameter.name, bound.error().message));
            batch.parameters.push_back({parameter.name, std::move(*bound)});
        }
        return {};
    }

    /// Finds the file that stands in for the connection's database.
    static PolicyResult<void> address(const Execution& execution, std::string_view connection,
                                      tsql::Batch& batch)
    {
        const Workspace& workspace = *execution.plan.workspace;
        const auto& files = workspace.local.policies.databases;
        const std::string_view name = connectionValue(connection, {"database", "initial catalog"});
        if (name.empty())
            return failure(execution,
                           "the connection string names no database; give it Initial Catalog");
        const auto found = std::find_if(files.begin(), files.end(), [&](const auto& entry) {
            return equalsIgnoringCase(entry.first, name);
        });
        if (found == files.end())
            return failure(execution,
                           fmt::format("there is no local file for the database '{}'; name one "
                                       "under policies.databases of gatelens.json",
                                       name));
        batch.file = workspace.folder / found->second;
        batch.now = execution.services.now();
        batch.timeout = timeoutOf(connection);
        batch.maxBytes = std::min<std::size_t>(batch.maxBytes, execution.plan.bodyLimitBytes);
        return {};
    }

    /// `Command Timeout` of the connection string in seconds, as SqlClient reads it; 0 waits as
    /// long as the gateway lets anything wait.
    static std::chrono::seconds timeoutOf(std::string_view connection)
    {
        static constexpr int kDefault = 30;
        static constexpr int kLongest = 600;
        const std::string_view text
            = connectionValue(connection, {"command timeout", "commandtimeout"});
        int seconds = kDefault;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
        if (error != std::errc() || end != text.data() + text.size() || seconds < 0)
            return std::chrono::seconds(kDefault);
        return std::chrono::seconds(seconds == 0 ? kLongest : std::min(seconds, kLongest));
    }

    /// A row, or { "items": rows } as set-body reads it; the bare rows where nothing stands between
    /// them and a field that is a list.
    [[nodiscard]] std::string bodyOf(boost::json::array rows, bool isSingle, bool isList) const
    {
        if (isSingle)
            return rows.empty() ? "null" : boost::json::serialize(rows.front());
        if (isList && !m_isShaped)
            return boost::json::serialize(rows);
        boost::json::object items;
        items["items"] = std::move(rows);
        return boost::json::serialize(items);
    }

    PolicyValue m_connection;
    PolicyValue m_statement;
    std::vector<ParameterSource> m_parameters;
    PolicyValue m_isSingle;
    bool m_isShaped = false; ///< set-body makes the field's value
};

} // namespace

FieldResolverPtr compileSqlDataSource(const policy::Statement& statement, Compilation& compilation,
                                      std::string key)
{
    return std::make_shared<const SqlDataSource>(statement, compilation, std::move(key));
}

} // namespace gatelens::proxy
