#include "core/expression/library/time_zone.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

enum class Daylight : std::uint8_t
{
    None,
    Europe, ///< last Sundays of March and October, 01:00 UTC
    America, ///< second Sunday of March to first of November, 02:00
    Australia, ///< first Sunday of October to first of April, 02:00 standard time
};

struct KnownZone
{
    std::string_view windows;
    std::string_view iana;
    int offsetMinutes;
    Daylight daylight;
};

constexpr KnownZone kZones[] = {
    {"UTC", "Etc/UTC", 0, Daylight::None},
    {"GMT Standard Time", "Europe/London", 0, Daylight::Europe},
    {"GMT Standard Time", "Europe/Dublin", 0, Daylight::Europe},
    {"GMT Standard Time", "Europe/Lisbon", 0, Daylight::Europe},
    {"Greenwich Standard Time", "Atlantic/Reykjavik", 0, Daylight::None},
    {"W. Europe Standard Time", "Europe/Berlin", 60, Daylight::Europe},
    {"W. Europe Standard Time", "Europe/Amsterdam", 60, Daylight::Europe},
    {"W. Europe Standard Time", "Europe/Rome", 60, Daylight::Europe},
    {"W. Europe Standard Time", "Europe/Zurich", 60, Daylight::Europe},
    {"W. Europe Standard Time", "Europe/Vienna", 60, Daylight::Europe},
    {"W. Europe Standard Time", "Europe/Stockholm", 60, Daylight::Europe},
    {"W. Europe Standard Time", "Europe/Oslo", 60, Daylight::Europe},
    {"Romance Standard Time", "Europe/Paris", 60, Daylight::Europe},
    {"Romance Standard Time", "Europe/Madrid", 60, Daylight::Europe},
    {"Romance Standard Time", "Europe/Brussels", 60, Daylight::Europe},
    {"Romance Standard Time", "Europe/Copenhagen", 60, Daylight::Europe},
    {"Central Europe Standard Time", "Europe/Budapest", 60, Daylight::Europe},
    {"Central Europe Standard Time", "Europe/Prague", 60, Daylight::Europe},
    {"Central European Standard Time", "Europe/Warsaw", 60, Daylight::Europe},
    {"W. Central Africa Standard Time", "Africa/Lagos", 60, Daylight::None},
    {"FLE Standard Time", "Europe/Kiev", 120, Daylight::Europe},
    {"FLE Standard Time", "Europe/Helsinki", 120, Daylight::Europe},
    {"GTB Standard Time", "Europe/Bucharest", 120, Daylight::Europe},
    {"GTB Standard Time", "Europe/Athens", 120, Daylight::Europe},
    {"South Africa Standard Time", "Africa/Johannesburg", 120, Daylight::None},
    {"Russian Standard Time", "Europe/Moscow", 180, Daylight::None},
    {"Turkey Standard Time", "Europe/Istanbul", 180, Daylight::None},
    {"Arab Standard Time", "Asia/Riyadh", 180, Daylight::None},
    {"E. Africa Standard Time", "Africa/Nairobi", 180, Daylight::None},
    {"Arabian Standard Time", "Asia/Dubai", 240, Daylight::None},
    {"Pakistan Standard Time", "Asia/Karachi", 300, Daylight::None},
    {"India Standard Time", "Asia/Kolkata", 330, Daylight::None},
    {"India Standard Time", "Asia/Calcutta", 330, Daylight::None},
    {"Bangladesh Standard Time", "Asia/Dhaka", 360, Daylight::None},
    {"SE Asia Standard Time", "Asia/Bangkok", 420, Daylight::None},
    {"SE Asia Standard Time", "Asia/Jakarta", 420, Daylight::None},
    {"China Standard Time", "Asia/Shanghai", 480, Daylight::None},
    {"China Standard Time", "Asia/Hong_Kong", 480, Daylight::None},
    {"Singapore Standard Time", "Asia/Singapore", 480, Daylight::None},
    {"Taipei Standard Time", "Asia/Taipei", 480, Daylight::None},
    {"W. Australia Standard Time", "Australia/Perth", 480, Daylight::None},
    {"Tokyo Standard Time", "Asia/Tokyo", 540, Daylight::None},
    {"Korea Standard Time", "Asia/Seoul", 540, Daylight::None},
    {"E. Australia Standard Time", "Australia/Brisbane", 600, Daylight::None},
    {"AUS Eastern Standard Time", "Australia/Sydney", 600, Daylight::Australia},
    {"AUS Eastern Standard Time", "Australia/Melbourne", 600, Daylight::Australia},
    {"Hawaiian Standard Time", "Pacific/Honolulu", -600, Daylight::None},
    {"Alaskan Standard Time", "America/Anchorage", -540, Daylight::America},
    {"Pacific Standard Time", "America/Los_Angeles", -480, Daylight::America},
    {"Mountain Standard Time", "America/Denver", -420, Daylight::America},
    {"US Mountain Standard Time", "America/Phoenix", -420, Daylight::None},
    {"Central Standard Time", "America/Chicago", -360, Daylight::America},
    {"Central Standard Time (Mexico)", "America/Mexico_City", -360, Daylight::None},
    {"Eastern Standard Time", "America/New_York", -300, Daylight::America},
    {"Eastern Standard Time", "America/Toronto", -300, Daylight::America},
    {"SA Pacific Standard Time", "America/Bogota", -300, Daylight::None},
    {"Atlantic Standard Time", "America/Halifax", -240, Daylight::America},
    {"Argentina Standard Time", "America/Argentina/Buenos_Aires", -180, Daylight::None},
    {"E. South America Standard Time", "America/Sao_Paulo", -180, Daylight::None},
};

Transition sunday(int month, int week, std::int64_t timeOfDay)
{
    return {false, timeOfDay, month, 1, week, 0};
}

std::vector<AdjustmentRule> rulesOf(const KnownZone& zone)
{
    const auto everyYear = [](Transition start, Transition end) {
        return std::vector<AdjustmentRule>{
            {0, kMaxTicks / kTicksPerDay * kTicksPerDay, kTicksPerHour, start, end}};
    };
    switch (zone.daylight) {
    case Daylight::None:
        break;
    case Daylight::Europe: {
        const auto clock = zone.offsetMinutes * kTicksPerMinute + kTicksPerHour;
        return everyYear(sunday(3, 5, clock), sunday(10, 5, clock + kTicksPerHour));
    }
    case Daylight::America:
        return everyYear(sunday(3, 2, 2 * kTicksPerHour), sunday(11, 1, 2 * kTicksPerHour));
    case Daylight::Australia:
        return everyYear(sunday(10, 1, 2 * kTicksPerHour), sunday(4, 1, 3 * kTicksPerHour));
    }
    return {};
}

/// Between `start` and `end` of one year, which may span the turn of the year.
bool isBetween(std::int64_t start, std::int64_t time, std::int64_t end)
{
    return start < end ? time >= start && time < end : time >= start || time < end;
}

} // namespace

std::int64_t Transition::in(int year) const
{
    if (isFixed)
        return ticksOf(year, month, std::min(day, daysInMonth(year, month))).value_or(0)
            + timeOfDay;
    if (week < 5) {
        const auto first = ticksOf(year, month, 1).value_or(0);
        const int ahead = (dayOfWeek - expression::dayOfWeek(first) + 7) % 7;
        return first + (ahead + 7 * (week - 1)) * kTicksPerDay + timeOfDay;
    }
    const auto last = ticksOf(year, month, daysInMonth(year, month)).value_or(0);
    const int back = (expression::dayOfWeek(last) - dayOfWeek + 7) % 7;
    return last - back * kTicksPerDay + timeOfDay;
}

TimeZone TimeZone::utc() { return {"UTC", "UTC", "UTC", "UTC", 0, {}}; }

std::optional<TimeZone> TimeZone::named(std::string_view id)
{
    for (const auto& known : kZones) {
        const bool isIt = equalText(known.windows, id, Comparison::OrdinalIgnoreCase)
            || equalText(known.iana, id, Comparison::OrdinalIgnoreCase);
        if (!isIt)
            continue;
        if (known.windows == "UTC")
            return utc();
        TimeZone zone;
        zone.id = std::string(id);
        zone.displayName = zone.id;
        zone.standardName = std::string(known.windows);
        zone.rules = rulesOf(known);
        zone.daylightName = zone.standardName;
        if (const auto at = zone.daylightName.find("Standard");
            at != std::string::npos && !zone.rules.empty())
            zone.daylightName.replace(at, 8, "Daylight");
        zone.baseOffset = known.offsetMinutes * kTicksPerMinute;
        return zone;
    }
    return std::nullopt;
}

std::vector<TimeZone> TimeZone::all()
{
    std::vector<TimeZone> zones;
    for (const auto& known : kZones) {
        const bool isNew = std::none_of(zones.begin(), zones.end(), [&](const TimeZone& zone) {
            return zone.id == known.windows;
        });
        if (isNew)
            zones.push_back(*named(known.windows));
    }
    std::stable_sort(zones.begin(), zones.end(), [](const TimeZone& left, const TimeZone& right) {
        return left.baseOffset < right.baseOffset;
    });
    return zones;
}

const AdjustmentRule* TimeZone::ruleAt(std::int64_t clock) const
{
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const AdjustmentRule& rule) {
        return clock >= rule.dateStart && clock < rule.dateEnd + kTicksPerDay;
    });
    return found == rules.end() ? nullptr : &*found;
}

std::int64_t TimeZone::offsetAtUtc(std::int64_t utc) const
{
    const auto clock = std::clamp<std::int64_t>(utc + baseOffset, 0, kMaxTicks);
    const auto* rule = ruleAt(clock);
    if (rule == nullptr)
        return baseOffset;
    const int year = dateOf(clock).year;
    const bool isDaylight = isBetween(rule->start.in(year)-baseOffset, utc,
                                      rule->end.in(year)-baseOffset - rule->delta);
    return baseOffset + (isDaylight ? rule->delta : 0);
}

std::int64_t TimeZone::offsetAtClock(std::int64_t clock) const
{
    const auto* rule = ruleAt(clock);
    if (rule == nullptr)
        return baseOffset;
    const int year = dateOf(clock).year;
    const auto skipped = std::max<std::int64_t>(rule->delta, 0);
    const bool isDaylight
        = isBetween(rule->start.in(year) + skipped, clock, rule->end.in(year)-skipped);
    return baseOffset + (isDaylight ? rule->delta : 0);
}

bool TimeZone::isInvalid(std::int64_t clock) const
{
    const auto* rule = ruleAt(clock);
    if (rule == nullptr || rule->delta == 0)
        return false;
    const int year = dateOf(clock).year;
    const auto from = rule->delta > 0 ? rule->start.in(year) : rule->end.in(year);
    return clock >= from && clock < from + std::abs(rule->delta);
}

std::optional<std::int64_t> TimeZone::ambiguousDelta(std::int64_t clock) const
{
    const auto* rule = ruleAt(clock);
    if (rule == nullptr || rule->delta == 0)
        return std::nullopt;
    const int year = dateOf(clock).year;
    const auto until = rule->delta > 0 ? rule->end.in(year) : rule->start.in(year);
    const bool isTwice = clock >= until - std::abs(rule->delta) && clock < until;
    return isTwice ? std::optional(rule->delta) : std::nullopt;
}

} // namespace gatelens::expression
