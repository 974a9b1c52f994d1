#pragma once

#include "core/store/store.h"
#include "core/store/store_reader.h"
#include "core/telemetry/connection_string.h"
#include "proxy/api/engine.h"
#include "proxy/forward/backoff.h"
#include "proxy/forward/ingestion_answer.h"
#include "proxy/forward/retry_journal.h"
#include "proxy/http/transport.h"

#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace gatelens::proxy {

struct ForwardLimits
{
    std::size_t batchItems = 500;
    std::size_t batchBytes = 1024 * 1024; ///< before compression
    std::chrono::milliseconds batchDelay{5000}; ///< how long items may wait for a batch to fill
    std::chrono::milliseconds timeout{20'000}; ///< connect and answer
    std::chrono::milliseconds quotaHold{3'600'000}; ///< after 402 and 439 without Retry-After
    std::size_t retryItems = 2000; ///< waiting to be sent again; beyond, nothing new is read
    BackoffLimits backoff;
};

struct DestinationSettings
{
    std::string name;
    ConnectionString target;
    std::vector<std::string> loggers; ///< whose items; empty: all, and what the intake received
    ExchangeQuery query;
};

/// Sends what the store holds to one Application Insights resource: batches in commit order from a
/// cursor that moves only when a batch is settled item by item. After a crash at most the batch
/// that was under way is sent again.
///
/// Owned by shared pointers. Runs as one coroutine on one io_context, with a StoreReader of its
/// own; wake, setPaused and status may be called from any thread, the rest from the io_context's
/// thread or before `run`.
class Destination : public std::enable_shared_from_this<Destination>
{
public:
    Destination(boost::asio::io_context& context, HttpTransport& transport, Store& store,
                DestinationSettings settings, ForwardLimits limits,
                std::filesystem::path journalFile, std::function<double()> random);

    /// Called from the io_context's thread whenever nothing is left to send. Set before `run`.
    void onIdle(std::function<void()> callback) { m_onIdle = std::move(callback); }

    /// The life of the destination; ends soon after `requestStop`.
    boost::asio::awaitable<void> run();

    void wake(); ///< the store has something new
    void setPaused(bool isPaused);
    void requestStop();

    [[nodiscard]] ForwardStatus status() const;
    /// True when everything in the store was settled when the destination last looked.
    [[nodiscard]] bool isIdle() const { return m_isIdle.load(); }
    [[nodiscard]] std::vector<ForwardAttempt> attempts() const; ///< newest first, the last 200

private:
    struct Item
    {
        std::string envelope; ///< as the store gave it
        std::string text; ///< ready to be sent
        std::optional<Timestamp> time;
    };
    struct Batch
    {
        std::vector<Item> items;
        std::vector<ItemFate> fates; ///< one an item, once delivered
        std::int64_t end = 0; ///< cursor behind it; of a repeated batch the cursor as it is
        bool isRepeated = false; ///< taken from the journal
        std::size_t unreadable = 0;
    };
    struct Delivery
    {
        bool isSlowDown = false; ///< the service or the network said no to a whole batch
        bool hasPartialRetry = false;
        std::optional<std::chrono::milliseconds> wait; ///< told by the service
        bool isQuota = false;
    };
    using Clock = std::chrono::steady_clock;

    boost::asio::awaitable<bool> open();
    boost::asio::awaitable<void> sendEverything();
    [[nodiscard]] Result<Batch> nextBatch();
    [[nodiscard]] Result<Batch> freshBatch();
    [[nodiscard]] Batch repeatedBatch();
    void addItem(Batch& batch, std::string envelope);

    boost::asio::awaitable<Delivery> deliver(Batch& batch);
    boost::asio::awaitable<AnswerVerdict> sendRange(std::span<const Item> items);
    boost::asio::awaitable<AnswerVerdict> sendOnce(const Url& url, const std::string& body,
                                                   std::span<const Item> items,
                                                   std::string& location, int& statusCode);
    boost::asio::awaitable<void> settle(Batch& batch);
    [[nodiscard]] std::vector<RetryItem> retryAfterBatch(const Batch& batch) const;
    boost::asio::awaitable<bool> saveJournal(const std::vector<RetryItem>& retry);
    boost::asio::awaitable<void> saveCursor(std::int64_t cursor);
    void scheduleNext(const Batch& batch, const Delivery& delivery);

    boost::asio::awaitable<void> letBatchFill();
    void noteIdle();
    boost::asio::awaitable<void> waitUntil(Clock::time_point time);
    void signal();
    void note(std::string problem);
    void noteOldest(std::optional<Timestamp> time);
    void noteAttempt(ForwardAttempt attempt);
    void refreshQueue();

    boost::asio::io_context& m_context;
    HttpTransport& m_transport;
    Store& m_store;
    const DestinationSettings m_settings;
    const ForwardLimits m_limits;
    RetryJournal m_journal;
    Url m_trackUrl; ///< moved by a 308 until restart
    std::unique_ptr<StoreReader> m_reader;
    boost::asio::steady_timer m_timer;

    std::function<void()> m_onIdle;

    std::int64_t m_cursor = 0;
    std::vector<RetryItem> m_retry;
    Backoff m_backoff;
    Backoff m_retryBackoff;
    Clock::time_point m_notBefore;
    Clock::time_point m_retryNotBefore;
    Clock::time_point m_queueCountedAt;
    bool m_servesFreshNext = false;

    std::atomic<bool> m_isStopping{false};
    std::atomic<bool> m_isPaused{false};
    std::atomic<bool> m_isWoken{true};
    std::atomic<bool> m_isIdle{false};
    mutable std::mutex m_mutex; ///< guards m_status and m_attempts
    ForwardStatus m_status;
    std::deque<ForwardAttempt> m_attempts;
};

} // namespace gatelens::proxy
