#include "proxy/gateway/policies/body_edit.h"
#include "proxy/gateway/policies/graphql/field_resolver.h"
#include "proxy/gateway/policies/graphql/resolver_exchange.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <array>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;
using boost::asio::awaitable;

/// The value of a body: JSON, or the text itself.
json::value valueOf(const std::string& body)
{
    boost::system::error_code error;
    json::value parsed = json::parse(body, error);
    return error ? json::value(body) : parsed;
}

/// The statements of `http-response` or `response`, run on the data source's answer.
class ResponseStatements
{
public:
    ResponseStatements(const policy::Statement* element, const Compilation& compilation)
        : m_isGiven(element != nullptr)
    {
        if (element != nullptr) {
            Compilation outbound = compilation.inSection(policy::Section::Outbound);
            m_sequence = outbound.sequence(element->children);
        }
    }

    awaitable<PolicyResult<json::value>> apply(Execution& execution, bool isComposite) const
    {
        const PolicyResult<void> ready = co_await bufferBodies(execution, {.response = true});
        if (!ready)
            co_return ready.error();
        const StepResult result = co_await m_sequence.run(execution);
        if (!result)
            co_return result.error();
        const std::string& body = ensureResponse(execution.context).body.bytes;
        // Without http-response a field that is no object gets the answer as it came.
        json::value value
            = m_isGiven || isComposite ? valueOf(body) : json::value(std::string_view(body));
        co_return value;
    }

private:
    bool m_isGiven;
    Sequence m_sequence;
};

class HttpDataSource final : public FieldResolver
{
public:
    HttpDataSource(const policy::Statement& statement, Compilation& compilation)
        : m_response(statement.child("http-response"), compilation)
    {
        readRequest(statement, compilation);
        const policy::Statement* backend = statement.child("backend");
        std::vector<policy::Statement> forwarding;
        if (backend != nullptr && backend->child("forward-request") != nullptr)
            forwarding.push_back(*backend->child("forward-request"));
        else {
            forwarding.emplace_back();
            forwarding.back().name = "forward-request";
            forwarding.back().origin = statement.origin;
        }
        m_forward = compilation.inSection(policy::Section::Backend).sequence(forwarding);
    }

    awaitable<PolicyResult<json::value>> resolve(Execution& outer,
                                                 const FieldCall& call) const override
    {
        ResolverExchange exchange(outer, call);
        Execution& execution = exchange.execution();
        const StepResult prepared = co_await m_request.run(execution);
        if (!prepared)
            co_return prepared.error();
        const PolicyResult<void> addressed = address(execution);
        if (!addressed)
            co_return addressed.error();
        if (!m_hasBody)
            execution.context.request.body = {};
        const StepResult sent = co_await m_forward.run(execution);
        if (!sent)
            co_return sent.error();
        const int statusCode = ensureResponse(execution.context).statusCode;
        if (statusCode >= 400)
            co_return execution.internalFailure(
                "DataSourceError", fmt::format("The data source answered {}.", statusCode));
        PolicyResult<json::value> value = co_await m_response.apply(execution, call.isComposite);
        co_return value;
    }

private:
    void readRequest(const policy::Statement& statement, Compilation& compilation)
    {
        const policy::Statement* request = statement.child("http-request");
        if (request == nullptr) {
            compilation.error(statement.origin.position, "GL6018",
                              "<http-data-source> lacks the element <http-request>");
            return;
        }
        Compilation inbound = compilation.inSection(policy::Section::Inbound);
        std::vector<policy::Statement> statements;
        for (const policy::Statement& child : request->children) {
            if (child.name == "set-url")
                m_url = StatementReader(child, inbound).innerTextTrimmed();
            else
                statements.push_back(child);
            m_hasBody = m_hasBody || child.name == "set-body";
        }
        m_request = inbound.sequence(statements);
        if (!m_url.isPresent())
            compilation.error(request->origin.position, "GL6018",
                              "<http-request> lacks the element <set-url>");
    }

    /// An absolute URL, or with set-backend-service a path below the backend's.
    [[nodiscard]] PolicyResult<void> address(Execution& execution) const
    {
        const PolicyResult<std::string> text = m_url.text(execution);
        if (!text)
            return text.error();
        ExchangeContext& context = execution.context;
        std::string_view target = trimmed(*text);
        const bool hasBackend = context.backend != nullptr || context.backendBaseUrl.has_value();
        if (hasBackend && target.find("://") == std::string_view::npos) {
            const std::size_t question = target.find('?');
            context.operationPath = target.substr(0, question);
            context.request.url.query = question == std::string_view::npos
                ? std::string()
                : std::string(target.substr(question + 1));
            return {};
        }
        Result<Url> url = parseUrl(target);
        if (!url)
            return execution.internalFailure("BackendConnectionFailure", url.error().message);
        context.request.url = *url;
        context.backend = nullptr;
        context.operationPath.clear();
        url->query.clear();
        context.backendBaseUrl = std::move(*url);
        return {};
    }

    PolicyValue m_url;
    Sequence m_request;
    Sequence m_forward;
    ResponseStatements m_response;
    bool m_hasBody = false;
};

/// What SQL and Cosmos DB sources share: the request is evaluated and recorded, the result is the
/// one configured for the field, or null.
class RecordedDataSource : public FieldResolver
{
public:
    RecordedDataSource(const policy::Statement& statement, Compilation& compilation,
                       std::string key)
        : m_policy(statement.name)
        , m_key(std::move(key))
        , m_response(statement.child("response"), compilation)
    {
    }

    awaitable<PolicyResult<json::value>> resolve(Execution& outer,
                                                 const FieldCall& call) const override
    {
        ResolverExchange exchange(outer, call);
        Execution& execution = exchange.execution();
        RecordedMessage record;
        record.at = execution.services.now();
        record.policy = m_policy;
        const PolicyResult<void> described = co_await describe(execution, record);
        if (!described)
            co_return described.error();
        execution.context.record->recorded.push_back(std::move(record));
        ResponseMessage response;
        response.headers.append("Content-Type", "application/json");
        response.body = {MessageBody::State::Buffered, configuredResult(execution)};
        setResponse(execution.context, std::move(response));
        PolicyResult<json::value> value = co_await m_response.apply(execution, true);
        co_return value;
    }

protected:
    /// Fills in destination, properties and body of the record.
    virtual awaitable<PolicyResult<void>> describe(Execution& execution,
                                                   RecordedMessage& record) const = 0;
    [[nodiscard]] virtual bool isSingleResult() const { return false; }

    static PolicyValue textOf(const policy::Statement& parent, std::string_view name,
                              Compilation& compilation)
    {
        const policy::Statement* child = parent.child(name);
        return child == nullptr ? PolicyValue()
                                : StatementReader(*child, compilation).innerTextTrimmed();
    }

    static std::vector<std::pair<std::string, PolicyValue>>
    parametersOf(const policy::Statement& request, Compilation& compilation)
    {
        std::vector<std::pair<std::string, PolicyValue>> parameters;
        const policy::Statement* list = request.child("parameters");
        if (list == nullptr)
            return parameters;
        for (const policy::Statement* parameter : childrenNamed(*list, "parameter")) {
            StatementReader reader(*parameter, compilation);
            std::string name = reader.requiredLiteral("name");
            parameters.emplace_back(std::move(name), reader.innerTextTrimmed());
        }
        return parameters;
    }

    static PolicyResult<void>
    addProperties(Execution& execution, RecordedMessage& record,
                  const std::vector<std::pair<std::string, PolicyValue>>& values)
    {
        for (const auto& [name, value] : values) {
            if (!value.isPresent())
                continue;
            PolicyResult<std::string> text = value.text(execution);
            if (!text)
                return text.error();
            record.properties.emplace_back(name, std::move(*text));
        }
        return {};
    }

    static void require(const policy::Statement& parent, std::string_view name,
                        Compilation& compilation)
    {
        if (parent.child(name) == nullptr)
            compilation.error(parent.origin.position, "GL6018",
                              fmt::format("<{}> lacks the element <{}>", parent.name, name));
    }

private:
    [[nodiscard]] std::string configuredResult(const Execution& execution) const
    {
        const auto& results = execution.plan.workspace->local.policies.dataSources;
        const auto found = results.find(m_key);
        if (found == results.end())
            return "null";
        boost::system::error_code error;
        const json::value value = json::parse(found->second, error);
        if (isSingleResult() && !error && value.is_array())
            return value.get_array().empty() ? "null" : json::serialize(value.get_array().front());
        return found->second;
    }

    std::string m_policy;
    std::string m_key;
    ResponseStatements m_response;
};

/// "Server=…;Database=…" without what gives access.
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
        if (const policy::Statement* request = statement.child("request")) {
            require(*request, "sql-statement", compilation);
            m_statement = textOf(*request, "sql-statement", inbound);
            m_parameters = parametersOf(*request, inbound);
            m_isSingle = StatementReader(*request, inbound).literalBoolean("single-result", false);
        }
    }

protected:
    awaitable<PolicyResult<void>> describe(Execution& execution,
                                           RecordedMessage& record) const override
    {
        const PolicyResult<std::string> connection = m_connection.text(execution);
        if (!connection)
            co_return connection.error();
        PolicyResult<std::string> statement = m_statement.text(execution);
        if (!statement)
            co_return statement.error();
        record.destination = withoutSecrets(*connection);
        record.body = std::move(*statement);
        const PolicyResult<void> added = addProperties(execution, record, m_parameters);
        co_return added;
    }
    [[nodiscard]] bool isSingleResult() const override { return m_isSingle; }

private:
    PolicyValue m_connection;
    PolicyValue m_statement;
    std::vector<std::pair<std::string, PolicyValue>> m_parameters;
    bool m_isSingle = false;
};

class CosmosDataSource final : public RecordedDataSource
{
public:
    CosmosDataSource(const policy::Statement& statement, Compilation& compilation, std::string key)
        : RecordedDataSource(statement, compilation, std::move(key))
    {
        Compilation inbound = compilation.inSection(policy::Section::Inbound);
        require(statement, "connection-info", compilation);
        if (const policy::Statement* connection = statement.child("connection-info")) {
            for (const char* name : {"connection-string", "database-name", "container-name"})
                require(*connection, name, compilation);
            m_connection = textOf(*connection, "connection-string", inbound);
            m_database = textOf(*connection, "database-name", inbound);
            m_container = textOf(*connection, "container-name", inbound);
        }
        int requests = 0;
        for (const char* kind :
             {"query-request", "read-request", "delete-request", "write-request"}) {
            if (const policy::Statement* request = statement.child(kind)) {
                ++requests;
                readRequest(*request, inbound);
            }
        }
        if (requests != 1)
            compilation.error(statement.origin.position, "GL6018",
                              "<cosmosdb-data-source> needs exactly one of <query-request>, "
                              "<read-request>, <delete-request> and <write-request>");
    }

protected:
    awaitable<PolicyResult<void>> describe(Execution& execution,
                                           RecordedMessage& record) const override
    {
        const PolicyResult<std::string> connection = m_connection.text(execution);
        if (!connection)
            co_return connection.error();
        const PolicyResult<std::string> database = m_database.text(execution);
        if (!database)
            co_return database.error();
        const PolicyResult<std::string> container = m_container.text(execution);
        if (!container)
            co_return container.error();
        record.destination
            = fmt::format("{};{}/{}", withoutSecrets(*connection), *database, *container);
        record.properties.emplace_back("request", m_kind);
        PolicyResult<std::string> statement = m_statement.text(execution);
        if (!statement)
            co_return statement.error();
        record.body = std::move(*statement);
        if (m_hasBody) {
            const StepResult written = co_await m_body.run(execution);
            if (!written)
                co_return written.error();
            record.body = execution.context.request.body.bytes;
        }
        for (const auto& [name, edit] : m_texts) {
            const ExchangeContext& context = execution.context;
            const PolicyResult<std::string> text
                = edit.evaluate(execution, &context.request.body, &context.request.headers);
            if (!text)
                co_return text.error();
            record.properties.emplace_back(name, std::string(trimmed(*text)));
        }
        const PolicyResult<void> added = addProperties(execution, record, m_properties);
        co_return added;
    }
    [[nodiscard]] bool isSingleResult() const override { return m_kind == "read-request"; }

private:
    /// The text of a child, which may be a Liquid template.
    void addText(const policy::Statement& parent, const char* name, Compilation& inbound)
    {
        if (const policy::Statement* child = parent.child(name))
            m_texts.emplace_back(name, BodyEdit(*child, inbound));
    }

    void readRequest(const policy::Statement& request, Compilation& inbound)
    {
        m_kind = request.name;
        m_statement = textOf(request, "sql-statement", inbound);
        m_properties = parametersOf(request, inbound);
        for (const char* name : {"id", "partition-key", "etag"})
            addText(request, name, inbound);
        if (const policy::Statement* paging = request.child("paging")) {
            for (const char* name : {"max-item-count", "continuation-token"})
                addText(*paging, name, inbound);
        }
        StatementReader reader(request, inbound);
        for (const char* name : {"type", "consistency-level", "pre-trigger", "post-trigger",
                                 "indexing-directive", "enable-low-precision-order-by"})
            m_properties.emplace_back(name, reader.text(name));
        if (request.name != "query-request" && request.name != "write-request"
            && request.child("id") == nullptr)
            require(request, "id", inbound);
        if (const policy::Statement* body = request.child("set-body")) {
            m_hasBody = true;
            m_body = inbound.sequence({*body});
        }
    }

    PolicyValue m_connection;
    PolicyValue m_database;
    PolicyValue m_container;
    std::string m_kind;
    PolicyValue m_statement;
    std::vector<std::pair<std::string, PolicyValue>> m_properties;
    std::vector<std::pair<std::string, BodyEdit>> m_texts;
    Sequence m_body;
    bool m_hasBody = false;
};

} // namespace

FieldResolverPtr compileDataSource(const policy::Statement& statement, Compilation& compilation,
                                   std::string key)
{
    if (statement.name == "http-data-source")
        return std::make_shared<const HttpDataSource>(statement, compilation);
    if (statement.name == "sql-data-source")
        return std::make_shared<const SqlDataSource>(statement, compilation, std::move(key));
    if (statement.name == "cosmosdb-data-source")
        return std::make_shared<const CosmosDataSource>(statement, compilation, std::move(key));
    compilation.error(statement.origin.position, "GL6018",
                      fmt::format("<{}> is no data source; a resolver holds <http-data-source>, "
                                  "<sql-data-source> or <cosmosdb-data-source>",
                                  statement.name));
    return nullptr;
}

} // namespace gatelens::proxy
