#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/text.h"
#include "core/expression/runtime/time_reader.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

namespace gatelens::expression {

namespace {

ParsedSpan spanOf(std::int64_t days, const std::vector<std::int64_t>& clock, std::int64_t fraction,
                  bool isNegative)
{
    ParsedSpan span;
    if (days > 10675199 || clock[0] > 23 || clock[1] > 59 || clock[2] > 59) {
        span.error = ParsedSpan::Error::Range;
        return span;
    }
    const __int128_t ticks = static_cast<__int128_t>(days) * kTicksPerDay + clock[0] * kTicksPerHour
        + clock[1] * kTicksPerMinute + clock[2] * kTicksPerSecond + fraction;
    const auto limit = static_cast<__int128_t>(INT64_MAX) + (isNegative ? 1 : 0);
    if (ticks > limit)
        span.error = ParsedSpan::Error::Range;
    else
        span.ticks = static_cast<std::int64_t>(isNegative ? -ticks : ticks);
    return span;
}

} // namespace

ParsedSpan parseTimeSpan(std::string_view text)
{
    ParsedSpan failed;
    failed.error = ParsedSpan::Error::Format;
    TimeReader reader(trimWhiteSpace(text));
    const bool isNegative = reader.accept('-');
    std::vector<std::int64_t> parts;
    std::int64_t days = -1;
    std::int64_t fraction = 0;
    for (;;) {
        const auto part = reader.digits(1, 8);
        if (part < 0)
            return failed;
        parts.push_back(part);
        if (reader.peek() == '.' && days < 0 && parts.size() == 1) {
            reader.accept('.');
            days = parts.back();
            parts.clear();
        } else if (reader.peek() == '.' && parts.size() >= 3) {
            reader.accept('.');
            if (reader.digitRun() > 7)
                failed.error = ParsedSpan::Error::Range;
            fraction = reader.digitRun() > 7 ? -1 : reader.fraction(7);
            break;
        } else if (!reader.accept(':')) {
            break;
        }
    }
    if (fraction < 0 || !reader.atEnd())
        return failed;
    if (days < 0 && (parts.size() == 4 || parts.size() == 1)) {
        days = parts.front();
        parts.erase(parts.begin());
    }
    if (parts.size() > 3)
        return failed;
    const auto written = parts.size();
    parts.resize(3, 0);
    auto span = spanOf(std::max<std::int64_t>(days, 0), parts, fraction, isNegative);
    // 24:00:00 is 24 days: what cannot be hours of three parts is read as days.
    if (span.error == ParsedSpan::Error::Range && days < 0 && written == 3 && fraction == 0
        && parts[0] > 23)
        span = spanOf(parts[0], {parts[1], parts[2], 0}, 0, isNegative);
    return span;
}

std::optional<std::int64_t> parseTimeSpanTicks(std::string_view text)
{
    const auto span = parseTimeSpan(text);
    return span.error == ParsedSpan::Error::None ? std::optional(span.ticks) : std::nullopt;
}

std::optional<std::int64_t> parseDuration(std::string_view text)
{
    TimeReader reader(text);
    const bool isNegative = reader.accept('-');
    if (!reader.accept('P') || reader.atEnd())
        return std::nullopt;
    static constexpr std::string_view kUnits = "YMDTHMS";
    static constexpr std::int64_t kTicks[]
        = {365 * kTicksPerDay, 30 * kTicksPerDay, kTicksPerDay,   0,
           kTicksPerHour,      kTicksPerMinute,   kTicksPerSecond};
    std::size_t unit = 0;
    std::int64_t total = 0;
    while (!reader.atEnd()) {
        if (reader.accept('T')) {
            if (unit > 3 || reader.atEnd())
                return std::nullopt;
            unit = 4;
            continue;
        }
        const auto number = reader.digits(1, 9);
        std::int64_t fraction = 0;
        const bool hasFraction = number >= 0 && reader.accept('.');
        if (hasFraction)
            fraction = reader.fraction();
        const std::size_t last = unit > 3 ? kUnits.size() : 3;
        while (unit < last && !reader.accept(kUnits[unit]))
            ++unit;
        if (number < 0 || fraction < 0 || unit >= last || (hasFraction && kUnits[unit] != 'S')
            || number > INT64_MAX / kTicks[unit] / 8)
            return std::nullopt;
        total += number * kTicks[unit] + fraction;
        ++unit;
    }
    return isNegative ? -total : total;
}

ParsedSpan parseTimeSpanExact(std::string_view text, std::string_view format)
{
    ParsedSpan failed;
    failed.error = ParsedSpan::Error::Format;
    if (format == "c" || format == "t" || format == "T" || format == "g" || format == "G") {
        // c has a point behind the days, g and G a colon; G has all of its parts.
        const auto point = text.find('.');
        const auto colons = std::count(text.begin(), text.end(), ':');
        const bool hasDayPoint = point < text.find(':') && colons > 0;
        const bool isLocal = format == "g" || format == "G";
        if (isLocal ? hasDayPoint : colons > 2)
            return failed;
        if (format == "G" && (colons != 3 || point == std::string_view::npos))
            return failed;
        return parseTimeSpan(text);
    }
    if (format.size() < 2)
        return failed;
    TimeReader reader(text);
    std::int64_t days = 0;
    std::vector<std::int64_t> clock(3, 0);
    std::int64_t fraction = 0;
    for (std::size_t i = 0; i < format.size();) {
        const char c = format[i];
        if (c == '%') {
            ++i;
            continue;
        }
        if (c == '\\' && i + 1 < format.size()) {
            if (!reader.accept(format[i + 1]))
                return failed;
            i += 2;
            continue;
        }
        if (c == '\'' || c == '"') {
            const auto close = std::min(format.find(c, i + 1), format.size());
            for (std::size_t k = i + 1; k < close; ++k) {
                if (!reader.accept(format[k]))
                    return failed;
            }
            i = close + 1;
            continue;
        }
        std::size_t end = i;
        while (end < format.size() && format[end] == c)
            ++end;
        const auto count = static_cast<int>(end - i);
        const auto number = [&](int most) { return reader.digits(count, std::max(count, most)); };
        bool ok = true;
        if (c == 'd')
            ok = (days = number(8)) >= 0;
        else if (c == 'h' && count <= 2)
            ok = (clock[0] = number(2)) >= 0;
        else if (c == 'm' && count <= 2)
            ok = (clock[1] = number(2)) >= 0;
        else if (c == 's' && count <= 2)
            ok = (clock[2] = number(2)) >= 0;
        else if (c == 'f' && count <= 7)
            ok = reader.digitRun() >= count && (fraction = reader.fraction(count)) >= 0;
        else if (c == 'F' && count <= 7)
            fraction = std::max<std::int64_t>(0, reader.fraction(count));
        else
            return failed;
        if (!ok)
            return failed;
        i = end;
    }
    return reader.atEnd() ? spanOf(days, clock, fraction, false) : failed;
}

} // namespace gatelens::expression
