#include "core/base/utf8.h"
#include "core/expression/library/encodings.h"
#include "core/expression/library/families.h"
#include "core/expression/library/html_entities.h"
#include "core/expression/library/name_values.h"
#include "core/expression/library/text_streams.h"
#include "core/expression/library/uri.h"
#include "core/expression/library/web_forms.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::expression {

namespace {

/// How HTML writes a character that has a meaning of its own; empty for any other.
std::string_view escapeOf(char32_t code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return {};
    }
}

std::string htmlEncoded(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at;
        const char32_t code = nextCodePoint(text, at);
        if (const auto escape = escapeOf(code); !escape.empty())
            out += escape;
        else if ((code >= 0xA0 && code <= 0xFF) || code >= 0x10000)
            out += "&#" + std::to_string(static_cast<std::uint32_t>(code)) + ";";
        else
            out += text.substr(begin, at - begin);
    }
    return out;
}

std::string htmlDecoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto semicolon
            = text[i] == '&' ? text.find_first_of(";&", i + 1) : std::string_view::npos;
        if (semicolon == std::string_view::npos || text[semicolon] != ';') {
            out.push_back(text[i]);
            continue;
        }
        const auto name = text.substr(i + 1, semicolon - i - 1);
        std::int64_t code = -1;
        if (name.starts_with("#") && name.size() > 1) {
            const bool isHex = name[1] == 'x' || name[1] == 'X';
            const std::string digits(name.substr(isHex ? 2 : 1));
            char* end = nullptr;
            code = std::strtol(digits.c_str(), &end, isHex ? 16 : 10);
            if (digits.empty() || *end != '\0' || code <= 0 || code > 0x10FFFF
                || (code >= 0xD800 && code < 0xE000))
                code = -1;
        } else {
            const auto entity = htmlEntity(name);
            code = entity ? static_cast<std::int64_t>(*entity) : -1;
        }
        if (code < 0) {
            out.push_back(text[i]);
            continue;
        }
        appendUtf8(out, static_cast<char32_t>(code));
        i = semicolon;
    }
    return out;
}

/// `(bytes, offset, count)`
template<std::string (*convert)(std::string_view)>
Value urlBytes(Env& env, Args a)
{
    const auto bytes = a[0].bytes();
    if (a[1].asInt() < 0 || a[1].asLong() > static_cast<std::int64_t>(bytes.size()))
        return env.argumentRange("offset");
    if (a[2].asInt() < 0 || a[1].asLong() + a[2].asLong() > static_cast<std::int64_t>(bytes.size()))
        return env.argumentRange("count");
    auto converted = convert(bytes.substr(static_cast<std::size_t>(a[1].asInt()),
                                          static_cast<std::size_t>(a[2].asInt())));
    return env.charge(converted.size()) ? Value::ofBytes(std::move(converted)) : Value();
}

template<std::string (*convert)(std::string_view)>
Value converted(Env& env, Args a)
{
    if (a[0].isNull())
        return {};
    auto text = convert(a[0].text());
    return env.charge(text.size()) ? Value::ofString(std::move(text)) : Value();
}

/// `(value, output)` of a TextWriter.
template<std::string (*convert)(std::string_view)>
Value convertedInto(Env& env, Args a)
{
    if (!a[0].isNull())
        writeText(env, a[1], convert(a[0].text()));
    return {};
}

std::string upperForm(std::string_view bytes) { return escapeForm(bytes); }
std::string lowerForm(std::string_view bytes) { return escapeForm(bytes, HexCase::Lower); }

/// The bytes of an argument that is a text or bytes.
std::string bytesOrUtf8(const Value& value)
{
    return std::string(value.isString() ? value.text() : value.bytes());
}

template<std::string (*convert)(std::string_view)>
Value allUrlBytes(Env& env, Args a)
{
    if (a[0].isNull())
        return {};
    auto bytes = convert(bytesOrUtf8(a[0]));
    return env.charge(bytes.size()) ? Value::ofBytes(std::move(bytes)) : Value();
}

/// `(string, Encoding)`
Value encodedIn(Env& env, Args a)
{
    if (a[0].isNull())
        return {};
    auto text = lowerForm(encodeWith(a[1], a[0].text()));
    return env.charge(text.size()) ? Value::ofString(std::move(text)) : Value();
}

Value encodedBytesIn(Env& env, Args a)
{
    const Value text = encodedIn(env, a);
    return text.isNull() ? Value() : Value::ofBytes(std::string(text.text()));
}

/// `(string or bytes, Encoding)`, or `(bytes, offset, count, Encoding)`
Value decodedIn(Env& env, Args a)
{
    if (a[0].isNull())
        return {};
    auto bytes = bytesOrUtf8(a[0]);
    if (a.size() == 4) {
        const Value part = urlBytes<unescapeForm>(env, a);
        if (env.raised())
            return {};
        return Value::ofString(decodeWith(a[3], part.bytes()));
    }
    if (!env.charge(bytes.size()))
        return {};
    return Value::ofString(decodeWith(a[1], unescapeForm(bytes)));
}

/// Escapes for an attribute's value in double quotes.
std::string attributeEncoded(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const auto escape = c == '>' ? std::string_view() : escapeOf(static_cast<unsigned char>(c));
        if (escape.empty())
            out.push_back(c);
        else
            out += escape;
    }
    return out;
}

/// Percent-encodes what is not ASCII, and blanks, before the question mark.
std::string pathEncoded(std::string_view text)
{
    const auto end = std::min(text.find('?'), text.size());
    std::string out;
    for (const char c : text.substr(0, end)) {
        if (c == ' ' || static_cast<unsigned char>(c) >= 0x80)
            appendPercent(out, c, HexCase::Lower);
        else
            out.push_back(c);
    }
    return out + std::string(text.substr(end));
}

/// As UrlEncode, but `%uXXXX` for what is not ASCII.
std::string unicodeForm(std::string_view text)
{
    std::string out;
    for (const char16_t unit : toUtf16(text))
        out += unit < 0x80 ? lowerForm(std::string(1, static_cast<char>(unit)))
                           : fmt::format("%u{:04x}", static_cast<unsigned>(unit));
    return out;
}

bool needsScriptEscape(char16_t unit)
{
    return unit < 0x20
        || std::u16string_view(u"\"\\'<>&\u0085\u2028\u2029").find(unit)
        != std::u16string_view::npos;
}

std::string scriptEncoded(std::string_view text)
{
    static constexpr std::string_view kShort = "\b\t\n\f\r\"\\";
    static constexpr std::string_view kShortNames = "btnfr\"\\";
    std::u16string out;
    for (const char16_t unit : toUtf16(text)) {
        const auto named = unit < 0x80 ? kShort.find(static_cast<char>(unit)) : std::string::npos;
        if (named != std::string::npos)
            out += {u'\\', static_cast<char16_t>(kShortNames[named])};
        else if (needsScriptEscape(unit))
            out += toUtf16(fmt::format("\\u{:04x}", static_cast<unsigned>(unit)));
        else
            out.push_back(unit);
    }
    return fromUtf16(out);
}

Value scriptEncode(Env& env, Args a)
{
    const bool isQuoted = a.size() > 1 && a[1].asBool();
    auto text = scriptEncoded(a[0].isNull() ? std::string_view() : a[0].text());
    if (isQuoted)
        text = '"' + text + '"';
    return env.charge(text.size()) ? Value::ofString(std::move(text)) : Value();
}

void registerWebUtility(LibraryBuilder& library)
{
    library.type("static System.Net.WebUtility", "Encoding for URLs and HTML")
        .method("static string UrlEncode(string value)", converted<upperForm>,
                "Percent-encodes; a blank becomes +")
        .method("static string UrlDecode(string encodedValue)", converted<formDecoded>,
                "Undoes UrlEncode")
        .method("static string HtmlEncode(string value)", converted<htmlEncoded>,
                "Escapes & < > \" '")
        .method("static string HtmlDecode(string value)", converted<htmlDecoded>,
                "Undoes HtmlEncode")
        .method("static void HtmlEncode(string value, TextWriter output)",
                convertedInto<htmlEncoded>)
        .method("static void HtmlDecode(string value, TextWriter output)",
                convertedInto<htmlDecoded>)
        .method("static byte[] UrlEncodeToBytes(byte[] value, int offset, int count)",
                urlBytes<upperForm>)
        .method("static byte[] UrlDecodeToBytes(byte[] encodedValue, int offset, int count)",
                urlBytes<unescapeForm>);
}

void registerHttpUtility(LibraryBuilder& library)
{
    library.type("static System.Web.HttpUtility", "Encoding for URLs, HTML and script")
        .unlisted()
        .method("static string UrlEncode(string str)", converted<lowerForm>,
                "Percent-encodes in lower case; a blank becomes +")
        .method("static string UrlEncode(string str, Encoding e)", encodedIn)
        .method("static string UrlEncode(byte[] bytes)",
                [](Env& env, Args a) {
                    const Value bytes = allUrlBytes<lowerForm>(env, a);
                    return bytes.isNull() ? Value() : Value::ofText(bytes.bytes());
                })
        .method("static string UrlEncode(byte[] bytes, int offset, int count)",
                [](Env& env, Args a) {
                    const Value bytes = urlBytes<lowerForm>(env, a);
                    return bytes.isNull() ? Value() : Value::ofText(bytes.bytes());
                })
        .method("static byte[] UrlEncodeToBytes(string str)", allUrlBytes<lowerForm>)
        .method("static byte[] UrlEncodeToBytes(string str, Encoding e)", encodedBytesIn)
        .method("static byte[] UrlEncodeToBytes(byte[] bytes)", allUrlBytes<lowerForm>)
        .method("static byte[] UrlEncodeToBytes(byte[] bytes, int offset, int count)",
                urlBytes<lowerForm>)
        .method("static string UrlEncodeUnicode(string str)", converted<unicodeForm>)
        .method("static string UrlPathEncode(string str)", converted<pathEncoded>,
                "Percent-encodes the path, not the query")
        .method("static string UrlDecode(string str)", converted<formDecoded>, "Undoes UrlEncode")
        .method("static string UrlDecode(string str, Encoding e)", decodedIn)
        .method("static string UrlDecode(byte[] bytes, Encoding e)", decodedIn)
        .method("static string UrlDecode(byte[] bytes, int offset, int count, Encoding e)",
                decodedIn)
        .method("static byte[] UrlDecodeToBytes(string str)", allUrlBytes<unescapeForm>)
        .method("static byte[] UrlDecodeToBytes(byte[] bytes)", allUrlBytes<unescapeForm>)
        .method("static byte[] UrlDecodeToBytes(byte[] bytes, int offset, int count)",
                urlBytes<unescapeForm>)
        .method("static string HtmlEncode(string s)", converted<htmlEncoded>, "Escapes & < > \" '")
        .method("static string HtmlEncode(object value)",
                [](Env&, Args a) {
                    return a[0].isNull() ? Value() : Value::ofString(htmlEncoded(textOf(a[0])));
                })
        .method("static void HtmlEncode(string s, TextWriter output)", convertedInto<htmlEncoded>)
        .method("static string HtmlDecode(string s)", converted<htmlDecoded>, "Undoes HtmlEncode")
        .method("static void HtmlDecode(string s, TextWriter output)", convertedInto<htmlDecoded>)
        .method("static string HtmlAttributeEncode(string s)", converted<attributeEncoded>)
        .method("static void HtmlAttributeEncode(string s, TextWriter output)",
                convertedInto<attributeEncoded>)
        .method("static string JavaScriptStringEncode(string value)", scriptEncode,
                "Escapes for a string of JavaScript")
        .method("static string JavaScriptStringEncode(string value, bool addDoubleQuotes)",
                scriptEncode)
        .method(
            "static NameValueCollection ParseQueryString(string query)",
            [](Env& env, Args a) {
                return a[0].isNull() ? env.argumentNull("query")
                                     : parseQueryString(env, a[0].text(), Value());
            },
            "The parameters of a query, with or without its question mark")
        .method("static NameValueCollection ParseQueryString(string query, Encoding encoding)",
                [](Env& env, Args a) {
                    return a[0].isNull() ? env.argumentNull("query")
                                         : parseQueryString(env, a[0].text(), a[1]);
                });
}

} // namespace

void registerWebUtilities(LibraryBuilder& library)
{
    registerWebUtility(library);
    registerHttpUtility(library);
    registerNameValues(library);
}

} // namespace gatelens::expression
