#pragma once

#include "core/base/time.h"

#include <array>
#include <cstdint>
#include <span>

namespace gatelens::proxy {

/// Upper bounds of the duration buckets, in seconds: the advice for HTTP durations, and 30 and 60
/// for long backends.
inline constexpr std::array<double, 16> kDurationBounds{
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60};

/// Durations counted by bucket. Not thread safe.
class DurationHistogram
{
public:
    void observe(Micros duration) noexcept;
    void add(const DurationHistogram& other) noexcept;

    /// Counts of each bucket (not cumulative); the last is beyond every bound.
    [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return m_counts; }
    [[nodiscard]] double sumSeconds() const noexcept;
    [[nodiscard]] bool isEmpty() const noexcept;

private:
    std::array<std::uint64_t, kDurationBounds.size() + 1> m_counts{};
    std::int64_t m_sumMicros = 0;
};

} // namespace gatelens::proxy
