#pragma once

#include "core/base/time.h"

#include <QString>

#include <vector>

namespace gatelens::ui {

struct TimeTick
{
    Timestamp time;
    QString label; ///< "14:31:20", "14:30" or "3 Jun", as fits the distance between ticks
};

/// The least of the usual steps of a clock (1, 2, 5, 10 s … a week) that is at least `least`; a
/// week when all are shorter.
[[nodiscard]] Micros clockStep(Micros least);

/// Ticks of an axis over [from, until) at round local times, at most `most` of them.
[[nodiscard]] std::vector<TimeTick> timeTicks(Timestamp from, Timestamp until, int most);

} // namespace gatelens::ui
