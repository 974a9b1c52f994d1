#pragma once

#include "core/base/time.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace gatelens::proxy {

/// A budget of calls, bytes or both in fixed windows that begin at `start` + k x `period`.
struct QuotaRule
{
    std::string key;
    std::optional<std::int64_t> calls;
    std::optional<std::int64_t> bytes;
    std::chrono::seconds period{0}; ///< 0: never renewed
    Timestamp start;
};

struct QuotaDecision
{
    bool isAdmitted = true;
    bool isBandwidth = false; ///< what was used up
    std::optional<std::chrono::seconds> renewsIn; ///< nullopt: never
};

/// Fixed-window counters that survive restarts. Thread safe.
class QuotaCounters
{
public:
    /// Admits when no rule is used up and counts `amount` calls; a refused call counts nowhere.
    QuotaDecision admit(std::span<const QuotaRule> rules, std::int64_t amount, Timestamp now);

    /// Counts calls without asking.
    void addCalls(const QuotaRule& rule, std::int64_t amount, Timestamp now);
    void addBytes(const QuotaRule& rule, std::int64_t bytes, Timestamp now);

    /// Calls and bytes counted in the present window.
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> used(const QuotaRule& rule, Timestamp now);

    /// Counters as texts, for storage; `takeChanges` gives those changed since the last call.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> takeChanges();
    /// Takes over a stored counter; a text that cannot be read is ignored.
    void restore(const std::string& key, std::string_view text);
    void clear();

private:
    struct Counter
    {
        std::int64_t window = 0;
        std::int64_t calls = 0;
        std::int64_t bytes = 0;
        bool isChanged = false;
    };

    Counter& counterOf(const QuotaRule& rule, Timestamp now);

    std::mutex m_mutex; ///< guards m_counters
    std::map<std::string, Counter> m_counters;
};

/// Number of the window that `now` lies in, and the time until it ends (nullopt: never).
[[nodiscard]] std::int64_t quotaWindow(const QuotaRule& rule, Timestamp now);
[[nodiscard]] std::optional<std::chrono::seconds> quotaRenewal(const QuotaRule& rule,
                                                               Timestamp now);

} // namespace gatelens::proxy
