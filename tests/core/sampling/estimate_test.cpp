#include "core/sampling/estimate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace gatelens {
namespace {

TEST(EstimateTest, AUniformRateGivesTheReferencesFormulas)
{
    WeightedCounts counts;
    for (int i = 0; i < 100; ++i)
        counts.add(25, i < 20);
    const double p = 0.25;
    EXPECT_DOUBLE_EQ(counts.count().value, 400);
    EXPECT_NEAR(counts.count().standardError, std::sqrt(100 * (1 - p)) / p, 1e-9);
    EXPECT_DOUBLE_EQ(counts.failedCount().value, 80);
    EXPECT_DOUBLE_EQ(counts.errorRate().value, 0.2);
    EXPECT_NEAR(counts.errorRate().standardError, std::sqrt(0.2 * 0.8 / 100 * (1 - p)), 1e-12);
}

TEST(EstimateTest, FailuresKeptInFullAreExactAndTheMixedErrorRateFollows)
{
    WeightedCounts counts;
    for (int i = 0; i < 40; ++i)
        counts.add(100, true);
    for (int i = 0; i < 90; ++i)
        counts.add(10, false);
    EXPECT_EQ(counts.failedCount().low, 40);
    EXPECT_EQ(counts.failedCount().high, 40);
    const double succeeded = 900;
    EXPECT_DOUBLE_EQ(counts.errorRate().value, 40 / (40 + succeeded));
    const double expected
        = 40 * std::sqrt(90 * (1 - 0.1) / (0.1 * 0.1)) / std::pow(40 + succeeded, 2);
    EXPECT_NEAR(counts.errorRate().standardError, expected, 1e-12);
}

TEST(EstimateTest, EverythingKeptIsExact)
{
    WeightedCounts counts;
    for (int i = 0; i < 10; ++i)
        counts.add(100, i == 0);
    EXPECT_EQ(counts.count(), (Estimate{10, 0, 10, 10}));
    EXPECT_EQ(counts.errorRate(), (Estimate{0.1, 0, 0.1, 0.1}));
}

TEST(EstimateTest, SmallNumbersGetAnHonestInterval)
{
    EXPECT_EQ(WeightedCounts().errorRate().high, 1);

    WeightedCounts noFailures;
    for (int i = 0; i < 30; ++i)
        noFailures.add(10, false);
    EXPECT_EQ(noFailures.errorRate().low, 0);
    EXPECT_DOUBLE_EQ(noFailures.errorRate().high, 0.1) << "rule of three";
}

TEST(EstimateTest, TheServiceRoundsTheWeightOfEachItem)
{
    WeightedCounts counts;
    for (int i = 0; i < 30; ++i)
        counts.add(30, false);
    EXPECT_NEAR(counts.count().value, 100, 1e-9);
    EXPECT_EQ(counts.countAsStored(), 90U);
}

TEST(EstimateTest, TheIntervalsCoverTheTruthAboutNineteenTimesInTwenty)
{
    std::mt19937_64 random(20261120); // NOLINT(bugprone-random-generator-seed): repeatable
    std::uniform_real_distribution<double> uniform(0, 1);
    constexpr int kRuns = 1000;
    constexpr int kRequests = 2000;
    constexpr double kErrorRate = 0.08;
    int countCovered = 0;
    int rateCovered = 0;
    for (int run = 0; run < kRuns; ++run) {
        WeightedCounts counts;
        int failed = 0;
        for (int i = 0; i < kRequests; ++i) {
            const bool hasFailed = uniform(random) < kErrorRate;
            failed += hasFailed ? 1 : 0;
            if (uniform(random) < 0.2)
                counts.add(20, hasFailed);
        }
        const double truth = static_cast<double>(failed) / kRequests;
        const Estimate count = counts.count();
        const Estimate rate = counts.errorRate();
        countCovered += count.low <= kRequests && kRequests <= count.high ? 1 : 0;
        rateCovered += rate.low <= truth && truth <= rate.high ? 1 : 0;
    }
    EXPECT_GT(countCovered, kRuns * 0.92);
    EXPECT_LT(countCovered, kRuns * 0.98);
    EXPECT_GT(rateCovered, kRuns * 0.92);
    EXPECT_LT(rateCovered, kRuns * 0.99);
}

} // namespace
} // namespace gatelens
