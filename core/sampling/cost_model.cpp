#include "core/sampling/cost_model.h"

#include <algorithm>

namespace gatelens {

double billedBytes(double jsonBytes, const CostModel& model) noexcept
{
    return jsonBytes * model.billedShare;
}

double costPerMonth(double billedBytesPerSecond, const CostModel& model) noexcept
{
    constexpr double kBytesPerGb = 1e9;
    const double gbPerMonth = billedBytesPerSecond * kSecondsPerMonth / kBytesPerGb;
    return std::max(0.0, gbPerMonth - model.freeGbPerMonth) * model.pricePerGb;
}

} // namespace gatelens
