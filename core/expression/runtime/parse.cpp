#include "core/expression/runtime/parse.h"

#include "core/expression/runtime/text.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

namespace gatelens::expression {

namespace {

/// The digits, point and exponent of a real number without its thousands separators; "" when the
/// text is no number.
std::string cleaned(std::string_view text, bool allowExponent)
{
    text = trimWhiteSpace(text);
    std::string out;
    std::size_t at = 0;
    const auto isDigit = [&] { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
    bool isNegative = false;
    if (at < text.size() && (text[at] == '-' || text[at] == '+'))
        isNegative = text[at++] == '-';
    bool anyDigit = false;
    while (isDigit() || (at < text.size() && text[at] == ',' && anyDigit)) {
        anyDigit = true;
        if (text[at] != ',')
            out.push_back(text[at]);
        ++at;
    }
    if (at < text.size() && text[at] == '.') {
        out.push_back('.');
        ++at;
        while (isDigit()) {
            anyDigit = true;
            out.push_back(text[at++]);
        }
    }
    if (!anyDigit)
        return {};
    if (allowExponent && at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        std::size_t next = at + 1;
        std::string exponent = "e";
        if (next < text.size() && (text[next] == '-' || text[next] == '+'))
            exponent.push_back(text[next++]);
        const auto first = next;
        while (next < text.size() && text[next] >= '0' && text[next] <= '9')
            exponent.push_back(text[next++]);
        if (next == first)
            return {};
        out += exponent;
        at = next;
    }
    // A trailing sign is part of NumberStyles.Number.
    if (!allowExponent && at + 1 == text.size() && !isNegative
        && (text[at] == '-' || text[at] == '+'))
        isNegative = text[at++] == '-';
    if (at != text.size())
        return {};
    if (!out.empty() && out.front() == '.')
        out.insert(out.begin(), '0');
    return isNegative ? "-" + out : out;
}

} // namespace

std::optional<bool> parseBoolean(std::string_view text)
{
    text = trimWhiteSpace(text);
    while (!text.empty() && text.back() == '\0')
        text.remove_suffix(1);
    if (equalText(text, "true", Comparison::OrdinalIgnoreCase))
        return true;
    if (equalText(text, "false", Comparison::OrdinalIgnoreCase))
        return false;
    return std::nullopt;
}

ParsedInteger readInteger(std::string_view text, bool allowThousands)
{
    ParsedInteger result;
    text = trimWhiteSpace(text);
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        result.isNegative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text.empty())
        result.error = NumberError::Format;
    for (const char c : text) {
        if (c == ',' && allowThousands)
            continue;
        if (c < '0' || c > '9') {
            result.error = NumberError::Format;
            return result;
        }
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (result.magnitude > (std::numeric_limits<std::uint64_t>::max() - digit) / 10)
            result.error = NumberError::Overflow;
        else
            result.magnitude = result.magnitude * 10 + digit;
    }
    return result;
}

ParsedInteger readUnsigned(std::string_view text, int base)
{
    ParsedInteger result;
    if (base == 16 && (text.starts_with("0x") || text.starts_with("0X")))
        text.remove_prefix(2);
    if (text.empty())
        result.error = NumberError::Format;
    for (const char c : text) {
        int digit = 99;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if (c >= 'a' && c <= 'f')
            digit = c - 'a' + 10;
        else if (c >= 'A' && c <= 'F')
            digit = c - 'A' + 10;
        if (digit >= base) {
            result.error = NumberError::Format;
            return result;
        }
        const auto limit = std::numeric_limits<std::uint64_t>::max();
        if (result.magnitude
            > (limit - static_cast<std::uint64_t>(digit)) / static_cast<std::uint64_t>(base))
            result.error = NumberError::Overflow;
        else
            result.magnitude = result.magnitude * static_cast<std::uint64_t>(base)
                + static_cast<std::uint64_t>(digit);
    }
    return result;
}

std::optional<std::int64_t> parseInteger(std::string_view text)
{
    const auto number = readInteger(text);
    const auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (number.error != NumberError::None || number.magnitude > limit + (number.isNegative ? 1 : 0))
        return std::nullopt;
    return static_cast<std::int64_t>(number.isNegative ? ~number.magnitude + 1 : number.magnitude);
}

std::optional<double> parseReal(std::string_view text)
{
    const auto trimmed = trimWhiteSpace(text);
    if (trimmed == "NaN")
        return std::numeric_limits<double>::quiet_NaN();
    if (trimmed == "Infinity")
        return std::numeric_limits<double>::infinity();
    if (trimmed == "-Infinity")
        return -std::numeric_limits<double>::infinity();
    const auto number = cleaned(text, true);
    if (number.empty())
        return std::nullopt;
    return std::strtod(number.c_str(), nullptr);
}

std::optional<Decimal> parseDecimal(std::string_view text, bool allowExponent)
{
    const auto number = cleaned(text, allowExponent);
    return number.empty() ? std::nullopt : Decimal::parse(number);
}

} // namespace gatelens::expression
