#include "proxy/gateway/policies/graphql/graphql_forwarding.h"

#include "core/graphql/parser.h"
#include "core/graphql/validation.h"
#include "proxy/gateway/forwarding.h"
#include "proxy/gateway/policies/backend_choice.h"
#include "proxy/gateway/policies/graphql/query_runner.h"
#include "proxy/gateway/policies/graphql/subscription_session.h"
#include "proxy/gateway/policies/plan_context.h"

#include <boost/asio/this_coro.hpp>
#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using graphql::Selection;

const FieldResolver* findResolver(const Execution& execution, const std::string& type,
                                  const std::string& field)
{
    const std::pair<std::string, std::string> key(type, field);
    if (const ResolverTable* managed = execution.plan.resolvers.get()) {
        if (const auto found = managed->find(key); found != managed->end())
            return found->second.get();
    }
    const auto found = execution.notes.resolvers.find(key);
    return found == execution.notes.resolvers.end() ? nullptr : found->second.get();
}

bool hasResolvers(const Execution& execution)
{
    return (execution.plan.resolvers && !execution.plan.resolvers->empty())
        || !execution.notes.resolvers.empty();
}

/// True when some field of that name has a resolver, of whatever type.
bool isAnyResolved(const Execution& execution, const std::vector<Selection>& selections)
{
    const auto knows = [](const ResolverTable& table, const std::string& field) {
        return std::any_of(table.begin(), table.end(),
                           [&](const auto& entry) { return entry.first.second == field; });
    };
    return std::any_of(selections.begin(), selections.end(), [&](const Selection& selection) {
        return (execution.plan.resolvers && knows(*execution.plan.resolvers, selection.name))
            || knows(execution.notes.resolvers, selection.name)
            || isAnyResolved(execution, selection.selections);
    });
}

void answer(Execution& execution, int statusCode, const json::object& body)
{
    ResponseMessage response;
    response.statusCode = statusCode;
    response.statusReason = std::string(reasonPhrase(statusCode));
    response.headers.append("Content-Type", "application/json");
    response.body = {MessageBody::State::Buffered, json::serialize(body)};
    setResponse(execution.context, std::move(response));
}

StepResult refuse(Execution& execution, json::array errors)
{
    answer(execution, 400, {{"errors", std::move(errors)}});
    execution.summarize("the query is not valid");
    return Next::Continue;
}

/// Fields at the root that neither a resolver nor introspection answers.
graphql::Document remainder(const Execution& execution, const graphql::Document& document,
                            const graphql::Operation& operation, const std::string& rootType)
{
    graphql::Document rest;
    rest.fragments = document.fragments;
    graphql::Operation& kept = rest.operations.emplace_back(operation);
    std::erase_if(kept.selections, [&](const Selection& selection) {
        return selection.kind == Selection::Kind::Field
            && (selection.name.starts_with("__")
                || findResolver(execution, rootType, selection.name) != nullptr);
    });
    return rest;
}

/// The service's answer to `document`: its data, with its errors added to `errors`.
awaitable<PolicyResult<json::object>> askService(Execution& execution,
                                                 const graphql::Document& document,
                                                 const GraphQlRequest& request, json::array& errors)
{
    const std::string apiKey
        = execution.plan.api == nullptr ? std::string() : execution.plan.api->key();
    PolicyResult<BackendChoice> choice = chooseBackend(execution, apiKey);
    if (!choice)
        co_return choice.error();
    OutgoingCall call;
    call.kind = CallKind::ForwardRequest;
    call.method = "POST";
    call.base = choice->base;
    call.path = execution.context.operationPath;
    call.query = choice->queryWithCredentials({});
    call.apiKey = choice->apiKey;
    call.backendId = choice->backend == nullptr ? std::string() : choice->backend->entity.id;
    call.headers = forwardedHeaders(execution.context);
    call.headers.set("Content-Type", "application/json");
    choice->addCredentials(call.headers);
    choice->applyConnection(call);
    json::object body{{"query", graphql::print(document)}, {"variables", request.variables}};
    if (!request.operationName.empty())
        body["operationName"] = request.operationName;
    call.body.bytes = json::serialize(body);
    const Result<ResponseMessage> response = co_await sendAndRead(execution, std::move(call));
    if (!response)
        co_return execution.internalFailure(
            callFailureReason(response.error(), execution.context.isClientGone),
            response.error().message);
    boost::system::error_code error;
    json::value parsed = json::parse(response->body.bytes, error);
    if (error || !parsed.is_object())
        co_return execution.internalFailure(
            "BackendConnectionFailure",
            fmt::format("The GraphQL service answered {} without JSON.", response->statusCode));
    json::object& object = parsed.get_object();
    if (const json::value* told = object.if_contains("errors"); told && told->is_array())
        errors.insert(errors.end(), told->get_array().begin(), told->get_array().end());
    json::value* data = object.if_contains("data");
    json::object rootData;
    if (data != nullptr && data->is_object())
        rootData = std::move(data->get_object());
    co_return rootData;
}

awaitable<StepResult> runQuery(Execution& execution, const graphql::Document& document,
                               const graphql::Operation& operation, const GraphQlRequest& request)
{
    const graphql::Schema& schema = *execution.plan.graphQlSchema;
    const std::string rootType = schema.root(operation.kind)->name;
    json::object rootData;
    json::array serviceErrors;
    const graphql::Document rest = remainder(execution, document, operation, rootType);
    const bool hasService
        = execution.context.backend != nullptr || execution.context.backendBaseUrl.has_value();
    if (hasService && !rest.operations.front().selections.empty()) {
        PolicyResult<json::object> asked
            = co_await askService(execution, rest, request, serviceErrors);
        if (!asked)
            co_return asked.error();
        rootData = std::move(*asked);
    }
    QueryRunner runner(schema, document, operation, request.variables,
                       [&execution](const std::string& type, const std::string& field) {
                           return findResolver(execution, type, field);
                       });
    json::object result
        = co_await runner.run(execution, rootData, QueryRunner::Naming::ResponseNames);
    if (!serviceErrors.empty()) {
        json::array& errors = result["errors"].is_array() ? result["errors"].get_array()
                                                          : result["errors"].emplace_array();
        errors.insert(errors.begin(), serviceErrors.begin(), serviceErrors.end());
    }
    answer(execution, result.contains("data") ? 200 : 400, result);
    execution.notes.isBackendResponse = true;
    execution.summarize(result.contains("errors") ? "resolved with errors" : "resolved");
    co_return Next::Continue;
}

/// Opens the WebSocket on which the client is going to hold subscriptions.
awaitable<StepResult> acceptSubscriptions(Execution& execution)
{
    ExchangeContext& context = execution.context;
    const HeaderList& headers = context.request.headers;
    const std::string* const key = headers.find("Sec-WebSocket-Key");
    const auto protocol = chooseSubscriptionProtocol(
        headers.joined("Sec-WebSocket-Protocol", ",").value_or(std::string()));
    if (key == nullptr || !protocol) {
        answer(execution, 400,
               {{"errors",
                 json::array(1,
                             graphQlError("A WebSocket for subscriptions must offer the "
                                          "subprotocol graphql-transport-ws or graphql-ws.",
                                          {}))}});
        execution.summarize("no subprotocol for subscriptions was offered");
        co_return Next::Continue;
    }
    SubscriptionSession::Surroundings surroundings{
        execution.plan.api == nullptr ? std::string() : execution.plan.api->key(),
        execution.plan.graphQlSchema, execution.state.subscriptions()};
    const auto executor = co_await boost::asio::this_coro::executor;
    auto session
        = std::make_shared<SubscriptionSession>(executor, protocol->first, std::move(surroundings));
    ResponseMessage response;
    response.statusCode = 101;
    response.statusReason = std::string(reasonPhrase(101));
    response.headers.append("Sec-WebSocket-Accept", webSocketAccept(*key));
    response.headers.append("Sec-WebSocket-Protocol", protocol->second);
    setResponse(context, std::move(response));
    context.upgraded = streamOf(std::move(session));
    execution.summarize("subscriptions over " + protocol->second);
    co_return Next::Continue;
}

} // namespace

awaitable<std::optional<StepResult>> resolveGraphQl(Execution& execution)
{
    if (execution.notes.isResolving || !execution.plan.graphQlSchema || !hasResolvers(execution))
        co_return std::nullopt;
    if (equalsIgnoringCase(execution.context.upgrade, "websocket"))
        co_return co_await acceptSubscriptions(execution);
    const PolicyResult<void> ready = co_await bufferBodies(execution, {.request = true});
    if (!ready)
        co_return StepResult(ready.error());
    const Result<GraphQlRequest> request = readGraphQlRequest(execution.context.request);
    if (!request)
        co_return refuse(execution, json::array(1, graphQlError(request.error().message, {})));
    const Result<graphql::Document> document = graphql::parseDocument(request->query);
    if (!document)
        co_return refuse(execution,
                         json::array(1,
                                     graphQlError("Syntax error: " + document.error().message,
                                                  document.error().position)));
    json::array errors;
    for (const graphql::Problem& problem :
         graphql::validate(*execution.plan.graphQlSchema, *document))
        errors.push_back(graphQlError(problem.message, problem.position));
    if (!errors.empty())
        co_return refuse(execution, std::move(errors));
    const graphql::Operation* operation = document->operation(request->operationName);
    if (operation == nullptr)
        co_return refuse(execution,
                         json::array(1,
                                     graphQlError("operationName must name one of the "
                                                  "operations of the document.",
                                                  {})));
    bool isResolved = isAnyResolved(execution, operation->selections);
    for (const graphql::Fragment& fragment : document->fragments)
        isResolved = isResolved || isAnyResolved(execution, fragment.selections);
    const bool hasService
        = execution.context.backend != nullptr || execution.context.backendBaseUrl.has_value();
    if (!isResolved && hasService)
        co_return std::nullopt;
    StepResult result = co_await runQuery(execution, *document, *operation, *request);
    co_return result;
}

} // namespace gatelens::proxy
