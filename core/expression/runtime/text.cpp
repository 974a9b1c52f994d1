#include "core/expression/runtime/text.h"

#include <algorithm>
#include <cwctype>
#include <functional>

namespace gatelens::expression {

namespace {

bool isHighSurrogate(char32_t code) { return code >= 0xD800 && code < 0xDC00; }

bool isLowSurrogate(char32_t code) { return code >= 0xDC00 && code < 0xE000; }

unsigned char byteAt(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

/// Case mapping without a locale, for the scripts that have simple one-to-one pairs: Latin, Greek,
/// Cyrillic, Armenian, full width.
char32_t mapCase(char32_t c, bool toUpperCase) noexcept
{
    if (c < 0x80) {
        if (toUpperCase)
            return c >= 'a' && c <= 'z' ? c - 32 : c;
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    const auto shift = [&](char32_t upperFirst, char32_t upperLast, char32_t distance) -> char32_t {
        if (toUpperCase)
            return c >= upperFirst + distance && c <= upperLast + distance ? c - distance : c;
        return c >= upperFirst && c <= upperLast ? c + distance : c;
    };
    const auto pair = [&](bool upperIsEven) -> char32_t {
        const bool isEven = (c & 1) == 0;
        const bool isUpperCase = isEven == upperIsEven;
        if (toUpperCase)
            return isUpperCase ? c : c - 1;
        return isUpperCase ? c + 1 : c;
    };
    if (c <= 0xFF) {
        if (c == 0xD7 || c == 0xF7 || c == 0xDF)
            return c;
        if (c == 0xFF)
            return toUpperCase ? 0x178 : c;
        if (c == 0xB5)
            return toUpperCase ? 0x39C : c;
        return shift(0xC0, 0xDE, 32);
    }
    if (c <= 0x17F) {
        if (c == 0x130 || c == 0x131 || c == 0x138 || c == 0x149 || c == 0x17F)
            return c == 0x131 && toUpperCase ? U'I' : (c == 0x17F && toUpperCase ? U'S' : c);
        if (c == 0x178)
            return toUpperCase ? c : 0xFF;
        if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
            return pair(false);
        return pair(true);
    }
    if (c >= 0x391 && c <= 0x3C9) {
        if (c == 0x3A2 || c == 0x3C2)
            return c == 0x3C2 && toUpperCase ? 0x3A3 : c;
        if (c >= 0x3AA && c <= 0x3B0 && c >= 0x3AC)
            return toUpperCase ? (c == 0x3AC ? 0x386 : (c <= 0x3AF ? c - 37 : c)) : c;
        return shift(0x391, 0x3AB, 32);
    }
    if (c == 0x386)
        return toUpperCase ? c : 0x3AC;
    if (c >= 0x388 && c <= 0x38A)
        return toUpperCase ? c : c + 37;
    if (c >= 0x400 && c <= 0x45F) {
        if (c <= 0x40F || c >= 0x450)
            return shift(0x400, 0x40F, 80);
        return shift(0x410, 0x42F, 32);
    }
    if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F)
        || (c >= 0x1E00 && c <= 0x1E95) || (c >= 0x1EA0 && c <= 0x1EFF))
        return pair(true);
    if (c >= 0x531 && c <= 0x586)
        return shift(0x531, 0x556, 48);
    if (c >= 0xFF21 && c <= 0xFF5A)
        return shift(0xFF21, 0xFF3A, 32);
    return c;
}

template<class Map>
std::string mapText(std::string_view text, Map map)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (byteAt(text, at) < 0x80) {
            out.push_back(static_cast<char>(map(byteAt(text, at++))));
            continue;
        }
        appendUtf8(out, map(nextCodePoint(text, at)));
    }
    return out;
}

/// Base letter of the common accented Latin letters, so that culture order puts é beside e.
char32_t baseLetter(char32_t c)
{
    static constexpr std::u32string_view kLatin1Upper = U"AAAAAAACEEEEIIIIDNOOOOO\u00D7OUUUUYTs";
    c = mapCase(c, true);
    if (c >= 0xC0 && c <= 0xDF)
        return kLatin1Upper[c - 0xC0];
    return c;
}

/// Rank of a character in invariant-culture order: punctuation, digits, letters.
std::uint32_t cultureRank(char32_t c)
{
    if (c == '\'' || c == '-')
        return 0x10 + c;
    if (isLetter(c))
        return 0x200000 + baseLetter(c);
    if (c >= '0' && c <= '9')
        return 0x100000 + c;
    if (isWhiteSpace(c))
        return 0x100 + c;
    if (c == '_')
        return 0x900;
    static constexpr std::string_view kOrder = "_,;:!?.\"()[]{}@*/\\&#%`^+<=>|~$";
    if (c < 0x80) {
        const auto index = kOrder.find(static_cast<char>(c));
        if (index != std::string_view::npos)
            return 0x900 + static_cast<std::uint32_t>(index);
    }
    return 0x1000 + c;
}

int compareCulture(std::string_view left, std::string_view right, bool ignoreCase)
{
    std::size_t l = 0;
    std::size_t r = 0;
    int accents = 0;
    int cases = 0;
    while (l < left.size() && r < right.size()) {
        const char32_t a = nextCodePoint(left, l);
        const char32_t b = nextCodePoint(right, r);
        if (a == b)
            continue;
        const auto rankA = cultureRank(a);
        const auto rankB = cultureRank(b);
        if (rankA != rankB)
            return rankA < rankB ? -1 : 1;
        const char32_t upperA = mapCase(a, true);
        const char32_t upperB = mapCase(b, true);
        if (accents == 0 && upperA != upperB)
            accents = upperA < upperB ? -1 : 1;
        if (cases == 0 && upperA == upperB)
            cases = a == upperA ? 1 : -1;
    }
    if (l < left.size() || r < right.size())
        return l < left.size() ? 1 : -1;
    if (accents != 0)
        return accents;
    return ignoreCase ? 0 : cases;
}

int compareOrdinal(std::string_view left, std::string_view right)
{
    const auto mismatch = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
    if (mismatch.first == left.end() || mismatch.second == right.end()) {
        if (left.size() == right.size())
            return 0;
        return left.size() < right.size() ? -1 : 1;
    }
    const auto a = static_cast<unsigned char>(*mismatch.first);
    const auto b = static_cast<unsigned char>(*mismatch.second);
    // UTF-8 order is code point order; UTF-16 puts supplementary characters before U+E000.
    if (a >= 0xEE && b >= 0xEE && (a >= 0xF0) != (b >= 0xF0))
        return a >= 0xF0 ? -1 : 1;
    return a < b ? -1 : 1;
}

} // namespace

bool isAscii(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void appendUtf8(std::string& out, char32_t code)
{
    const auto push = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        push(code);
    } else if (code < 0x800) {
        push(0xC0 | (code >> 6));
        push(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        push(0xE0 | (code >> 12));
        push(0x80 | ((code >> 6) & 0x3F));
        push(0x80 | (code & 0x3F));
    } else {
        push(0xF0 | (code >> 18));
        push(0x80 | ((code >> 12) & 0x3F));
        push(0x80 | ((code >> 6) & 0x3F));
        push(0x80 | (code & 0x3F));
    }
}

char32_t nextCodePoint(std::string_view text, std::size_t& at)
{
    const unsigned char first = byteAt(text, at);
    ++at;
    if (first < 0x80)
        return first;
    const int extra = first >= 0xF0 ? 3 : (first >= 0xE0 ? 2 : 1);
    if (first < 0xC2 || first > 0xF4)
        return 0xFFFD;
    char32_t code = first & (0x3F >> extra);
    for (int i = 0; i < extra; ++i) {
        if (at >= text.size() || (byteAt(text, at) & 0xC0) != 0x80)
            return 0xFFFD;
        code = (code << 6) | (byteAt(text, at) & 0x3F);
        ++at;
    }
    const bool isOverlong = (extra == 2 && code < 0x800) || (extra == 3 && code < 0x10000);
    return isOverlong || code > 0x10FFFF ? 0xFFFD : code;
}

std::u16string toUtf16(std::string_view text)
{
    std::u16string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char32_t code = nextCodePoint(text, at);
        if (code < 0x10000) {
            out.push_back(static_cast<char16_t>(code));
        } else {
            out.push_back(static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10)));
            out.push_back(static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FF)));
        }
    }
    return out;
}

std::string fromUtf16(std::u16string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char32_t code = text[i];
        if (isHighSurrogate(code) && i + 1 < text.size() && isLowSurrogate(text[i + 1]))
            code = 0x10000 + ((code - 0xD800) << 10) + (text[++i] - 0xDC00U);
        appendUtf8(out, code);
    }
    return out;
}

std::string joinSurrogates(std::string text)
{
    // A surrogate is ED A0..BF xx in UTF-8; nothing else begins that way.
    for (std::size_t i = text.find('\xED'); i != std::string::npos; i = text.find('\xED', i + 1)) {
        if (i + 5 < text.size() && byteAt(text, i + 1) >= 0xA0 && byteAt(text, i + 1) < 0xB0
            && byteAt(text, i + 3) == 0xED && byteAt(text, i + 4) >= 0xB0)
            return fromUtf16(toUtf16(text));
    }
    return text;
}

std::string decodeUtf8(std::string_view bytes)
{
    if (isAscii(bytes))
        return std::string(bytes);
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const char32_t code = nextCodePoint(bytes, at);
        appendUtf8(out, isHighSurrogate(code) || isLowSurrogate(code) ? 0xFFFD : code);
    }
    return out;
}

std::size_t lengthUtf16(std::string_view text) noexcept
{
    std::size_t count = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        count += (byte & 0xC0) != 0x80 ? (byte >= 0xF0 ? 2 : 1) : 0;
    }
    return count;
}

std::size_t byteOffset(std::string_view text, std::size_t index) noexcept
{
    if (isAscii(text))
        return std::min(index, text.size());
    std::size_t at = 0;
    std::size_t units = 0;
    while (at < text.size() && units < index)
        units += nextCodePoint(text, at) >= 0x10000 ? 2 : 1;
    return at;
}

std::size_t unitIndex(std::string_view text, std::size_t offset) noexcept
{
    return lengthUtf16(text.substr(0, offset));
}

std::string substringUtf16(std::string_view text, std::size_t index, std::size_t count)
{
    if (isAscii(text))
        return std::string(text.substr(index, count));
    return fromUtf16(std::u16string_view(toUtf16(text)).substr(index, count));
}

char16_t unitAt(std::string_view text, std::size_t index) noexcept
{
    std::size_t at = 0;
    std::size_t units = 0;
    while (at < text.size()) {
        const char32_t code = nextCodePoint(text, at);
        if (code < 0x10000) {
            if (units == index)
                return static_cast<char16_t>(code);
            ++units;
            continue;
        }
        if (units == index)
            return static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10));
        if (units + 1 == index)
            return static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FF));
        units += 2;
    }
    return 0;
}

std::string ofUnit(char16_t unit)
{
    std::string out;
    appendUtf8(out, unit);
    return out;
}

char32_t toUpper(char32_t code) noexcept { return mapCase(code, true); }

char32_t toLower(char32_t code) noexcept { return mapCase(code, false); }

std::string toUpper(std::string_view text)
{
    return mapText(text, [](char32_t c) { return mapCase(c, true); });
}

std::string toLower(std::string_view text)
{
    return mapText(text, [](char32_t c) { return mapCase(c, false); });
}

bool isLetter(char32_t c) noexcept
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c <= 0xFF)
        return c == 0xAA || c == 0xB5 || c == 0xBA || (c >= 0xC0 && c != 0xD7 && c != 0xF7);
    if (c <= 0x2AF)
        return true;
    return (c >= 0x370 && c <= 0x3FF && c != 0x37E && c != 0x387)
        || (c >= 0x400 && c <= 0x52F && !(c >= 0x482 && c <= 0x489)) || (c >= 0x531 && c <= 0x587)
        || (c >= 0x5D0 && c <= 0x5EA) || (c >= 0x620 && c <= 0x64A) || (c >= 0x904 && c <= 0x939)
        || (c >= 0xE01 && c <= 0xE30) || (c >= 0x10A0 && c <= 0x10FF)
        || (c >= 0x1E00 && c <= 0x1FFC) || (c >= 0x3041 && c <= 0x3096)
        || (c >= 0x30A1 && c <= 0x30FA) || (c >= 0x3400 && c <= 0x9FFF)
        || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xFF21 && c <= 0xFF5A && c != 0xFF3B)
        || (c >= 0x20000 && c <= 0x2FFFF);
}

bool isUpper(char32_t c) noexcept { return isLetter(c) && mapCase(c, false) != c; }

bool isLower(char32_t c) noexcept
{
    return isLetter(c) && (mapCase(c, true) != c || c == 0xDF || c == 0x138 || c == 0x149);
}

bool isWhiteSpace(char32_t c) noexcept
{
    return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F
        || c == 0x3000;
}

std::string_view trimWhiteSpace(std::string_view text) noexcept
{
    std::size_t begin = 0;
    while (begin < text.size()) {
        std::size_t next = begin;
        if (!isWhiteSpace(nextCodePoint(text, next)))
            break;
        begin = next;
    }
    text.remove_prefix(begin);
    while (!text.empty()) {
        std::size_t last = text.size() - 1;
        while (last > 0 && (byteAt(text, last) & 0xC0) == 0x80)
            --last;
        std::size_t at = last;
        if (!isWhiteSpace(nextCodePoint(text, at)))
            break;
        text = text.substr(0, last);
    }
    return text;
}

int compareText(std::string_view left, std::string_view right, Comparison comparison)
{
    switch (comparison) {
    case Comparison::Ordinal:
        return compareOrdinal(left, right);
    case Comparison::OrdinalIgnoreCase:
        return compareOrdinal(toUpper(left), toUpper(right));
    case Comparison::CurrentCulture:
    case Comparison::InvariantCulture:
        return compareCulture(left, right, false);
    case Comparison::CurrentCultureIgnoreCase:
    case Comparison::InvariantCultureIgnoreCase:
        return compareCulture(left, right, true);
    }
    return 0;
}

bool equalText(std::string_view left, std::string_view right, Comparison comparison)
{
    if (!ignoresCase(comparison))
        return left == right;
    if (left.size() != right.size() && isAscii(left) && isAscii(right))
        return false;
    return toUpper(left) == toUpper(right);
}

std::size_t findText(std::string_view text, std::string_view wanted, std::size_t fromByte,
                     Comparison comparison)
{
    if (!ignoresCase(comparison))
        return text.find(wanted, fromByte);
    // The simple mapping can change the number of bytes; positions are then found code by code.
    const auto upperText = toUpper(text);
    const auto upperWanted = toUpper(wanted);
    if (upperText.size() == text.size())
        return upperText.find(upperWanted, fromByte);
    for (std::size_t at = fromByte; at <= text.size();) {
        if (toUpper(text.substr(at)).starts_with(upperWanted))
            return at;
        if (at == text.size())
            break;
        static_cast<void>(nextCodePoint(text, at));
    }
    return std::string_view::npos;
}

std::size_t findLastText(std::string_view text, std::string_view wanted, Comparison comparison)
{
    if (!ignoresCase(comparison))
        return text.rfind(wanted);
    const auto upperText = toUpper(text);
    if (upperText.size() == text.size())
        return upperText.rfind(toUpper(wanted));
    std::size_t last = std::string_view::npos;
    for (std::size_t found = findText(text, wanted, 0, comparison); found != std::string_view::npos;
         found = found < text.size() ? findText(text, wanted, found + 1, comparison)
                                     : std::string_view::npos)
        last = found;
    return last;
}

std::size_t hashText(std::string_view text) noexcept { return std::hash<std::string_view>()(text); }

} // namespace gatelens::expression
