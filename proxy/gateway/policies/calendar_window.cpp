#include "proxy/gateway/policies/calendar_window.h"

namespace gatelens::proxy {

CalendarWindow calendarWindow(CalendarPeriod period, Timestamp now)
{
    using namespace std::chrono;
    const auto day = floor<days>(now);
    const year_month_day date(day);
    switch (period) {
    case CalendarPeriod::Hour: {
        const auto hour = floor<hours>(now);
        return {hour, hour + hours(1)};
    }
    case CalendarPeriod::Day:
        return {day, day + days(1)};
    case CalendarPeriod::Week: {
        const auto monday = day - (weekday(day) - Monday);
        return {monday, monday + weeks(1)};
    }
    case CalendarPeriod::Month: {
        const year_month month = date.year() / date.month();
        return {sys_days(month / 1), sys_days((month + months(1)) / 1)};
    }
    case CalendarPeriod::Year:
        break;
    }
    return {sys_days(date.year() / 1 / 1), sys_days((date.year() + years(1)) / 1 / 1)};
}

} // namespace gatelens::proxy
