#include "proxy/forward/retry_after.h"

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

using std::chrono::milliseconds;

const Timestamp kAskedAt = parseIso8601("2026-11-20T12:00:00Z").value();

TEST(RetryAfterTest, SecondsAndDatesAreRead)
{
    EXPECT_EQ(parseRetryAfter("0", kAskedAt), milliseconds(0));
    EXPECT_EQ(parseRetryAfter("120", kAskedAt), std::chrono::seconds(120));
    EXPECT_EQ(parseRetryAfter("Fri, 20 Nov 2026 12:00:30 GMT", kAskedAt), std::chrono::seconds(30));
}

TEST(RetryAfterTest, APastDateIsNowAndNothingIsLongerThanADay)
{
    EXPECT_EQ(parseRetryAfter("Fri, 20 Nov 2026 11:00:00 GMT", kAskedAt), milliseconds(0));
    EXPECT_EQ(parseRetryAfter("9999999", kAskedAt), std::chrono::hours(24));
    EXPECT_EQ(parseRetryAfter("Sat, 20 Nov 2027 11:00:00 GMT", kAskedAt), std::chrono::hours(24));
}

TEST(RetryAfterTest, AnythingElseIsNoWait)
{
    for (const std::string_view text :
         {"", "soon", "-1", "1.5", "12 ", "Fri, 20 Xxx 2026 12:00:30 GMT",
          "Fri, 99 Nov 2026 12:00:30 GMT", "Fri, 20 Nov 2026 12:00:30 CET"})
        EXPECT_EQ(parseRetryAfter(text, kAskedAt), std::nullopt) << text;
}

} // namespace
} // namespace gatelens::proxy
