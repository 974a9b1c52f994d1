#include "core/base/time.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace gatelens {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Consumes text from its front; every step says whether it matched.
class Cursor
{
public:
    explicit Cursor(std::string_view text)
        : m_rest(text)
    {
    }

    bool take(char wanted)
    {
        if (m_rest.empty() || m_rest.front() != wanted)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }

    std::optional<int> digits(std::size_t fewest, std::size_t most)
    {
        std::size_t count = 0;
        while (count < m_rest.size() && count < most && m_rest[count] >= '0'
               && m_rest[count] <= '9')
            ++count;
        if (count < fewest)
            return std::nullopt;
        int value = 0;
        std::from_chars(m_rest.data(), m_rest.data() + count, value);
        m_rest.remove_prefix(count);
        return value;
    }

    /// A fraction of 1 to 9 digits, in microseconds.
    std::optional<Micros> fraction()
    {
        std::int64_t value = 0;
        int count = 0;
        while (!m_rest.empty() && m_rest.front() >= '0' && m_rest.front() <= '9' && count < 9) {
            if (count < 6)
                value = value * 10 + (m_rest.front() - '0');
            ++count;
            m_rest.remove_prefix(1);
        }
        if (count == 0)
            return std::nullopt;
        for (int missing = count; missing < 6; ++missing)
            value *= 10;
        return Micros(value);
    }

    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }

private:
    std::string_view m_rest;
};

Error malformed(std::string_view what, std::string_view text)
{
    return {ErrorCode::Malformed, fmt::format("'{}' is not {}", text, what), {}};
}

std::optional<Micros> zoneOffset(Cursor& cursor)
{
    if (cursor.atEnd() || cursor.take('Z') || cursor.take('z'))
        return Micros(0);
    const bool isNegative = cursor.take('-');
    if (!isNegative && !cursor.take('+'))
        return std::nullopt;
    const auto hour = cursor.digits(2, 2);
    cursor.take(':');
    const auto minute = cursor.digits(2, 2);
    if (!hour || !minute || *hour > 14 || *minute > 59)
        return std::nullopt;
    const Micros offset = hours(*hour) + minutes(*minute);
    return isNegative ? -offset : offset;
}

} // namespace

Timestamp now() { return std::chrono::floor<Micros>(std::chrono::system_clock::now()); }

std::string toIso8601(Timestamp time)
{
    const auto day = std::chrono::floor<days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", int(date.year()),
                       unsigned(date.month()), unsigned(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

Result<Timestamp> parseIso8601(std::string_view text)
{
    const Error error = malformed("an ISO 8601 time such as 2026-01-31T14:02:11.204Z", text);
    Cursor cursor(text);
    const auto year = cursor.digits(4, 4);
    const bool firstDash = cursor.take('-');
    const auto month = cursor.digits(2, 2);
    const bool secondDash = cursor.take('-');
    const auto day = cursor.digits(2, 2);
    if (!year || !month || !day || !firstDash || !secondDash)
        return error;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(unsigned(*month)),
                                           std::chrono::day(unsigned(*day))};
    if (!date.ok())
        return error;
    Timestamp time = std::chrono::sys_days(date);
    if (cursor.atEnd())
        return time;
    if (!cursor.take('T') && !cursor.take('t') && !cursor.take(' '))
        return error;
    const auto hour = cursor.digits(2, 2);
    const bool firstColon = cursor.take(':');
    const auto minute = cursor.digits(2, 2);
    if (!hour || !minute || !firstColon || *hour > 23 || *minute > 59)
        return error;
    time += hours(*hour) + minutes(*minute);
    if (cursor.take(':')) {
        const auto second = cursor.digits(2, 2);
        if (!second || *second > 60)
            return error;
        time += seconds(*second);
        if (cursor.take('.')) {
            const auto fraction = cursor.fraction();
            if (!fraction)
                return error;
            time += *fraction;
        }
    }
    const auto offset = zoneOffset(cursor);
    if (!offset || !cursor.atEnd())
        return error;
    return time - *offset;
}

std::string toTimeSpan(Micros duration)
{
    const bool isNegative = duration < Micros(0);
    const Micros magnitude = isNegative ? -duration : duration;
    const auto wholeDays = std::chrono::floor<days>(magnitude);
    const std::chrono::hh_mm_ss clock(magnitude - wholeDays);
    const std::string dayPart
        = wholeDays.count() == 0 ? std::string() : fmt::format("{}.", wholeDays.count());
    return fmt::format("{}{}{:02}:{:02}:{:02}.{:06}0", isNegative ? "-" : "", dayPart,
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

Result<Micros> parseTimeSpan(std::string_view text)
{
    const Error error = malformed("a duration such as 00:00:01.5000000", text);
    Cursor cursor(text);
    const bool isNegative = cursor.take('-');
    auto first = cursor.digits(1, 8);
    if (!first)
        return error;
    Micros total(0);
    // `d.hh:mm:ss`, or `d:hh:mm:ss` as browsers' PageViewPerf items write it.
    if (cursor.take('.')) {
        total += days(*first);
        first = cursor.digits(1, 2);
    }
    const bool firstColon = cursor.take(':');
    auto second = cursor.digits(1, 2);
    const bool secondColon = cursor.take(':');
    auto third = cursor.digits(1, 2);
    if (!first || !second || !third || !firstColon || !secondColon)
        return error;
    if (cursor.take(':')) {
        const auto fourth = cursor.digits(1, 2);
        if (!fourth)
            return error;
        total += days(*first);
        first = second;
        second = third;
        third = fourth;
    }
    if (*first > 23 || *second > 59 || *third > 59)
        return error;
    total += hours(*first) + minutes(*second) + seconds(*third);
    if (cursor.take('.')) {
        const auto fraction = cursor.fraction();
        if (!fraction)
            return error;
        total += *fraction;
    }
    if (!cursor.atEnd())
        return error;
    return isNegative ? -total : total;
}

} // namespace gatelens
