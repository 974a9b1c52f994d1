#pragma once

#include <cstdint>

namespace gatelens {

/// A quantity estimated from what was kept, with its 95 % interval.
struct Estimate
{
    double value = 0;
    double standardError = 0;
    double low = 0;
    double high = 0;

    /// Half the interval's width as a share of `truth`; zero when there is nothing to compare with.
    [[nodiscard]] double relativeError(double truth) const noexcept;

    friend bool operator==(const Estimate&, const Estimate&) = default;
};

/// Sums that estimates from kept items need. Each kept item stands for 100 / sampleRate items.
/// Source: Application Insights reference, C.4 (counts with a different rate per item).
class WeightedCounts
{
public:
    /// `sampleRate` in (0, 100].
    void add(double sampleRate, bool hasFailed) noexcept;

    [[nodiscard]] std::uint64_t kept() const noexcept { return m_kept; }
    [[nodiscard]] std::uint64_t keptFailed() const noexcept { return m_keptFailed; }

    /// How many there were.
    [[nodiscard]] Estimate count() const noexcept;
    /// How many of them failed.
    [[nodiscard]] Estimate failedCount() const noexcept;
    /// Share of failed ones, 0 to 1. With nothing kept the interval is all of it.
    [[nodiscard]] Estimate errorRate() const noexcept;
    /// The count that the service shows: it rounds each item's weight to an integer.
    [[nodiscard]] std::uint64_t countAsStored() const noexcept { return m_countAsStored; }

private:
    std::uint64_t m_kept = 0;
    std::uint64_t m_keptFailed = 0;
    std::uint64_t m_countAsStored = 0;
    double m_succeeded = 0; ///< sum of weights
    double m_failed = 0;
    double m_succeededVariance = 0; ///< sum of (1 - p) / p^2
    double m_failedVariance = 0;
};

} // namespace gatelens
