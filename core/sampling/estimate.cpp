#include "core/sampling/estimate.h"

#include "core/telemetry/items.h"

#include <algorithm>
#include <cmath>

namespace gatelens {

namespace {

constexpr double kZ = 1.96; // standard errors on each side of a 95 % interval
constexpr double kRuleOfThree = 3; // 95 % bound for what was not seen once

Estimate normalEstimate(double value, double variance, double atLeast) noexcept
{
    const double error = std::sqrt(variance);
    return {value, error, std::max(atLeast, value - kZ * error), value + kZ * error};
}

/// Wilson's interval for a share seen among `sampleSize` independent draws.
Estimate wilson(double share, double standardError, double sampleSize) noexcept
{
    const double z2 = kZ * kZ;
    const double middle = share + z2 / (2 * sampleSize);
    const double spread
        = kZ * std::sqrt(share * (1 - share) / sampleSize + z2 / (4 * sampleSize * sampleSize));
    const double scale = 1 + z2 / sampleSize;
    return {share, standardError, std::max(0.0, (middle - spread) / scale),
            std::min(1.0, (middle + spread) / scale)};
}

} // namespace

double Estimate::relativeError(double truth) const noexcept
{
    return truth > 0 ? (high - low) / 2 / truth : 0;
}

void WeightedCounts::add(double sampleRate, bool hasFailed) noexcept
{
    const double p = sampleRate / 100;
    const double weight = 1 / p;
    const double variance = (1 - p) / (p * p);
    ++m_kept;
    m_countAsStored += static_cast<std::uint64_t>(itemCountFor(sampleRate));
    if (hasFailed) {
        ++m_keptFailed;
        m_failed += weight;
        m_failedVariance += variance;
    } else {
        m_succeeded += weight;
        m_succeededVariance += variance;
    }
}

Estimate WeightedCounts::count() const noexcept
{
    return normalEstimate(m_succeeded + m_failed, m_succeededVariance + m_failedVariance,
                          static_cast<double>(m_kept));
}

Estimate WeightedCounts::failedCount() const noexcept
{
    return normalEstimate(m_failed, m_failedVariance, static_cast<double>(m_keptFailed));
}

Estimate WeightedCounts::errorRate() const noexcept
{
    const double total = m_succeeded + m_failed;
    if (m_kept == 0)
        return {0, 0, 0, 1};
    const double share = m_failed / total;
    // A ratio's error comes from each item's distance to the ratio: 1 - share for a failed one,
    // share for the others. With failures kept in full this is the reference's mixed form.
    const double variance
        = (m_succeededVariance * share * share + m_failedVariance * (1 - share) * (1 - share))
        / (total * total);
    if (m_succeededVariance + m_failedVariance <= 0)
        return {share, 0, share, share};
    if (m_keptFailed == 0 || m_keptFailed == m_kept) {
        const double bound = std::min(1.0, kRuleOfThree / static_cast<double>(m_kept));
        return m_keptFailed == 0 ? Estimate{share, 0, 0, bound} : Estimate{share, 0, 1 - bound, 1};
    }
    if (variance <= 0)
        return {share, 0, share, share};
    return wilson(share, std::sqrt(variance), share * (1 - share) / variance);
}

} // namespace gatelens
