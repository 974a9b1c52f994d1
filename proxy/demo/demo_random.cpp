#include "proxy/demo/demo_random.h"

#include <cmath>
#include <numbers>

namespace gatelens::proxy {

namespace {

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;

} // namespace

std::uint64_t fnv1a(std::string_view text)
{
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3ULL;
    }
    return hash;
}

DemoRandom DemoRandom::forRequest(std::uint64_t seed, std::string_view endpoint, std::uint64_t n)
{
    return DemoRandom(seed ^ fnv1a(endpoint) ^ (n * kGolden));
}

std::uint64_t DemoRandom::next()
{
    m_state += kGolden;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

double DemoRandom::uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

double DemoRandom::logNormal(double median, double sigma)
{
    const double u1 = uniform();
    const double u2 = uniform();
    const double z = std::sqrt(-2 * std::log(1 - u1)) * std::cos(2 * std::numbers::pi * u2);
    return median * std::exp(sigma * z);
}

double DemoRandom::exponential(double mean) { return -mean * std::log(1 - uniform()); }

} // namespace gatelens::proxy
