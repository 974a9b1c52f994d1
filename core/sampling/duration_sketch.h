#pragma once

#include "core/base/time.h"

#include <array>

namespace gatelens {

/// Weighted durations in logarithmic buckets: percentiles within one per cent of their value, in
/// constant memory, from a microsecond to about an hour and a half.
class DurationSketch
{
public:
    void add(Micros duration, double weight) noexcept;

    [[nodiscard]] double totalWeight() const noexcept { return m_total; }

    /// The smallest recorded duration with at least `share` (0 to 1) of all weight at or below it;
    /// zero when nothing was added.
    [[nodiscard]] Micros percentile(double share) const noexcept;

private:
    static constexpr std::size_t kBuckets = 1130;

    std::array<double, kBuckets> m_weights{};
    double m_total = 0;
};

} // namespace gatelens
