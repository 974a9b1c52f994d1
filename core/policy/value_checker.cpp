#include "core/policy/value_checker.h"

#include "core/base/nearest_name.h"
#include "core/base/whitespace.h"
#include "core/message/header_list.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
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
    if (attribute.type == "status-code" && (*number < 100 || *number > 999))
        return ValueProblem{
            true, "GL2206",
            fmt::format("{} is no status code; \"{}\" is from 100 to 999.", value, attribute.name)};
    return checkRange(attribute, *number);
}

bool isAddress(std::string_view value)
{
    const std::string text(value);
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1
        || inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

/// Only the base of a backend is certainly refused without a scheme; elsewhere it is odd.
std::optional<ValueProblem> checkUri(const AttributeDescriptor& attribute, std::string_view value)
{
    if (value.find("://") != std::string_view::npos)
        return std::nullopt;
    // Samples leave a value empty for their readers to fill in.
    return ValueProblem{attribute.name == "base-url" && !value.empty(), "GL2204",
                        fmt::format("\"{}\" is no absolute URL; \"{}\" must be one, such as "
                                    "https://example.com/base.",
                                    value, attribute.name)};
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

std::optional<ValueProblem> checkIpAddress(std::string_view value)
{
    value = trimmed(value);
    if (isAddress(value))
        return std::nullopt;
    const std::size_t slash = value.find('/');
    const bool isNetwork = slash != std::string_view::npos && isAddress(value.substr(0, slash));
    return ValueProblem{
        !isNetwork, "GL2204",
        isNetwork ? fmt::format("\"{}\" is a network; write it as an <address-range>.", value)
                  : fmt::format("\"{}\" is no IP address.", value)};
}

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
    if (attribute.type == "uri")
        return checkUri(attribute, value);
    if (attribute.type == "ip-address")
        return checkIpAddress(value);
    const bool needsText = attribute.isRequired
        && (attribute.type == "header-name" || attribute.type == "variable-name"
            || attribute.type == "identifier");
    if (needsText && value.empty())
        return ValueProblem{true, "GL2204",
                            fmt::format("\"{}\" must not be empty.", attribute.name)};
    return std::nullopt;
}

} // namespace gatelens::policy
