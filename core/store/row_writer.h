#pragma once

#include "core/store/schema.h"
#include "core/store/store.h"

#include <map>
#include <unordered_map>

namespace gatelens::store {

/// Turns exchanges, items and metrics into rows, inside a transaction that the caller opens. After
/// a rolled back transaction call `forget`: what was cached of it is not in the database.
class RowWriter
{
public:
    [[nodiscard]] static Result<std::unique_ptr<RowWriter>> open(sqlite::Database& database);

    /// Call first in each transaction.
    [[nodiscard]] Result<void> beginBatch(Timestamp commitTime);
    [[nodiscard]] Result<void> write(const Exchange& exchange);
    [[nodiscard]] Result<void> write(const IngestedItem& item);
    [[nodiscard]] Result<void> write(const MetricItem& metric, const std::string& loggerId);
    /// Call last in each transaction.
    [[nodiscard]] Result<void> endBatch();
    void forget();
    /// Call when somebody else changed `blocks`: it is read again.
    void forgetBlock() { m_nextId = 0; }

private:
    /// What `blocks` says about the block that ids come from now.
    struct Block
    {
        std::int64_t id = -1;
        std::int64_t firstCommit = 0;
        std::int64_t minTime = 0;
        std::int64_t maxTime = 0;
        std::int64_t exchanges = 0;
        std::int64_t items = 0;
    };

    explicit RowWriter(sqlite::Database& database)
        : m_database(database)
    {
    }

    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> loadSequence();
    [[nodiscard]] Result<void> saveBlock();
    void moveToBlock(std::int64_t block);
    /// The next row's id; notes its time for the block.
    [[nodiscard]] Result<std::int64_t> nextId(Timestamp time);
    [[nodiscard]] Result<void> writePayload(std::int64_t id, std::string_view data);
    [[nodiscard]] Result<void> writeItem(const TelemetryItem& item, std::string_view envelope,
                                         std::string_view source,
                                         std::optional<std::int64_t> logger);

    [[nodiscard]] Result<std::int64_t>
    gatewayRef(const std::shared_ptr<const GatewayIdentity>& gateway);
    [[nodiscard]] Result<std::int64_t> routeRef(const Exchange& exchange);
    [[nodiscard]] Result<std::int64_t> loggerRef(const std::string& loggerId,
                                                 const std::string& instrumentationKey);
    [[nodiscard]] Result<std::string> outgoingOf(const Exchange& exchange);

    sqlite::Database& m_database;
    sqlite::Statement m_insertExchange;
    sqlite::Statement m_insertItem;
    sqlite::Statement m_insertPayload;
    sqlite::Statement m_insertGateway;
    sqlite::Statement m_selectGateway;
    sqlite::Statement m_insertRoute;
    sqlite::Statement m_selectRoute;
    sqlite::Statement m_insertLogger;
    sqlite::Statement m_selectLogger;
    sqlite::Statement m_saveBlock;
    sqlite::Statement m_saveSequence;

    std::int64_t m_nextId = 0; ///< 0: not known
    Block m_block;
    std::int64_t m_commitTime = 0;
    std::unordered_map<std::string, std::int64_t> m_routes;
    std::unordered_map<std::string, std::int64_t> m_loggers;
    /// Exchanges share their identity: the pointer is a good enough key, and held, so that it
    /// cannot be reused.
    std::map<std::shared_ptr<const GatewayIdentity>, std::int64_t> m_gateways;
    std::string m_payload; ///< reused buffers
    std::string m_key;
};

} // namespace gatelens::store
