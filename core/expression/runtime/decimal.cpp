#include "core/expression/runtime/decimal.h"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace gatelens::expression {

namespace {

using Big = boost::multiprecision::uint512_t;

constexpr int kMaxScale = 28;

const Big& limit()
{
    static const Big value = (Big(1) << 96) - 1;
    return value;
}

Big powerOfTen(int exponent)
{
    static const auto table = [] {
        std::array<Big, 70> powers;
        powers[0] = 1;
        for (std::size_t i = 1; i < powers.size(); ++i)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }();
    return table[static_cast<std::size_t>(exponent)];
}

Big wide(Decimal::Wide value)
{
    return (Big(static_cast<std::uint64_t>(value >> 64)) << 64)
        | Big(static_cast<std::uint64_t>(value));
}

Decimal::Wide narrow(const Big& value)
{
    const auto low = static_cast<std::uint64_t>(value & Big(~std::uint64_t{0}));
    const auto high = static_cast<std::uint64_t>((value >> 64) & Big(~std::uint64_t{0}));
    return (static_cast<Decimal::Wide>(high) << 64) | low;
}

Big divideRounded(const Big& value, const Big& divisor, Decimal::Rounding rounding, bool isNegative)
{
    Big quotient = value / divisor;
    const Big rest = value % divisor;
    if (rest == 0)
        return quotient;
    const Big twice = rest * 2;
    bool up = false;
    switch (rounding) {
    case Decimal::Rounding::HalfToEven:
        up = twice > divisor || (twice == divisor && (quotient & 1) != 0);
        break;
    case Decimal::Rounding::HalfAwayFromZero:
        up = twice >= divisor;
        break;
    case Decimal::Rounding::TowardsZero:
        break;
    case Decimal::Rounding::Down:
        up = isNegative;
        break;
    case Decimal::Rounding::Up:
        up = !isNegative;
        break;
    }
    if (up)
        ++quotient;
    return quotient;
}

/// Brings a magnitude of any size and scale into 96 bits and scale 28, losing digits as little as
/// possible.
std::optional<Decimal> fit(const Big& magnitude, int scale, bool isNegative)
{
    int drop = std::max(0, scale - kMaxScale);
    while (magnitude / powerOfTen(drop) > limit())
        ++drop;
    // Rounded once, from the exact value: rounding can carry into a 97th bit, then once more.
    for (;; ++drop) {
        if (drop > scale && drop > 0)
            return std::nullopt;
        const Big rounded = drop == 0
            ? magnitude
            : divideRounded(magnitude, powerOfTen(drop), Decimal::Rounding::HalfToEven, isNegative);
        if (rounded <= limit())
            return Decimal(narrow(rounded), static_cast<std::uint8_t>(scale - drop), isNegative);
    }
}

} // namespace

Decimal Decimal::of(std::int64_t value) noexcept
{
    const auto magnitude
        = value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
    return {magnitude, 0, value < 0};
}

Decimal Decimal::of(std::uint64_t value) noexcept { return {value, 0, false}; }

std::optional<Decimal> Decimal::of(double value, int significantDigits)
{
    if (!std::isfinite(value) || std::fabs(value) >= 7.922816251426434e28)
        return std::nullopt;
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.*e", significantDigits - 1, value);
    auto parsed = parse(buffer.data());
    if (!parsed || parsed->isZero())
        return Decimal();
    // Trailing zeros of the rounded digits are not part of the number.
    auto magnitude = parsed->magnitude();
    auto scale = parsed->scale();
    while (scale > 0 && magnitude % 10 == 0) {
        magnitude /= 10;
        --scale;
    }
    return Decimal(magnitude, scale, parsed->isNegative());
}

std::optional<Decimal> Decimal::parse(std::string_view text)
{
    bool isNegative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        isNegative = text.front() == '-';
        text.remove_prefix(1);
    }
    Big magnitude = 0;
    int scale = 0;
    int kept = 0;
    int skipped = 0;
    bool anyDigit = false;
    bool afterPoint = false;
    bool sticky = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '.' && !afterPoint) {
            afterPoint = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        anyDigit = true;
        // 60 digits are enough to round to 28 correctly; the rest only says whether it was exact.
        if (kept < 60) {
            magnitude = magnitude * 10 + static_cast<unsigned>(c - '0');
            if (magnitude != 0)
                ++kept;
            scale += afterPoint ? 1 : 0;
        } else {
            sticky = sticky || c != '0';
            skipped += afterPoint ? 0 : 1;
        }
    }
    if (!anyDigit)
        return std::nullopt;
    int exponent = 0;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        char* end = nullptr;
        const std::string digits(text.substr(at + 1));
        exponent = static_cast<int>(std::strtol(digits.c_str(), &end, 10));
        if (digits.empty() || *end != '\0' || exponent > 400 || exponent < -400)
            return std::nullopt;
        at = text.size();
    }
    if (at != text.size())
        return std::nullopt;
    scale -= exponent + skipped;
    if (magnitude == 0)
        return Decimal(0, static_cast<std::uint8_t>(std::clamp(scale, 0, kMaxScale)), isNegative);
    if (scale < 0) {
        if (scale < -30 || kept - scale > 30)
            return std::nullopt;
        magnitude *= powerOfTen(-scale);
        scale = 0;
    }
    if (scale > kMaxScale + kept)
        return Decimal(0, kMaxScale, isNegative);
    if (sticky && kept == 60)
        magnitude |= 1;
    return fit(magnitude, scale, isNegative);
}

std::optional<Decimal> Decimal::plus(const Decimal& other) const
{
    if (m_scale == other.m_scale && m_isNegative == other.m_isNegative) {
        const Wide sum = magnitude() + other.magnitude();
        if ((sum >> 96) == 0)
            return Decimal(sum, m_scale, m_isNegative);
    }
    const int common = std::max(m_scale, other.m_scale);
    const Big left = wide(magnitude()) * powerOfTen(common - m_scale);
    const Big right = wide(other.magnitude()) * powerOfTen(common - other.m_scale);
    if (m_isNegative == other.m_isNegative)
        return fit(left + right, common, m_isNegative);
    if (left >= right)
        return fit(left - right, common, m_isNegative && left != right);
    return fit(right - left, common, other.m_isNegative);
}

std::optional<Decimal> Decimal::minus(const Decimal& other) const { return plus(other.negated()); }

std::optional<Decimal> Decimal::times(const Decimal& other) const
{
    return fit(wide(magnitude()) * wide(other.magnitude()), m_scale + other.m_scale,
               m_isNegative != other.m_isNegative);
}

std::optional<Decimal> Decimal::over(const Decimal& divisor) const
{
    const bool isNegative = m_isNegative != divisor.m_isNegative;
    const Big numerator = wide(magnitude());
    const Big denominator = wide(divisor.magnitude());
    const int naturalScale = m_scale - divisor.m_scale;
    const int startScale = std::max(0, naturalScale);
    // Exact results keep the natural scale; others get as many digits as fit.
    for (int scale = startScale; scale <= kMaxScale; ++scale) {
        const Big scaled = numerator * powerOfTen(scale - naturalScale);
        if (scaled % denominator == 0) {
            const Big quotient = scaled / denominator;
            if (quotient > limit())
                break;
            return Decimal(narrow(quotient), static_cast<std::uint8_t>(scale), isNegative);
        }
        if (scaled / denominator > limit())
            break;
    }
    for (int scale = kMaxScale; scale >= 0; --scale) {
        if (scale < naturalScale) {
            const Big rounded
                = divideRounded(numerator, denominator * powerOfTen(naturalScale - scale),
                                Rounding::HalfToEven, isNegative);
            if (rounded <= limit())
                return Decimal(narrow(rounded), static_cast<std::uint8_t>(scale), isNegative);
            continue;
        }
        const Big rounded = divideRounded(numerator * powerOfTen(scale - naturalScale), denominator,
                                          Rounding::HalfToEven, isNegative);
        if (rounded <= limit())
            return Decimal(narrow(rounded), static_cast<std::uint8_t>(scale), isNegative);
    }
    return std::nullopt;
}

std::optional<Decimal> Decimal::modulo(const Decimal& divisor) const
{
    const int common = std::max(m_scale, divisor.m_scale);
    const Big left = wide(magnitude()) * powerOfTen(common - m_scale);
    const Big right = wide(divisor.magnitude()) * powerOfTen(common - divisor.m_scale);
    return fit(left % right, common, m_isNegative);
}

int Decimal::compare(const Decimal& other) const noexcept
{
    if (isZero() && other.isZero())
        return 0;
    if (isZero())
        return other.m_isNegative ? 1 : -1;
    if (other.isZero())
        return m_isNegative ? -1 : 1;
    if (m_isNegative != other.m_isNegative)
        return m_isNegative ? -1 : 1;
    if (m_scale == other.m_scale) {
        const int order
            = magnitude() < other.magnitude() ? -1 : (magnitude() > other.magnitude() ? 1 : 0);
        return m_isNegative ? -order : order;
    }
    const int common = std::max(m_scale, other.m_scale);
    const Big left = wide(magnitude()) * powerOfTen(common - m_scale);
    const Big right = wide(other.magnitude()) * powerOfTen(common - other.m_scale);
    const int order = left < right ? -1 : (left > right ? 1 : 0);
    return m_isNegative ? -order : order;
}

Decimal Decimal::rounded(int decimals, Rounding rounding) const noexcept
{
    if (decimals >= m_scale)
        return *this;
    const Big quotient
        = divideRounded(wide(magnitude()), powerOfTen(m_scale - decimals), rounding, m_isNegative);
    return {narrow(quotient), static_cast<std::uint8_t>(decimals), m_isNegative};
}

std::optional<std::int64_t> Decimal::toInt64() const noexcept
{
    const Wide whole = rounded(0, Rounding::TowardsZero).magnitude();
    constexpr Wide kMax = static_cast<Wide>(1) << 63;
    if (whole > kMax || (whole == kMax && !m_isNegative))
        return std::nullopt;
    const auto bits = static_cast<std::uint64_t>(whole);
    return static_cast<std::int64_t>(m_isNegative ? ~bits + 1 : bits);
}

std::optional<std::uint64_t> Decimal::toUInt64() const noexcept
{
    const Wide whole = rounded(0, Rounding::TowardsZero).magnitude();
    if ((whole >> 64) != 0 || (m_isNegative && whole != 0))
        return std::nullopt;
    return static_cast<std::uint64_t>(whole);
}

double Decimal::toDouble() const { return std::strtod(toText().c_str(), nullptr); }

std::string Decimal::toText() const
{
    std::string digits;
    for (Wide rest = magnitude(); rest != 0; rest /= 10)
        digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    while (digits.size() <= m_scale)
        digits.push_back('0');
    if (m_scale > 0)
        digits.insert(m_scale, 1, '.');
    if (m_isNegative && !isZero())
        digits.push_back('-');
    std::reverse(digits.begin(), digits.end());
    return digits;
}

} // namespace gatelens::expression
