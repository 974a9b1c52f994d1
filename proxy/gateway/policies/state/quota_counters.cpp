#include "proxy/gateway/policies/state/quota_counters.h"

#include <fmt/format.h>

#include <charconv>

namespace gatelens::proxy {

std::int64_t quotaWindow(const QuotaRule& rule, Timestamp now)
{
    if (rule.period.count() <= 0)
        return 0;
    const std::int64_t elapsed = (now - rule.start).count();
    const std::int64_t length = std::chrono::duration_cast<Micros>(rule.period).count();
    const std::int64_t window = elapsed / length;
    return elapsed % length < 0 ? window - 1 : window;
}

std::optional<std::chrono::seconds> quotaRenewal(const QuotaRule& rule, Timestamp now)
{
    if (rule.period.count() <= 0)
        return std::nullopt;
    const Timestamp end = rule.start + rule.period * (quotaWindow(rule, now) + 1);
    return std::chrono::ceil<std::chrono::seconds>(end - now);
}

QuotaCounters::Counter& QuotaCounters::counterOf(const QuotaRule& rule, Timestamp now)
{
    Counter& counter = m_counters[rule.key];
    const std::int64_t window = quotaWindow(rule, now);
    if (counter.window != window)
        counter = {.window = window};
    return counter;
}

QuotaDecision QuotaCounters::admit(std::span<const QuotaRule> rules, std::int64_t amount,
                                   Timestamp now)
{
    const std::lock_guard lock(m_mutex);
    for (const QuotaRule& rule : rules) {
        const Counter& counter = counterOf(rule, now);
        const bool isOutOfCalls = rule.calls && counter.calls >= *rule.calls;
        const bool isOutOfBytes = rule.bytes && counter.bytes >= *rule.bytes;
        if (isOutOfCalls || isOutOfBytes)
            return {.isAdmitted = false,
                    .isBandwidth = !isOutOfCalls,
                    .renewsIn = quotaRenewal(rule, now)};
    }
    for (const QuotaRule& rule : rules) {
        Counter& counter = counterOf(rule, now);
        counter.calls += amount;
        counter.isChanged = true;
    }
    return {};
}

void QuotaCounters::addCalls(const QuotaRule& rule, std::int64_t amount, Timestamp now)
{
    const std::lock_guard lock(m_mutex);
    Counter& counter = counterOf(rule, now);
    counter.calls += amount;
    counter.isChanged = true;
}

void QuotaCounters::addBytes(const QuotaRule& rule, std::int64_t bytes, Timestamp now)
{
    const std::lock_guard lock(m_mutex);
    Counter& counter = counterOf(rule, now);
    counter.bytes += bytes;
    counter.isChanged = true;
}

std::pair<std::int64_t, std::int64_t> QuotaCounters::used(const QuotaRule& rule, Timestamp now)
{
    const std::lock_guard lock(m_mutex);
    const Counter& counter = counterOf(rule, now);
    return {counter.calls, counter.bytes};
}

std::vector<std::pair<std::string, std::string>> QuotaCounters::takeChanges()
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::pair<std::string, std::string>> changes;
    for (auto& [key, counter] : m_counters) {
        if (!counter.isChanged)
            continue;
        counter.isChanged = false;
        changes.emplace_back(key,
                             fmt::format("{} {} {}", counter.window, counter.calls, counter.bytes));
    }
    return changes;
}

void QuotaCounters::restore(const std::string& key, std::string_view text)
{
    Counter counter;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    for (std::int64_t* const number : {&counter.window, &counter.calls, &counter.bytes}) {
        const auto [next, error] = std::from_chars(at, end, *number);
        if (error != std::errc())
            return;
        at = next == end ? next : next + 1;
    }
    const std::lock_guard lock(m_mutex);
    m_counters[key] = counter;
}

void QuotaCounters::clear()
{
    const std::lock_guard lock(m_mutex);
    for (auto& [key, counter] : m_counters)
        counter = {.window = counter.window, .isChanged = true};
}

} // namespace gatelens::proxy
