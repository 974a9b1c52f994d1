#include "core/store/sqlite.h"
#include "core/store/store_reader.h"
#include "tests/core/store/sample_exchange.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using test::openStore;
using test::record;
using test::sampleEvent;
using test::sampleExchange;

/// Time that stands still until a test moves it.
class Clock
{
public:
    [[nodiscard]] std::function<Timestamp()> function()
    {
        return [this] { return Timestamp(Micros(m_micros.load())); };
    }
    void advance(Micros by) { m_micros += by.count(); }

private:
    std::atomic<std::int64_t> m_micros{test::sampleTime().time_since_epoch().count()};
};

/// Waits until retention has removed that many rows in all.
bool waitForRetired(const Store& store, std::uint64_t rows)
{
    const auto until = std::chrono::steady_clock::now() + seconds(30);
    while (store.counters().retired < rows && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    return store.counters().retired >= rows;
}

TEST(RetentionTest, RemovesWhatIsOlderThanTheAge)
{
    const test::TemporaryFolder folder;
    Clock clock;
    StoreOptions options;
    options.path = folder / "s.db";
    options.clock = clock.function();
    options.retention = hours(24);
    const auto store = openStore(options);
    record(*store, sampleExchange(1));
    record(*store, sampleEvent(1));
    clock.advance(hours(20));
    record(*store, sampleExchange(2));
    clock.advance(hours(5));
    record(*store, sampleExchange(3));
    ASSERT_TRUE(waitForRetired(*store, 2));
    const auto reader = StoreReader::open(folder / "s.db");
    const auto ids = *(*reader)->exchangeIds({});
    ASSERT_EQ(ids.size(), 2U);
    EXPECT_EQ((*reader)->exchange(ids[0])->path, "/orders/2");
    EXPECT_EQ((*reader)->itemIds({})->size(), 4U) << "the event is gone too";
    const StoreStats stats = *(*reader)->stats();
    EXPECT_EQ(stats.exchanges, 2U);
}

TEST(RetentionTest, IdsAndCursorsGoOnWhenEverythingIsGone)
{
    const test::TemporaryFolder folder;
    Clock clock;
    StoreOptions options;
    options.path = folder / "s.db";
    options.clock = clock.function();
    options.retention = hours(1);
    std::int64_t cursor = 0;
    {
        const auto store = openStore(options);
        record(*store, sampleExchange(1));
        const auto reader = StoreReader::open(folder / "s.db");
        cursor = *(*reader)->endCursor();
        clock.advance(hours(3));
        ASSERT_TRUE(waitForRetired(*store, 1));
        EXPECT_TRUE((*reader)->exchangeIds({})->empty());
    }
    const auto store = openStore(options);
    record(*store, sampleExchange(2));
    const auto reader = StoreReader::open(folder / "s.db");
    EXPECT_EQ(*(*reader)->countEnvelopes(cursor, {}), 2U);
}

TEST(RetentionTest, KeepsTheStoreBelowItsSize)
{
    const test::TemporaryFolder folder;
    StoreOptions options;
    options.path = folder / "s.db";
    options.retention = hours(24 * 365 * 20);
    options.maxBytes = 3'000'000;
    const auto store = openStore(options);
    for (int number = 0; number < 9000; ++number)
        ASSERT_TRUE(store->offer(std::make_unique<Exchange>(sampleExchange(number))));
    ASSERT_TRUE(store->flush(seconds(60)));
    ASSERT_TRUE(waitForRetired(*store, 2000));
    auto database = sqlite::Database::open(folder / "s.db", sqlite::OpenMode::ReadOnly);
    const auto used = [&] {
        return *database->integer("SELECT (c.page_count - f.freelist_count) * s.page_size FROM "
                                  "pragma_page_count c, pragma_freelist_count f, "
                                  "pragma_page_size s");
    };
    const auto until = std::chrono::steady_clock::now() + seconds(30);
    while (used() > 3'000'000 && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    EXPECT_LE(used(), 3'000'000);
    const auto reader = StoreReader::open(folder / "s.db");
    const auto ids = *(*reader)->exchangeIds({});
    ASSERT_FALSE(ids.empty());
    EXPECT_EQ((*reader)->exchange(ids.back())->path, "/orders/8999") << "the newest stay";
    EXPECT_EQ((*reader)->stats()->exchanges, ids.size());
    EXPECT_EQ(*database->integer("SELECT sum(exchanges) FROM blocks"),
              static_cast<std::int64_t>(ids.size()));
    EXPECT_EQ(*database->integer("SELECT count(*) FROM payloads"),
              static_cast<std::int64_t>(ids.size()));
}

TEST(RetentionTest, TakesANewLimitWhileItRuns)
{
    const test::TemporaryFolder folder;
    Clock clock;
    StoreOptions options;
    options.path = folder / "s.db";
    options.clock = clock.function();
    options.retention = hours(24 * 30);
    const auto store = openStore(options);
    record(*store, sampleExchange(1));
    clock.advance(hours(48));
    store->setRetention(hours(24), options.maxBytes);
    EXPECT_TRUE(waitForRetired(*store, 1));
}

} // namespace
} // namespace gatelens
