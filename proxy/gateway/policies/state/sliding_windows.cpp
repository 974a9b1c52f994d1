#include "proxy/gateway/policies/state/sliding_windows.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace gatelens::proxy {

namespace {

/// A shard with more keys than this is swept for idle ones before it takes another.
constexpr std::size_t kSweepAbove = 4096;

/// Seconds until enough of `entries` has left the window for `needed` to fit.
template<class Entries>
Micros waitUntilRoom(const Entries& entries, std::int64_t excess, Micros period, Timestamp now)
{
    std::int64_t freed = 0;
    for (const auto& entry : entries) {
        if (entry.at <= now - period)
            continue;
        freed += entry.amount;
        if (freed >= excess)
            return entry.at + period - now;
    }
    return period;
}

} // namespace

std::size_t SlidingWindows::shardOf(const std::string& key)
{
    return std::hash<std::string>()(key) % kShards;
}

SlidingWindows::Window& SlidingWindows::windowOf(const WindowLimit& limit, Timestamp now)
{
    Shard& shard = m_shards[shardOf(limit.key)];
    auto found = shard.windows.find(limit.key);
    if (found == shard.windows.end()) {
        sweepWhenLarge(shard, now);
        found = shard.windows.emplace(limit.key, Window()).first;
    }
    Window& window = found->second;
    window.longest = std::max<Micros>(window.longest, limit.period);
    prune(window, now);
    return window;
}

void SlidingWindows::prune(Window& window, Timestamp now)
{
    while (!window.entries.empty() && window.entries.front().at <= now - window.longest) {
        window.total -= window.entries.front().amount;
        window.entries.pop_front();
    }
}

std::int64_t SlidingWindows::countSince(const Window& window, Timestamp since)
{
    if (window.entries.empty() || window.entries.front().at > since)
        return window.total;
    std::int64_t count = 0;
    for (auto entry = window.entries.rbegin(); entry != window.entries.rend(); ++entry) {
        if (entry->at <= since)
            break;
        count += entry->amount;
    }
    return count;
}

void SlidingWindows::sweepWhenLarge(Shard& shard, Timestamp now) const
{
    if (shard.windows.size() < kSweepAbove)
        return;
    for (auto window = shard.windows.begin(); window != shard.windows.end();) {
        prune(window->second, now);
        window = window->second.entries.empty() ? shard.windows.erase(window) : std::next(window);
    }
}

WindowDecision SlidingWindows::admit(std::span<const WindowLimit> limits, std::int64_t amount,
                                     Timestamp now, bool isCounted)
{
    std::vector<std::size_t> shards;
    shards.reserve(limits.size());
    for (const WindowLimit& limit : limits)
        shards.push_back(shardOf(limit.key));
    std::sort(shards.begin(), shards.end());
    shards.erase(std::unique(shards.begin(), shards.end()), shards.end());
    std::vector<std::unique_lock<std::mutex>> locks;
    locks.reserve(shards.size());
    for (const std::size_t shard : shards)
        locks.emplace_back(m_shards[shard].mutex);

    WindowDecision decision;
    decision.remaining = std::numeric_limits<std::int64_t>::max();
    for (const WindowLimit& limit : limits) {
        const Window& window = windowOf(limit, now);
        const std::int64_t used = countSince(window, now - limit.period);
        const std::int64_t left = limit.calls - used;
        // A call is admitted while there is any room, even when it counts for more than one.
        if (left <= 0) {
            const Micros wait = waitUntilRoom(window.entries, 1 - left, limit.period, now);
            decision.isAdmitted = false;
            decision.retryAfter
                = std::max({decision.retryAfter, std::chrono::ceil<std::chrono::seconds>(wait),
                            std::chrono::seconds(1)});
        }
        decision.remaining = std::min(decision.remaining, std::max<std::int64_t>(left, 0));
    }
    if (!decision.isAdmitted || !isCounted || amount <= 0)
        return decision;
    for (const WindowLimit& limit : limits) {
        Window& window = windowOf(limit, now);
        window.entries.push_back({now, amount});
        window.total += amount;
    }
    decision.remaining = std::max<std::int64_t>(decision.remaining - amount, 0);
    return decision;
}

void SlidingWindows::add(const WindowLimit& limit, std::int64_t amount, Timestamp now)
{
    if (amount <= 0)
        return;
    const std::lock_guard lock(m_shards[shardOf(limit.key)].mutex);
    Window& window = windowOf(limit, now);
    window.entries.push_back({now, amount});
    window.total += amount;
}

void SlidingWindows::clear()
{
    for (Shard& shard : m_shards) {
        const std::lock_guard lock(shard.mutex);
        shard.windows.clear();
    }
}

} // namespace gatelens::proxy
