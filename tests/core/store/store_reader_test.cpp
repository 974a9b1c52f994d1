#include "core/store/filter.h"
#include "core/store/store_reader.h"
#include "tests/core/store/sample_exchange.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>

#include <thread>

namespace gatelens {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::failedExchange;
using test::record;
using test::sampleEvent;
using test::sampleExchange;
using test::sampleTime;
using testing::ElementsAre;

class StoreReaderTest : public testing::Test
{
protected:
    void SetUp() override { m_store = test::openStore(m_folder / "s.db"); }

    void offer(const Exchange& exchange)
    {
        ASSERT_TRUE(m_store->offer(std::make_unique<Exchange>(exchange)));
    }
    StoreReader& reader()
    {
        EXPECT_TRUE(m_store->flush(seconds(20)));
        if (!m_reader) {
            auto opened = StoreReader::open(m_folder / "s.db");
            EXPECT_TRUE(opened) << opened.error().message;
            m_reader = std::move(*opened);
        }
        return *m_reader;
    }
    std::vector<std::string> paths(const ExchangeQuery& query, std::int64_t afterId = 0,
                                   std::size_t limit = 1000)
    {
        const auto ids = reader().exchangeIds(query, afterId, limit);
        EXPECT_TRUE(ids) << ids.error().message;
        std::vector<std::string> found;
        for (const ExchangeRow& row : reader().exchangeRows(ids.value()).value())
            found.push_back(row.path.substr(row.path.rfind('/') + 1));
        return found;
    }

    test::TemporaryFolder m_folder;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<StoreReader> m_reader;
};

TEST_F(StoreReaderTest, RowsShowWhatTheTableNeeds)
{
    Exchange exchange = failedExchange(7, 429);
    exchange.isAnsweredByGateway = true;
    exchange.loggers.push_back(exchange.loggers[0]);
    exchange.loggers[0].reason = KeepReason::AlwaysLogErrors;
    exchange.loggers[1].isKept = false;
    offer(exchange);
    const auto rows = *reader().exchangeRows(*reader().exchangeIds({}));
    ASSERT_EQ(rows.size(), 1U);
    const ExchangeRow& row = rows[0];
    EXPECT_EQ(row.startedAt, exchange.startedAt);
    EXPECT_EQ(row.duration, exchange.duration);
    EXPECT_EQ(row.method, "GET");
    EXPECT_EQ(row.path, "/orders/7");
    EXPECT_EQ(row.statusCode, 429);
    EXPECT_TRUE(row.isSentInFull);
    EXPECT_TRUE(row.isFailed);
    EXPECT_TRUE(row.isAnsweredByGateway);
    EXPECT_EQ(row.apiId, "orders");
    EXPECT_EQ(row.apimOperationId, "get-order");
    EXPECT_EQ(row.productId, "starter");
    EXPECT_EQ(row.subscriptionId, "team-a");
    EXPECT_EQ(row.backendId, "stock");
    EXPECT_EQ(row.operationId, exchange.operationId);
    EXPECT_EQ(row.stepsRun, 3U);
    EXPECT_EQ(row.stepsTotal, 5U);
    EXPECT_EQ(row.backendCalls, 1U);
    EXPECT_EQ(row.responseBytes, 107U);
    EXPECT_EQ(row.loggersKept, 1U);
    EXPECT_EQ(row.loggersTotal, 2U);
    EXPECT_TRUE(row.isKeptOnlyAsError);
}

TEST_F(StoreReaderTest, FollowsLiveTrafficFromTheLastIdSeen)
{
    offer(sampleExchange(1));
    offer(sampleExchange(2));
    const auto first = *reader().exchangeIds({});
    ASSERT_EQ(first.size(), 2U);
    EXPECT_TRUE(reader().exchangeIds({}, first.back())->empty());
    offer(sampleExchange(3));
    EXPECT_THAT(paths({}, first.back()), ElementsAre("3"));
}

TEST_F(StoreReaderTest, PagesBackwardsFromTheNewest)
{
    for (int number = 0; number < 5; ++number)
        offer(sampleExchange(number));
    ExchangeQuery newestFirst;
    newestFirst.isDescending = true;
    EXPECT_THAT(paths(newestFirst, 0, 2), ElementsAre("4", "3"));
    const auto page = *reader().exchangeIds(newestFirst, 0, 2);
    EXPECT_THAT(paths(newestFirst, page.back(), 2), ElementsAre("2", "1"));
}

TEST_F(StoreReaderTest, SortsByEveryColumnInBothDirections)
{
    Exchange quick = sampleExchange(0);
    Exchange slow = sampleExchange(1);
    Exchange failed = failedExchange(2);
    slow.duration = seconds(3);
    slow.apiId = "aaa";
    quick.responseBytes = 9999;
    offer(quick);
    offer(slow);
    offer(failed);
    const auto sorted = [&](ExchangeSort sort, bool isDescending) {
        ExchangeQuery query;
        query.sort = sort;
        query.isDescending = isDescending;
        return paths(query);
    };
    EXPECT_THAT(sorted(ExchangeSort::Duration, false), ElementsAre("0", "2", "1"));
    EXPECT_THAT(sorted(ExchangeSort::Duration, true), ElementsAre("1", "2", "0"));
    EXPECT_THAT(sorted(ExchangeSort::Status, true), ElementsAre("2", "0", "1"));
    EXPECT_THAT(sorted(ExchangeSort::Size, true), ElementsAre("0", "2", "1"));
    EXPECT_THAT(sorted(ExchangeSort::Operation, false), ElementsAre("1", "0", "2"));
    EXPECT_THAT(sorted(ExchangeSort::Time, true), ElementsAre("2", "1", "0"));
}

TEST_F(StoreReaderTest, ATimeRangeHoldsItsBeginAndNotItsEnd)
{
    for (int number = 0; number < 6; ++number)
        offer(sampleExchange(number));
    ExchangeQuery query;
    query.range = {sampleTime() + seconds(2), sampleTime() + seconds(4)};
    EXPECT_THAT(paths(query), ElementsAre("2", "3"));
    query.range = {sampleTime() + seconds(100), std::nullopt};
    EXPECT_THAT(paths(query), ElementsAre());
    query.range = {std::nullopt, sampleTime() + seconds(1)};
    EXPECT_THAT(paths(query), ElementsAre("0"));
}

TEST_F(StoreReaderTest, ItemsOfGatewayAndIntakeStandInOneOrder)
{
    offer(sampleExchange(1));
    record(*m_store, sampleEvent(1));
    offer(failedExchange(2));
    const auto ids = *reader().itemIds({});
    const auto rows = *reader().itemRows(ids);
    std::vector<std::string> kinds;
    for (const ItemRow& row : rows)
        kinds.push_back(row.kind);
    EXPECT_THAT(
        kinds, ElementsAre("request", "dependency", "event", "request", "dependency", "exception"));
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    EXPECT_EQ(rows[2].source, "appinsights");
    EXPECT_EQ(rows[2].name, "CheckedOut");
    EXPECT_EQ(rows[2].cloudRoleName, "shop");
    EXPECT_EQ(rows[5].name, "RateLimitExceeded at rate-limit");
    EXPECT_EQ(*reader().itemIds({}, ids[3]), (std::vector<std::int64_t>{ids[4], ids[5]}));
    ExchangeQuery backwards;
    backwards.isDescending = true;
    EXPECT_EQ(*reader().itemIds(backwards, ids[2], 1), (std::vector<std::int64_t>{ids[1]}));
}

TEST_F(StoreReaderTest, MarksItemsThatNoLoggerGot)
{
    Exchange exchange = sampleExchange(1);
    exchange.loggers[0].isKept = false;
    exchange.loggers[0].reason = KeepReason::SampledOut;
    exchange.messages.push_back({exchange.startedAt, Severity::Error, "s", "loud", {}});
    exchange.messages.push_back({exchange.startedAt, Severity::Verbose, "s", "quiet", {}});
    offer(exchange);
    const auto rows = *reader().itemRows(*reader().itemIds({}));
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_TRUE(rows[0].isSampledOut);
    EXPECT_TRUE(rows[1].isSampledOut);
    EXPECT_FALSE(rows[2].isSampledOut) << "sampling does not touch traces";
    EXPECT_TRUE(rows[3].isSampledOut) << "below the verbosity";
}

TEST_F(StoreReaderTest, AnItemIsTheOneOfItsRow)
{
    offer(failedExchange(1));
    record(*m_store, sampleEvent(4));
    const auto ids = *reader().itemIds({});
    ASSERT_EQ(ids.size(), 4U);
    EXPECT_TRUE(std::holds_alternative<RequestItem>(*reader().item(ids[0])));
    EXPECT_TRUE(std::holds_alternative<ExceptionItem>(*reader().item(ids[2])));
    EXPECT_EQ(*reader().item(ids[3]), sampleEvent(4).item);
    EXPECT_EQ(reader().item(ids[2] + 1).error().code, ErrorCode::NotFound);
    EXPECT_EQ(reader().exchange(99999).error().code, ErrorCode::NotFound);
}

TEST_F(StoreReaderTest, ATransactionIsEverythingOfOneOperationByTime)
{
    const Exchange exchange = sampleExchange(1);
    offer(exchange);
    offer(sampleExchange(2));
    IngestedItem early = sampleEvent(0, exchange.operationId);
    record(*m_store, early);
    const auto items = *reader().transaction(exchange.operationId);
    ASSERT_EQ(items.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<EventItem>(items[0]));
    EXPECT_TRUE(std::holds_alternative<RequestItem>(items[1]));
    EXPECT_TRUE(std::holds_alternative<DependencyItem>(items[2]));
    EXPECT_TRUE(reader().transaction("")->empty());
    EXPECT_TRUE(reader().transaction("nobody")->empty());
}

TEST_F(StoreReaderTest, TotalsCountFailuresAndNearestRankPercentiles)
{
    for (int number = 1; number <= 100; ++number) {
        Exchange exchange = number % 10 == 0 ? failedExchange(number, number == 100 ? 404 : 500)
                                             : sampleExchange(number);
        exchange.duration = milliseconds(101 - number);
        exchange.responseBytes = 10;
        exchange.isSentInFull = number != 1;
        offer(exchange);
    }
    const Totals totals = *reader().totals({});
    EXPECT_EQ(totals.count, 100U);
    EXPECT_EQ(totals.clientErrors, 1U);
    EXPECT_EQ(totals.serverErrors, 10U) << "nine 5xx and one cut short";
    EXPECT_EQ(totals.failed(), 11U);
    EXPECT_EQ(totals.p50, milliseconds(50));
    EXPECT_EQ(totals.p90, milliseconds(90));
    EXPECT_EQ(totals.p95, milliseconds(95));
    EXPECT_EQ(totals.p99, milliseconds(99));
    EXPECT_EQ(totals.max, milliseconds(100));
    EXPECT_EQ(totals.bytes, 1000U);
}

TEST_F(StoreReaderTest, NothingHasNoTotals)
{
    const Totals totals = *reader().totals({});
    EXPECT_EQ(totals.count, 0U);
    EXPECT_EQ(totals.p99, Micros(0));
    EXPECT_TRUE(reader().timeline({}, seconds(1))->empty());
    EXPECT_TRUE(reader().groups({}, GroupBy::Api)->empty());
}

TEST_F(StoreReaderTest, ATimelinesBucketsAreMultiplesOfTheirWidth)
{
    for (int number = 0; number < 25; ++number)
        offer(sampleExchange(number));
    offer(sampleExchange(60));
    const auto buckets = *reader().timeline({}, seconds(10));
    ASSERT_EQ(buckets.size(), 4U);
    EXPECT_EQ(buckets[0].start, sampleTime());
    EXPECT_EQ(buckets[0].totals.count, 10U);
    EXPECT_EQ(buckets[2].totals.count, 5U);
    EXPECT_EQ(buckets[3].start, sampleTime() + seconds(60));
    EXPECT_EQ(reader().timeline({}, Micros(0)).error().code, ErrorCode::InvalidArgument);
}

TEST_F(StoreReaderTest, GroupsByWhatTheTreeShows)
{
    for (int number = 0; number < 6; ++number) {
        Exchange exchange = number == 5 ? failedExchange(number) : sampleExchange(number);
        if (number % 2 == 0)
            exchange.apimOperationId = "list-orders";
        if (number == 0) {
            exchange.productId.clear();
            exchange.subscriptionId.clear();
            exchange.backendCalls.clear();
        }
        exchange.userId = "user-" + std::to_string(number); // another route each
        offer(exchange);
    }
    const auto keys = [&](GroupBy by) {
        std::vector<std::string> found;
        for (const GroupRow& row : *reader().groups({}, by))
            found.push_back(row.parent + '/' + row.key + '=' + std::to_string(row.totals.count));
        return found;
    };
    EXPECT_THAT(keys(GroupBy::Api), ElementsAre("/orders=6"));
    EXPECT_THAT(keys(GroupBy::Operation),
                ElementsAre("orders/get-order=3", "orders/list-orders=3"));
    EXPECT_THAT(keys(GroupBy::Product), ElementsAre("/starter=5", "/=1"));
    EXPECT_THAT(keys(GroupBy::Subscription), ElementsAre("/team-a=5", "/=1"));
    EXPECT_THAT(keys(GroupBy::Status), ElementsAre("/200=5", "/500=1"));
    EXPECT_THAT(keys(GroupBy::Backend), ElementsAre("/stock=5", "/=1"));
}

TEST_F(StoreReaderTest, OffersValuesOfFieldsWithTheirCounts)
{
    for (int number = 0; number < 4; ++number) {
        Exchange exchange = number == 3 ? failedExchange(number) : sampleExchange(number);
        exchange.request.headers = {{"X-Tenant", number == 0 ? "red" : "blue"}};
        offer(exchange);
    }
    using Values = std::vector<std::pair<std::string, std::uint64_t>>;
    EXPECT_EQ(*reader().fieldValues("api", {}, 10), (Values{{"orders", 4}}));
    EXPECT_EQ(*reader().fieldValues("status", {}, 10), (Values{{"200", 3}, {"500", 1}}));
    EXPECT_EQ(*reader().fieldValues("status", {}, 1), (Values{{"200", 3}}));
    EXPECT_EQ(*reader().fieldValues("success", {}, 10), (Values{{"true", 3}, {"false", 1}}));
    EXPECT_EQ(*reader().fieldValues("req.header.x-tenant", {}, 10),
              (Values{{"blue", 3}, {"red", 1}}));
    EXPECT_EQ(*reader().fieldValues("last.reason", {}, 10), (Values{{"RateLimitExceeded", 1}}));
    EXPECT_EQ(reader().fieldValues("nonsense", {}, 10).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(reader().fieldValues("mark", {}, 10).error().code, ErrorCode::InvalidArgument);
}

TEST_F(StoreReaderTest, StreamsExchangesAndItemsByTime)
{
    offer(sampleExchange(5));
    offer(sampleExchange(1)); // committed later, but begun earlier
    record(*m_store, sampleEvent(3));
    std::vector<std::string> paths;
    ASSERT_TRUE(reader().forEachExchange({}, [&](const Exchange& exchange) {
        paths.push_back(exchange.path);
        return true;
    }));
    EXPECT_THAT(paths, ElementsAre("/orders/1", "/orders/5"));
    std::vector<std::string> tables;
    ASSERT_TRUE(reader().forEachItem({}, [&](const StoreReader::StreamedItem& item) {
        EXPECT_EQ(item.exchange == nullptr, item.source != "gateway");
        tables.emplace_back(tableOf(item.item));
        return tables.size() < 4;
    }));
    EXPECT_THAT(tables, ElementsAre("requests", "dependencies", "customEvents", "requests"));
}

TEST_F(StoreReaderTest, CountsWhatItHolds)
{
    offer(sampleExchange(1));
    offer(failedExchange(2));
    record(*m_store, sampleEvent(9));
    MetricItem metric;
    metric.context.time = sampleTime();
    metric.context.instrumentationKey = "k";
    metric.name = "tokens";
    ASSERT_TRUE(m_store->offerMetric(metric, "appinsights"));
    const StoreStats stats = *reader().stats();
    EXPECT_EQ(stats.exchanges, 2U);
    using Counts = std::vector<std::pair<std::string, std::uint64_t>>;
    EXPECT_EQ(stats.itemsByTable,
              (Counts{{"requests", 2},
                      {"dependencies", 2},
                      {"exceptions", 1},
                      {"traces", 0},
                      {"customEvents", 1},
                      {"customMetrics", 1},
                      {"availabilityResults", 0},
                      {"pageViews", 0},
                      {"browserTimings", 0}}));
    EXPECT_EQ(stats.oldest, sampleTime());
    EXPECT_EQ(stats.newest, sampleTime() + seconds(9));
    EXPECT_GT(stats.fileBytes, 4096U);
}

TEST_F(StoreReaderTest, AnInterruptEndsALongRead)
{
    for (int number = 0; number < 200; ++number)
        offer(sampleExchange(number));
    int seen = 0;
    StoreReader& source = reader();
    const Result<void> read = source.forEachExchange({}, [&](const Exchange&) {
        if (++seen == 3)
            source.interrupt();
        return true;
    });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(seen, 3);
    EXPECT_EQ(source.exchangeIds({})->size(), 200U) << "the next query is not concerned";
}

TEST_F(StoreReaderTest, ReadersRunBesideTheWriter)
{
    const auto writer = std::jthread([&](const std::stop_token& stop) {
        for (int number = 0; !stop.stop_requested() && number < 20000; ++number)
            m_store->offer(std::make_unique<Exchange>(sampleExchange(number % 1000)));
    });
    std::vector<std::jthread> readers;
    for (int thread = 0; thread < 2; ++thread) {
        readers.emplace_back([&] {
            auto own = StoreReader::open(m_folder / "s.db");
            ASSERT_TRUE(own) << own.error().message;
            std::int64_t last = 0;
            for (int round = 0; round < 20; ++round) {
                const auto ids = (*own)->exchangeIds({}, last);
                ASSERT_TRUE(ids) << ids.error().message;
                if (!ids->empty()) {
                    EXPECT_GT(ids->front(), last);
                    last = ids->back();
                }
                const auto totals = (*own)->totals({});
                ASSERT_TRUE(totals) << totals.error().message;
            }
        });
    }
}

TEST(StoreReaderOpenTest, AMissingStoreIsNotFound)
{
    const test::TemporaryFolder folder;
    EXPECT_EQ(StoreReader::open(folder / "none.db").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace gatelens
