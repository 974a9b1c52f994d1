#include "core/expression/library/encodings.h"

#include "core/base/utf8.h"
#include "core/expression/runtime/text.h"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

namespace gatelens::expression {

namespace {

// The first six are converted here, as .NET does; libc's iconv knows the others.
constexpr Charset kCharsets[] = {
    {"utf-8", "Unicode (UTF-8)", 65001, 3, "", " utf8 unicode-1-1-utf-8 ", "\xEF\xBB\xBF"},
    {"us-ascii", "US-ASCII", 20127, 1, "", " ascii ansi_x3.4-1968 iso646-us ", ""},
    {"iso-8859-1", "Western European (ISO)", 28591, 1, "", " latin1 iso8859-1 l1 iso_8859-1 ", ""},
    {"utf-16", "Unicode", 1200, 2, "", " unicode utf-16le ucs-2 iso-10646-ucs-2 ", "\xFF\xFE"},
    {"utf-16BE", "Unicode (Big-Endian)", 1201, 2, "", " unicodefffe utf-16be ", "\xFE\xFF"},
    {"utf-32", "Unicode (UTF-32)", 12000, 4, "", " utf-32le ucs-4 ", {"\xFF\xFE\0\0", 4}},
    {"utf-32BE", "Unicode (UTF-32 Big-Endian)", 12001, 4, "UTF-32BE", "", {"\0\0\xFE\xFF", 4}},
    {"utf-7", "Unicode (UTF-7)", 65000, 3, "UTF-7", " unicode-1-1-utf-7 csunicode11utf7 ", ""},
    {"windows-1250", "Central European (Windows)", 1250, 1, "CP1250", " x-cp1250 ", ""},
    {"windows-1251", "Cyrillic (Windows)", 1251, 1, "CP1251", " x-cp1251 ", ""},
    {"Windows-1252", "Western European (Windows)", 1252, 1, "CP1252", " x-ansi ", ""},
    {"windows-1253", "Greek (Windows)", 1253, 1, "CP1253", "", ""},
    {"windows-1254", "Turkish (Windows)", 1254, 1, "CP1254", "", ""},
    {"windows-1255", "Hebrew (Windows)", 1255, 1, "CP1255", "", ""},
    {"windows-1256", "Arabic (Windows)", 1256, 1, "CP1256", "", ""},
    {"windows-1257", "Baltic (Windows)", 1257, 1, "CP1257", "", ""},
    {"windows-1258", "Vietnamese (Windows)", 1258, 1, "CP1258", "", ""},
    {"iso-8859-2", "Central European (ISO)", 28592, 1, "ISO-8859-2", " latin2 l2 ", ""},
    {"iso-8859-3", "Latin 3 (ISO)", 28593, 1, "ISO-8859-3", " latin3 l3 ", ""},
    {"iso-8859-4", "Baltic (ISO)", 28594, 1, "ISO-8859-4", " latin4 l4 ", ""},
    {"iso-8859-5", "Cyrillic (ISO)", 28595, 1, "ISO-8859-5", " cyrillic ", ""},
    {"iso-8859-6", "Arabic (ISO)", 28596, 1, "ISO-8859-6", " arabic ", ""},
    {"iso-8859-7", "Greek (ISO)", 28597, 1, "ISO-8859-7", " greek ", ""},
    {"iso-8859-8", "Hebrew (ISO-Visual)", 28598, 1, "ISO-8859-8", " hebrew ", ""},
    {"iso-8859-9", "Turkish (ISO)", 28599, 1, "ISO-8859-9", " latin5 l5 ", ""},
    {"iso-8859-13", "Estonian (ISO)", 28603, 1, "ISO-8859-13", "", ""},
    {"iso-8859-15", "Latin 9 (ISO)", 28605, 1, "ISO-8859-15", " latin9 l9 ", ""},
    {"koi8-r", "Cyrillic (KOI8-R)", 20866, 1, "KOI8-R", " koi8 koi ", ""},
    {"koi8-u", "Cyrillic (KOI8-U)", 21866, 1, "KOI8-U", " koi8-ru ", ""},
    {"IBM437", "OEM United States", 437, 1, "CP437", " 437 cp437 ", ""},
    {"ibm850", "Western European (DOS)", 850, 1, "CP850", " cp850 ", ""},
    {"macintosh", "Western European (Mac)", 10000, 1, "MACINTOSH", "", ""},
    {"shift_jis", "Japanese (Shift-JIS)", 932, 2, "CP932", " sjis shift-jis ms_kanji x-sjis ", ""},
    {"euc-jp", "Japanese (EUC)", 51932, 3, "EUC-JP", " x-euc x-euc-jp ", ""},
    {"gb2312", "Chinese Simplified (GB2312)", 936, 2, "CP936", " gbk cp936 chinese gb_2312-80 ",
     ""},
    {"GB18030", "Chinese Simplified (GB18030)", 54936, 4, "GB18030", "", ""},
    {"big5", "Chinese Traditional (Big5)", 950, 2, "CP950", " big5-hkscs cn-big5 x-x-big5 ", ""},
    {"ks_c_5601-1987", "Korean", 949, 2, "CP949", " korean ks_c_5601 ksc5601 ", ""},
    {"euc-kr", "Korean (EUC)", 51949, 2, "EUC-KR", " cseuckr ", ""},
};

enum BuiltIn : std::size_t
{
    kUtf8,
    kAscii,
    kLatin1,
    kUtf16,
    kUtf16Big,
    kUtf32
};

/// A conversion of libc, closed at its end.
class Iconv
{
public:
    Iconv(const char* to, const char* from)
        : m_handle(iconv_open(to, from))
    {
    }
    ~Iconv()
    {
        if (isOpen())
            iconv_close(m_handle);
    }
    Iconv(const Iconv&) = delete;
    Iconv& operator=(const Iconv&) = delete;
    [[nodiscard]] bool isOpen() const { return m_handle != reinterpret_cast<iconv_t>(-1); }

    /// Appends what `input` becomes until its end or something that has no counterpart, where
    /// `input` then begins.
    void convert(std::string_view& input, std::string& out)
    {
        char* from = const_cast<char*>(input.data()); // iconv only reads it
        std::size_t left = input.size();
        for (;;) {
            char buffer[512];
            char* to = buffer;
            std::size_t room = sizeof buffer;
            const auto done = iconv(m_handle, left == 0 ? nullptr : &from, &left, &to, &room);
            out.append(buffer, sizeof buffer - room);
            if (done == static_cast<std::size_t>(-1) && errno == E2BIG)
                continue;
            break;
        }
        input.remove_prefix(input.size() - left);
    }
    /// Ends a shift state.
    void finish(std::string& out)
    {
        std::string_view nothing;
        convert(nothing, out);
    }

private:
    iconv_t m_handle;
};

Converted encodeByIconv(const Charset& charset, std::string_view text)
{
    Converted out;
    const std::string valid = decodeUtf8(text);
    Iconv conversion(charset.iconvName.data(), "UTF-8");
    if (!conversion.isOpen())
        return {{}, false};
    for (std::string_view rest = valid; !rest.empty();) {
        conversion.convert(rest, out.content);
        if (rest.empty())
            break;
        std::size_t length = 0;
        static_cast<void>(nextCodePoint(rest, length));
        rest.remove_prefix(length);
        std::string_view replacement = "?";
        conversion.convert(replacement, out.content);
        out.isExact = false;
    }
    conversion.finish(out.content);
    return out;
}

Converted decodeByIconv(const Charset& charset, std::string_view bytes)
{
    Converted out;
    Iconv conversion("UTF-8", charset.iconvName.data());
    if (!conversion.isOpen())
        return {{}, false};
    while (!bytes.empty()) {
        conversion.convert(bytes, out.content);
        if (bytes.empty())
            break;
        bytes.remove_prefix(1);
        appendUtf8(out.content, 0xFFFD);
        out.isExact = false;
    }
    conversion.finish(out.content);
    return out;
}

Converted encodeBytes(std::string_view text, char16_t most)
{
    Converted out;
    for (const char16_t unit : toUtf16(text)) {
        out.content.push_back(unit <= most ? static_cast<char>(unit) : '?');
        out.isExact = out.isExact && unit <= most;
    }
    return out;
}

Converted decodeBytes(std::string_view bytes, unsigned char most)
{
    Converted out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        appendUtf8(out.content, byte > most ? U'?' : static_cast<char32_t>(byte));
        out.isExact = out.isExact && byte <= most;
    }
    return out;
}

std::string encodeUtf16(std::string_view text, bool isBigEndian)
{
    std::string out;
    for (const char16_t unit : toUtf16(text)) {
        const auto low = static_cast<char>(unit & 0xFF);
        const auto high = static_cast<char>(unit >> 8);
        out.push_back(isBigEndian ? high : low);
        out.push_back(isBigEndian ? low : high);
    }
    return out;
}

std::string decodeUtf16(std::string_view bytes, bool isBigEndian)
{
    std::u16string units;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        const auto first = static_cast<unsigned char>(bytes[i]);
        const auto second = static_cast<unsigned char>(bytes[i + 1]);
        units.push_back(
            static_cast<char16_t>(isBigEndian ? first << 8 | second : first | second << 8));
    }
    return fromUtf16(units);
}

std::string encodeUtf32(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto code = static_cast<std::uint32_t>(nextCodePoint(text, at));
        for (int shift = 0; shift < 32; shift += 8)
            out.push_back(static_cast<char>(code >> shift & 0xFF));
    }
    return out;
}

std::string decodeUtf32(std::string_view bytes)
{
    std::string out;
    for (std::size_t i = 0; i + 3 < bytes.size(); i += 4) {
        char32_t code = 0;
        for (std::size_t k = 4; k-- > 0;)
            code = code << 8 | static_cast<unsigned char>(bytes[i + k]);
        appendUtf8(out, code > 0x10FFFF ? 0xFFFD : code);
    }
    return out;
}

} // namespace

std::span<const Charset> allCharsets() { return kCharsets; }

const Charset* charsetNamed(std::string_view name)
{
    const auto wanted = toLower(name);
    const auto* found
        = std::find_if(std::begin(kCharsets), std::end(kCharsets), [&](const Charset& charset) {
              return toLower(charset.name) == wanted
                  || (wanted.find(' ') == std::string::npos && !wanted.empty()
                      && charset.aliases.find(" " + wanted + " ") != std::string_view::npos);
          });
    return found == std::end(kCharsets) ? nullptr : found;
}

const Charset* charsetOfPage(int codePage)
{
    const auto* found
        = std::find_if(std::begin(kCharsets), std::end(kCharsets),
                       [&](const Charset& charset) { return charset.codePage == codePage; });
    return found == std::end(kCharsets) ? nullptr : found;
}

Converted encode(const Charset& charset, std::string_view text)
{
    switch (&charset - kCharsets) {
    case kUtf8: {
        Converted out{decodeUtf8(text)}; // a lone surrogate becomes U+FFFD
        out.isExact = out.content == text;
        return out;
    }
    case kAscii:
        return encodeBytes(text, 0x7F);
    case kLatin1:
        return encodeBytes(text, 0xFF);
    case kUtf16:
    case kUtf16Big:
        return {encodeUtf16(text, charset.codePage == 1201)};
    case kUtf32:
        return {encodeUtf32(text)};
    default:
        return encodeByIconv(charset, text);
    }
}

Converted decode(const Charset& charset, std::string_view bytes)
{
    switch (&charset - kCharsets) {
    case kUtf8: {
        Converted out{decodeUtf8(bytes)};
        out.isExact = out.content == bytes;
        return out;
    }
    case kAscii:
        return decodeBytes(bytes, 0x7F);
    case kLatin1:
        return decodeBytes(bytes, 0xFF);
    case kUtf16:
    case kUtf16Big:
        return {decodeUtf16(bytes, charset.codePage == 1201)};
    case kUtf32:
        return {decodeUtf32(bytes)};
    default:
        return decodeByIconv(charset, bytes);
    }
}

std::optional<std::string> decodeText(std::string_view name, std::string_view bytes)
{
    const auto* charset = charsetNamed(name);
    if (charset == nullptr)
        return std::nullopt;
    if (charset == kCharsets && bytes.starts_with(charset->preamble))
        bytes.remove_prefix(charset->preamble.size());
    return decode(*charset, bytes).content;
}

std::optional<std::string> encodeText(std::string_view name, std::string_view text)
{
    const auto* charset = charsetNamed(name);
    return charset == nullptr ? std::nullopt : std::optional(encode(*charset, text).content);
}

} // namespace gatelens::expression
