#pragma once

#include "core/base/time.h"

namespace gatelens::proxy {

enum class CalendarPeriod
{
    Hour,
    Day,
    Week, ///< from Monday
    Month,
    Year
};

struct CalendarWindow
{
    Timestamp begin;
    Timestamp end;
};

/// The calendar window in UTC that `now` lies in.
[[nodiscard]] CalendarWindow calendarWindow(CalendarPeriod period, Timestamp now);

} // namespace gatelens::proxy
