#include "core/store/retention.h"

#include <sqlite3.h>

#include <array>

namespace gatelens::store {

namespace {

/// Deleting this many rows takes some milliseconds.
constexpr std::int64_t kRowsAStep = 2000;

} // namespace

Result<std::unique_ptr<Retention>> Retention::open(sqlite::Database& database)
{
    std::unique_ptr<Retention> retention(new Retention(database));
    struct Wanted
    {
        sqlite::Statement* statement;
        std::string_view sql;
    };
    const std::array<Wanted, 8> wanted{{
        {&retention->m_oldest, "SELECT id, last_commit FROM blocks ORDER BY id LIMIT 1"},
        {&retention->m_usedBytes,
         "SELECT (c.page_count - f.freelist_count) * s.page_size FROM pragma_page_count AS c, "
         "pragma_freelist_count AS f, pragma_page_size AS s"},
        {&retention->m_firstRow, "SELECT id FROM payloads WHERE id >= ? ORDER BY id LIMIT 1"},
        {&retention->m_deleteExchanges, "DELETE FROM exchanges WHERE id >= ? AND id < ?"},
        {&retention->m_deleteItems, "DELETE FROM items WHERE id >= ? AND id < ?"},
        {&retention->m_deletePayloads, "DELETE FROM payloads WHERE id >= ? AND id < ?"},
        {&retention->m_updateBlock,
         "UPDATE blocks SET exchanges = exchanges - ?, items = items - ? WHERE id = ?"},
        {&retention->m_deleteBlock,
         "DELETE FROM blocks WHERE id = ? AND exchanges <= 0 AND items <= 0"},
    }};
    for (const Wanted& want : wanted) {
        Result<sqlite::Statement> statement = database.prepare(want.sql);
        if (!statement)
            return statement.error();
        *want.statement = std::move(*statement);
    }
    return retention;
}

Result<std::optional<Retention::Oldest>> Retention::oldestBlock()
{
    const sqlite::StatementUse use(m_oldest);
    const Result<bool> row = m_oldest.step();
    if (!row)
        return row.error();
    if (!*row)
        return std::optional<Oldest>();
    return std::optional<Oldest>({m_oldest.integer(0), m_oldest.integer(1)});
}

Result<bool> Retention::isDue(const Oldest& oldest, const Limits& limits, Timestamp now)
{
    const Timestamp lastCommit{Micros(oldest.lastCommit)};
    if (now - lastCommit > limits.age)
        return true;
    const sqlite::StatementUse use(m_usedBytes);
    const Result<bool> row = m_usedBytes.step();
    if (!row)
        return row.error();
    return static_cast<std::uint64_t>(m_usedBytes.integer(0)) > limits.maxBytes;
}

Result<std::int64_t> Retention::removeRange(sqlite::Statement& statement, std::int64_t from,
                                            std::int64_t until)
{
    statement.bind(1, from);
    statement.bind(2, until);
    if (Result<void> run = statement.run(); !run)
        return run.error();
    return sqlite3_changes64(m_database.handle());
}

Result<Retention::Removed> Retention::removeFrom(std::int64_t block)
{
    const std::int64_t begin = block << kBlockBits;
    const std::int64_t end = (block + 1) << kBlockBits;
    std::int64_t first = end;
    {
        const sqlite::StatementUse use(m_firstRow);
        m_firstRow.bind(1, begin);
        const Result<bool> row = m_firstRow.step();
        if (!row)
            return row.error();
        if (*row)
            first = m_firstRow.integer(0);
    }
    const std::int64_t until = std::min(first + kRowsAStep, end);
    const Result<std::int64_t> exchanges = removeRange(m_deleteExchanges, begin, until);
    const Result<std::int64_t> items = removeRange(m_deleteItems, begin, until);
    const Result<std::int64_t> payloads = removeRange(m_deletePayloads, begin, until);
    for (const auto* removed : {&exchanges, &items, &payloads}) {
        if (!*removed)
            return removed->error();
    }
    m_updateBlock.bind(1, *exchanges);
    m_updateBlock.bind(2, *items);
    m_updateBlock.bind(3, block);
    if (Result<void> updated = m_updateBlock.run(); !updated)
        return updated.error();
    m_deleteBlock.bind(1, block);
    if (Result<void> deleted = m_deleteBlock.run(); !deleted)
        return deleted.error();
    return Removed{*exchanges, *items};
}

Result<Retention::Removed> Retention::step(const Limits& limits, Timestamp now)
{
    const Result<std::optional<Oldest>> oldest = oldestBlock();
    if (!oldest)
        return oldest.error();
    if (!*oldest)
        return Removed{};
    const Result<bool> due = isDue(**oldest, limits, now);
    if (!due)
        return due.error();
    if (!*due)
        return Removed{};
    sqlite::Transaction transaction(m_database);
    if (Result<void> begun = transaction.begin(); !begun)
        return begun.error();
    Result<Removed> removed = removeFrom((*oldest)->block);
    if (!removed)
        return removed;
    if (Result<void> committed = transaction.commit(); !committed)
        return committed.error();
    return removed;
}

} // namespace gatelens::store
