#include "core/expression/library/collections.h"
#include "core/expression/library/comparers.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/expression/runtime/unicode.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

constexpr auto kNone = std::string_view::npos;

Value index(std::string_view text, std::size_t found)
{
    return Value::ofInt(found == kNone ? -1 : static_cast<std::int32_t>(unitIndex(text, found)));
}

std::string needle(const Value& value)
{
    return value.tag() == Tag::Char ? ofUnit(value.asChar()) : value.toText();
}

Comparison comparisonIn(Args a, Comparison otherwise)
{
    for (std::size_t i = 1; i < a.size(); ++i) {
        if (a[i].tag() == Tag::Enum)
            return static_cast<Comparison>(a[i].asLong());
    }
    return otherwise;
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
    const auto found
        = findText(text.substr(0, to), needle(a[1]), from, comparisonIn(a, Comparison::Ordinal));
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
    const auto wanted = needle(a[1]);
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
        findText(a[0].text(), needle(a[1]), 0, comparisonIn(a, Comparison::Ordinal)) != kNone);
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
    const auto old = needle(a[1]);
    const auto with = needle(a[2]);
    if (old.empty())
        return env.argument("String cannot be of zero length.");
    const auto comparison = comparisonIn(a, Comparison::Ordinal);
    std::string out;
    std::size_t at = 0;
    for (;;) {
        const auto found = findText(text, old, at, comparison);
        if (found == kNone)
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
            separators.push_back(needle(a[i]));
        else if (const auto* array = a[i].as<ArrayObject>()) {
            for (const auto& one : array->items)
                separators.push_back(needle(one));
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

Value join(Env& env, const Value& separator, const Value& values)
{
    if (values.isNull())
        return env.argumentNull("values");
    const auto between = needle(separator);
    std::string out;
    bool isFirst = true;
    const auto run = iterate(env, values);
    Value item;
    while (run->next(env, item)) {
        if (!isFirst)
            out += between;
        isFirst = false;
        const auto before = out.size();
        out += textOf(item);
        if (!env.charge(out.size() - before + between.size()))
            return {};
    }
    return env.raised() ? Value() : Value::ofString(joinSurrogates(std::move(out)));
}

Value joinRange(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("value");
    const auto& items = a[1].get<ArrayObject>().items;
    const auto start = a[2].asLong();
    const auto count = a[3].asLong();
    if (start < 0 || count < 0 || start + count > static_cast<std::int64_t>(items.size()))
        return env.argumentRange("startIndex");
    std::vector<Value> part(items.begin() + start, items.begin() + start + count);
    return join(env, a[0], newArray(core().string, std::move(part)));
}

Value concat(Env& env, Args a)
{
    std::string out;
    for (std::size_t i = 0; i < a.size(); ++i)
        out += textOf(a[i]);
    return env.charge(out.size()) ? Value::ofString(joinSurrogates(std::move(out))) : Value();
}

Value formatText(Env& env, const Value& format, std::span<const Value> arguments)
{
    if (format.isNull())
        return env.argumentNull("format");
    auto text = formatComposite(format.text(), arguments);
    if (!text)
        return env.format("Input string was not in a correct format.");
    return env.charge(text->size()) ? Value::ofString(std::move(*text)) : Value();
}

Value formatArray(Env& env, Args a)
{
    const bool hasProvider = a.size() > 2;
    const Value& array = a[hasProvider ? 2 : 1];
    if (array.isNull())
        return env.argumentNull("args");
    return formatText(env, a[hasProvider ? 1 : 0], array.get<ArrayObject>().items);
}

Value compare(Env&, Args a)
{
    auto comparison = comparisonIn(a, Comparison::CurrentCulture);
    if (a.size() > 2 && a[2].tag() == Tag::Boolean && a[2].asBool())
        comparison = Comparison::CurrentCultureIgnoreCase;
    if (a[0].isNull() || a[1].isNull())
        return Value::ofInt(a[0].isNull() ? (a[1].isNull() ? 0 : -1) : 1);
    const int order = compareText(a[0].text(), a[1].text(), comparison);
    return Value::ofInt(order < 0 ? -1 : (order > 0 ? 1 : 0));
}

/// CompareOptions to the comparison that comes nearest.
Comparison comparisonOf(const Value& options)
{
    const auto bits = options.asLong();
    if ((bits & 0x10000000) != 0)
        return Comparison::OrdinalIgnoreCase;
    if ((bits & 0x40000000) != 0)
        return Comparison::Ordinal;
    return (bits & 1) != 0 ? Comparison::CurrentCultureIgnoreCase : Comparison::CurrentCulture;
}

/// `(strA, strB, culture, options)`
Value compareByOptions(Env&, Args a)
{
    if (a[0].isNull() || a[1].isNull())
        return Value::ofInt(a[0].isNull() ? (a[1].isNull() ? 0 : -1) : 1);
    const int order = compareText(a[0].text(), a[1].text(), comparisonOf(a[3]));
    return Value::ofInt(order < 0 ? -1 : (order > 0 ? 1 : 0));
}

Value equalsText(Env&, Args a)
{
    if (a[0].isNull() || a[1].isNull())
        return Value::ofBool(a[0].isNull() && a[1].isNull());
    return Value::ofBool(equalText(a[0].text(), a[1].text(), comparisonIn(a, Comparison::Ordinal)));
}

Value toCharArray(Env& env, Args a)
{
    auto units = toUtf16(a[0].text());
    if (a.size() > 1) {
        const auto start = a[1].asLong();
        const auto count = a[2].asLong();
        if (start < 0 || count < 0 || start + count > static_cast<std::int64_t>(units.size()))
            return env.argumentRange("startIndex");
        units = units.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(count));
    }
    if (!env.charge(units.size() * sizeof(Value)))
        return {};
    std::vector<Value> items;
    items.reserve(units.size());
    for (const char16_t unit : units)
        items.push_back(Value::ofChar(unit));
    return newArray(core().character, std::move(items));
}

Value fromChars(Env& env, Args a)
{
    if (a[0].isNull())
        return Value::ofLiteral("");
    const auto& items = a[0].get<ArrayObject>().items;
    std::size_t start = 0;
    std::size_t count = items.size();
    if (a.size() > 1) {
        if (a[1].asInt() < 0 || a[2].asInt() < 0
            || a[1].asLong() + a[2].asLong() > static_cast<std::int64_t>(items.size()))
            return env.argumentRange("startIndex");
        start = static_cast<std::size_t>(a[1].asInt());
        count = static_cast<std::size_t>(a[2].asInt());
    }
    std::u16string units;
    for (std::size_t i = start; i < start + count; ++i)
        units.push_back(items[i].asChar());
    return Value::ofString(fromUtf16(units));
}

/// `(strA, indexA, strB, indexB, length, …)`: a part of two texts.
Value compareParts(Env& env, Args a, Comparison comparison)
{
    if (a[4].asInt() < 0)
        return env.argumentRange("length");
    std::string parts[2];
    for (std::size_t i = 0; i < 2; ++i) {
        const auto text = a[i * 2].text();
        const auto index = a[i * 2 + 1].asLong();
        if (index < 0 || index > static_cast<std::int64_t>(lengthUtf16(text)))
            return env.argumentRange(i == 0 ? "indexA" : "indexB");
        parts[i] = substringUtf16(text, static_cast<std::size_t>(index),
                                  static_cast<std::size_t>(a[4].asInt()));
    }
    return Value::ofInt(compareText(parts[0], parts[1], comparison));
}

Value comparePart(Env& env, Args a)
{
    auto comparison = comparisonIn(a, Comparison::CurrentCulture);
    if (a.size() > 5 && a[5].tag() == Tag::Boolean && a[5].asBool())
        comparison = Comparison::CurrentCultureIgnoreCase;
    return compareParts(env, a, comparison);
}

/// `(strA, indexA, strB, indexB, length, culture, options)`
Value comparePartByOptions(Env& env, Args a) { return compareParts(env, a, comparisonOf(a[6])); }

Value comparePartOrdinal(Env& env, Args a) { return compareParts(env, a, Comparison::Ordinal); }

NormalForm normalFormIn(Args a)
{
    switch (a.size() > 1 ? a[1].asLong() : 1) {
    case 2:
        return NormalForm::D;
    case 5:
        return NormalForm::KC;
    case 6:
        return NormalForm::KD;
    default:
        return NormalForm::C;
    }
}

Value normalize(Env& env, Args a)
{
    if (isAscii(a[0].text()))
        return a[0];
    auto text = normalized(a[0].text(), normalFormIn(a));
    return text ? Value::ofString(std::move(*text))
                : env.argument("Invalid Unicode code point found in the text.");
}

Value isNormalized(Env& env, Args a)
{
    const Value text = normalize(env, a);
    return env.raised() ? Value() : Value::ofBool(text.text() == a[0].text());
}

void registerString(LibraryBuilder& library)
{
    library.type("enum System.Text.NormalizationForm")
        .value("FormC", 1)
        .value("FormD", 2)
        .value("FormKC", 5)
        .value("FormKD", 6);
    library
        .type("class System.String : IEnumerable<char>, IComparable",
              "Text: immutable, counted in UTF-16 code units")
        .method(
            "new(char c, int count)",
            [](Env& env, Args a) {
                if (a[1].asInt() < 0)
                    return env.argumentRange("count");
                if (!env.charge(static_cast<std::uint64_t>(a[1].asInt())))
                    return Value();
                const auto unit = ofUnit(a[0].asChar());
                std::string out;
                for (int i = 0; i < a[1].asInt(); ++i)
                    out += unit;
                return Value::ofString(std::move(out));
            },
            "The character, count times")
        .method("new(char[] value)", fromChars, "Text of the characters")
        .method("new(char[] value, int startIndex, int length)", fromChars)
        .constant("string Empty", Value::ofLiteral(""), "The text without characters")
        .property(
            "int Length",
            [](Env&, Args a) {
                return Value::ofInt(static_cast<std::int32_t>(lengthUtf16(a[0].text())));
            },
            "Number of UTF-16 code units")
        .method("char this[int index]",
                [](Env& env, Args a) {
                    const auto text = a[0].text();
                    if (a[1].asInt() < 0
                        || static_cast<std::size_t>(a[1].asInt()) >= lengthUtf16(text))
                        return env.raise("IndexOutOfRangeException",
                                         "Index was outside the bounds of the array.");
                    return Value::ofChar(unitAt(text, static_cast<std::size_t>(a[1].asInt())));
                })
        .method("string Substring(int startIndex)", substring, "The text from startIndex on")
        .method("string Substring(int startIndex, int length)", substring,
                "length characters from startIndex on")
        .method("int IndexOf(char value)", indexOf, "Position of the first occurrence, or -1")
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
        .method("bool EndsWith(char value)", endsWith)
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
            [](Env&, Args a) { return Value::ofString(toLower(a[0].text())); }, "Lower case")
        .method("string ToString(IFormatProvider provider)", [](Env&, Args a) { return a[0]; })
        .method("string Normalize()", normalize, "Accents joined with their letters")
        .method("string Normalize(NormalizationForm normalizationForm)", normalize)
        .method("bool IsNormalized()", isNormalized)
        .method("bool IsNormalized(NormalizationForm normalizationForm)", isNormalized)
        .method("TypeCode GetTypeCode()",
                [](Env&, Args a) { return Value::ofEnum(*a.site().result, 18); })
        .method("object Clone()", [](Env&, Args a) { return a[0]; })
        .method("char[] ToCharArray()", toCharArray)
        .method("CharEnumerator GetEnumerator()", enumeratorOf)
        .method("void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)",
                [](Env& env, Args a) {
                    const auto units = drain(env, a[0]);
                    if (a[2].isNull())
                        return env.argumentNull("destination");
                    if (a[1].asInt() < 0 || a[4].asInt() < 0
                        || a[1].asLong() + a[4].asLong() > static_cast<std::int64_t>(units.size())
                        || a[3].asInt() < 0
                        || a[3].asLong() + a[4].asLong()
                            > static_cast<std::int64_t>(a[2].get<ArrayObject>().items.size()))
                        return env.argumentRange(a[4].asInt() < 0 ? "count" : "sourceIndex");
                    const auto begin = units.begin() + a[1].asInt();
                    return copyInto(env, {begin, begin + a[4].asInt()}, a[2], a[3].asLong());
                })
        .method("char[] ToCharArray(int startIndex, int length)", toCharArray)
        .method("int CompareTo(string strB)", compare)
        .method("int CompareTo(object value)",
                [](Env& env, Args a) {
                    return a[1].isNull() || a[1].isString()
                        ? compare(env, a)
                        : env.argument("Object must be of type String.");
                })
        .method("bool Equals(string value)", equalsText, "Same characters")
        .method("bool Equals(string value, StringComparison comparisonType)", equalsText,
                "Same characters under the comparison")
        .method("static bool Equals(string a, string b)", equalsText)
        .method("static bool Equals(string a, string b, StringComparison comparisonType)",
                equalsText)
        .method(
            "static bool IsNullOrEmpty(string value)",
            [](Env&, Args a) { return Value::ofBool(a[0].isNull() || a[0].text().empty()); },
            "True for null and \"\"")
        .method(
            "static bool IsNullOrWhiteSpace(string value)",
            [](Env&, Args a) { return Value::ofBool(trimWhiteSpace(a[0].text()).empty()); },
            "True for null, \"\" and blanks")
        .method("static int Compare(string strA, string strB)", compare)
        .method("static int Compare(string strA, string strB, bool ignoreCase)", compare)
        .method("static int Compare(string strA, string strB, StringComparison comparisonType)",
                compare)
        .method("static int Compare(string strA, int indexA, string strB, int indexB, int length)",
                comparePart)
        .method("static int Compare(string strA, int indexA, string strB, int indexB, int length, "
                "bool ignoreCase)",
                comparePart)
        .method("static int Compare(string strA, int indexA, string strB, int indexB, int length, "
                "StringComparison comparisonType)",
                comparePart)
        .method(
            "static int Compare(string strA, string strB, bool ignoreCase, CultureInfo culture)",
            compare)
        .method("static int Compare(string strA, string strB, CultureInfo culture, "
                "CompareOptions options)",
                compareByOptions)
        .method("static int Compare(string strA, int indexA, string strB, int indexB, int length, "
                "bool ignoreCase, CultureInfo culture)",
                comparePart)
        .method("static int Compare(string strA, int indexA, string strB, int indexB, int length, "
                "CultureInfo culture, CompareOptions options)",
                comparePartByOptions)
        .method("static int CompareOrdinal(string strA, int indexA, string strB, int indexB, "
                "int length)",
                comparePartOrdinal)
        .method("static int CompareOrdinal(string strA, string strB)",
                [](Env&, Args a) {
                    return Value::ofInt(compareText(a[0].text(), a[1].text(), Comparison::Ordinal));
                })
        .method("static string Copy(string str)",
                [](Env&, Args a) { return Value::ofText(a[0].text()); })
        .method("static string IsInterned(string str)",
                [](Env& env, Args a) { return a[0].isNull() ? env.argumentNull("str") : a[0]; })
        .method("static string Intern(string str)",
                [](Env&, Args a) { return Value::ofLiteral(a[0].text()); })
        .method(
            "static string Join(string separator, params string[] value)",
            [](Env& env, Args a) { return join(env, a[0], a[1]); },
            "The texts with separator between them")
        .method("static string Join(string separator, params object[] values)",
                [](Env& env, Args a) { return join(env, a[0], a[1]); })
        .method("static string Join(string separator, IEnumerable<string> values)",
                [](Env& env, Args a) { return join(env, a[0], a[1]); })
        .method("static string Join<T>(string separator, IEnumerable<T> values)",
                [](Env& env, Args a) { return join(env, a[0], a[1]); })
        .method("static string Join(string separator, string[] value, int startIndex, int count)",
                joinRange)
        .method("static string Join(char separator, params string[] value)",
                [](Env& env, Args a) { return join(env, a[0], a[1]); })
        .method("static string Join<T>(char separator, IEnumerable<T> values)",
                [](Env& env, Args a) { return join(env, a[0], a[1]); })
        .method("static string Concat(object arg0)", concat)
        .method("static string Concat(object arg0, object arg1)", concat)
        .method("static string Concat(object arg0, object arg1, object arg2)", concat)
        .method("static string Concat(string str0, string str1)", concat,
                "The texts one after the other")
        .method("static string Concat(string str0, string str1, string str2)", concat)
        .method("static string Concat(string str0, string str1, string str2, string str3)", concat)
        .method("static string Concat(params string[] values)",
                [](Env& env, Args a) { return join(env, Value::ofLiteral(""), a[0]); })
        .method("static string Concat(params object[] args)",
                [](Env& env, Args a) { return join(env, Value::ofLiteral(""), a[0]); })
        .method("static string Concat(IEnumerable<string> values)",
                [](Env& env, Args a) { return join(env, Value::ofLiteral(""), a[0]); })
        .method("static string Concat<T>(IEnumerable<T> values)",
                [](Env& env, Args a) { return join(env, Value::ofLiteral(""), a[0]); })
        .method(
            "static string Format(string format, object arg0)",
            [](Env& env, Args a) {
                return formatText(env, a[0], std::span<const Value>(&a[1], 1));
            },
            "Puts the arguments in place of {0}, {1} …")
        .method("static string Format(string format, object arg0, object arg1)",
                [](Env& env, Args a) {
                    return formatText(env, a[0], std::span<const Value>(&a[1], 2));
                })
        .method("static string Format(string format, object arg0, object arg1, object arg2)",
                [](Env& env, Args a) {
                    return formatText(env, a[0], std::span<const Value>(&a[1], 3));
                })
        .method("static string Format(string format, params object[] args)", formatArray)
        .method(
            "static string Format(IFormatProvider provider, string format, params object[] args)",
            formatArray);
}

} // namespace

void registerText(LibraryBuilder& library) { registerString(library); }

} // namespace gatelens::expression
