#include "core/store/filter_match.h"
#include "core/store/item_summary.h"
#include "core/store/sqlite_store_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace gatelens::store {

namespace {

constexpr std::string_view kTotalColumns
    = "e.started_at, e.duration, e.status, e.flags, e.response_bytes";

/// Fields that no column answers are counted over the newest rows only.
constexpr std::size_t kSampledRows = 2000;

/// Gathers rows of one group; durations are sorted once at the end.
class Accumulator
{
public:
    /// `row` begins with kTotalColumns.
    void add(const sqlite::Statement& row)
    {
        const std::int64_t status = row.integer(2);
        const bool isWhole = (row.integer(3) & kSentInFull) != 0;
        ++m_totals.count;
        if (!isWhole || status >= 500)
            ++m_totals.serverErrors;
        else if (status >= 400)
            ++m_totals.clientErrors;
        m_totals.bytes += static_cast<std::uint64_t>(row.integer(4));
        m_durations.push_back(row.integer(1));
    }

    [[nodiscard]] Totals finish()
    {
        if (m_durations.empty())
            return m_totals;
        // Only the order around the percentiles matters: each selection narrows the next.
        m_totals.p99 = percentile(0.99, m_durations.size());
        m_totals.p95 = percentile(0.95, m_durations.size());
        m_totals.p90 = percentile(0.90, m_durations.size());
        m_totals.p50 = percentile(0.50, m_durations.size());
        m_totals.max = Micros(*std::max_element(m_durations.begin(), m_durations.end()));
        return m_totals;
    }

private:
    /// Nearest rank.
    [[nodiscard]] Micros percentile(double share, std::size_t count)
    {
        const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(count)));
        const auto place = static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
        std::nth_element(m_durations.begin(), m_durations.begin() + place, searchEnd());
        m_limit = place + 1;
        return Micros(m_durations[static_cast<std::size_t>(place)]);
    }
    /// What lies behind the last percentile found is not smaller and need not be looked at again.
    [[nodiscard]] std::vector<std::int64_t>::iterator searchEnd()
    {
        return m_limit == 0 ? m_durations.end() : m_durations.begin() + m_limit;
    }

    Totals m_totals;
    std::vector<std::int64_t> m_durations;
    std::ptrdiff_t m_limit = 0;
};

struct GroupKey
{
    std::string key;
    std::string parent;

    friend auto operator<=>(const GroupKey&, const GroupKey&) = default;
};

GroupKey keyOf(const Route& route, GroupBy by)
{
    switch (by) {
    case GroupBy::Api:
        return {route.apiId, {}};
    case GroupBy::Operation:
        return {route.operationId, route.apiId};
    case GroupBy::Product:
        return {route.productId, {}};
    case GroupBy::Subscription:
        return {route.subscriptionId, {}};
    case GroupBy::Status:
    case GroupBy::Backend:
        break;
    }
    return {};
}

/// Column of exchanges or of its route that holds a filter field, when one does.
std::string_view columnOf(filter::Field field)
{
    using filter::Field;
    switch (field) {
    case Field::Api:
        return "(SELECT api_id FROM routes WHERE id = e.route)";
    case Field::Operation:
        return "(SELECT operation_id FROM routes WHERE id = e.route)";
    case Field::Product:
        return "(SELECT product_id FROM routes WHERE id = e.route)";
    case Field::Subscription:
        return "(SELECT subscription_id FROM routes WHERE id = e.route)";
    case Field::User:
        return "(SELECT user_id FROM routes WHERE id = e.route)";
    case Field::Region:
        return "(SELECT region FROM gateways WHERE id = e.gateway)";
    case Field::Gateway:
        return "(SELECT gateway_id FROM gateways WHERE id = e.gateway)";
    case Field::Method:
        return "e.method";
    case Field::Path:
        return "e.path";
    case Field::Status:
        return "e.status";
    case Field::Success:
        return "iif(e.flags & 1, 'false', 'true')";
    case Field::Kept:
        return "iif(e.loggers_kept > 0, iif(e.flags & 8, 'err', 'yes'), 'no')";
    default:
        return {};
    }
}

using Counts = std::vector<std::pair<std::string, std::uint64_t>>;

Counts mostFrequent(const std::map<std::string, std::uint64_t>& counted, std::size_t limit)
{
    Counts counts(counted.begin(), counted.end());
    std::stable_sort(counts.begin(), counts.end(), [](const auto& left, const auto& right) {
        return left.second > right.second;
    });
    counts.resize(std::min(counts.size(), limit));
    return counts;
}

} // namespace

Result<Totals> SqliteStoreReader::totals(const ExchangeQuery& query)
{
    const Snapshot snapshot(*this);
    Result<Selection> selection
        = selectExchanges(kTotalColumns, query, filter::SqlTarget::Exchanges, "");
    if (!selection)
        return selection.error();
    Accumulator all;
    while (true) {
        const Result<bool> row = selection->statement.step();
        if (!row)
            return row.error();
        if (!*row)
            return all.finish();
        all.add(selection->statement);
    }
}

Result<std::vector<TimeBucket>> SqliteStoreReader::timeline(const ExchangeQuery& query,
                                                            Micros bucket)
{
    if (bucket <= Micros(0))
        return Error{
            ErrorCode::InvalidArgument, "a timeline needs buckets longer than nothing", {}};
    const Snapshot snapshot(*this);
    Result<Selection> selection
        = selectExchanges(kTotalColumns, query, filter::SqlTarget::Exchanges, "");
    if (!selection)
        return selection.error();
    std::map<std::int64_t, Accumulator> byBucket;
    // Rows come nearly in time order: the bucket of the row before is mostly right.
    auto current = byBucket.end();
    while (true) {
        const Result<bool> row = selection->statement.step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        const Timestamp start{Micros(selection->statement.integer(0))};
        const std::int64_t since = start.time_since_epoch().count();
        const std::int64_t width = bucket.count();
        const std::int64_t number = since / width - (since % width < 0 ? 1 : 0);
        if (current == byBucket.end() || current->first != number)
            current = byBucket.try_emplace(number).first;
        current->second.add(selection->statement);
    }
    std::vector<TimeBucket> buckets;
    buckets.reserve(byBucket.size());
    for (auto& [number, accumulator] : byBucket)
        buckets.push_back({Timestamp(Micros(number * bucket.count())), accumulator.finish()});
    return buckets;
}

Result<std::vector<GroupRow>> SqliteStoreReader::groups(const ExchangeQuery& query, GroupBy by)
{
    const Snapshot snapshot(*this);
    const std::string_view groupColumn = by == GroupBy::Status ? "e.status"
        : by == GroupBy::Backend                               ? "e.backend"
                                                               : "e.route";
    Result<Selection> selection = selectExchanges(fmt::format("{}, {}", kTotalColumns, groupColumn),
                                                  query, filter::SqlTarget::Exchanges, "");
    if (!selection)
        return selection.error();
    std::map<GroupKey, Accumulator> byKey;
    std::unordered_map<std::int64_t, Accumulator*> byRoute; // or by status
    while (true) {
        const Result<bool> row = selection->statement.step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        const sqlite::Statement& from = selection->statement;
        if (by == GroupBy::Backend) {
            byKey[GroupKey{std::string(from.text(5)), {}}].add(from);
            continue;
        }
        const std::int64_t number = from.integer(5);
        auto known = byRoute.find(number);
        if (known == byRoute.end()) {
            GroupKey key{std::to_string(number), {}};
            if (by != GroupBy::Status) {
                const auto route = m_rows->route(number);
                if (!route)
                    return route.error();
                key = keyOf(**route, by);
            }
            known = byRoute.emplace(number, &byKey[key]).first;
        }
        known->second->add(from);
    }
    std::vector<GroupRow> rows;
    rows.reserve(byKey.size());
    for (auto& [key, accumulator] : byKey)
        rows.push_back({key.key, key.parent, accumulator.finish()});
    std::stable_sort(rows.begin(), rows.end(), [](const GroupRow& left, const GroupRow& right) {
        return left.totals.count > right.totals.count;
    });
    return rows;
}

Result<Counts> SqliteStoreReader::fieldValues(std::string_view field, const ExchangeQuery& query,
                                              std::size_t limit)
{
    // "req.header.accept": any predicate of the field names it and its key.
    const Result<filter::Filter> asked = filter::Filter::parse(std::string(field) + "=\"\"");
    const filter::Predicate* predicate = asked && !asked->isEmpty()
        ? std::get_if<filter::Predicate>(&asked->root()->kind)
        : nullptr;
    filter::Predicate numeric;
    if (predicate == nullptr) {
        // Numbers and choices do not take an empty value.
        const filter::FieldEntry* entry = filter::findField(field);
        if (entry == nullptr || !entry->refusal.empty() || entry->info.hasKey)
            return Error{
                ErrorCode::InvalidArgument, fmt::format("\"{}\" is no filter field", field), {}};
        numeric.field = entry->field;
        predicate = &numeric;
    }

    const Snapshot snapshot(*this);
    std::map<std::string, std::uint64_t> counted;
    if (const std::string_view column = columnOf(predicate->field); !column.empty()) {
        Result<Selection> selection
            = selectExchanges(fmt::format("{} AS value, count(*)", column), query,
                              filter::SqlTarget::Exchanges, "GROUP BY value");
        if (!selection)
            return selection.error();
        while (true) {
            const Result<bool> row = selection->statement.step();
            if (!row)
                return row.error();
            if (!*row)
                break;
            if (!selection->statement.text(0).empty())
                counted[std::string(selection->statement.text(0))]
                    = static_cast<std::uint64_t>(selection->statement.integer(1));
        }
        return mostFrequent(counted, limit);
    }

    ExchangeQuery newest = query;
    newest.sort = ExchangeSort::Time;
    newest.isDescending = true;
    const Result<std::vector<std::int64_t>> ids = exchangeIds(newest, 0, kSampledRows);
    if (!ids)
        return ids.error();
    for (const std::int64_t id : *ids) {
        if (isInterrupted())
            return interrupted();
        const Result<Exchange> exchange = m_rows->exchange(id);
        if (!exchange)
            return exchange.error();
        const filter::Subject subject{&*exchange, nullptr, "gateway", now()};
        filter::collectValues(*predicate, subject,
                              [&](std::string_view value) { ++counted[std::string(value)]; });
    }
    return mostFrequent(counted, limit);
}

Result<StoreStats> SqliteStoreReader::stats()
{
    const Snapshot snapshot(*this);
    StoreStats stats;
    Result<sqlite::Statement> spans
        = m_database.prepare("SELECT total(exchanges), min(min_time), max(max_time) FROM blocks");
    Result<sqlite::Statement> derived = m_database.prepare(
        "SELECT count(*), total(calls), total(exceptions), total(traces) FROM exchanges");
    Result<sqlite::Statement> ingested
        = m_database.prepare("SELECT kind, count(*) FROM items GROUP BY kind");
    for (const auto* statement : {&spans, &derived, &ingested}) {
        if (!*statement)
            return statement->error();
    }
    if (const Result<bool> row = spans->step(); !row)
        return row.error();
    if (const Result<bool> row = derived->step(); !row)
        return row.error();
    stats.exchanges = static_cast<std::uint64_t>(derived->integer(0));
    if (!spans->isNull(1)) {
        stats.oldest = Timestamp(Micros(spans->integer(1)));
        stats.newest = Timestamp(Micros(spans->integer(2)));
    }
    constexpr std::array<std::string_view, 9> kTables{
        "requests",      "dependencies",        "exceptions", "traces",        "customEvents",
        "customMetrics", "availabilityResults", "pageViews",  "browserTimings"};
    std::array<std::uint64_t, kTables.size()> counts{};
    for (std::size_t index = 0; index < 4; ++index)
        counts.at(index) = static_cast<std::uint64_t>(derived->integer(static_cast<int>(index)));
    while (true) {
        const Result<bool> row = ingested->step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        const auto kind = static_cast<std::size_t>(ingested->integer(0));
        if (kind >= 1 && kind <= counts.size())
            counts.at(kind - 1) += static_cast<std::uint64_t>(ingested->integer(1));
    }
    for (std::size_t index = 0; index < kTables.size(); ++index)
        stats.itemsByTable.emplace_back(kTables.at(index), counts.at(index));
    const Result<std::int64_t> bytes = m_database.integer(
        "SELECT c.page_count * s.page_size FROM pragma_page_count AS c, pragma_page_size AS s");
    if (!bytes)
        return bytes.error();
    stats.fileBytes = static_cast<std::uint64_t>(*bytes);
    return stats;
}

} // namespace gatelens::store
