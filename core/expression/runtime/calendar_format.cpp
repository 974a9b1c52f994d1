#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/text.h"
#include "core/expression/runtime/time_reader.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

namespace gatelens::expression {

namespace {

std::string offsetText(int minutes, int letters)
{
    const int absolute = std::abs(minutes);
    std::string out(1, minutes < 0 ? '-' : '+');
    out += letters == 1 ? std::to_string(absolute / 60) : number(absolute / 60, 2);
    return letters >= 3 ? out + ":" + number(absolute % 60, 2) : out;
}

/// What a DateTime shows for `K`; DateTimeOffset always shows its offset.
struct Zone
{
    bool hasOffset = false;
    int offsetMinutes = 0;
    ClockKind kind = ClockKind::Unspecified;
};

void appendFraction(std::string& out, std::int64_t ticks, int count, bool dropZeros)
{
    auto digits = number(ticks % kTicksPerSecond, 7).substr(0, static_cast<std::size_t>(count));
    if (dropZeros) {
        while (!digits.empty() && digits.back() == '0')
            digits.pop_back();
        if (digits.empty() && !out.empty() && out.back() == '.')
            out.pop_back();
    }
    out += digits;
}

bool appendSpecifier(std::string& out, char letter, int count, std::int64_t ticks, const Zone& zone)
{
    const auto date = dateOf(ticks);
    const auto hour = ticks / kTicksPerHour % 24;
    switch (letter) {
    case 'd':
        if (count <= 2)
            out += number(date.day, count);
        else
            out += count == 3 ? kDays[static_cast<std::size_t>(dayOfWeek(ticks))].substr(0, 3)
                              : kDays[static_cast<std::size_t>(dayOfWeek(ticks))];
        return true;
    case 'M':
        if (count <= 2)
            out += number(date.month, count);
        else
            out += count == 3 ? kMonths[static_cast<std::size_t>(date.month - 1)].substr(0, 3)
                              : kMonths[static_cast<std::size_t>(date.month - 1)];
        return true;
    case 'y':
        out += count <= 2 ? number(date.year % 100, count) : number(date.year, count);
        return true;
    case 'H':
        out += number(hour, std::min(count, 2));
        return true;
    case 'h':
        out += number(hour % 12 == 0 ? 12 : hour % 12, std::min(count, 2));
        return true;
    case 'm':
        out += number(ticks / kTicksPerMinute % 60, std::min(count, 2));
        return true;
    case 's':
        out += number(ticks / kTicksPerSecond % 60, std::min(count, 2));
        return true;
    case 'f':
    case 'F':
        if (count > 7)
            return false;
        appendFraction(out, ticks, count, letter == 'F');
        return true;
    case 't':
        out += std::string_view(hour < 12 ? "AM" : "PM")
                   .substr(0, static_cast<std::size_t>(std::min(count, 2)));
        return true;
    case 'g':
        out += "A.D.";
        return true;
    case 'z':
        out += offsetText(zone.offsetMinutes, count);
        return true;
    case 'K':
        if (zone.hasOffset)
            out += offsetText(zone.offsetMinutes, 3);
        else if (zone.kind == ClockKind::Utc)
            out += "Z";
        else if (zone.kind == ClockKind::Local)
            out += "+00:00";
        return true;
    default:
        return false;
    }
}

std::optional<std::string> formatCustom(std::int64_t ticks, const Zone& zone,
                                        std::string_view format)
{
    std::string out;
    for (std::size_t i = 0; i < format.size();) {
        const char c = format[i];
        if (c == '\\') {
            if (i + 1 >= format.size())
                return std::nullopt;
            out.push_back(format[i + 1]);
            i += 2;
        } else if (c == '\'' || c == '"') {
            const auto close = format.find(c, i + 1);
            if (close == std::string_view::npos)
                return std::nullopt;
            out += format.substr(i + 1, close - i - 1);
            i = close + 1;
        } else if (c == '%') {
            if (i + 1 >= format.size() || format[i + 1] == '%')
                return std::nullopt;
            ++i;
        } else if (std::string_view("dMyHhmsfFtgzK").find(c) != std::string_view::npos) {
            std::size_t end = i;
            while (end < format.size() && format[end] == c && (c != 'K' || end == i))
                ++end;
            if (!appendSpecifier(out, c, static_cast<int>(end - i), ticks, zone))
                return std::nullopt;
            i = end;
        } else {
            out.push_back(c);
            ++i;
        }
    }
    return out;
}

} // namespace

std::optional<std::string> formatDateTime(const Value& value, std::string_view format)
{
    std::int64_t ticks = value.asLong();
    Zone zone;
    zone.kind = value.clockKind();
    zone.hasOffset = value.tag() == Tag::DateTimeOffset;
    zone.offsetMinutes = zone.hasOffset ? value.offsetMinutes() : 0;
    if (format.empty())
        format = zone.hasOffset ? "MM/dd/yyyy HH:mm:ss zzz" : "G";
    if (format.size() > 1)
        return formatCustom(ticks, zone, format);
    const auto standard = standardFormat(format[0], zone.hasOffset);
    if (standard.empty())
        return std::nullopt;
    // The two UTC forms convert an offset; a DateTime is taken as it stands.
    if (zone.hasOffset && (format == "u" || format == "r" || format == "R"))
        ticks -= zone.offsetMinutes * kTicksPerMinute;
    return formatCustom(ticks, zone, standard);
}

std::optional<std::string> formatTimeSpan(std::int64_t ticks, std::string_view format)
{
    const bool isNegative = ticks < 0;
    // The smallest value has no positive counterpart in 64 bits.
    const auto absolute
        = isNegative ? ~static_cast<std::uint64_t>(ticks) + 1 : static_cast<std::uint64_t>(ticks);
    const auto days = static_cast<std::int64_t>(absolute / kTicksPerDay);
    const auto hours = static_cast<std::int64_t>(absolute / kTicksPerHour % 24);
    const auto minutes = static_cast<std::int64_t>(absolute / kTicksPerMinute % 60);
    const auto seconds = static_cast<std::int64_t>(absolute / kTicksPerSecond % 60);
    const auto fraction = static_cast<std::int64_t>(absolute % kTicksPerSecond);
    const std::string sign = isNegative ? "-" : "";
    if (format.empty() || format == "c" || format == "t" || format == "T") {
        std::string out = sign + (days > 0 ? std::to_string(days) + "." : "");
        out += number(hours, 2) + ":" + number(minutes, 2) + ":" + number(seconds, 2);
        return fraction > 0 ? out + "." + number(fraction, 7) : out;
    }
    if (format == "g" || format == "G") {
        const bool isLong = format == "G";
        std::string out = sign;
        if (days > 0 || isLong)
            out += std::to_string(days) + ":";
        out += number(hours, isLong ? 2 : 1) + ":" + number(minutes, 2) + ":" + number(seconds, 2);
        auto digits = number(fraction, 7);
        if (!isLong) {
            while (!digits.empty() && digits.back() == '0')
                digits.pop_back();
        }
        return digits.empty() ? out : out + "." + digits;
    }
    if (format.size() == 1)
        return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < format.size();) {
        const char c = format[i];
        if (c == '\\' && i + 1 < format.size()) {
            out.push_back(format[i + 1]);
            i += 2;
            continue;
        }
        if (c == '\'' || c == '"') {
            const auto close = format.find(c, i + 1);
            if (close == std::string_view::npos)
                return std::nullopt;
            out += format.substr(i + 1, close - i - 1);
            i = close + 1;
            continue;
        }
        if (c == '%') {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < format.size() && format[end] == c)
            ++end;
        const auto count = static_cast<int>(end - i);
        switch (c) {
        case 'd':
            out += number(days, count);
            break;
        case 'h':
            out += number(hours, count);
            break;
        case 'm':
            out += number(minutes, count);
            break;
        case 's':
            out += number(seconds, count);
            break;
        case 'f':
        case 'F':
            if (count > 7)
                return std::nullopt;
            appendFraction(out, fraction, count, c == 'F');
            break;
        default:
            return std::nullopt;
        }
        if (c != 'd' && c != 'f' && c != 'F' && count > 2)
            return std::nullopt;
        i = end;
    }
    return out;
}

} // namespace gatelens::expression
