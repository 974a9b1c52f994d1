#pragma once

#include <chrono>
#include <functional>

namespace gatelens::proxy {

struct BackoffLimits
{
    std::chrono::milliseconds base{1000};
    std::chrono::milliseconds longest{300'000};
    unsigned circuitFailures = 5; ///< failures in a row that open the circuit
};

/// Waiting times after failures: full jitter over a bound that doubles, so that senders that failed
/// together do not come back together.
class Backoff
{
public:
    /// `random` gives a number in [0, 1).
    Backoff(BackoffLimits limits, std::function<double()> random);

    /// Notes a failure and says how long to wait.
    [[nodiscard]] std::chrono::milliseconds fail();
    void succeed() { m_failures = 0; }

    [[nodiscard]] unsigned failures() const { return m_failures; }
    /// After so many failures only one batch is tried at a time until one gets through.
    [[nodiscard]] bool isCircuitOpen() const { return m_failures >= m_limits.circuitFailures; }

private:
    BackoffLimits m_limits;
    std::function<double()> m_random;
    unsigned m_failures = 0;
};

} // namespace gatelens::proxy
