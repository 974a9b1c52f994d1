#include "proxy/forward/backoff.h"

#include <algorithm>
#include <cmath>

namespace gatelens::proxy {

Backoff::Backoff(BackoffLimits limits, std::function<double()> random)
    : m_limits(limits)
    , m_random(std::move(random))
{
}

std::chrono::milliseconds Backoff::fail()
{
    constexpr unsigned kMostDoublings = 40; // far beyond every limit, and no overflow
    const double bound
        = std::min(std::ldexp(static_cast<double>(m_limits.base.count()),
                              static_cast<int>(std::min(m_failures, kMostDoublings))),
                   static_cast<double>(m_limits.longest.count()));
    ++m_failures;
    return std::chrono::milliseconds(std::llround(m_random() * bound));
}

} // namespace gatelens::proxy
