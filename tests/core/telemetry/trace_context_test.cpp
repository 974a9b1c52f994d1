#include "core/telemetry/trace_context.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

constexpr std::string_view kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr std::string_view kSpan = "00f067aa0ba902b7";

std::string header(std::string_view version, std::string_view rest)
{
    return std::string(version) + '-' + std::string(kTrace) + '-' + std::string(kSpan)
        + std::string(rest);
}

TEST(TraceParentTest, ReadsIdsAndTheSampledFlag)
{
    const auto parent = parseTraceParent(header("00", "-01"));
    ASSERT_TRUE(parent);
    EXPECT_EQ(parent->traceId, kTrace);
    EXPECT_EQ(parent->parentId, kSpan);
    EXPECT_TRUE(parent->isSampled);
    EXPECT_FALSE(parseTraceParent(header("00", "-00"))->isSampled);
    EXPECT_TRUE(parseTraceParent(header("00", "-03"))->isSampled);
}

TEST(TraceParentTest, PrintsWhatItReads)
{
    const std::string text = header("00", "-01");
    EXPECT_EQ(printTraceParent(*parseTraceParent(text)), text);
}

TEST(TraceParentTest, ReadsHigherVersionsByTheirFirstFourFields)
{
    EXPECT_TRUE(parseTraceParent(header("01", "-01")));
    EXPECT_TRUE(parseTraceParent(header("cc", "-01-what-the-future-will-be-like")));
    EXPECT_FALSE(parseTraceParent(header("cc", "-01.what-the-future-will-be-like")));
}

TEST(TraceParentTest, RefusesWhatTheRecommendationCallsInvalid)
{
    EXPECT_FALSE(parseTraceParent(""));
    EXPECT_FALSE(parseTraceParent(header("ff", "-01")));
    EXPECT_FALSE(parseTraceParent(header("00", "-01-more")));
    EXPECT_FALSE(parseTraceParent(header("00", "-1")));
    EXPECT_FALSE(parseTraceParent(header("00", "-0G")));
    EXPECT_FALSE(parseTraceParent(header("0G", "-01")));
    EXPECT_FALSE(parseTraceParent("00-00000000000000000000000000000000-00f067aa0ba902b7-01"));
    EXPECT_FALSE(parseTraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"));
    EXPECT_FALSE(parseTraceParent("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"));
}

TEST(LegacyCorrelationTest, TheRootStandsBetweenThePipeAndTheFirstDot)
{
    EXPECT_EQ(legacyRoot("|4bf92f35.1.2_"), "4bf92f35");
    EXPECT_EQ(legacyRoot("|root."), "root");
    EXPECT_EQ(legacyRoot("|rootonly"), "rootonly");
}

TEST(LegacyCorrelationTest, OtherIdsHaveNoRoot)
{
    EXPECT_FALSE(legacyRoot(""));
    EXPECT_FALSE(legacyRoot("4bf92f35"));
    EXPECT_FALSE(legacyRoot("|.1."));
    EXPECT_FALSE(legacyRoot('|' + std::string(2000, 'a') + '.'));
}

TEST(LegacyCorrelationTest, FindsTheApplicationAmongOtherPairs)
{
    EXPECT_EQ(requestContextAppId("appId=cid-v1:11111111-2222-3333-4444-555555555555"),
              "cid-v1:11111111-2222-3333-4444-555555555555");
    EXPECT_EQ(requestContextAppId("roleName=web, APPID = cid-v1:abc ,x=y"), "cid-v1:abc");
    EXPECT_FALSE(requestContextAppId("roleName=web"));
    EXPECT_FALSE(requestContextAppId("appId="));
    EXPECT_FALSE(requestContextAppId(""));
}

} // namespace
} // namespace gatelens
