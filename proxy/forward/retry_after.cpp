#include "proxy/forward/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace gatelens::proxy {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongest = std::chrono::hours(24);

std::optional<int> readNumber(std::string_view text)
{
    int number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::optional<unsigned> readMonth(std::string_view name)
{
    constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto found = std::find(kMonths.begin(), kMonths.end(), name);
    if (found == kMonths.end())
        return std::nullopt;
    return static_cast<unsigned>(found - kMonths.begin()) + 1;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"; positions are fixed.
std::optional<Timestamp> readHttpDate(std::string_view text)
{
    constexpr std::size_t kLength = 29;
    if (text.size() != kLength || !text.ends_with(" GMT"))
        return std::nullopt;
    const auto day = readNumber(text.substr(5, 2));
    const auto month = readMonth(text.substr(8, 3));
    const auto year = readNumber(text.substr(12, 4));
    const auto hour = readNumber(text.substr(17, 2));
    const auto minute = readNumber(text.substr(20, 2));
    const auto second = readNumber(text.substr(23, 2));
    if (!day || !month || !year || !hour || !minute || !second)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok())
        return std::nullopt;
    return Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(*hour)
        + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

} // namespace

std::optional<milliseconds> parseRetryAfter(std::string_view header, Timestamp now)
{
    if (const auto seconds = readNumber(header)) {
        if (*seconds < 0)
            return std::nullopt;
        return std::min<milliseconds>(std::chrono::seconds(*seconds), kLongest);
    }
    const auto date = readHttpDate(header);
    if (!date)
        return std::nullopt;
    const auto wait = std::chrono::ceil<milliseconds>(*date - now);
    return std::clamp<milliseconds>(wait, milliseconds(0), kLongest);
}

} // namespace gatelens::proxy
