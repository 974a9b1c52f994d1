#include "ui/session/time_model.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

namespace gatelens::ui {

using std::chrono::minutes;

TEST(TimeModel, BeginsLiveWithTheLastQuarterOfAnHour)
{
    const TimeModel time;
    EXPECT_TRUE(time.isLive());
    EXPECT_EQ(time.text(), QStringLiteral("Last 15 min"));
    EXPECT_TRUE(time.range().from.has_value());
    EXPECT_FALSE(time.range().until.has_value());
}

TEST(TimeModel, AnAbsoluteRangeStopsLiveAndLiveBringsTheRelativeOneBack)
{
    TimeModel time;
    const QSignalSpy live(&time, &TimeModel::liveChanged);
    const Timestamp from = now() - minutes(10);
    time.showBetween(from, from + minutes(2));
    EXPECT_FALSE(time.isLive());
    EXPECT_EQ(time.range().from, from);
    EXPECT_EQ(time.width(), Micros(minutes(2)));
    time.setLive(true);
    EXPECT_EQ(time.text(), QStringLiteral("Last 15 min"));
    EXPECT_EQ(live.size(), 2);
}

TEST(TimeModel, StepsByItsOwnWidth)
{
    TimeModel time;
    const Timestamp from = now() - minutes(10);
    time.showBetween(from, from + minutes(2));
    time.stepBack();
    EXPECT_EQ(time.range().from, from - minutes(2));
    EXPECT_EQ(time.range().until, from);
    time.stepForward();
    EXPECT_EQ(time.range().from, from);
}

TEST(TimeModel, ZoomingOutCanBeUndone)
{
    TimeModel time;
    const Timestamp from = now() - minutes(10);
    time.showBetween(from, from + minutes(2));
    time.zoomOut();
    EXPECT_EQ(time.width(), Micros(minutes(4)));
    time.undoZoom();
    EXPECT_EQ(time.range().from, from);
    EXPECT_EQ(time.width(), Micros(minutes(2)));
    time.undoZoom();
    EXPECT_TRUE(time.isLive());
}

TEST(TimeModel, ReadsRangesAsText)
{
    TimeModel time;
    EXPECT_TRUE(time.setFromText(QStringLiteral("last 20 min")));
    EXPECT_EQ(time.width(), Micros(minutes(20)));
    EXPECT_TRUE(time.setFromText(QStringLiteral("-20m to -5m")));
    const auto width = time.width();
    ASSERT_TRUE(width.has_value());
    EXPECT_LT(std::chrono::abs(*width - minutes(15)), std::chrono::seconds(5));
    EXPECT_TRUE(time.setFromText(QStringLiteral("2026-11-20T14:00:00Z to 2026-11-20T14:10:00Z")));
    EXPECT_EQ(time.width(), Micros(minutes(10)));
}

TEST(TimeModel, RefusesWhatIsNoRange)
{
    TimeModel time;
    const QSignalSpy changed(&time, &TimeModel::rangeChanged);
    for (const char* text : {"", "soon", "-5m", "14:00 to", "last 0 min", "25:99 to 26:00"})
        EXPECT_FALSE(time.setFromText(QString::fromLatin1(text))) << text;
    EXPECT_EQ(changed.size(), 0);
}

} // namespace gatelens::ui
