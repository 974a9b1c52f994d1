#include "core/store/store.h"
#include "core/store/store_reader.h"
#include "tests/core/store/sample_exchange.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

namespace gatelens {
namespace {

using std::chrono::seconds;
using test::failedExchange;
using test::openStore;
using test::record;
using test::sampleEvent;
using test::sampleExchange;

std::unique_ptr<StoreReader> openReader(const std::filesystem::path& path)
{
    Result<std::unique_ptr<StoreReader>> reader = StoreReader::open(path);
    EXPECT_TRUE(reader) << reader.error().message;
    return reader ? std::move(*reader) : nullptr;
}

/// Blocks the writer's thread inside a commit's answer until released.
class Gate
{
public:
    void wait()
    {
        std::unique_lock lock(m_mutex);
        m_isReached = true;
        m_changed.notify_all();
        m_changed.wait(lock, [&] { return m_isOpen; });
    }
    void waitUntilReached()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_isReached; });
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_isOpen = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isReached = false;
    bool m_isOpen = false;
};

TEST(StoreTest, GivesBackTheExchangeItWasGiven)
{
    const test::TemporaryFolder folder;
    const auto store = openStore(folder / "s.db");
    const auto seed = std::random_device()();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random(seed);
    std::vector<Exchange> written;
    for (int index = 0; index < 40; ++index) {
        written.push_back(test::randomExchange(random));
        ASSERT_TRUE(store->offer(std::make_unique<Exchange>(written.back())));
    }
    ASSERT_TRUE(store->flush(seconds(20)));

    const auto reader = openReader(folder / "s.db");
    const auto ids = reader->exchangeIds({});
    ASSERT_TRUE(ids);
    ASSERT_EQ(ids->size(), written.size());
    for (std::size_t index = 0; index < written.size(); ++index) {
        Result<Exchange> read = reader->exchange(ids->at(index));
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(*read->gateway, *written[index].gateway);
        read->gateway = written[index].gateway;
        read->id = 0;
        EXPECT_EQ(*read, written[index]);
    }
}

TEST(StoreTest, IdsGrowInTheOrderOfOffering)
{
    const test::TemporaryFolder folder;
    const auto store = openStore(folder / "s.db");
    for (int number = 0; number < 2500; ++number)
        ASSERT_TRUE(store->offer(std::make_unique<Exchange>(sampleExchange(number))));
    ASSERT_TRUE(store->flush(seconds(20)));
    const auto reader = openReader(folder / "s.db");
    const auto ids = *reader->exchangeIds({});
    ASSERT_EQ(ids.size(), 2500U);
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    const std::vector<std::int64_t> some{ids[0], ids[1200], ids[2499]};
    const auto rows = *reader->exchangeRows(some);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[1].path, "/orders/1200");
    EXPECT_EQ(rows[2].path, "/orders/2499");
}

TEST(StoreTest, IdsGoOnGrowingAfterAReopen)
{
    const test::TemporaryFolder folder;
    record(*openStore(folder / "s.db"), sampleExchange(1));
    record(*openStore(folder / "s.db"), sampleExchange(2));
    const auto ids = *openReader(folder / "s.db")->exchangeIds({});
    ASSERT_EQ(ids.size(), 2U);
    EXPECT_LT(ids[0], ids[1]);
}

TEST(StoreTest, AFullQueueDropsAndCounts)
{
    const test::TemporaryFolder folder;
    StoreOptions options;
    options.path = folder / "s.db";
    options.queueCapacity = 10;
    const auto store = openStore(options);
    Gate gate;
    // Holds the writer in the answer to one item, so that nothing leaves the queue.
    store->submit({sampleEvent(1)}, [&](const Result<void>&) { gate.wait(); });
    gate.waitUntilReached();
    for (int number = 0; number < 10; ++number)
        EXPECT_TRUE(store->offer(std::make_unique<Exchange>(sampleExchange(number))));
    EXPECT_FALSE(store->offer(std::make_unique<Exchange>(sampleExchange(10))));
    EXPECT_FALSE(store->offerMetric({}, "logger"));
    std::optional<Error> refusal;
    store->submit({sampleEvent(2), sampleEvent(3)},
                  [&](const Result<void>& done) { refusal = done.error(); });
    ASSERT_TRUE(refusal) << "refused at once";
    EXPECT_EQ(refusal->code, ErrorCode::LimitExceeded);
    EXPECT_EQ(store->counters().queued, 10U);
    EXPECT_EQ(store->counters().dropped, 4U);
    gate.open();
    ASSERT_TRUE(store->flush(seconds(20)));
    EXPECT_EQ(store->counters().written, 11U);
    EXPECT_EQ(store->counters().queued, 0U);
}

TEST(StoreTest, TellsSendersOnceTheirItemsAreCommitted)
{
    const test::TemporaryFolder folder;
    std::promise<Result<void>> promise;
    const auto store = openStore(folder / "s.db");
    store->submit({sampleEvent(1), sampleEvent(2)},
                  [&](Result<void> done) { promise.set_value(std::move(done)); });
    auto future = promise.get_future();
    ASSERT_EQ(future.wait_for(seconds(20)), std::future_status::ready);
    EXPECT_TRUE(future.get());
    EXPECT_EQ(openReader(folder / "s.db")->itemIds({})->size(), 2U);
}

TEST(StoreTest, DrainsItsQueueWhenItIsClosed)
{
    const test::TemporaryFolder folder;
    {
        const auto store = openStore(folder / "s.db");
        for (int number = 0; number < 3000; ++number)
            ASSERT_TRUE(store->offer(std::make_unique<Exchange>(sampleExchange(number))));
    }
    EXPECT_EQ(openReader(folder / "s.db")->exchangeIds({})->size(), 3000U);
}

TEST(StoreTest, CallsListenersAfterCommits)
{
    const test::TemporaryFolder folder;
    std::promise<void> called;
    std::atomic<int> calls = 0;
    const auto store = openStore(folder / "s.db");
    store->onCommit(std::chrono::milliseconds(1), [&] {
        if (++calls == 1)
            called.set_value();
    });
    ASSERT_TRUE(store->offer(std::make_unique<Exchange>(sampleExchange())));
    EXPECT_EQ(called.get_future().wait_for(seconds(20)), std::future_status::ready);
}

TEST(StoreTest, ASlowListenerIsCalledOnceForManyCommitsButNeverForgotten)
{
    const test::TemporaryFolder folder;
    std::mutex mutex;
    std::condition_variable changed;
    int calls = 0;
    constexpr std::chrono::milliseconds kAtMost{300};
    const auto store = openStore(folder / "s.db");
    store->onCommit(kAtMost, [&] {
        const std::lock_guard lock(mutex);
        ++calls;
        changed.notify_all();
    });
    const auto begin = std::chrono::steady_clock::now();
    for (int number = 0; number < 5; ++number)
        record(*store, sampleExchange(number));
    const auto took = std::chrono::steady_clock::now() - begin;
    std::unique_lock lock(mutex);
    // The first commit is told at once, those right after it together once the time has passed.
    EXPECT_TRUE(changed.wait_for(lock, seconds(20), [&] { return calls >= 2; }));
    EXPECT_LE(calls, 2 + took / kAtMost);
}

TEST(StoreTest, ASecondWriterIsTurnedAway)
{
    const test::TemporaryFolder folder;
    const auto store = openStore(folder / "s.db");
    StoreOptions options;
    options.path = folder / "s.db";
    const auto second = Store::open(options);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    EXPECT_THAT(second.error().message, testing::HasSubstr(std::to_string(getpid())));
    EXPECT_THAT(second.error().message, testing::HasSubstr("choose another path"));
}

TEST(StoreTest, ForwardCursorsSurviveAReopen)
{
    const test::TemporaryFolder folder;
    {
        const auto store = openStore(folder / "s.db");
        EXPECT_FALSE(store->forwardCursor("prod"));
        std::optional<bool> saved;
        store->saveForwardCursor("prod", 17,
                                 [&](const Result<void>& done) { saved = done.has_value(); });
        store->saveForwardCursor("prod", 42, {});
        ASSERT_TRUE(store->flush(seconds(20)));
        EXPECT_EQ(saved, true);
        EXPECT_EQ(store->forwardCursor("prod"), 42);
    }
    EXPECT_EQ(openStore(folder / "s.db")->forwardCursor("prod"), 42);
}

TEST(StoreTest, WritesTheGatewaysIdentityAndTheRouteOnce)
{
    const test::TemporaryFolder folder;
    const auto store = openStore(folder / "s.db");
    for (int number = 0; number < 50; ++number) {
        Exchange exchange = sampleExchange(number);
        // As after a restart of the gateway: the same identity in another object.
        exchange.gateway = std::make_shared<GatewayIdentity>();
        ASSERT_TRUE(store->offer(std::make_unique<Exchange>(std::move(exchange))));
    }
    ASSERT_TRUE(store->flush(seconds(20)));
    const auto groups = openReader(folder / "s.db")->groups({}, GroupBy::Api);
    ASSERT_TRUE(groups);
    ASSERT_EQ(groups->size(), 1U);
    EXPECT_EQ(groups->front().totals.count, 50U);
}

} // namespace
} // namespace gatelens
