#include "core/store/filter_values.h"

#include "core/message/header_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace gatelens::filter {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Unit
{
    std::string_view name;
    double factor;
};

constexpr std::array<Unit, 7> kDurations{{{"ns", 0.001},
                                          {"us", 1},
                                          {"ms", 1000},
                                          {"s", 1e6},
                                          {"m", 60e6},
                                          {"h", 3600e6},
                                          {"d", 86400e6}}};
constexpr std::array<Unit, 7> kSizes{{{"b", 1},
                                      {"kb", 1e3},
                                      {"mb", 1e6},
                                      {"gb", 1e9},
                                      {"kib", 1024},
                                      {"mib", 1024.0 * 1024},
                                      {"gib", 1024.0 * 1024 * 1024}}};
constexpr std::array<Unit, 1> kPercent{{{"%", 1}}};

std::span<const Unit> unitsOf(FieldType type)
{
    switch (type) {
    case FieldType::Duration:
    case FieldType::Time:
        return kDurations;
    case FieldType::Size:
        return kSizes;
    default:
        return kPercent;
    }
}

std::string_view exampleOf(FieldType type)
{
    switch (type) {
    case FieldType::Duration:
        return "a duration such as 200ms or 1.5s";
    case FieldType::Size:
        return "a size such as 20kB or 1MiB";
    case FieldType::Time:
        return "a time such as -5m or 2026-11-20T14:00Z";
    default:
        return "a number such as 404, a class such as 5xx or a range such as 400..404";
    }
}

Error malformed(std::string_view text, FieldType type)
{
    return {ErrorCode::Malformed, fmt::format("\"{}\" is not {}", text, exampleOf(type)), {}};
}

struct Scalar
{
    double value = 0;
    bool isRelative = false;
};

Result<Scalar> parseScalar(std::string_view text, FieldType type)
{
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, problem]
        = std::from_chars(text.data(), end, number, std::chars_format::general);
    const std::string_view unit(stop, static_cast<std::size_t>(end - stop));
    const bool isNumber = problem == std::errc() && std::isfinite(number);
    if (type == FieldType::Time) {
        if (equalsIgnoringCase(text, "now"))
            return Scalar{0, true};
        const bool isSigned = !text.empty() && text.front() == '-';
        if (!isSigned || !isNumber) {
            const Result<Timestamp> time = parseIso8601(text);
            if (!time)
                return malformed(text, type);
            return Scalar{static_cast<double>(time->time_since_epoch().count()), false};
        }
    }
    if (!isNumber)
        return malformed(text, type);
    const double plainFactor = type == FieldType::Duration ? 1000 : 1; // milliseconds
    if (unit.empty() && type != FieldType::Time)
        return Scalar{number * plainFactor, false};
    for (const Unit& known : unitsOf(type)) {
        if (equalsIgnoringCase(known.name, unit))
            return Scalar{number * known.factor, type == FieldType::Time};
    }
    return malformed(text, type);
}

/// "5xx": the hundred.
std::optional<NumberValue> parseClass(std::string_view text)
{
    if (text.size() != 3 || text[0] < '0' || text[0] > '9'
        || !equalsIgnoringCase(text.substr(1), "xx"))
        return std::nullopt;
    const double hundred = (text[0] - '0') * 100;
    return NumberValue{hundred, hundred + 99, false, std::string(text)};
}

bool matchesValue(const Predicate& predicate, const TextValue& wanted, std::string_view value)
{
    if (wanted.pattern)
        return wanted.pattern->matches(value);
    if (wanted.hasWildcard())
        return matchesWildcard(value, wanted.text);
    switch (predicate.op) {
    case Operator::EqualsCase:
        return value == wanted.text;
    case Operator::Equals:
    case Operator::NotEquals:
        return equalsIgnoringCase(value, wanted.text);
    default:
        return containsIgnoringCase(value, wanted.text);
    }
}

char lowered(char character)
{
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32) : character;
}

} // namespace

Result<NumberValue> parseNumber(std::string_view text, FieldType type)
{
    // "5xx", 400..404, open-ended ranges, plain values.
    if (type == FieldType::Number) {
        if (auto hundred = parseClass(text))
            return *hundred;
    }
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) {
        const Result<Scalar> scalar = parseScalar(text, type);
        if (!scalar)
            return scalar.error();
        return NumberValue{scalar->value, scalar->value, scalar->isRelative, std::string(text)};
    }
    const std::string_view low = text.substr(0, dots);
    const std::string_view high = text.substr(dots + 2);
    if (low.empty() && high.empty())
        return malformed(text, type);
    NumberValue range{-kInfinity, kInfinity, false, std::string(text)};
    std::optional<bool> isRelative;
    for (const bool isLow : {true, false}) {
        const std::string_view part = isLow ? low : high;
        if (part.empty())
            continue;
        // The class of a range's end counts as a whole: 4xx..5xx is 400..599.
        const auto hundred = type == FieldType::Number ? parseClass(part) : std::nullopt;
        Scalar scalar;
        if (hundred) {
            scalar.value = isLow ? hundred->from : hundred->to;
        } else {
            const Result<Scalar> parsed = parseScalar(part, type);
            if (!parsed)
                return parsed.error();
            scalar = *parsed;
        }
        if (isRelative && *isRelative != scalar.isRelative)
            return Error{ErrorCode::Malformed,
                         fmt::format("\"{}\" mixes a relative and an absolute time", text),
                         {}};
        isRelative = scalar.isRelative;
        (isLow ? range.from : range.to) = scalar.value;
    }
    range.isRelative = isRelative.value_or(false);
    if (range.from > range.to)
        return Error{ErrorCode::Malformed, fmt::format("the range \"{}\" is empty", text), {}};
    return range;
}

std::pair<double, double> boundsOf(const NumberValue& value, Timestamp now)
{
    const double offset
        = value.isRelative ? static_cast<double>(now.time_since_epoch().count()) : 0;
    return {value.from + offset, value.to + offset};
}

bool matchesText(const Predicate& predicate, std::string_view value)
{
    const bool isAny
        = std::any_of(predicate.texts.begin(), predicate.texts.end(), [&](const TextValue& wanted) {
              return matchesValue(predicate, wanted, value);
          });
    return isAny;
}

bool matchesNumber(const Predicate& predicate, double value, Timestamp now)
{
    return std::any_of(predicate.numbers.begin(), predicate.numbers.end(),
                       [&](const NumberValue& wanted) {
                           const auto [from, to] = boundsOf(wanted, now);
                           switch (predicate.op) {
                           case Operator::Less:
                               return value < from;
                           case Operator::LessOrEqual:
                               return value <= from;
                           case Operator::Greater:
                               return value > from;
                           case Operator::GreaterOrEqual:
                               return value >= from;
                           default:
                               return value >= from && value <= to;
                           }
                       });
}

bool containsIgnoringCase(std::string_view text, std::string_view wanted)
{
    if (wanted.empty())
        return true;
    if (wanted.size() > text.size())
        return false;
    // Jump between places where the first byte fits, in either case: memchr is fast.
    const char low = lowered(wanted.front());
    const char high = low >= 'a' && low <= 'z' ? static_cast<char>(low - 32) : low;
    const std::size_t last = text.size() - wanted.size();
    std::size_t nextLow = text.find(low);
    std::size_t nextHigh = high == low ? std::string_view::npos : text.find(high);
    while (true) {
        const std::size_t at = std::min(nextLow, nextHigh);
        if (at == std::string_view::npos || at > last)
            return false;
        if (equalsIgnoringCase(text.substr(at, wanted.size()), wanted))
            return true;
        if (at == nextLow)
            nextLow = text.find(low, at + 1);
        else
            nextHigh = text.find(high, at + 1);
    }
}

bool matchesWildcard(std::string_view text, std::string_view pattern)
{
    std::size_t at = 0;
    std::size_t patternAt = 0;
    std::size_t starAt = std::string_view::npos;
    std::size_t resumeAt = 0;
    while (at < text.size()) {
        if (patternAt < pattern.size() && pattern[patternAt] == '*') {
            starAt = patternAt++;
            resumeAt = at;
        } else if (patternAt < pattern.size() && pattern[patternAt] == '?') {
            // One character, however many bytes of UTF-8 it has.
            ++at;
            while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
                ++at;
            ++patternAt;
        } else if (patternAt < pattern.size() && lowered(pattern[patternAt]) == lowered(text[at])) {
            ++at;
            ++patternAt;
        } else if (starAt != std::string_view::npos) {
            patternAt = starAt + 1;
            at = ++resumeAt;
        } else {
            return false;
        }
    }
    while (patternAt < pattern.size() && pattern[patternAt] == '*')
        ++patternAt;
    return patternAt == pattern.size();
}

} // namespace gatelens::filter
