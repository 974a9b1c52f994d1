#include "core/base/utf8.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/expression/runtime/unicode.h"

#include <array>

namespace gatelens::expression {

namespace {

char16_t at(Args a)
{
    return a.size() < 2 ? a[0].asChar()
                        : unitAt(a[0].text(), static_cast<std::size_t>(a[1].asInt()));
}

/// The character itself, or the whole code point that stands at an index.
char32_t codePointAt(Args a)
{
    if (a.size() < 2)
        return a[0].asChar();
    const char32_t first = at(a);
    const char32_t second = unitAt(a[0].text(), static_cast<std::size_t>(a[1].asInt()) + 1);
    const bool isPair = first >= 0xD800 && first < 0xDC00 && second >= 0xDC00 && second < 0xE000;
    return isPair ? 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00) : first;
}

/// `(string s, int index)` names a character of `s`; false with an exception when there is none.
bool namesCharacter(Env& env, Args a)
{
    if (a.size() < 2)
        return true;
    if (a[0].isNull()) {
        env.argumentNull("s");
        return false;
    }
    if (a[1].asInt() >= 0 && static_cast<std::size_t>(a[1].asInt()) < lengthUtf16(a[0].text()))
        return true;
    env.argumentRange("index");
    return false;
}

template<bool (*test)(char32_t)>
Value holds(Env& env, Args a)
{
    return namesCharacter(env, a) ? Value::ofBool(test(codePointAt(a))) : Value();
}

template<UnicodeCategory first, UnicodeCategory last>
bool isBetween(char32_t code)
{
    const auto category = categoryOf(code);
    return category >= first && category <= last;
}

constexpr auto isDigit
    = isBetween<UnicodeCategory::DecimalDigitNumber, UnicodeCategory::DecimalDigitNumber>;
constexpr auto isNumber
    = isBetween<UnicodeCategory::DecimalDigitNumber, UnicodeCategory::OtherNumber>;
constexpr auto isControl = isBetween<UnicodeCategory::Control, UnicodeCategory::Control>;
constexpr auto isPunctuation
    = isBetween<UnicodeCategory::ConnectorPunctuation, UnicodeCategory::OtherPunctuation>;
constexpr auto isSymbol = isBetween<UnicodeCategory::MathSymbol, UnicodeCategory::OtherSymbol>;
constexpr auto isSeparator
    = isBetween<UnicodeCategory::SpaceSeparator, UnicodeCategory::ParagraphSeparator>;

bool isAnyLetter(char32_t code) { return isLetter(code); }
bool isUpperLetter(char32_t code) { return isUpper(code); }
bool isLowerLetter(char32_t code) { return isLower(code); }
bool isLetterOrDigit(char32_t code) { return isLetter(code) || isDigit(code); }
bool isBlank(char32_t code) { return isWhiteSpace(code); }

template<char16_t low, char16_t high>
Value isInRange(Env& env, Args a)
{
    return namesCharacter(env, a) ? Value::ofBool(at(a) >= low && at(a) <= high) : Value();
}

struct CharTest
{
    std::string_view single;
    std::string_view indexed;
    Function function;
};

const std::array<CharTest, 14> kTests{{
    {"static bool IsLetter(char c)", "static bool IsLetter(string s, int index)",
     holds<isAnyLetter>},
    {"static bool IsDigit(char c)", "static bool IsDigit(string s, int index)", holds<isDigit>},
    {"static bool IsNumber(char c)", "static bool IsNumber(string s, int index)", holds<isNumber>},
    {"static bool IsLetterOrDigit(char c)", "static bool IsLetterOrDigit(string s, int index)",
     holds<isLetterOrDigit>},
    {"static bool IsUpper(char c)", "static bool IsUpper(string s, int index)",
     holds<isUpperLetter>},
    {"static bool IsLower(char c)", "static bool IsLower(string s, int index)",
     holds<isLowerLetter>},
    {"static bool IsWhiteSpace(char c)", "static bool IsWhiteSpace(string s, int index)",
     holds<isBlank>},
    {"static bool IsControl(char c)", "static bool IsControl(string s, int index)",
     holds<isControl>},
    {"static bool IsPunctuation(char c)", "static bool IsPunctuation(string s, int index)",
     holds<isPunctuation>},
    {"static bool IsSymbol(char c)", "static bool IsSymbol(string s, int index)", holds<isSymbol>},
    {"static bool IsSeparator(char c)", "static bool IsSeparator(string s, int index)",
     holds<isSeparator>},
    {"static bool IsSurrogate(char c)", "static bool IsSurrogate(string s, int index)",
     isInRange<0xD800, 0xDFFF>},
    {"static bool IsHighSurrogate(char c)", "static bool IsHighSurrogate(string s, int index)",
     isInRange<0xD800, 0xDBFF>},
    {"static bool IsLowSurrogate(char c)", "static bool IsLowSurrogate(string s, int index)",
     isInRange<0xDC00, 0xDFFF>},
}};

Value numericValue(Env& env, Args a)
{
    return namesCharacter(env, a) ? Value::ofDouble(numericValueOf(codePointAt(a))) : Value();
}

Value unicodeCategory(Env& env, Args a)
{
    static const Type* type = Library::instance().find("UnicodeCategory")->self;
    return namesCharacter(env, a)
        ? Value::ofEnum(*type, static_cast<std::int64_t>(categoryOf(codePointAt(a))))
        : Value();
}

Value upper(Env&, Args a)
{
    return Value::ofChar(static_cast<char16_t>(toUpper(char32_t{a[0].asChar()})));
}

Value lower(Env&, Args a)
{
    return Value::ofChar(static_cast<char16_t>(toLower(char32_t{a[0].asChar()})));
}

Value parse(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("s");
    const auto units = toUtf16(a[0].text());
    return units.size() == 1 ? Value::ofChar(units[0])
                             : env.format("String must be exactly one character long.");
}

Value tryParse(Env&, Args a)
{
    const auto units = toUtf16(a[0].text());
    *a[1].address() = Value::ofChar(units.size() == 1 ? units[0] : u'\0');
    return Value::ofBool(units.size() == 1);
}

Value fromUtf32(Env& env, Args a)
{
    if (a[0].asInt() < 0 || a[0].asInt() > 0x10FFFF
        || (a[0].asInt() >= 0xD800 && a[0].asInt() < 0xE000))
        return env.argumentRange("utf32");
    std::string out;
    appendUtf8(out, static_cast<char32_t>(a[0].asInt()));
    return Value::ofString(std::move(out));
}

Value toUtf32(Env& env, Args a)
{
    if (a[0].tag() == Tag::Char) {
        const char32_t high = a[0].asChar();
        const char32_t low = a[1].asChar();
        if (high < 0xD800 || high > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
            return env.argumentRange(high < 0xD800 || high > 0xDBFF ? "highSurrogate"
                                                                    : "lowSurrogate");
        return Value::ofInt(
            static_cast<std::int32_t>(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)));
    }
    if (!namesCharacter(env, a))
        return {};
    const char32_t code = codePointAt(a);
    if (code >= 0xD800 && code < 0xE000)
        return env.argument("Found a lone surrogate at the index.");
    return Value::ofInt(static_cast<std::int32_t>(code));
}

Value isPair(Env&, Args a)
{
    const bool isHigh = a[0].asChar() >= 0xD800 && a[0].asChar() < 0xDC00;
    return Value::ofBool(isHigh && a[1].asChar() >= 0xDC00 && a[1].asChar() < 0xE000);
}

} // namespace

void registerChar(LibraryBuilder& library)
{
    library.type("enum System.Globalization.UnicodeCategory")
        .values({"UppercaseLetter",
                 "LowercaseLetter",
                 "TitlecaseLetter",
                 "ModifierLetter",
                 "OtherLetter",
                 "NonSpacingMark",
                 "SpacingCombiningMark",
                 "EnclosingMark",
                 "DecimalDigitNumber",
                 "LetterNumber",
                 "OtherNumber",
                 "SpaceSeparator",
                 "LineSeparator",
                 "ParagraphSeparator",
                 "Control",
                 "Format",
                 "Surrogate",
                 "PrivateUse",
                 "ConnectorPunctuation",
                 "DashPunctuation",
                 "OpenPunctuation",
                 "ClosePunctuation",
                 "InitialQuotePunctuation",
                 "FinalQuotePunctuation",
                 "OtherPunctuation",
                 "MathSymbol",
                 "CurrencySymbol",
                 "ModifierSymbol",
                 "OtherSymbol",
                 "OtherNotAssigned"});
    library.type("static System.Globalization.CharUnicodeInfo", "Unicode properties of characters")
        .unlisted()
        .method("static UnicodeCategory GetUnicodeCategory(char ch)", unicodeCategory)
        .method("static UnicodeCategory GetUnicodeCategory(string s, int index)", unicodeCategory)
        .method("static double GetNumericValue(char ch)", numericValue)
        .method("static double GetNumericValue(string s, int index)", numericValue);
    auto type = library.type("struct System.Char : ValueType, IComparable", "One UTF-16 code unit");
    type.constant("char MaxValue", Value::ofChar(0xFFFF))
        .constant("char MinValue", Value::ofChar(0));
    for (const auto& test : kTests)
        type.method(test.single, test.function).method(test.indexed, test.function);
    type.method("static double GetNumericValue(char c)", numericValue)
        .method("static double GetNumericValue(string s, int index)", numericValue)
        .method("static UnicodeCategory GetUnicodeCategory(char c)", unicodeCategory)
        .method("static UnicodeCategory GetUnicodeCategory(string s, int index)", unicodeCategory)
        .method("static char ToUpper(char c)", upper, "Upper case")
        .method("static char ToLower(char c)", lower, "Lower case")
        .method("static char ToUpperInvariant(char c)", upper)
        .method("static char ToLowerInvariant(char c)", lower)
        .method("static char ToUpper(char c, CultureInfo culture)", upper)
        .method("static char ToLower(char c, CultureInfo culture)", lower)
        .method("static string ToString(char c)",
                [](Env&, Args a) { return Value::ofString(textOf(a[0])); })
        .method("string ToString(IFormatProvider provider)",
                [](Env&, Args a) { return Value::ofString(textOf(a[0])); })
        .method("static char Parse(string s)", parse)
        .method("static bool TryParse(string s, out char result)", tryParse)
        .method("static string ConvertFromUtf32(int utf32)", fromUtf32)
        .method("static int ConvertToUtf32(string s, int index)", toUtf32)
        .method("static int ConvertToUtf32(char highSurrogate, char lowSurrogate)", toUtf32)
        .method("static bool IsSurrogatePair(char highSurrogate, char lowSurrogate)", isPair)
        .method("int CompareTo(char value)",
                [](Env&, Args a) { return Value::ofInt(a[0].asChar() - a[1].asChar()); })
        .method("bool Equals(char obj)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); });
}

} // namespace gatelens::expression
