#include "proxy/gateway/gateway_exchange.h"

#include "core/diagnostics/exchange_logging.h"
#include "core/telemetry/ids.h"
#include "proxy/gateway/correlation.h"
#include "proxy/gateway/error_response.h"
#include "proxy/gateway/forwarding.h"
#include "proxy/gateway/management_calls.h"
#include "proxy/gateway/policies/cors.h"
#include "proxy/gateway/trace_document.h"

#include <charconv>
#include <utility>

namespace gatelens::proxy {

using boost::asio::awaitable;

namespace {

Micros between(std::chrono::steady_clock::time_point start,
               std::chrono::steady_clock::time_point end)
{
    return std::chrono::duration_cast<Micros>(end - start);
}

/// Reads "host", "host:port", "[::1]:port" into a URL whose scheme is known.
void readAuthority(Url& url, std::string_view authority)
{
    std::string_view host = authority;
    std::string_view port;
    const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
    if (const std::size_t colon
        = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
        colon != std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon + 1);
    }
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    url.host = host;
    url.port = defaultPort(url.scheme);
    if (!port.empty())
        std::from_chars(port.data(), port.data() + port.size(), url.port);
}

bool isPreflight(const RequestMessage& request)
{
    return request.method == "OPTIONS" && request.headers.contains("Origin")
        && request.headers.contains("Access-Control-Request-Method");
}

std::string apiTypeName(ApiType type)
{
    switch (type) {
    case ApiType::Http:
        return "http";
    case ApiType::Soap:
        return "soap";
    case ApiType::WebSocket:
        return "websocket";
    case ApiType::GraphQl:
        return "graphql";
    }
    return "http";
}

} // namespace

GatewayExchange::GatewayExchange(std::shared_ptr<const ServingPlan> serving,
                                 GatewayRuntime& runtime)
    : m_serving(std::move(serving))
    , m_plan(*m_serving->plan)
    , m_runtime(runtime)
{
    m_plan.inFlight().fetch_add(1, std::memory_order_relaxed);
    m_runtime.active.fetch_add(1, std::memory_order_relaxed);
}

GatewayExchange::~GatewayExchange()
{
    m_plan.inFlight().fetch_sub(1, std::memory_order_relaxed);
    if (m_runtime.active.fetch_sub(1) == 1 && m_runtime.isStopping) {
        const std::lock_guard lock(m_runtime.idleMutex);
        m_runtime.idle.notify_all();
    }
}

awaitable<void> GatewayExchange::serve(ServerExchange& http)
{
    m_runtime.requests.fetch_add(1, std::memory_order_relaxed);
    begin(http);
    co_await runPolicies();
    co_await sendResponse(http);
    complete(http);
}

void GatewayExchange::begin(ServerExchange& http)
{
    m_startedAt = http.firstByteAt();
    const Micros sinceStart = between(m_startedAt, Clock::now());
    m_context.record = std::make_unique<Exchange>();
    Exchange& record = *m_context.record;
    record.gateway = m_plan.identity();
    record.startedAt = now() - sinceStart;
    record.requestId = newGuid();
    record.clientTime = between(http.firstByteAt(), http.headReadAt());

    m_context.services = m_serving->services.get();
    m_context.isStepTracing = m_runtime.isStepTracing.load(std::memory_order_relaxed);
    expression::PolicyContext& facts = m_context.facts;
    facts.request = &m_context.request;
    facts.variables = &m_context.variables;
    facts.deployment = &m_plan.deployment();
    facts.requestId = record.requestId;
    facts.timestamp = record.startedAt;
    facts.startedAt = m_startedAt;
    facts.isTracing = m_context.isStepTracing;
    takeRequest(http);
    http.onPeerGone([this] { m_context.isClientGone = true; });
}

void GatewayExchange::takeRequest(ServerExchange& http)
{
    RequestHead& head = http.head();
    Exchange& record = *m_context.record;
    RequestMessage& request = m_context.request;
    readUrl(head, http.isTls());
    request.method = std::move(head.method);
    record.request.headers = head.headers;
    request.headers = std::move(head.headers);
    if (const std::string* const token = request.headers.find("Apim-Debug-Authorization"))
        m_debugToken = *token;
    if (const std::string* const wish = request.headers.find("Ocp-Apim-Trace"))
        m_asksForTrace = m_plan.settings().requestTracing && equalsIgnoringCase(*wish, "true");
    request.ipAddress = callerAddress(request.headers, http.peerAddress());
    request.clientCertificate = http.clientCertificate();
    m_context.upgrade = http.upgrade();
    record.method = request.method;
    record.url = request.originalUrl.toString();
    record.path = request.originalUrl.path;
    record.clientIp = request.ipAddress;
    m_context.requestCapture = std::make_shared<BodyCapture>();
    if (std::unique_ptr<BodyReader> body = http.takeBody()) {
        m_context.requestStream = capturing(std::move(body), m_context.requestCapture);
        request.body.state = MessageBody::State::Streaming;
    }
}

/// The first address that a proxy before the gateway noted, where the workspace names its header.
std::string GatewayExchange::callerAddress(const HeaderList& headers,
                                           const std::string& peerAddress) const
{
    const std::string& name = m_plan.settings().callerIpHeader;
    const std::string* const chain = name.empty() ? nullptr : headers.find(name);
    if (chain == nullptr)
        return peerAddress;
    std::string first = chain->substr(0, chain->find(','));
    first.erase(0, first.find_first_not_of(" \t"));
    first.erase(first.find_last_not_of(" \t") + 1);
    return first.empty() ? peerAddress : first;
}

void GatewayExchange::readUrl(const RequestHead& head, bool isTls)
{
    Url url;
    url.scheme = isTls ? "https" : "http";
    const std::string* const host = head.headers.find("Host");
    readAuthority(url, host != nullptr ? *host : std::string_view("localhost"));
    std::string_view target = head.target;
    if (!target.starts_with('/')) { // absolute form, as sent to proxies
        const std::size_t scheme = target.find("://");
        const std::size_t slash
            = scheme == std::string_view::npos ? scheme : target.find('/', scheme + 3);
        target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
    }
    target = target.substr(0, target.find('#'));
    const std::size_t question = target.find('?');
    url.path = target.substr(0, question);
    if (question != std::string_view::npos)
        url.query = target.substr(question + 1);
    m_context.request.originalUrl = url;
    m_context.request.url = std::move(url);
}

awaitable<void> GatewayExchange::runPolicies()
{
    const RequestMessage& request = m_context.request;
    const Route route = m_plan.router().match(request.method, request.originalUrl.path,
                                              request.originalUrl.query, request.headers);
    enterApi(route);
    const ApiPlan& api = *m_context.api;
    if (!m_debugToken.empty() && api.api != nullptr)
        checkDebugToken(api.api->id);
    if (!route.operation) {
        if (isPreflight(request) || isCrossDomainFile(request)) {
            const bool isAnswered = co_await answerPreflight(route);
            if (isAnswered)
                co_return;
        }
        m_context.record->isAnsweredByGateway = true;
        raiseError(m_context, operationNotFoundError(), resourceNotFound());
        co_await api.policyFor(std::nullopt, std::nullopt).runOnError(m_context);
        co_return;
    }
    enterOperation(route);
    const Admission admission = m_plan.subscriptions().check(*api.api, request);
    if (admission.kind != Admission::Kind::Admitted) {
        co_await refuse(admission, route.operation);
        co_return;
    }
    admit(admission);
    if (m_asksForTrace)
        traceSteps({"Ocp-Apim-Trace-Location",
                    request.originalUrl.scheme + "://" + request.originalUrl.authority()
                        + tracePath(m_context.record->requestId)});
    co_await api.policyFor(admission.product, route.operation).run(m_context);
}

/// A token asks for a trace of one API; what is wrong with it is told in a header.
void GatewayExchange::checkDebugToken(const std::string& apiId)
{
    const RequestTraces::Check check = m_runtime.traces.check(m_debugToken, apiId, now());
    switch (check.verdict) {
    case RequestTraces::Verdict::Valid:
        traceSteps({"Apim-Trace-Id", m_context.record->requestId});
        break;
    case RequestTraces::Verdict::Expired:
        m_traceHeaders.push_back({"Apim-Debug-Authorization-Expired", toIso8601(check.expiresAt)});
        break;
    case RequestTraces::Verdict::WrongApi:
        m_traceHeaders.push_back({"Apim-Debug-Authorization-WrongAPI",
                                  "The token is for the API '" + check.apiId + "'."});
        break;
    case RequestTraces::Verdict::Unknown:
        break;
    }
}

void GatewayExchange::traceSteps(HeaderField answer)
{
    m_isTraceKept = true;
    m_context.isStepTracing = true;
    m_context.facts.isTracing = true;
    m_traceHeaders.push_back(std::move(answer));
}

void GatewayExchange::enterApi(const Route& route)
{
    const ApiPlan& api = m_plan.api(route.api);
    m_context.api = &api;
    m_context.captureBytes = api.captureBytes;
    m_context.requestCapture->limit = api.captureBytes;
    beginCorrelation(m_context, api.correlation, api.requestContext);
    if (api.api == nullptr)
        return;
    Exchange& record = *m_context.record;
    record.apiId = api.api->id;
    record.apiName = api.api->displayName;
    record.apiType = apiTypeName(api.api->type);
    record.apiRevision = api.api->revision;
    record.workspaceId = api.api->workspaceId;
    m_context.facts.api = &api.facts;
    m_context.backendBaseUrl = api.serviceUrl;
    m_context.operationPath = route.operationPath;
    refreshRequestUrl(m_context);
}

void GatewayExchange::enterOperation(const Route& route)
{
    m_context.operation = &m_context.api->api->operations[*route.operation];
    m_context.facts.operation = &m_context.api->operations[*route.operation];
    m_context.request.matchedParameters = route.parameters;
    m_context.record->apimOperationId = m_context.operation->id;
    m_context.record->apimOperationName = m_context.operation->displayName;
}

/// Only the policies of the operation that the browser is going to call can answer; without one,
/// those of the API.
awaitable<bool> GatewayExchange::answerPreflight(const Route& route)
{
    const RequestMessage& request = m_context.request;
    std::optional<std::size_t> operation;
    if (route.api && isPreflight(request)) {
        const std::string* const method = request.headers.find("Access-Control-Request-Method");
        operation = m_plan.router()
                        .match(*method, request.originalUrl.path, request.originalUrl.query,
                               request.headers)
                        .operation;
    }
    co_return co_await m_context.api->policyFor(std::nullopt, operation).runPreflight(m_context);
}

awaitable<void> GatewayExchange::refuse(const Admission& admission,
                                        std::optional<std::size_t> operation)
{
    const Api& api = *m_context.api->api;
    const Url& url = m_context.request.originalUrl;
    const std::string realm = url.scheme + "://" + url.authority() + "/" + api.path;
    m_context.record->isAnsweredByGateway = true;
    if (admission.kind == Admission::Kind::MissingKey)
        raiseError(m_context, missingSubscriptionKeyError(),
                   missingSubscriptionKey(realm, api.subscriptionKeyHeader));
    else
        raiseError(m_context, invalidSubscriptionKeyError(),
                   invalidSubscriptionKey(realm, api.subscriptionKeyHeader));
    co_await m_context.api->policyFor(std::nullopt, operation).runOnError(m_context);
}

void GatewayExchange::admit(const Admission& admission)
{
    Exchange& record = *m_context.record;
    if (admission.product) {
        const expression::ProductFacts& product = m_plan.product(*admission.product);
        m_context.facts.product = &product;
        record.productId = product.id;
        record.productName = product.name;
    }
    if (admission.subscription != nullptr) {
        record.subscriptionId = admission.subscription->id;
        record.subscriptionName = admission.subscription->displayName;
        record.userId = admission.subscription->ownerId;
    }
    m_context.facts.subscription = admission.facts;
    m_context.facts.user = admission.user;
}

OutgoingBody GatewayExchange::takeResponseBody()
{
    OutgoingBody body;
    MessageBody& message = m_context.response->body;
    m_responseCapture = std::make_shared<BodyCapture>();
    m_responseCapture->limit = m_context.captureBytes;
    if (message.state == MessageBody::State::Streaming && m_context.responseStream) {
        body.stream = capturing(std::move(m_context.responseStream), m_responseCapture);
    } else if (message.state == MessageBody::State::Buffered) {
        body.bytes = std::move(message.bytes);
        m_responseCapture->add(body.bytes);
    }
    message.state = MessageBody::State::Consumed;
    return body;
}

awaitable<void> GatewayExchange::sendResponse(ServerExchange& http)
{
    Exchange& record = *m_context.record;
    if (http.isPeerGone()) {
        record.isSentInFull = false;
        noteError("forward-request", "ClientConnectionFailure", "The operation was canceled");
        co_return;
    }
    ResponseMessage& response = ensureResponse(m_context);
    record.statusCode = response.statusCode;
    ResponseHead head;
    head.statusCode = response.statusCode;
    head.reason = std::move(response.statusReason);
    head.headers = std::move(response.headers);
    if (m_context.propagatesLegacy && !m_context.requestContext.empty())
        head.headers.set("Request-Context", m_context.requestContext);
    for (HeaderField& field : m_traceHeaders)
        head.headers.set(field.name, std::move(field.value));

    const Clock::time_point sendingAt = Clock::now();
    Result<void> sent{};
    if (m_context.upgraded) {
        sent = co_await http.tunnel(head, std::move(m_context.upgraded));
    } else {
        OutgoingBody body = takeResponseBody();
        sent = co_await http.respond(head, std::move(body));
    }
    record.clientTime += between(sendingAt, Clock::now());
    record.response.headers = std::move(head.headers);
    noteTransfer(http, sent);
}

void GatewayExchange::noteTransfer(ServerExchange& http, const Result<void>& sent)
{
    Exchange& record = *m_context.record;
    record.responseBytes = http.bodyBytesSent();
    if (sent)
        return;
    record.isSentInFull = false;
    const bool isBackendsFault = m_responseCapture && m_responseCapture->isBroken;
    if (isBackendsFault && !m_context.isClientGone)
        noteError("transfer-response", "BackendConnectionFailure", sent.error().message);
    else
        noteError("transfer-response", "ClientConnectionFailure", "A task was canceled");
}

/// Adds an error that no policy can see any more; one that the policies have already met is kept.
void GatewayExchange::noteError(std::string source, std::string reason, std::string message)
{
    Exchange& record = *m_context.record;
    for (const ExchangeError& known : record.errors) {
        if (known.reason == reason)
            return;
    }
    ExchangeError error;
    error.at = now();
    error.source = std::move(source);
    error.reason = std::move(reason);
    error.message = std::move(message);
    record.errors.push_back(std::move(error));
}

void GatewayExchange::complete(ServerExchange& http)
{
    http.onPeerGone(nullptr);
    Exchange& record = *m_context.record;
    record.duration = between(m_startedAt, Clock::now());
    record.requestBytes = m_context.requestCapture->totalBytes;
    m_context.requestCapture->moveInto(record.request);
    if (m_responseCapture)
        m_responseCapture->moveInto(record.response);
    record.response.bodyBytes = record.responseBytes;
    m_context.requestStream.reset();
    m_context.responseStream.reset();
}

awaitable<void> GatewayExchange::runDeferredWork()
{
    for (const auto& work : std::exchange(m_context.deferred, {})) {
        try {
            co_await work();
        } catch (const std::exception& failure) {
            noteError("deferred", "InternalError", failure.what());
        }
    }
}

void GatewayExchange::finish()
{
    finishCalls(m_context);
    Exchange& record = *m_context.record;
    applyDiagnostics(record, m_context.api->diagnostics, m_plan.captureRules());
    if (isFailed(record))
        m_runtime.failed.fetch_add(1, std::memory_order_relaxed);
    if (m_isTraceKept)
        m_runtime.traces.keep(
            record.requestId,
            traceDocument(record,
                          {m_context.api->api, m_context.operation, m_context.api->serviceUrl}));
    m_runtime.metrics.add(record);
    if (m_runtime.observer)
        m_runtime.observer(record);
    m_runtime.store.offer(std::move(m_context.record));
}

} // namespace gatelens::proxy
