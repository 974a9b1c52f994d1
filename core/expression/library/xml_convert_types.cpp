#include "core/expression/library/xml_convert_types.h"

#include "core/expression/library/xml_values.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/moment.h"
#include "core/expression/xml/names.h"
#include "core/expression/xml/node.h"

#include <algorithm>
#include <chrono>
#include <deque>

namespace gatelens::expression {

namespace {

// --- text of values ------------------------------------------------------------------------------

/// XmlDateTimeSerializationMode.
enum class MomentMode : std::int64_t
{
    Local,
    Utc,
    Unspecified,
    RoundtripKind
};

/// A DateTime seen in a mode; the local zone is UTC, so that only its kind changes.
Value inMode(Env& env, const Value& time, std::int64_t mode)
{
    switch (static_cast<MomentMode>(mode)) {
    case MomentMode::Local:
        return Value::ofDateTimeTicks(time.asLong(), ClockKind::Local);
    case MomentMode::Utc:
        return Value::ofDateTimeTicks(time.asLong(), ClockKind::Utc);
    case MomentMode::Unspecified:
        return Value::ofDateTimeTicks(time.asLong(), ClockKind::Unspecified);
    case MomentMode::RoundtripKind:
        return time;
    }
    return env.argument("'" + std::to_string(mode)
                        + "' is an invalid value for the 'dateTimeOption' argument.");
}

Value convertedText(Env&, Args a) { return Value::ofString(xmlText(a[0])); }

Value textInMode(Env& env, Args a)
{
    const Value seen = inMode(env, a[0], a[1].asLong());
    return env.raised() ? Value() : Value::ofString(xmlText(seen));
}

Value textInFormat(Env& env, Args a)
{
    auto text = formatDateTime(a[0], a[1].isNull() ? std::string_view() : a[1].text());
    return text ? Value::ofString(std::move(*text))
                : env.format("Input string was not in a correct format.");
}

// --- values of texts -----------------------------------------------------------------------------

/// ToInt32 and its kin. .NET reads booleans and reals after trimming, so null fails there
/// otherwise.
Value convertedValue(Env& env, Args a)
{
    const Type* type = a.site().result;
    const bool isTrimmedFirst
        = type == core().boolean || type == core().real || type == core().single;
    if (a[0].isNull() && isTrimmedFirst)
        return env.nullReference();
    if (a[0].isNull() && type != core().timeSpan)
        return env.argumentNull("s");
    return valueOfXmlText(env, a[0].toText(), type);
}

Value convertedChar(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("s");
    const auto units = toUtf16(a[0].text());
    return units.size() == 1 ? Value::ofChar(units[0])
                             : env.format("String must be exactly one character long.");
}

std::int64_t todayTicks()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto days = std::chrono::floor<std::chrono::days>(now).count();
    return kUnixEpoch + days * kTicksPerDay;
}

Value notDateTime(Env& env, const Value& text)
{
    return env.format("The string '" + text.toText() + "' is not a valid DateTime value.");
}

Value momentOf(Env& env, const Value& text)
{
    const auto moment = parseXmlMoment(text.text());
    if (!moment)
        return notDateTime(env, text);
    const auto ticks = moment->utcTicks() + (moment->hasDate ? 0 : todayTicks());
    if (ticks < 0 || ticks > kMaxTicks)
        return notDateTime(env, text);
    return Value::ofDateTimeTicks(ticks,
                                  moment->isUtc         ? ClockKind::Utc
                                      : moment->hasZone ? ClockKind::Local
                                                        : ClockKind::Unspecified);
}

Value dateTimeInMode(Env& env, Args a)
{
    if (a[0].isNull())
        return env.nullReference();
    const Value time = momentOf(env, a[0]);
    return env.raised() ? Value() : inMode(env, time, a[1].asLong());
}

/// ToDateTime(s): the kind is Local also for what is written with Z.
Value localDateTime(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("s");
    Value time = momentOf(env, a[0]);
    if (env.raised() || time.clockKind() == ClockKind::Unspecified)
        return time;
    return Value::ofDateTimeTicks(time.asLong(), ClockKind::Local);
}

/// By one format or by the first that fits.
std::optional<ParsedTime> parsedExactly(const Value& text, const Value& formats)
{
    const auto trimmed = trimWhiteSpace(text.text());
    if (formats.isString())
        return parseDateTimeExact(trimmed, formats.text());
    for (const auto& format : formats.get<ArrayObject>().items) {
        if (auto parsed = parseDateTimeExact(trimmed, format.text()))
            return parsed;
    }
    return std::nullopt;
}

template<bool withOffset>
Value dateTimeByFormat(Env& env, Args a)
{
    if (a[0].isNull() || a[1].isNull())
        return env.argumentNull(a[0].isNull() ? "s" : "format");
    const auto parsed = parsedExactly(a[0], a[1]);
    if (!parsed)
        return notDateTime(env, a[0]);
    if (withOffset)
        return Value::ofDateTimeOffset(parsed->ticks,
                                       static_cast<std::int16_t>(parsed->offsetMinutes));
    return Value::ofDateTimeTicks(parsed->ticks - parsed->offsetMinutes * kTicksPerMinute,
                                  parsed->hasOffset ? ClockKind::Local : ClockKind::Unspecified);
}

// --- names and characters ------------------------------------------------------------------------

using TextRule = bool (*)(std::string_view text);

/// Gives the text back, or raises XmlException.
template<TextRule isValid, bool refusesEmpty>
Value verified(Env& env, Args a)
{
    if (a[0].isNull() || (refusesEmpty && a[0].text().empty()))
        return env.argumentNull("name");
    return isValid(a[0].text())
        ? a[0]
        : env.raise("XmlException", "'" + a[0].toText() + "' has characters that may not be here.");
}

template<bool (*isValid)(char32_t)>
bool allAre(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        if (!isValid(nextCodePoint(text, at)))
            return false;
    }
    return true;
}

bool isPublicIdCharacter(char32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || (c < 0x80
            && std::string_view(" \r\n-'()+,./:=?;!*#@$_%").find(static_cast<char>(c))
                != std::string_view::npos);
}

bool isBlankCharacter(char32_t c) { return isXmlBlank(c); }

/// Surrogates that stand alone may not be in a document.
bool isDocumentCharacter(char32_t c) { return isXmlCharacter(c); }

/// xs:token: no blanks at its ends, none side by side, and only spaces.
bool isXmlToken(std::string_view text)
{
    return !text.starts_with(" ") && !text.ends_with(" ")
        && text.find("  ") == std::string_view::npos
        && text.find_first_of("\t\r\n") == std::string_view::npos;
}

Value verifiedToken(Env& env, Args a)
{
    return a[0].isNull() ? Value() : verified<isXmlToken, false>(env, a);
}

template<bool (*isValid)(char32_t)>
Value characterTest(Env&, Args a)
{
    return Value::ofBool(isValid(a[0].asChar()));
}

bool startsName(char32_t c) { return isXmlNameStart(c); }

bool isInName(char32_t c) { return isXmlNameCharacter(c); }

Value isSurrogatePair(Env&, Args a)
{
    const auto low = a[0].asChar();
    const auto high = a[1].asChar();
    return Value::ofBool(low >= 0xDC00 && low <= 0xDFFF && high >= 0xD800 && high <= 0xDBFF);
}

using Encoder = std::string (*)(std::string_view name);

template<Encoder encode>
Value encodedName(Env&, Args a)
{
    return a[0].isNull() ? Value() : Value::ofString(encode(a[0].text()));
}

std::string encodeFullName(std::string_view name) { return encodeXmlName(name, false); }

std::string encodeLocalName(std::string_view name) { return encodeXmlName(name, true); }

// --- registration --------------------------------------------------------------------------------

void registerNames(TypeBuilder& convert)
{
    convert.method("static string EncodeName(string name)", encodedName<encodeFullName>)
        .method("static string EncodeLocalName(string name)", encodedName<encodeLocalName>)
        .method("static string EncodeNmToken(string name)", encodedName<encodeXmlToken>)
        .method("static string DecodeName(string name)", encodedName<decodeXmlName>)
        .method("static string VerifyName(string name)", verified<isXmlName, true>)
        .method("static string VerifyNCName(string name)", verified<isLocalXmlName, true>)
        .method("static string VerifyNMTOKEN(string name)", verified<isXmlNameToken, false>)
        .method("static string VerifyTOKEN(string token)", verifiedToken)
        .method("static string VerifyXmlChars(string content)",
                verified<allAre<isDocumentCharacter>, false>)
        .method("static string VerifyPublicId(string publicId)",
                verified<allAre<isPublicIdCharacter>, false>)
        .method("static string VerifyWhitespace(string content)",
                verified<allAre<isBlankCharacter>, false>)
        .method("static bool IsStartNCNameChar(char ch)", characterTest<startsName>)
        .method("static bool IsNCNameChar(char ch)", characterTest<isInName>)
        .method("static bool IsXmlChar(char ch)", characterTest<isDocumentCharacter>)
        .method("static bool IsWhitespaceChar(char ch)", characterTest<isBlankCharacter>)
        .method("static bool IsPublicIdChar(char ch)", characterTest<isPublicIdCharacter>)
        .method("static bool IsXmlSurrogatePair(char lowChar, char highChar)", isSurrogatePair);
}

void registerTexts(TypeBuilder& convert)
{
    for (const auto* signature :
         {"static string ToString(bool value)", "static string ToString(char value)",
          "static string ToString(decimal value)", "static string ToString(sbyte value)",
          "static string ToString(short value)", "static string ToString(int value)",
          "static string ToString(long value)", "static string ToString(byte value)",
          "static string ToString(ushort value)", "static string ToString(uint value)",
          "static string ToString(ulong value)", "static string ToString(float value)",
          "static string ToString(double value)", "static string ToString(TimeSpan value)",
          "static string ToString(Guid value)"})
        convert.method(signature, convertedText);
    convert
        .method("static string ToString(DateTime value)",
                [](Env&, Args a) {
                    return Value::ofString(
                        formatDateTime(a[0], "yyyy-MM-dd'T'HH:mm:ss.fffffffzzz").value_or(""));
                })
        .method("static string ToString(DateTime value, XmlDateTimeSerializationMode "
                "dateTimeOption)",
                textInMode)
        .method("static string ToString(DateTime value, string format)", textInFormat)
        .method("static string ToString(DateTimeOffset value, string format)", textInFormat)
        .method("static string ToString(DateTimeOffset value)", [](Env&, Args a) {
            auto text = xmlText(a[0]);
            if (a[0].offsetMinutes() == 0)
                text.replace(text.size() - std::string_view("+00:00").size(), std::string::npos,
                             "Z");
            return Value::ofString(std::move(text));
        });
}

void registerValues(TypeBuilder& convert)
{
    for (const auto* signature :
         {"static bool ToBoolean(string s)", "static decimal ToDecimal(string s)",
          "static sbyte ToSByte(string s)", "static short ToInt16(string s)",
          "static int ToInt32(string s)", "static long ToInt64(string s)",
          "static byte ToByte(string s)", "static ushort ToUInt16(string s)",
          "static uint ToUInt32(string s)", "static ulong ToUInt64(string s)",
          "static float ToSingle(string s)", "static double ToDouble(string s)",
          "static TimeSpan ToTimeSpan(string s)", "static Guid ToGuid(string s)",
          "static DateTimeOffset ToDateTimeOffset(string s)"})
        convert.method(signature, convertedValue);
    convert.method("static char ToChar(string s)", convertedChar)
        .method("static DateTime ToDateTime(string s)", localDateTime)
        .method("static DateTime ToDateTime(string s, XmlDateTimeSerializationMode "
                "dateTimeOption)",
                dateTimeInMode)
        .method("static DateTime ToDateTime(string s, string format)", dateTimeByFormat<false>)
        .method("static DateTime ToDateTime(string s, string[] formats)", dateTimeByFormat<false>)
        .method("static DateTimeOffset ToDateTimeOffset(string s, string format)",
                dateTimeByFormat<true>)
        .method("static DateTimeOffset ToDateTimeOffset(string s, string[] formats)",
                dateTimeByFormat<true>);
}

} // namespace

void registerXmlConvert(LibraryBuilder& library)
{
    library.type("enum System.Xml.XmlDateTimeSerializationMode")
        .unlisted()
        .values({"Local", "Utc", "Unspecified", "RoundtripKind"});
    auto convert = library.type("class System.Xml.XmlConvert", "Text of values in XML form");
    convert.unlisted().method("new()", [](Env&, Args a) {
        return makeValue<RecordObject>(*a.site().result, std::vector<Value>());
    });
    registerNames(convert);
    registerTexts(convert);
    registerValues(convert);
}

} // namespace gatelens::expression
