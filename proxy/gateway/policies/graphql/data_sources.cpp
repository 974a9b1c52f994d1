#include "proxy/gateway/policies/graphql/field_resolver.h"
#include "proxy/gateway/policies/graphql/recorded_data_source.h"
#include "proxy/gateway/policies/graphql/resolver_exchange.h"
#include "proxy/gateway/policies/graphql/response_statements.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;
using boost::asio::awaitable;

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

} // namespace

FieldResolverPtr compileDataSource(const policy::Statement& statement, Compilation& compilation,
                                   std::string key)
{
    if (statement.name == "http-data-source")
        return std::make_shared<const HttpDataSource>(statement, compilation);
    if (statement.name == "sql-data-source")
        return compileSqlDataSource(statement, compilation, std::move(key));
    if (statement.name == "cosmosdb-data-source")
        return compileCosmosDataSource(statement, compilation, std::move(key));
    compilation.error(statement.origin.position, "GL6018",
                      fmt::format("<{}> is no data source; a resolver holds <http-data-source>, "
                                  "<sql-data-source> or <cosmosdb-data-source>",
                                  statement.name));
    return nullptr;
}

} // namespace gatelens::proxy
