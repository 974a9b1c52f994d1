#include "core/store/telemetry_tables.h"

#include "core/store/item_summary.h"
#include "core/store/telemetry_columns.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>

namespace gatelens::store {

namespace {

// Conditions that xBestIndex takes over, bits of idxNum; their values come in this order.
constexpr int kFrom = 1;
constexpr int kUntil = 2;
constexpr int kOperation = 4;

constexpr std::int64_t kEarliest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max();

/// What every table of one connection shares.
struct Connection
{
    sqlite::Database& database;
    RowReader& rows;
};

/// One virtual table; SQLite's part comes first.
struct Table
{
    sqlite3_vtab base{};
    Connection* connection = nullptr;
    std::string_view name;
    std::span<const TelemetryColumn> columns;
    int timestampColumn = 0;
    int operationColumn = 0;
};

/// Which exchanges can hold rows of a table, and which items are rows of it.
struct RowSource
{
    std::string_view exchangeCondition; ///< "" when no exchange does
    std::string_view itemKinds;
};

RowSource sourceOf(std::string_view table)
{
    if (table == "requests")
        return {"1", "1"};
    if (table == "dependencies")
        return {"e.calls > 0", "2"};
    if (table == "exceptions")
        return {"e.exceptions > 0", "3"};
    if (table == "traces")
        return {"e.traces > 0", "4"};
    if (table == "customEvents")
        return {"", "5"};
    if (table == "customMetrics")
        return {"", "6"};
    if (table == "availabilityResults")
        return {"", "7"};
    if (table == "pageViews")
        return {"", "8"};
    return {"", "9"};
}

struct PendingItem
{
    TelemetryItem item;
    std::int64_t id = 0;
};

/// One scan: exchanges first, then ingested items, each in id order.
struct Cursor
{
    sqlite3_vtab_cursor base{};
    const Table* table = nullptr;
    sqlite::Statement exchanges;
    sqlite::Statement items;
    std::string operationId; ///< bound to both
    std::vector<PendingItem> pending; ///< of the present row of the store, last first
    bool isAtEnd = false;
};

int fail(sqlite3_vtab* table, const Error& error)
{
    sqlite3_free(table->zErrMsg);
    table->zErrMsg = sqlite3_mprintf("%s", error.message.c_str());
    return error.code == ErrorCode::Cancelled ? SQLITE_INTERRUPT : SQLITE_ERROR;
}

int indexOf(std::span<const TelemetryColumn> columns, std::string_view name)
{
    const auto found
        = std::find_if(columns.begin(), columns.end(),
                       [&](const TelemetryColumn& column) { return column.name == name; });
    return static_cast<int>(found - columns.begin());
}

int connectTable(sqlite3* database, void* context, int /*count*/, const char* const* arguments,
                 sqlite3_vtab** result, char** /*message*/)
{
    const std::string_view name = arguments[0]; // the module, which is the table
    const auto columns = columnsOf(name);
    std::string declaration = "CREATE TABLE x(";
    for (const TelemetryColumn& column : columns) {
        if (&column != columns.data())
            declaration += ", ";
        declaration += fmt::format("\"{}\" {}", column.name, column.type);
    }
    declaration += ')';
    const int code = sqlite3_declare_vtab(database, declaration.c_str());
    if (code != SQLITE_OK)
        return code;
    auto table = std::make_unique<Table>();
    table->connection = static_cast<Connection*>(context);
    const auto names = telemetryTables();
    table->name = *std::find(names.begin(), names.end(), name);
    table->columns = columns;
    table->timestampColumn = indexOf(columns, "timestamp");
    table->operationColumn = indexOf(columns, "operation_Id");
    *result = &table.release()->base;
    return SQLITE_OK;
}

int disconnectTable(sqlite3_vtab* table)
{
    delete reinterpret_cast<Table*>(table);
    return SQLITE_OK;
}

/// The bit for a usable condition, 0 for one that SQLite must check alone.
int bitFor(const Table& table, const sqlite3_index_info::sqlite3_index_constraint& condition)
{
    if (condition.usable == 0)
        return 0;
    if (condition.iColumn == table.operationColumn && condition.op == SQLITE_INDEX_CONSTRAINT_EQ)
        return kOperation;
    if (condition.iColumn != table.timestampColumn)
        return 0;
    switch (condition.op) {
    case SQLITE_INDEX_CONSTRAINT_GT:
    case SQLITE_INDEX_CONSTRAINT_GE:
        return kFrom;
    case SQLITE_INDEX_CONSTRAINT_LT:
    case SQLITE_INDEX_CONSTRAINT_LE:
        return kUntil;
    default:
        return 0;
    }
}

int bestIndex(sqlite3_vtab* base, sqlite3_index_info* info)
{
    const Table& table = *reinterpret_cast<Table*>(base);
    int taken = 0;
    for (const int bit : {kFrom, kUntil, kOperation}) {
        for (int index = 0; index < info->nConstraint; ++index) {
            if ((taken & bit) != 0 || bitFor(table, info->aConstraint[index]) != bit)
                continue;
            taken |= bit;
            // SQLite checks the condition again: what is taken over only narrows the scan.
            info->aConstraintUsage[index].argvIndex
                = (taken & kFrom ? 1 : 0) + (taken & kUntil ? 1 : 0) + (taken & kOperation ? 1 : 0);
        }
    }
    info->idxNum = taken;
    info->estimatedCost = taken & kOperation ? 100.0 : taken != 0 ? 100'000.0 : 1'000'000.0;
    info->estimatedRows = taken & kOperation ? 10 : taken != 0 ? 10'000 : 100'000;
    return SQLITE_OK;
}

int openCursor(sqlite3_vtab* table, sqlite3_vtab_cursor** result)
{
    auto cursor = std::make_unique<Cursor>();
    cursor->table = reinterpret_cast<Table*>(table);
    *result = &cursor.release()->base;
    return SQLITE_OK;
}

int closeCursor(sqlite3_vtab_cursor* cursor)
{
    delete reinterpret_cast<Cursor*>(cursor);
    return SQLITE_OK;
}

/// Rows of `table` (alias `row`) whose block and time can fit. An exchange's items may begin after
/// it, so an upper bound fits its start and a lower bound its end.
std::string scanSql(std::string_view table, char row, std::string_view latest,
                    std::string_view time, std::string_view condition, int taken)
{
    std::string sql
        = fmt::format("SELECT {0}.id FROM {1} AS {0} WHERE ({2})", row, table, condition);
    if ((taken & kFrom) != 0)
        sql += fmt::format(" AND {0}.id >= (SELECT coalesce(min(id), 0) << {1} FROM blocks WHERE "
                           "max_time >= ?1 - {2}) AND {3} >= ?1",
                           row, kBlockBits,
                           std::chrono::microseconds(std::chrono::hours(24)).count(), latest);
    if ((taken & kUntil) != 0)
        sql += fmt::format(" AND {} <= ?2", time);
    if ((taken & kOperation) != 0)
        sql += fmt::format(
            " AND {0}.operation_key IN (SELECT gl_operation_key(id, ?3) FROM blocks) "
            "AND {0}.operation_id = ?3",
            row);
    return sql + fmt::format(" ORDER BY {}.id", row);
}

/// Microseconds of a bound in ticks; something that is no number bounds nothing.
std::int64_t boundOf(sqlite3_value* value, std::int64_t otherwise)
{
    if (sqlite3_value_numeric_type(value) != SQLITE_INTEGER)
        return otherwise;
    return fromTicks(sqlite3_value_int64(value)).time_since_epoch().count();
}

Result<void> prepareScan(Cursor& cursor, int taken, sqlite3_value** values)
{
    const Table& table = *cursor.table;
    const RowSource source = sourceOf(table.name);
    // An exchange without bound in time is at most a day long; its last item begins before its end.
    const std::string exchangeSql
        = scanSql("exchanges", 'e', "e.started_at + e.duration", "e.started_at",
                  source.exchangeCondition.empty() ? "0" : source.exchangeCondition, taken);
    const std::string itemSql = scanSql("items", 'i', "i.time", "i.time",
                                        fmt::format("i.kind = {}", source.itemKinds), taken);
    for (const auto& [statement, sql] :
         {std::pair(&cursor.exchanges, &exchangeSql), std::pair(&cursor.items, &itemSql)}) {
        Result<sqlite::Statement> prepared = table.connection->database.prepare(*sql);
        if (!prepared)
            return prepared.error();
        *statement = std::move(*prepared);
        int argument = 0;
        if ((taken & kFrom) != 0)
            statement->bind(1, boundOf(values[argument++], kEarliest));
        if ((taken & kUntil) != 0)
            statement->bind(2, boundOf(values[argument++], kLatest));
        if ((taken & kOperation) != 0) {
            const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(values[argument]));
            cursor.operationId = bytes == nullptr ? "" : bytes;
            statement->bindText(3, cursor.operationId);
        }
    }
    return {};
}

/// The items of one exchange that are rows of the table.
Result<void> expandExchange(Cursor& cursor, std::int64_t id)
{
    const Result<Exchange> exchange = cursor.table->connection->rows.exchange(id);
    if (!exchange)
        return exchange.error();
    std::vector<TelemetryItem> all = allItemsOf(*exchange);
    std::int64_t place = 0;
    for (TelemetryItem& item : all) {
        const std::int64_t itemId = (id << kPlaceBits) | place++;
        if (tableOf(item) == cursor.table->name)
            cursor.pending.push_back({std::move(item), itemId});
    }
    std::reverse(cursor.pending.begin(), cursor.pending.end());
    return {};
}

Result<void> advance(Cursor& cursor)
{
    if (!cursor.pending.empty())
        cursor.pending.pop_back();
    while (cursor.pending.empty()) {
        Result<bool> row = cursor.exchanges.step();
        if (!row)
            return row.error();
        if (*row) {
            if (Result<void> expanded = expandExchange(cursor, cursor.exchanges.integer(0));
                !expanded)
                return expanded;
            continue;
        }
        row = cursor.items.step();
        if (!row)
            return row.error();
        if (!*row) {
            cursor.isAtEnd = true;
            return {};
        }
        const std::int64_t id = cursor.items.integer(0);
        Result<std::optional<StoredItem>> stored = cursor.table->connection->rows.item(id);
        if (!stored)
            return stored.error();
        if (*stored)
            cursor.pending.push_back({std::move((*stored)->item), id << kPlaceBits});
    }
    return {};
}

int filterRows(sqlite3_vtab_cursor* base, int taken, const char* /*name*/, int /*count*/,
               sqlite3_value** values)
{
    Cursor& cursor = *reinterpret_cast<Cursor*>(base);
    cursor.pending.clear();
    cursor.isAtEnd = false;
    Result<void> begun = prepareScan(cursor, taken, values);
    if (begun)
        begun = advance(cursor);
    return begun ? SQLITE_OK : fail(base->pVtab, begun.error());
}

int nextRow(sqlite3_vtab_cursor* base)
{
    const Result<void> advanced = advance(*reinterpret_cast<Cursor*>(base));
    return advanced ? SQLITE_OK : fail(base->pVtab, advanced.error());
}

int isAtEnd(sqlite3_vtab_cursor* cursor)
{
    return reinterpret_cast<Cursor*>(cursor)->isAtEnd ? 1 : 0;
}

int columnValue(sqlite3_vtab_cursor* base, sqlite3_context* context, int column)
{
    const Cursor& cursor = *reinterpret_cast<Cursor*>(base);
    const PendingItem& row = cursor.pending.back();
    const Cell cell
        = cursor.table->columns[static_cast<std::size_t>(column)].read(row.item, row.id);
    if (const auto* number = std::get_if<std::int64_t>(&cell))
        sqlite3_result_int64(context, *number);
    else if (const auto* real = std::get_if<double>(&cell))
        sqlite3_result_double(context, *real);
    else if (const auto* text = std::get_if<std::string>(&cell))
        sqlite3_result_text64(context, text->data(), text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    else
        sqlite3_result_null(context);
    return SQLITE_OK;
}

int rowId(sqlite3_vtab_cursor* base, sqlite3_int64* result)
{
    *result = reinterpret_cast<Cursor*>(base)->pending.back().id;
    return SQLITE_OK;
}

/// Without xCreate the tables are eponymous: they exist under their module's name in every schema.
const sqlite3_module& tableModule()
{
    static const sqlite3_module kModule = [] {
        sqlite3_module module{};
        module.xConnect = connectTable;
        module.xBestIndex = bestIndex;
        module.xDisconnect = disconnectTable;
        module.xOpen = openCursor;
        module.xClose = closeCursor;
        module.xFilter = filterRows;
        module.xNext = nextRow;
        module.xEof = isAtEnd;
        module.xColumn = columnValue;
        module.xRowid = rowId;
        return module;
    }();
    return kModule;
}

void freeConnection(void* connection) { delete static_cast<Connection*>(connection); }

} // namespace

Result<void> registerTelemetryTables(sqlite::Database& database, RowReader& rows)
{
    for (const std::string_view name : telemetryTables()) {
        // SQLite frees it with the module, also when the registration fails.
        auto connection = std::make_unique<Connection>(Connection{database, rows});
        const int code
            = sqlite3_create_module_v2(database.handle(), std::string(name).c_str(), &tableModule(),
                                       connection.release(), freeConnection);
        if (code != SQLITE_OK)
            return sqlite::toError(database.handle(), code, "adding the telemetry tables");
    }
    return {};
}

} // namespace gatelens::store
