#include "proxy/gateway/policies/state/circuit_breakers.h"

#include <algorithm>

namespace gatelens::proxy {

namespace {

/// A share of failures means nothing before this many calls.
constexpr std::size_t kLeastCallsForPercentage = 10;

bool isFailure(const CircuitBreakerRule& rule, const CallResult& result)
{
    if (result.statusCode != 0)
        return std::any_of(rule.statusCodeRanges.begin(), rule.statusCodeRanges.end(),
                           [&](const CircuitBreakerRule::StatusRange& range) {
                               return result.statusCode >= range.min
                                   && result.statusCode <= range.max;
                           });
    return std::find(rule.errorReasons.begin(), rule.errorReasons.end(), result.reason)
        != rule.errorReasons.end();
}

bool isTripping(const CircuitBreakerRule& rule, std::size_t failures, std::size_t calls)
{
    if (rule.failureCount && failures >= static_cast<std::size_t>(std::max(*rule.failureCount, 1)))
        return true;
    return rule.failurePercentage && calls >= kLeastCallsForPercentage
        && failures * 100 >= calls * static_cast<std::size_t>(std::max(*rule.failurePercentage, 1));
}

} // namespace

CircuitBreakers::Circuit& CircuitBreakers::circuitOf(const Backend& backend, std::size_t rule)
{
    std::vector<Circuit>& circuits = m_circuits[backend.id];
    if (circuits.size() < backend.circuitBreakerRules.size())
        circuits.resize(backend.circuitBreakerRules.size());
    return circuits[rule];
}

std::optional<Timestamp> CircuitBreakers::openUntil(const Backend& backend, Timestamp now)
{
    if (backend.circuitBreakerRules.empty())
        return std::nullopt;
    const std::lock_guard lock(m_mutex);
    std::optional<Timestamp> latest;
    for (std::size_t i = 0; i < backend.circuitBreakerRules.size(); ++i) {
        Circuit& circuit = circuitOf(backend, i);
        if (!circuit.openUntil)
            continue;
        if (*circuit.openUntil <= now) {
            circuit = {};
            continue;
        }
        latest = std::max(latest.value_or(*circuit.openUntil), *circuit.openUntil);
    }
    return latest;
}

void CircuitBreakers::record(const Backend& backend, const CallResult& result, Timestamp now)
{
    if (backend.circuitBreakerRules.empty())
        return;
    const std::lock_guard lock(m_mutex);
    for (std::size_t i = 0; i < backend.circuitBreakerRules.size(); ++i) {
        const CircuitBreakerRule& rule = backend.circuitBreakerRules[i];
        Circuit& circuit = circuitOf(backend, i);
        while (!circuit.calls.empty() && circuit.calls.front().at <= now - rule.interval) {
            circuit.failures -= circuit.calls.front().isFailure ? 1U : 0U;
            circuit.calls.pop_front();
        }
        const bool hasFailed = isFailure(rule, result);
        circuit.calls.push_back({now, hasFailed});
        circuit.failures += hasFailed ? 1U : 0U;
        if (!hasFailed || !isTripping(rule, circuit.failures, circuit.calls.size()))
            continue;
        const std::chrono::seconds trip
            = rule.acceptRetryAfter && result.retryAfter ? *result.retryAfter : rule.tripDuration;
        circuit.openUntil = now + trip;
    }
}

void CircuitBreakers::clear()
{
    const std::lock_guard lock(m_mutex);
    m_circuits.clear();
}

} // namespace gatelens::proxy
