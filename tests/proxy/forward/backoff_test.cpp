#include "proxy/forward/backoff.h"

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

using std::chrono::milliseconds;

TEST(BackoffTest, TheBoundDoublesUpToTheLongest)
{
    Backoff backoff({.base = milliseconds(1000), .longest = milliseconds(5000)},
                    [] { return 0.999999; });
    for (const int expected : {1000, 2000, 4000, 5000, 5000})
        EXPECT_EQ(backoff.fail(), milliseconds(expected));
}

TEST(BackoffTest, JitterSpreadsOverTheWholeBound)
{
    Backoff none({}, [] { return 0.0; });
    EXPECT_EQ(none.fail(), milliseconds(0));
    Backoff half({}, [] { return 0.5; });
    EXPECT_EQ(half.fail(), milliseconds(500));
}

TEST(BackoffTest, SuccessBeginsAnew)
{
    Backoff backoff({}, [] { return 0.5; });
    for (int i = 0; i < 5; ++i)
        (void)backoff.fail();
    EXPECT_TRUE(backoff.isCircuitOpen());
    backoff.succeed();
    EXPECT_FALSE(backoff.isCircuitOpen());
    EXPECT_EQ(backoff.fail(), milliseconds(500));
}

TEST(BackoffTest, AThousandFailuresDoNotOverflow)
{
    Backoff backoff({}, [] { return 0.999999; });
    milliseconds last{0};
    for (int i = 0; i < 1000; ++i)
        last = backoff.fail();
    EXPECT_EQ(last, milliseconds(300'000));
}

} // namespace
} // namespace gatelens::proxy
