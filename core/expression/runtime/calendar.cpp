#include "core/expression/runtime/calendar.h"

#include "core/expression/runtime/text.h"
#include "core/expression/runtime/time_reader.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

namespace gatelens::expression {

namespace {

std::int64_t daysBeforeYear(std::int64_t year)
{
    const std::int64_t past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400;
}

} // namespace

bool isLeapYear(int year) noexcept { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int daysInMonth(int year, int month) noexcept
{
    static constexpr std::array<int, 12> kLengths
        = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && isLeapYear(year) ? 29 : kLengths[static_cast<std::size_t>(month - 1)];
}

CalendarDate dateOf(std::int64_t ticks) noexcept
{
    // Howard Hinnant's civil_from_days, shifted to 0001-01-01.
    const std::int64_t z = ticks / kTicksPerDay + 306;
    const std::int64_t era = z / 146097;
    const std::int64_t dayOfEra = z - era * 146097;
    const std::int64_t yearOfEra
        = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const std::int64_t dayOfMarchYear
        = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t marchMonth = (5 * dayOfMarchYear + 2) / 153;
    const auto day = static_cast<int>(dayOfMarchYear - (153 * marchMonth + 2) / 5 + 1);
    const auto month = static_cast<int>(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9);
    return {static_cast<int>(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), month, day};
}

std::optional<std::int64_t> ticksOf(std::int64_t year, std::int64_t month,
                                    std::int64_t day) noexcept
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1
        || day > daysInMonth(static_cast<int>(year), static_cast<int>(month)))
        return std::nullopt;
    std::int64_t days = daysBeforeYear(year) + day - 1;
    for (int m = 1; m < month; ++m)
        days += daysInMonth(static_cast<int>(year), m);
    return days * kTicksPerDay;
}

int dayOfWeek(std::int64_t ticks) noexcept
{
    return static_cast<int>((ticks / kTicksPerDay + 1) % 7);
}

int dayOfYear(std::int64_t ticks) noexcept
{
    return static_cast<int>(ticks / kTicksPerDay - daysBeforeYear(dateOf(ticks).year)) + 1;
}

std::optional<std::int64_t> addMonths(std::int64_t ticks, std::int64_t months) noexcept
{
    if (months < -120000 || months > 120000)
        return std::nullopt;
    const auto date = dateOf(ticks);
    const std::int64_t total = static_cast<std::int64_t>(date.year) * 12 + date.month - 1 + months;
    const std::int64_t year = total / 12;
    const auto month = static_cast<int>(total % 12) + 1;
    if (total < 12 || year > 9999)
        return std::nullopt;
    const int day = std::min(date.day, daysInMonth(static_cast<int>(year), month));
    const auto midnight = ticksOf(year, month, day);
    return midnight ? std::optional(*midnight + ticks % kTicksPerDay) : std::nullopt;
}

} // namespace gatelens::expression
