#include "tests/proxy/forward/stored_items.h"
#include "tests/support/child_process.h"
#include "tests/support/ingestion_stand_in.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <csignal>

namespace gatelens::test {
namespace {

constexpr int kItems = 2000;
constexpr int kBatch = 50;

ChildProcess::Options worker(const std::filesystem::path& store, const IngestionStandIn& service)
{
    ChildProcess::Options options;
    options.arguments
        = {FORWARD_WORKER, store.string(), service.connectionString(), std::to_string(kBatch)};
    return options;
}

TEST(KillTest, AKilledForwarderLosesNothingAndRepeatsAtMostOneBatchEachTime)
{
    const TemporaryFolder folder;
    const auto storePath = folder / "store.db";
    {
        const auto store = openStore(storePath);
        storeItems(*store, 0, kItems);
    }
    // Some answers are partial, so that items wait in the journal when the process dies.
    const IngestionStandIn service([](const ReceivedBatch& batch) {
        if (batch.number % 3 == 1 && batch.items.size() > 5)
            return refuseSome(batch, {{1, 503}, {4, 429}});
        return acceptAll(batch);
    });
    constexpr int kKills = 4;
    for (int kill = 1; kill <= kKills; ++kill) {
        ChildProcess process(worker(storePath, service));
        ASSERT_TRUE(service.waitForBatches(service.batches().size() + 3, std::chrono::seconds(30)))
            << process.errors();
        process.signal(SIGKILL);
        ASSERT_EQ(process.wait(std::chrono::seconds(10)), 128 + SIGKILL);
    }
    ChildProcess process(worker(storePath, service));
    ASSERT_EQ(process.wait(std::chrono::seconds(60)), 0) << process.errors();

    const std::map<std::string, int> delivered = service.delivered();
    EXPECT_EQ(delivered.size(), std::size_t{kItems});
    int repeated = 0;
    for (const auto& [message, times] : delivered)
        repeated += times - 1;
    EXPECT_LE(repeated, kKills * kBatch);
}

} // namespace
} // namespace gatelens::test
