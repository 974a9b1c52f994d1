#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/text.h"
#include "core/expression/runtime/time_reader.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

namespace gatelens::expression {

namespace {

bool readOffset(TimeReader& reader, ParsedTime& time)
{
    if (reader.accept('Z') || reader.accept('z') || reader.acceptWord("GMT")
        || reader.acceptWord("UTC")) {
        time.hasOffset = true;
        time.isUtc = true;
        return true;
    }
    const bool isNegative = reader.peek() == '-';
    if (!isNegative && reader.peek() != '+')
        return true;
    reader.accept(reader.peek());
    const auto hours = reader.digits(1, 2);
    std::int64_t minutes = 0;
    if (reader.accept(':') || reader.digitRun() == 2)
        minutes = reader.digits(2, 2);
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
        return false;
    time.hasOffset = true;
    time.offsetMinutes = static_cast<int>((hours * 60 + minutes) * (isNegative ? -1 : 1));
    return true;
}

/// `HH:mm[:ss[.f]] [AM|PM] [offset]`; nothing at all is midnight.
bool readClock(TimeReader& reader, ParsedTime& time)
{
    reader.skipBlanks();
    if (reader.digitRun() > 0) {
        auto hour = reader.digits(1, 2);
        std::int64_t minute = 0;
        std::int64_t second = 0;
        std::int64_t fraction = 0;
        bool hasMinutes = false;
        if (reader.accept(':')) {
            hasMinutes = true;
            minute = reader.digits(1, 2);
            if (reader.accept(':')) {
                second = reader.digits(1, 2);
                if (reader.accept('.') || reader.accept(','))
                    fraction = reader.fraction();
            }
        }
        reader.skipBlanks();
        const bool isPm = reader.acceptWord("PM");
        const bool isAm = !isPm && reader.acceptWord("AM");
        if (isPm || isAm) {
            if (hour < 1 || hour > 12)
                return false;
            hour = hour % 12 + (isPm ? 12 : 0);
        } else if (!hasMinutes) {
            return false;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59
            || fraction < 0)
            return false;
        time.ticks += hour * kTicksPerHour + minute * kTicksPerMinute + second * kTicksPerSecond
            + fraction;
    }
    reader.skipBlanks();
    if (!readOffset(reader, time))
        return false;
    reader.skipBlanks();
    return reader.atEnd();
}

std::int64_t fullYear(std::int64_t year, bool isShort)
{
    if (!isShort)
        return year;
    return year < 30 ? 2000 + year : 1900 + year;
}

bool readDate(TimeReader& reader, std::int64_t& ticks)
{
    std::int64_t year = -1;
    std::int64_t month = -1;
    std::int64_t day = -1;
    const int run = reader.digitRun();
    if (run == 4) { // yyyy-MM-dd, yyyy/MM/dd, yyyy-MM, yyyy.MM.dd
        year = reader.digits(4, 4);
        const char separator = reader.peek();
        if (separator != '-' && separator != '/' && separator != '.')
            return false;
        reader.accept(separator);
        month = reader.digits(1, 2);
        day = reader.accept(separator) ? reader.digits(1, 2) : 1;
    } else if (run > 0 && run <= 2) {
        const auto first = reader.digits(1, 2);
        const char separator = reader.peek();
        if ((separator == '/' || separator == '-' || separator == '.') && reader.peek(1) >= '0'
            && reader.peek(1) <= '9') {
            reader.accept(separator); // MM/dd/yyyy
            month = first;
            day = reader.digits(1, 2);
            if (!reader.accept(separator))
                return false;
            const bool isShort = reader.digitRun() == 2;
            year = fullYear(reader.digits(2, 4), isShort);
        } else { // d MMM yyyy, d-MMM-yyyy
            day = first;
            reader.accept(separator == '-' ? '-' : ' ');
            reader.skipBlanks();
            month = reader.name(kMonths) + 1;
            reader.accept(reader.peek() == '-' ? '-' : ',');
            reader.skipBlanks();
            const bool isShort = reader.digitRun() == 2;
            year = fullYear(reader.digits(2, 4), isShort);
        }
    } else { // MMM d, yyyy
        month = reader.name(kMonths) + 1;
        reader.skipBlanks();
        if (reader.digitRun() == 4) {
            day = 1;
        } else {
            day = reader.digits(1, 2);
            reader.accept(',');
            reader.skipBlanks();
        }
        year = reader.digits(4, 4);
    }
    const auto midnight = ticksOf(year, month, day);
    ticks = midnight.value_or(0);
    return midnight.has_value();
}

/// The instant, too, must be one that a DateTime can hold.
std::optional<ParsedTime> inRange(const ParsedTime& time)
{
    const auto utc = time.ticks - time.offsetMinutes * kTicksPerMinute;
    return utc >= 0 && utc <= kMaxTicks ? std::optional(time) : std::nullopt;
}

/// "3:04 AM 2024-03-02": the date behind the time of day.
std::optional<ParsedTime> clockThenDate(std::string_view text)
{
    for (auto blank = text.find(' '); blank != std::string_view::npos;
         blank = text.find(' ', blank + 1)) {
        ParsedTime clock;
        ParsedTime date;
        TimeReader first(text.substr(0, blank));
        TimeReader second(text.substr(blank + 1));
        if (!readClock(first, clock) || !readDate(second, date.ticks) || !second.atEnd())
            continue;
        clock.ticks += date.ticks;
        return clock;
    }
    return std::nullopt;
}

} // namespace

std::optional<ParsedTime> parseDateTime(std::string_view text)
{
    TimeReader reader(trimWhiteSpace(text));
    if (reader.atEnd())
        return std::nullopt;
    ParsedTime time;
    TimeReader ahead = reader;
    const int weekday = ahead.name(kDays);
    if (weekday >= 0) {
        reader = ahead;
        reader.accept(',');
        reader.skipBlanks();
    }
    // A bare time of day is today's, which only the caller's clock knows; it counts from day one.
    TimeReader clock = reader;
    if (reader.digitRun() <= 2 && reader.digitRun() > 0
        && reader.peek(static_cast<std::size_t>(reader.digitRun())) == ':')
        return readClock(clock, time) ? std::optional(time) : clockThenDate(trimWhiteSpace(text));
    if (!readDate(reader, time.ticks))
        return std::nullopt;
    const bool hasMark = reader.accept('T') || reader.accept('t');
    if (!hasMark && !reader.atEnd() && reader.peek() != ' ' && reader.peek() != 'Z'
        && reader.peek() != ',')
        return std::nullopt;
    reader.accept(',');
    if (hasMark && reader.digitRun() == 0)
        return std::nullopt;
    if (!readClock(reader, time) || (weekday >= 0 && weekday != dayOfWeek(time.ticks)))
        return std::nullopt;
    return inRange(time);
}

std::optional<ParsedTime> parseDateTimeExact(std::string_view text, std::string_view format)
{
    if (format.size() == 1)
        format = standardFormat(format[0], false);
    if (format.empty())
        return std::nullopt;
    TimeReader reader(text);
    ParsedTime time;
    std::int64_t year = 1;
    std::int64_t month = 1;
    std::int64_t day = 1;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    std::int64_t fraction = 0;
    int half = -1;
    int weekday = -1;
    bool ok = true;
    for (std::size_t i = 0; i < format.size() && ok;) {
        const char c = format[i];
        if (c == '\\' && i + 1 < format.size()) {
            ok = reader.accept(format[i + 1]);
            i += 2;
            continue;
        }
        if (c == '\'' || c == '"') {
            const auto close = std::min(format.find(c, i + 1), format.size());
            for (std::size_t k = i + 1; k < close && ok; ++k)
                ok = reader.accept(format[k]);
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
        const int least = count >= 2 ? 2 : 1;
        switch (c) {
        case 'y':
            year = count <= 2 ? fullYear(reader.digits(count, 2), true)
                              : reader.digits(count, std::max(count, 4));
            break;
        case 'M':
            month = count <= 2 ? reader.digits(least, 2) : reader.name(kMonths) + 1;
            break;
        case 'd':
            if (count <= 2)
                day = reader.digits(least, 2);
            else
                ok = (weekday = reader.name(kDays)) >= 0;
            break;
        case 'H':
        case 'h':
            hour = reader.digits(least, 2);
            break;
        case 'm':
            minute = reader.digits(least, 2);
            break;
        case 's':
            second = reader.digits(least, 2);
            break;
        case 'f':
            fraction = reader.digitRun() >= count ? reader.fraction(count) : -1;
            break;
        case 'F':
            fraction = std::max<std::int64_t>(0, reader.fraction(count));
            break;
        case 't':
            half = reader.acceptWord(count > 1 ? "PM" : "P")
                ? 1
                : (reader.acceptWord(count > 1 ? "AM" : "A") ? 0 : -2);
            break;
        case 'z':
        case 'K':
            ok = readOffset(reader, time);
            break;
        case 'Z':
            time.hasOffset = time.isUtc = true;
            ok = reader.accept('Z');
            break;
        default:
            for (int k = 0; k < count && ok; ++k)
                ok = reader.accept(c);
            break;
        }
        i = end;
    }
    if (half >= 0)
        hour = hour % 12 + half * 12;
    const auto midnight = ticksOf(year, month, day);
    if (!ok || !reader.atEnd() || !midnight || hour < 0 || hour > 23 || minute < 0 || minute > 59
        || second < 0 || second > 59 || fraction < 0 || half == -2)
        return std::nullopt;
    time.ticks = *midnight + hour * kTicksPerHour + minute * kTicksPerMinute
        + second * kTicksPerSecond + fraction;
    if (weekday >= 0 && weekday != dayOfWeek(time.ticks))
        return std::nullopt;
    return inRange(time);
}

} // namespace gatelens::expression
