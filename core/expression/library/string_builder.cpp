#include "core/expression/library/string_builder.h"

#include "core/expression/library/families.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

std::string& built(const Value& value) { return value.get<BuilderObject>().text; }

std::int64_t lengthOf(const Value& value)
{
    return static_cast<std::int64_t>(lengthUtf16(built(value)));
}

/// Changes the text as UTF-16, in which indexes count.
template<class Change>
Value edited(Env& env, const Value& self, Change change)
{
    auto units = toUtf16(built(self));
    change(units);
    if (!env.charge(units.size()))
        return {};
    built(self) = fromUtf16(units);
    return self;
}

/// `start` and `count` lie inside `length`; raises otherwise.
bool isInside(Env& env, std::int64_t start, std::int64_t count, std::int64_t length)
{
    if (start >= 0 && count >= 0 && start + count <= length)
        return true;
    env.argumentRange(start < 0 || start > length ? "startIndex" : "count");
    return false;
}

Value make(Env& env, Args a)
{
    auto builder = expression::make<BuilderObject>(a.size() > 0 && a[0].isString() ? a[0].toText()
                                                                                   : std::string());
    std::size_t numbers = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].tag() != Tag::Int32)
            continue;
        if (a[i].asInt() < 0)
            return env.argumentRange("capacity");
        (numbers++ == 0 ? builder->capacity : builder->mostCapacity) = a[i].asLong();
    }
    return builder.value();
}

/// `(string value, int startIndex, int length, int capacity)`
Value makeOfPart(Env& env, Args a)
{
    if (!isInside(env, a[1].asLong(), a[2].asLong(),
                  static_cast<std::int64_t>(lengthUtf16(a[0].text()))))
        return {};
    if (a[3].asInt() < 0)
        return env.argumentRange("capacity");
    auto builder = expression::make<BuilderObject>(
        substringUtf16(a[0].text(), static_cast<std::size_t>(a[1].asInt()),
                       static_cast<std::size_t>(a[2].asInt())));
    builder->capacity = a[3].asLong();
    return builder.value();
}

Value append(Env& env, Args a)
{
    const auto added = textOf(a[1]);
    if (env.charge(added.size()))
        built(a[0]) += added;
    return a[0];
}

Value appendLine(Env& env, Args a)
{
    const auto added = a.size() > 1 ? a[1].toText() : std::string();
    if (env.charge(added.size() + 1))
        built(a[0]) += added + "\n";
    return a[0];
}

std::u16string unitsOf(const Value& chars)
{
    std::u16string units;
    if (chars.isNull())
        return units;
    for (const auto& item : chars.get<ArrayObject>().items)
        units.push_back(item.asChar());
    return units;
}

Value appendChars(Env& env, Args a)
{
    const auto units = unitsOf(a[1]);
    const auto start = a.size() > 2 ? a[2].asLong() : 0;
    const auto count = a.size() > 2 ? a[3].asLong() : static_cast<std::int64_t>(units.size());
    if (!isInside(env, start, count, static_cast<std::int64_t>(units.size())))
        return {};
    if (env.charge(units.size()))
        built(a[0]) += fromUtf16(std::u16string_view(units).substr(
            static_cast<std::size_t>(start), static_cast<std::size_t>(count)));
    return a[0];
}

Value appendRepeated(Env& env, Args a)
{
    if (a[2].asInt() < 0)
        return env.argumentRange("repeatCount");
    const auto unit = ofUnit(a[1].asChar());
    if (!env.charge(static_cast<std::uint64_t>(a[2].asInt()) * unit.size()))
        return {};
    for (int i = 0; i < a[2].asInt(); ++i)
        built(a[0]) += unit;
    return a[0];
}

Value appendPart(Env& env, Args a)
{
    if (a[1].isNull() && (a[2].asInt() != 0 || a[3].asInt() != 0))
        return env.argumentNull("value");
    const auto text = a[1].text();
    if (!isInside(env, a[2].asLong(), a[3].asLong(), static_cast<std::int64_t>(lengthUtf16(text))))
        return {};
    if (env.charge(text.size()))
        built(a[0]) += substringUtf16(text, static_cast<std::size_t>(a[2].asInt()),
                                      static_cast<std::size_t>(a[3].asInt()));
    return a[0];
}

Value appendFormat(Env& env, Args a)
{
    const bool hasProvider = a.size() > 3;
    const Value& format = a[hasProvider ? 2 : 1];
    const Value& values = a[hasProvider ? 3 : 2];
    if (format.isNull() || values.isNull())
        return env.argumentNull(format.isNull() ? "format" : "args");
    const auto text = formatComposite(format.text(), values.get<ArrayObject>().items);
    if (!text)
        return env.format("Input string was not in a correct format.");
    if (env.charge(text->size()))
        built(a[0]) += *text;
    return a[0];
}

Value insert(Env& env, Args a)
{
    if (a[1].asInt() < 0 || a[1].asLong() > lengthOf(a[0]))
        return env.argumentRange("index");
    const auto added
        = a[2].type() != nullptr && a[2].type()->isArray() ? unitsOf(a[2]) : toUtf16(textOf(a[2]));
    const auto times = a.size() > 3 ? a[3].asInt() : 1;
    if (times < 0)
        return env.argumentRange("count");
    if (added.empty())
        return a[0];
    if (!env.charge(added.size() * static_cast<std::size_t>(times)))
        return {};
    return edited(env, a[0], [&](std::u16string& units) {
        for (int i = 0; i < times; ++i)
            units.insert(static_cast<std::size_t>(a[1].asInt()), added);
    });
}

/// `(int index, char[] value, int startIndex, int charCount)`
Value insertChars(Env& env, Args a)
{
    if (a[1].asInt() < 0 || a[1].asLong() > lengthOf(a[0]))
        return env.argumentRange("index");
    if (a[2].isNull() && (a[3].asInt() != 0 || a[4].asInt() != 0))
        return env.argumentNull("value");
    const auto added = unitsOf(a[2]);
    if (!isInside(env, a[3].asLong(), a[4].asLong(), static_cast<std::int64_t>(added.size())))
        return {};
    return edited(env, a[0], [&](std::u16string& units) {
        units.insert(static_cast<std::size_t>(a[1].asInt()), added,
                     static_cast<std::size_t>(a[3].asInt()),
                     static_cast<std::size_t>(a[4].asInt()));
    });
}

Value remove(Env& env, Args a)
{
    if (!isInside(env, a[1].asLong(), a[2].asLong(), lengthOf(a[0])))
        return {};
    return edited(env, a[0], [&](std::u16string& units) {
        units.erase(static_cast<std::size_t>(a[1].asInt()), static_cast<std::size_t>(a[2].asInt()));
    });
}

/// `(old, new[, startIndex, count])` of texts or characters.
Value replaceInBuilder(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("oldValue");
    const auto old = toUtf16(textOf(a[1]));
    const auto with = toUtf16(textOf(a[2]));
    if (old.empty())
        return env.argument("Empty name is not legal.");
    const auto start = a.size() > 3 ? a[3].asLong() : 0;
    const auto count = a.size() > 3 ? a[4].asLong() : lengthOf(a[0]);
    if (!isInside(env, start, count, lengthOf(a[0])))
        return {};
    return edited(env, a[0], [&](std::u16string& units) {
        std::u16string out = units.substr(0, static_cast<std::size_t>(start));
        const auto end = static_cast<std::size_t>(start + count);
        auto at = static_cast<std::size_t>(start);
        for (;;) {
            const auto found = units.find(old, at);
            if (found == std::u16string::npos || found + old.size() > end)
                break;
            out.append(units, at, found - at).append(with);
            at = found + old.size();
            if (!env.charge(with.size() + 1))
                return;
        }
        units = out.append(units, at);
    });
}

Value setLength(Env& env, Args a)
{
    if (a[1].asInt() < 0)
        return env.argumentRange("value");
    if (!env.charge(static_cast<std::uint64_t>(a[1].asInt()) * 2))
        return {};
    return edited(env, a[0], [&](std::u16string& units) {
        units.resize(static_cast<std::size_t>(a[1].asInt()));
    });
}

Value characterAt(Env& env, Args a)
{
    if (a[1].asInt() < 0 || a[1].asLong() >= lengthOf(a[0]))
        return env.raise("IndexOutOfRangeException", "Index was outside the bounds of the array.");
    return Value::ofChar(unitAt(built(a[0]), static_cast<std::size_t>(a[1].asInt())));
}

Value setCharacterAt(Env& env, Args a)
{
    if (a[1].asInt() < 0 || a[1].asLong() >= lengthOf(a[0]))
        return env.argumentRange("index");
    return edited(env, a[0], [&](std::u16string& units) {
        units[static_cast<std::size_t>(a[1].asInt())] = a[2].asChar();
    });
}

Value copyTo(Env& env, Args a)
{
    auto& destination = a[2].get<ArrayObject>().items;
    const auto units = toUtf16(built(a[0]));
    const auto count = a[4].asLong();
    if (!isInside(env, a[1].asLong(), count, static_cast<std::int64_t>(units.size())))
        return {};
    if (a[3].asInt() < 0 || a[3].asLong() + count > static_cast<std::int64_t>(destination.size()))
        return env.argument("Either offset did not refer to a position in the string, or there is "
                            "an insufficient length of destination character array.");
    for (std::int64_t i = 0; i < count; ++i)
        destination[static_cast<std::size_t>(a[3].asLong() + i)]
            = Value::ofChar(units[static_cast<std::size_t>(a[1].asLong() + i)]);
    return {};
}

Value part(Env& env, Args a)
{
    if (!isInside(env, a[1].asLong(), a[2].asLong(), lengthOf(a[0])))
        return {};
    return Value::ofString(substringUtf16(built(a[0]), static_cast<std::size_t>(a[1].asInt()),
                                          static_cast<std::size_t>(a[2].asInt())));
}

void registerAppends(TypeBuilder& type)
{
    for (const auto* signature :
         {"StringBuilder Append(object value)", "StringBuilder Append(string value)",
          "StringBuilder Append(char value)", "StringBuilder Append(bool value)",
          "StringBuilder Append(sbyte value)", "StringBuilder Append(byte value)",
          "StringBuilder Append(short value)", "StringBuilder Append(ushort value)",
          "StringBuilder Append(int value)", "StringBuilder Append(uint value)",
          "StringBuilder Append(long value)", "StringBuilder Append(ulong value)",
          "StringBuilder Append(float value)", "StringBuilder Append(double value)",
          "StringBuilder Append(decimal value)"})
        type.method(signature, append, "Adds at the end");
    type.method("StringBuilder Append(char[] value)", appendChars)
        .method("StringBuilder Append(char[] value, int startIndex, int charCount)", appendChars)
        .method("StringBuilder Append(char value, int repeatCount)", appendRepeated)
        .method("StringBuilder Append(string value, int startIndex, int count)", appendPart)
        .method("StringBuilder AppendLine()", appendLine)
        .method("StringBuilder AppendLine(string value)", appendLine,
                "Adds at the end, and a new line")
        .method("StringBuilder AppendFormat(string format, params object[] args)", appendFormat)
        .method("StringBuilder AppendFormat(IFormatProvider provider, string format, "
                "params object[] args)",
                appendFormat);
}

} // namespace

const Type& BuilderObject::type() const noexcept
{
    static const Type* known = Library::instance().find("StringBuilder")->self;
    return *known;
}

std::string BuilderObject::toText() const { return joinSurrogates(text); }

void registerStringBuilder(LibraryBuilder& library)
{
    auto type = library.type("class System.Text.StringBuilder", "Text that grows");
    type.method("new()", make)
        .method("new(string value)", make)
        .method("new(int capacity)", make)
        .method("new(int capacity, int maxCapacity)", make)
        .method("new(string value, int capacity)", make)
        .method("new(string value, int startIndex, int length, int capacity)", makeOfPart)
        .property(
            "int Length",
            [](Env&, Args a) { return Value::ofInt(static_cast<std::int32_t>(lengthOf(a[0]))); },
            "Number of characters", setLength)
        .property(
            "int Capacity",
            [](Env&, Args a) {
                const auto& builder = a[0].get<BuilderObject>();
                return Value::ofInt(
                    static_cast<std::int32_t>(std::max(builder.capacity, lengthOf(a[0]))));
            },
            "Characters it has room for",
            [](Env& env, Args a) {
                if (a[1].asLong() < lengthOf(a[0]))
                    return env.argumentRange("value");
                a[0].get<BuilderObject>().capacity = a[1].asLong();
                return Value();
            })
        .property("int MaxCapacity",
                  [](Env&, Args a) {
                      return Value::ofInt(
                          static_cast<std::int32_t>(a[0].get<BuilderObject>().mostCapacity));
                  })
        .method("int EnsureCapacity(int capacity)",
                [](Env& env, Args a) {
                    if (a[1].asInt() < 0)
                        return env.argumentRange("capacity");
                    auto& builder = a[0].get<BuilderObject>();
                    builder.capacity = std::max(builder.capacity, a[1].asLong());
                    return Value::ofInt(static_cast<std::int32_t>(builder.capacity));
                })
        .method("char this[int index]", characterAt)
        .method("set char this[int index]", setCharacterAt)
        .method("StringBuilder Insert(int index, string value)", insert)
        .method("StringBuilder Insert(int index, string value, int count)", insert)
        .method("StringBuilder Insert(int index, char[] value)", insert)
        .method("StringBuilder Insert(int index, char[] value, int startIndex, int charCount)",
                insertChars)
        .method("StringBuilder Insert(int index, object value)", insert)
        .method("StringBuilder Remove(int startIndex, int length)", remove)
        .method("StringBuilder Replace(string oldValue, string newValue)", replaceInBuilder)
        .method("StringBuilder Replace(char oldChar, char newChar)", replaceInBuilder)
        .method(
            "StringBuilder Replace(string oldValue, string newValue, int startIndex, int count)",
            replaceInBuilder)
        .method("StringBuilder Replace(char oldChar, char newChar, int startIndex, int count)",
                replaceInBuilder)
        .method("void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)",
                copyTo)
        .method("bool Equals(StringBuilder sb)",
                [](Env&, Args a) {
                    return Value::ofBool(!a[1].isNull() && built(a[0]) == built(a[1]));
                })
        .method("StringBuilder Clear()",
                [](Env&, Args a) {
                    built(a[0]).clear();
                    return a[0];
                })
        .method("string ToString(int startIndex, int length)", part);
    registerAppends(type);
}

} // namespace gatelens::expression
