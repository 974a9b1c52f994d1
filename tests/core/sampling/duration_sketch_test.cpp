#include "core/sampling/duration_sketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace gatelens {
namespace {

TEST(DurationSketchTest, NothingHasNoPercentile)
{
    EXPECT_EQ(DurationSketch().percentile(0.95), Micros(0));
}

TEST(DurationSketchTest, PercentilesAreWithinOnePerCent)
{
    std::mt19937_64 random(7); // NOLINT(bugprone-random-generator-seed): repeatable
    std::lognormal_distribution<double> durations(10, 1.5);
    DurationSketch sketch;
    std::vector<std::int64_t> exact;
    for (int i = 0; i < 20000; ++i) {
        const std::int64_t duration = std::llround(durations(random)) + 100;
        exact.push_back(duration);
        sketch.add(Micros(duration), 1);
    }
    std::sort(exact.begin(), exact.end());
    for (const double share : {0.01, 0.5, 0.9, 0.95, 0.99, 1.0}) {
        const auto rank
            = static_cast<std::size_t>(std::ceil(share * static_cast<double>(exact.size())) - 1);
        const auto truth = static_cast<double>(exact[rank]);
        EXPECT_NEAR(static_cast<double>(sketch.percentile(share).count()), truth, truth * 0.0101)
            << share;
    }
}

TEST(DurationSketchTest, AWeightCountsLikeSoManyDurations)
{
    DurationSketch weighted;
    weighted.add(Micros(100), 90);
    weighted.add(Micros(100000), 10);
    EXPECT_LT(weighted.percentile(0.9), Micros(110));
    EXPECT_GT(weighted.percentile(0.91), Micros(90000));
    EXPECT_DOUBLE_EQ(weighted.totalWeight(), 100);
}

TEST(DurationSketchTest, ExtremesStayInRange)
{
    DurationSketch sketch;
    sketch.add(Micros(-5), 1);
    EXPECT_EQ(sketch.percentile(1), Micros(1));
    sketch.add(std::chrono::hours(1000), 1);
    EXPECT_GT(sketch.percentile(1), std::chrono::hours(1));
}

} // namespace
} // namespace gatelens
