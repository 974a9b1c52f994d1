#include "core/expression/runtime/parse.h"

#include "core/expression/runtime/text.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

namespace gatelens::expression {

namespace {

/// One number in text, read from the left; each step moves behind what it took.
class NumberScanner
{
public:
    NumberScanner(std::string_view text, std::int64_t styles)
        : m_text(text)
        , m_styles(styles)
    {
    }

    std::string read()
    {
        skipBlanks(kLeadingWhite);
        readPrefix();
        std::string out = readDigits();
        if (out.empty() || !readExponent(out))
            return {};
        readSuffix();
        skipBlanks(kTrailingWhite);
        while (m_at < m_text.size() && m_text[m_at] == '\0')
            ++m_at;
        if (m_at != m_text.size() || m_isOpen)
            return {};
        return m_isNegative ? "-" + out : out;
    }

private:
    [[nodiscard]] bool allows(std::int64_t style) const { return (m_styles & style) != 0; }
    [[nodiscard]] char here() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    [[nodiscard]] bool isDigit() const { return here() >= '0' && here() <= '9'; }
    [[nodiscard]] bool isSign() const { return here() == '-' || here() == '+'; }
    void skipBlanks(std::int64_t style)
    {
        while (allows(style) && (here() == ' ' || (here() >= 9 && here() <= 13)))
            ++m_at;
    }
    bool skipCurrency()
    {
        static constexpr std::string_view kSymbol = "\u00A4";
        if (!allows(kCurrencySymbol) || !m_text.substr(m_at).starts_with(kSymbol))
            return false;
        m_at += kSymbol.size();
        return true;
    }
    void readPrefix()
    {
        for (;;) {
            if (allows(kLeadingSign) && isSign() && !m_isSigned) {
                m_isSigned = true;
                m_isNegative = m_text[m_at++] == '-';
            } else if (allows(kParentheses) && here() == '(' && !m_isSigned) {
                m_isSigned = m_isOpen = m_isNegative = true;
                ++m_at;
            } else if (!skipCurrency()) {
                return;
            }
            skipBlanks(kLeadingWhite);
        }
    }
    std::string readDigits()
    {
        std::string out;
        bool anyDigit = false;
        while (isDigit() || (allows(kThousands) && here() == ',' && anyDigit)) {
            anyDigit = true;
            if (here() != ',')
                out.push_back(here());
            ++m_at;
        }
        if (allows(kDecimalPoint) && here() == '.') {
            ++m_at;
            out += out.empty() ? "0." : ".";
            for (; isDigit(); anyDigit = true)
                out.push_back(m_text[m_at++]);
        }
        return anyDigit ? out : std::string();
    }
    bool readExponent(std::string& out)
    {
        if (!allows(kExponent) || (here() != 'e' && here() != 'E'))
            return true;
        const auto mark = m_at++;
        std::string exponent = "e";
        if (isSign())
            exponent.push_back(m_text[m_at++]);
        const auto first = m_at;
        while (isDigit())
            exponent.push_back(m_text[m_at++]);
        if (m_at == first) {
            m_at = mark;
            return false;
        }
        out += exponent;
        return true;
    }
    void readSuffix()
    {
        for (;;) {
            if (allows(kTrailingSign) && isSign() && !m_isSigned) {
                m_isSigned = true;
                m_isNegative = m_text[m_at++] == '-';
            } else if (m_isOpen && here() == ')') {
                m_isOpen = false;
                ++m_at;
            } else if (!skipCurrency()) {
                return;
            }
        }
    }

    std::string_view m_text;
    std::int64_t m_styles;
    std::size_t m_at = 0;
    bool m_isSigned = false;
    bool m_isNegative = false;
    bool m_isOpen = false; ///< behind a parenthesis that must close
};

} // namespace

std::string plainNumber(std::string_view text, std::int64_t styles)
{
    return NumberScanner(text, styles).read();
}

std::optional<bool> parseBoolean(std::string_view text)
{
    text = trimWhiteSpace(text);
    while (!text.empty() && text.back() == '\0')
        text.remove_suffix(1);
    if (equalText(text, "true", Comparison::OrdinalIgnoreCase))
        return true;
    if (equalText(text, "false", Comparison::OrdinalIgnoreCase))
        return false;
    return std::nullopt;
}

ParsedInteger readInteger(std::string_view text)
{
    ParsedInteger result;
    text = trimWhiteSpace(text);
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        result.isNegative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text.empty())
        result.error = NumberError::Format;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            result.error = NumberError::Format;
            return result;
        }
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (result.magnitude > (std::numeric_limits<std::uint64_t>::max() - digit) / 10)
            result.error = NumberError::Overflow;
        else
            result.magnitude = result.magnitude * 10 + digit;
    }
    return result;
}

ParsedInteger readUnsigned(std::string_view text, int base)
{
    ParsedInteger result;
    if (base == 16 && (text.starts_with("0x") || text.starts_with("0X")))
        text.remove_prefix(2);
    if (text.empty())
        result.error = NumberError::Format;
    for (const char c : text) {
        int digit = 99;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if (c >= 'a' && c <= 'f')
            digit = c - 'a' + 10;
        else if (c >= 'A' && c <= 'F')
            digit = c - 'A' + 10;
        if (digit >= base) {
            result.error = NumberError::Format;
            return result;
        }
        const auto limit = std::numeric_limits<std::uint64_t>::max();
        if (result.magnitude
            > (limit - static_cast<std::uint64_t>(digit)) / static_cast<std::uint64_t>(base))
            result.error = NumberError::Overflow;
        else
            result.magnitude = result.magnitude * static_cast<std::uint64_t>(base)
                + static_cast<std::uint64_t>(digit);
    }
    return result;
}

std::optional<std::int64_t> parseInteger(std::string_view text)
{
    const auto number = readInteger(text);
    const auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (number.error != NumberError::None || number.magnitude > limit + (number.isNegative ? 1 : 0))
        return std::nullopt;
    return static_cast<std::int64_t>(number.isNegative ? ~number.magnitude + 1 : number.magnitude);
}

std::optional<double> parseReal(std::string_view text, std::int64_t styles)
{
    const auto trimmed = trimWhiteSpace(text);
    if (trimmed == "NaN")
        return std::numeric_limits<double>::quiet_NaN();
    if (trimmed == "Infinity")
        return std::numeric_limits<double>::infinity();
    if (trimmed == "-Infinity")
        return -std::numeric_limits<double>::infinity();
    const auto number = plainNumber(text, styles);
    if (number.empty())
        return std::nullopt;
    return std::strtod(number.c_str(), nullptr);
}

std::optional<Decimal> parseDecimal(std::string_view text, std::int64_t styles)
{
    const auto number = plainNumber(text, styles);
    return number.empty() ? std::nullopt : Decimal::parse(number);
}

} // namespace gatelens::expression
