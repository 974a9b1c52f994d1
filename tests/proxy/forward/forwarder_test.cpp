#include "proxy/forward/forwarder.h"
#include "tests/proxy/forward/stored_items.h"
#include "tests/support/ingestion_stand_in.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

using namespace test; // NOLINT(google-build-using-namespace): the support library of this test
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::StartsWith;

constexpr auto kSoon = seconds(30);

/// A store, a stand-in of the service and a forwarder between them.
class ForwarderTest : public testing::Test
{
protected:
    ForwarderTest()
        : store(openStore(folder / "store.db"))
    {
    }

    void start(IngestionStandIn::Behaviour behaviour, std::size_t batchItems = 10)
    {
        service = std::make_unique<IngestionStandIn>(std::move(behaviour));
        createForwarder(batchItems);
    }

    void createForwarder(std::size_t batchItems = 10)
    {
        ForwarderOptions options;
        options.limits.batchItems = batchItems;
        options.limits.batchDelay = milliseconds(0);
        options.limits.timeout = seconds(5);
        options.limits.quotaHold = milliseconds(50);
        options.limits.backoff.base = milliseconds(2);
        options.limits.backoff.longest = milliseconds(20);
        options.random = [] { return 0.5; };
        forwarder = std::move(Forwarder::create(*store, options).value());
        ASSERT_TRUE(forwarder->setDestination({.name = "appi"}, service->connectionString()));
    }

    [[nodiscard]] bool sendAll() { return forwarder->waitUntilIdle(kSoon); }
    [[nodiscard]] ForwardStatus status() const { return forwarder->status().at(0); }

    void expectEachDelivered(int count, int times = 1) const
    {
        const auto delivered = service->delivered();
        EXPECT_EQ(delivered.size(), static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            const std::string message = "item-" + std::to_string(i);
            const auto found = delivered.find(message);
            EXPECT_EQ(found == delivered.end() ? 0 : found->second, times) << message;
        }
    }

    TemporaryFolder folder;
    std::unique_ptr<Store> store;
    std::unique_ptr<IngestionStandIn> service;
    std::unique_ptr<Forwarder> forwarder; ///< last: it uses the store and talks to the service
};

TEST_F(ForwarderTest, EverythingIsSentOnceInOrderWithTheDestinationsKey)
{
    storeItems(*store, 0, 95);
    start(acceptAll);
    ASSERT_TRUE(sendAll());
    expectEachDelivered(95);

    const auto batches = service->batches();
    ASSERT_EQ(batches.size(), 10U);
    EXPECT_EQ(batches[0].path, "/v2.1/track");
    EXPECT_EQ(*batches[0].headers.find("Content-Encoding"), "gzip");
    EXPECT_EQ(*batches[0].headers.find("Content-Type"), "application/x-json-stream");
    EXPECT_EQ(messageOf(batches[0].items.at(0)), "item-0");
    EXPECT_EQ(messageOf(batches[9].items.at(4)), "item-94");
    EXPECT_THAT(batches[0].items.at(0), HasSubstr(std::string("\"iKey\":\"") + kStandInKey));

    EXPECT_EQ(status().accepted, 95U);
    EXPECT_EQ(status().queued, 0U);
    EXPECT_FALSE(status().oldestQueued.has_value());
    EXPECT_EQ(status().attempts, 10U);
    EXPECT_EQ(status().lastStatus, "200");
    EXPECT_EQ(forwarder->recentAttempts().size(), 10U);
    EXPECT_EQ(forwarder->recentAttempts()[0].accepted, 5U);
}

TEST_F(ForwarderTest, WhatIsStoredLaterIsSentWhenTheStoreSaysSo)
{
    start(acceptAll);
    ASSERT_TRUE(sendAll());
    storeItems(*store, 0, 7);
    forwarder->storeChanged();
    ASSERT_TRUE(sendAll());
    expectEachDelivered(7);
}

TEST_F(ForwarderTest, ARestartGoesOnWhereItStopped)
{
    storeItems(*store, 0, 20);
    start(acceptAll);
    ASSERT_TRUE(sendAll());
    forwarder->stop(kSoon);
    forwarder.reset();
    storeItems(*store, 20, 20);
    createForwarder();
    ASSERT_TRUE(sendAll());
    expectEachDelivered(40);
}

TEST_F(ForwarderTest, APartialAnswerIsSettledItemByItem)
{
    storeItems(*store, 0, 30);
    start([](const ReceivedBatch& batch) {
        return batch.number == 0 ? refuseSome(batch, {{1, 500}, {2, 400}, {3, 429}})
                                 : acceptAll(batch);
    });
    ASSERT_TRUE(sendAll());
    const auto delivered = service->delivered();
    EXPECT_EQ(delivered.size(), 29U);
    EXPECT_EQ(delivered.count("item-2"), 0U) << "400 is for good";
    for (const auto& [message, times] : delivered)
        EXPECT_EQ(times, 1) << message;
    EXPECT_EQ(status().accepted, 29U);
    EXPECT_EQ(status().rejected, 1U);
}

TEST_F(ForwarderTest, ItemsThatAlwaysFailDoNotHoldUpTheOthers)
{
    storeItems(*store, 0, 50);
    start([](const ReceivedBatch& batch) {
        std::map<std::size_t, int> codes;
        for (std::size_t i = 0; i < batch.items.size(); ++i) {
            if (messageOf(batch.items[i]) == "item-3" && batch.number < 20)
                codes[i] = 500;
        }
        return codes.empty() ? acceptAll(batch) : refuseSome(batch, codes);
    });
    ASSERT_TRUE(sendAll());
    expectEachDelivered(50);
}

TEST_F(ForwarderTest, WhatMayPassIsTriedAgainUntilItDoes)
{
    storeItems(*store, 0, 10);
    constexpr std::array<int, 8> kCodes{429, 500, 502, 503, 504, 408, 401, 403};
    start([&](const ReceivedBatch& batch) {
        return batch.number < kCodes.size() ? refuseAll(kCodes.at(batch.number)) : acceptAll(batch);
    });
    ASSERT_TRUE(sendAll());
    expectEachDelivered(10);
    EXPECT_EQ(status().attempts, kCodes.size() + 1);
    EXPECT_EQ(status().rejected, 0U);
}

TEST_F(ForwarderTest, TheServicesWaitIsRespected)
{
    storeItems(*store, 0, 10);
    start([](const ReceivedBatch& batch) {
        return batch.number == 0 ? refuseAll(503, {{"Retry-After", "1"}}) : acceptAll(batch);
    });
    ASSERT_TRUE(sendAll());
    expectEachDelivered(10);
    const auto attempts = forwarder->recentAttempts();
    ASSERT_EQ(attempts.size(), 2U);
    EXPECT_GE(attempts[0].at - attempts[1].at, seconds(1));
}

TEST_F(ForwarderTest, AQuotaDropsItsBatchAndTheRestComesAfterTheHold)
{
    storeItems(*store, 0, 20);
    start([](const ReceivedBatch& batch) {
        return batch.number == 0 ? refuseAll(439) : acceptAll(batch);
    });
    ASSERT_TRUE(sendAll());
    EXPECT_EQ(status().rejected, 10U);
    EXPECT_EQ(status().accepted, 10U);
    EXPECT_EQ(service->delivered().count("item-10"), 1U);
}

TEST_F(ForwarderTest, TheOneBadItemOfABatchIsFoundAndOnlyItIsDropped)
{
    storeItems(*store, 0, 40);
    start(
        [](const ReceivedBatch& batch) {
            const bool hasBad
                = std::any_of(batch.items.begin(), batch.items.end(),
                              [](const std::string& item) { return messageOf(item) == "item-13"; });
            return hasBad ? refuseAll(400) : acceptAll(batch);
        },
        40);
    ASSERT_TRUE(sendAll());
    EXPECT_EQ(service->delivered().size(), 39U);
    EXPECT_EQ(service->delivered().count("item-13"), 0U);
    EXPECT_EQ(status().rejected, 1U);
    EXPECT_EQ(status().accepted, 39U);
}

TEST_F(ForwarderTest, ATooLargeBatchIsHalved)
{
    storeItems(*store, 0, 40);
    start(
        [](const ReceivedBatch& batch) {
            return batch.items.size() > 10 ? refuseAll(413) : acceptAll(batch);
        },
        40);
    ASSERT_TRUE(sendAll());
    expectEachDelivered(40);
}

TEST_F(ForwarderTest, ARedirectToTheSameHostIsFollowedAndAPermanentOneRemembered)
{
    storeItems(*store, 0, 30);
    start([](const ReceivedBatch& batch) {
        if (batch.path != "/v2.1/track")
            return acceptAll(batch);
        return refuseAll(308, {{"Location", "/moved/v2.1/track"}});
    });
    ASSERT_TRUE(sendAll());
    expectEachDelivered(30);
    const auto batches = service->batches();
    EXPECT_EQ(batches.size(), 4U) << "only the first batch asks at the old place";
    EXPECT_EQ(batches[3].path, "/moved/v2.1/track");
}

TEST_F(ForwarderTest, ARedirectToAStrangerIsNotFollowed)
{
    storeItems(*store, 0, 5);
    start([](const ReceivedBatch& batch) {
        return batch.number == 0
            ? refuseAll(307, {{"Location", "https://stranger.example/v2.1/track"}})
            : acceptAll(batch);
    });
    ASSERT_TRUE(sendAll());
    expectEachDelivered(5);
    EXPECT_THAT(status().lastError, HasSubstr("stranger.example"));
}

TEST_F(ForwarderTest, EndlessRedirectsEnd)
{
    storeItems(*store, 0, 5);
    start([](const ReceivedBatch& batch) {
        return batch.number < 11 ? refuseAll(307, {{"Location", "/v2.1/track"}}) : acceptAll(batch);
    });
    ASSERT_TRUE(sendAll());
    expectEachDelivered(5);
    EXPECT_THAT(status().lastError, HasSubstr("circles"));
}

TEST_F(ForwarderTest, ALostAnswerIsUncertainAndSentAgain)
{
    storeItems(*store, 0, 10);
    start([](const ReceivedBatch& batch) {
        return batch.number == 0 ? acceptAndLoseAnswer(batch) : acceptAll(batch);
    });
    ASSERT_TRUE(sendAll());
    expectEachDelivered(10, 2);
    EXPECT_EQ(status().uncertain, 10U);
    EXPECT_EQ(status().accepted, 10U);
}

TEST_F(ForwarderTest, NobodyListeningIsNoLoss)
{
    storeItems(*store, 0, 5);
    start(acceptAll);
    ASSERT_TRUE(sendAll());
    ASSERT_TRUE(forwarder->setDestination({.name = "nowhere"},
                                          std::string("InstrumentationKey=") + kStandInKey
                                              + ";IngestionEndpoint=http://127.0.0.1:1"));
    EXPECT_FALSE(forwarder->waitUntilIdle(milliseconds(200)));
    const auto nowhere = forwarder->status().at(1);
    EXPECT_EQ(nowhere.accepted, 0U);
    EXPECT_EQ(nowhere.uncertain, 0U) << "nothing was sent";
    EXPECT_EQ(nowhere.queued, 5U);
    EXPECT_TRUE(nowhere.oldestQueued.has_value());
    EXPECT_THAT(nowhere.lastStatus, StartsWith("no answer"));
    EXPECT_FALSE(nowhere.lastError.empty());
}

TEST_F(ForwarderTest, APausedDestinationWaitsAndItsCursorStays)
{
    start(acceptAll);
    ASSERT_TRUE(sendAll());
    forwarder->pauseDestination("appi", true);
    storeItems(*store, 0, 5);
    forwarder->storeChanged();
    EXPECT_FALSE(forwarder->waitUntilIdle(milliseconds(100)));
    EXPECT_TRUE(status().isPaused);
    EXPECT_TRUE(service->batches().empty());
    forwarder->pauseDestination("appi", false);
    ASSERT_TRUE(sendAll());
    expectEachDelivered(5);
}

TEST_F(ForwarderTest, ReplacingADestinationSendsNothingTwice)
{
    storeItems(*store, 0, 100);
    start(acceptAll, 5);
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(forwarder->setDestination({.name = "appi"}, service->connectionString()));
    ASSERT_TRUE(sendAll());
    expectEachDelivered(100);
}

TEST_F(ForwarderTest, TwoDestinationsEachGetEverything)
{
    storeItems(*store, 0, 30);
    start(acceptAll);
    const IngestionStandIn other(acceptAll);
    ASSERT_TRUE(forwarder->setDestination({.name = "other"}, other.connectionString()));
    ASSERT_TRUE(sendAll());
    expectEachDelivered(30);
    EXPECT_EQ(other.delivered().size(), 30U);
}

TEST_F(ForwarderTest, AWrongConnectionStringIsRefusedByName)
{
    start(acceptAll);
    const auto set = forwarder->setDestination({.name = "broken"}, "nonsense");
    ASSERT_FALSE(set);
    EXPECT_THAT(set.error().message, HasSubstr("\"broken\""));
    EXPECT_THAT(set.error().message, HasSubstr("InstrumentationKey is missing"));
    EXPECT_EQ(forwarder->status().size(), 1U);
}

TEST_F(ForwarderTest, EveryFaultAtOnceLosesNothing)
{
    constexpr int kCount = 1000;
    storeItems(*store, 0, kCount);
    std::mt19937_64 random(99); // NOLINT(bugprone-random-generator-seed): repeatable
    start(
        [&random](const ReceivedBatch& batch) {
            switch (random() % 8) {
            case 0:
                return refuseAll(503);
            case 1:
                return refuseAll(429);
            case 2:
                return refuseSome(batch, {{0, 500}, {batch.items.size() - 1, 429}});
            case 3:
                return refuseAll(500);
            case 4:
                return batch.items.size() > 1 ? refuseAll(413) : acceptAll(batch);
            default:
                return acceptAll(batch);
            }
        },
        40);
    ASSERT_TRUE(sendAll());
    expectEachDelivered(kCount);
    EXPECT_EQ(status().accepted, static_cast<std::uint64_t>(kCount));
    EXPECT_EQ(status().rejected, 0U);
}

} // namespace
} // namespace gatelens::proxy
