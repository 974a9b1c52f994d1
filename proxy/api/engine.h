#pragma once

#include "core/base/finding.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/workspace/workspace.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatelens {

/// What to run. Addresses override those of the workspace's gatelens.json; port 0 picks a free one.
struct EngineOptions
{
    std::shared_ptr<const Workspace> workspace;
    std::filesystem::path storePath;
    std::filesystem::path dataFolder; ///< certificate authority and other lasting state
    std::optional<ListenAddress> gateway;
    std::optional<ListenAddress> gatewayTls;
    std::optional<ListenAddress> ingest;
    std::optional<ListenAddress> ingestTls;
    std::optional<ListenAddress> metrics;
    unsigned threads = 2; ///< I/O threads of the gateway
    /// Reads an entry of the operating system's keychain; empty: there is none.
    std::function<std::optional<std::string>(const std::string& name)> keychain;
    /// What to do when a listener's address is taken: fail to start, or go on without that listener
    /// and say so in EngineStatus::listenerProblems.
    bool failsWithoutListener = true;
    bool isDemoTrafficOn = false;
    /// Added to the wall clock of rate limits, quotas, caches and tokens.
    Micros clockOffset{0};
};

/// Where the listeners are; nullopt when one is off.
struct Endpoints
{
    std::optional<std::string> gateway; ///< "http://127.0.0.1:8080"
    std::optional<std::string> gatewayTls;
    std::optional<std::string> ingest;
    std::optional<std::string> ingestTls;
    std::optional<std::string> metrics; ///< "http://127.0.0.1:9464/metrics"
    std::filesystem::path certificateAuthority; ///< PEM to trust for the TLS listeners
};

/// State of one forwarding destination.
struct ForwardStatus
{
    std::string name;
    std::string
        target; ///< host, and the instrumentation key with all but its last four digits masked
    bool isEnabled = true;
    bool isPaused = false;
    std::uint64_t queued = 0;
    std::optional<Timestamp> oldestQueued;
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;
    std::uint64_t uncertain = 0; ///< sent, answer lost
    std::uint64_t attempts = 0; ///< batches sent, repeats included
    std::string lastStatus; ///< "200", "429, next try in 12 s"
    std::string lastError;
    std::optional<Timestamp> nextAttempt;
};

/// One sent batch, newest first in the window's list.
struct ForwardAttempt
{
    Timestamp at;
    std::string destination;
    std::uint64_t items = 0;
    std::uint64_t bytes = 0; ///< compressed
    Micros duration{0};
    int statusCode = 0; ///< 0: no answer
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;
    std::string message;
};

/// Counters and gauges of one moment; cheap to take from any thread.
struct EngineStatus
{
    bool isGatewayRunning = false;
    std::vector<std::string> listenerProblems; ///< one sentence a listener that is not up
    std::uint64_t requestsTotal = 0;
    std::uint64_t requestsFailed = 0;
    std::uint64_t ingestedItems = 0;
    std::uint64_t ingestRejected = 0;
    std::uint64_t queueDepth = 0;
    std::uint64_t queueCapacity = 0;
    std::uint64_t itemsDropped = 0;
    std::uint64_t storeBytes = 0;
    std::string storeProblem; ///< "" or what is wrong: disk full, read only, set aside
    std::vector<ForwardStatus> forward;
    bool isDemoTrafficOn = false;
};

/// What applying a workspace did. When `isApplied` is false the findings say why and the last good
/// plan goes on serving.
struct ApplyReport
{
    bool isApplied = false;
    Findings findings;
    Micros duration{0};
    std::uint64_t requestsOnOldPlan = 0;
};

/// The whole of Gatelens without a screen: gateway, ingestion, store, forwarding. Safe to call from
/// any thread; nothing here blocks longer than it takes to hand work to the engine's own threads,
/// except start, stop and apply.
class Engine
{
public:
    virtual ~Engine() = default;

    [[nodiscard]] virtual Endpoints endpoints() const = 0;
    [[nodiscard]] virtual const std::filesystem::path& storePath() const = 0;
    [[nodiscard]] virtual std::shared_ptr<const Workspace> workspace() const = 0;
    [[nodiscard]] virtual EngineStatus status() const = 0;

    /// Compiles `workspace` beside the running plan and swaps it in.
    virtual ApplyReport apply(std::shared_ptr<const Workspace> workspace) = 0;

    virtual Result<void> startGateway() = 0;
    virtual void stopGateway() = 0;
    /// Opens the listeners of EngineStatus::listenerProblems again. Fails with the first that still
    /// cannot be opened; the others are up.
    virtual Result<void> retryListeners() = 0;
    virtual void setDemoTraffic(bool isOn) = 0;
    /// While on, exchanges carry their policy steps.
    virtual void setStepTracing(bool isOn) = 0;
    /// Moves the clock of rate limits, quotas, caches, circuit breakers and tokens against the wall
    /// clock, so that waits can be tried without waiting; zero is the wall clock.
    virtual void setClockOffset(Micros offset) = 0;

    /// The primary key that opens the local gateway for a subscription; for the user's eyes only.
    /// NotFound for an unknown subscription. May read the keychain: not for the GUI thread.
    [[nodiscard]] virtual Result<std::string> subscriptionKey(std::string_view subscriptionId) = 0;

    /// Adds or replaces a destination by name. `connectionString` is kept in memory only.
    virtual Result<void> setDestination(const ForwardSettings& settings,
                                        std::string connectionString)
        = 0;
    virtual void removeDestination(std::string_view name) = 0;
    virtual void pauseDestination(std::string_view name, bool isPaused) = 0;
    [[nodiscard]] virtual std::vector<ForwardAttempt> recentAttempts() const = 0;

    /// Called from an engine thread, at most ten times a second, after new rows were committed to
    /// the store.
    using StoreChanged = std::function<void()>;
    virtual void onStoreChanged(StoreChanged callback) = 0;

    /// Stops accepting, lets requests finish for at most `drain`, flushes the store.
    virtual void stop(Micros drain) = 0;
};

} // namespace gatelens
