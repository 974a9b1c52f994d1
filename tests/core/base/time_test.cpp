#include "core/base/time.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

using namespace std::chrono_literals;

TEST(Iso8601Test, PrintsSixFractionDigits)
{
    EXPECT_EQ(toIso8601(Timestamp(1'700'000'000'123'456us)), "2023-11-14T22:13:20.123456Z");
}

TEST(Iso8601Test, ReadsEveryFormSdksSend)
{
    const Timestamp wanted(1'700'000'000'500'000us);
    for (const char* text :
         {"2023-11-14T22:13:20.5Z", "2023-11-14T22:13:20.5000000Z", "2023-11-14T22:13:20.500",
          "2023-11-15T00:13:20.5+02:00", "2023-11-14 22:13:20.500000000Z"}) {
        const auto time = parseIso8601(text);
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(*time, wanted) << text;
    }
}

TEST(Iso8601Test, RefusesWhatIsNoTime)
{
    for (const char* text :
         {"", "yesterday", "2023-13-01T00:00:00Z", "2023-02-30T00:00:00Z", "2023-01-01T25:00:00Z",
          "2023-01-01T00:00:00.Z", "2023-01-01T00:00:00Zjunk"})
        EXPECT_FALSE(parseIso8601(text)) << text;
}

TEST(TimeSpanTest, ReadsEveryFormSdksSend)
{
    EXPECT_EQ(parseTimeSpan("00:00:00.012345").value(), 12'345us);
    EXPECT_EQ(parseTimeSpan("0.00:00:00.000").value(), 0us);
    EXPECT_EQ(parseTimeSpan("00:01:01.2345").value(), 61'234'500us);
    EXPECT_EQ(parseTimeSpan("2.03:04:05.6000000").value(), 48h + 3h + 4min + 5s + 600ms);
    EXPECT_EQ(parseTimeSpan("1:02:03:04.5").value(), 24h + 2h + 3min + 4s + 500ms);
    EXPECT_FALSE(parseTimeSpan("61000"));
    EXPECT_FALSE(parseTimeSpan("00:61:00"));
}

TEST(TimeSpanTest, PrintsWhatItReads)
{
    EXPECT_EQ(toTimeSpan(248us), "00:00:00.0002480");
    EXPECT_EQ(toTimeSpan(51h + 1us), "2.03:00:00.0000010");
    EXPECT_EQ(parseTimeSpan(toTimeSpan(123'456'789'012us)).value(), 123'456'789'012us);
}

} // namespace
} // namespace gatelens
