#pragma once

#include <cstdint>
#include <string_view>

namespace gatelens::proxy {

/// SplitMix64: the random source of the demo, fully determined by its state, so that the same seed
/// and the same sequence of requests give the same answers on every machine.
class DemoRandom
{
public:
    explicit DemoRandom(std::uint64_t state)
        : m_state(state)
    {
    }

    /// The generator of request number `n` (from 0) of one endpoint: "METHOD /path/{id}".
    [[nodiscard]] static DemoRandom forRequest(std::uint64_t seed, std::string_view endpoint,
                                               std::uint64_t n);

    [[nodiscard]] std::uint64_t next();

    /// Uniform in [0, 1) with 53 bits.
    [[nodiscard]] double uniform();

    /// Log-normal with this median; takes two draws.
    [[nodiscard]] double logNormal(double median, double sigma);

    /// Exponential with this mean; takes one draw.
    [[nodiscard]] double exponential(double mean);

private:
    std::uint64_t m_state;
};

/// 64-bit FNV-1a.
[[nodiscard]] std::uint64_t fnv1a(std::string_view text);

} // namespace gatelens::proxy
