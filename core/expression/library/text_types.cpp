#include "core/expression/library/collections.h"
#include "core/expression/library/families.h"
#include "core/expression/library/text_members.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/unicode.h"

namespace gatelens::expression {

namespace {

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

} // namespace

Comparison comparisonIn(Args a, Comparison otherwise)
{
    for (std::size_t i = 1; i < a.size(); ++i) {
        if (a[i].tag() == Tag::Enum)
            return static_cast<Comparison>(a[i].asLong());
    }
    return otherwise;
}

std::string textOrUnit(const Value& value)
{
    return value.tag() == Tag::Char ? ofUnit(value.asChar()) : value.toText();
}

void registerText(LibraryBuilder& library)
{
    library.type("enum System.Text.NormalizationForm")
        .value("FormC", 1)
        .value("FormD", 2)
        .value("FormKC", 5)
        .value("FormKD", 6);
    auto type = library.type("class System.String : IEnumerable<char>, IComparable",
                             "Text: immutable, counted in UTF-16 code units");
    type.method(
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
        .method(
            "static bool IsNullOrEmpty(string value)",
            [](Env&, Args a) { return Value::ofBool(a[0].isNull() || a[0].text().empty()); },
            "True for null and \"\"")
        .method(
            "static bool IsNullOrWhiteSpace(string value)",
            [](Env&, Args a) { return Value::ofBool(trimWhiteSpace(a[0].text()).empty()); },
            "True for null, \"\" and blanks")
        .method("static string Copy(string str)",
                [](Env&, Args a) { return Value::ofText(a[0].text()); })
        .method("static string IsInterned(string str)",
                [](Env& env, Args a) { return a[0].isNull() ? env.argumentNull("str") : a[0]; })
        .method("static string Intern(string str)",
                [](Env&, Args a) { return Value::ofLiteral(a[0].text()); });
    registerTextSearch(type);
    registerTextChanges(type);
    registerTextComparison(type);
    registerTextJoining(type);
}

} // namespace gatelens::expression
