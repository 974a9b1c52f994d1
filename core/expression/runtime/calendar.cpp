#include "core/expression/runtime/calendar.h"

#include "core/expression/runtime/text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

namespace gatelens::expression {

namespace {

constexpr std::array<std::string_view, 12> kMonths
    = {"January", "February", "March",     "April",   "May",      "June",
       "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kDays
    = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

std::int64_t daysBeforeYear(std::int64_t year)
{
    const std::int64_t past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400;
}

std::string number(std::int64_t value, int width)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%0*lld", width, static_cast<long long>(value));
    return buffer;
}

std::string_view standardFormat(char letter, bool hasOffset)
{
    switch (letter) {
    case 'd':
        return "MM/dd/yyyy";
    case 'D':
        return "dddd, dd MMMM yyyy";
    case 't':
        return "HH:mm";
    case 'T':
        return "HH:mm:ss";
    case 'f':
        return "dddd, dd MMMM yyyy HH:mm";
    case 'F':
        return "dddd, dd MMMM yyyy HH:mm:ss";
    case 'U':
        return hasOffset ? "" : "dddd, dd MMMM yyyy HH:mm:ss";
    case 'g':
        return "MM/dd/yyyy HH:mm";
    case 'G':
        return "MM/dd/yyyy HH:mm:ss";
    case 'M':
    case 'm':
        return "MMMM dd";
    case 'Y':
    case 'y':
        return "yyyy MMMM";
    case 'o':
    case 'O':
        return "yyyy-MM-dd'T'HH:mm:ss.fffffffK";
    case 's':
        return "yyyy-MM-dd'T'HH:mm:ss";
    case 'u':
        return "yyyy-MM-dd HH:mm:ss'Z'";
    case 'r':
    case 'R':
        return "ddd, dd MMM yyyy HH:mm:ss 'GMT'";
    default:
        return "";
    }
}

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

// --- reading ------------------------------------------------------------------------------------

class TimeReader
{
public:
    explicit TimeReader(std::string_view text)
        : m_text(text)
    {
    }

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    bool accept(char c)
    {
        if (peek() != c)
            return false;
        ++m_at;
        return true;
    }
    void skipBlanks()
    {
        while (!atEnd() && (peek() == ' ' || peek() == '\t'))
            ++m_at;
    }
    bool acceptWord(std::string_view word)
    {
        if (m_at + word.size() > m_text.size()
            || !equalText(m_text.substr(m_at, word.size()), word, Comparison::OrdinalIgnoreCase))
            return false;
        m_at += word.size();
        return true;
    }
    /// Digits, at least `least` and at most `most`; -1 otherwise.
    std::int64_t digits(int least, int most)
    {
        std::int64_t value = 0;
        int count = 0;
        while (count < most && peek() >= '0' && peek() <= '9') {
            value = value * 10 + (m_text[m_at++] - '0');
            ++count;
        }
        return count >= least ? value : -1;
    }
    [[nodiscard]] int digitRun() const
    {
        int count = 0;
        while (peek(static_cast<std::size_t>(count)) >= '0'
               && peek(static_cast<std::size_t>(count)) <= '9')
            ++count;
        return count;
    }
    /// Fraction digits as ticks; more than seven are rounded.
    std::int64_t fraction(int most = 18)
    {
        std::int64_t ticks = 0;
        std::int64_t unit = kTicksPerSecond / 10;
        int count = 0;
        while (count < most && peek() >= '0' && peek() <= '9') {
            const std::int64_t digit = m_text[m_at++] - '0';
            ticks += count == 7 && digit >= 5 ? 1 : digit * unit;
            unit /= 10;
            ++count;
        }
        return count == 0 ? -1 : ticks;
    }
    template<std::size_t N>
    int name(const std::array<std::string_view, N>& names)
    {
        for (std::size_t i = 0; i < N; ++i) {
            if (acceptWord(names[i]))
                return static_cast<int>(i);
        }
        for (std::size_t i = 0; i < N; ++i) {
            if (acceptWord(names[i].substr(0, 3)))
                return static_cast<int>(i);
        }
        return -1;
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

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

namespace {

/// The instant, too, must be one that a DateTime can hold.
std::optional<ParsedTime> inRange(const ParsedTime& time)
{
    const auto utc = time.ticks - time.offsetMinutes * kTicksPerMinute;
    return utc >= 0 && utc <= kMaxTicks ? std::optional(time) : std::nullopt;
}

} // namespace

namespace {

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
