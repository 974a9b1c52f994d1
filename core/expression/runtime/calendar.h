#pragma once

#include "core/expression/value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::expression {

// .NET ticks: 100 ns since 0001-01-01T00:00:00.

inline constexpr std::int64_t kTicksPerMillisecond = 10000;
inline constexpr std::int64_t kTicksPerSecond = 10000000;
inline constexpr std::int64_t kTicksPerMinute = 60 * kTicksPerSecond;
inline constexpr std::int64_t kTicksPerHour = 60 * kTicksPerMinute;
inline constexpr std::int64_t kTicksPerDay = 24 * kTicksPerHour;
/// Offsets from UTC go to 14 hours on both sides.
[[nodiscard]] constexpr bool isOffsetTooLarge(std::int64_t ticks) noexcept
{
    return ticks > 14 * kTicksPerHour || ticks < -14 * kTicksPerHour;
}
inline constexpr std::int64_t kMaxTicks = 3155378975999999999;
inline constexpr std::int64_t kUnixEpoch = 621355968000000000;

struct CalendarDate
{
    int year = 1;
    int month = 1;
    int day = 1;
};

[[nodiscard]] bool isLeapYear(int year) noexcept;
[[nodiscard]] int daysInMonth(int year, int month) noexcept;
[[nodiscard]] CalendarDate dateOf(std::int64_t ticks) noexcept;
/// Ticks of midnight; nullopt for a date that does not exist.
[[nodiscard]] std::optional<std::int64_t> ticksOf(std::int64_t year, std::int64_t month,
                                                  std::int64_t day) noexcept;
[[nodiscard]] int dayOfWeek(std::int64_t ticks) noexcept; ///< 0 is Sunday
[[nodiscard]] int dayOfYear(std::int64_t ticks) noexcept;
/// Clamps to the month's end; nullopt when out of range.
[[nodiscard]] std::optional<std::int64_t> addMonths(std::int64_t ticks,
                                                    std::int64_t months) noexcept;

/// A DateTime or DateTimeOffset. nullopt is a FormatException.
[[nodiscard]] std::optional<std::string> formatDateTime(const Value& value,
                                                        std::string_view format);
[[nodiscard]] std::optional<std::string> formatTimeSpan(std::int64_t ticks,
                                                        std::string_view format);

struct ParsedTime
{
    std::int64_t ticks = 0; ///< wall clock as written
    bool hasOffset = false;
    int offsetMinutes = 0;
    bool isUtc = false; ///< written with Z or GMT
};

/// ISO 8601, `MM/dd/yyyy`, `d MMM yyyy`, RFC 1123 and their usual variants.
[[nodiscard]] std::optional<ParsedTime> parseDateTime(std::string_view text);
/// By a custom or one-letter format.
[[nodiscard]] std::optional<ParsedTime> parseDateTimeExact(std::string_view text,
                                                           std::string_view format);

struct ParsedSpan
{
    enum class Error : std::uint8_t
    {
        None,
        Format,
        Range,
    };
    Error error = Error::None;
    std::int64_t ticks = 0;
};

/// `[-][d.]hh:mm[:ss[.fffffff]]`; a bare number is days.
[[nodiscard]] ParsedSpan parseTimeSpan(std::string_view text);
[[nodiscard]] ParsedSpan parseTimeSpanExact(std::string_view text, std::string_view format);
[[nodiscard]] std::optional<std::int64_t> parseTimeSpanTicks(std::string_view text);
/// An XML duration, `[-]P[nY][nM][nD][T[nH][nM][n.nS]]`; a year has 365 days and a month 30.
[[nodiscard]] std::optional<std::int64_t> parseDuration(std::string_view text);

} // namespace gatelens::expression
