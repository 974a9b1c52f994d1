#include "core/expression/library/time_zone.h"
#include "core/expression/runtime/calendar.h"

#include <fmt/format.h>

#include <charconv>

namespace gatelens::expression {

namespace {

/// Fields end with `;`, rules and transitions stand in brackets; a backslash keeps the others.
constexpr std::string_view kSpecial = ";[]\\";

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (kSpecial.find(c) != std::string_view::npos)
            out.push_back('\\');
        out.push_back(c);
    }
    return out;
}

std::string timeText(std::int64_t ticks)
{
    std::string out = fmt::format("{:02}:{:02}:{:02}", ticks / kTicksPerHour,
                                  ticks / kTicksPerMinute % 60, ticks / kTicksPerSecond % 60);
    if (const auto milliseconds = ticks / (kTicksPerSecond / 1000) % 1000; milliseconds != 0)
        out += fmt::format(".{:03}", milliseconds);
    return out;
}

std::string dateText(std::int64_t ticks)
{
    const auto date = dateOf(ticks);
    return fmt::format("{:02}:{:02}:{:04}", date.month, date.day, date.year);
}

std::string transitionText(const Transition& transition)
{
    const auto time = timeText(transition.timeOfDay);
    return transition.isFixed ? fmt::format("[1;{};{};{};]", time, transition.month, transition.day)
                              : fmt::format("[0;{};{};{};{};]", time, transition.month,
                                            transition.week, transition.dayOfWeek);
}

/// Reads the fields one after the other; the first one that is wrong ends it all.
class FieldReader
{
public:
    explicit FieldReader(std::string_view text)
        : m_rest(text)
    {
    }
    [[nodiscard]] bool failed() const { return m_hasFailed; }
    [[nodiscard]] bool isAtEnd() const { return m_rest.empty(); }
    [[nodiscard]] bool takes(char bracket)
    {
        if (m_rest.empty() || m_rest.front() != bracket)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    void expect(char bracket) { m_hasFailed = !takes(bracket) || m_hasFailed; }
    std::string text()
    {
        std::string out;
        for (std::size_t i = 0; i < m_rest.size(); ++i) {
            if (m_rest[i] == ';') {
                m_rest.remove_prefix(i + 1);
                return out;
            }
            if (m_rest[i] == '\\')
                ++i;
            else if (m_rest[i] == '[' || m_rest[i] == ']')
                break;
            if (i < m_rest.size())
                out.push_back(m_rest[i]);
        }
        m_hasFailed = true;
        return {};
    }
    int number(int least, int most)
    {
        const auto field = text();
        int out = 0;
        const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), out);
        if (error != std::errc() || end != field.data() + field.size() || out < least || out > most)
            m_hasFailed = true;
        return m_hasFailed ? least : out;
    }
    /// "HH:mm:ss[.fff]"
    std::int64_t time()
    {
        const auto field = text();
        int hour = 0;
        int minute = 0;
        int second = 0;
        int millisecond = 0;
        const int found
            = std::sscanf(field.c_str(), "%2d:%2d:%2d.%3d", &hour, &minute, &second, &millisecond);
        if (found < 3 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0
            || second > 59 || millisecond < 0)
            m_hasFailed = true;
        return hour * kTicksPerHour + minute * kTicksPerMinute + second * kTicksPerSecond
            + millisecond * (kTicksPerSecond / 1000);
    }
    /// "MM:dd:yyyy"
    std::int64_t date()
    {
        const auto field = text();
        int month = 0;
        int day = 0;
        int year = 0;
        const int found = std::sscanf(field.c_str(), "%2d:%2d:%4d", &month, &day, &year);
        const auto ticks = found == 3 ? ticksOf(year, month, day) : std::nullopt;
        m_hasFailed = m_hasFailed || !ticks;
        return ticks.value_or(0);
    }

private:
    std::string_view m_rest;
    bool m_hasFailed = false;
};

Transition readTransition(FieldReader& reader)
{
    Transition out;
    reader.expect('[');
    out.isFixed = reader.number(0, 1) == 1;
    out.timeOfDay = reader.time();
    out.month = reader.number(1, 12);
    if (out.isFixed) {
        out.day = reader.number(1, 31);
    } else {
        out.week = reader.number(1, 5);
        out.dayOfWeek = reader.number(0, 6);
    }
    reader.expect(']');
    return out;
}

AdjustmentRule readRule(FieldReader& reader)
{
    AdjustmentRule rule;
    rule.dateStart = reader.date();
    rule.dateEnd = reader.date();
    rule.delta = reader.number(-24 * 60, 24 * 60) * kTicksPerMinute;
    rule.start = readTransition(reader);
    reader.expect(';');
    rule.end = readTransition(reader);
    reader.expect(';');
    reader.expect(']');
    return rule;
}

} // namespace

std::string writeTimeZone(const TimeZone& zone)
{
    std::string out = fmt::format("{};{};{};{};{};", escaped(zone.id),
                                  zone.baseOffset / kTicksPerMinute, escaped(zone.displayName),
                                  escaped(zone.standardName), escaped(zone.daylightName));
    for (const auto& rule : zone.rules)
        out += fmt::format("[{};{};{};{};{};]", dateText(rule.dateStart), dateText(rule.dateEnd),
                           rule.delta / kTicksPerMinute, transitionText(rule.start),
                           transitionText(rule.end));
    return out + ";";
}

std::optional<TimeZone> readTimeZone(std::string_view text)
{
    FieldReader reader(text);
    TimeZone zone;
    zone.id = reader.text();
    zone.baseOffset = reader.number(-14 * 60, 14 * 60) * kTicksPerMinute;
    zone.displayName = reader.text();
    zone.standardName = reader.text();
    zone.daylightName = reader.text();
    while (!reader.failed() && reader.takes('['))
        zone.rules.push_back(readRule(reader));
    reader.expect(';');
    if (reader.failed() || !reader.isAtEnd() || zone.id.empty())
        return std::nullopt;
    return zone;
}

} // namespace gatelens::expression
