#include "ui/theme/format.h"

#include <gtest/gtest.h>

namespace gatelens::ui {

TEST(Format, DurationsHaveThreeDigitsAndAUnitBySize)
{
    const std::vector<std::pair<qint64, QString>> cases{
        {0, QStringLiteral("0 µs")},
        {410, QStringLiteral("410 µs")},
        {1'420, QStringLiteral("1.42 ms")},
        {14'800, QStringLiteral("14.8 ms")},
        {209'000, QStringLiteral("209 ms")},
        {999'499, QStringLiteral("999 ms")},
        {999'500, QStringLiteral("1.00 s")},
        {5'000'000, QStringLiteral("5.00 s")},
        {59'940'000, QStringLiteral("59.9 s")},
        {125'000'000, QStringLiteral("2 m 05 s")},
        {4'320'000'000, QStringLiteral("1 h 12 m")}};
    for (const auto& [micros, text] : cases)
        EXPECT_EQ(formatDuration(Micros(micros)).toStdString(), text.toStdString());
}

TEST(Format, BytesUseDecimalUnits)
{
    EXPECT_EQ(formatBytes(212), QStringLiteral("212 B"));
    EXPECT_EQ(formatBytes(1'240), QStringLiteral("1.24 kB"));
    EXPECT_EQ(formatBytes(999'999), QStringLiteral("1.00 MB"));
    EXPECT_EQ(formatBytes(4'100'000'000), QStringLiteral("4.10 GB"));
}

TEST(Format, CountsAreGroupedAndShortenedOnlyAboveFiveDigits)
{
    EXPECT_EQ(formatCount(4'299), QStringLiteral("4\u2009299"));
    EXPECT_EQ(formatCount(1'204'000), QStringLiteral("1\u2009204\u2009000"));
    EXPECT_EQ(formatCountShort(12'400), QStringLiteral("12\u2009400"));
    EXPECT_EQ(formatCountShort(1'240'000), QStringLiteral("1.24 M"));
}

TEST(Format, HundredPercentIsOnlySaidOfAll)
{
    EXPECT_EQ(formatPercent(0, 10), QStringLiteral("0 %"));
    EXPECT_EQ(formatPercent(1, 10'000), QStringLiteral("< 0.1 %"));
    EXPECT_EQ(formatPercent(21, 1'000), QStringLiteral("2.1 %"));
    EXPECT_EQ(formatPercent(9'999, 10'000), QStringLiteral("99 %"));
    EXPECT_EQ(formatPercent(10, 10), QStringLiteral("100 %"));
}

TEST(Format, SlowRatesAreSaidByTheMinute)
{
    EXPECT_EQ(formatRate(12.4).joined(), QStringLiteral("12.4 /s"));
    EXPECT_EQ(formatRate(0.05).joined(), QStringLiteral("3.0 /min"));
}

TEST(Format, LongIdsKeepTheirEnds)
{
    EXPECT_EQ(shortId("4bf92f3577b34da6a3ce929d0e0e4736"), QStringLiteral("4bf92f35…4736"));
    EXPECT_EQ(shortId("short"), QStringLiteral("short"));
}

} // namespace gatelens::ui
