#pragma once

#include "core/store/store.h"
#include "proxy/gateway/exchange_context.h"
#include "proxy/gateway/gateway_plan.h"
#include "proxy/gateway/gateway_services.h"
#include "proxy/gateway/metric_aggregator.h"
#include "proxy/gateway/request_traces.h"
#include "proxy/http/server_exchange.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace gatelens::proxy {

/// What all exchanges of a gateway share.
struct GatewayRuntime
{
    explicit GatewayRuntime(Store& telemetry)
        : store(telemetry)
    {
    }

    Store& store;
    MetricAggregator metrics;
    std::function<void(const Exchange&)> observer;
    std::atomic<bool> isStepTracing{false};
    RequestTraces traces; ///< asked for by callers
    std::atomic<std::uint64_t> requests{0};
    std::atomic<std::uint64_t> failed{0};
    std::atomic<std::uint64_t> active{0}; ///< exchanges, with work that goes on after the response

    std::atomic<bool> isStopping{false};
    std::mutex idleMutex; ///< guards nothing but the wait for `idle`
    std::condition_variable idle; ///< told when the last exchange ends while stopping
};

/// A plan in service.
struct ServingPlan
{
    std::shared_ptr<const GatewayPlan> plan;
    std::unique_ptr<GatewayServices> services;
};

/// One request through the gateway: routed, admitted, run through its policies, answered, recorded.
class GatewayExchange
{
public:
    GatewayExchange(std::shared_ptr<const ServingPlan> serving, GatewayRuntime& runtime);
    ~GatewayExchange();
    GatewayExchange(const GatewayExchange&) = delete;
    GatewayExchange& operator=(const GatewayExchange&) = delete;

    /// Answers the client.
    boost::asio::awaitable<void> serve(ServerExchange& http);

    /// Policies have left work for after the response.
    [[nodiscard]] bool hasDeferredWork() const { return !m_context.deferred.empty(); }
    boost::asio::awaitable<void> runDeferredWork();

    /// Masks the record and hands it to the store.
    void finish();

private:
    using Clock = std::chrono::steady_clock;

    void begin(ServerExchange& http);
    [[nodiscard]] std::string callerAddress(const HeaderList& headers,
                                            const std::string& peerAddress) const;
    void readUrl(const RequestHead& head, bool isTls);
    void takeRequest(ServerExchange& http);
    void enterApi(const Route& route);
    void enterOperation(const Route& route);
    void checkDebugToken(const std::string& apiId);
    void traceSteps(HeaderField answer);
    boost::asio::awaitable<void> runPolicies();
    boost::asio::awaitable<bool> answerPreflight(const Route& route);
    boost::asio::awaitable<void> refuse(const Admission& admission,
                                        std::optional<std::size_t> operation);
    void admit(const Admission& admission);
    boost::asio::awaitable<void> sendResponse(ServerExchange& http);
    [[nodiscard]] OutgoingBody takeResponseBody();
    void noteTransfer(ServerExchange& http, const Result<void>& sent);
    void noteError(std::string source, std::string reason, std::string message);
    void complete(ServerExchange& http);

    std::shared_ptr<const ServingPlan> m_serving;
    const GatewayPlan& m_plan;
    GatewayRuntime& m_runtime;
    ExchangeContext m_context;
    std::shared_ptr<BodyCapture> m_responseCapture;
    Clock::time_point m_startedAt;
    std::string m_debugToken; ///< of Apim-Debug-Authorization
    bool m_asksForTrace = false; ///< Ocp-Apim-Trace: true
    bool m_isTraceKept = false;
    std::vector<HeaderField> m_traceHeaders; ///< what the caller is told about its trace
};

} // namespace gatelens::proxy
