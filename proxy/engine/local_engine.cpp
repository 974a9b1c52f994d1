#include "proxy/engine/local_engine.h"

#include "core/store/store.h"
#include "core/workspace/generated_secrets.h"
#include "core/workspace/secrets.h"
#include "proxy/engine/counter_file.h"
#include "proxy/engine/demo_life.h"
#include "proxy/engine/listener.h"
#include "proxy/forward/forwarder.h"
#include "proxy/gateway/gateway.h"
#include "proxy/http/certificate_authority.h"
#include "proxy/http/pooled_client.h"
#include "proxy/ingest/intake.h"
#include "proxy/metrics/engine_metrics.h"
#include "proxy/metrics/exchange_metrics.h"
#include "proxy/metrics/metrics_page.h"
#include "proxy/metrics/process_metrics.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <mutex>

namespace gatelens::proxy {

namespace {

constexpr std::chrono::milliseconds kFlushDeadline{10'000};
constexpr std::chrono::milliseconds kStoreChangedAtMost{100};

ServerOptions serverOptions(const ListenAddress& address)
{
    ServerOptions options;
    options.host = address.host;
    options.port = address.port;
    return options;
}

class LocalEngine : public Engine
{
public:
    explicit LocalEngine(EngineOptions options);
    ~LocalEngine() override;

    /// Opens the store and the listeners; the findings are those of the first plan.
    Result<Findings> start();

    Endpoints endpoints() const override;
    const std::filesystem::path& storePath() const override { return m_options.storePath; }
    std::shared_ptr<const Workspace> workspace() const override;
    EngineStatus status() const override;
    ApplyReport apply(std::shared_ptr<const Workspace> workspace) override;
    Result<void> startGateway() override;
    void stopGateway() override;
    Result<void> retryListeners() override;
    void setDemoTraffic(bool isOn) override;
    void setStepTracing(bool isOn) override;
    Result<std::string> subscriptionKey(std::string_view subscriptionId) override;
    void setClockOffset(Micros offset) override;
    Result<void> setDestination(const ForwardSettings& settings,
                                std::string connectionString) override;
    void removeDestination(std::string_view name) override;
    void pauseDestination(std::string_view name, bool isPaused) override;
    std::vector<ForwardAttempt> recentAttempts() const override;
    void onStoreChanged(StoreChanged callback) override;
    void stop(Micros drain) override;

private:
    Result<void> openStore();
    Result<void> openGateway();
    Result<void> makeIntake();
    void makeMetrics();
    Result<void> openForwarder();
    /// Opens every wanted listener that is not open; the problems are those of this attempt.
    std::vector<Error> openListeners();
    /// Sets up the destinations of gatelens.json whose connection strings resolve.
    void addConfiguredDestinations();
    void rememberProblems(const std::vector<Error>& problems);
    void aimTraffic();
    /// Secrets of the keychain, and after it the keys that were made here.
    [[nodiscard]] SecretResolver secretsOf(const Workspace& workspace);
    void announceMetrics();
    void storeCommitted();

    EngineOptions m_options;
    mutable std::mutex m_mutex; ///< guards m_workspace, m_problems and m_storeChanged
    std::shared_ptr<const Workspace> m_workspace;
    std::vector<std::string> m_problems;
    std::mutex m_committing; ///< guards m_isListening; held while a commit is told
    bool m_isListening = true;
    std::mutex m_applying; ///< one Apply, start or stop of the gateway at a time
    std::atomic<bool> m_isStopped = false;

    // In the order of their dependence; destroyed the other way round.
    std::unique_ptr<Store> m_store;
    std::unique_ptr<GeneratedSecrets> m_generatedSecrets;
    std::optional<CertificateAuthority> m_authority;
    std::unique_ptr<IoThreads> m_threads;
    std::unique_ptr<PooledClient> m_client;
    std::unique_ptr<DemoLife> m_demo;
    ExchangeMetrics m_metrics;
    std::unique_ptr<MetricsPage> m_metricsPage;
    std::unique_ptr<CounterFile> m_counters; ///< of the gateway's quotas
    std::unique_ptr<Gateway> m_gateway;
    std::unique_ptr<Intake> m_intake;
    std::unique_ptr<Listener> m_intakeListener; ///< these three are null when not wanted
    std::unique_ptr<Listener> m_intakeTlsListener;
    std::unique_ptr<Listener> m_metricsListener;
    std::unique_ptr<Forwarder> m_forwarder;
    StoreChanged m_storeChanged; ///< guarded by m_mutex
};

LocalEngine::LocalEngine(EngineOptions options)
    : m_options(std::move(options))
    , m_workspace(m_options.workspace)
{
}

LocalEngine::~LocalEngine() { stop(Micros(0)); }

Result<Findings> LocalEngine::start()
{
    if (auto opened = openStore(); !opened)
        return opened.error();
    auto secrets = GeneratedSecrets::open(m_options.dataFolder / "keys.json");
    if (!secrets)
        return secrets.error();
    m_generatedSecrets = std::move(*secrets);
    auto authority = CertificateAuthority::open(m_options.dataFolder / "ca");
    if (!authority)
        return authority.error();
    m_authority = std::move(*authority);
    m_threads = std::make_unique<IoThreads>(m_options.threads);
    auto client = PooledClient::create();
    if (!client)
        return client.error();
    m_client = std::move(*client);
    m_demo = std::make_unique<DemoLife>(*m_threads, *m_client, m_workspace->local.demo);
    if (auto opened = openGateway(); !opened)
        return opened.error();
    if (auto made = makeIntake(); !made)
        return made.error();
    if (auto opened = openForwarder(); !opened)
        return opened.error();
    makeMetrics();

    const ApplyReport report = m_gateway->apply(m_workspace, secretsOf(*m_workspace));
    if (report.isApplied)
        announceMetrics();
    const std::vector<Error> problems = openListeners();
    if (m_options.failsWithoutListener && !problems.empty())
        return problems.front();
    rememberProblems(problems);
    m_demo->setTraffic(m_options.isDemoTrafficOn);
    return report.findings;
}

std::vector<Error> LocalEngine::openListeners()
{
    std::vector<Error> problems;
    for (Listener* listener :
         {m_intakeListener.get(), m_intakeTlsListener.get(), m_metricsListener.get()}) {
        if (listener == nullptr)
            continue;
        if (auto opened = listener->open(); !opened)
            problems.push_back(opened.error());
    }
    if (m_intakeListener) {
        if (const auto url = m_intakeListener->url())
            m_demo->reportTo(*url);
    }
    if (m_gateway->hasPlan()) {
        if (auto started = m_gateway->start(); !started)
            problems.push_back(started.error());
    }
    aimTraffic();
    return problems;
}

void LocalEngine::rememberProblems(const std::vector<Error>& problems)
{
    for (const Error& problem : problems)
        spdlog::error("{}", toString(problem));
    const std::lock_guard lock(m_mutex);
    m_problems.clear();
    for (const Error& problem : problems)
        m_problems.push_back(problem.message);
}

Result<void> LocalEngine::retryListeners()
{
    const std::lock_guard applying(m_applying);
    const std::vector<Error> problems = openListeners();
    rememberProblems(problems);
    if (!problems.empty())
        return problems.front();
    return {};
}

SecretResolver LocalEngine::secretsOf(const Workspace& workspace)
{
    // Only keys of subscriptions can be made up; they open the local gateway and nothing else.
    const std::string ours = workspace.folder.filename().string() + "/subscriptions/";
    return SecretResolver(
        workspace.folder, [this, ours](const std::string& name) -> std::optional<std::string> {
            if (auto value = m_options.keychain ? m_options.keychain(name) : std::nullopt)
                return value;
            if (!name.starts_with(ours))
                return std::nullopt;
            auto key = m_generatedSecrets->findOrMakeKey(name);
            if (key)
                return *key;
            spdlog::error("making the key {}: {}", name, key.error().message);
            return std::nullopt;
        });
}

Result<std::string> LocalEngine::subscriptionKey(std::string_view subscriptionId)
{
    const auto workspace = this->workspace();
    const auto subscription
        = std::find_if(workspace->subscriptions.begin(), workspace->subscriptions.end(),
                       [&](const Subscription& each) { return each.id == subscriptionId; });
    if (subscription == workspace->subscriptions.end())
        return Error{
            ErrorCode::NotFound, fmt::format("there is no subscription {}", subscriptionId), {}};
    return subscriptionKeys(*workspace, secretsOf(*workspace), *subscription).primary;
}

void LocalEngine::announceMetrics()
{
    for (const Api& api : workspace()->apis) {
        for (const Operation& operation : api.operations)
            m_metrics.announce(api.id, operation.id);
    }
}

Result<void> LocalEngine::openStore()
{
    std::error_code ignored;
    std::filesystem::create_directories(m_options.storePath.parent_path(), ignored);
    StoreOptions options;
    options.path = m_options.storePath;
    options.retention = m_workspace->local.store.retention;
    options.maxBytes = m_workspace->local.store.maxBytes;
    auto store = Store::open(std::move(options));
    if (!store)
        return store.error();
    m_store = std::move(*store);
    if (!m_store->message().empty())
        spdlog::warn("{}", m_store->message());
    return {};
}

Result<void> LocalEngine::openGateway()
{
    GatewayOptions options;
    options.http = m_options.gateway;
    options.https = m_options.gatewayTls;
    if (options.https) {
        const TlsSettings& tls = m_workspace->local.tls;
        auto context = tls.certificateFile.empty()
            ? m_authority->serverContext()
            : serverTlsContext(m_workspace->folder / tls.certificateFile,
                               m_workspace->folder / tls.privateKeyFile, tls.clientCaFile);
        if (!context)
            return context.error();
        options.tls = std::move(*context);
    }
    options.builtins = [demo = m_demo.get()](std::string_view name) { return demo->backend(name); };
    options.observer = [this](const Exchange& exchange) { m_metrics.record(exchange); };
    std::filesystem::path counters = m_options.storePath;
    counters += ".quotas.json";
    m_counters = std::make_unique<CounterFile>(std::move(counters));
    options.counterStorage = m_counters.get();
    m_gateway = std::make_unique<Gateway>(*m_threads, *m_store, std::move(options));
    m_gateway->setClockOffset(m_options.clockOffset);
    return {};
}

Result<void> LocalEngine::makeIntake()
{
    m_intake = std::make_unique<Intake>(*m_store);
    const RequestHandler handler
        = [intake = m_intake.get()](ServerExchange& exchange) { return intake->serve(exchange); };
    if (m_options.ingest)
        m_intakeListener
            = std::make_unique<Listener>(*m_threads, serverOptions(*m_options.ingest), handler);
    if (!m_options.ingestTls)
        return {};
    ServerOptions options = serverOptions(*m_options.ingestTls);
    auto context = m_authority->serverContext();
    if (!context)
        return context.error();
    options.tls = std::move(*context);
    m_intakeTlsListener = std::make_unique<Listener>(*m_threads, std::move(options), handler);
    return {};
}

void LocalEngine::makeMetrics()
{
    if (!m_options.metrics)
        return;
    m_metricsPage = std::make_unique<MetricsPage>(std::vector<MetricSource>{
        [this](Exposition& page) { m_metrics.writeTo(page); },
        [this](Exposition& page) { writeEngineMetrics(page, status()); },
        [this](Exposition& page) { writeIntakeMetrics(page, m_intake->counters()); },
        [](Exposition& page) { writeProcessMetrics(page); }});
    m_metricsListener = std::make_unique<Listener>(
        *m_threads, serverOptions(*m_options.metrics),
        [page = m_metricsPage.get()](ServerExchange& exchange) { return page->serve(exchange); });
}

Result<void> LocalEngine::openForwarder()
{
    ForwarderOptions options;
    options.trustedCaFile = m_workspace->local.tls.upstreamCaFile;
    auto forwarder = Forwarder::create(*m_store, std::move(options));
    if (!forwarder)
        return forwarder.error();
    m_forwarder = std::move(*forwarder);
    m_store->onCommit(kStoreChangedAtMost, [this] { storeCommitted(); });
    addConfiguredDestinations();
    return {};
}

void LocalEngine::addConfiguredDestinations()
{
    const SecretResolver secrets = secretsOf(*m_workspace);
    for (const ForwardSettings& settings : m_workspace->local.forward) {
        if (settings.type != "applicationInsights" || !settings.connectionString)
            continue;
        const auto connectionString = secrets.valueOf(*settings.connectionString);
        const Result<void> added = connectionString
            ? m_forwarder->setDestination(settings, *connectionString)
            : Result<void>(Error{ErrorCode::NotFound, "its connection string has no value", {}});
        if (!added)
            spdlog::error("gatelens.json, forward \"{}\": {}", settings.name,
                          added.error().message);
    }
}

void LocalEngine::storeCommitted()
{
    const std::lock_guard committing(m_committing);
    if (!m_isListening)
        return;
    m_forwarder->storeChanged();
    StoreChanged callback;
    {
        const std::lock_guard lock(m_mutex);
        callback = m_storeChanged;
    }
    if (callback)
        callback();
}

Result<void> LocalEngine::setDestination(const ForwardSettings& settings,
                                         std::string connectionString)
{
    return m_forwarder->setDestination(settings, connectionString);
}

void LocalEngine::removeDestination(std::string_view name) { m_forwarder->removeDestination(name); }

void LocalEngine::pauseDestination(std::string_view name, bool isPaused)
{
    m_forwarder->pauseDestination(name, isPaused);
}

std::vector<ForwardAttempt> LocalEngine::recentAttempts() const
{
    return m_forwarder->recentAttempts();
}

void LocalEngine::aimTraffic()
{
    if (const auto url = m_gateway->url())
        m_demo->aimAt(*url, workspace()->local.demo);
}

Endpoints LocalEngine::endpoints() const
{
    Endpoints endpoints;
    endpoints.gateway = m_gateway->url();
    endpoints.gatewayTls = m_gateway->tlsUrl();
    if (m_intakeListener)
        endpoints.ingest = m_intakeListener->url();
    if (m_intakeTlsListener)
        endpoints.ingestTls = m_intakeTlsListener->url();
    if (const auto url = m_metricsListener ? m_metricsListener->url() : std::nullopt)
        endpoints.metrics = *url + "/metrics";
    endpoints.certificateAuthority = m_authority->certificateFile();
    return endpoints;
}

std::shared_ptr<const Workspace> LocalEngine::workspace() const
{
    const std::lock_guard lock(m_mutex);
    return m_workspace;
}

EngineStatus LocalEngine::status() const
{
    const GatewayCounters gateway = m_gateway->counters();
    const StoreCounters store = m_store->counters();
    const IntakeCounters intake = m_intake->counters();
    EngineStatus status;
    status.isGatewayRunning = gateway.isRunning;
    status.requestsTotal = gateway.requests;
    status.requestsFailed = gateway.failed;
    status.ingestedItems = intake.acceptedItems;
    status.ingestRejected = intake.rejectedItems;
    status.queueDepth = store.queued;
    status.queueCapacity = store.capacity;
    status.itemsDropped = store.dropped;
    status.storeBytes = store.fileBytes;
    status.storeProblem = store.problem.empty() ? m_store->message() : store.problem;
    status.forward = m_forwarder->status();
    status.isDemoTrafficOn = m_demo->isTrafficOn();
    const std::lock_guard lock(m_mutex);
    status.listenerProblems = m_problems;
    return status;
}

ApplyReport LocalEngine::apply(std::shared_ptr<const Workspace> workspace)
{
    const std::lock_guard applying(m_applying);
    const bool wasServing = m_gateway->counters().isRunning;
    ApplyReport report = m_gateway->apply(workspace, secretsOf(*workspace));
    if (!report.isApplied)
        return report;
    const bool isDemoChanged = workspace->local.demo != this->workspace()->local.demo;
    {
        const std::lock_guard lock(m_mutex);
        m_workspace = std::move(workspace);
    }
    announceMetrics();
    m_store->setRetention(m_workspace->local.store.retention, m_workspace->local.store.maxBytes);
    if (!wasServing && !m_gateway->url()) {
        // The first plan did not compile; this is the one that starts the gateway.
        if (auto started = m_gateway->start(); !started)
            report.findings.push_back(
                {{}, 0, FindingSeverity::Error, "GL0001", started.error().message});
        aimTraffic();
    } else if (isDemoChanged)
        aimTraffic();
    return report;
}

Result<void> LocalEngine::startGateway()
{
    const std::lock_guard applying(m_applying);
    auto started = m_gateway->start();
    if (started)
        aimTraffic();
    return started;
}

void LocalEngine::stopGateway()
{
    const std::lock_guard applying(m_applying);
    m_gateway->stop(std::chrono::seconds(2));
}

void LocalEngine::setDemoTraffic(bool isOn) { m_demo->setTraffic(isOn); }

void LocalEngine::setStepTracing(bool isOn) { m_gateway->setStepTracing(isOn); }

void LocalEngine::setClockOffset(Micros offset) { m_gateway->setClockOffset(offset); }

void LocalEngine::onStoreChanged(StoreChanged callback)
{
    const std::lock_guard lock(m_mutex);
    m_storeChanged = std::move(callback);
}

void LocalEngine::stop(Micros drain)
{
    if (m_isStopped.exchange(true))
        return;
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(drain);
    if (m_demo)
        m_demo->stop();
    if (m_gateway)
        m_gateway->stop(wait);
    for (const auto* listener : {&m_intakeListener, &m_intakeTlsListener, &m_metricsListener}) {
        if (*listener)
            (*listener)->stop(wait);
    }
    if (m_forwarder)
        m_forwarder->stop(wait);
    if (m_store) {
        if (auto flushed = m_store->flush(kFlushDeadline); !flushed)
            spdlog::error("the store could not be flushed: {}", flushed.error().message);
        // The writer goes on until the store is closed, after what it tells of commits is gone.
        const std::lock_guard lock(m_committing);
        m_isListening = false;
    }
}

} // namespace

Result<StartedEngine> startEngine(EngineOptions options)
{
    auto engine = std::make_unique<LocalEngine>(std::move(options));
    auto findings = engine->start();
    if (!findings)
        return findings.error();
    return StartedEngine{std::move(engine), std::move(*findings)};
}

} // namespace gatelens::proxy
