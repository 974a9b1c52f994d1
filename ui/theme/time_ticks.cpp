#include "ui/theme/time_ticks.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace gatelens::ui {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<Micros, 16> kSteps{seconds(1),  seconds(2),  seconds(5),  seconds(10),
                                        seconds(15), seconds(30), minutes(1),  minutes(2),
                                        minutes(5),  minutes(10), minutes(30), hours(1),
                                        hours(2),    hours(6),    hours(24),   hours(24 * 7)};

QDateTime localTime(Timestamp time)
{
    return QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

} // namespace

Micros clockStep(Micros least)
{
    const auto step = std::lower_bound(kSteps.begin(), kSteps.end(), least);
    return step == kSteps.end() ? kSteps.back() : *step;
}

std::vector<TimeTick> timeTicks(Timestamp from, Timestamp until, int most)
{
    std::vector<TimeTick> ticks;
    if (until <= from || most < 1)
        return ticks;
    const Micros step = clockStep((until - from + Micros(most - 1)) / most);
    const QString format = step < minutes(1) ? QStringLiteral("HH:mm:ss")
        : step < hours(24)                   ? QStringLiteral("HH:mm")
                                             : QStringLiteral("d MMM");
    // Days begin at local midnight, and 30 minutes are not round in every zone.
    const Micros offset = seconds(localTime(from).offsetFromUtc());
    const Micros local = from.time_since_epoch() + offset;
    for (Timestamp time{(local + step - Micros(1)) / step * step - offset}; time < until;
         time += step)
        ticks.push_back({time, localTime(time).toString(format)});
    return ticks;
}

} // namespace gatelens::ui
