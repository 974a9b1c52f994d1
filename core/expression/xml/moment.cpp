#include "core/expression/xml/moment.h"

#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/text.h"
#include "core/expression/runtime/time_reader.h"

namespace gatelens::expression {

namespace {

constexpr std::int64_t kYearNotWritten = 1904;

struct WrittenDate
{
    std::int64_t year = kYearNotWritten;
    std::int64_t month = 1;
    std::int64_t day = 1;
};

/// `--MM-dd`, `--MM`, `--MM--` or `---dd`, behind the first two hyphens.
void readWithoutYear(TimeReader& reader, WrittenDate& date)
{
    if (reader.accept('-')) {
        date.day = reader.digits(2, 2);
        return;
    }
    date.month = reader.digits(2, 2);
    if (reader.peek() == '-' && reader.peek(1) == '-') {
        reader.accept('-');
        reader.accept('-');
    } else if (reader.peek() == '-' && reader.peek(3) != ':') {
        reader.accept('-');
        date.day = reader.digits(2, 2);
    }
}

/// `yyyy`, `yyyy-MM` or `yyyy-MM-dd`.
void readWithYear(TimeReader& reader, WrittenDate& date)
{
    date.year = reader.digits(4, 4);
    // A hyphen may begin an offset, too: `2024-01:00`.
    if (reader.peek() != '-' || reader.peek(3) == ':')
        return;
    reader.accept('-');
    date.month = reader.digits(2, 2);
    if (reader.peek() != '-' || reader.peek(3) == ':')
        return;
    reader.accept('-');
    date.day = reader.digits(2, 2);
}

/// `HH:mm:ss[.fffffff]` as ticks; -1 for none.
std::int64_t readTimeOfDay(TimeReader& reader)
{
    const auto hour = reader.digits(2, 2);
    if (!reader.accept(':'))
        return -1;
    const auto minute = reader.digits(2, 2);
    if (!reader.accept(':'))
        return -1;
    const auto second = reader.digits(2, 2);
    const auto fraction = reader.accept('.') ? reader.fraction() : 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59
        || fraction < 0)
        return -1;
    return hour * kTicksPerHour + minute * kTicksPerMinute + second * kTicksPerSecond + fraction;
}

bool readZone(TimeReader& reader, XmlMoment& moment)
{
    const char sign = reader.peek();
    if (reader.accept('Z')) {
        moment.hasZone = moment.isUtc = true;
        return true;
    }
    if (!reader.accept('+') && !reader.accept('-'))
        return true;
    const auto hours = reader.digits(2, 2);
    const bool hasColon = reader.accept(':');
    const auto minutes = reader.digits(2, 2);
    if (hours < 0 || !hasColon || minutes < 0 || minutes > 59 || hours * 60 + minutes > 14 * 60)
        return false;
    moment.hasZone = true;
    moment.offsetMinutes
        = static_cast<int>(sign == '-' ? -hours * 60 - minutes : hours * 60 + minutes);
    return true;
}

} // namespace

std::int64_t XmlMoment::utcTicks() const noexcept
{
    return ticks - offsetMinutes * kTicksPerMinute;
}

std::optional<XmlMoment> parseXmlMoment(std::string_view text)
{
    TimeReader reader(trimWhiteSpace(text));
    XmlMoment moment;
    WrittenDate date;
    moment.hasDate = reader.peek(2) != ':';
    bool hasTime = !moment.hasDate;
    if (reader.peek() == '-' && reader.peek(1) == '-') {
        reader.accept('-');
        reader.accept('-');
        readWithoutYear(reader, date);
    } else if (moment.hasDate) {
        readWithYear(reader, date);
        hasTime = reader.accept('T');
    }
    const auto midnight = ticksOf(date.year, date.month, date.day);
    const auto time = hasTime ? readTimeOfDay(reader) : 0;
    if (!midnight || time < 0 || !readZone(reader, moment) || !reader.atEnd())
        return std::nullopt;
    moment.ticks = (moment.hasDate ? *midnight : 0) + time;
    const bool isInRange = !moment.hasDate
        || (moment.utcTicks() >= 0 && moment.utcTicks() <= kMaxTicks && moment.ticks <= kMaxTicks);
    return isInRange ? std::optional(moment) : std::nullopt;
}

} // namespace gatelens::expression
