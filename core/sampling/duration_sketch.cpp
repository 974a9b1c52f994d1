#include "core/sampling/duration_sketch.h"

#include <algorithm>
#include <cmath>

namespace gatelens {

namespace {

constexpr double kGrowth = 1.02; // neighbouring buckets differ by two per cent

std::size_t bucketOf(Micros duration, std::size_t bucketCount) noexcept
{
    if (duration.count() <= 1)
        return 0;
    const double index = std::log(static_cast<double>(duration.count())) / std::log(kGrowth) + 0.5;
    return std::min(static_cast<std::size_t>(index), bucketCount - 1);
}

Micros middleOf(std::size_t bucket) noexcept
{
    return Micros(std::llround(std::pow(kGrowth, static_cast<double>(bucket))));
}

} // namespace

void DurationSketch::add(Micros duration, double weight) noexcept
{
    m_weights[bucketOf(duration, kBuckets)] += weight;
    m_total += weight;
}

Micros DurationSketch::percentile(double share) const noexcept
{
    if (m_total <= 0)
        return Micros(0);
    const double wanted = share * m_total;
    double seen = 0;
    std::size_t last = 0;
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
        if (m_weights[bucket] <= 0)
            continue;
        seen += m_weights[bucket];
        last = bucket;
        if (seen >= wanted)
            break;
    }
    return middleOf(last);
}

} // namespace gatelens
