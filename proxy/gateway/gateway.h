#pragma once

#include "core/store/store.h"
#include "core/workspace/secrets.h"
#include "core/workspace/workspace.h"
#include "proxy/api/engine.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/http/http_server.h"
#include "proxy/http/io_threads.h"
#include "proxy/http/transport.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gatelens::proxy {

class CounterStorage;
class PolicyState;

struct GatewayOptions
{
    std::optional<ListenAddress> http = ListenAddress{"127.0.0.1", 8080};
    std::optional<ListenAddress> https;
    std::shared_ptr<boost::asio::ssl::context> tls; ///< needed for `https`
    ServerLimits limits;
    BuiltinBackends builtins; ///< called from I/O threads; what it returns outlives the gateway
    CounterStorage* counterStorage = nullptr; ///< where quotas survive; may be null
    /// Sees each exchange, masked, before the store gets it; called from I/O threads, must not
    /// wait.
    std::function<void(const Exchange&)> observer;
};

struct GatewayCounters
{
    bool isRunning = false;
    std::uint64_t requests = 0;
    std::uint64_t failed = 0;
    std::uint64_t active = 0;
    std::uint64_t openConnections = 0;
    std::uint64_t refusedByServer = 0; ///< broke HTTP or a limit; never became an exchange
};

/// The local API Management gateway: listeners, the plan in service, and the state that outlives
/// plans. Thread safe; start, stop and apply may wait and are not for I/O threads.
class Gateway
{
public:
    /// `threads` and `store` outlive the gateway.
    Gateway(IoThreads& threads, Store& store, GatewayOptions options);
    /// Stops at once.
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    /// Compiles `workspace` and puts it into service; requests under way finish on the plan they
    /// began with. With errors among the findings nothing changes.
    ApplyReport apply(std::shared_ptr<const Workspace> workspace, const SecretResolver& secrets);

    /// True once a workspace was applied: only then it can start.
    [[nodiscard]] bool hasPlan() const;

    /// Opens the listeners. Conflict when an address is in use, InvalidArgument before the first
    /// successful `apply`. A port that was once picked is kept.
    [[nodiscard]] Result<void> start();

    /// Stops accepting, lets requests finish for at most `drain`.
    void stop(std::chrono::milliseconds drain);

    [[nodiscard]] std::optional<std::string> url() const; ///< "http://127.0.0.1:8080"
    [[nodiscard]] std::optional<std::string> tlsUrl() const;
    [[nodiscard]] GatewayCounters counters() const;

    /// While on, exchanges carry their policy steps.
    void setStepTracing(bool isOn);

    /// Moves the clock of counters and tokens; zero is the wall clock.
    void setClockOffset(Micros offset);

    [[nodiscard]] PolicyState& state();

private:
    struct Impl;
    std::shared_ptr<Impl> m_impl;
};

} // namespace gatelens::proxy
