#include "proxy/gateway/gateway.h"

#include "proxy/gateway/certificate_store.h"
#include "proxy/gateway/gateway_exchange.h"
#include "proxy/gateway/management_calls.h"
#include "proxy/gateway/policies/policy_state.h"
#include "proxy/http/pooled_client.h"
#include "proxy/redis/redis_cache.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace gatelens::proxy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kHousekeepingInterval{5};
constexpr int kCancelAttempts = 100;

/// Cancellation of work that runs after responses; one list a thread, touched there only.
using SignalList = std::list<asio::cancellation_signal>;

class WorkspaceNamedValues : public policy::NamedValueResolver
{
public:
    WorkspaceNamedValues(std::shared_ptr<const Workspace> workspace, const SecretResolver& secrets)
        : m_workspace(std::move(workspace))
        , m_secrets(secrets)
    {
    }

    std::optional<std::string> valueOf(std::string_view displayName) const override
    {
        return namedValue(*m_workspace, m_secrets, displayName);
    }

private:
    std::shared_ptr<const Workspace> m_workspace;
    SecretResolver m_secrets;
};

/// A connection of secrets.authorizations; empty when it is not there, or its token has no value.
std::optional<StoredAuthorization> storedAuthorization(const Workspace& workspace,
                                                       const SecretResolver& secrets,
                                                       std::string_view provider,
                                                       std::string_view id)
{
    const auto connections = workspace.local.authorizations.find(std::string(provider));
    if (connections == workspace.local.authorizations.end())
        return std::nullopt;
    const auto found = connections->second.find(std::string(id));
    if (found == connections->second.end())
        return std::nullopt;
    StoredAuthorization authorization;
    authorization.claims = found->second.claims;
    if (!found->second.accessToken)
        return authorization;
    authorization.accessToken = secrets.valueOf(*found->second.accessToken).value_or("");
    return authorization.accessToken.empty() ? std::nullopt : std::optional(authorization);
}

PlanInputs planInputs(const std::shared_ptr<const Workspace>& workspace,
                      const SecretResolver& secrets, const BuiltinBackends& builtins)
{
    PlanInputs inputs;
    inputs.workspace = workspace;
    inputs.namedValues = std::make_shared<WorkspaceNamedValues>(workspace, secrets);
    inputs.instrumentationKeyOf = [&workspace, &secrets](const Logger& logger) {
        return instrumentationKey(*workspace, secrets, logger);
    };
    inputs.hasBuiltin
        = [&builtins](std::string_view name) { return builtins && builtins(name) != nullptr; };
    const auto certificates
        = std::make_shared<const CertificateStore>(*workspace, secrets, inputs.findings);
    inputs.certificate = [certificates](std::string_view name) { return certificates->find(name); };
    inputs.authorization = [workspace, secrets](std::string_view provider, std::string_view id) {
        return storedAuthorization(*workspace, secrets, provider, id);
    };
    inputs.clientTrust = readClientTrust(*workspace, inputs.findings);
    if (workspace->local.managedIdentityToken)
        inputs.managedIdentityToken
            = secrets.valueOf(*workspace->local.managedIdentityToken).value_or("");
    for (const Subscription& subscription : workspace->subscriptions) {
        SubscriptionKeys keys = subscriptionKeys(*workspace, secrets, subscription);
        inputs.subscriptionKeys[subscription.id]
            = {std::move(keys.primary), std::move(keys.secondary)};
    }
    return inputs;
}

} // namespace

struct Gateway::Impl : std::enable_shared_from_this<Gateway::Impl>
{
    Impl(IoThreads& ioThreads, Store& store, GatewayOptions gatewayOptions)
        : threads(ioThreads)
        , options(std::move(gatewayOptions))
        , state(options.counterStorage)
        , runtime(store)
        , deferredSignals(ioThreads.count())
    {
        runtime.observer = options.observer;
    }

    [[nodiscard]] std::shared_ptr<const ServingPlan> serving();
    Result<std::shared_ptr<HttpTransport>> clientFor(const TlsSettings& tls);
    Result<std::shared_ptr<ExternalCache>> cacheFor(const Workspace& workspace,
                                                    const SecretResolver& secrets);
    ApplyReport apply(std::shared_ptr<const Workspace> workspace, const SecretResolver& secrets);
    asio::awaitable<void> handle(ServerExchange& http);
    void finishLater(const asio::any_io_executor& executor,
                     std::unique_ptr<GatewayExchange> exchange);
    static asio::awaitable<void> runDeferred(std::unique_ptr<GatewayExchange> exchange);
    bool waitUntilIdle(std::chrono::milliseconds time);
    void endDeferredWork(std::chrono::milliseconds drain);
    Result<std::unique_ptr<HttpServer>> listen(ListenAddress& address, bool isTls);
    Result<void> start();
    std::vector<std::shared_ptr<HttpServer>> servers();
    void stop(std::chrono::milliseconds drain);
    void flushMetrics(MetricAggregator::Flush which);
    void keepHouse(const std::stop_token& stopping);

    IoThreads& threads;
    GatewayOptions options;
    PolicyState state;
    GatewayRuntime runtime;
    std::atomic<std::int64_t> clockOffset{0};

    std::vector<SignalList> deferredSignals;

    std::mutex planMutex; ///< guards `current`
    std::shared_ptr<const ServingPlan> current;

    std::mutex serversMutex; ///< guards both listeners, for readers of their state
    std::shared_ptr<HttpServer> http;
    std::shared_ptr<HttpServer> https;

    std::mutex controlMutex; ///< held by apply, start and stop, before any other; guards the client
    std::shared_ptr<HttpTransport> client;
    TlsSettings clientTls;
    std::shared_ptr<ExternalCache> externalCache;
    std::optional<RedisAddress> externalCacheAddress;
    std::condition_variable_any wake;
    std::mutex wakeMutex;
    std::jthread housekeeper;
};

std::shared_ptr<const ServingPlan> Gateway::Impl::serving()
{
    const std::lock_guard lock(planMutex);
    return current;
}

Result<std::shared_ptr<HttpTransport>> Gateway::Impl::clientFor(const TlsSettings& tls)
{
    if (client && clientTls == tls)
        return client;
    ClientOptions clientOptions;
    clientOptions.upstreamCaFile = tls.upstreamCaFile;
    clientOptions.verifiesTls = tls.verifyUpstream;
    Result<std::unique_ptr<PooledClient>> made = PooledClient::create(std::move(clientOptions));
    if (!made)
        return made.error();
    client = std::move(*made);
    clientTls = tls;
    return client;
}

/// The first cache of the workspace, as the default one serves all regions; the connection stays
/// while its address does.
Result<std::shared_ptr<ExternalCache>> Gateway::Impl::cacheFor(const Workspace& workspace,
                                                               const SecretResolver& secrets)
{
    if (workspace.caches.empty())
        return std::shared_ptr<ExternalCache>();
    const Cache& entity = workspace.caches.front();
    Result<RedisAddress> address
        = parseRedisAddress(withNamedValues(workspace, secrets, entity.connectionString));
    if (!address)
        return withContext(address.error(), "the cache '" + entity.id + "'");
    address->caFile = workspace.local.tls.upstreamCaFile;
    address->verifiesTls = workspace.local.tls.verifyUpstream;
    if (!externalCache || externalCacheAddress != *address) {
        externalCache = std::make_shared<RedisCache>(*address);
        externalCacheAddress = *address;
    }
    return externalCache;
}

ApplyReport Gateway::Impl::apply(std::shared_ptr<const Workspace> workspace,
                                 const SecretResolver& secrets)
{
    const std::lock_guard lock(controlMutex);
    const auto startedAt = std::chrono::steady_clock::now();
    ApplyReport report;
    GatewayPlan::Built built = GatewayPlan::build(planInputs(workspace, secrets, options.builtins));
    report.findings = std::move(built.findings);
    Result<std::shared_ptr<HttpTransport>> transport = clientFor(workspace->local.tls);
    if (!transport) {
        Finding finding;
        finding.position.file = "gatelens.json";
        finding.code = "GL6104";
        finding.message = transport.error().message;
        report.findings.push_back(std::move(finding));
    }
    Result<std::shared_ptr<ExternalCache>> cache = cacheFor(*workspace, secrets);
    if (!cache) {
        Finding finding;
        finding.position.file = "caches/" + workspace->caches.front().id + "/cacheInformation.json";
        finding.code = "GL6106";
        finding.message = cache.error().message;
        report.findings.push_back(std::move(finding));
    }
    if (built.plan && transport && cache) {
        auto next = std::make_shared<ServingPlan>();
        next->plan = std::move(built.plan);
        next->services = std::make_unique<GatewayServices>(workspace, *transport, options.builtins,
                                                           state, clockOffset, *cache);
        std::shared_ptr<const ServingPlan> old = std::move(next);
        {
            const std::lock_guard planLock(planMutex);
            current.swap(old);
        }
        report.isApplied = true;
        report.requestsOnOldPlan = old ? old->plan->inFlight().load() : 0;
    }
    report.duration
        = std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - startedAt);
    return report;
}

asio::awaitable<void> Gateway::Impl::handle(ServerExchange& connection)
{
    if (isManagementCall(connection.head().target)) {
        co_await answerManagementCall(connection, runtime.traces, now());
        co_return;
    }
    auto exchange = std::make_unique<GatewayExchange>(serving(), runtime);
    co_await exchange->serve(connection);
    if (!exchange->hasDeferredWork()) {
        exchange->finish();
        co_return;
    }
    finishLater(co_await asio::this_coro::executor, std::move(exchange));
}

/// Work that policies left for after the response: the client's next request does not wait for it.
void Gateway::Impl::finishLater(const asio::any_io_executor& executor,
                                std::unique_ptr<GatewayExchange> exchange)
{
    SignalList& signals = deferredSignals[IoThreads::currentIndex()];
    const auto signal = signals.emplace(signals.end());
    asio::co_spawn(executor, runDeferred(std::move(exchange)),
                   asio::bind_cancellation_slot(
                       signal->slot(), [&signals, signal](const std::exception_ptr& failure) {
                           if (failure)
                               spdlog::error("finishing an exchange failed unexpectedly");
                           signals.erase(signal);
                       }));
}

asio::awaitable<void> Gateway::Impl::runDeferred(std::unique_ptr<GatewayExchange> exchange)
{
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await exchange->runDeferredWork();
    exchange->finish();
}

bool Gateway::Impl::waitUntilIdle(std::chrono::milliseconds time)
{
    std::unique_lock lock(runtime.idleMutex);
    return runtime.idle.wait_for(lock, time, [this] { return runtime.active.load() == 0; });
}

void Gateway::Impl::endDeferredWork(std::chrono::milliseconds drain)
{
    runtime.isStopping = true;
    bool isIdle = waitUntilIdle(drain);
    for (int attempt = 0; !isIdle && attempt < kCancelAttempts; ++attempt) {
        threads.runOnEach([this](std::size_t index) {
            for (asio::cancellation_signal& signal : deferredSignals[index])
                signal.emit(asio::cancellation_type::terminal);
        });
        isIdle = waitUntilIdle(std::chrono::milliseconds(100));
    }
    if (!isIdle)
        spdlog::error("{} exchanges did not end", runtime.active.load());
    runtime.isStopping = false;
}

Result<std::unique_ptr<HttpServer>> Gateway::Impl::listen(ListenAddress& address, bool isTls)
{
    ServerOptions serverOptions;
    serverOptions.host = address.host;
    serverOptions.port = address.port;
    serverOptions.limits = options.limits;
    if (isTls)
        serverOptions.tls = options.tls;
    auto server = HttpServer::listen(threads, std::move(serverOptions),
                                     [this](ServerExchange& exchange) { return handle(exchange); });
    if (server)
        address.port = (*server)->port();
    return server;
}

Result<void> Gateway::Impl::start()
{
    const std::lock_guard lock(controlMutex);
    if (!servers().empty())
        return {};
    if (!serving())
        return Error{ErrorCode::InvalidArgument,
                     "the gateway has no workspace that compiles; mend it and apply it first",
                     {}};
    std::shared_ptr<HttpServer> plain;
    std::shared_ptr<HttpServer> secured;
    if (options.http) {
        auto server = listen(*options.http, false);
        if (!server)
            return server.error();
        plain = std::move(*server);
    }
    if (options.https && options.tls) {
        auto server = listen(*options.https, true);
        if (!server)
            return server.error();
        secured = std::move(*server);
    }
    {
        const std::lock_guard serversLock(serversMutex);
        http = std::move(plain);
        https = std::move(secured);
    }
    housekeeper = std::jthread([this](const std::stop_token& stopping) { keepHouse(stopping); });
    return {};
}

std::vector<std::shared_ptr<HttpServer>> Gateway::Impl::servers()
{
    const std::lock_guard lock(serversMutex);
    std::vector<std::shared_ptr<HttpServer>> listening;
    for (const auto& server : {http, https}) {
        if (server)
            listening.push_back(server);
    }
    return listening;
}

void Gateway::Impl::stop(std::chrono::milliseconds drain)
{
    const std::lock_guard lock(controlMutex);
    {
        std::vector<std::jthread> stopping; // both listeners drain in the same time
        for (const auto& server : servers())
            stopping.emplace_back([server, drain] { server->stop(drain); });
    }
    {
        const std::lock_guard serversLock(serversMutex);
        http.reset();
        https.reset();
    }
    state.databases().cancelAll();
    if (housekeeper.joinable()) {
        housekeeper.request_stop();
        housekeeper.join();
    }
    endDeferredWork(drain);
    flushMetrics(MetricAggregator::Flush::Everything);
    state.flush();
}

void Gateway::Impl::flushMetrics(MetricAggregator::Flush which)
{
    runtime.metrics.flush(now(), which, [this](MetricItem item, const std::string& loggerId) {
        runtime.store.offerMetric(std::move(item), loggerId);
    });
}

void Gateway::Impl::keepHouse(const std::stop_token& stopping)
{
    std::unique_lock lock(wakeMutex);
    while (!stopping.stop_requested()) {
        wake.wait_for(lock, stopping, kHousekeepingInterval, [] { return false; });
        flushMetrics(MetricAggregator::Flush::Ended);
        state.flush();
    }
}

Gateway::Gateway(IoThreads& threads, Store& store, GatewayOptions options)
    : m_impl(std::make_shared<Impl>(threads, store, std::move(options)))
{
}

Gateway::~Gateway() { m_impl->stop(std::chrono::milliseconds(0)); }

ApplyReport Gateway::apply(std::shared_ptr<const Workspace> workspace,
                           const SecretResolver& secrets)
{
    return m_impl->apply(std::move(workspace), secrets);
}

bool Gateway::hasPlan() const { return m_impl->serving() != nullptr; }

Result<void> Gateway::start() { return m_impl->start(); }

void Gateway::stop(std::chrono::milliseconds drain) { m_impl->stop(drain); }

std::optional<std::string> Gateway::url() const
{
    const std::lock_guard lock(m_impl->serversMutex);
    return m_impl->http ? std::optional(m_impl->http->url()) : std::nullopt;
}

std::optional<std::string> Gateway::tlsUrl() const
{
    const std::lock_guard lock(m_impl->serversMutex);
    return m_impl->https ? std::optional(m_impl->https->url()) : std::nullopt;
}

GatewayCounters Gateway::counters() const
{
    GatewayCounters counters;
    counters.requests = m_impl->runtime.requests.load(std::memory_order_relaxed);
    counters.failed = m_impl->runtime.failed.load(std::memory_order_relaxed);
    counters.active = m_impl->runtime.active.load(std::memory_order_relaxed);
    for (const auto& server : m_impl->servers()) {
        const ServerCounters served = server->counters();
        counters.isRunning = true;
        counters.openConnections += served.openConnections;
        counters.refusedByServer += served.refused;
    }
    return counters;
}

void Gateway::setStepTracing(bool isOn) { m_impl->runtime.isStepTracing = isOn; }

void Gateway::setClockOffset(Micros offset) { m_impl->clockOffset = offset.count(); }

PolicyState& Gateway::state() { return m_impl->state; }

} // namespace gatelens::proxy
