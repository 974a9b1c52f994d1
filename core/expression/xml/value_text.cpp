#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/format.h"
#include "core/expression/xml/node.h"

#include <cmath>

namespace gatelens::expression {

namespace {

std::string realText(const Value& value)
{
    const double number
        = value.tag() == Tag::Double ? value.asDouble() : static_cast<double>(value.asSingle());
    if (number == 0 && std::signbit(number))
        return "-0";
    if (std::isinf(number))
        return number < 0 ? "-INF" : "INF";
    return formatNumber(value, "R").value_or("");
}

std::string momentText(const Value& value)
{
    const bool hasFraction = value.asLong() % kTicksPerSecond != 0;
    return formatDateTime(value,
                          hasFraction ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK" : "yyyy-MM-dd'T'HH:mm:ssK")
        .value_or("");
}

/// Seconds with their fraction, without zeros at its end.
std::string secondsText(std::uint64_t seconds, std::uint64_t fraction)
{
    if (fraction == 0)
        return std::to_string(seconds);
    auto digits = std::to_string(kTicksPerSecond + fraction).substr(1);
    while (digits.back() == '0')
        digits.pop_back();
    return std::to_string(seconds) + "." + digits;
}

/// An ISO 8601 duration.
std::string durationText(std::int64_t ticks)
{
    // Unsigned: the lowest span has no positive counterpart.
    const auto absolute
        = ticks < 0 ? 0 - static_cast<std::uint64_t>(ticks) : static_cast<std::uint64_t>(ticks);
    std::string out = ticks < 0 ? "-P" : "P";
    if (absolute >= kTicksPerDay)
        out += std::to_string(absolute / kTicksPerDay) + "D";
    const auto inDay = absolute % kTicksPerDay;
    if (inDay == 0 && absolute != 0)
        return out;
    out += "T";
    const auto hours = inDay / kTicksPerHour;
    const auto minutes = inDay / kTicksPerMinute % 60;
    const auto inMinute = inDay % kTicksPerMinute;
    if (hours > 0)
        out += std::to_string(hours) + "H";
    if (minutes > 0)
        out += std::to_string(minutes) + "M";
    if (inMinute > 0 || absolute == 0)
        out += secondsText(inMinute / kTicksPerSecond, inMinute % kTicksPerSecond) + "S";
    return out;
}

} // namespace

std::string xmlText(const Value& value)
{
    switch (value.tag()) {
    case Tag::Boolean:
        return value.asBool() ? "true" : "false";
    case Tag::Double:
    case Tag::Single:
        return realText(value);
    case Tag::DateTime:
    case Tag::DateTimeOffset:
        return momentText(value);
    case Tag::TimeSpan:
        return durationText(value.asLong());
    default:
        return value.toText();
    }
}

} // namespace gatelens::expression
