#include "proxy/gateway/policies/liquid/dotnet_date.h"

#include <fmt/format.h>

#include <array>

namespace gatelens::proxy::liquid {

namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                "Thursday", "Friday", "Saturday"};

struct Parts
{
    int year;
    unsigned month;
    unsigned day;
    unsigned weekday;
    long hour;
    long minute;
    long second;
    long micros;
};

Parts partsOf(Timestamp time)
{
    using namespace std::chrono;
    const auto days = floor<std::chrono::days>(time);
    const year_month_day date(days);
    const hh_mm_ss clock(time - days);
    return {int(date.year()),           unsigned(date.month()),    unsigned(date.day()),
            weekday(days).c_encoding(), clock.hours().count(),     clock.minutes().count(),
            clock.seconds().count(),    clock.subseconds().count()};
}

std::string padded(long number, std::size_t width)
{
    return fmt::format("{:0{}}", number, width >= 2 ? 2 : 1);
}

std::string specifier(const Parts& parts, char letter, std::size_t count)
{
    switch (letter) {
    case 'y':
        return count <= 2 ? padded(parts.year % 100, count) : fmt::format("{:04}", parts.year);
    case 'M':
        if (count >= 3)
            return std::string(kMonths[parts.month - 1].substr(0, count == 3 ? 3 : 99));
        return padded(parts.month, count);
    case 'd':
        if (count >= 3)
            return std::string(kDays[parts.weekday].substr(0, count == 3 ? 3 : 99));
        return padded(parts.day, count);
    case 'H':
        return padded(parts.hour, count);
    case 'h':
        return padded(parts.hour % 12 == 0 ? 12 : parts.hour % 12, count);
    case 'm':
        return padded(parts.minute, count);
    case 's':
        return padded(parts.second, count);
    case 'f':
        return fmt::format("{:06}0", parts.micros).substr(0, std::min<std::size_t>(count, 7));
    case 't':
        return std::string(parts.hour < 12 ? "AM" : "PM").substr(0, count == 1 ? 1 : 2);
    case 'z':
        return count >= 3 ? "+00:00" : "+00";
    default:
        return std::string(count, letter);
    }
}

} // namespace

std::string formatDotNetDate(Timestamp time, std::string_view format)
{
    const Parts parts = partsOf(time);
    std::string result;
    while (!format.empty()) {
        const char c = format.front();
        if (c == '\'' || c == '"') {
            const std::size_t end = std::min(format.find(c, 1), format.size() - 1);
            result += format.substr(1, end - 1);
            format.remove_prefix(end + 1);
        } else if (c == '\\' && format.size() > 1) {
            result += format[1];
            format.remove_prefix(2);
        } else {
            const std::size_t count = std::min(format.find_first_not_of(c), format.size());
            result += specifier(parts, c, count);
            format.remove_prefix(count);
        }
    }
    return result;
}

} // namespace gatelens::proxy::liquid
