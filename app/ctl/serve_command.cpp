#include "app/common/workspace_source.h"
#include "app/ctl/command.h"
#include "app/ctl/findings_output.h"
#include "core/workspace/iso_duration.h"
#include "proxy/engine/local_engine.h"

#include <boost/json.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <thread>

namespace gatelens::app {

namespace json = boost::json;

namespace {

constexpr std::chrono::seconds kDrain{10};

struct ServeOptions
{
    WorkspaceSource source;
    std::string store;
    std::string bind;
    std::optional<std::uint16_t> gatewayPort;
    std::optional<std::uint16_t> gatewayTlsPort;
    std::optional<std::uint16_t> ingestPort;
    std::optional<std::uint16_t> ingestTlsPort;
    std::optional<std::uint16_t> metricsPort;
    unsigned threads = std::max(1U, std::thread::hardware_concurrency());
    std::string clockOffset;
    bool hasNoTraffic = false;
    bool isVerbose = false;
};

/// The workspace's address with what the command line overrides; nullopt when the listener stays
/// off.
std::optional<ListenAddress> addressFor(const std::optional<ListenAddress>& configured,
                                        const std::optional<std::uint16_t>& port,
                                        const std::string& bind)
{
    if (!configured && !port)
        return std::nullopt;
    ListenAddress address = configured.value_or(ListenAddress{});
    if (port)
        address.port = *port;
    if (!bind.empty())
        address.host = bind;
    return address;
}

/// "PT36H" as a duration; "" is none. Nothing when it cannot be read.
std::optional<Micros> parseClockOffset(const std::string& text)
{
    if (text.empty())
        return Micros(0);
    const auto duration = parseIsoDuration(text);
    if (!duration)
        return std::nullopt;
    return std::chrono::duration_cast<Micros>(*duration);
}

EngineOptions engineOptions(const ServeOptions& options, std::shared_ptr<const Workspace> workspace)
{
    const LocalSettings& local = workspace->local;
    EngineOptions engine;
    engine.storePath = storePathFor(*workspace, options.store);
    engine.dataFolder = dataFolder();
    engine.gateway = addressFor(local.gateway, options.gatewayPort, options.bind);
    engine.gatewayTls = addressFor(local.gatewayTls, options.gatewayTlsPort, options.bind);
    engine.ingest = addressFor(local.ingest, options.ingestPort, options.bind);
    engine.ingestTls = addressFor(local.ingestTls, options.ingestTlsPort, options.bind);
    engine.metrics = addressFor(local.metrics, options.metricsPort, options.bind);
    engine.threads = options.threads;
    engine.clockOffset = *parseClockOffset(options.clockOffset);
    engine.isDemoTrafficOn
        = !options.hasNoTraffic && (options.source.isDemo || local.demo.autoStart);
    engine.workspace = std::move(workspace);
    return engine;
}

void printReady(const Engine& engine)
{
    const Endpoints endpoints = engine.endpoints();
    json::object ready{
        {"event", "ready"}, {"pid", getpid()}, {"store", engine.storePath().string()}};
    const auto add = [&ready](const char* name, const std::optional<std::string>& url) {
        if (url)
            ready[name] = *url;
    };
    add("gateway", endpoints.gateway);
    add("gatewayTls", endpoints.gatewayTls);
    add("ingest", endpoints.ingest);
    add("ingestTls", endpoints.ingestTls);
    if (endpoints.ingestTls || endpoints.gatewayTls)
        ready["ca"] = endpoints.certificateAuthority.string();
    add("metrics", endpoints.metrics);
    fmt::print("{}\n", json::serialize(ready));
    std::fflush(stdout);
    if (endpoints.ingestTls)
        spdlog::info("OpenTelemetry-based SDKs need https: {} ; trust it for one process with "
                     "NODE_EXTRA_CA_CERTS={} (Node) or SSL_CERT_FILE (OpenSSL)",
                     *endpoints.ingestTls, endpoints.certificateAuthority.string());
}

/// Says where the keys are that were made for subscriptions without one; never the keys themselves.
void tellOfGeneratedKeys(const Workspace& workspace)
{
    const auto hasNoKey = [&](const Subscription& subscription) {
        return !subscription.primaryKey
            && !workspace.local.subscriptionSecrets.contains(subscription.id);
    };
    const auto count
        = std::count_if(workspace.subscriptions.begin(), workspace.subscriptions.end(), hasNoKey);
    if (count > 0)
        spdlog::info("{} subscriptions have no key in gatelens.json; local keys for them are in {}",
                     count, (dataFolder() / "keys.json").string());
}

void reload(Engine& engine, const WorkspaceSource& source)
{
    auto opened = openWorkspace(source);
    if (!opened) {
        spdlog::error("not reloaded, the last good workspace goes on serving: {}",
                      toString(opened.error()));
        return;
    }
    printFindings(opened->findings);
    const ApplyReport report = engine.apply(opened->workspace);
    printFindings(report.findings);
    if (report.isApplied)
        spdlog::info("workspace reloaded in {} ms", report.duration.count() / 1000);
    else
        spdlog::error("not reloaded, the last good workspace goes on serving");
}

/// Blocks the signals that `serve` waits for, in this thread and those it starts.
sigset_t blockSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&signals, number);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    // A client that leaves in the middle of an answer is no reason to end.
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

ExitStatus runServe(const ServeOptions& options)
{
    spdlog::set_level(options.isVerbose ? spdlog::level::debug : spdlog::level::info);
    const sigset_t signals = blockSignals();
    auto opened = openWorkspace(options.source);
    if (!opened)
        return refuse(toString(opened.error()));
    printFindings(opened->findings);
    auto started = proxy::startEngine(engineOptions(options, opened->workspace));
    if (!started)
        return refuse(toString(started.error()));
    printFindings(started->findings);
    Engine& engine = *started->engine;
    if (hasErrors(started->findings)) {
        engine.stop(Micros(0));
        fmt::print(stderr, "gatelensctl: the workspace does not compile; nothing is served\n");
        return ExitStatus::FoundErrors;
    }
    printReady(engine);
    tellOfGeneratedKeys(*engine.workspace());
    while (true) {
        int number = 0;
        if (sigwait(&signals, &number) != 0 || number != SIGHUP)
            break;
        reload(engine, options.source);
    }
    engine.stop(kDrain);
    return ExitStatus::Done;
}

} // namespace

void addServeCommand(CLI::App& app, ExitStatus& status)
{
    auto options = std::make_shared<ServeOptions>();
    CLI::App* command = app.add_subcommand(
        "serve", "Runs the gateway, the intake and the store until interrupted");
    auto* workspace = command->add_option("--workspace", options->source.folder,
                                          "APIOps artifact folder to serve");
    command->add_flag("--demo", options->source.isDemo, "Serve the demo workspace with its traffic")
        ->excludes(workspace);
    command->add_option("--store", options->store, "The store's file; made when missing");
    command->add_option("--bind", options->bind, "Address of every listener (default 127.0.0.1)");
    command->add_option("--gateway-port", options->gatewayPort, "Default 8080; 0 picks a free one");
    command->add_option("--gateway-tls-port", options->gatewayTlsPort, "Off unless asked for");
    command->add_option("--ingest-port", options->ingestPort,
                        "Application Insights intake, default 4318");
    command->add_option("--ingest-tls-port", options->ingestTlsPort,
                        "The same over TLS, default 4319");
    command->add_option("--metrics-port", options->metricsPort, "Prometheus, default 9464");
    command->add_option("--threads", options->threads, "I/O threads")->check(CLI::Range(1, 256));
    command
        ->add_option("--clock-offset", options->clockOffset,
                     "Moves the clock of limits, quotas, caches and tokens forward: PT36H, P31D")
        ->check([](const std::string& text) {
            return parseClockOffset(text) ? std::string()
                                          : "write an ISO 8601 duration such as PT36H";
        });
    command->add_flag("--no-traffic", options->hasNoTraffic, "No demo traffic");
    command->add_flag("--verbose", options->isVerbose, "Log more");
    command->callback([options, &status] { status = runServe(*options); });
}

} // namespace gatelens::app
