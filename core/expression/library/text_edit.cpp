#include "core/expression/library/text_members.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

Value substring(Env& env, Args a)
{
    const auto text = a[0].text();
    const auto length = static_cast<std::int64_t>(lengthUtf16(text));
    const auto start = a[1].asLong();
    if (start < 0 || start > length)
        return env.argumentRange("startIndex");
    const auto count = a.size() > 2 ? a[2].asLong() : length - start;
    if (count < 0 || start + count > length)
        return env.argumentRange("length");
    if (!env.charge(static_cast<std::uint64_t>(count)))
        return {};
    return Value::ofString(
        substringUtf16(text, static_cast<std::size_t>(start), static_cast<std::size_t>(count)));
}

Value replace(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("oldValue");
    const auto text = a[0].text();
    const auto old = textOrUnit(a[1]);
    const auto with = textOrUnit(a[2]);
    if (old.empty())
        return env.argument("String cannot be of zero length.");
    const auto comparison = comparisonIn(a, Comparison::Ordinal);
    std::string out;
    std::size_t at = 0;
    for (;;) {
        const auto found = findText(text, old, at, comparison);
        if (found == std::string::npos)
            break;
        out += text.substr(at, found - at);
        out += with;
        at = found + old.size();
        if (!env.charge(with.size() + 1))
            return {};
    }
    if (at == 0)
        return a[0];
    out += text.substr(at);
    return env.charge(out.size()) ? Value::ofString(joinSurrogates(std::move(out))) : Value();
}

Value insert(Env& env, Args a)
{
    if (a[2].isNull())
        return env.argumentNull("value");
    const auto length = static_cast<std::int64_t>(lengthUtf16(a[0].text()));
    if (a[1].asLong() < 0 || a[1].asLong() > length)
        return env.argumentRange("startIndex");
    std::u16string units = toUtf16(a[0].text());
    units.insert(static_cast<std::size_t>(a[1].asLong()), toUtf16(a[2].text()));
    return env.charge(units.size()) ? Value::ofString(fromUtf16(units)) : Value();
}

Value remove(Env& env, Args a)
{
    auto units = toUtf16(a[0].text());
    const auto length = static_cast<std::int64_t>(units.size());
    const auto start = a[1].asLong();
    if (start < 0 || start > length || (a.size() == 2 && start >= length))
        return env.argumentRange("startIndex");
    const auto count = a.size() > 2 ? a[2].asLong() : length - start;
    if (count < 0 || start + count > length)
        return env.argumentRange("count");
    units.erase(static_cast<std::size_t>(start), static_cast<std::size_t>(count));
    return Value::ofString(fromUtf16(units));
}

enum class Side
{
    Start = 1,
    End = 2,
    Both = 3
};

template<Side side>
Value trim(Env&, Args a)
{
    const auto text = a[0].text();
    std::vector<char16_t> wanted;
    if (a.size() > 1 && a[1].tag() == Tag::Char)
        wanted.push_back(a[1].asChar());
    else if (a.size() > 1 && !a[1].isNull()) {
        for (const auto& one : a[1].get<ArrayObject>().items)
            wanted.push_back(one.asChar());
    }
    const auto isTrimmed = [&](char16_t unit) {
        return wanted.empty() ? isWhiteSpace(unit)
                              : std::find(wanted.begin(), wanted.end(), unit) != wanted.end();
    };
    const auto units = toUtf16(text);
    std::size_t begin = 0;
    std::size_t end = units.size();
    if ((static_cast<int>(side) & 1) != 0) {
        while (begin < end && isTrimmed(units[begin]))
            ++begin;
    }
    if ((static_cast<int>(side) & 2) != 0) {
        while (end > begin && isTrimmed(units[end - 1]))
            --end;
    }
    if (begin == 0 && end == units.size())
        return a[0];
    return Value::ofString(fromUtf16(std::u16string_view(units).substr(begin, end - begin)));
}

template<bool isLeft>
Value pad(Env& env, Args a)
{
    const auto width = a[1].asLong();
    if (width < 0)
        return env.argumentRange("totalWidth");
    const auto length = static_cast<std::int64_t>(lengthUtf16(a[0].text()));
    if (width <= length)
        return a[0];
    if (!env.charge(static_cast<std::uint64_t>(width) * 2))
        return {};
    const auto unit = a.size() > 2 ? ofUnit(a[2].asChar()) : std::string(" ");
    std::string filling;
    for (std::int64_t i = length; i < width; ++i)
        filling += unit;
    return Value::ofString(isLeft ? filling + a[0].toText() : a[0].toText() + filling);
}

Value split(Env& env, Args a)
{
    const auto text = a[0].text();
    std::vector<std::string> separators;
    std::int64_t limit = INT32_MAX;
    std::int64_t options = 0;
    for (std::size_t i = 1; i < a.size(); ++i) {
        if (a[i].tag() == Tag::Int32)
            limit = a[i].asLong();
        else if (a[i].tag() == Tag::Enum)
            options = a[i].asLong();
        else if (a[i].tag() == Tag::Char || a[i].isString())
            separators.push_back(textOrUnit(a[i]));
        else if (const auto* array = a[i].as<ArrayObject>()) {
            for (const auto& one : array->items)
                separators.push_back(textOrUnit(one));
        }
    }
    if (limit < 0)
        return env.argumentRange("count");
    // Without separators the text is split at blanks; empty ones split nothing.
    const bool onBlanks = separators.empty();
    std::erase(separators, std::string());
    const bool dropsEmpty = (options & 1) != 0;
    const bool trims = (options & 2) != 0;
    std::vector<Value> parts;
    if (limit == 0)
        return newArray(core().string, {});
    const auto add = [&](std::string_view part) {
        if (trims)
            part = trimWhiteSpace(part);
        if (!part.empty() || !dropsEmpty)
            parts.push_back(Value::ofText(part));
    };
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t length = 0;
        if (onBlanks) {
            std::size_t next = at;
            if (isWhiteSpace(nextCodePoint(text, next)))
                length = next - at;
        } else {
            for (const auto& separator : separators) {
                if (text.substr(at).starts_with(separator)) {
                    length = separator.size();
                    break;
                }
            }
        }
        if (length == 0) {
            ++at;
            while (onBlanks && at < text.size()
                   && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
                ++at;
            continue;
        }
        if (static_cast<std::int64_t>(parts.size()) + 1 >= limit) {
            // The last part keeps what follows; leading separators are dropped with empty entries.
            if (dropsEmpty && at == begin) {
                at += length;
                begin = at;
                continue;
            }
            break;
        }
        add(text.substr(begin, at - begin));
        at += length;
        begin = at;
        if (!env.charge(sizeof(Value)))
            return {};
    }
    add(text.substr(begin));
    return newArray(core().string, std::move(parts));
}

} // namespace

void registerTextChanges(TypeBuilder& type)
{
    type.method("string Substring(int startIndex)", substring, "The text from startIndex on")
        .method("string Substring(int startIndex, int length)", substring,
                "length characters from startIndex on")
        .method("string Replace(string oldValue, string newValue)", replace,
                "Every oldValue becomes newValue")
        .method("string Replace(char oldChar, char newChar)", replace)
        .method("string Replace(string oldValue, string newValue, StringComparison comparisonType)",
                replace)
        .method("string Insert(int startIndex, string value)", insert)
        .method("string Remove(int startIndex)", remove)
        .method("string Remove(int startIndex, int count)", remove)
        .method("string Trim()", trim<Side::Both>, "Without white space at both ends")
        .method("string Trim(params char[] trimChars)", trim<Side::Both>)
        .method("string TrimStart()", trim<Side::Start>)
        .method("string TrimEnd()", trim<Side::End>)
        .method("string TrimStart(params char[] trimChars)", trim<Side::Start>)
        .method("string TrimEnd(params char[] trimChars)", trim<Side::End>)
        .method("string PadLeft(int totalWidth)", pad<true>)
        .method("string PadLeft(int totalWidth, char paddingChar)", pad<true>)
        .method("string PadRight(int totalWidth)", pad<false>)
        .method("string PadRight(int totalWidth, char paddingChar)", pad<false>)
        .method("string[] Split(params char[] separator)", split,
                "Parts between the separators; white space when there are none")
        .method("string[] Split(char[] separator, int count)", split)
        .method("string[] Split(char[] separator, StringSplitOptions options)", split)
        .method("string[] Split(char[] separator, int count, StringSplitOptions options)", split)
        .method("string[] Split(string[] separator, StringSplitOptions options)", split)
        .method("string[] Split(string[] separator, int count, StringSplitOptions options)", split)
        .method("string[] Split(char separator, StringSplitOptions options)", split)
        .method("string[] Split(char separator, int count, StringSplitOptions options = None)",
                split)
        .method("string[] Split(string separator, StringSplitOptions options = None)", split)
        .method(
            "string ToUpper()", [](Env&, Args a) { return Value::ofString(toUpper(a[0].text())); },
            "Upper case")
        .method(
            "string ToLower()", [](Env&, Args a) { return Value::ofString(toLower(a[0].text())); },
            "Lower case")
        .method("string ToUpper(CultureInfo culture)",
                [](Env&, Args a) { return Value::ofString(toUpper(a[0].text())); })
        .method("string ToLower(CultureInfo culture)",
                [](Env&, Args a) { return Value::ofString(toLower(a[0].text())); })
        .method(
            "string ToUpperInvariant()",
            [](Env&, Args a) { return Value::ofString(toUpper(a[0].text())); }, "Upper case")
        .method(
            "string ToLowerInvariant()",
            [](Env&, Args a) { return Value::ofString(toLower(a[0].text())); }, "Lower case");
}

} // namespace gatelens::expression
