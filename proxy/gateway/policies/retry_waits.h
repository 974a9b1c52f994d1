#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <optional>

namespace gatelens::proxy {

/// The waits of `retry`, in seconds as the policy writes them.
struct RetryWaits
{
    std::int64_t count = 0;
    double interval = 0;
    std::optional<double> maxInterval;
    std::optional<double> delta;
    bool isFirstFast = false;

    /// The wait before repeat `n` (1 for the first); `random` in [0, 1) spreads exponential waits.
    [[nodiscard]] Micros before(std::int64_t n, double random) const;
};

} // namespace gatelens::proxy
