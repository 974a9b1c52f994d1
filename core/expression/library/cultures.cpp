#include "core/expression/library/cultures.h"

#include "core/expression/library/families.h"
#include "core/expression/library/named_object.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

namespace gatelens::expression {

namespace {

// A culture is nothing but its name. All format as the invariant one: the gateway's own culture is
// not documented.

Value cultureNamed(std::string_view name)
{
    return makeValue<NamedObject>(*Library::instance().find("CultureInfo")->self,
                                  Value::ofText(name));
}

Value invariant(Env&, Args) { return invariantCulture(); }

/// `(string name[, …])`: letters and digits in groups with `-` between, as the names of languages
/// and regions are written.
Value makeCulture(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("name");
    const auto name = a[0].text();
    const bool isPlain
        = name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789-_")
        == std::string_view::npos;
    return isPlain ? cultureNamed(name)
                   : env.raise("CultureNotFoundException", "Culture is not supported.");
}

/// Each word with a capital letter; words all in capitals stay.
std::string titleCase(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at;
        const char32_t first = nextCodePoint(text, at);
        if (!isLetter(first)) {
            out += text.substr(begin, at - begin);
            continue;
        }
        bool hasLower = isLower(first);
        auto end = at;
        for (auto next = at; next < text.size(); end = next) {
            const char32_t code = nextCodePoint(text, next);
            if (!isLetter(code) && code != '\'')
                break;
            hasLower = hasLower || isLower(code);
        }
        const auto word = text.substr(begin, end - begin);
        out += hasLower ? toUpper(word.substr(0, at - begin)) + toLower(word.substr(at - begin))
                        : std::string(word);
        at = end;
    }
    return out;
}

template<std::string (*change)(std::string_view)>
Value changed(Env& env, Args a)
{
    return a[1].isNull() ? env.argumentNull("str") : Value::ofString(change(a[1].text()));
}

std::string upper(std::string_view text) { return toUpper(text); }
std::string lower(std::string_view text) { return toLower(text); }

void registerCultureInfo(LibraryBuilder& library)
{
    library.type("class System.Globalization.TextInfo")
        .unlisted()
        .method("string ToTitleCase(string str)", changed<titleCase>,
                "Each word with a capital letter")
        .method("string ToUpper(string str)", changed<upper>)
        .method("string ToLower(string str)", changed<lower>)
        .property("string ListSeparator", [](Env&, Args) { return Value::ofLiteral(","); });
    library
        .type("class System.Globalization.CultureInfo : IFormatProvider",
              "A culture; all of them format as the invariant one")
        .unlisted()
        .property("static CultureInfo InvariantCulture", invariant)
        .property("static CultureInfo CurrentCulture", invariant)
        .property("static CultureInfo CurrentUICulture", invariant)
        .property("string Name", [](Env&, Args a) { return Value::ofText(nameOfNamed(a[0])); })
        .property("string TwoLetterISOLanguageName",
                  [](Env&, Args a) {
                      const auto name = nameOfNamed(a[0]);
                      return name.empty()
                          ? Value::ofLiteral("iv")
                          : Value::ofString(toLower(name.substr(0, name.find('-'))));
                  })
        .property(
            "string EnglishName",
            [](Env&, Args) { return Value::ofLiteral("Invariant Language (Invariant Country)"); })
        .property(
            "string DisplayName",
            [](Env&, Args) { return Value::ofLiteral("Invariant Language (Invariant Country)"); })
        .property("int LCID", [](Env&, Args) { return Value::ofInt(127); })
        .property("TextInfo TextInfo",
                  [](Env&, Args a) {
                      return makeValue<RecordObject>(*a.site().result, std::vector<Value>());
                  })
        .method("new(string name)", makeCulture)
        .method("new(string name, bool useUserOverride)", makeCulture)
        .method("static CultureInfo GetCultureInfo(string name)", makeCulture)
        .method("static CultureInfo CreateSpecificCulture(string name)", makeCulture);
    library.type("class System.Globalization.DaylightTime", "Daylight saving time of a year")
        .unlisted()
        .property("DateTime Start", [](Env&, Args a) { return a[0].get<RecordObject>().fields[0]; })
        .property("DateTime End", [](Env&, Args a) { return a[0].get<RecordObject>().fields[1]; })
        .property("TimeSpan Delta",
                  [](Env&, Args a) { return a[0].get<RecordObject>().fields[2]; });
    library.type("enum System.Globalization.CompareOptions")
        .flags()
        .unlisted()
        .value("None", 0)
        .value("IgnoreCase", 1)
        .value("IgnoreNonSpace", 2)
        .value("IgnoreSymbols", 4)
        .value("IgnoreKanaType", 8)
        .value("IgnoreWidth", 16)
        .value("OrdinalIgnoreCase", 0x10000000)
        .value("StringSort", 0x20000000)
        .value("Ordinal", 0x40000000);
}

void registerStyles(LibraryBuilder& library)
{
    library.type("enum System.Globalization.NumberStyles")
        .flags()
        .unlisted()
        .value("None", 0)
        .value("AllowLeadingWhite", 1)
        .value("AllowTrailingWhite", 2)
        .value("AllowLeadingSign", 4)
        .value("Integer", 7)
        .value("AllowTrailingSign", 8)
        .value("AllowParentheses", 16)
        .value("AllowDecimalPoint", 32)
        .value("AllowThousands", 64)
        .value("Number", 111)
        .value("AllowExponent", 128)
        .value("Float", 167)
        .value("AllowCurrencySymbol", 256)
        .value("Currency", 383)
        .value("Any", 511)
        .value("AllowHexSpecifier", 512)
        .value("HexNumber", 515);
    library.type("enum System.Globalization.DateTimeStyles")
        .flags()
        .unlisted()
        .value("None", 0)
        .value("AllowLeadingWhite", 1)
        .value("AllowTrailingWhite", 2)
        .value("AllowInnerWhite", 4)
        .value("AllowWhiteSpaces", 7)
        .value("NoCurrentDateDefault", 8)
        .value("AdjustToUniversal", 16)
        .value("AssumeLocal", 32)
        .value("AssumeUniversal", 64)
        .value("RoundtripKind", 128);
    library.type("enum System.Globalization.TimeSpanStyles")
        .flags()
        .unlisted()
        .values({"None", "AssumeNegative"});
}

} // namespace

Value invariantCulture() { return cultureNamed(""); }

void registerCultures(LibraryBuilder& library)
{
    registerCultureInfo(library);
    registerStyles(library);
}

} // namespace gatelens::expression
