#pragma once

#include "core/store/filter_sql.h"
#include "core/store/row_reader.h"
#include "core/store/store_reader.h"

namespace gatelens::store {

/// StoreReader over one read-only connection.
class SqliteStoreReader final : public StoreReader
{
public:
    explicit SqliteStoreReader(sqlite::Database database)
        : m_database(std::move(database))
    {
    }
    [[nodiscard]] Result<void> prepare();

    // exchange_queries.cpp
    [[nodiscard]] Result<std::vector<std::int64_t>>
    exchangeIds(const ExchangeQuery& query, std::int64_t afterId, std::size_t limit) override;
    [[nodiscard]] Result<std::vector<ExchangeRow>>
    exchangeRows(std::span<const std::int64_t> ids) override;
    [[nodiscard]] Result<Exchange> exchange(std::int64_t id) override;
    Result<void> forEachExchange(const ExchangeQuery& query,
                                 const std::function<bool(const Exchange&)>& each) override;

    // item_queries.cpp
    [[nodiscard]] Result<std::vector<std::int64_t>>
    itemIds(const ExchangeQuery& query, std::int64_t afterId, std::size_t limit) override;
    [[nodiscard]] Result<std::vector<ItemRow>> itemRows(std::span<const std::int64_t> ids) override;
    [[nodiscard]] Result<TelemetryItem> item(std::int64_t id) override;
    [[nodiscard]] Result<std::vector<TelemetryItem>>
    transaction(std::string_view operationId) override;
    Result<void> forEachItem(const ExchangeQuery& query,
                             const std::function<bool(const StreamedItem&)>& each) override;

    // statistics_queries.cpp
    [[nodiscard]] Result<std::vector<TimeBucket>> timeline(const ExchangeQuery& query,
                                                           Micros bucket) override;
    [[nodiscard]] Result<std::vector<GroupRow>> groups(const ExchangeQuery& query,
                                                       GroupBy by) override;
    [[nodiscard]] Result<Totals> totals(const ExchangeQuery& query) override;
    [[nodiscard]] Result<std::vector<std::pair<std::string, std::uint64_t>>>
    fieldValues(std::string_view field, const ExchangeQuery& query, std::size_t limit) override;
    [[nodiscard]] Result<StoreStats> stats() override;

    // envelope_queries.cpp
    Result<void> forEachEnvelope(std::int64_t cursor, const ExchangeQuery& query,
                                 std::span<const std::string> loggerIds,
                                 const std::function<bool(OutgoingEnvelope&&)>& each) override;
    [[nodiscard]] Result<std::int64_t> endCursor() override;
    [[nodiscard]] Result<std::uint64_t>
    countEnvelopes(std::int64_t cursor, std::span<const std::string> loggerIds) override;
    [[nodiscard]] Result<std::vector<LoggerKey>> loggers() override;

    void interrupt() noexcept override;

private:
    /// SELECT … with the query's conditions; values are bound.
    struct Selection
    {
        sqlite::Statement statement;
        filter::SqlCondition condition; ///< owns texts that are bound
    };

    /// Ids whose blocks can hold rows of a time range.
    struct IdRange
    {
        std::int64_t from = 0;
        std::int64_t until = 0;
    };

    /// One reading call: forgets earlier interrupts, and sees one state of the store throughout.
    class Snapshot;

    [[nodiscard]] Result<IdRange> idRangeOf(const TimeRange& range);
    /// `columns` of exchanges AS e that match; `more` is appended (ORDER BY …).
    [[nodiscard]] Result<Selection> selectExchanges(std::string_view columns,
                                                    const ExchangeQuery& query,
                                                    filter::SqlTarget target,
                                                    std::string_view more);
    /// `columns` of items AS i that match.
    [[nodiscard]] Result<Selection> selectItems(std::string_view columns,
                                                const ExchangeQuery& query, std::string_view more);
    [[nodiscard]] Result<Selection> select(std::string_view columns, std::string_view table,
                                           std::string_view timeColumn, const TimeRange& range,
                                           filter::SqlCondition condition, std::string_view more);
    [[nodiscard]] Result<std::vector<std::int64_t>> idsByTime(const ExchangeQuery& query);
    [[nodiscard]] Result<std::vector<std::int64_t>> idsByKey(const ExchangeQuery& query,
                                                             std::size_t limit);
    [[nodiscard]] Result<std::int64_t> operationRank(std::int64_t route);
    [[nodiscard]] Result<std::vector<std::int64_t>> blocks();
    [[nodiscard]] Result<std::vector<std::int64_t>> rowsOfOperation(sqlite::Statement& lookUp,
                                                                    std::string_view operationId);
    /// Places of the items of an exchange that match the query's filter.
    [[nodiscard]] Result<std::vector<std::int64_t>>
    matchingPlaces(std::int64_t exchangeId, const filter::Filter& filter, Timestamp now);
    [[nodiscard]] Result<std::vector<std::int64_t>> loggerRefs(std::span<const std::string> ids);
    [[nodiscard]] Result<std::string> loggerIdOf(std::int64_t ref);
    [[nodiscard]] bool isInterrupted() const noexcept { return m_isInterrupted; }
    [[nodiscard]] static Error interrupted();

    sqlite::Database m_database;
    std::unique_ptr<RowReader> m_rows;
    sqlite::Statement m_exchangeRow;
    sqlite::Statement m_exchangesOfOperation;
    sqlite::Statement m_itemsOfOperation;
    sqlite::Statement m_itemRow;
    std::unordered_map<std::int64_t, std::string> m_loggerIds;
    std::atomic<bool> m_isInterrupted{false};
    int m_snapshotDepth = 0;
};

/// Reads begin inside one transaction, so that ids and rows of one call fit together although the
/// writer goes on.
class SqliteStoreReader::Snapshot
{
public:
    explicit Snapshot(SqliteStoreReader& reader);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    SqliteStoreReader& m_reader;
};

} // namespace gatelens::store
