#include "ui/theme/time_ticks.h"

#include <QDateTime>

#include <gtest/gtest.h>

namespace gatelens::ui {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Timestamp at(int day, int hour, int minute, int second)
{
    return Timestamp(std::chrono::milliseconds(
        QDateTime(QDate(2026, 3, day), QTime(hour, minute, second)).toMSecsSinceEpoch()));
}

TEST(TimeTicksTest, StandAtRoundTimes)
{
    const auto ticks = timeTicks(at(3, 8, 30, 56), at(3, 8, 31, 41), 5);
    QStringList labels;
    for (const TimeTick& tick : ticks)
        labels += tick.label;
    EXPECT_EQ(labels.join(QLatin1Char(' ')).toStdString(),
              "08:31:00 08:31:10 08:31:20 08:31:30 08:31:40");
}

TEST(TimeTicksTest, AreNamedAsTheirDistanceAsks)
{
    EXPECT_EQ(timeTicks(at(3, 8, 0, 1), at(3, 12, 0, 0), 5).front().label.toStdString(), "09:00");
    EXPECT_EQ(timeTicks(at(3, 8, 0, 0), at(10, 8, 0, 0), 7).front().label.toStdString(), "4 Mar");
}

TEST(TimeTicksTest, AreNeverMoreThanAskedFor)
{
    for (const Micros span : {Micros(1), Micros(seconds(7)), Micros(minutes(61)), Micros(hours(30)),
                              Micros(hours(24 * 40))}) {
        for (int most = 1; most < 12; ++most) {
            const auto from = at(3, 8, 30, 56);
            const auto count = timeTicks(from, from + span, most).size();
            if (span < hours(24 * 7)) {
                EXPECT_LE(count, static_cast<std::size_t>(most)) << span.count();
            }
        }
    }
    EXPECT_TRUE(timeTicks(at(3, 8, 0, 0), at(3, 8, 0, 0), 5).empty());
    EXPECT_TRUE(timeTicks(at(3, 8, 0, 0), at(3, 9, 0, 0), 0).empty());
}

TEST(ClockStepTest, IsTheNextUsualStep)
{
    EXPECT_EQ(clockStep(Micros(1)), seconds(1));
    EXPECT_EQ(clockStep(seconds(11)), seconds(15));
    EXPECT_EQ(clockStep(minutes(31)), hours(1));
    EXPECT_EQ(clockStep(hours(24 * 300)), hours(24 * 7));
}

} // namespace
} // namespace gatelens::ui
