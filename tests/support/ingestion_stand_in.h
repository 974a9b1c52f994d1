#pragma once

#include "core/message/header_list.h"
#include "proxy/http/http_server.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace gatelens::test {

/// What the stand-in of the ingestion service received in one request.
struct ReceivedBatch
{
    std::size_t number = 0; ///< 0 for the first
    std::string path;
    HeaderList headers;
    std::vector<std::string> items; ///< decompressed lines
};

/// How it answers.
struct StandInAnswer
{
    int statusCode = 200;
    std::string body;
    HeaderList headers;
    std::vector<std::size_t> accepted; ///< indexes of the items that count as delivered
    bool isLost = false; ///< the connection breaks before the answer is whole
};

/// A stand-in of the Application Insights ingestion service that can be told to misbehave. Counts
/// every item it accepts, by the text of its message.
class IngestionStandIn
{
public:
    using Behaviour = std::function<StandInAnswer(const ReceivedBatch&)>;

    explicit IngestionStandIn(Behaviour behaviour);
    ~IngestionStandIn();
    IngestionStandIn(const IngestionStandIn&) = delete;
    IngestionStandIn& operator=(const IngestionStandIn&) = delete;

    /// "http://127.0.0.1:PORT".
    [[nodiscard]] std::string url() const;
    [[nodiscard]] std::string connectionString() const;

    [[nodiscard]] std::vector<ReceivedBatch> batches() const;
    /// How often each message was accepted.
    [[nodiscard]] std::map<std::string, int> delivered() const;
    /// False when not so many batches came within the time.
    bool waitForBatches(std::size_t count, std::chrono::milliseconds atMost) const;

private:
    boost::asio::awaitable<void> serve(proxy::ServerExchange& exchange);

    Behaviour m_behaviour;
    mutable std::mutex m_mutex; ///< guards what follows up to m_arrived
    std::vector<ReceivedBatch> m_batches;
    std::map<std::string, int> m_delivered;
    mutable std::condition_variable m_arrived;
    proxy::IoThreads m_threads;
    std::unique_ptr<proxy::HttpServer> m_server;
};

inline constexpr auto kStandInKey = "99999999-8888-7777-6666-555555555555";

/// Every item accepted, as the service words it.
[[nodiscard]] StandInAnswer acceptAll(const ReceivedBatch& batch);
/// Nothing accepted, the whole batch answered with one status.
[[nodiscard]] StandInAnswer refuseAll(int statusCode, HeaderList headers = {});
/// 206: the items of `codes` (index, code) refused, the others accepted.
[[nodiscard]] StandInAnswer refuseSome(const ReceivedBatch& batch,
                                       const std::map<std::size_t, int>& codes);
/// Accepted, but the sender never learns of it.
[[nodiscard]] StandInAnswer acceptAndLoseAnswer(const ReceivedBatch& batch);

/// The text of an item's message.
[[nodiscard]] std::string messageOf(std::string_view envelope);

} // namespace gatelens::test
