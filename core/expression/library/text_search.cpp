#include "core/expression/library/text_members.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

constexpr auto kNone = std::string_view::npos;

Value index(std::string_view text, std::size_t found)
{
    return Value::ofInt(found == kNone ? -1 : static_cast<std::int32_t>(unitIndex(text, found)));
}

/// Start and count arguments of IndexOf as a byte range; false with an exception when outside.
bool rangeOf(Env& env, Args a, std::size_t firstNumber, std::string_view text, std::size_t& from,
             std::size_t& to)
{
    from = 0;
    to = text.size();
    if (a.size() <= firstNumber || a[firstNumber].tag() != Tag::Int32)
        return true;
    const auto length = static_cast<std::int64_t>(lengthUtf16(text));
    const auto start = a[firstNumber].asLong();
    if (start < 0 || start > length) {
        env.argumentRange("startIndex");
        return false;
    }
    from = byteOffset(text, static_cast<std::size_t>(start));
    if (a.size() > firstNumber + 1 && a[firstNumber + 1].tag() == Tag::Int32) {
        const auto count = a[firstNumber + 1].asLong();
        if (count < 0 || start + count > length) {
            env.argumentRange("count");
            return false;
        }
        to = byteOffset(text, static_cast<std::size_t>(start + count));
    }
    return true;
}

Value indexOf(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("value");
    const auto text = a[0].text();
    std::size_t from = 0;
    std::size_t to = 0;
    if (!rangeOf(env, a, 2, text, from, to))
        return {};
    const auto found = findText(text.substr(0, to), textOrUnit(a[1]), from,
                                comparisonIn(a, Comparison::Ordinal));
    return index(text, found);
}

/// The end of what a backward search looks at and its beginning, in bytes: all of the text, or
/// `count` code units before and with position `start`. False with an exception raised.
bool backwardRange(Env& env, Args a, std::string_view text, std::size_t& from, std::size_t& to)
{
    from = 0;
    to = text.size();
    if (a.size() < 3 || a[2].tag() != Tag::Int32)
        return true;
    const auto length = static_cast<std::int64_t>(lengthUtf16(text));
    if (length == 0)
        return true;
    const auto start = a[2].asLong();
    if (start < 0 || start > length) {
        env.argumentRange("startIndex");
        return false;
    }
    const auto end = std::min(start + 1, length);
    to = byteOffset(text, static_cast<std::size_t>(end));
    if (a.size() > 3 && a[3].tag() == Tag::Int32) {
        const auto count = std::min(a[3].asLong(), end);
        if (a[3].asLong() < 0 || start - a[3].asLong() + 1 < 0) {
            env.argumentRange("count");
            return false;
        }
        from = byteOffset(text, static_cast<std::size_t>(end - count));
    }
    return true;
}

Value lastIndexOf(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("value");
    const auto text = a[0].text();
    const auto wanted = textOrUnit(a[1]);
    const bool isEmpty = wanted.empty();
    if (text.empty())
        return Value::ofInt(isEmpty ? 0 : -1);
    if (isEmpty && (a.size() < 3 || a[2].tag() != Tag::Int32))
        return Value::ofInt(static_cast<std::int32_t>(lengthUtf16(text)) - 1);
    std::size_t from = 0;
    std::size_t to = 0;
    if (!backwardRange(env, a, text, from, to))
        return {};
    const auto found
        = findLastText(text.substr(from, to - from), wanted, comparisonIn(a, Comparison::Ordinal));
    return index(text, found == kNone ? kNone : found + from);
}

bool isAmong(const std::vector<Value>& wanted, char16_t unit)
{
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](const Value& one) { return one.asChar() == unit; });
}

Value indexOfAny(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("anyOf");
    const auto units = toUtf16(a[0].text());
    const auto length = static_cast<std::int64_t>(units.size());
    const auto start = a.size() > 2 ? a[2].asLong() : 0;
    if (start < 0 || start > length)
        return env.argumentRange("startIndex");
    const auto count = a.size() > 3 ? a[3].asLong() : length - start;
    if (count < 0 || start + count > length)
        return env.argumentRange("count");
    const auto& wanted = a[1].get<ArrayObject>().items;
    for (std::int64_t i = start; i < start + count; ++i) {
        if (isAmong(wanted, units[static_cast<std::size_t>(i)]))
            return Value::ofInt(static_cast<std::int32_t>(i));
    }
    return Value::ofInt(-1);
}

Value lastIndexOfAny(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("anyOf");
    const auto units = toUtf16(a[0].text());
    if (units.empty())
        return Value::ofInt(-1);
    const auto length = static_cast<std::int64_t>(units.size());
    const auto start = a.size() > 2 ? a[2].asLong() : length - 1;
    if (start < 0 || start >= length)
        return env.argumentRange("startIndex");
    const auto count = a.size() > 3 ? a[3].asLong() : start + 1;
    if (count < 0 || start - count + 1 < 0)
        return env.argumentRange("count");
    const auto& wanted = a[1].get<ArrayObject>().items;
    for (std::int64_t i = start; i > start - count; --i) {
        if (isAmong(wanted, units[static_cast<std::size_t>(i)]))
            return Value::ofInt(static_cast<std::int32_t>(i));
    }
    return Value::ofInt(-1);
}

Value contains(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("value");
    return Value::ofBool(
        findText(a[0].text(), textOrUnit(a[1]), 0, comparisonIn(a, Comparison::Ordinal)) != kNone);
}

Value startsWith(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("value");
    if (a[1].tag() == Tag::Char)
        return Value::ofBool(a[0].text().starts_with(ofUnit(a[1].asChar())));
    auto comparison = comparisonIn(a, Comparison::Ordinal);
    if (a.size() > 2 && a[2].tag() == Tag::Boolean && a[2].asBool())
        comparison = Comparison::OrdinalIgnoreCase;
    const auto text = a[0].text();
    const auto wanted = a[1].text();
    if (!ignoresCase(comparison))
        return Value::ofBool(text.starts_with(wanted));
    return Value::ofBool(toUpper(text).starts_with(toUpper(wanted)));
}

Value endsWith(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("value");
    if (a[1].tag() == Tag::Char)
        return Value::ofBool(a[0].text().ends_with(ofUnit(a[1].asChar())));
    auto comparison = comparisonIn(a, Comparison::Ordinal);
    if (a.size() > 2 && a[2].tag() == Tag::Boolean && a[2].asBool())
        comparison = Comparison::OrdinalIgnoreCase;
    if (!ignoresCase(comparison))
        return Value::ofBool(a[0].text().ends_with(a[1].text()));
    return Value::ofBool(toUpper(a[0].text()).ends_with(toUpper(a[1].text())));
}

} // namespace

void registerTextSearch(TypeBuilder& type)
{
    type.method("int IndexOf(char value)", indexOf, "Position of the first occurrence, or -1")
        .method("int IndexOf(char value, int startIndex)", indexOf)
        .method("int IndexOf(char value, int startIndex, int count)", indexOf)
        .method("int IndexOf(string value)", indexOf, "Position of the first occurrence, or -1")
        .method("int IndexOf(string value, int startIndex)", indexOf)
        .method("int IndexOf(string value, int startIndex, int count)", indexOf)
        .method("int IndexOf(string value, StringComparison comparisonType)", indexOf)
        .method("int IndexOf(string value, int startIndex, StringComparison comparisonType)",
                indexOf)
        .method("int IndexOf(string value, int startIndex, int count, StringComparison "
                "comparisonType)",
                indexOf)
        .method("int IndexOf(char value, StringComparison comparisonType)", indexOf)
        .method("int LastIndexOf(char value, int startIndex, int count)", lastIndexOf)
        .method("int LastIndexOf(string value, int startIndex, int count)", lastIndexOf)
        .method("int LastIndexOf(string value, int startIndex, StringComparison comparisonType)",
                lastIndexOf)
        .method("int LastIndexOf(string value, int startIndex, int count, StringComparison "
                "comparisonType)",
                lastIndexOf)
        .method("int LastIndexOf(char value)", lastIndexOf,
                "Position of the last occurrence, or -1")
        .method("int LastIndexOf(char value, int startIndex)", lastIndexOf)
        .method("int LastIndexOf(string value)", lastIndexOf,
                "Position of the last occurrence, or -1")
        .method("int LastIndexOf(string value, int startIndex)", lastIndexOf)
        .method("int LastIndexOf(string value, StringComparison comparisonType)", lastIndexOf)
        .method("int IndexOfAny(char[] anyOf)", indexOfAny)
        .method("int IndexOfAny(char[] anyOf, int startIndex)", indexOfAny)
        .method("int IndexOfAny(char[] anyOf, int startIndex, int count)", indexOfAny)
        .method("int LastIndexOfAny(char[] anyOf)", lastIndexOfAny)
        .method("int LastIndexOfAny(char[] anyOf, int startIndex)", lastIndexOfAny)
        .method("int LastIndexOfAny(char[] anyOf, int startIndex, int count)", lastIndexOfAny)
        .method("bool Contains(string value)", contains,
                "True when value occurs in the text (ordinal)")
        .method("bool Contains(string value, StringComparison comparisonType)", contains)
        .method("bool Contains(char value)", contains)
        .method("bool Contains(char value, StringComparison comparisonType)", contains)
        .method("bool StartsWith(string value)", startsWith, "True when the text begins with value")
        .method("bool StartsWith(string value, StringComparison comparisonType)", startsWith)
        .method("bool StartsWith(string value, bool ignoreCase, CultureInfo culture)", startsWith)
        .method("bool StartsWith(char value)", startsWith)
        .method("bool EndsWith(string value)", endsWith, "True when the text ends with value")
        .method("bool EndsWith(string value, StringComparison comparisonType)", endsWith)
        .method("bool EndsWith(string value, bool ignoreCase, CultureInfo culture)", endsWith)
        .method("bool EndsWith(char value)", endsWith);
}

} // namespace gatelens::expression
