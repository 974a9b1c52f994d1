#include "core/store/filter.h"
#include "core/store/store_reader.h"
#include "tests/core/store/sample_exchange.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace gatelens {
namespace {

using filter::Filter;
using test::failedExchange;
using test::sampleEvent;
using test::sampleExchange;

/// Eight exchanges that differ in everything filters ask about.
std::vector<Exchange> population()
{
    std::vector<Exchange> all;
    for (int number = 0; number < 8; ++number)
        all.push_back(number % 3 == 2 ? failedExchange(number, number == 5 ? 429 : 503)
                                      : sampleExchange(number));
    all[1].method = "POST";
    all[1].request.body = "a Kettle and a mug";
    all[1].requestBytes = 18;
    all[3].apiId = "stock";
    all[3].apiName = "Stock levels";
    all[3].messages.push_back(
        {all[3].startedAt, Severity::Error, "quota", "nearly used up", {{"left", "3"}}});
    all[4].loggers[0].isKept = false;
    all[4].loggers[0].reason = KeepReason::SampledOut;
    all[5].loggers[0].reason = KeepReason::AlwaysLogErrors;
    all[5].isAnsweredByGateway = true;
    all[5].backendCalls.clear();
    all[6].loggers[0].frontendRequest.headers = {{"x-tenant", "blue"}};
    all[6].userId = "1";
    all[6].steps.push_back({"inbound", "product", "starter", "rate-limit", "policy.xml", 12, 0,
                            StepOutcome::Ran, Micros(5), Micros(7), "call 3 of 5", "{}"});
    all[7].isSentInFull = false;
    all[7].backendCalls[0].statusCode = 0;
    all[7].backendCalls[0].failure = "BackendConnectionFailure: refused";
    return all;
}

/// The same answer in memory and in SQL.
class FilterAgreementTest : public testing::Test
{
protected:
    void SetUp() override
    {
        m_exchanges = population();
        const auto store = test::openStore(m_folder / "s.db");
        for (const Exchange& exchange : m_exchanges)
            ASSERT_TRUE(store->offer(std::make_unique<Exchange>(exchange)));
        ASSERT_TRUE(store->flush(std::chrono::seconds(20)));
        auto reader = StoreReader::open(m_folder / "s.db");
        ASSERT_TRUE(reader);
        m_reader = std::move(*reader);
        m_ids = *m_reader->exchangeIds({});
        ASSERT_EQ(m_ids.size(), m_exchanges.size());
    }

    /// Numbers of the exchanges that match, after checking that both ways agree.
    std::vector<int> matching(const std::string& text)
    {
        const Result<Filter> filter = Filter::parse(text);
        EXPECT_TRUE(filter) << text << ": " << filter.error().message;
        if (!filter)
            return {};
        std::vector<int> inMemory;
        for (std::size_t number = 0; number < m_exchanges.size(); ++number) {
            if (filter->matches(m_exchanges[number]))
                inMemory.push_back(static_cast<int>(number));
        }
        ExchangeQuery query;
        query.filter = std::make_shared<const Filter>(*filter);
        const auto ids = m_reader->exchangeIds(query);
        EXPECT_TRUE(ids) << text << ": " << ids.error().message;
        std::vector<int> inSql;
        for (const std::int64_t id : ids.value())
            inSql.push_back(
                static_cast<int>(std::find(m_ids.begin(), m_ids.end(), id) - m_ids.begin()));
        EXPECT_EQ(inMemory, inSql) << text;
        return inMemory;
    }

    test::TemporaryFolder m_folder;
    std::vector<Exchange> m_exchanges;
    std::vector<std::int64_t> m_ids;
    std::unique_ptr<StoreReader> m_reader;
};

using testing::ElementsAre;

TEST_F(FilterAgreementTest, AnswersEveryKindOfFieldAlikeInMemoryAndInSql)
{
    const std::vector<std::pair<std::string, std::vector<int>>> cases{
        {"status:200", {0, 1, 3, 4, 6, 7}},
        {"status:5xx", {2}},
        {"status:4xx..5xx", {2, 5}},
        {"status!=200", {2, 5}},
        {"not status:200", {2, 5}},
        {"status>=429", {2, 5}},
        {"dur>14ms", {5, 6, 7}},
        {"dur:11ms..13ms", {1, 2, 3}},
        {"dur<=10", {0}},
        {"backend.dur>11ms", {7}},
        {"backend.status:0", {7}},
        {"ttfb:4ms", {0, 1, 2, 3, 4, 6}},
        {"api:orders", {0, 1, 2, 4, 5, 6, 7}},
        {"api:STOCK", {3}},
        {"api=levels", {}},
        {"api=\"stock levels\"", {3}},
        {"api==Stock", {}},
        {"api:stock,orders", {0, 1, 2, 3, 4, 5, 6, 7}},
        {"op:get-order product:starter sub:\"Team A\"", {0, 1, 2, 3, 4, 5, 6, 7}},
        {"user:1", {6}},
        {"method:post", {1}},
        {"path:/orders/3", {3}},
        {"path:*/3", {3}},
        {"path:/orders/?", {0, 1, 2, 3, 4, 5, 6, 7}},
        {"path:orders*", {}},
        {"path=/[45]$/", {4, 5}},
        {"url:page=2", {0, 1, 2, 3, 4, 5, 6, 7}},
        {"host:127.0.0.1", {0, 1, 2, 3, 4, 5, 6, 7}},
        {"query.page:2 path:/orders/1", {1}},
        {"query.page=3", {}},
        {"ip:127.0.0.1 region:local gateway:managed", {0, 1, 2, 3, 4, 5, 6, 7}},
        {"resp.size>=106", {6, 7}},
        {"size:..101B", {0, 1}},
        {"req.size:18", {1}},
        {"req.header.accept:json status:503", {2}},
        {"resp.header.content-type!=application/json", {}},
        {"req.body:KETTLE", {1}},
        {"resp.body:kettle", {0, 1, 2, 3, 4, 5, 6, 7}},
        {"kettle path:/orders/1", {1}},
        {"policy:rate-limit", {2, 5, 6}},
        {"policy.scope:product", {6}},
        {"policy.error:rate-limit", {2, 5}},
        {"policy.dur>5us", {6}},
        {"step.1:rate-limit", {6}},
        {"step.2:rate-limit", {}},
        {"last.source=rate-limit", {2, 5}},
        {"last.reason:Exceeded", {2, 5}},
        {"last.section:inbound", {2, 5}},
        {"opid=00000004000000000000000000000007"
         "00000004",
         {}},
        {"opid=0000000400000000000000000000"
         "0007",
         {3}},
        {"trace:0000000300000", {2}},
        {"span=0000000000000003", {2}},
        {"sev:error", {2, 3, 5, 7}},
        {"msg:nearly", {3}},
        {"exc.type:RateLimit", {2, 5}},
        {"exc.msg:\"again in 5\"", {2, 5}},
        {"target:stock.test", {0, 1, 2, 3, 4, 6, 7}},
        {"type:http success:false", {2, 7}},
        {"success:true", {0, 1, 3, 4, 6}},
        {"success:true,false", {0, 1, 2, 3, 4, 5, 6, 7}},
        {"prop.left:3", {3}},
        {"prop.'Request-x-tenant':blue", {6}},
        {"metric.'response size'>106", {7}},
        {"role:gatelens instance:gatelens_0 sdk:apim", {0, 1, 2, 3, 4, 5, 6, 7}},
        {"kept:no", {4}},
        {"kept:yes", {0, 1, 2, 3, 5, 6, 7}},
        {"kept:err", {5}},
        {"decision:sampled-out", {4}},
        {"decision:errors", {5}},
        {"rate:100 path:/orders/4", {}},
        {"itemcount:1 path:/orders/3", {3}},
        {"source:gateway", {0, 1, 2, 3, 4, 5, 6, 7}},
        {"kind:dependency", {0, 1, 2, 3, 4, 6, 7}},
        {"kind:exception", {2, 5, 7}},
        {"kind:trace", {3}},
        {"kind:exchange -kind:dependency", {5}},
        {"time>2026-11-20T14:00:05Z", {6, 7}},
        {"time:2026-11-20T14:00:01Z..2026-11-20T14:00:02Z", {1, 2}},
        {"nearly or kettle mug", {1, 3}},
        {"\"orders;rev=1 - get\" 503", {2}},
        {"refused", {7}},
        {"\"GET /orders/2\"", {2}},
        {"not (status:200 or kept:err)", {2}},
        {"nothing-has-this", {}},
    };
    for (const auto& [text, numbers] : cases)
        EXPECT_EQ(matching(text), numbers) << text;
}

TEST_F(FilterAgreementTest, RelativeTimesCountFromNow)
{
    Exchange recent = sampleExchange(0);
    recent.startedAt = now() - std::chrono::minutes(2);
    const auto matches
        = [&](std::string_view text) { return Filter::parse(text)->matches(recent); };
    EXPECT_TRUE(matches("time>-5m"));
    EXPECT_FALSE(matches("time>-1m"));
    EXPECT_TRUE(matches("age<5m"));
    EXPECT_TRUE(matches("time:-5m..-1m"));
    EXPECT_FALSE(matches("time:-1m..now"));
    EXPECT_TRUE(matching("age<1000d").size() == 8 || now() < test::sampleTime());
}

TEST_F(FilterAgreementTest, ARegularExpressionThatExplodesGivesUp)
{
    Exchange exchange = sampleExchange(0);
    exchange.path = std::string(60, 'a') + '!';
    const Result<Filter> filter = Filter::parse("path=/^(a+)+$/");
    ASSERT_TRUE(filter);
    EXPECT_FALSE(filter->matches(exchange));
}

TEST(FilterItemsTest, SelectsSingleItemsOfGatewayAndIntake)
{
    const test::TemporaryFolder folder;
    const auto store = test::openStore(folder / "s.db");
    Exchange exchange = failedExchange(0);
    exchange.messages.push_back({exchange.startedAt, Severity::Verbose, "s", "hello", {}});
    test::record(*store, exchange); // request, dependency, exception, trace
    test::record(*store, sampleEvent(1, exchange.operationId));
    const auto reader = StoreReader::open(folder / "s.db");
    ASSERT_TRUE(reader);

    const auto kinds = [&](std::string_view text) {
        ExchangeQuery query;
        const Result<Filter> filter = Filter::parse(text);
        EXPECT_TRUE(filter) << text;
        query.filter = std::make_shared<const Filter>(*filter);
        const auto ids = (*reader)->itemIds(query);
        EXPECT_TRUE(ids) << text << ": " << ids.error().message;
        std::vector<std::string> found;
        const auto rows = (*reader)->itemRows(*ids);
        for (const ItemRow& row : *rows)
            found.push_back(row.kind);
        return found;
    };
    EXPECT_THAT(kinds(""), ElementsAre("request", "dependency", "exception", "trace", "event"));
    EXPECT_THAT(kinds("kind:dependency,event"), ElementsAre("dependency", "event"));
    EXPECT_THAT(kinds("not kind:dependency,event"), ElementsAre("request", "exception", "trace"));
    EXPECT_THAT(kinds("kind:request,exception api:orders"), ElementsAre("request", "exception"));
    EXPECT_THAT(kinds("kind!=request,event -kind:trace"), ElementsAre("dependency", "exception"));
    EXPECT_THAT(kinds("kind:trace or sev:error"), ElementsAre("exception", "trace"));
    EXPECT_THAT(kinds("kind:request api:stock"), ElementsAre());
    EXPECT_THAT(kinds("status:5xx"), ElementsAre("request"));
    EXPECT_THAT(kinds("success:true"), ElementsAre("dependency"));
    EXPECT_THAT(kinds("success:false"), ElementsAre("request"));
    EXPECT_THAT(kinds("sev:error"), ElementsAre("exception"));
    EXPECT_THAT(kinds("sev:verbose"), ElementsAre("trace"));
    EXPECT_THAT(kinds("source:appinsights"), ElementsAre("event"));
    EXPECT_THAT(kinds("role=shop"), ElementsAre("event"));
    EXPECT_THAT(kinds("prop.basket:1"), ElementsAre("event"));
    EXPECT_THAT(kinds("name:CheckedOut or msg:hello"), ElementsAre("trace", "event"));
    EXPECT_THAT(kinds("checkedout"), ElementsAre("event"));
    EXPECT_THAT(kinds("last.reason:rate"),
                ElementsAre("request", "dependency", "exception", "trace"));
    EXPECT_THAT(kinds("opid=" + exchange.operationId),
                ElementsAre("request", "dependency", "exception", "trace", "event"));
    EXPECT_THAT(kinds("opid=" + exchange.operationId + " dur>1ms"),
                ElementsAre("request", "dependency"));
}

} // namespace
} // namespace gatelens
