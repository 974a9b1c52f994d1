#pragma once

#include "core/base/result.h"
#include "core/telemetry/exchange.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatelens {

struct StoreOptions
{
    std::filesystem::path path;
    std::size_t queueCapacity = 65536; ///< exchanges and ingested items
    std::size_t batchRows = 1000;
    std::chrono::milliseconds batchDelay{100};
    std::chrono::seconds retention{std::chrono::hours(7 * 24)};
    std::uint64_t maxBytes = 1024ULL * 1024 * 1024;
    /// After a failed write (disk full) the same rows are tried again this often.
    std::chrono::milliseconds retryDelay{1000};
    std::function<Timestamp()> clock = now; ///< of commit times, which retention by age counts
};

enum class StoreMode
{
    ReadWrite,
    ReadOnlyNewer, ///< written by a newer version
    ReadWriteAfterRecovery, ///< the corrupt file was set aside, a new one begun
};

/// An item that came in through an intake, with its bytes.
struct IngestedItem
{
    TelemetryItem item;
    /// The Application Insights envelope as it came in. Empty for other protocols: the store then
    /// prints the item.
    std::string envelope;
    std::string source = "appinsights"; ///< appinsights, otlp, opencensus, import
};

struct StoreCounters
{
    std::uint64_t queued = 0;
    std::uint64_t capacity = 0;
    std::uint64_t written = 0;
    std::uint64_t dropped = 0;
    std::uint64_t retired = 0; ///< rows that retention has removed since the store was opened
    std::uint64_t fileBytes = 0;
    std::string problem; ///< "" or what is wrong (disk full, read only), in a sentence
};

/// The telemetry store's writing side: a bounded queue and one thread that writes batches. Thread
/// safe.
///
/// Queue: capacity StoreOptions::queueCapacity; when full, `offer` drops and counts; the writer
/// wakes on a full batch or after batchDelay; `flush` returns when everything offered before it is
/// committed.
class Store
{
public:
    /// Opens or creates. A corrupt file is renamed to "<name>.corrupt-<time>" and never deleted;
    /// `mode()` and `message()` tell. Io when the folder cannot be written, Conflict when another
    /// process writes this store.
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(StoreOptions options);
    virtual ~Store() = default;

    [[nodiscard]] virtual StoreMode mode() const = 0;
    [[nodiscard]] virtual const std::string&
    message() const = 0; ///< for people; "" when all is well
    [[nodiscard]] virtual const std::filesystem::path& path() const = 0;

    /// Never blocks; false when the queue is full (counted as dropped).
    virtual bool offer(std::unique_ptr<Exchange> exchange) noexcept = 0;

    /// Queues items that a sender waits for; `done` is called from the writer's thread once they
    /// are committed, or at once with LimitExceeded when the queue is full.
    virtual void submit(std::vector<IngestedItem> items, std::function<void(Result<void>)> done)
        = 0;

    /// Aggregated gateway metrics (emit-metric); same queue as exchanges.
    virtual bool offerMetric(MetricItem metric, std::string loggerId) noexcept = 0;

    virtual Result<void> flush(std::chrono::milliseconds deadline) = 0;
    [[nodiscard]] virtual StoreCounters counters() const = 0;

    /// Called from the writer's thread after each commit, not more often than `atMost` apart.
    virtual void onCommit(std::chrono::milliseconds atMost, std::function<void()> callback) = 0;

    virtual void setRetention(std::chrono::seconds age, std::uint64_t maxBytes) = 0;

    /// Position up to which a forwarding destination has accepted everything (see
    /// StoreReader::forEachEnvelope); nullopt for a destination that has none yet.
    [[nodiscard]] virtual std::optional<std::int64_t>
    forwardCursor(const std::string& destination) const = 0;

    /// Saves that position; `done` is called from the writer's thread once it is committed.
    virtual void saveForwardCursor(std::string destination, std::int64_t cursor,
                                   std::function<void(Result<void>)> done)
        = 0;
};

} // namespace gatelens
