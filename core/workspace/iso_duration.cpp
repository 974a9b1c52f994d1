#include "core/workspace/iso_duration.h"

#include <fmt/format.h>

#include <charconv>

namespace gatelens {

namespace {

/// Length of a designator in seconds; 0 for none. "M" means minutes: months are refused by order.
std::int64_t secondsOf(char designator, bool isTime)
{
    switch (designator) {
    case 'W':
        return isTime ? 0 : 7 * 86400;
    case 'D':
        return isTime ? 0 : 86400;
    case 'H':
        return isTime ? 3600 : 0;
    case 'M':
        return isTime ? 60 : 0;
    case 'S':
        return isTime ? 1 : 0;
    default:
        return 0;
    }
}

constexpr double kLongestSeconds = 1e10;

} // namespace

std::optional<Micros> parseIsoDuration(std::string_view text)
{
    if (text.size() < 3 || text.front() != 'P')
        return std::nullopt;
    double seconds = 0;
    bool isTime = false;
    bool hasPart = false;
    for (std::size_t at = 1; at < text.size();) {
        if (text[at] == 'T' && !isTime) {
            isTime = true;
            hasPart = false;
            ++at;
            continue;
        }
        double number = 0;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(),
                                                  number, std::chars_format::fixed);
        at = static_cast<std::size_t>(end - text.data());
        if (error != std::errc() || number < 0 || at >= text.size())
            return std::nullopt;
        const std::int64_t unit = secondsOf(text[at], isTime);
        if (unit == 0)
            return std::nullopt;
        seconds += number * static_cast<double>(unit);
        hasPart = true;
        ++at;
    }
    if (!hasPart || seconds > kLongestSeconds)
        return std::nullopt;
    return Micros(static_cast<std::int64_t>(seconds * 1e6 + 0.5));
}

std::string toIsoDuration(Micros duration)
{
    const std::int64_t micros = duration.count();
    const std::int64_t seconds = micros / 1'000'000;
    std::string text = "P";
    if (seconds >= 86400)
        text += fmt::format("{}D", seconds / 86400);
    const std::int64_t rest = seconds % 86400;
    const std::int64_t fraction = micros % 1'000'000;
    if (rest == 0 && fraction == 0)
        return text == "P" ? "PT0S" : text;
    text += 'T';
    if (rest >= 3600)
        text += fmt::format("{}H", rest / 3600);
    if (rest % 3600 >= 60)
        text += fmt::format("{}M", rest % 3600 / 60);
    if (fraction != 0)
        text += fmt::format("{}.{:06}S", rest % 60, fraction);
    else if (rest % 60 != 0)
        text += fmt::format("{}S", rest % 60);
    return text;
}

} // namespace gatelens
