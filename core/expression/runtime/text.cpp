#include "core/expression/runtime/text.h"

#include "core/base/utf8.h"
#include "core/expression/runtime/unicode.h"

#include <unicase.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace gatelens::expression {

namespace {

bool isHighSurrogate(char32_t code) { return code >= 0xD800 && code < 0xDC00; }

bool isLowSurrogate(char32_t code) { return code >= 0xDC00 && code < 0xE000; }

unsigned char byteAt(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

/// Simple one-to-one case mapping without a locale. The invariant culture leaves the Turkish i's
/// alone.
char32_t mapCase(char32_t c, bool toUpperCase) noexcept
{
    if (c < 0x80) {
        const bool isMapped = toUpperCase ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z';
        return isMapped ? c ^ 0x20 : c;
    }
    if (c == 0x130 || c == 0x131 || c == 0xB5)
        return c == 0xB5 && toUpperCase ? 0x39C : c;
    return toUpperCase ? uc_toupper(c) : uc_tolower(c);
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

/// Rank of a character in invariant-culture order: blanks, punctuation, signs, digits, letters.
std::uint32_t cultureRank(char32_t c)
{
    if (isLetter(c))
        return 0x200000 + mapCase(c, true);
    if (c >= '0' && c <= '9')
        return 0x100000 + c;
    if (isWhiteSpace(c))
        return 0x100 + c;
    static constexpr std::string_view kOrder = "!\"#$%&()*,./:;?@[\\]^_`{|}~+<=>";
    if (c < 0x80) {
        const auto index = kOrder.find(static_cast<char>(c));
        if (index != std::string_view::npos)
            return 0x900 + static_cast<std::uint32_t>(index);
    }
    return 0x1000 + c;
}

/// What culture order compares, one level after the other.
struct CollationKey
{
    std::vector<std::uint32_t> letters;
    std::vector<std::uint32_t> accents; ///< position and mark
    std::vector<std::uint32_t> capitals; ///< positions: lower case comes first
    std::vector<std::uint32_t> ignored; ///< apostrophes and hyphens count only on ties
};

CollationKey collationKeyOf(std::string_view text, bool ignoreCase)
{
    CollationKey key;
    std::string decomposed;
    if (!isAscii(text)) {
        decomposed = normalized(text, NormalForm::D).value_or(std::string(text));
        text = decomposed;
    }
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = nextCodePoint(text, at);
        const auto position = static_cast<std::uint32_t>(key.letters.size());
        if (c == '\'' || c == '-') {
            key.ignored.push_back(position);
            key.ignored.push_back(c);
        } else if (c >= 0x300 && categoryOf(c) == UnicodeCategory::NonSpacingMark) {
            key.accents.push_back(position);
            key.accents.push_back(c);
        } else if (c == 0xDF) {
            key.letters.insert(key.letters.end(), 2, cultureRank('s'));
        } else if (c != 0) {
            key.letters.push_back(cultureRank(c));
            if (!ignoreCase && mapCase(c, false) != c)
                key.capitals.push_back(position);
        }
    }
    return key;
}

/// The difference of the first code units that differ, or of the lengths, as .NET gives it.
int compareOrdinal(std::string_view left, std::string_view right)
{
    const auto mismatch = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
    if (mismatch.first == left.end() && mismatch.second == right.end())
        return 0;
    const bool isInside = mismatch.first != left.end() && mismatch.second != right.end();
    const auto a = isInside ? static_cast<unsigned char>(*mismatch.first) : 0;
    const auto b = isInside ? static_cast<unsigned char>(*mismatch.second) : 0;
    if (isInside && a < 0x80 && b < 0x80)
        return a - b;
    const auto leftUnits = toUtf16(left);
    const auto rightUnits = toUtf16(right);
    const auto units
        = std::mismatch(leftUnits.begin(), leftUnits.end(), rightUnits.begin(), rightUnits.end());
    if (units.first == leftUnits.end() || units.second == rightUnits.end())
        return static_cast<int>(leftUnits.size()) - static_cast<int>(rightUnits.size());
    return *units.first - *units.second;
}

template<class T>
int threeWay(const T& left, const T& right)
{
    return left < right ? -1 : (right < left ? 1 : 0);
}

int compareCulture(std::string_view left, std::string_view right, bool ignoreCase)
{
    if (left == right)
        return 0;
    const auto l = collationKeyOf(left, ignoreCase);
    const auto r = collationKeyOf(right, ignoreCase);
    if (const int order = threeWay(l.letters, r.letters); order != 0)
        return order;
    if (const int order = threeWay(l.accents, r.accents); order != 0)
        return order;
    if (l.capitals != r.capitals) {
        // The first letter that differs decides: lower case is the smaller one.
        const auto differ = std::mismatch(l.capitals.begin(), l.capitals.end(), r.capitals.begin(),
                                          r.capitals.end());
        if (differ.first == l.capitals.end())
            return -1;
        if (differ.second == r.capitals.end())
            return 1;
        return *differ.first < *differ.second ? 1 : -1;
    }
    return threeWay(l.ignored, r.ignored);
}

} // namespace

bool isAscii(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
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
    return categoryOf(c) <= UnicodeCategory::OtherLetter;
}

bool isUpper(char32_t c) noexcept
{
    return c < 0x80 ? c >= 'A' && c <= 'Z' : categoryOf(c) == UnicodeCategory::UppercaseLetter;
}

bool isLower(char32_t c) noexcept
{
    return c < 0x80 ? c >= 'a' && c <= 'z' : categoryOf(c) == UnicodeCategory::LowercaseLetter;
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
