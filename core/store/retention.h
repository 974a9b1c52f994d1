#pragma once

#include "core/store/schema.h"
#include "core/store/store.h"

namespace gatelens::store {

/// Removes the oldest rows, a bounded number at a time, so that the writer is never kept for long.
/// Age counts from the commit: imported old telemetry stays as long as new.
class Retention
{
public:
    struct Limits
    {
        std::chrono::seconds age{0};
        std::uint64_t maxBytes = 0;
    };

    /// What one step removed; none when nothing was due.
    struct Removed
    {
        std::int64_t exchanges = 0;
        std::int64_t items = 0;
    };

    [[nodiscard]] static Result<std::unique_ptr<Retention>> open(sqlite::Database& database);

    /// One step in a transaction of its own.
    [[nodiscard]] Result<Removed> step(const Limits& limits, Timestamp now);

private:
    struct Oldest
    {
        std::int64_t block = 0;
        std::int64_t lastCommit = 0;
    };

    explicit Retention(sqlite::Database& database)
        : m_database(database)
    {
    }
    [[nodiscard]] Result<std::optional<Oldest>> oldestBlock();
    [[nodiscard]] Result<bool> isDue(const Oldest& oldest, const Limits& limits, Timestamp now);
    [[nodiscard]] Result<Removed> removeFrom(std::int64_t block);
    [[nodiscard]] Result<std::int64_t> removeRange(sqlite::Statement& statement, std::int64_t from,
                                                   std::int64_t until);

    sqlite::Database& m_database;
    sqlite::Statement m_oldest;
    sqlite::Statement m_usedBytes;
    sqlite::Statement m_firstRow;
    sqlite::Statement m_deleteExchanges;
    sqlite::Statement m_deleteItems;
    sqlite::Statement m_deletePayloads;
    sqlite::Statement m_updateBlock;
    sqlite::Statement m_deleteBlock;
};

} // namespace gatelens::store
