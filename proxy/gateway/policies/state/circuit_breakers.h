#pragma once

#include "core/base/time.h"
#include "core/workspace/entities.h"

#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace gatelens::proxy {

/// How a call of a backend ended, as circuit breakers see it.
struct CallResult
{
    int statusCode = 0; ///< 0: no answer
    std::string reason; ///< LastError reason of a call without an answer
    std::optional<std::chrono::seconds> retryAfter;
};

/// Circuit breakers of all backends, by backend id. A tripped circuit closes with cleared counts
/// when its trip is over. Thread safe.
class CircuitBreakers
{
public:
    /// When the backend's circuit is open: until when.
    [[nodiscard]] std::optional<Timestamp> openUntil(const Backend& backend, Timestamp now);

    void record(const Backend& backend, const CallResult& result, Timestamp now);

    void clear();

private:
    struct Call
    {
        Timestamp at;
        bool isFailure;
    };
    struct Circuit
    {
        std::deque<Call> calls; ///< of the rule's interval
        std::size_t failures = 0;
        std::optional<Timestamp> openUntil;
    };

    Circuit& circuitOf(const Backend& backend, std::size_t rule);

    std::mutex m_mutex; ///< guards m_circuits
    std::map<std::string, std::vector<Circuit>, std::less<>> m_circuits;
};

} // namespace gatelens::proxy
