#include "policy_harness.h"

#include "core/odata/model_reader.h"
#include "core/policy/effective_policy.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/text.h"
#include "proxy/http/client_identity.h"
#include "tests/support/temporary_folder.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <exception>
#include <fstream>
#include <iterator>

namespace gatelens::proxy::testing {

namespace {

namespace asio = boost::asio;
namespace json = boost::json;

std::string text(const json::object& object, std::string_view name, std::string_view fallback = {})
{
    const json::value* found = object.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string(fallback);
}

std::int64_t number(const json::object& object, std::string_view name, std::int64_t fallback)
{
    const json::value* found = object.if_contains(name);
    return found != nullptr && found->is_number() ? found->to_number<std::int64_t>() : fallback;
}

bool flag(const json::object& object, std::string_view name, bool fallback)
{
    const json::value* found = object.if_contains(name);
    return found != nullptr && found->is_bool() ? found->get_bool() : fallback;
}

json::array list(const json::object& object, std::string_view name)
{
    const json::value* found = object.if_contains(name);
    return found != nullptr && found->is_array() ? found->get_array() : json::array();
}

json::object child(const json::object& object, std::string_view name)
{
    const json::value* found = object.if_contains(name);
    return found != nullptr && found->is_object() ? found->get_object() : json::object();
}

/// A body given as text, or as JSON.
std::string bodyOf(const json::object& object)
{
    const json::value* found = object.if_contains("body");
    if (found == nullptr)
        return {};
    return found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
}

HeaderList headersOf(const json::object& object)
{
    HeaderList headers;
    for (const auto& [name, value] : child(object, "headers")) {
        if (const json::array* values = value.if_array()) {
            for (const json::value& one : *values)
                headers.append(name, std::string(one.as_string()));
        } else
            headers.append(name, std::string(value.as_string()));
    }
    return headers;
}

std::optional<PolicySource> documentOf(const json::object& scope, std::string file)
{
    if (const std::string whole = text(scope, "document"); !whole.empty())
        return PolicySource{std::move(file), whole};
    bool isAny = false;
    std::string document = "<policies>\n";
    for (const char* section : {"inbound", "backend", "outbound", "on-error"}) {
        const json::value* content = scope.if_contains(section);
        isAny = isAny || content != nullptr;
        document += std::string("<") + section + ">\n"
            + (content == nullptr ? "<base />" : std::string(content->as_string())) + "\n</"
            + section + ">\n";
    }
    if (!isAny)
        return std::nullopt;
    return PolicySource{std::move(file), document + "</policies>\n"};
}

std::vector<Operation::Parameter> parametersOf(const json::object& object, std::string_view name)
{
    std::vector<Operation::Parameter> parameters;
    for (const json::value& entry : list(object, name)) {
        const json::object& parameter = entry.as_object();
        const json::object schema = child(parameter, "schema");
        parameters.push_back({.name = text(parameter, "name"),
                              .isRequired = flag(parameter, "required", false),
                              .type = text(schema, "type"),
                              .schema = schema.empty() ? std::string() : json::serialize(schema)});
    }
    return parameters;
}

std::vector<Operation::Content> contentsOf(const json::object& object)
{
    std::vector<Operation::Content> contents;
    for (const json::value& entry : list(object, "contents")) {
        const json::object& content = entry.as_object();
        const json::object schema = child(content, "schema");
        const json::value* example = content.if_contains("example");
        contents.push_back(
            {.contentType = text(content, "type", "application/json"),
             .schema = schema.empty() ? std::string() : json::serialize(schema),
             .example = example == nullptr ? std::string() : json::serialize(*example)});
    }
    return contents;
}

Operation operationOf(const json::object& description)
{
    const json::object given = child(description, "operation");
    Operation operation;
    operation.id = text(given, "id", "get-item");
    operation.displayName = text(given, "name", "Get item");
    operation.method = text(given, "method", "GET");
    operation.urlTemplate = text(given, "urlTemplate", "/items/{id}");
    operation.policy = documentOf(given, "apis/things/operations/get-item/policy.xml");
    operation.pathParameters = parametersOf(given, "pathParameters");
    operation.queryParameters = parametersOf(given, "queryParameters");
    operation.headerParameters = parametersOf(given, "headerParameters");
    operation.requestContents = contentsOf(child(given, "request"));
    for (const json::value& entry : list(given, "responses")) {
        const json::object& response = entry.as_object();
        operation.responses.push_back(
            {.statusCode = static_cast<int>(number(response, "status", 0)),
             .description = {},
             .headers = parametersOf(response, "headers"),
             .contents = contentsOf(response)});
    }
    return operation;
}

CircuitBreakerRule circuitRule(const json::object& given)
{
    CircuitBreakerRule rule;
    rule.name = "rule";
    if (given.contains("count"))
        rule.failureCount = static_cast<int>(number(given, "count", 0));
    if (given.contains("percentage"))
        rule.failurePercentage = static_cast<int>(number(given, "percentage", 0));
    rule.interval = std::chrono::seconds(number(given, "interval", 60));
    rule.tripDuration = std::chrono::seconds(number(given, "trip", 20));
    rule.acceptRetryAfter = flag(given, "acceptRetryAfter", false);
    rule.statusCodeRanges.push_back({500, 599});
    for (const json::value& reason : list(given, "errorReasons"))
        rule.errorReasons.emplace_back(reason.as_string());
    return rule;
}

Backend backendOf(const json::object& given)
{
    Backend backend;
    backend.id = text(given, "id");
    backend.url = text(given, "url");
    for (const json::value& entry : list(given, "members")) {
        const json::object& member = entry.as_object();
        backend.members.push_back({.backendId = text(member, "id"),
                                   .priority = static_cast<int>(number(member, "priority", 1)),
                                   .weight = static_cast<int>(number(member, "weight", 1))});
    }
    backend.isPool = !backend.members.empty();
    backend.sessionAffinityCookie = text(given, "affinityCookie");
    if (const std::string certificate = text(given, "certificate"); !certificate.empty())
        backend.certificates = {certificate};
    if (const json::object proxy = child(given, "proxy"); !proxy.empty())
        backend.proxy
            = BackendProxy{text(proxy, "url"), text(proxy, "username"), text(proxy, "password")};
    for (const auto& [name, value] : child(given, "headers"))
        backend.credentialHeaders.emplace_back(name, std::string(value.as_string()));
    for (const auto& [name, value] : child(given, "query"))
        backend.credentialQuery.emplace_back(name, std::string(value.as_string()));
    backend.authorizationScheme = text(given, "scheme");
    backend.authorizationParameter = text(given, "parameter");
    if (given.contains("circuitBreaker"))
        backend.circuitBreakerRules.push_back(circuitRule(child(given, "circuitBreaker")));
    return backend;
}

/// `metadata`: a file of tests/core/odata with the API's entity model.
std::shared_ptr<const odata::Model> modelOf(const json::object& description)
{
    const std::string file = text(description, "metadata");
    if (file.empty())
        return nullptr;
    std::ifstream input(std::string(GATELENS_SOURCE_FOLDER "/tests/core/odata/") + file,
                        std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(input), {}};
    return std::make_shared<const odata::Model>(odata::readModel(content, file).value());
}

/// `databases`: statements that make each SQLite file, by the name of the database.
void makeDatabases(const json::object& description, Workspace& workspace,
                   const std::filesystem::path& folder)
{
    workspace.folder = folder;
    for (const auto& [name, statements] : child(description, "databases")) {
        const std::string file = std::string(name) + ".sqlite";
        sqlite3* database = nullptr;
        sqlite3_open((folder / file).c_str(), &database);
        for (const json::value& statement : statements.as_array()) {
            const std::string sql(statement.as_string());
            if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
                ADD_FAILURE() << sql << ": " << sqlite3_errmsg(database);
        }
        sqlite3_close(database);
        workspace.local.policies.databases[std::string(name)] = file;
    }
}

/// Credential manager, results of data sources and blocklists, as gatelens.json gives them.
void readLocal(const json::object& description, LocalSettings& local)
{
    for (const auto& [provider, connections] : child(description, "authorizations")) {
        for (const auto& [id, connection] : connections.as_object()) {
            AuthorizationSource source;
            const json::object& given = connection.as_object();
            if (given.contains("accessToken"))
                source.accessToken = PlainSecret{text(given, "accessToken")};
            if (given.contains("claims"))
                source.claims = json::serialize(given.at("claims"));
            local.authorizations[std::string(provider)][std::string(id)] = source;
        }
    }
    for (const auto& [field, result] : child(description, "dataSources"))
        local.policies.dataSources[std::string(field)] = json::serialize(result);
    if (description.contains("internalCache"))
        local.policies.internalCache = description.at("internalCache").as_bool();
    for (const auto& [id, words] : child(description, "blocklists")) {
        for (const json::value& word : words.as_array())
            local.policies.blocklists[std::string(id)].emplace_back(word.as_string());
    }
}

std::optional<StoredAuthorization> authorizationOf(const LocalSettings& local,
                                                   std::string_view provider, std::string_view id)
{
    const auto connections = local.authorizations.find(std::string(provider));
    if (connections == local.authorizations.end())
        return std::nullopt;
    const auto found = connections->second.find(std::string(id));
    if (found == connections->second.end())
        return std::nullopt;
    const auto& token = found->second.accessToken;
    return StoredAuthorization{token ? std::get<PlainSecret>(*token).value : std::string(),
                               found->second.claims};
}

/// `certificates`: files of the folder beside the cases, by id. The password of all is "secret".
FindCertificate certificatesOf(const json::object& description)
{
    auto found = std::make_shared<std::vector<StoredCertificate>>();
    for (const auto& [id, file] : child(description, "certificates")) {
        std::ifstream input(std::string(GATELENS_TEST_DATA "/certificates/")
                                + std::string(file.as_string()),
                            std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(input), {}};
        const auto identity = ClientIdentity::parse(bytes, "secret");
        if (identity)
            found->push_back(
                {std::string(id), (*identity)->der(), (*identity)->thumbprint(), *identity});
    }
    return [found](std::string_view name) -> std::optional<StoredCertificate> {
        std::string thumbprint = lowered(name);
        std::erase(thumbprint, ':');
        for (const StoredCertificate& one : *found) {
            if (equalsIgnoringCase(one.id, name) || one.thumbprint == thumbprint)
                return one;
        }
        return std::nullopt;
    };
}

/// The schema of `graphql`, and the resolvers of `resolvers`: documents by "Type/field".
void readGraphQl(const json::object& description, const Workspace& workspace,
                 const policy::NamedValueResolver& namedValues, PlanContext& plan,
                 Findings& findings)
{
    if (!description.contains("graphql"))
        return;
    Result<graphql::Schema> schema
        = graphql::Schema::parse(text(description, "graphql"), "specification.graphql");
    if (!schema) {
        findings.push_back({.position = schema.error().position,
                            .code = "GL6017",
                            .message = schema.error().message});
        return;
    }
    plan.graphQlSchema = std::make_shared<const graphql::Schema>(std::move(*schema));
    policy::DocumentSet documents;
    for (const auto& [path, document] : child(description, "resolvers")) {
        const std::size_t slash = path.find('/');
        Resolver resolver;
        resolver.type = path.substr(0, slash);
        resolver.field = path.substr(slash + 1);
        resolver.policy
            = {"resolvers/" + std::string(path) + ".xml", std::string(document.as_string())};
        policy::ComposedResolver composed
            = policy::composeResolver(workspace, *plan.api, resolver, namedValues, documents);
        findings.insert(findings.end(), composed.findings.begin(), composed.findings.end());
        if (composed.source)
            plan.resolverSources.push_back(
                {plan.api->key(), resolver.type, resolver.field, std::move(*composed.source)});
    }
}

class MapResolver final : public policy::NamedValueResolver
{
public:
    explicit MapResolver(const json::object& values)
    {
        for (const auto& [name, value] : values)
            m_values.emplace(name, value.as_string());
    }
    [[nodiscard]] std::optional<std::string> valueOf(std::string_view name) const override
    {
        const auto found = m_values.find(std::string(name));
        return found == m_values.end() ? std::nullopt : std::optional(found->second);
    }

private:
    std::map<std::string, std::string> m_values;
};

std::string nameOf(HttpVersion version)
{
    switch (version) {
    case HttpVersion::Http1:
        return "1";
    case HttpVersion::Http2:
        return "2";
    case HttpVersion::Http2OrHttp1:
        return "2or1";
    }
    return {};
}

} // namespace

boost::asio::awaitable<Result<IncomingResponse>> ScriptedTransport::send(OutgoingRequest request)
{
    std::string body = std::move(request.body.bytes);
    if (request.body.stream) {
        Result<std::string> read = co_await readAll(*request.body.stream, 1 << 20);
        if (read)
            body = std::move(*read);
    }
    const std::string url = request.url.toString();
    SeenRequest call{request.method,
                     url,
                     request.headers,
                     body,
                     request.timeout,
                     {},
                     {},
                     nameOf(request.version),
                     request.continueTimeout};
    if (request.proxy)
        call.proxy = request.proxy->host + ':' + std::to_string(request.proxy->port)
            + (request.proxy->authorization.empty() ? "" : ' ' + request.proxy->authorization);
    if (request.identity)
        call.certificate = request.identity->thumbprint();
    seen.push_back(std::move(call));
    Answer answer = nextAnswer(url);
    if (answer.failure)
        co_return Error{*answer.failure, "scripted failure", {}};
    IncomingResponse response;
    response.statusCode = answer.statusCode;
    response.reason = reasonPhrase(answer.statusCode);
    response.headers = answer.headers;
    response.body = std::make_unique<BytesReader>(answer.body);
    co_return response;
}

ScriptedTransport::Answer ScriptedTransport::nextAnswer(const std::string& url)
{
    std::deque<Answer>* answers = &script;
    for (auto& [part, routed] : routes) {
        if (url.find(part) != std::string::npos)
            answers = &routed;
    }
    if (answers->empty())
        return {};
    Answer answer = answers->front();
    // The last answer of a route stays.
    if (answers == &script || answers->size() > 1)
        answers->pop_front();
    return answer;
}

boost::asio::awaitable<Result<std::optional<std::string>>> FakeExternalCache::get(std::string key)
{
    if (!isReachable)
        co_return Error{ErrorCode::Refused, "scripted failure", {}};
    const auto found = entries.find(key);
    co_return found == entries.end() ? std::nullopt : std::optional(found->second);
}

boost::asio::awaitable<Result<void>> FakeExternalCache::set(std::string key, std::string bytes,
                                                            std::chrono::seconds)
{
    if (!isReachable)
        co_return Error{ErrorCode::Refused, "scripted failure", {}};
    entries[std::move(key)] = std::move(bytes);
    co_return Result<void>();
}

boost::asio::awaitable<Result<bool>> FakeExternalCache::remove(std::string key)
{
    if (!isReachable)
        co_return Error{ErrorCode::Refused, "scripted failure", {}};
    const bool wasThere = entries.erase(key) > 0;
    co_return wasThere;
}

boost::asio::awaitable<void> FakeServices::delay(Micros duration)
{
    delays.push_back(duration);
    time += duration;
    co_return;
}

ScriptedTransport::Answer answerOf(const json::object& description)
{
    ScriptedTransport::Answer answer;
    answer.statusCode = static_cast<int>(number(description, "status", 200));
    answer.headers = headersOf(description);
    answer.body = bodyOf(description);
    const std::string failure = text(description, "fails");
    if (failure == "Timeout")
        answer.failure = ErrorCode::Timeout;
    else if (failure == "PeerClosed")
        answer.failure = ErrorCode::PeerClosed;
    else if (!failure.empty())
        answer.failure = ErrorCode::Refused;
    return answer;
}

struct PolicyHarness::Parts
{
    test::TemporaryFolder folder;
    std::shared_ptr<Workspace> workspace = std::make_shared<Workspace>();
    expression::ApiFacts api;
    expression::OperationFacts operation;
    expression::ProductFacts product;
    expression::SubscriptionFacts subscription;
    expression::UserFacts user;
    expression::DeploymentFacts deployment;
    bool hasProduct = false;
    bool hasSubscription = true;
};

PolicyHarness::PolicyHarness(const json::object& description)
    : m_parts(std::make_unique<Parts>())
{
    Workspace& workspace = *m_parts->workspace;
    Api api;
    api.id = "things";
    api.displayName = "Things";
    api.path = "things";
    api.serviceUrl = text(description, "serviceUrl", "https://backend.example/base");
    api.type = description.contains("graphql") ? ApiType::GraphQl : ApiType::Http;
    api.operations.push_back(operationOf(description));
    api.policy = documentOf(description, "apis/things/policy.xml");
    const Operation& operation = api.operations.front();
    m_parts->api = {.id = "things", .name = "Things", .path = "/things"};
    m_parts->operation
        = {operation.id, operation.method, operation.displayName, operation.urlTemplate};
    workspace.apis.push_back(std::move(api));
    if (description.contains("global"))
        workspace.policy = documentOf(child(description, "global"), "policy.xml");
    if (description.contains("product")) {
        Product product;
        product.id = "starter";
        product.apiIds = {"things"};
        product.policy = documentOf(child(description, "product"), "products/starter/policy.xml");
        workspace.products.push_back(std::move(product));
        m_parts->product = {.id = "starter", .name = "Starter"};
        m_parts->hasProduct = true;
    }
    if (description.contains("serviceWorkspace")) {
        workspace.apis.front().workspaceId = "team";
        workspace.serviceWorkspaces.push_back(
            {"team", "Team",
             documentOf(child(description, "serviceWorkspace"), "workspaces/team/policy.xml")});
    }
    for (const auto& [id, content] : child(description, "fragments"))
        workspace.fragments.push_back({std::string(id),
                                       {},
                                       {"policy fragments/" + std::string(id) + "/policy.xml",
                                        std::string(content.as_string())}});
    for (const json::value& backend : list(description, "backends"))
        workspace.backends.push_back(backendOf(backend.as_object()));
    for (const json::value& logger : list(description, "loggers")) {
        Logger entity;
        entity.id = logger.as_string();
        entity.type = LoggerType::AzureEventHub;
        workspace.loggers.push_back(std::move(entity));
    }
    m_parts->hasSubscription = flag(description, "subscription", true);
    m_parts->subscription = {.id = "sub-1", .name = "First"};
    m_parts->subscription.createdDate = *parseIso8601("2026-11-01T00:00:00Z");
    m_parts->user = {.id = "user-1"};
    m_parts->deployment.region = "West Europe";

    const MapResolver namedValues(child(description, "namedValues"));
    for (const auto& [name, value] : child(description, "namedValues"))
        workspace.namedValues.push_back({.id = std::string(name),
                                         .displayName = std::string(name),
                                         .value = std::string(value.as_string())});
    const Api& stored = workspace.apis.front();
    PlanContext plan;
    plan.workspace = m_parts->workspace;
    plan.api = &stored;
    plan.operation = &stored.operations.front();
    plan.product = workspace.products.empty() ? nullptr : &workspace.products.front();
    plan.bodyLimitBytes = static_cast<std::uint64_t>(number(description, "bodyLimit", 1 << 20));
    readLocal(description, workspace.local);
    makeDatabases(description, workspace, m_parts->folder.path());
    plan.certificate = certificatesOf(description);
    for (const auto& [id, schema] : child(description, "schemas")) {
        const bool isXml = schema.is_string();
        workspace.schemas.push_back(
            {std::string(id), isXml,
             isXml ? std::string(schema.as_string()) : json::serialize(schema)});
    }
    services.hasExternalCache = description.contains("externalCache");
    if (services.hasExternalCache) {
        workspace.caches.push_back({.id = "default", .connectionString = "redis.example:6379"});
        services.external.isReachable = text(description, "externalCache") != "unreachable";
    }
    plan.authorization = [&workspace](std::string_view provider, std::string_view id) {
        return authorizationOf(workspace.local, provider, id);
    };
    readGraphQl(description, workspace, namedValues, plan, m_findings);
    plan.odataModel = modelOf(description);
    BackendTable::Built backends = BackendTable::build(workspace, namedValues, plan.certificate);
    plan.backends = backends.table;
    policy::ComposedPolicy composed
        = policy::compose(workspace, {plan.product, plan.api, plan.operation}, namedValues);
    CompiledPlan compiled = compilePolicyPlan(composed.policy, plan);
    for (const Findings* findings : {&backends.findings, &composed.findings, &compiled.findings})
        m_findings.insert(m_findings.end(), findings->begin(), findings->end());
    m_plan = compiled.plan;
}

PolicyHarness::~PolicyHarness() = default;

void PolicyHarness::prepare(ExchangeContext& context, const json::object& request) const
{
    context.services = const_cast<FakeServices*>(&services);
    context.request.method = text(request, "method", "GET");
    const Result<Url> url
        = parseUrl("https://gateway.example" + text(request, "url", "/things/items/7"));
    context.request.originalUrl = *url;
    context.request.url = *url;
    context.request.headers = headersOf(request);
    context.request.ipAddress = text(request, "ip", "203.0.113.7");
    if (request.contains("certificate"))
        context.request.clientCertificate = base64Decode(text(request, "certificate"));
    context.request.matchedParameters = {{"id", "7"}};
    for (const auto& [name, value] : child(request, "parameters"))
        context.request.matchedParameters.emplace_back(name, std::string(value.as_string()));
    if (request.contains("body")) {
        context.request.body.state = MessageBody::State::Streaming;
        context.requestStream = std::make_unique<BytesReader>(bodyOf(request));
    }
    context.operationPath = url->path.substr(std::string_view("/things").size());
    const Result<Url> base = parseUrl(m_parts->workspace->apis.front().serviceUrl);
    if (base)
        context.backendBaseUrl = *base;
    context.request.url.query = url->query;
    refreshRequestUrl(context);
    context.record = std::make_unique<Exchange>();
    context.record->operationId = "0123456789abcdef0123456789abcdef";
    context.captureBytes = 4096;
    expression::PolicyContext& facts = context.facts;
    facts.api = &m_parts->api;
    facts.operation = &m_parts->operation;
    facts.deployment = &m_parts->deployment;
    facts.product = m_parts->hasProduct ? &m_parts->product : nullptr;
    facts.subscription = m_parts->hasSubscription ? &m_parts->subscription : nullptr;
    facts.user = m_parts->hasSubscription ? &m_parts->user : nullptr;
    facts.request = &context.request;
    facts.variables = &context.variables;
    facts.requestId = "00000000-0000-4000-8000-000000000001";
    facts.timestamp = services.time;
    facts.startedAt = std::chrono::steady_clock::now();
}

Ran PolicyHarness::run(const json::object& request, bool isTraced)
{
    ExchangeContext context;
    prepare(context, request);
    context.isStepTracing = isTraced;
    const std::size_t seenBefore = services.transport.seen.size();
    Ran ran;
    asio::io_context io;
    std::exception_ptr failure;
    const bool isPreflight = flag(request, "preflight", false);
    asio::co_spawn(
        io,
        [](const PolicyPlan& plan, ExchangeContext& exchange, Ran& result,
           bool preflight) -> asio::awaitable<void> {
            if (preflight)
                result.isPreflightAnswered = co_await plan.runPreflight(exchange);
            else
                co_await plan.run(exchange);
            static_cast<void>(co_await bufferResponseBody(exchange, 1 << 22));
            exchange.record->responseBytes
                = exchange.response ? exchange.response->body.bytes.size() : 0;
            exchange.record->requestBytes = exchange.request.body.bytes.size();
            for (const auto& work : std::exchange(exchange.deferred, {}))
                co_await work();
        }(*m_plan, context, ran, isPreflight),
        [&](std::exception_ptr caught) { failure = caught; });
    io.run();
    if (failure)
        std::rethrow_exception(failure);
    if (context.response)
        ran.response = std::move(*context.response);
    for (const auto& [name, value] : context.variables)
        ran.variables[name] = value.toText();
    ran.record = std::move(context.record);
    ran.backend.assign(services.transport.seen.begin() + static_cast<std::ptrdiff_t>(seenBefore),
                       services.transport.seen.end());
    return ran;
}

} // namespace gatelens::proxy::testing
