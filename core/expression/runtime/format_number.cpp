#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/types/type.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace gatelens::expression {

namespace {

/// A number as decimal digits: 0.d1d2d3… × 10^point.
struct Digits
{
    bool isNegative = false;
    std::string digits; ///< without leading zeros
    int point = 0; ///< digits before the decimal point
    bool isDouble = false;

    [[nodiscard]] bool isZero() const { return digits.empty(); }

    /// Rounds half away from zero to that many digits behind the point.
    void roundTo(int decimals)
    {
        const int keep = point + decimals;
        if (keep < 0) {
            digits.clear();
            return;
        }
        if (static_cast<std::size_t>(keep) >= digits.size())
            return;
        const auto position = static_cast<std::size_t>(keep);
        const bool up = digits[position] >= '5';
        digits.resize(position);
        if (up) {
            std::size_t i = digits.size();
            while (i > 0 && digits[i - 1] == '9')
                digits[--i] = '0';
            if (i > 0) {
                ++digits[i - 1];
            } else {
                digits.insert(digits.begin(), '1');
                ++point;
            }
        }
        trim();
    }
    void trim()
    {
        while (!digits.empty() && digits.back() == '0')
            digits.pop_back();
        if (digits.empty())
            point = 0;
    }
    [[nodiscard]] char at(int place) const ///< place 0 is the first digit before the point's end
    {
        const int index = point - 1 - place;
        return index >= 0 && static_cast<std::size_t>(index) < digits.size()
            ? digits[static_cast<std::size_t>(index)]
            : '0';
    }
    [[nodiscard]] std::string whole() const
    {
        if (point <= 0)
            return "0";
        std::string out = digits.substr(0, static_cast<std::size_t>(point));
        out.resize(static_cast<std::size_t>(point), '0');
        return out.empty() ? "0" : out;
    }
    [[nodiscard]] std::string fraction(int decimals) const
    {
        std::string out;
        for (int i = 1; i <= decimals; ++i)
            out.push_back(at(-i));
        return out;
    }
};

Digits digitsOf(std::string text)
{
    Digits result;
    if (!text.empty() && text[0] == '-') {
        result.isNegative = true;
        text.erase(0, 1);
    }
    int exponent = 0;
    if (const auto mark = text.find_first_of("eE"); mark != std::string::npos) {
        exponent = std::atoi(text.c_str() + mark + 1);
        text.resize(mark);
    }
    const auto dot = text.find('.');
    result.point = static_cast<int>(dot == std::string::npos ? text.size() : dot) + exponent;
    std::erase(text, '.');
    const auto first = text.find_first_not_of('0');
    if (first == std::string::npos) {
        result.point = 0;
        return result;
    }
    result.point -= static_cast<int>(first);
    result.digits = text.substr(first);
    result.trim();
    return result;
}

/// `isExact` asks for the 17 (9) digits that tell each double (float) from its neighbours.
Digits digitsOf(const Value& value, bool isExact = false)
{
    char buffer[64];
    if (value.tag() == Tag::Double || value.tag() == Tag::Single) {
        const bool isDouble = value.tag() == Tag::Double;
        const double number = isDouble ? value.asDouble() : static_cast<double>(value.asSingle());
        const int exact = isDouble ? 16 : 8;
        std::snprintf(buffer, sizeof buffer, "%.*e", isExact ? exact : exact - 2, number);
        auto digits = digitsOf(buffer);
        digits.isDouble = true;
        return digits;
    }
    if (value.tag() == Tag::Decimal)
        return digitsOf(value.asDecimal().toText());
    if (value.tag() == Tag::UInt64)
        return digitsOf(std::to_string(value.asUnsigned()));
    return digitsOf(std::to_string(value.asLong()));
}

std::string grouped(std::string whole)
{
    for (int i = static_cast<int>(whole.size()) - 3; i > 0; i -= 3)
        whole.insert(static_cast<std::size_t>(i), 1, ',');
    return whole;
}

std::string fixed(Digits digits, int decimals, bool isGrouped)
{
    digits.roundTo(decimals);
    std::string out = isGrouped ? grouped(digits.whole()) : digits.whole();
    if (decimals > 0)
        out += "." + digits.fraction(decimals);
    return digits.isNegative && !digits.isZero() ? "-" + out : out;
}

std::string exponential(Digits digits, int decimals, char mark, int exponentDigits)
{
    int exponent = digits.isZero() ? 0 : digits.point - 1;
    Digits mantissa = digits;
    mantissa.point = digits.isZero() ? 0 : 1;
    mantissa.roundTo(decimals);
    if (mantissa.point == 2) {
        mantissa.point = 1;
        ++exponent;
    }
    std::string out = digits.isNegative ? "-" : "";
    out += mantissa.whole();
    if (decimals > 0)
        out += "." + mantissa.fraction(decimals);
    char tail[16];
    std::snprintf(tail, sizeof tail, "%c%c%0*d", mark, exponent < 0 ? '-' : '+', exponentDigits,
                  std::abs(exponent));
    return out + tail;
}

std::string general(const Value& value, int precision, char mark)
{
    Digits digits = digitsOf(value, precision > (value.tag() == Tag::Double ? 15 : 7));
    if (precision <= 0) {
        if (value.tag() == Tag::Decimal)
            return value.asDecimal().toText();
        precision = digits.isDouble ? (value.tag() == Tag::Double ? 15 : 7) : 29;
    }
    if (digits.isZero())
        return "0";
    Digits rounded = digits;
    rounded.roundTo(precision - digits.point);
    const int exponent = rounded.point - 1;
    if (exponent >= precision || exponent < -4)
        return exponential(rounded, static_cast<int>(rounded.digits.size()) - 1, mark, 2);
    const int decimals = std::max(0, static_cast<int>(rounded.digits.size()) - rounded.point);
    return fixed(rounded, decimals, false);
}

std::string hexadecimal(const Value& value, int width, bool isUpper)
{
    std::uint64_t bits = value.asUnsigned();
    switch (value.tag()) {
    case Tag::SByte:
    case Tag::Byte:
        bits &= 0xFF;
        break;
    case Tag::Int16:
    case Tag::UInt16:
        bits &= 0xFFFF;
        break;
    case Tag::Int32:
    case Tag::UInt32:
        bits &= 0xFFFFFFFF;
        break;
    default:
        break;
    }
    char buffer[160];
    std::snprintf(buffer, sizeof buffer, isUpper ? "%0*llX" : "%0*llx", std::min(width, 120),
                  static_cast<unsigned long long>(bits));
    return buffer;
}

// --- custom formats -----------------------------------------------------------------------------

struct Section
{
    std::string_view text;
    int wholePlaces = 0; ///< places before the point
    int minimumWhole = 0; ///< counted from the first 0
    int decimals = 0;
    int minimumDecimals = 0;
    int scale = 0; ///< power of ten from %, ‰ and trailing commas
    bool isGrouped = false;
    bool hasExponent = false;
    int exponentDigits = 0;
    bool showsPlus = false;
};

/// Calls `visit(kind, text)` for each element of a custom format; literals have kind 'L'.
template<class Visit>
void forEachElement(std::string_view format, Visit visit)
{
    for (std::size_t i = 0; i < format.size(); ++i) {
        const char c = format[i];
        if (c == '\\' && i + 1 < format.size()) {
            visit('L', format.substr(++i, 1));
        } else if (c == '\'' || c == '"') {
            const auto close = std::min(format.find(c, i + 1), format.size());
            visit('L', format.substr(i + 1, close - i - 1));
            i = close;
        } else if ((c == 'e' || c == 'E') && i + 1 < format.size()
                   && (format[i + 1] == '0'
                       || ((format[i + 1] == '+' || format[i + 1] == '-') && i + 2 < format.size()
                           && format[i + 2] == '0'))) {
            std::size_t end = i + 1;
            while (end < format.size()
                   && (format[end] == '+' || format[end] == '-' || format[end] == '0'))
                ++end;
            visit('E', format.substr(i, end - i));
            i = end - 1;
        } else if (std::string_view("0#.,%").find(c) != std::string_view::npos) {
            visit(c, format.substr(i, 1));
        } else if (format.substr(i, 3) == "\u2030") {
            visit('M', format.substr(i, 3));
            i += 2;
        } else {
            visit('L', format.substr(i, 1));
        }
    }
}

Section analyse(std::string_view text)
{
    Section section;
    section.text = text;
    bool afterPoint = false;
    int firstZero = -1;
    int commas = 0;
    forEachElement(text, [&](char kind, std::string_view part) {
        switch (kind) {
        case '0':
        case '#':
            if (afterPoint) {
                ++section.decimals;
                if (kind == '0')
                    section.minimumDecimals = section.decimals;
            } else {
                section.isGrouped = section.isGrouped || (commas > 0 && section.wholePlaces > 0);
                commas = 0;
                if (kind == '0' && firstZero < 0)
                    firstZero = section.wholePlaces;
                ++section.wholePlaces;
            }
            break;
        case '.':
            if (!afterPoint)
                section.scale -= commas * 3;
            commas = 0;
            afterPoint = true;
            break;
        case ',':
            if (!afterPoint)
                ++commas;
            break;
        case '%':
            section.scale += 2;
            break;
        case 'M':
            section.scale += 3;
            break;
        case 'E':
            section.hasExponent = true;
            section.showsPlus = part.size() > 1 && part[1] == '+';
            section.exponentDigits = static_cast<int>(std::count(part.begin(), part.end(), '0'));
            break;
        default:
            break;
        }
    });
    section.scale -= commas * 3;
    section.minimumWhole = firstZero < 0 ? 0 : section.wholePlaces - firstZero;
    return section;
}

std::string applyCustom(const Section& section, Digits digits, bool showMinus)
{
    int exponent = 0;
    digits.point += digits.isZero() ? 0 : section.scale;
    if (section.hasExponent) {
        if (!digits.isZero()) {
            exponent = digits.point - std::max(section.wholePlaces, 1);
            digits.point -= exponent;
            const int before = digits.point;
            digits.roundTo(section.decimals);
            if (digits.point > before) {
                --digits.point;
                ++exponent;
            }
        }
    } else {
        digits.roundTo(section.decimals);
    }
    std::string whole = digits.point > 0 ? digits.whole() : std::string();
    while (static_cast<int>(whole.size()) < section.minimumWhole)
        whole.insert(whole.begin(), '0');
    std::string out = showMinus && digits.isNegative && !digits.isZero() ? "-" : "";
    // The first place takes every digit that has no place of its own.
    int place = section.wholePlaces;
    int emitted = 0;
    bool afterPoint = false;
    int fractionPlace = 0;
    const int wholeSize = static_cast<int>(whole.size());
    const auto emitWhole = [&](int count) {
        for (; emitted < count; ++emitted) {
            out.push_back(whole[static_cast<std::size_t>(emitted)]);
            const int rest = wholeSize - emitted - 1;
            if (section.isGrouped && rest > 0 && rest % 3 == 0)
                out.push_back(',');
        }
    };
    std::string fraction = digits.fraction(section.decimals);
    while (static_cast<int>(fraction.size()) > section.minimumDecimals && !fraction.empty()
           && fraction.back() == '0')
        fraction.pop_back();
    forEachElement(section.text, [&](char kind, std::string_view part) {
        switch (kind) {
        case '0':
        case '#':
            if (!afterPoint) {
                --place;
                emitWhole(wholeSize - place);
            } else if (fractionPlace < static_cast<int>(fraction.size())) {
                if (fractionPlace == 0)
                    out.push_back('.');
                out.push_back(fraction[static_cast<std::size_t>(fractionPlace++)]);
            }
            break;
        case '.':
            if (!afterPoint)
                emitWhole(wholeSize);
            afterPoint = true;
            break;
        case ',':
            break;
        case 'E': {
            char tail[16];
            std::snprintf(tail, sizeof tail, "%0*d", section.exponentDigits, std::abs(exponent));
            out.push_back(part[0]);
            if (exponent < 0)
                out.push_back('-');
            else if (section.showsPlus)
                out.push_back('+');
            out += tail;
            break;
        }
        default:
            out += part;
            break;
        }
    });
    return out;
}

std::vector<std::string_view> splitSections(std::string_view format)
{
    std::vector<std::string_view> sections;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] == '\\') {
            ++i;
        } else if (format[i] == '\'' || format[i] == '"') {
            i = std::min(format.find(format[i], i + 1), format.size() - 1);
        } else if (format[i] == ';') {
            sections.push_back(format.substr(begin, i - begin));
            begin = i + 1;
        }
    }
    sections.push_back(format.substr(begin));
    return sections;
}

std::string custom(const Value& value, std::string_view format)
{
    const auto digits = digitsOf(value);
    const auto sections = splitSections(format);
    const auto pick = [&](std::size_t index) {
        return index < sections.size() && !sections[index].empty() ? index : std::size_t{0};
    };
    Section section = analyse(sections[0]);
    const auto isZeroIn = [](Digits number, const Section& one) {
        number.point += number.isZero() ? 0 : one.scale;
        if (!one.hasExponent)
            number.roundTo(one.decimals);
        return number.isZero();
    };
    if (isZeroIn(digits, section)) {
        const auto index = sections.size() > 2 ? pick(2) : 0;
        return applyCustom(analyse(sections[index]), digits, false);
    }
    if (digits.isNegative && sections.size() > 1) {
        const auto index = pick(1);
        return applyCustom(analyse(sections[index]), digits, index == 0);
    }
    return applyCustom(section, digits, true);
}

bool isStandard(std::string_view format)
{
    return std::isalpha(static_cast<unsigned char>(format[0])) != 0
        && std::all_of(format.begin() + 1, format.end(),
                       [](char c) { return c >= '0' && c <= '9'; })
        && format.size() <= 3;
}

} // namespace

std::optional<std::string> formatNumber(const Value& value, std::string_view format)
{
    const bool isReal = value.tag() == Tag::Double || value.tag() == Tag::Single;
    if (isReal) {
        const double number
            = value.tag() == Tag::Double ? value.asDouble() : static_cast<double>(value.asSingle());
        if (!std::isfinite(number))
            return formatReal(number);
    }
    if (!isStandard(format))
        return custom(value, format);
    const int precision = format.size() > 1 ? std::atoi(std::string(format.substr(1)).c_str()) : -1;
    const auto orElse = [&](int fallback) { return precision < 0 ? fallback : precision; };
    switch (format[0]) {
    case 'D':
    case 'd': {
        if (!value.isInteger())
            return std::nullopt;
        auto digits = digitsOf(value);
        std::string out = digits.whole();
        while (static_cast<int>(out.size()) < precision)
            out.insert(out.begin(), '0');
        return digits.isNegative ? "-" + out : out;
    }
    case 'F':
    case 'f':
        return fixed(digitsOf(value), orElse(2), false);
    case 'N':
    case 'n':
        return fixed(digitsOf(value), orElse(2), true);
    case 'E':
    case 'e':
        return exponential(digitsOf(value, orElse(6) > (value.tag() == Tag::Double ? 14 : 6)),
                           orElse(6), format[0], 3);
    case 'G':
    case 'g':
        return general(value, orElse(0), format[0] == 'G' ? 'E' : 'e');
    case 'P':
    case 'p': {
        auto digits = digitsOf(value);
        digits.point += digits.isZero() ? 0 : 2;
        return fixed(digits, orElse(2), true) + " %";
    }
    case 'C':
    case 'c': {
        auto digits = digitsOf(value);
        const bool isNegative = digits.isNegative;
        digits.isNegative = false;
        const auto text = "\u00A4" + fixed(digits, orElse(2), true);
        return isNegative ? "(" + text + ")" : text;
    }
    case 'X':
    case 'x':
        if (!value.isInteger())
            return std::nullopt;
        return hexadecimal(value, orElse(1), format[0] == 'X');
    case 'R':
    case 'r': {
        if (!isReal)
            return std::nullopt;
        // 15 digits (7 of a float) when they read back as the same number, else 17 (9).
        const double number
            = value.tag() == Tag::Double ? value.asDouble() : static_cast<double>(value.asSingle());
        const bool isDouble = value.tag() == Tag::Double;
        auto text = formatReal(number, isDouble ? 15 : 7);
        const double back = isDouble ? std::strtod(text.c_str(), nullptr)
                                     : static_cast<double>(std::strtof(text.c_str(), nullptr));
        return back == number ? text : formatReal(number, isDouble ? 17 : 9);
    }
    default:
        return std::nullopt;
    }
}

} // namespace gatelens::expression
