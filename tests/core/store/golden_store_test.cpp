#include "core/store/schema.h"
#include "core/store/store_reader.h"
#include "tests/core/store/sample_exchange.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace gatelens {
namespace {

namespace fs = std::filesystem;

fs::path goldenFile() { return fs::path(GATELENS_TEST_DATA) / "golden" / "version-1.db"; }

std::vector<Exchange> goldenExchanges()
{
    std::mt19937_64 random(20261120); // the standard fixes this generator's numbers
    std::vector<Exchange> exchanges{test::sampleExchange(1), test::failedExchange(2, 429)};
    exchanges.push_back(test::randomExchange(random));
    return exchanges;
}

void writeGoldenFile()
{
    fs::create_directories(goldenFile().parent_path());
    fs::remove(goldenFile());
    {
        StoreOptions options;
        options.path = goldenFile();
        options.clock = [] { return test::sampleTime(); };
        options.retention = std::chrono::hours(24 * 365 * 100);
        const auto store = test::openStore(options);
        for (const Exchange& exchange : goldenExchanges())
            test::record(*store, exchange);
        test::record(*store, test::sampleEvent(3));
        store->saveForwardCursor("prod", 65538, {});
    }
    fs::remove(goldenFile().string() + ".lock");
}

/// A store of every released schema version stays readable and writable.
/// GATELENS_UPDATE_GOLDEN=1 writes the file anew; do so only before the version is released.
TEST(GoldenStoreTest, AStoreOfSchemaVersionOneIsReadAndWritten)
{
    if (std::getenv("GATELENS_UPDATE_GOLDEN") != nullptr)
        writeGoldenFile();
    const test::TemporaryFolder folder;
    const fs::path path = folder / "copy.db";
    fs::copy_file(goldenFile(), path);

    StoreOptions options;
    options.path = path;
    options.clock = [] { return test::sampleTime(); };
    const auto store = test::openStore(options);
    ASSERT_EQ(store->mode(), StoreMode::ReadWrite) << store->message();
    EXPECT_EQ(store->forwardCursor("prod"), 65538);
    const auto reader = StoreReader::open(path);
    ASSERT_TRUE(reader);
    const auto ids = *(*reader)->exchangeIds({});
    const auto wanted = goldenExchanges();
    ASSERT_EQ(ids.size(), wanted.size());
    for (std::size_t index = 0; index < ids.size(); ++index) {
        Exchange read = *(*reader)->exchange(ids[index]);
        EXPECT_EQ(*read.gateway, *wanted[index].gateway);
        read.gateway = wanted[index].gateway;
        read.id = 0;
        EXPECT_EQ(read, wanted[index]);
    }
    const auto items = *(*reader)->itemIds({});
    EXPECT_EQ(*(*reader)->item(items.back()), test::sampleEvent(3).item);
    test::record(*store, test::sampleExchange(4));
    EXPECT_EQ((*reader)->exchangeIds({})->size(), wanted.size() + 1);
}

} // namespace
} // namespace gatelens
