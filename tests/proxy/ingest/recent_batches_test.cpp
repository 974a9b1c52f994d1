#include "proxy/ingest/recent_batches.h"

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

TEST(RecentBatchesTest, TheSameBatchIsRecognised)
{
    RecentBatches recent;
    EXPECT_FALSE(recent.find("id", "body"));
    recent.remember("id", "body", {206, "answer"});
    const auto known = recent.find("id", "body");
    ASSERT_TRUE(known);
    EXPECT_EQ(known->statusCode, 206);
    EXPECT_EQ(known->body, "answer");
}

TEST(RecentBatchesTest, AnotherBodyOrAnotherIdIsAnotherBatch)
{
    RecentBatches recent;
    recent.remember("id", "body", {});
    EXPECT_FALSE(recent.find("id", "other"));
    EXPECT_FALSE(recent.find("other", "body"));
}

TEST(RecentBatchesTest, WithoutAnIdNothingIsRemembered)
{
    RecentBatches recent;
    recent.remember("", "body", {});
    EXPECT_FALSE(recent.find("", "body"));
}

TEST(RecentBatchesTest, TheOldestIsForgotten)
{
    RecentBatches recent(2);
    for (const std::string id : {"a", "b", "c"})
        recent.remember(id, "body", {});
    EXPECT_FALSE(recent.find("a", "body"));
    EXPECT_TRUE(recent.find("b", "body"));
    EXPECT_TRUE(recent.find("c", "body"));
}

} // namespace
} // namespace gatelens::proxy
