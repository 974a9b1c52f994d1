#include "core/store/filter_match.h"
#include "core/store/item_summary.h"
#include "core/store/sqlite_store_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::store {

namespace {

constexpr std::int64_t kPlaceMask = (std::int64_t{1} << kPlaceBits) - 1;

constexpr std::int64_t itemId(std::int64_t row, std::int64_t place)
{
    return (row << kPlaceBits) | place;
}

constexpr std::int64_t rowOf(std::int64_t itemId) { return itemId >> kPlaceBits; }

constexpr std::size_t placeOf(std::int64_t itemId)
{
    return static_cast<std::size_t>(itemId & kPlaceMask);
}

/// No logger's Application Insights got this item of an exchange.
bool isSampledOut(const Exchange& exchange, const TelemetryItem& item)
{
    const auto* trace = std::get_if<TraceItem>(&item);
    return std::none_of(
        exchange.loggers.begin(), exchange.loggers.end(), [&](const LoggerOutcome& logger) {
            return trace != nullptr ? trace->severity >= logger.verbosity : logger.isKept;
        });
}

ItemRow rowFor(std::int64_t id, const Exchange& exchange, const TelemetryItem& item)
{
    const ItemContext& context = contextOf(item);
    const ItemSummary summary = summaryOf(item);
    ItemRow row;
    row.id = id;
    row.time = context.time;
    row.kind = wordOf(summary.kind);
    row.source = "gateway";
    row.name = summary.name;
    row.operationId = context.operationId;
    row.cloudRoleName = context.cloudRoleName;
    row.resultCode = summary.resultCode;
    if (summary.duration)
        row.duration = Micros(*summary.duration);
    if (summary.success)
        row.success = *summary.success != 0;
    if (summary.severity)
        row.severity = static_cast<Severity>(*summary.severity);
    row.isSampledOut = isSampledOut(exchange, item);
    return row;
}

ItemRow rowFor(std::int64_t id, const sqlite::Statement& from)
{
    ItemRow row;
    row.id = id;
    row.time = Timestamp(Micros(from.integer(0)));
    row.kind = wordOf(static_cast<ItemKind>(from.integer(1)));
    if (!from.isNull(2))
        row.success = from.integer(2) != 0;
    if (!from.isNull(3))
        row.duration = Micros(from.integer(3));
    if (!from.isNull(4))
        row.severity = static_cast<Severity>(from.integer(4));
    row.source = from.text(5);
    row.name = from.text(6);
    row.resultCode = from.text(7);
    row.cloudRoleName = from.text(8);
    row.operationId = from.text(9);
    return row;
}

/// Places of the items of the wanted kinds, in the order of allItemsOf(). `row` has the numbers of
/// dependencies, exceptions and traces in columns 1 to 3.
std::vector<std::int64_t> placesOf(const sqlite::Statement& row, const std::array<bool, 4>& wanted)
{
    std::vector<std::int64_t> places;
    std::int64_t next = 0;
    for (std::size_t kind = 0; kind < wanted.size(); ++kind) {
        const std::int64_t count = kind == 0 ? 1 : row.integer(static_cast<int>(kind));
        for (std::int64_t index = 0; index < count && next <= kPlaceMask; ++index, ++next) {
            if (wanted.at(kind))
                places.push_back(next);
        }
    }
    return places;
}

Error goneItem(std::int64_t id)
{
    return {ErrorCode::NotFound, fmt::format("item {} is not in the store (any more)", id), {}};
}

} // namespace

Result<std::vector<std::int64_t>> SqliteStoreReader::matchingPlaces(std::int64_t exchangeId,
                                                                    const filter::Filter& filter,
                                                                    Timestamp now)
{
    const Result<Exchange> exchange = m_rows->exchange(exchangeId);
    if (!exchange)
        return exchange.error();
    const std::vector<TelemetryItem> items = allItemsOf(*exchange);
    std::vector<std::int64_t> places;
    const std::size_t end = std::min(items.size(), static_cast<std::size_t>(kPlaceMask) + 1);
    for (std::size_t place = 0; place < end; ++place) {
        const filter::Subject subject{&*exchange, &items[place], "gateway", now};
        if (filter::matches(*filter.root(), subject))
            places.push_back(static_cast<std::int64_t>(place));
    }
    return places;
}

Result<std::vector<std::int64_t>>
SqliteStoreReader::itemIds(const ExchangeQuery& query, std::int64_t afterId, std::size_t limit)
{
    const Snapshot snapshot(*this);
    const Timestamp time = now();
    // Nothing when each exchange must be expanded to see which of its items match.
    std::optional<std::array<bool, 4>> kinds{{true, true, true, true}};
    if (query.filter && !query.filter->isEmpty())
        kinds = filter::kindsAlone(*query.filter->root());
    const bool isDescending = query.isDescending;
    const auto isBehind = [&](std::int64_t id) {
        return afterId == 0 || (isDescending ? id < afterId : id > afterId);
    };
    const std::string_view order = isDescending ? "DESC" : "ASC";
    const std::string_view relation = isDescending ? "<=" : ">=";
    const auto tail = [&](std::string_view row) {
        const std::string after = afterId == 0
            ? std::string()
            : fmt::format("AND {}.id {} {} ", row, relation, rowOf(afterId));
        return fmt::format("{}ORDER BY {}.id {}", after, row, order);
    };

    Result<Selection> exchanges = selectExchanges("e.id, e.calls, e.exceptions, e.traces", query,
                                                  filter::SqlTarget::ExchangesWithItems, tail("e"));
    Result<Selection> items = selectItems("i.id", query, tail("i"));
    if (!exchanges)
        return exchanges.error();
    if (!items)
        return items.error();
    Result<bool> hasExchange = exchanges->statement.step();
    Result<bool> hasItem = items->statement.step();
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> places;
    while (hasExchange && hasItem && (*hasExchange || *hasItem) && ids.size() < limit) {
        if (isInterrupted())
            return interrupted();
        const std::int64_t exchange = *hasExchange ? exchanges->statement.integer(0) : 0;
        const std::int64_t item = *hasItem ? items->statement.integer(0) : 0;
        const bool isItemNext
            = !*hasExchange || (*hasItem && (isDescending ? item > exchange : item < exchange));
        if (isItemNext) {
            if (isBehind(itemId(item, 0)))
                ids.push_back(itemId(item, 0));
            hasItem = items->statement.step();
            continue;
        }
        if (kinds) {
            places = placesOf(exchanges->statement, *kinds);
        } else {
            Result<std::vector<std::int64_t>> matching
                = matchingPlaces(exchange, *query.filter, time);
            if (!matching)
                return matching.error();
            places = std::move(*matching);
        }
        if (isDescending)
            std::reverse(places.begin(), places.end());
        for (const std::int64_t place : places) {
            if (isBehind(itemId(exchange, place)))
                ids.push_back(itemId(exchange, place));
        }
        hasExchange = exchanges->statement.step();
    }
    if (!hasExchange)
        return hasExchange.error();
    if (!hasItem)
        return hasItem.error();
    ids.resize(std::min(ids.size(), limit));
    return ids;
}

Result<std::vector<ItemRow>> SqliteStoreReader::itemRows(std::span<const std::int64_t> ids)
{
    const Snapshot snapshot(*this);
    std::vector<ItemRow> rows;
    rows.reserve(ids.size());
    // Neighbouring ids mostly belong to one exchange: it is expanded once.
    std::optional<Exchange> exchange;
    std::vector<TelemetryItem> items;
    for (const std::int64_t id : ids) {
        const std::int64_t row = rowOf(id);
        if (!exchange || exchange->id != row) {
            const sqlite::StatementUse use(m_itemRow);
            m_itemRow.bind(1, row);
            const Result<bool> found = m_itemRow.step();
            if (!found)
                return found.error();
            if (*found) {
                rows.push_back(rowFor(id, m_itemRow));
                continue;
            }
            Result<Exchange> loaded = m_rows->exchange(row);
            if (!loaded && loaded.error().code == ErrorCode::NotFound)
                continue;
            if (!loaded)
                return loaded.error();
            exchange = std::move(*loaded);
            items = allItemsOf(*exchange);
        }
        if (placeOf(id) < items.size())
            rows.push_back(rowFor(id, *exchange, items[placeOf(id)]));
    }
    return rows;
}

Result<TelemetryItem> SqliteStoreReader::item(std::int64_t id)
{
    const Snapshot snapshot(*this);
    Result<std::optional<StoredItem>> stored = m_rows->item(rowOf(id));
    if (!stored)
        return stored.error();
    if (*stored)
        return std::move((*stored)->item);
    const Result<Exchange> exchange = m_rows->exchange(rowOf(id));
    if (!exchange)
        return exchange.error().code == ErrorCode::NotFound ? goneItem(id) : exchange.error();
    std::vector<TelemetryItem> items = allItemsOf(*exchange);
    if (placeOf(id) >= items.size())
        return goneItem(id);
    return std::move(items[placeOf(id)]);
}

Result<std::vector<std::int64_t>> SqliteStoreReader::rowsOfOperation(sqlite::Statement& lookUp,
                                                                     std::string_view operationId)
{
    const Result<std::vector<std::int64_t>> blockIds = blocks();
    if (!blockIds)
        return blockIds.error();
    std::vector<std::int64_t> rows;
    for (const std::int64_t block : *blockIds) {
        const sqlite::StatementUse use(lookUp);
        lookUp.bind(1, operationKey(block, operationId));
        lookUp.bindText(2, operationId);
        while (true) {
            const Result<bool> row = lookUp.step();
            if (!row)
                return row.error();
            if (!*row)
                break;
            rows.push_back(lookUp.integer(0));
        }
    }
    return rows;
}

Result<std::vector<TelemetryItem>> SqliteStoreReader::transaction(std::string_view operationId)
{
    const Snapshot snapshot(*this);
    std::vector<TelemetryItem> items;
    if (operationId.empty())
        return items;
    const Result<std::vector<std::int64_t>> exchanges
        = rowsOfOperation(m_exchangesOfOperation, operationId);
    if (!exchanges)
        return exchanges.error();
    for (const std::int64_t id : *exchanges) {
        const Result<Exchange> exchange = m_rows->exchange(id);
        if (!exchange)
            return exchange.error();
        for (TelemetryItem& item : allItemsOf(*exchange))
            items.push_back(std::move(item));
    }
    const Result<std::vector<std::int64_t>> ingested
        = rowsOfOperation(m_itemsOfOperation, operationId);
    if (!ingested)
        return ingested.error();
    for (const std::int64_t id : *ingested) {
        Result<std::optional<StoredItem>> stored = m_rows->item(id);
        if (!stored)
            return stored.error();
        if (*stored)
            items.push_back(std::move((*stored)->item));
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const TelemetryItem& left, const TelemetryItem& right) {
                         return contextOf(left).time < contextOf(right).time;
                     });
    return items;
}

Result<void> SqliteStoreReader::forEachItem(const ExchangeQuery& query,
                                            const std::function<bool(const StreamedItem&)>& each)
{
    const Snapshot snapshot(*this);
    const Timestamp time = now();
    const bool hasFilter = query.filter && !query.filter->isEmpty();
    const bool isAsked = hasFilter && filter::needsItems(*query.filter->root());

    struct Row
    {
        std::int64_t time = 0;
        std::int64_t id = 0;
        bool isItem = false;
    };
    std::vector<Row> rows;
    const auto collect = [&](Result<Selection> selection, bool isItem) -> Result<void> {
        if (!selection)
            return selection.error();
        while (true) {
            const Result<bool> row = selection->statement.step();
            if (!row)
                return row.error();
            if (!*row)
                return {};
            rows.push_back(
                {selection->statement.integer(0), selection->statement.integer(1), isItem});
        }
    };
    if (auto collected = collect(
            selectExchanges("e.started_at, e.id", query, filter::SqlTarget::ExchangesWithItems, ""),
            false);
        !collected)
        return collected;
    if (auto collected = collect(selectItems("i.time, i.id", query, ""), true); !collected)
        return collected;
    std::sort(rows.begin(), rows.end(), [](const Row& left, const Row& right) {
        return left.time != right.time ? left.time < right.time : left.id < right.id;
    });

    for (const Row& row : rows) {
        if (isInterrupted())
            return interrupted();
        if (row.isItem) {
            Result<std::optional<StoredItem>> stored = m_rows->item(row.id);
            if (!stored)
                return stored.error();
            if (*stored
                && !each(StreamedItem{std::move((*stored)->item), (*stored)->source, nullptr}))
                return {};
            continue;
        }
        const Result<Exchange> exchange = m_rows->exchange(row.id);
        if (!exchange)
            return exchange.error();
        for (TelemetryItem& item : allItemsOf(*exchange)) {
            const filter::Subject subject{&*exchange, &item, "gateway", time};
            if (isAsked && !filter::matches(*query.filter->root(), subject))
                continue;
            if (!each(StreamedItem{std::move(item), "gateway", &*exchange}))
                return {};
        }
    }
    return {};
}

} // namespace gatelens::store
