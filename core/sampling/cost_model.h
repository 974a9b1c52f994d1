#pragma once

#include <cstdint>
#include <string>

namespace gatelens {

/// What ingestion costs. Prices differ by region, tier and contract and change: the preset is an
/// example, and every amount made with it is an estimate.
struct CostModel
{
    double pricePerGb = 2.30; ///< a GB is 10^9 bytes
    std::string currency = "USD";
    double freeGbPerMonth = 0;
    /// Stored size of a record as a share of its JSON text. The service documents "about 25 % less
    /// on average, up to 50 % less for small events".
    double billedShare = 0.75;

    friend bool operator==(const CostModel&, const CostModel&) = default;
};

inline constexpr double kSecondsPerMonth = 2'629'800;

/// Bytes that a record of `jsonBytes` bytes of JSON is billed for.
[[nodiscard]] double billedBytes(double jsonBytes, const CostModel& model) noexcept;

/// Cost of a month at a constant `billedBytesPerSecond`.
[[nodiscard]] double costPerMonth(double billedBytesPerSecond, const CostModel& model) noexcept;

} // namespace gatelens
