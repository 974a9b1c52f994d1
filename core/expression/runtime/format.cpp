#include "core/expression/runtime/format.h"

#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/expression/types/library.h"

#include <cmath>
#include <cstdio>

namespace gatelens::expression {

std::string formatReal(double value, int significantDigits)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value < 0 ? "-Infinity" : "Infinity";
    if (value == 0)
        return "0";
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*e", significantDigits - 1, value);
    // d.ddde±xx: the digits without trailing zeros, and the exponent
    const std::string_view text(buffer);
    const auto mark = text.find('e');
    const bool isNegative = text[0] == '-';
    std::string digits;
    for (const char c : text.substr(0, mark)) {
        if (c >= '0' && c <= '9')
            digits.push_back(c);
    }
    while (digits.size() > 1 && digits.back() == '0')
        digits.pop_back();
    const int exponent = std::atoi(buffer + mark + 1);
    std::string out = isNegative ? "-" : "";
    if (exponent < -4 || exponent >= significantDigits) {
        out += digits.substr(0, 1);
        if (digits.size() > 1)
            out += "." + digits.substr(1);
        char tail[16];
        std::snprintf(tail, sizeof tail, "E%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
        return out + tail;
    }
    if (exponent < 0)
        return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole)
        return out + digits + std::string(whole - digits.size(), '0');
    return out + digits.substr(0, whole) + "." + digits.substr(whole);
}

std::string formatEnum(const Value& value)
{
    const auto* type = value.type();
    const auto number = value.asLong();
    for (const auto& known : type->definition->values) {
        if (known.value == number)
            return known.name;
    }
    if (!type->definition->isFlags)
        return std::to_string(number);
    std::string out;
    auto rest = number;
    const auto& values = type->definition->values;
    for (auto known = values.rbegin(); known != values.rend(); ++known) {
        if (known->value == 0 || (rest & known->value) != known->value)
            continue;
        rest &= ~known->value;
        out = out.empty() ? known->name : known->name + ", " + out;
    }
    return rest != 0 ? std::to_string(number) : out;
}

std::string textOf(const Value& value)
{
    switch (value.tag()) {
    case Tag::Null:
    case Tag::ByReference:
        return {};
    case Tag::Boolean:
        return value.asBool() ? "True" : "False";
    case Tag::Char:
        return ofUnit(value.asChar());
    case Tag::UInt64:
        return std::to_string(value.asUnsigned());
    case Tag::SByte:
    case Tag::Byte:
    case Tag::Int16:
    case Tag::UInt16:
    case Tag::Int32:
    case Tag::UInt32:
    case Tag::Int64:
        return std::to_string(value.asLong());
    case Tag::Single:
        return formatReal(static_cast<double>(value.asSingle()), 7);
    case Tag::Double:
        return formatReal(value.asDouble());
    case Tag::Decimal:
        return value.asDecimal().toText();
    case Tag::DateTime:
    case Tag::DateTimeOffset:
        return formatDateTime(value, "").value_or("");
    case Tag::TimeSpan:
        return formatTimeSpan(value.asLong(), "").value_or("");
    case Tag::Enum:
        return formatEnum(value);
    case Tag::ShortString:
    case Tag::String:
        return std::string(value.text());
    case Tag::Object:
        return value.object()->toText();
    }
    return {};
}

std::optional<std::string> formatValue(const Value& value, std::string_view format)
{
    if (format.empty())
        return textOf(value);
    switch (value.tag()) {
    case Tag::SByte:
    case Tag::Byte:
    case Tag::Int16:
    case Tag::UInt16:
    case Tag::Int32:
    case Tag::UInt32:
    case Tag::Int64:
    case Tag::UInt64:
    case Tag::Single:
    case Tag::Double:
    case Tag::Decimal:
        return formatNumber(value, format);
    case Tag::DateTime:
    case Tag::DateTimeOffset:
        return formatDateTime(value, format);
    case Tag::TimeSpan:
        return formatTimeSpan(value.asLong(), format);
    case Tag::Enum:
        if (format == "D" || format == "d")
            return std::to_string(value.asLong());
        if (format == "X" || format == "x") {
            char buffer[24];
            std::snprintf(buffer, sizeof buffer, "%08llX",
                          static_cast<unsigned long long>(value.asUnsigned()));
            return buffer;
        }
        if (format == "G" || format == "g" || format == "F" || format == "f")
            return formatEnum(value);
        return std::nullopt;
    case Tag::Object:
        if (const auto* guid = value.as<GuidObject>(); guid != nullptr) {
            const char form = static_cast<char>(format.size() == 1 ? format[0] & ~0x20 : 0);
            if (std::string_view("NDBPX").find(form) == std::string_view::npos || form == 0)
                return std::nullopt;
            return formatGuid(guid->bytes, form);
        }
        if (value.type()->name == "BigInteger") {
            if (const auto number = Decimal::parse(textOf(value)))
                return formatNumber(Value::ofDecimal(*number), format);
        }
        return textOf(value);
    default:
        return textOf(value);
    }
}

std::string padded(std::string text, std::int64_t width)
{
    const auto length = static_cast<std::int64_t>(lengthUtf16(text));
    const auto wanted = width < 0 ? -width : width;
    if (length >= wanted)
        return text;
    const std::string blanks(static_cast<std::size_t>(wanted - length), ' ');
    return width < 0 ? text + blanks : blanks + text;
}

namespace {

/// Reads a decimal number of a format item; -1 when there is none.
std::int64_t readCount(std::string_view text, std::size_t& at)
{
    std::int64_t number = -1;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9' && number < 1000000)
        number = (number < 0 ? 0 : number) * 10 + (text[at++] - '0');
    return number;
}

void skipBlanks(std::string_view text, std::size_t& at)
{
    while (at < text.size() && text[at] == ' ')
        ++at;
}

/// One `{index,width:format}` behind its brace; moves `at` behind the closing brace.
bool appendItem(std::string_view text, std::size_t& at, std::span<const Value> arguments,
                std::string& out)
{
    const auto index = readCount(text, at);
    skipBlanks(text, at);
    if (index < 0 || index >= static_cast<std::int64_t>(arguments.size()))
        return false;
    std::int64_t width = 0;
    if (at < text.size() && text[at] == ',') {
        ++at;
        skipBlanks(text, at);
        const bool isLeft = at < text.size() && text[at] == '-';
        at += isLeft ? 1 : 0;
        width = readCount(text, at);
        if (width < 0 || width >= 1000000)
            return false;
        width = isLeft ? -width : width;
        skipBlanks(text, at);
    }
    std::string format;
    if (at < text.size() && text[at] == ':') {
        for (++at; at < text.size(); ++at) {
            const bool isDoubled = at + 1 < text.size() && text[at + 1] == text[at];
            if (text[at] == '{' && !isDoubled)
                return false;
            if (text[at] == '}' && !isDoubled)
                break;
            at += text[at] == '{' || text[at] == '}' ? 1 : 0;
            format.push_back(text[at]);
        }
    }
    if (at >= text.size() || text[at] != '}')
        return false;
    ++at;
    const auto& argument = arguments[static_cast<std::size_t>(index)];
    auto formatted = formatValue(argument, format);
    if (!formatted)
        return false;
    out += padded(std::move(*formatted), width);
    return true;
}

} // namespace

std::optional<std::string> formatComposite(std::string_view text, std::span<const Value> arguments)
{
    // Widths make long results of short formats.
    constexpr std::size_t kMostBytes = 64U << 20;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at++];
        if (out.size() > kMostBytes)
            return std::nullopt;
        if (c != '{' && c != '}') {
            out.push_back(c);
        } else if (at < text.size() && text[at] == c) {
            out.push_back(c);
            ++at;
        } else if (c == '}' || !appendItem(text, at, arguments, out)) {
            return std::nullopt;
        }
    }
    return out;
}

} // namespace gatelens::expression
