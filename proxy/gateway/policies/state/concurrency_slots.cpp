#include "proxy/gateway/policies/state/concurrency_slots.h"

namespace gatelens::proxy {

std::optional<ConcurrencySlots::Slot> ConcurrencySlots::tryEnter(const std::string& key,
                                                                 std::int64_t maxCount)
{
    const std::lock_guard lock(m_mutex);
    std::int64_t& taken = m_taken[key];
    if (taken >= maxCount)
        return std::nullopt;
    ++taken;
    return Slot(*this, key);
}

void ConcurrencySlots::leave(const std::string& key)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_taken.find(key);
    if (found != m_taken.end() && --found->second <= 0)
        m_taken.erase(found);
}

} // namespace gatelens::proxy
