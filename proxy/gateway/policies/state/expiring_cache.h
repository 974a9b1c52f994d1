#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace gatelens::proxy {

/// A map with an expiry for each entry and a limit in bytes for all: the entry that was not used
/// longest goes first. Thread safe. V is copied out under the lock, so it should be cheap to copy.
template<class V>
class ExpiringCache
{
public:
    struct Entry
    {
        V value;
        Timestamp storedAt;
        Timestamp expiresAt;
        std::uint64_t bytes = 0;
    };

    explicit ExpiringCache(std::uint64_t maxBytes)
        : m_maxBytes(maxBytes)
    {
    }

    [[nodiscard]] std::optional<Entry> find(const std::string& key, Timestamp now)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_index.find(key);
        if (found == m_index.end())
            return std::nullopt;
        if (found->second->second.expiresAt <= now) {
            erase(found);
            return std::nullopt;
        }
        m_order.splice(m_order.begin(), m_order, found->second);
        return found->second->second;
    }

    /// An entry larger than the whole cache is not kept.
    void store(const std::string& key, V value, std::uint64_t bytes, Timestamp now,
               Micros timeToLive)
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_index.find(key); found != m_index.end())
            erase(found);
        bytes += key.size() + sizeof(Entry);
        if (bytes > m_maxBytes || timeToLive <= Micros(0))
            return;
        m_order.emplace_front(key, Entry{std::move(value), now, now + timeToLive, bytes});
        m_index[key] = m_order.begin();
        m_bytes += bytes;
        while (m_bytes > m_maxBytes)
            erase(m_index.find(m_order.back().first));
    }

    bool remove(const std::string& key)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_index.find(key);
        if (found == m_index.end())
            return false;
        erase(found);
        return true;
    }

    void clear()
    {
        const std::lock_guard lock(m_mutex);
        m_index.clear();
        m_order.clear();
        m_bytes = 0;
    }

    [[nodiscard]] std::uint64_t bytes() const
    {
        const std::lock_guard lock(m_mutex);
        return m_bytes;
    }
    [[nodiscard]] std::size_t size() const
    {
        const std::lock_guard lock(m_mutex);
        return m_index.size();
    }

private:
    using Order = std::list<std::pair<std::string, Entry>>;
    using Index = std::unordered_map<std::string, typename Order::iterator>;

    void erase(typename Index::iterator position)
    {
        m_bytes -= position->second->second.bytes;
        m_order.erase(position->second);
        m_index.erase(position);
    }

    mutable std::mutex m_mutex; ///< guards everything below
    std::uint64_t m_maxBytes;
    std::uint64_t m_bytes = 0;
    Order m_order; ///< used last first
    Index m_index;
};

} // namespace gatelens::proxy
