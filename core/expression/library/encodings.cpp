#include "core/expression/library/encodings.h"

#include "core/base/utf8.h"
#include "core/expression/library/families.h"
#include "core/expression/library/uri.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

enum class Charset
{
    Utf8,
    Ascii,
    Latin1,
    Utf16,
    Utf16Big,
    Utf32
};

std::optional<Charset> charsetOf(std::string_view name)
{
    const auto lowered = toLower(name);
    if (lowered == "utf-8" || lowered == "utf8")
        return Charset::Utf8;
    if (lowered == "us-ascii" || lowered == "ascii")
        return Charset::Ascii;
    if (lowered == "iso-8859-1" || lowered == "latin1" || lowered == "windows-1252")
        return Charset::Latin1;
    if (lowered == "utf-16" || lowered == "unicode" || lowered == "utf-16le")
        return Charset::Utf16;
    if (lowered == "utf-16be" || lowered == "unicodefffe")
        return Charset::Utf16Big;
    if (lowered == "utf-32")
        return Charset::Utf32;
    return std::nullopt;
}

std::string encode(Charset charset, std::string_view text)
{
    std::string out;
    const auto push = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    switch (charset) {
    case Charset::Utf8:
        return decodeUtf8(text); // a lone surrogate becomes U+FFFD
    case Charset::Ascii:
    case Charset::Latin1: {
        const char16_t most = charset == Charset::Ascii ? 0x7F : 0xFF;
        for (const char16_t unit : toUtf16(text))
            push(unit <= most ? unit : '?');
        return out;
    }
    case Charset::Utf16:
    case Charset::Utf16Big:
        for (const char16_t unit : toUtf16(text)) {
            push(charset == Charset::Utf16 ? unit & 0xFF : unit >> 8);
            push(charset == Charset::Utf16 ? unit >> 8 : unit & 0xFF);
        }
        return out;
    case Charset::Utf32:
        for (std::size_t at = 0; at < text.size();) {
            const auto code = static_cast<std::uint32_t>(nextCodePoint(text, at));
            for (int shift = 0; shift < 32; shift += 8)
                push(code >> shift & 0xFF);
        }
        return out;
    }
    return out;
}

std::string decode(Charset charset, std::string_view bytes)
{
    std::string out;
    switch (charset) {
    case Charset::Utf8:
        return decodeUtf8(bytes);
    case Charset::Ascii:
    case Charset::Latin1:
        for (const char c : bytes) {
            const auto byte = static_cast<unsigned char>(c);
            appendUtf8(
                out, charset == Charset::Ascii && byte > 0x7F ? U'?' : static_cast<char32_t>(byte));
        }
        return out;
    case Charset::Utf16:
    case Charset::Utf16Big: {
        std::u16string units;
        for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
            const auto first = static_cast<unsigned char>(bytes[i]);
            const auto second = static_cast<unsigned char>(bytes[i + 1]);
            units.push_back(static_cast<char16_t>(charset == Charset::Utf16 ? first | second << 8
                                                                            : first << 8 | second));
        }
        return fromUtf16(units);
    }
    case Charset::Utf32:
        for (std::size_t i = 0; i + 3 < bytes.size(); i += 4) {
            char32_t code = 0;
            for (int k = 3; k >= 0; --k)
                code = code << 8
                    | static_cast<unsigned char>(bytes[i + static_cast<std::size_t>(k)]);
            appendUtf8(out, code > 0x10FFFF ? 0xFFFD : code);
        }
        return out;
    }
    return out;
}

class EncodingObject final : public Object
{
public:
    explicit EncodingObject(Charset which)
        : charset(which)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("Encoding")->self;
        return *known;
    }

    const Charset charset;
};

Charset charset(const Value& value) { return value.get<EncodingObject>().charset; }

template<Charset which>
Value encoding(Env&, Args)
{
    return makeValue<EncodingObject>(which);
}

std::string charsText(const Value& array)
{
    std::u16string units;
    for (const auto& one : array.get<ArrayObject>().items)
        units.push_back(one.asChar());
    return fromUtf16(units);
}

Value getString(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("bytes");
    auto bytes = a[1].bytes();
    if (a.size() > 2) {
        if (a[2].asInt() < 0 || a[3].asInt() < 0
            || a[2].asLong() + a[3].asLong() > static_cast<std::int64_t>(bytes.size()))
            return env.argumentRange("index");
        bytes = bytes.substr(static_cast<std::size_t>(a[2].asInt()),
                             static_cast<std::size_t>(a[3].asInt()));
    }
    return env.charge(bytes.size() * 2) ? Value::ofString(decode(charset(a[0]), bytes)) : Value();
}

constexpr std::string_view kEncodingNames[]
    = {"utf-8", "us-ascii", "iso-8859-1", "utf-16", "utf-16BE", "utf-32"};

void registerEncodingClass(LibraryBuilder& library)
{
    library.type("class System.Text.Encoding", "A charset")
        .property("static Encoding UTF8", encoding<Charset::Utf8>, "UTF-8")
        .property("static Encoding Default", encoding<Charset::Utf8>)
        .property("static Encoding ASCII", encoding<Charset::Ascii>, "Seven bits; others become ?")
        .property("static Encoding Unicode", encoding<Charset::Utf16>, "UTF-16, little-endian")
        .property("static Encoding BigEndianUnicode", encoding<Charset::Utf16Big>)
        .property("static Encoding UTF32", encoding<Charset::Utf32>)
        .method("static Encoding GetEncoding(string name)",
                [](Env& env, Args a) {
                    const auto found = charsetOf(a[0].text());
                    return found
                        ? makeValue<EncodingObject>(*found)
                        : env.argument("'" + a[0].toText() + "' is not a supported encoding name.");
                })
        .method("static Encoding GetEncoding(int codepage)",
                [](Env& env, Args a) {
                    switch (a[0].asInt()) {
                    case 65001:
                        return makeValue<EncodingObject>(Charset::Utf8);
                    case 20127:
                        return makeValue<EncodingObject>(Charset::Ascii);
                    case 28591:
                    case 1252:
                        return makeValue<EncodingObject>(Charset::Latin1);
                    case 1200:
                        return makeValue<EncodingObject>(Charset::Utf16);
                    case 1201:
                        return makeValue<EncodingObject>(Charset::Utf16Big);
                    case 12000:
                        return makeValue<EncodingObject>(Charset::Utf32);
                    default:
                        return env.notSupported("No data is available for encoding " + a[0].toText()
                                                + ".");
                    }
                })
        .property("string WebName",
                  [](Env&, Args a) {
                      return Value::ofText(kEncodingNames[static_cast<int>(charset(a[0]))]);
                  })
        .property("string EncodingName",
                  [](Env&, Args a) {
                      static constexpr std::string_view kDisplayNames[]
                          = {"Unicode (UTF-8)",        "US-ASCII",
                             "Western European (ISO)", "Unicode",
                             "Unicode (Big-Endian)",   "Unicode (UTF-32)"};
                      return Value::ofText(kDisplayNames[static_cast<int>(charset(a[0]))]);
                  })
        .property("string BodyName",
                  [](Env&, Args a) {
                      return Value::ofText(kEncodingNames[static_cast<int>(charset(a[0]))]);
                  })
        .property("string HeaderName",
                  [](Env&, Args a) {
                      return Value::ofText(kEncodingNames[static_cast<int>(charset(a[0]))]);
                  })
        .property("int CodePage",
                  [](Env&, Args a) {
                      static constexpr int kPages[] = {65001, 20127, 28591, 1200, 1201, 12000};
                      return Value::ofInt(kPages[static_cast<int>(charset(a[0]))]);
                  })
        .property("bool IsSingleByte",
                  [](Env&, Args a) {
                      return Value::ofBool(charset(a[0]) == Charset::Ascii
                                           || charset(a[0]) == Charset::Latin1);
                  })
        .method("static byte[] Convert(Encoding srcEncoding, Encoding dstEncoding, byte[] bytes)",
                [](Env& env, Args a) {
                    return env.charge(a[2].bytes().size() * 4)
                        ? Value::ofBytes(encode(charset(a[1]), decode(charset(a[0]), a[2].bytes())))
                        : Value();
                })
        .method("int GetMaxByteCount(int charCount)",
                [](Env& env, Args a) {
                    // One character more than asked for, as a surrogate may be left over.
                    static constexpr int kBytes[] = {3, 1, 1, 2, 2, 4};
                    if (a[1].asInt() < 0 || a[1].asInt() > 500'000'000)
                        return env.argumentRange("charCount");
                    return Value::ofInt((a[1].asInt() + 1)
                                        * kBytes[static_cast<int>(charset(a[0]))]);
                })
        .method(
            "byte[] GetBytes(string s)",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("s");
                return env.charge(a[1].text().size())
                    ? Value::ofBytes(encode(charset(a[0]), a[1].text()))
                    : Value();
            },
            "The text in this charset")
        .method("byte[] GetBytes(char[] chars)",
                [](Env& env, Args a) {
                    return a[1].isNull() ? env.argumentNull("chars")
                                         : Value::ofBytes(encode(charset(a[0]), charsText(a[1])));
                })
        .method("int GetByteCount(string s)",
                [](Env& env, Args a) {
                    return a[1].isNull() ? env.argumentNull("s")
                                         : Value::ofInt(static_cast<std::int32_t>(
                                             encode(charset(a[0]), a[1].text()).size()));
                })
        .method("int GetCharCount(byte[] bytes)",
                [](Env&, Args a) {
                    return Value::ofInt(static_cast<std::int32_t>(
                        lengthUtf16(decode(charset(a[0]), a[1].bytes()))));
                })
        .method("string GetString(byte[] bytes)", getString, "The text of bytes in this charset")
        .method("string GetString(byte[] bytes, int index, int count)", getString)
        .method("char[] GetChars(byte[] bytes)",
                [](Env&, Args a) {
                    std::vector<Value> units;
                    for (const char16_t unit : toUtf16(decode(charset(a[0]), a[1].bytes())))
                        units.push_back(Value::ofChar(unit));
                    return newArray(core().character, std::move(units));
                })
        .method("byte[] GetPreamble()", [](Env&, Args a) {
            switch (charset(a[0])) {
            case Charset::Utf8:
                return Value::ofBytes("\xEF\xBB\xBF");
            case Charset::Utf16:
                return Value::ofBytes("\xFF\xFE");
            case Charset::Utf16Big:
                return Value::ofBytes("\xFE\xFF");
            case Charset::Utf32:
                return Value::ofBytes(std::string("\xFF\xFE\0\0", 4));
            default:
                return Value::ofBytes("");
            }
        });
    library.type("class System.Text.UTF8Encoding : Encoding")
        .unlisted()
        .method("new()", encoding<Charset::Utf8>)
        .method("new(bool encoderShouldEmitUTF8Identifier)", encoding<Charset::Utf8>);
    library.type("class System.Text.ASCIIEncoding : Encoding")
        .unlisted()
        .method("new()", encoding<Charset::Ascii>);
}

std::string htmlEncoded(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at;
        const char32_t code = nextCodePoint(text, at);
        switch (code) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            if ((code >= 0xA0 && code <= 0xFF) || code >= 0x10000)
                out += "&#" + std::to_string(static_cast<std::uint32_t>(code)) + ";";
            else
                out += text.substr(begin, at - begin);
        }
    }
    return out;
}

struct Entity
{
    std::string_view name;
    char32_t code;
};

constexpr Entity kEntities[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},      {"apos", '\''},
    {"nbsp", 0xA0},    {"copy", 0xA9},    {"reg", 0xAE},     {"euro", 0x20AC},   {"pound", 0xA3},
    {"yen", 0xA5},     {"cent", 0xA2},    {"sect", 0xA7},    {"deg", 0xB0},      {"plusmn", 0xB1},
    {"micro", 0xB5},   {"para", 0xB6},    {"middot", 0xB7},  {"frac12", 0xBD},   {"times", 0xD7},
    {"divide", 0xF7},  {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018},  {"rsquo", 0x2019},
    {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"bull", 0x2022},  {"hellip", 0x2026}, {"trade", 0x2122},
    {"aacute", 0xE1},  {"agrave", 0xE0},  {"acirc", 0xE2},   {"auml", 0xE4},     {"aring", 0xE5},
    {"aelig", 0xE6},   {"ccedil", 0xE7},  {"eacute", 0xE9},  {"egrave", 0xE8},   {"ecirc", 0xEA},
    {"euml", 0xEB},    {"iacute", 0xED},  {"icirc", 0xEE},   {"iuml", 0xEF},     {"ntilde", 0xF1},
    {"oacute", 0xF3},  {"ocirc", 0xF4},   {"ouml", 0xF6},    {"oslash", 0xF8},   {"uacute", 0xFA},
    {"ugrave", 0xF9},  {"ucirc", 0xFB},   {"uuml", 0xFC},    {"szlig", 0xDF},    {"Auml", 0xC4},
    {"Ouml", 0xD6},    {"Uuml", 0xDC},    {"Eacute", 0xC9},  {"Aring", 0xC5},    {"Oslash", 0xD8},
};

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
            for (const auto& entity : kEntities) {
                if (entity.name == name)
                    code = entity.code;
            }
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

std::string formBytes(std::string_view text)
{
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), '+', ' ');
    return unescapeData(plain);
}

std::string formDecoded(std::string_view text) { return decodeUtf8(formBytes(text)); }

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

void registerWeb(LibraryBuilder& library)
{
    for (const auto* name : {"static System.Net.WebUtility", "static System.Web.HttpUtility"}) {
        library.type(name, "Encoding for URLs and HTML")
            .method("static string UrlEncode(string value)", converted<escapeForm>,
                    "Percent-encodes; a blank becomes +")
            .method("static string UrlDecode(string encodedValue)", converted<formDecoded>,
                    "Undoes UrlEncode")
            .method("static string HtmlEncode(string value)", converted<htmlEncoded>,
                    "Escapes & < > \" '")
            .method("static string HtmlDecode(string value)", converted<htmlDecoded>,
                    "Undoes HtmlEncode")
            .method("static byte[] UrlEncodeToBytes(byte[] value, int offset, int count)",
                    urlBytes<escapeForm>)
            .method("static byte[] UrlDecodeToBytes(byte[] encodedValue, int offset, int count)",
                    urlBytes<formBytes>);
    }
}

/// A StringReader or StringWriter.
class TextStream final : public Object
{
public:
    TextStream(const Type& type, std::string initial)
        : text(std::move(initial))
        , m_type(&type)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] std::string toText() const override { return joinSurrogates(text); }

    std::string text;
    std::size_t at = 0;

private:
    const Type* m_type;
};

Value readLine(Env&, Args a)
{
    auto& stream = a[0].get<TextStream>();
    if (stream.at >= stream.text.size())
        return {};
    const auto end = std::min(stream.text.find_first_of("\r\n", stream.at), stream.text.size());
    Value line = Value::ofText(std::string_view(stream.text).substr(stream.at, end - stream.at));
    stream.at = end;
    if (stream.at < stream.text.size() && stream.text[stream.at] == '\r')
        ++stream.at;
    if (stream.at < stream.text.size() && stream.text[stream.at] == '\n')
        ++stream.at;
    return line;
}

Value write(Env& env, Args a)
{
    const auto added = textOf(a[1]);
    if (env.charge(added.size()))
        a[0].get<TextStream>().text += added;
    return {};
}

Value writeLine(Env& env, Args a)
{
    if (a.size() > 1)
        static_cast<void>(write(env, a));
    a[0].get<TextStream>().text += "\n";
    return {};
}

Value writeFormat(Env& env, Args a)
{
    if (a[1].isNull() || a[2].isNull())
        return env.argumentNull(a[1].isNull() ? "format" : "arg");
    const auto text = formatComposite(a[1].text(), a[2].get<ArrayObject>().items);
    if (!text)
        return env.format("Input string was not in a correct format.");
    if (env.charge(text->size()))
        a[0].get<TextStream>().text += *text;
    return {};
}

void registerStreams(LibraryBuilder& library)
{
    library.type("class System.IO.TextReader : IDisposable");
    library.type("class System.IO.StringReader : TextReader", "Reads a text")
        .method("new(string s)",
                [](Env& env, Args a) {
                    return a[0].isNull() ? env.argumentNull("s")
                                         : makeValue<TextStream>(*a.site().result, a[0].toText());
                })
        .method("string ReadLine()", readLine, "The next line, or null")
        .method("string ReadToEnd()",
                [](Env&, Args a) {
                    auto& stream = a[0].get<TextStream>();
                    return Value::ofString(
                        stream.text.substr(std::exchange(stream.at, stream.text.size())));
                })
        .method("int Read()",
                [](Env&, Args a) {
                    auto& stream = a[0].get<TextStream>();
                    return Value::ofInt(
                        stream.at >= stream.text.size()
                            ? -1
                            : static_cast<std::int32_t>(nextCodePoint(stream.text, stream.at)));
                })
        .method("int Peek()",
                [](Env&, Args a) {
                    const auto& stream = a[0].get<TextStream>();
                    auto at = stream.at;
                    return Value::ofInt(
                        at >= stream.text.size()
                            ? -1
                            : static_cast<std::int32_t>(nextCodePoint(stream.text, at)));
                })
        .method("void Close()", [](Env&, Args) { return Value(); })
        .method("void Dispose()", [](Env&, Args) { return Value(); });
    library.type("class System.IO.TextWriter : IDisposable");
    auto writer = library.type("class System.IO.StringWriter : TextWriter", "Writes into a text");
    writer
        .method("new()",
                [](Env&, Args a) { return makeValue<TextStream>(*a.site().result, std::string()); })
        .method("new(IFormatProvider formatProvider)",
                [](Env&, Args a) { return makeValue<TextStream>(*a.site().result, std::string()); })
        .method("void WriteLine()", writeLine);
    for (const auto* signature :
         {"void Write(object value)", "void Write(string value)", "void Write(char value)",
          "void Write(int value)", "void Write(long value)", "void Write(bool value)",
          "void Write(double value)", "void Write(decimal value)"})
        writer.method(signature, write, "Adds at the end");
    for (const auto* signature : {"void WriteLine(object value)", "void WriteLine(string value)",
                                  "void WriteLine(char value)", "void WriteLine(int value)",
                                  "void WriteLine(long value)", "void WriteLine(bool value)",
                                  "void WriteLine(double value)", "void WriteLine(decimal value)"})
        writer.method(signature, writeLine, "Adds at the end, and a new line");
    writer.method("void Write(string format, params object[] arg)", writeFormat)
        .method("void WriteLine(string format, params object[] arg)",
                [](Env& env, Args a) {
                    static_cast<void>(writeFormat(env, a));
                    a[0].get<TextStream>().text += "\n";
                    return Value();
                })
        .method("void Flush()", [](Env&, Args) { return Value(); })
        .method("void Close()", [](Env&, Args) { return Value(); })
        .method("void Dispose()", [](Env&, Args) { return Value(); });
}

} // namespace

std::optional<std::string> decodeText(std::string_view name, std::string_view bytes)
{
    const auto found = charsetOf(name);
    if (!found)
        return std::nullopt;
    if (*found == Charset::Utf8 && bytes.starts_with("\xEF\xBB\xBF"))
        bytes.remove_prefix(3);
    return decode(*found, bytes);
}

std::optional<std::string> encodeText(std::string_view name, std::string_view text)
{
    const auto found = charsetOf(name);
    return found ? std::optional(encode(*found, text)) : std::nullopt;
}

std::string escapeForm(std::string_view text)
{
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool isPlain = std::isalnum(static_cast<unsigned char>(c)) != 0
            || std::string_view("-_.!*()").find(c) != std::string_view::npos;
        if (isPlain) {
            out.push_back(c);
        } else if (c == ' ') {
            out.push_back('+');
        } else {
            out.push_back('%');
            out.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
            out.push_back(kHex[static_cast<unsigned char>(c) & 15]);
        }
    }
    return out;
}

void registerEncoding(LibraryBuilder& library)
{
    registerEncodingClass(library);
    registerWeb(library);
    registerStreams(library);
}

} // namespace gatelens::expression
