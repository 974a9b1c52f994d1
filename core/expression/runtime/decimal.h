#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::expression {

/// System.Decimal: a 96-bit integer, a scale of 0 to 28 and a sign. Arithmetic keeps the scale as
/// .NET does (1.10 + 2.20 = 3.30) and rounds half to even where digits are lost. Operations that
/// leave the range give nullopt.
class Decimal
{
public:
    __extension__ using Wide = unsigned __int128;

    constexpr Decimal() noexcept = default;
    /// `magnitude` below 2^96, `scale` at most 28.
    constexpr Decimal(Wide magnitude, std::uint8_t scale, bool isNegative) noexcept
        : m_low(static_cast<std::uint64_t>(magnitude))
        , m_high(static_cast<std::uint32_t>(magnitude >> 64))
        , m_scale(scale)
        , m_isNegative(isNegative)
    {
    }
    [[nodiscard]] static Decimal of(std::int64_t value) noexcept;
    [[nodiscard]] static Decimal of(std::uint64_t value) noexcept;
    /// As the explicit conversion: 15 significant digits of a double, 7 of a float.
    [[nodiscard]] static std::optional<Decimal> of(double value, int significantDigits = 15);
    /// Digits with an optional sign, point and exponent; no white space. Extra digits are rounded.
    [[nodiscard]] static std::optional<Decimal> parse(std::string_view text);

    [[nodiscard]] constexpr Wide magnitude() const noexcept
    {
        return (static_cast<Wide>(m_high) << 64) | m_low;
    }
    [[nodiscard]] constexpr std::uint8_t scale() const noexcept { return m_scale; }
    [[nodiscard]] constexpr bool isNegative() const noexcept { return m_isNegative; }
    [[nodiscard]] constexpr bool isZero() const noexcept { return m_low == 0 && m_high == 0; }
    [[nodiscard]] constexpr std::uint64_t low() const noexcept { return m_low; }
    [[nodiscard]] constexpr std::uint32_t high() const noexcept { return m_high; }

    [[nodiscard]] std::optional<Decimal> plus(const Decimal& other) const;
    [[nodiscard]] std::optional<Decimal> minus(const Decimal& other) const;
    [[nodiscard]] std::optional<Decimal> times(const Decimal& other) const;
    /// `divisor` is not zero.
    [[nodiscard]] std::optional<Decimal> over(const Decimal& divisor) const;
    /// `divisor` is not zero.
    [[nodiscard]] std::optional<Decimal> modulo(const Decimal& divisor) const;
    [[nodiscard]] Decimal negated() const noexcept { return {magnitude(), m_scale, !m_isNegative}; }
    /// -1, 0 or 1; scale does not count.
    [[nodiscard]] int compare(const Decimal& other) const noexcept;

    enum class Rounding
    {
        HalfToEven,
        HalfAwayFromZero,
        TowardsZero,
        Down,
        Up
    };
    [[nodiscard]] Decimal rounded(int decimals, Rounding rounding) const noexcept;

    /// Towards zero; nullopt outside the range of Int64 (of UInt64).
    [[nodiscard]] std::optional<std::int64_t> toInt64() const noexcept;
    [[nodiscard]] std::optional<std::uint64_t> toUInt64() const noexcept;
    [[nodiscard]] double toDouble() const;
    /// Plain digits with the scale kept: "3.30".
    [[nodiscard]] std::string toText() const;

private:
    std::uint64_t m_low = 0;
    std::uint32_t m_high = 0;
    std::uint8_t m_scale = 0;
    bool m_isNegative = false;
};

} // namespace gatelens::expression
