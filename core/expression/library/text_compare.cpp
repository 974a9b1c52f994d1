#include "core/expression/library/text_members.h"
#include "core/expression/runtime/text.h"

namespace gatelens::expression {

namespace {

Value compare(Env&, Args a)
{
    auto comparison = comparisonIn(a, Comparison::CurrentCulture);
    if (a.size() > 2 && a[2].tag() == Tag::Boolean && a[2].asBool())
        comparison = Comparison::CurrentCultureIgnoreCase;
    if (a[0].isNull() || a[1].isNull())
        return Value::ofInt(a[0].isNull() ? (a[1].isNull() ? 0 : -1) : 1);
    return Value::ofInt(compareText(a[0].text(), a[1].text(), comparison));
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
    return Value::ofInt(compareText(a[0].text(), a[1].text(), comparisonOf(a[3])));
}

Value equalsText(Env&, Args a)
{
    if (a[0].isNull() || a[1].isNull())
        return Value::ofBool(a[0].isNull() && a[1].isNull());
    return Value::ofBool(equalText(a[0].text(), a[1].text(), comparisonIn(a, Comparison::Ordinal)));
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

} // namespace

void registerTextComparison(TypeBuilder& type)
{
    type.method("int CompareTo(string strB)", compare)
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
        .method("static int CompareOrdinal(string strA, string strB)", [](Env&, Args a) {
            return Value::ofInt(compareText(a[0].text(), a[1].text(), Comparison::Ordinal));
        });
}

} // namespace gatelens::expression
