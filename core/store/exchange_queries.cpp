#include "core/store/schema.h"
#include "core/store/sqlite_store_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::store {

namespace {

/// What sorting needs of a row: 16 bytes, a million rows in a moment.
struct KeyedId
{
    std::int64_t key = 0;
    std::int64_t id = 0;
};

std::string_view sortColumn(ExchangeSort sort)
{
    switch (sort) {
    case ExchangeSort::Time:
        return "e.started_at";
    case ExchangeSort::Duration:
        return "e.duration";
    case ExchangeSort::Status:
        return "e.status";
    case ExchangeSort::Operation:
        return "e.route";
    case ExchangeSort::Size:
        return "e.response_bytes";
    }
    return "e.id";
}

} // namespace

Result<std::vector<std::int64_t>>
SqliteStoreReader::exchangeIds(const ExchangeQuery& query, std::int64_t afterId, std::size_t limit)
{
    const Snapshot snapshot(*this);
    if (query.sort != ExchangeSort::Time)
        return idsByKey(query, limit);
    std::string more;
    if (afterId != 0)
        more = fmt::format("AND e.id {} {} ", query.isDescending ? '<' : '>', afterId);
    more += fmt::format("ORDER BY e.id {} LIMIT {}", query.isDescending ? "DESC" : "ASC", limit);
    Result<Selection> selection
        = selectExchanges("e.id", query, filter::SqlTarget::Exchanges, more);
    if (!selection)
        return selection.error();
    std::vector<std::int64_t> ids;
    while (true) {
        const Result<bool> row = selection->statement.step();
        if (!row)
            return row.error();
        if (!*row)
            return ids;
        ids.push_back(selection->statement.integer(0));
    }
}

Result<std::int64_t> SqliteStoreReader::operationRank(std::int64_t route)
{
    // API and operation in alphabetical order; names of routes never change.
    Result<sqlite::Statement> select = m_database.prepare(
        "SELECT count(*) FROM routes AS other, routes AS own WHERE own.id = ? AND "
        "(other.api_id, other.operation_id) < (own.api_id, own.operation_id)");
    if (!select)
        return select.error();
    select->bind(1, route);
    const Result<bool> row = select->step();
    if (!row)
        return row.error();
    return select->integer(0);
}

Result<std::vector<std::int64_t>> SqliteStoreReader::idsByKey(const ExchangeQuery& query,
                                                              std::size_t limit)
{
    Result<Selection> selection = selectExchanges(fmt::format("e.id, {}", sortColumn(query.sort)),
                                                  query, filter::SqlTarget::Exchanges, "");
    if (!selection)
        return selection.error();
    std::vector<KeyedId> keyed;
    std::unordered_map<std::int64_t, std::int64_t> ranks;
    while (true) {
        const Result<bool> row = selection->statement.step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        KeyedId entry{selection->statement.integer(1), selection->statement.integer(0)};
        if (query.sort == ExchangeSort::Operation) {
            auto rank = ranks.find(entry.key);
            if (rank == ranks.end()) {
                const Result<std::int64_t> computed = operationRank(entry.key);
                if (!computed)
                    return computed.error();
                rank = ranks.emplace(entry.key, *computed).first;
            }
            entry.key = rank->second;
        }
        keyed.push_back(entry);
    }
    const bool isDescending = query.isDescending;
    std::sort(keyed.begin(), keyed.end(),
              [isDescending](const KeyedId& left, const KeyedId& right) {
                  if (left.key != right.key)
                      return isDescending ? left.key > right.key : left.key < right.key;
                  return left.id < right.id;
              });
    keyed.resize(std::min(keyed.size(), limit));
    std::vector<std::int64_t> ids;
    ids.reserve(keyed.size());
    for (const KeyedId& entry : keyed)
        ids.push_back(entry.id);
    return ids;
}

Result<std::vector<std::int64_t>> SqliteStoreReader::idsByTime(const ExchangeQuery& query)
{
    return idsByKey(query, std::numeric_limits<std::size_t>::max());
}

Result<std::vector<ExchangeRow>> SqliteStoreReader::exchangeRows(std::span<const std::int64_t> ids)
{
    const Snapshot snapshot(*this);
    std::vector<ExchangeRow> rows;
    rows.reserve(ids.size());
    for (const std::int64_t id : ids) {
        const sqlite::StatementUse use(m_exchangeRow);
        m_exchangeRow.bind(1, id);
        const Result<bool> found = m_exchangeRow.step();
        if (!found)
            return found.error();
        if (!*found)
            continue;
        const sqlite::Statement& from = m_exchangeRow;
        const auto route = m_rows->route(from.integer(5));
        if (!route)
            return route.error();
        const std::int64_t flags = from.integer(4);
        ExchangeRow row;
        row.id = from.integer(0);
        row.startedAt = Timestamp(Micros(from.integer(1)));
        row.duration = Micros(from.integer(2));
        row.statusCode = static_cast<int>(from.integer(3));
        row.isFailed = (flags & kFailed) != 0;
        row.isSentInFull = (flags & kSentInFull) != 0;
        row.isAnsweredByGateway = (flags & kAnsweredByGateway) != 0;
        row.isKeptOnlyAsError = (flags & kKeptOnlyAsError) != 0;
        row.apiId = (*route)->apiId;
        row.apimOperationId = (*route)->operationId;
        row.productId = (*route)->productId;
        row.subscriptionId = (*route)->subscriptionId;
        row.responseBytes = static_cast<std::uint64_t>(from.integer(6));
        row.backendCalls = static_cast<std::uint32_t>(from.integer(7));
        row.stepsRun = static_cast<std::uint32_t>(from.integer(8));
        row.stepsTotal = static_cast<std::uint32_t>(from.integer(9));
        row.loggersKept = static_cast<std::uint32_t>(from.integer(10));
        row.loggersTotal = static_cast<std::uint32_t>(from.integer(11));
        row.method = from.text(12);
        row.path = from.text(13);
        row.backendId = from.text(14);
        row.operationId = from.text(15);
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<Exchange> SqliteStoreReader::exchange(std::int64_t id)
{
    const Snapshot snapshot(*this);
    return m_rows->exchange(id);
}

Result<void> SqliteStoreReader::forEachExchange(const ExchangeQuery& query,
                                                const std::function<bool(const Exchange&)>& each)
{
    const Snapshot snapshot(*this);
    // Ids first: 8 bytes a row, whatever the exchanges weigh.
    const Result<std::vector<std::int64_t>> ids = idsByTime(query);
    if (!ids)
        return ids.error();
    for (const std::int64_t id : *ids) {
        if (isInterrupted())
            return interrupted();
        const Result<Exchange> exchange = m_rows->exchange(id);
        if (!exchange)
            return exchange.error();
        if (!each(*exchange))
            return {};
    }
    return {};
}

} // namespace gatelens::store
