#include "core/policy/value_checker.h"

#include "core/base/nearest_name.h"
#include "core/base/whitespace.h"
#include "core/message/header_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace gatelens::policy {

namespace {

template<class Number>
std::optional<Number> parse(std::string_view text)
{
    Number number{};
    const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

bool isWholeNumberType(std::string_view type) { return type == "int" || type == "status-code"; }

bool isNumberType(std::string_view type)
{
    return isWholeNumberType(type) || type == "number" || type == "duration-seconds"
        || type == "duration-milliseconds";
}

std::optional<ValueProblem> checkRange(const AttributeDescriptor& attribute, double number)
{
    if (attribute.min && number < *attribute.min)
        return ValueProblem{number < 0, "GL2206",
                            fmt::format("\"{}\" is {}, but must be at least {}.", attribute.name,
                                        number, *attribute.min)};
    if (attribute.max && number > *attribute.max)
        return ValueProblem{false, "GL2206",
                            fmt::format("\"{}\" is {}, but at most {} is documented.",
                                        attribute.name, number, *attribute.max)};
    return std::nullopt;
}

std::optional<ValueProblem> checkNumber(const AttributeDescriptor& attribute,
                                        std::string_view value)
{
    const bool isWhole = isWholeNumberType(attribute.type);
    const auto number = parse<double>(value);
    if (!number || (isWhole && !parse<std::int64_t>(value)))
        return ValueProblem{true, "GL2204",
                            fmt::format("\"{}\" is no {}; \"{}\" must be one.", value,
                                        isWhole ? "whole number" : "number", attribute.name)};
    return checkRange(attribute, *number);
}

std::optional<ValueProblem> checkEnumeration(const AttributeDescriptor& attribute,
                                             std::string_view value)
{
    const std::vector<std::string_view> values(attribute.values.begin(), attribute.values.end());
    const bool isKnown = std::any_of(values.begin(), values.end(), [&](std::string_view one) {
        return equalsIgnoringCase(one, value);
    });
    if (isKnown)
        return std::nullopt;
    return ValueProblem{true, "GL2205",
                        fmt::format("\"{}\" is no value of \"{}\"; use one of {}.{}", value,
                                    attribute.name, fmt::join(values, ", "),
                                    didYouMean(value, values))};
}

} // namespace

std::optional<ValueProblem> checkValue(const AttributeDescriptor& attribute, std::string_view value)
{
    value = trimmed(value);
    if (!attribute.values.empty())
        return checkEnumeration(attribute, value);
    if (isNumberType(attribute.type))
        return checkNumber(attribute, value);
    if (attribute.type == "bool" && !equalsIgnoringCase(value, "true")
        && !equalsIgnoringCase(value, "false"))
        return ValueProblem{
            true, "GL2204",
            fmt::format("\"{}\" must be true or false, not \"{}\".", attribute.name, value)};
    const bool needsText = attribute.isRequired
        && (attribute.type == "header-name" || attribute.type == "variable-name"
            || attribute.type == "identifier");
    if (needsText && value.empty())
        return ValueProblem{true, "GL2204",
                            fmt::format("\"{}\" must not be empty.", attribute.name)};
    return std::nullopt;
}

} // namespace gatelens::policy
