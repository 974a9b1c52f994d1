#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace gatelens::proxy {

/// Semaphores by name, for limit-concurrency. Thread safe.
class ConcurrencySlots
{
public:
    /// Holds one place until it is destroyed.
    class Slot
    {
    public:
        Slot(ConcurrencySlots& slots, std::string key)
            : m_slots(&slots)
            , m_key(std::move(key))
        {
        }
        Slot(Slot&& other) noexcept
            : m_slots(std::exchange(other.m_slots, nullptr))
            , m_key(std::move(other.m_key))
        {
        }
        Slot& operator=(Slot&&) = delete;
        ~Slot()
        {
            if (m_slots != nullptr)
                m_slots->leave(m_key);
        }

    private:
        ConcurrencySlots* m_slots;
        std::string m_key;
    };

    /// A place under `key`, or nothing when `maxCount` are taken.
    [[nodiscard]] std::optional<Slot> tryEnter(const std::string& key, std::int64_t maxCount);

private:
    void leave(const std::string& key);

    std::mutex m_mutex; ///< guards m_taken
    std::unordered_map<std::string, std::int64_t> m_taken;
};

} // namespace gatelens::proxy
