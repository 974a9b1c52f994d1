#include "proxy/gateway/policies/retry_waits.h"

#include <algorithm>
#include <cmath>

namespace gatelens::proxy {

Micros RetryWaits::before(std::int64_t n, double random) const
{
    if (isFirstFast && n == 1)
        return Micros(0);
    double seconds = interval;
    const auto repeats = static_cast<double>(n - 1);
    if (maxInterval && delta) {
        const double spread = 0.8 + 0.4 * random;
        seconds = std::min(*maxInterval, interval + (std::exp2(repeats) - 1) * spread * *delta);
    } else if (maxInterval)
        seconds = std::min(*maxInterval, interval);
    else if (delta)
        seconds = interval + repeats * *delta;
    return Micros(std::llround(std::max(seconds, 0.0) * 1e6));
}

} // namespace gatelens::proxy
