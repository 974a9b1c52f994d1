#include "proxy/metrics/histogram.h"

#include <algorithm>

namespace gatelens::proxy {

namespace {

constexpr double kMicrosPerSecond = 1e6;

} // namespace

void DurationHistogram::observe(Micros duration) noexcept
{
    const double seconds = static_cast<double>(duration.count()) / kMicrosPerSecond;
    const auto bound = std::lower_bound(kDurationBounds.begin(), kDurationBounds.end(), seconds);
    ++m_counts[static_cast<std::size_t>(bound - kDurationBounds.begin())];
    m_sumMicros += duration.count();
}

void DurationHistogram::add(const DurationHistogram& other) noexcept
{
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        m_counts[i] += other.m_counts[i];
    m_sumMicros += other.m_sumMicros;
}

double DurationHistogram::sumSeconds() const noexcept
{
    return static_cast<double>(m_sumMicros) / kMicrosPerSecond;
}

bool DurationHistogram::isEmpty() const noexcept
{
    return std::all_of(m_counts.begin(), m_counts.end(), [](auto count) { return count == 0; });
}

} // namespace gatelens::proxy
