#include "proxy/gateway/policies/liquid/liquid_filters.h"

#include "core/base/time.h"
#include "core/message/url.h"
#include "proxy/gateway/policies/liquid/dotnet_date.h"
#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace gatelens::proxy::liquid {

namespace {

using Arguments = std::span<const Value>;
using Filter = Value (*)(const Value&, Arguments);

std::string argument(Arguments arguments, std::size_t index, std::string_view fallback = {})
{
    return index < arguments.size() ? toText(arguments[index]) : std::string(fallback);
}

bool isWhole(const Value& value)
{
    if (value.is_int64() || value.is_uint64())
        return true;
    return value.is_string() && value.get_string().find('.') == boost::json::string::npos;
}

Value arithmetic(const Value& left, Arguments arguments, double (*operation)(double, double))
{
    const Value right = arguments.empty() ? Value(0) : arguments[0];
    return numberValue(operation(toNumber(left), toNumber(right)), isWhole(left) && isWhole(right));
}

boost::json::array listOf(const Value& value)
{
    if (value.is_array())
        return value.get_array();
    return value.is_null() ? boost::json::array() : boost::json::array{value};
}

std::string replaced(std::string text, const std::string& from, const std::string& to, bool isAll)
{
    if (from.empty())
        return text;
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
        if (!isAll)
            break;
    }
    return text;
}

std::string withUpper(std::string text, bool isUpper)
{
    for (char& c : text) {
        if (isUpper && c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 32);
        else if (!isUpper && c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + 32);
    }
    return text;
}

std::string capitalized(std::string text)
{
    bool isStart = true;
    for (char& c : text) {
        if (isStart && c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 32);
        isStart = c == ' ';
    }
    return text;
}

std::string escaped(const std::string& text)
{
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        case '\'':
            result += "&#39;";
            break;
        default:
            result += c;
        }
    }
    return result;
}

std::string withoutTags(const std::string& text)
{
    std::string result;
    bool isInside = false;
    for (const char c : text) {
        if (c == '<')
            isInside = true;
        else if (c == '>' && isInside)
            isInside = false;
        else if (!isInside)
            result += c;
    }
    return result;
}

std::string truncated(const std::string& text, Arguments arguments)
{
    const auto length
        = static_cast<std::size_t>(arguments.empty() ? 50 : std::max(toNumber(arguments[0]), 0.0));
    const std::string ending = argument(arguments, 1, "...");
    if (text.size() <= length)
        return text;
    return text.substr(0, length > ending.size() ? length - ending.size() : 0) + ending;
}

std::string truncatedWords(const std::string& text, Arguments arguments)
{
    const auto count
        = static_cast<std::size_t>(arguments.empty() ? 15 : std::max(toNumber(arguments[0]), 1.0));
    const std::vector<std::string_view> words = splitTrimmed(text, ' ');
    if (words.size() <= count)
        return text;
    std::string result;
    for (std::size_t i = 0; i < count; ++i)
        result.append(i == 0 ? "" : " ").append(words[i]);
    return result + argument(arguments, 1, "...");
}

Value sliced(const Value& input, Arguments arguments)
{
    const bool isList = input.is_array();
    const std::string text = isList ? std::string() : toText(input);
    const auto size = static_cast<std::int64_t>(isList ? input.get_array().size() : text.size());
    auto from = static_cast<std::int64_t>(arguments.empty() ? 0 : toNumber(arguments[0]));
    const auto count = static_cast<std::int64_t>(arguments.size() < 2 ? 1 : toNumber(arguments[1]));
    from = from < 0 ? from + size : from;
    if (from < 0 || from >= size || count <= 0)
        return isList ? Value(boost::json::array()) : Value("");
    const std::int64_t to = std::min(size, from + count);
    if (!isList)
        return Value(
            text.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
    const boost::json::array& list = input.get_array();
    return boost::json::array(list.begin() + from, list.begin() + to);
}

bool isBefore(const Value& left, const Value& right)
{
    if (left.is_number() && right.is_number())
        return toNumber(left) < toNumber(right);
    return toText(left) < toText(right);
}

Value sorted(const Value& input, Arguments arguments)
{
    boost::json::array list = listOf(input);
    const Value key = arguments.empty() ? Value() : arguments[0];
    std::stable_sort(list.begin(), list.end(), [&](const Value& left, const Value& right) {
        return key.is_null() ? isBefore(left, right)
                             : isBefore(memberOf(left, key), memberOf(right, key));
    });
    return list;
}

Value unique(const Value& input, Arguments)
{
    boost::json::array result;
    for (const Value& element : listOf(input)) {
        if (std::find(result.begin(), result.end(), element) == result.end())
            result.push_back(element);
    }
    return result;
}

Value mapped(const Value& input, Arguments arguments)
{
    boost::json::array result;
    for (const Value& element : listOf(input))
        result.push_back(memberOf(element, arguments.empty() ? Value("") : arguments[0]));
    return result;
}

Value split(const Value& input, Arguments arguments)
{
    const std::string text = toText(input);
    const std::string separator = argument(arguments, 0, " ");
    boost::json::array parts;
    if (separator.empty()) {
        for (const char c : text)
            parts.emplace_back(std::string_view(&c, 1));
        return parts;
    }
    std::size_t at = 0;
    while (true) {
        const std::size_t end = text.find(separator, at);
        parts.emplace_back(std::string_view(text).substr(
            at, end == std::string::npos ? std::string::npos : end - at));
        if (end == std::string::npos)
            return parts;
        at = end + separator.size();
    }
}

Value joined(const Value& input, Arguments arguments)
{
    const std::string separator = argument(arguments, 0, " ");
    std::string text;
    bool isFirst = true;
    for (const Value& element : listOf(input)) {
        text.append(isFirst ? "" : separator).append(toText(element));
        isFirst = false;
    }
    return Value(text);
}

Value compacted(const Value& input, Arguments)
{
    boost::json::array result;
    for (const Value& element : listOf(input)) {
        if (!element.is_null())
            result.push_back(element);
    }
    return result;
}

Value rounded(const Value& input, Arguments arguments)
{
    const double digits = arguments.empty() ? 0 : toNumber(arguments[0]);
    const double scale = std::pow(10.0, digits);
    return numberValue(std::round(toNumber(input) * scale) / scale, digits <= 0);
}

Value divided(const Value& input, Arguments arguments)
{
    const Value right = arguments.empty() ? Value(1) : arguments[0];
    const bool isInteger = isWhole(input) && isWhole(right);
    const double quotient = toNumber(input) / toNumber(right);
    return numberValue(isInteger ? std::trunc(quotient) : quotient, isInteger);
}

Value dated(const Value& input, Arguments arguments)
{
    const std::string text = toText(input);
    const Result<Timestamp> time = text == "now" || text == "today"
        ? Result<Timestamp>(gatelens::now())
        : parseIso8601(text);
    return time && !arguments.empty() ? Value(formatDotNetDate(*time, toText(arguments[0])))
                                      : Value(text);
}

Value currency(const Value& input, Arguments)
{
    const double amount = toNumber(input);
    std::string digits = fmt::format("{:.2f}", std::fabs(amount));
    for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 6; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    // The invariant culture's currency sign.
    return Value((amount < 0 ? "(\u00a4" : "\u00a4") + digits + (amount < 0 ? ")" : ""));
}

Value concatenated(const Value& input, Arguments arguments)
{
    return Value(toText(input) + argument(arguments, 0));
}

const std::map<std::string_view, Filter>& filters()
{
    static const std::map<std::string_view, Filter> table{
        {"Abs",
         [](const Value& v, Arguments) { return numberValue(std::fabs(toNumber(v)), isWhole(v)); }},
        {"Append", concatenated},
        {"AtLeast",
         [](const Value& v, Arguments a) {
             return arithmetic(v, a, [](double x, double y) { return std::max(x, y); });
         }},
        {"AtMost",
         [](const Value& v, Arguments a) {
             return arithmetic(v, a, [](double x, double y) { return std::min(x, y); });
         }},
        {"Capitalize", [](const Value& v, Arguments) { return Value(capitalized(toText(v))); }},
        {"Ceil",
         [](const Value& v, Arguments) { return numberValue(std::ceil(toNumber(v)), true); }},
        {"Compact", compacted},
        {"Currency", currency},
        {"Date", dated},
        {"Default",
         [](const Value& v, Arguments a) { return toText(v).empty() && !a.empty() ? a[0] : v; }},
        {"DividedBy", divided},
        {"Downcase", [](const Value& v, Arguments) { return Value(withUpper(toText(v), false)); }},
        {"Escape", [](const Value& v, Arguments) { return Value(escaped(toText(v))); }},
        {"First", [](const Value& v, Arguments) { return memberOf(v, "first"); }},
        {"Floor",
         [](const Value& v, Arguments) { return numberValue(std::floor(toNumber(v)), true); }},
        {"H", [](const Value& v, Arguments) { return Value(escaped(toText(v))); }},
        {"Join", joined},
        {"Last", [](const Value& v, Arguments) { return memberOf(v, "last"); }},
        {"Lstrip",
         [](const Value& v, Arguments) {
             const std::string t = toText(v);
             const auto at = t.find_first_not_of(" \t\r\n");
             return Value(at == std::string::npos ? std::string() : t.substr(at));
         }},
        {"Map", mapped},
        {"Minus",
         [](const Value& v, Arguments a) {
             return arithmetic(v, a, [](double x, double y) { return x - y; });
         }},
        {"Modulo",
         [](const Value& v, Arguments a) {
             return arithmetic(v, a, [](double x, double y) { return std::fmod(x, y); });
         }},
        {"NewlineToBr",
         [](const Value& v, Arguments) {
             return Value(replaced(toText(v), "\n", "<br />\n", true));
         }},
        {"Plus",
         [](const Value& v, Arguments a) {
             return arithmetic(v, a, [](double x, double y) { return x + y; });
         }},
        {"Prepend", [](const Value& v, Arguments a) { return Value(argument(a, 0) + toText(v)); }},
        {"Remove",
         [](const Value& v, Arguments a) {
             return Value(replaced(toText(v), argument(a, 0), "", true));
         }},
        {"RemoveFirst",
         [](const Value& v, Arguments a) {
             return Value(replaced(toText(v), argument(a, 0), "", false));
         }},
        {"Replace",
         [](const Value& v, Arguments a) {
             return Value(replaced(toText(v), argument(a, 0), argument(a, 1), true));
         }},
        {"ReplaceFirst",
         [](const Value& v, Arguments a) {
             return Value(replaced(toText(v), argument(a, 0), argument(a, 1), false));
         }},
        {"Reverse",
         [](const Value& v, Arguments) {
             boost::json::array list = listOf(v);
             std::reverse(list.begin(), list.end());
             return Value(list);
         }},
        {"Round", rounded},
        {"Rstrip",
         [](const Value& v, Arguments) {
             const std::string t = toText(v);
             return Value(t.substr(0, t.find_last_not_of(" \t\r\n") + 1));
         }},
        {"Size",
         [](const Value& v, Arguments) {
             const Value size = memberOf(v, "size");
             return size.is_null() ? Value(0) : size;
         }},
        {"Slice", sliced},
        {"Sort", sorted},
        {"Split", split},
        {"Strip", [](const Value& v, Arguments) { return Value(std::string(trimmed(toText(v)))); }},
        {"StripHtml", [](const Value& v, Arguments) { return Value(withoutTags(toText(v))); }},
        {"StripNewlines",
         [](const Value& v, Arguments) {
             return Value(replaced(replaced(toText(v), "\r", "", true), "\n", "", true));
         }},
        {"Times",
         [](const Value& v, Arguments a) {
             return arithmetic(v, a, [](double x, double y) { return x * y; });
         }},
        {"Truncate", [](const Value& v, Arguments a) { return Value(truncated(toText(v), a)); }},
        {"TruncateWords",
         [](const Value& v, Arguments a) { return Value(truncatedWords(toText(v), a)); }},
        {"Uniq", unique},
        {"Upcase", [](const Value& v, Arguments) { return Value(withUpper(toText(v), true)); }},
        {"UrlDecode",
         [](const Value& v, Arguments) { return Value(percentDecode(toText(v), true)); }},
        {"UrlEncode",
         [](const Value& v, Arguments) {
             return Value(replaced(percentEncode(toText(v)), "%20", "+", true));
         }},
    };
    return table;
}

/// "divided_by" is "DividedBy".
std::string pascalCase(std::string_view name)
{
    std::string result;
    bool isStart = true;
    for (const char c : name) {
        if (c == '_') {
            isStart = true;
            continue;
        }
        result += isStart && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        isStart = false;
    }
    return result;
}

} // namespace

bool isFilter(std::string_view name) { return filters().contains(pascalCase(name)); }

Result<Value> applyFilter(std::string_view name, const Value& input,
                          std::span<const Value> arguments)
{
    const std::string key = pascalCase(name);
    const bool isDivision = key == "DividedBy" || key == "Modulo";
    if (isDivision && (arguments.empty() || toNumber(arguments[0]) == 0))
        return Error{ErrorCode::Malformed, fmt::format("{}: division by zero", name), {}};
    return filters().at(key)(input, arguments);
}

} // namespace gatelens::proxy::liquid
