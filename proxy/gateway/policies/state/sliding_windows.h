#pragma once

#include "core/base/time.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>

namespace gatelens::proxy {

/// "At most `calls` in the last `period`" for one key.
struct WindowLimit
{
    std::string key;
    std::int64_t calls = 0;
    std::chrono::seconds period{0};
};

struct WindowDecision
{
    bool isAdmitted = true;
    std::int64_t remaining = 0; ///< smallest over all limits
    std::chrono::seconds retryAfter{0}; ///< of the limit that refused, at least 1
};

/// Exact sliding windows: the times of the accepted calls of every key. Thread safe; keys are
/// spread over shards with a lock each.
class SlidingWindows
{
public:
    /// Admits when every limit has room for `amount`, and then counts it everywhere; a refused call
    /// counts nowhere. `isCounted` false only looks.
    WindowDecision admit(std::span<const WindowLimit> limits, std::int64_t amount, Timestamp now,
                         bool isCounted = true);

    /// Counts without asking: calls whose counting depended on the response.
    void add(const WindowLimit& limit, std::int64_t amount, Timestamp now);

    /// Forgets every counter.
    void clear();

private:
    struct Entry
    {
        Timestamp at;
        std::int64_t amount;
    };
    struct Window
    {
        std::deque<Entry> entries; ///< oldest first
        std::int64_t total = 0; ///< of `entries`
        Micros longest{0}; ///< longest period asked for; older entries are dropped
    };
    struct Shard
    {
        std::mutex mutex; ///< guards `windows`; several shards are locked in index order
        std::unordered_map<std::string, Window> windows;
    };

    static constexpr std::size_t kShards = 16;

    [[nodiscard]] static std::size_t shardOf(const std::string& key);
    Window& windowOf(const WindowLimit& limit, Timestamp now);
    static void prune(Window& window, Timestamp now);
    static std::int64_t countSince(const Window& window, Timestamp since);
    void sweepWhenLarge(Shard& shard, Timestamp now) const;

    std::array<Shard, kShards> m_shards;
};

} // namespace gatelens::proxy
