#pragma once

#include "core/store/store.h"
#include "proxy/http/server_exchange.h"
#include "proxy/ingest/recent_batches.h"
#include "proxy/ingest/track_protocol.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace gatelens::proxy {

struct IntakeLimits
{
    std::uint64_t bodyBytes = 64ULL * 1024 * 1024; ///< after decompression: 413 beyond
    std::chrono::seconds retryAfter{5}; ///< told to senders while the store cannot take more
};

/// Counters of the intake since it began.
struct IntakeCounters
{
    std::uint64_t acceptedItems = 0;
    std::uint64_t rejectedItems = 0;
    std::map<int, std::uint64_t> requestsByStatus;
    std::map<std::string, std::uint64_t> acceptedByType; ///< "request", "dependency", …
};

/// The local Application Insights endpoint: /v2/track, /v2.1/track, /api/profiles/{key}/appId and
/// live metrics (answered "nobody watches", so that senders stay calm). A batch is answered 200
/// only after the store has committed it. Serves any number of listeners, http and https; thread
/// safe.
class Intake
{
public:
    /// `store` must outlive the listeners that use this.
    explicit Intake(Store& store, IntakeLimits limits = {});

    /// A request handler for HttpServer: `[&intake](ServerExchange& e) { return intake.serve(e);
    /// }`.
    boost::asio::awaitable<void> serve(ServerExchange& exchange);

    [[nodiscard]] IntakeCounters counters() const;

private:
    boost::asio::awaitable<void> serveTrack(ServerExchange& exchange);
    boost::asio::awaitable<void> serveBody(ServerExchange& exchange, std::string body);
    boost::asio::awaitable<void> serveBatch(ServerExchange& exchange, TrackBatch batch,
                                            const std::string& requestId, const std::string& body);
    boost::asio::awaitable<void> answer(ServerExchange& exchange, int statusCode,
                                        std::string_view contentType, std::string body,
                                        HeaderList headers = {});
    boost::asio::awaitable<void> answerBusy(ServerExchange& exchange, std::string reason);
    void countItems(const std::map<std::string, std::uint64_t>& acceptedByType,
                    std::uint64_t rejected);

    Store& m_store;
    const IntakeLimits m_limits;
    RecentBatches m_recent;
    mutable std::mutex m_mutex; ///< guards m_counters
    IntakeCounters m_counters;
};

} // namespace gatelens::proxy
