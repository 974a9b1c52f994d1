#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

/// TimeZoneInfo.TransitionTime: a moment of each year, on the zone's own clock.
struct Transition
{
    bool isFixed = true; ///< on `day`; else on `dayOfWeek` of the n-th `week`
    std::int64_t timeOfDay = 0; ///< ticks
    int month = 1;
    int day = 1;
    int week = 1; ///< 5 is the last
    int dayOfWeek = 0; ///< 0 is Sunday

    bool operator==(const Transition&) const = default;
    /// Ticks of the moment in a year.
    [[nodiscard]] std::int64_t in(int year) const;
};

/// TimeZoneInfo.AdjustmentRule. All times are ticks.
struct AdjustmentRule
{
    std::int64_t dateStart = 0;
    std::int64_t dateEnd = 0;
    std::int64_t delta = 0;
    Transition start; ///< in standard time
    Transition end; ///< in daylight time

    bool operator==(const AdjustmentRule&) const = default;
};

/// What a TimeZoneInfo knows. Offsets and times are ticks.
struct TimeZone
{
    std::string id;
    std::string displayName;
    std::string standardName;
    std::string daylightName;
    std::int64_t baseOffset = 0;
    std::vector<AdjustmentRule> rules;

    [[nodiscard]] static TimeZone utc();
    /// By Windows or IANA name; today's rules for every year. nullopt for an unknown name.
    [[nodiscard]] static std::optional<TimeZone> named(std::string_view id);

    /// All that have a Windows name, by that name, in order of their offsets.
    [[nodiscard]] static std::vector<TimeZone> all();

    [[nodiscard]] std::int64_t offsetAtUtc(std::int64_t utc) const;
    /// At a reading of the zone's clock; standard time where the clock shows it twice or never.
    [[nodiscard]] std::int64_t offsetAtClock(std::int64_t clock) const;
    /// Skipped when daylight saving time begins.
    [[nodiscard]] bool isInvalid(std::int64_t clock) const;
    /// What is added in the daylight reading of a time that the clock shows twice.
    [[nodiscard]] std::optional<std::int64_t> ambiguousDelta(std::int64_t clock) const;
    [[nodiscard]] bool hasSameRules(const TimeZone& other) const
    {
        return baseOffset == other.baseOffset && rules == other.rules;
    }

private:
    [[nodiscard]] const AdjustmentRule* ruleAt(std::int64_t clock) const;
};

/// TimeZoneInfo.ToSerializedString and its inverse; nullopt for what is none. Source: the format of
/// .NET Framework's TimeZoneInfo.StringSerializer.
[[nodiscard]] std::string writeTimeZone(const TimeZone& zone);
[[nodiscard]] std::optional<TimeZone> readTimeZone(std::string_view text);

} // namespace gatelens::expression
