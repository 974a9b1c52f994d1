#include "core/store/outgoing.h"
#include "core/store/schema.h"
#include "core/store/sqlite_store_reader.h"
#include "core/telemetry/envelope.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::store {

namespace {

constexpr std::int64_t kPlaceMask = (std::int64_t{1} << kPlaceBits) - 1;

bool isWanted(std::span<const std::string> loggerIds, std::string_view loggerId)
{
    return loggerIds.empty()
        || std::find(loggerIds.begin(), loggerIds.end(), loggerId) != loggerIds.end();
}

/// Number of envelopes of a row that the loggers wanted receive.
std::int64_t wantedCount(std::string_view outgoing, const std::vector<std::int64_t>& loggers)
{
    std::int64_t count = 0;
    for (const OutgoingCount& entry : decodeOutgoing(outgoing)) {
        if (std::find(loggers.begin(), loggers.end(), entry.logger) != loggers.end())
            count += entry.envelopes;
    }
    return count;
}

/// An envelope goes out as one line; a line break between its members means nothing.
std::string onOneLine(std::string envelope)
{
    std::replace_if(
        envelope.begin(), envelope.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return envelope;
}

/// Stops streaming when the callback has had enough.
enum class Next
{
    GoOn,
    Stop,
};

/// The envelopes of one exchange behind `place`.
Next streamExchange(const Exchange& exchange, std::int64_t place,
                    std::span<const std::string> loggerIds,
                    const std::function<bool(StoreReader::OutgoingEnvelope&&)>& each)
{
    // Places count the envelopes of all loggers, so that a cursor means the same whoever asks.
    std::int64_t next = 0;
    for (const LoggerOutcome& logger : exchange.loggers) {
        const std::vector<TelemetryItem> items = itemsFor(exchange, logger);
        if (!isWanted(loggerIds, logger.loggerId)) {
            next += static_cast<std::int64_t>(items.size());
            continue;
        }
        for (const TelemetryItem& item : items) {
            if (next++ < place)
                continue;
            const std::int64_t cursor = (exchange.id << kPlaceBits) | std::min(next, kPlaceMask);
            if (!each({cursor, logger.loggerId, printEnvelope(item)}))
                return Next::Stop;
        }
    }
    return Next::GoOn;
}

} // namespace

Result<std::vector<std::int64_t>> SqliteStoreReader::loggerRefs(std::span<const std::string> ids)
{
    Result<sqlite::Statement> select = m_database.prepare("SELECT id, logger_id FROM loggers");
    if (!select)
        return select.error();
    std::vector<std::int64_t> refs;
    while (true) {
        const Result<bool> row = select->step();
        if (!row)
            return row.error();
        if (!*row)
            return refs;
        if (isWanted(ids, select->text(1)))
            refs.push_back(select->integer(0));
    }
}

Result<std::string> SqliteStoreReader::loggerIdOf(std::int64_t ref)
{
    if (const auto known = m_loggerIds.find(ref); known != m_loggerIds.end())
        return known->second;
    Result<sqlite::Statement> select
        = m_database.prepare("SELECT logger_id FROM loggers WHERE id = ?");
    if (!select)
        return select.error();
    select->bind(1, ref);
    const Result<bool> row = select->step();
    if (!row)
        return row.error();
    return m_loggerIds.emplace(ref, *row ? std::string(select->text(0)) : std::string())
        .first->second;
}

Result<void> SqliteStoreReader::forEachEnvelope(std::int64_t cursor, const ExchangeQuery& query,
                                                std::span<const std::string> loggerIds,
                                                const std::function<bool(OutgoingEnvelope&&)>& each)
{
    const Snapshot snapshot(*this);
    const Result<std::vector<std::int64_t>> loggers = loggerRefs(loggerIds);
    if (!loggers)
        return loggers.error();
    const std::int64_t firstRow = cursor >> kPlaceBits;
    const auto tail = [&](char row) {
        return fmt::format("AND {}.id >= {} ORDER BY {}.id", row, firstRow, row);
    };
    Result<Selection> exchanges
        = selectExchanges("e.id, e.outgoing", query, filter::SqlTarget::Exchanges, tail('e'));
    Result<Selection> items = selectItems("i.id", query, tail('i'));
    if (!exchanges)
        return exchanges.error();
    if (!items)
        return items.error();
    Result<bool> hasExchange = exchanges->statement.step();
    Result<bool> hasItem = items->statement.step();
    while (hasExchange && hasItem && (*hasExchange || *hasItem)) {
        if (isInterrupted())
            return interrupted();
        const std::int64_t exchangeId = exchanges->statement.integer(0);
        const std::int64_t itemRow = items->statement.integer(0);
        if (!*hasExchange || (*hasItem && itemRow < exchangeId)) {
            // An item is one envelope: a cursor inside its row is behind it.
            const bool isDone = itemRow == firstRow && (cursor & kPlaceMask) != 0;
            Result<std::optional<StoredItem>> stored = m_rows->rawItem(itemRow);
            if (!stored)
                return stored.error();
            std::string loggerId;
            if (*stored && (*stored)->logger != 0) {
                Result<std::string> id = loggerIdOf((*stored)->logger);
                if (!id)
                    return id.error();
                loggerId = std::move(*id);
            }
            const bool goes
                = *stored && !isDone && ((*stored)->logger == 0 || isWanted(loggerIds, loggerId));
            if (goes
                && !each({(itemRow << kPlaceBits) | 1, std::move(loggerId),
                          onOneLine(std::move((*stored)->envelope))}))
                return {};
            hasItem = items->statement.step();
            continue;
        }
        if (wantedCount(exchanges->statement.blob(1), *loggers) != 0) {
            const Result<Exchange> exchange = m_rows->exchange(exchangeId);
            if (!exchange)
                return exchange.error();
            const std::int64_t place = exchangeId == firstRow ? cursor & kPlaceMask : 0;
            if (streamExchange(*exchange, place, loggerIds, each) == Next::Stop)
                return {};
        }
        hasExchange = exchanges->statement.step();
    }
    if (!hasExchange)
        return hasExchange.error();
    if (!hasItem)
        return hasItem.error();
    return {};
}

Result<std::int64_t> SqliteStoreReader::endCursor()
{
    const Result<std::int64_t> next = m_database.integer("SELECT next_id FROM sequence");
    if (!next)
        return next.error();
    return *next << kPlaceBits;
}

Result<std::uint64_t> SqliteStoreReader::countEnvelopes(std::int64_t cursor,
                                                        std::span<const std::string> loggerIds)
{
    const Snapshot snapshot(*this);
    const Result<std::vector<std::int64_t>> loggers = loggerRefs(loggerIds);
    if (!loggers)
        return loggers.error();
    // Whole rows are counted from their columns; only a row that the cursor stands in is expanded.
    const std::int64_t firstRow = cursor >> kPlaceBits;
    const bool isInside = (cursor & kPlaceMask) != 0;
    std::uint64_t count = 0;
    if (isInside) {
        const Result<Exchange> exchange = m_rows->exchange(firstRow);
        if (exchange)
            streamExchange(*exchange, cursor & kPlaceMask, loggerIds,
                           [&](OutgoingEnvelope&&) { return ++count != 0; });
        else if (exchange.error().code != ErrorCode::NotFound)
            return exchange.error();
    }
    const std::int64_t from = isInside ? firstRow + 1 : firstRow;
    Result<sqlite::Statement> exchanges
        = m_database.prepare("SELECT outgoing FROM exchanges WHERE id >= ?");
    Result<sqlite::Statement> items
        = m_database.prepare("SELECT logger, count(*) FROM items WHERE id >= ? GROUP BY logger");
    if (!exchanges)
        return exchanges.error();
    if (!items)
        return items.error();
    exchanges->bind(1, from);
    items->bind(1, from);
    Result<bool> row = exchanges->step();
    for (; row && *row; row = exchanges->step())
        count += static_cast<std::uint64_t>(wantedCount(exchanges->blob(0), *loggers));
    if (!row)
        return row.error();
    for (row = items->step(); row && *row; row = items->step()) {
        const bool goes = items->isNull(0)
            || std::find(loggers->begin(), loggers->end(), items->integer(0)) != loggers->end();
        if (goes)
            count += static_cast<std::uint64_t>(items->integer(1));
    }
    if (!row)
        return row.error();
    return count;
}

Result<std::vector<LoggerKey>> SqliteStoreReader::loggers()
{
    Result<sqlite::Statement> select
        = m_database.prepare("SELECT logger_id, instrumentation_key FROM loggers ORDER BY id");
    if (!select)
        return select.error();
    std::vector<LoggerKey> keys;
    while (true) {
        const Result<bool> row = select->step();
        if (!row)
            return row.error();
        if (!*row)
            return keys;
        keys.push_back({std::string(select->text(0)), std::string(select->text(1))});
    }
}

} // namespace gatelens::store
