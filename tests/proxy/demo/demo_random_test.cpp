#include "proxy/demo/demo_random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace gatelens::proxy {
namespace {

TEST(DemoRandomTest, IsSplitMix64)
{
    // First outputs of the published generator for state 0.
    DemoRandom random(0);
    EXPECT_EQ(random.next(), 0xE220A8397B1DCDAFULL);
    EXPECT_EQ(random.next(), 0x6E789E6AA1B965F4ULL);
    EXPECT_EQ(random.next(), 0x06C45D188009454FULL);
}

TEST(DemoRandomTest, HashesWithFnv1a)
{
    EXPECT_EQ(fnv1a(""), 0xCBF29CE484222325ULL);
    EXPECT_EQ(fnv1a("a"), 0xAF63DC4C8601EC8CULL);
    EXPECT_EQ(fnv1a("foobar"), 0x85944171F73967E8ULL);
}

TEST(DemoRandomTest, LogNormalHasTheMedianAskedFor)
{
    DemoRandom random(7);
    std::vector<double> values(20'001);
    std::generate(values.begin(), values.end(), [&] { return random.logNormal(60, 0.5); });
    std::nth_element(values.begin(), values.begin() + 10'000, values.end());
    EXPECT_NEAR(values[10'000], 60, 2);
}

} // namespace
} // namespace gatelens::proxy
