#include "proxy/gateway/policies/body_edit.h"
#include "proxy/gateway/policies/graphql/recorded_data_source.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

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
    awaitable<PolicyResult<std::string>> answer(Execution& execution,
                                                const FieldCall&) const override
    {
        RecordedMessage record = newRecord(execution);
        const PolicyResult<void> described = co_await describe(execution, record);
        if (!described)
            co_return described.error();
        keep(execution, std::move(record));
        PolicyResult<std::string> result
            = configuredResult(execution, m_kind == "read-request").value_or("null");
        co_return result;
    }

private:
    /// Fills in destination, properties and body of the record.
    awaitable<PolicyResult<void>> describe(Execution& execution, RecordedMessage& record) const
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
        for (const auto& [name, value] : m_properties) {
            if (!value.isPresent())
                continue;
            PolicyResult<std::string> text = value.text(execution);
            if (!text)
                co_return text.error();
            record.properties.emplace_back(name, std::move(*text));
        }
        co_return PolicyResult<void>();
    }

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
        if (const policy::Statement* list = request.child("parameters")) {
            for (const policy::Statement* parameter : childrenNamed(*list, "parameter")) {
                StatementReader one(*parameter, inbound);
                std::string name = one.requiredLiteral("name");
                m_properties.emplace_back(std::move(name), one.innerTextTrimmed());
            }
        }
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

FieldResolverPtr compileCosmosDataSource(const policy::Statement& statement,
                                         Compilation& compilation, std::string key)
{
    return std::make_shared<const CosmosDataSource>(statement, compilation, std::move(key));
}

} // namespace gatelens::proxy
