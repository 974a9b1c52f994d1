#include "proxy/gateway/policies/calendar_window.h"
#include "proxy/gateway/policies/policy_state.h"
#include "proxy/gateway/policies/retry_waits.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace gatelens::proxy {
namespace {

using std::chrono::seconds;

Timestamp at(std::int64_t second) { return Timestamp(seconds(1'000'000 + second)); }

TEST(SlidingWindowsTest, AdmitsExactlyTheLimitInAnyWindow)
{
    SlidingWindows windows;
    const WindowLimit limit{"k", 3, seconds(10)};
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(windows.admit({&limit, 1}, 1, at(i)).isAdmitted);
    const WindowDecision refused = windows.admit({&limit, 1}, 1, at(5));
    EXPECT_FALSE(refused.isAdmitted);
    EXPECT_EQ(refused.retryAfter, seconds(5));
    EXPECT_TRUE(windows.admit({&limit, 1}, 1, at(10)).isAdmitted);
    EXPECT_FALSE(windows.admit({&limit, 1}, 1, at(10)).isAdmitted);
}

TEST(SlidingWindowsTest, ARefusalByOneLimitCountsInNone)
{
    SlidingWindows windows;
    const std::vector<WindowLimit> limits{{"wide", 10, seconds(60)}, {"narrow", 1, seconds(60)}};
    EXPECT_TRUE(windows.admit(limits, 1, at(0)).isAdmitted);
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(windows.admit(limits, 1, at(1)).isAdmitted);
    EXPECT_EQ(windows.admit({limits.data(), 1}, 1, at(2)).remaining, 8);
}

TEST(SlidingWindowsTest, OneKeyUnderTwoPeriodsCountsForEach)
{
    SlidingWindows windows;
    const WindowLimit minute{"k", 100, seconds(60)};
    const WindowLimit second{"k", 1, seconds(1)};
    EXPECT_TRUE(windows.admit({&minute, 1}, 1, at(0)).isAdmitted);
    EXPECT_FALSE(windows.admit({&second, 1}, 1, at(0)).isAdmitted);
    EXPECT_TRUE(windows.admit({&second, 1}, 1, at(2)).isAdmitted);
    EXPECT_EQ(windows.admit({&minute, 1}, 1, at(3)).remaining, 97);
}

TEST(SlidingWindowsTest, ManyThreadsNeverPassTheLimitTogether)
{
    SlidingWindows windows;
    std::atomic<int> admitted = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                const WindowLimit limit{"k", 100, seconds(60)};
                for (int i = 0; i < 100; ++i)
                    admitted += windows.admit({&limit, 1}, 1, at(0)).isAdmitted ? 1 : 0;
            });
    }
    EXPECT_EQ(admitted, 100);
}

TEST(QuotaCountersTest, WindowsBeginAtTheirStart)
{
    const QuotaRule rule{"k", 1, std::nullopt, seconds(100), at(30)};
    EXPECT_EQ(quotaWindow(rule, at(30)), 0);
    EXPECT_EQ(quotaWindow(rule, at(129)), 0);
    EXPECT_EQ(quotaWindow(rule, at(130)), 1);
    EXPECT_EQ(quotaWindow(rule, at(29)), -1);
    EXPECT_EQ(quotaRenewal(rule, at(40)), seconds(90));
}

class MemoryStorage final : public CounterStorage
{
public:
    std::vector<std::pair<std::string, std::string>> loadAll() override
    {
        return {entries.begin(), entries.end()};
    }
    void save(const std::vector<std::pair<std::string, std::string>>& changes) override
    {
        for (const auto& [key, text] : changes)
            entries[key] = text;
    }
    std::map<std::string, std::string> entries;
};

TEST(QuotaCountersTest, CountersSurviveARestart)
{
    MemoryStorage storage;
    const QuotaRule rule{"k", 2, std::nullopt, seconds(1000), at(0)};
    {
        PolicyState state(&storage);
        EXPECT_TRUE(state.quotas().admit({&rule, 1}, 1, at(1)).isAdmitted);
        EXPECT_TRUE(state.quotas().admit({&rule, 1}, 1, at(2)).isAdmitted);
    }
    PolicyState state(&storage);
    EXPECT_FALSE(state.quotas().admit({&rule, 1}, 1, at(3)).isAdmitted);
    EXPECT_TRUE(state.quotas().admit({&rule, 1}, 1, at(1000)).isAdmitted);
}

TEST(QuotaCountersTest, AStoredTextThatCannotBeReadIsIgnored)
{
    QuotaCounters counters;
    counters.restore("k", "three four");
    const QuotaRule rule{"k", 1, std::nullopt, seconds(0), at(0)};
    EXPECT_TRUE(counters.admit({&rule, 1}, 1, at(1)).isAdmitted);
}

TEST(ExpiringCacheTest, TheEntryNotUsedLongestGoesFirst)
{
    ExpiringCache<int> cache(3 * (100 + sizeof(ExpiringCache<int>::Entry) + 1));
    for (const char* key : {"a", "b", "c"})
        cache.store(key, 1, 100, at(0), seconds(60));
    EXPECT_TRUE(cache.find("a", at(1)));
    cache.store("d", 1, 100, at(2), seconds(60));
    EXPECT_FALSE(cache.find("b", at(3)));
    EXPECT_TRUE(cache.find("a", at(3)));
    EXPECT_TRUE(cache.find("d", at(3)));
}

TEST(ExpiringCacheTest, AnEntryLargerThanTheCacheIsNotKept)
{
    ExpiringCache<int> cache(1000);
    cache.store("a", 1, 2000, at(0), seconds(60));
    EXPECT_EQ(cache.size(), 0U);
    EXPECT_EQ(cache.bytes(), 0U);
}

TEST(ExpiringCacheTest, AnExpiredEntryIsGoneAndItsBytesAreFree)
{
    ExpiringCache<int> cache(1000);
    cache.store("a", 1, 10, at(0), seconds(5));
    EXPECT_TRUE(cache.find("a", at(4)));
    EXPECT_FALSE(cache.find("a", at(5)));
    EXPECT_EQ(cache.bytes(), 0U);
}

TEST(BackendPoolsTest, WeightsShareTurnsSmoothly)
{
    BackendPools pools;
    const std::vector<BackendPools::Candidate> members{{"a", 5}, {"b", 1}, {"c", 1}};
    std::string turns;
    for (int i = 0; i < 7; ++i)
        turns += members[pools.next("p", members)].id;
    EXPECT_EQ(turns, "aabacaa");
}

TEST(CircuitBreakersTest, APercentageCountsFromTenCallsOn)
{
    Backend backend;
    backend.id = "b";
    CircuitBreakerRule rule;
    rule.failurePercentage = 50;
    rule.interval = seconds(60);
    rule.tripDuration = seconds(10);
    rule.statusCodeRanges.push_back({500, 599});
    backend.circuitBreakerRules.push_back(rule);
    CircuitBreakers circuits;
    for (int i = 0; i < 9; ++i)
        circuits.record(backend, {.statusCode = 500}, at(i));
    EXPECT_FALSE(circuits.openUntil(backend, at(9)));
    circuits.record(backend, {.statusCode = 500}, at(9));
    EXPECT_EQ(circuits.openUntil(backend, at(9)), at(19));
    EXPECT_FALSE(circuits.openUntil(backend, at(19)));
}

TEST(TokenBucketsTest, GoBelowZeroAndRefillEvenly)
{
    TokenBuckets buckets;
    EXPECT_EQ(buckets.look("k", 60, at(0)).available, 60);
    buckets.take("k", 60, 240, at(0));
    const TokenBuckets::State state = buckets.look("k", 60, at(0));
    EXPECT_EQ(state.available, -180);
    EXPECT_EQ(std::chrono::floor<seconds>(state.untilPositive), seconds(180));
    EXPECT_GT(buckets.look("k", 60, at(181)).available, 0);
}

TEST(OpenIdCacheTest, AnUnknownKeyAsksAgainAtMostEveryFiveMinutes)
{
    OpenIdCache cache;
    EXPECT_TRUE(cache.look("u", false, at(0)).shouldFetch);
    EXPECT_FALSE(cache.look("u", false, at(1)).shouldFetch);
    cache.store("u", {"issuer", {}}, at(1));
    EXPECT_FALSE(cache.look("u", false, at(2)).shouldFetch);
    // The first load counts for nothing: a key that is rotated right after it is found.
    EXPECT_TRUE(cache.look("u", true, at(3)).shouldFetch);
    cache.store("u", {"issuer", {}}, at(4));
    EXPECT_FALSE(cache.look("u", true, at(5)).shouldFetch);
    EXPECT_TRUE(cache.look("u", true, at(303)).shouldFetch);
    EXPECT_FALSE(cache.look("u", true, at(304)).shouldFetch);
    EXPECT_TRUE(cache.look("u", false, at(3604)).shouldFetch);
}

TEST(OpenIdCacheTest, AFailedLoadIsTriedAgainAfterFiveMinutes)
{
    OpenIdCache cache;
    EXPECT_TRUE(cache.look("u", false, at(0)).shouldFetch);
    EXPECT_FALSE(cache.look("u", false, at(299)).shouldFetch);
    EXPECT_TRUE(cache.look("u", false, at(300)).shouldFetch);
}

TEST(SemanticCacheTest, FindsTheNearestTextOfItsPartition)
{
    SemanticCache cache;
    const auto response = std::make_shared<const ResponseMessage>();
    cache.store("p", bagOfWords("how do I reset my password"), response, at(0), seconds(60));
    EXPECT_TRUE(
        cache.nearest("p", bagOfWords("How do I reset my password?"), 0.95, at(1)).response);
    EXPECT_FALSE(cache.nearest("p", bagOfWords("weather in Oslo"), 0.95, at(1)).response);
    EXPECT_FALSE(
        cache.nearest("q", bagOfWords("how do I reset my password"), 0.95, at(1)).response);
    EXPECT_FALSE(
        cache.nearest("p", bagOfWords("how do I reset my password"), 0.95, at(60)).response);
}

TEST(CalendarWindowTest, FollowsTheCalendar)
{
    const Timestamp now = *parseIso8601("2026-11-20T14:30:00Z"); // a Friday
    const auto window = [&](CalendarPeriod period) {
        const CalendarWindow found = calendarWindow(period, now);
        return toIso8601(found.begin).substr(0, 13) + " " + toIso8601(found.end).substr(0, 13);
    };
    EXPECT_EQ(window(CalendarPeriod::Hour), "2026-11-20T14 2026-11-20T15");
    EXPECT_EQ(window(CalendarPeriod::Day), "2026-11-20T00 2026-11-21T00");
    EXPECT_EQ(window(CalendarPeriod::Week), "2026-11-16T00 2026-11-23T00");
    EXPECT_EQ(window(CalendarPeriod::Month), "2026-11-01T00 2026-12-01T00");
    EXPECT_EQ(window(CalendarPeriod::Year), "2026-01-01T00 2027-01-01T00");
}

TEST(RetryWaitsTest, FollowsTheDocumentedSeries)
{
    RetryWaits waits;
    waits.interval = 10;
    waits.maxInterval = 100;
    waits.delta = 10;
    std::vector<std::int64_t> series;
    for (int n = 1; n <= 6; ++n)
        series.push_back(std::chrono::duration_cast<seconds>(waits.before(n, 0.5)).count());
    EXPECT_EQ(series, (std::vector<std::int64_t>{10, 20, 40, 80, 100, 100}));
    EXPECT_EQ(waits.before(2, 0.0), seconds(18));
}

} // namespace
} // namespace gatelens::proxy
