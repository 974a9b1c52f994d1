#pragma once

#include "core/base/time.h"

#include <QString>

#include <cstdint>
#include <string_view>

namespace gatelens::ui {

/// Text of the core, which is UTF-8.
[[nodiscard]] QString toQString(std::string_view text);
[[nodiscard]] std::string toUtf8(const QString& text);

/// Three significant digits, unit by size: "12 µs",
/// "84.2 ms", "1.20 s", "2 m 05 s", "1 h 12 m".
[[nodiscard]] QString formatDuration(Micros duration);
[[nodiscard]] QString formatDurationExact(Micros duration); ///< "84 200 µs", for tooltips

/// Decimal units, three significant digits: "212 B", "1.24 kB", "4.10 GB".
[[nodiscard]] QString formatBytes(std::uint64_t bytes);
[[nodiscard]] QString formatBytesExact(std::uint64_t bytes);

[[nodiscard]] QString formatCount(std::uint64_t count); ///< grouped with thin spaces
[[nodiscard]] QString formatCountShort(std::uint64_t count); ///< "1.24 M" above 99 999, for tiles

/// A rate's number and its unit apart: {"12.4", "/s"} or {"3.0", "/min"}.
struct NumberAndUnit
{
    QString number;
    QString unit;

    [[nodiscard]] QString joined() const { return number + QChar(u' ') + unit; }
};
[[nodiscard]] NumberAndUnit formatRate(double perSecond);
[[nodiscard]] NumberAndUnit splitUnit(const QString& text); ///< "189 ms" -> {"189", "ms"}

/// One decimal below 10, none above; "0 %", "< 0.1 %"; "100 %" only when exactly all.
[[nodiscard]] QString formatPercent(double part, double whole);

enum class TimeZone
{
    Local,
    Utc
};

[[nodiscard]] QString formatTime(Timestamp time, TimeZone zone = TimeZone::Local); ///< HH:mm:ss.zzz
[[nodiscard]] QString formatTimeShort(Timestamp time, TimeZone zone = TimeZone::Local); ///< HH:mm
[[nodiscard]] QString formatDateTime(Timestamp time, TimeZone zone = TimeZone::Local); ///< ISO 8601
[[nodiscard]] QString formatAge(Micros age); ///< "41 s ago"

/// "4bf92f35…4736".
[[nodiscard]] QString shortId(std::string_view id);

[[nodiscard]] QString emDash();

} // namespace gatelens::ui
