#include "ui/frame/place_history.h"

#include <gtest/gtest.h>

namespace gatelens::ui {

namespace {
Place place(const char* page, const char* filter = "")
{
    return {QString::fromLatin1(page), {{QStringLiteral("filter"), QString::fromLatin1(filter)}}};
}
} // namespace

TEST(PlaceHistory, WalksBackAndForth)
{
    PlaceHistory history;
    history.visit(place("live"));
    history.visit(place("metrics"));
    EXPECT_FALSE(history.canGoForward());
    EXPECT_EQ(history.back(), place("live"));
    EXPECT_FALSE(history.canGoBack());
    EXPECT_EQ(history.forward(), place("metrics"));
}

TEST(PlaceHistory, ForgetsWhatWasAheadWhenAnotherWayIsTaken)
{
    PlaceHistory history;
    history.visit(place("live"));
    history.visit(place("metrics"));
    history.back();
    history.visit(place("policies"));
    EXPECT_FALSE(history.canGoForward());
    EXPECT_EQ(history.back(), place("live"));
}

TEST(PlaceHistory, KeepsTheStateOfAPlaceThatChangedWithoutAStep)
{
    PlaceHistory history;
    history.visit(place("live"));
    history.update(place("live", "status:5xx"));
    history.visit(place("metrics"));
    EXPECT_EQ(history.back(), place("live", "status:5xx"));
}

TEST(PlaceHistory, TheSamePlaceAgainIsNoStep)
{
    PlaceHistory history;
    history.visit(place("live"));
    history.visit(place("live"));
    EXPECT_FALSE(history.canGoBack());
}

TEST(PlaceHistory, KeepsABoundedNumberOfPlaces)
{
    PlaceHistory history;
    for (std::size_t index = 0; index < PlaceHistory::kCapacity + 20; ++index)
        history.visit(place("live", std::to_string(index).c_str()));
    std::size_t steps = 0;
    while (history.back())
        ++steps;
    EXPECT_EQ(steps, PlaceHistory::kCapacity - 1);
}

} // namespace gatelens::ui
