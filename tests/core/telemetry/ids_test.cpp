#include "core/base/time.h"
#include "core/telemetry/ids.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace gatelens {
namespace {

struct Score
{
    std::string id;
    double score;
};

class SamplingScoreTest : public testing::TestWithParam<Score>
{
};

TEST_P(SamplingScoreTest, IsTheHashOfApplicationInsightsSdks)
{
    EXPECT_NEAR(samplingScore(GetParam().id), GetParam().score, 5e-7) << GetParam().id;
}

// Values of the classic Node SDK and of the reference; the upper-case ones show that case matters.
INSTANTIATE_TEST_SUITE_P(
    Reference, SamplingScoreTest,
    testing::Values(Score{"", 0}, Score{"4bf92f3577b34da6a3ce929d0e0e4736", 33.461354},
                    Score{"4BF92F3577B34DA6A3CE929D0E0E4736", 61.975094},
                    Score{"0af7651916cd43dd8448eb211c80319c", 52.788928},
                    Score{"0AF7651916CD43DD8448EB211C80319C", 10.773867},
                    Score{"00000000000000000000000000000000", 2.339351},
                    Score{"00000000000000000000000000000001", 2.339351},
                    Score{"ffffffffffffffffffffffffffffffff", 99.961355},
                    Score{"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 86.587212}, Score{"a", 16.249091},
                    Score{"A", 74.755674}, Score{"abc", 46.123688}, Score{"ABC", 91.867532},
                    Score{"abcdefg", 11.965677}, Score{"abcdefgh", 80.205150},
                    Score{"ABCDEFGH", 10.799615}, Score{"0123456789abcdef", 33.569306},
                    Score{"|4bf92f3577b34da6.", 82.455858}, Score{"|4BF92F3577B34DA6.", 17.880051},
                    Score{"5e1f6b1d2c3a4f5e8d7c6b5a49382716", 7.643562}));

TEST(SamplingScoreTest, HashesUtf16UnitsOfTextThatIsNotAscii)
{
    // "é" is one unit, U+00E9; doubled three times to eight units.
    std::uint32_t hash = 5381;
    for (int index = 0; index < 8; ++index)
        hash = hash * 33 + 0xE9;
    const auto magnitude = std::abs(static_cast<double>(static_cast<std::int32_t>(hash)));
    EXPECT_NEAR(samplingScore("\xC3\xA9"), magnitude / 2147483647 * 100, 1e-9);
}

TEST(SamplingScoreTest, SpreadsNewTraceIdsEvenly)
{
    constexpr int kIds = 4000;
    int below = 0;
    for (int index = 0; index < kIds; ++index)
        below += samplingScore(newTraceId()) < 25;
    // Six standard deviations of a fair draw: about one false alarm in a thousand million runs.
    EXPECT_NEAR(below, kIds / 4, 6 * std::sqrt(kIds * 0.25 * 0.75));
}

TEST(IdsTest, TraceIdsBeginWithTheSecondTheyWereMadeIn)
{
    const auto second
        = [] { return std::chrono::floor<std::chrono::seconds>(now()).time_since_epoch().count(); };
    const auto before = second();
    const std::string id = newTraceId();
    const auto after = second();
    ASSERT_TRUE(isTraceId(id)) << id;
    const auto stamped = std::stoll(id.substr(0, 8), nullptr, 16);
    EXPECT_GE(stamped, before & 0xFFFFFFFF);
    EXPECT_LE(stamped, after & 0xFFFFFFFF);
}

TEST(IdsTest, NewIdsDiffer)
{
    std::set<std::string> ids;
    for (int index = 0; index < 1000; ++index) {
        EXPECT_TRUE(ids.insert(newTraceId()).second);
        EXPECT_TRUE(ids.insert(newSpanId()).second);
        EXPECT_TRUE(ids.insert(newGuid()).second);
    }
}

TEST(IdsTest, GuidsAreVersionFourInTheServicesSpelling)
{
    const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    for (int index = 0; index < 100; ++index)
        EXPECT_TRUE(std::regex_match(newGuid(), form));
}

TEST(IdsTest, AcceptsOnlyLowerCaseHexadecimalThatIsNotAllZero)
{
    EXPECT_TRUE(isSpanId("00f067aa0ba902b7"));
    EXPECT_FALSE(isSpanId("0000000000000000"));
    EXPECT_FALSE(isSpanId("00F067AA0BA902B7"));
    EXPECT_FALSE(isSpanId("00f067aa0ba902b"));
    EXPECT_FALSE(isSpanId("00f067aa0ba902g7"));
    EXPECT_TRUE(isTraceId("4bf92f3577b34da6a3ce929d0e0e4736"));
    EXPECT_FALSE(isTraceId("00000000000000000000000000000000"));
    EXPECT_FALSE(isTraceId("4bf92f3577b34da6"));
}

} // namespace
} // namespace gatelens
