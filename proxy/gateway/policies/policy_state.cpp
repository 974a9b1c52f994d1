#include "proxy/gateway/policies/policy_state.h"

namespace gatelens::proxy {

PolicyState::PolicyState(CounterStorage* storage, PolicyStateLimits limits)
    : m_storage(storage)
    , m_values(limits.valueCacheBytes)
    , m_responses(limits.responseCacheBytes)
{
    if (m_storage == nullptr)
        return;
    for (const auto& [key, text] : m_storage->loadAll())
        m_quotas.restore(key, text);
}

PolicyState::~PolicyState() { flush(); }

bool PolicyState::beginRefresh(const std::string& key)
{
    const std::lock_guard lock(m_refreshMutex);
    return m_refreshing.insert(key).second;
}

void PolicyState::endRefresh(const std::string& key)
{
    const std::lock_guard lock(m_refreshMutex);
    m_refreshing.erase(key);
}

void PolicyState::flush()
{
    if (m_storage == nullptr)
        return;
    const auto changes = m_quotas.takeChanges();
    if (!changes.empty())
        m_storage->save(changes);
}

void PolicyState::reset()
{
    m_rateLimits.clear();
    m_quotas.clear();
    m_values.clear();
    m_responses.clear();
    m_circuits.clear();
    m_tokens.clear();
    m_semantic.clear();
}

} // namespace gatelens::proxy
