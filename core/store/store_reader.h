#pragma once

#include "core/base/result.h"
#include "core/telemetry/exchange.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gatelens {

namespace filter {
class Filter; // core/store/filter.h: parsed form of the filter grammar
}

struct TimeRange
{
    std::optional<Timestamp> from;
    std::optional<Timestamp> until; ///< exclusive

    friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// One row of Live's Exchanges table.
struct ExchangeRow
{
    std::int64_t id = 0;
    Timestamp startedAt;
    Micros duration{0};
    std::string method;
    std::string path;
    int statusCode = 0;
    bool isSentInFull = true;
    bool isFailed = false;
    bool isAnsweredByGateway = false;
    std::string apiId;
    std::string apimOperationId;
    std::string productId;
    std::string subscriptionId;
    std::string backendId;
    std::string operationId; ///< trace id
    std::uint32_t stepsRun = 0;
    std::uint32_t stepsTotal = 0;
    std::uint32_t backendCalls = 0;
    std::uint64_t responseBytes = 0;
    std::uint32_t loggersKept = 0; ///< how many loggers got it …
    std::uint32_t loggersTotal = 0; ///< … of how many
    bool isKeptOnlyAsError = false;
};

/// One row of All items: gateway items expanded from exchanges, and ingested ones.
struct ItemRow
{
    std::int64_t id = 0; ///< opaque key for `item()`
    Timestamp time;
    std::string
        kind; ///< request, dependency, exception, trace, event, metric, availability, pageview
    std::string source; ///< gateway, appinsights, otlp, opencensus, import
    std::string name;
    std::string operationId;
    std::string cloudRoleName;
    std::string resultCode;
    std::optional<Micros> duration;
    std::optional<bool> success;
    std::optional<Severity> severity;
    bool isSampledOut = false; ///< Application Insights would not have seen it (no logger kept it)
};

enum class ExchangeSort
{
    Time,
    Duration,
    Status,
    Operation,
    Size
};

struct ExchangeQuery
{
    std::shared_ptr<const filter::Filter> filter; ///< null: all
    TimeRange range;
    ExchangeSort sort = ExchangeSort::Time;
    bool isDescending = false;
};

/// Totals of one group or one bucket.
struct Totals
{
    std::uint64_t count = 0;
    std::uint64_t clientErrors = 0; ///< 4xx
    std::uint64_t serverErrors = 0; ///< 5xx and cut short
    Micros p50{0};
    Micros p90{0};
    Micros p95{0};
    Micros p99{0};
    Micros max{0};
    std::uint64_t bytes = 0;

    [[nodiscard]] std::uint64_t failed() const { return clientErrors + serverErrors; }
};

struct TimeBucket
{
    Timestamp start;
    Totals totals;
};

enum class GroupBy
{
    Api,
    Operation,
    Product,
    Subscription,
    Status,
    Backend
};

struct GroupRow
{
    std::string key; ///< id, "" for none
    std::string parent; ///< API of an operation
    Totals totals;
};

struct StoreStats
{
    std::uint64_t exchanges = 0;
    std::vector<std::pair<std::string, std::uint64_t>> itemsByTable;
    std::optional<Timestamp> oldest;
    std::optional<Timestamp> newest;
    std::uint64_t fileBytes = 0;
};

/// A logger that received items, for exports and forwarding.
struct LoggerKey
{
    std::string loggerId;
    std::string instrumentationKey;
};

/// Reads a store: one connection, one thread at a time; open as many as needed. Long reads stop
/// soon after `interrupt`.
class StoreReader
{
public:
    [[nodiscard]] static Result<std::unique_ptr<StoreReader>>
    open(const std::filesystem::path& path);
    virtual ~StoreReader() = default;

    /// Ids that match, in the query's order, starting after `afterId` (0: from the start) when
    /// sorted by time.
    [[nodiscard]] virtual Result<std::vector<std::int64_t>>
    exchangeIds(const ExchangeQuery& query, std::int64_t afterId = 0,
                std::size_t limit = 20'000'000)
        = 0;
    /// Rows for ids, in the order of `ids`; ids that are gone are left out.
    [[nodiscard]] virtual Result<std::vector<ExchangeRow>>
    exchangeRows(std::span<const std::int64_t> ids) = 0;
    [[nodiscard]] virtual Result<Exchange> exchange(std::int64_t id) = 0;

    [[nodiscard]] virtual Result<std::vector<std::int64_t>>
    itemIds(const ExchangeQuery& query, std::int64_t afterId = 0, std::size_t limit = 20'000'000)
        = 0;
    [[nodiscard]] virtual Result<std::vector<ItemRow>> itemRows(std::span<const std::int64_t> ids)
        = 0;
    [[nodiscard]] virtual Result<TelemetryItem> item(std::int64_t id) = 0;
    /// Every item of one operation id, gateway and ingested, by time.
    [[nodiscard]] virtual Result<std::vector<TelemetryItem>>
    transaction(std::string_view operationId) = 0;

    [[nodiscard]] virtual Result<std::vector<TimeBucket>> timeline(const ExchangeQuery& query,
                                                                   Micros bucket)
        = 0;
    [[nodiscard]] virtual Result<std::vector<GroupRow>> groups(const ExchangeQuery& query,
                                                               GroupBy by)
        = 0;
    [[nodiscard]] virtual Result<Totals> totals(const ExchangeQuery& query) = 0;
    /// Values of a filter field with their counts, most frequent first: for completion and facets.
    [[nodiscard]] virtual Result<std::vector<std::pair<std::string, std::uint64_t>>>
    fieldValues(std::string_view field, const ExchangeQuery& query, std::size_t limit) = 0;

    /// Streams whole exchanges in time order in constant memory; the callback returns false to
    /// stop.
    virtual Result<void> forEachExchange(const ExchangeQuery& query,
                                         const std::function<bool(const Exchange&)>& each)
        = 0;

    /// One item on its way to an exporter.
    struct StreamedItem
    {
        TelemetryItem item;
        std::string source; ///< gateway, appinsights, otlp, opencensus, import
        const Exchange* exchange = nullptr; ///< it was expanded from; null for ingested items
    };
    /// Streams every item in constant memory: gateway items as allItemsOf() expands them, all of
    /// one exchange together, merged by time with the ingested ones and aggregated metrics. The
    /// callback returns false to stop.
    virtual Result<void> forEachItem(const ExchangeQuery& query,
                                     const std::function<bool(const StreamedItem&)>& each)
        = 0;

    /// Streams, in commit order after `cursor`, what an Application Insights destination is to
    /// receive: kept gateway items of the loggers wanted (empty: all), their aggregated metrics,
    /// and ingested envelopes as they came in.
    struct OutgoingEnvelope
    {
        std::int64_t cursor = 0; ///< position after this envelope; save it to go on from here
        std::string loggerId; ///< "" for ingested items
        std::string envelope; ///< one line of JSON
    };
    virtual Result<void> forEachEnvelope(std::int64_t cursor, const ExchangeQuery& query,
                                         std::span<const std::string> loggerIds,
                                         const std::function<bool(OutgoingEnvelope&&)>& each)
        = 0;
    /// The cursor behind the last committed row.
    [[nodiscard]] virtual Result<std::int64_t> endCursor() = 0;
    [[nodiscard]] virtual Result<std::uint64_t>
    countEnvelopes(std::int64_t cursor, std::span<const std::string> loggerIds) = 0;

    [[nodiscard]] virtual Result<StoreStats> stats() = 0;
    [[nodiscard]] virtual Result<std::vector<LoggerKey>> loggers() = 0;

    virtual void interrupt() noexcept = 0; ///< from any thread
};

} // namespace gatelens
