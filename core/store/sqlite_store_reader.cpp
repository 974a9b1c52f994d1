#include "core/store/sqlite_store_reader.h"

#include "core/store/row_functions.h"
#include "core/store/schema.h"
#include "core/store/telemetry_tables.h"

#include <fmt/format.h>

#include <limits>

namespace gatelens {

Result<std::unique_ptr<StoreReader>> StoreReader::open(const std::filesystem::path& path)
{
    std::error_code problem;
    if (!std::filesystem::exists(path, problem))
        return Error{
            ErrorCode::NotFound, fmt::format("there is no store at {}", path.string()), {}};
    Result<sqlite::Database> database = sqlite::Database::open(path, sqlite::OpenMode::ReadOnly);
    if (!database)
        return database.error();
    auto reader = std::make_unique<store::SqliteStoreReader>(std::move(*database));
    if (Result<void> prepared = reader->prepare(); !prepared)
        return withContext(prepared.error(), "opening the store " + path.string());
    return std::unique_ptr<StoreReader>(std::move(reader));
}

} // namespace gatelens

namespace gatelens::store {

SqliteStoreReader::Snapshot::Snapshot(SqliteStoreReader& reader)
    : m_reader(reader)
{
    if (m_reader.m_snapshotDepth++ > 0)
        return;
    m_reader.m_isInterrupted = false;
    // A failure shows in the first query, which then reads without a common snapshot.
    static_cast<void>(m_reader.m_database.execute("BEGIN").has_value());
}

SqliteStoreReader::Snapshot::~Snapshot()
{
    if (--m_reader.m_snapshotDepth == 0)
        static_cast<void>(m_reader.m_database.execute("COMMIT").has_value());
}

Result<void> SqliteStoreReader::prepare()
{
    const Result<std::int64_t> application = m_database.integer("PRAGMA application_id");
    if (!application)
        return application.error();
    if (*application != kApplicationId)
        return Error{ErrorCode::Refused, "this file is not a Gatelens store", {}};
    if (Result<void> configured
        = m_database.execute("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"
                             "PRAGMA mmap_size = 1073741824; PRAGMA query_only = ON");
        !configured)
        return configured;
    Result<std::unique_ptr<RowReader>> rows = RowReader::open(m_database);
    if (!rows)
        return rows.error();
    m_rows = std::move(*rows);
    if (Result<void> registered = registerRowFunctions(m_database, *m_rows); !registered)
        return registered;
    if (Result<void> registered = registerTelemetryTables(m_database, *m_rows); !registered)
        return registered;
    struct Wanted
    {
        sqlite::Statement* statement;
        std::string_view sql;
    };
    const std::array<Wanted, 4> wanted{{
        {&m_exchangeRow,
         "SELECT id, started_at, duration, status, flags, route, response_bytes, calls, "
         "steps_run, steps_total, loggers_kept, loggers_total, method, path, backend, "
         "operation_id FROM exchanges WHERE id = ?"},
        {&m_exchangesOfOperation,
         "SELECT id FROM exchanges WHERE operation_key = ? AND operation_id = ?"},
        {&m_itemsOfOperation, "SELECT id FROM items WHERE operation_key = ? AND operation_id = ?"},
        {&m_itemRow,
         "SELECT time, kind, success, duration, severity, source, name, result_code, role, "
         "operation_id FROM items WHERE id = ?"},
    }};
    for (const Wanted& want : wanted) {
        Result<sqlite::Statement> statement = m_database.prepare(want.sql);
        if (!statement)
            return statement.error();
        *want.statement = std::move(*statement);
    }
    return {};
}

void SqliteStoreReader::interrupt() noexcept
{
    m_isInterrupted = true;
    m_database.interrupt();
}

Error SqliteStoreReader::interrupted()
{
    return {ErrorCode::Cancelled, "the query was interrupted", {}};
}

Result<SqliteStoreReader::IdRange> SqliteStoreReader::idRangeOf(const TimeRange& range)
{
    constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
    if (!range.from && !range.until)
        return IdRange{0, kLast};
    Result<sqlite::Statement> blocks = m_database.prepare(
        "SELECT min(id), max(id) FROM blocks WHERE max_time >= ? AND min_time < ?");
    if (!blocks)
        return blocks.error();
    const auto micros = [](const std::optional<Timestamp>& time, std::int64_t otherwise) {
        return time ? std::int64_t(time->time_since_epoch().count()) : otherwise;
    };
    blocks->bind(1, micros(range.from, std::numeric_limits<std::int64_t>::min()));
    blocks->bind(2, micros(range.until, kLast));
    const Result<bool> row = blocks->step();
    if (!row)
        return row.error();
    if (blocks->isNull(0))
        return IdRange{0, 0};
    return IdRange{blocks->integer(0) << kBlockBits, (blocks->integer(1) + 1) << kBlockBits};
}

Result<SqliteStoreReader::Selection>
SqliteStoreReader::select(std::string_view columns, std::string_view table,
                          std::string_view timeColumn, const TimeRange& range,
                          filter::SqlCondition condition, std::string_view more)
{
    const Result<IdRange> ids = idRangeOf(range);
    if (!ids)
        return ids.error();
    const std::string_view row = timeColumn.substr(0, 1);
    std::string sql
        = fmt::format("SELECT {} FROM {} WHERE {}.id >= ? AND {}.id < ?", columns, table, row, row);
    if (range.from)
        sql += fmt::format(" AND {} >= ?", timeColumn);
    if (range.until)
        sql += fmt::format(" AND {} < ?", timeColumn);
    sql += fmt::format(" AND {} {}", condition.text, more);
    Result<sqlite::Statement> statement = m_database.prepare(sql);
    if (!statement)
        return statement.error();
    Selection selection{std::move(*statement), std::move(condition)};
    int position = 1;
    selection.statement.bind(position++, ids->from);
    selection.statement.bind(position++, ids->until);
    for (const auto& bound : {range.from, range.until}) {
        if (bound)
            selection.statement.bind(position++, std::int64_t(bound->time_since_epoch().count()));
    }
    selection.condition.bind(selection.statement, position);
    return selection;
}

Result<SqliteStoreReader::Selection> SqliteStoreReader::selectExchanges(std::string_view columns,
                                                                        const ExchangeQuery& query,
                                                                        filter::SqlTarget target,
                                                                        std::string_view more)
{
    filter::SqlCondition condition;
    if (query.filter)
        condition = filter::compile(*query.filter, target, now());
    return select(columns, "exchanges AS e", "e.started_at", query.range, std::move(condition),
                  more);
}

Result<SqliteStoreReader::Selection> SqliteStoreReader::selectItems(std::string_view columns,
                                                                    const ExchangeQuery& query,
                                                                    std::string_view more)
{
    filter::SqlCondition condition;
    if (query.filter)
        condition = filter::compile(*query.filter, filter::SqlTarget::Items, now());
    return select(columns, "items AS i", "i.time", query.range, std::move(condition), more);
}

Result<std::vector<std::int64_t>> SqliteStoreReader::blocks()
{
    Result<sqlite::Statement> select = m_database.prepare("SELECT id FROM blocks ORDER BY id");
    if (!select)
        return select.error();
    std::vector<std::int64_t> ids;
    while (true) {
        const Result<bool> row = select->step();
        if (!row)
            return row.error();
        if (!*row)
            return ids;
        ids.push_back(select->integer(0));
    }
}

} // namespace gatelens::store
