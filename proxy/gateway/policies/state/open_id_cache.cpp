#include "proxy/gateway/policies/state/open_id_cache.h"

namespace gatelens::proxy {

namespace {

constexpr std::chrono::hours kLifetime{1};
constexpr std::chrono::minutes kBetweenAttempts{5};

} // namespace

OpenIdCache::Look OpenIdCache::look(const std::string& url, bool wantsRefresh, Timestamp now)
{
    const std::lock_guard lock(m_mutex);
    Entry& entry = m_entries[url];
    const bool isStale = !entry.configuration || now - entry.fetchedAt >= kLifetime;
    const bool mayTry = !entry.lastAttempt || now - *entry.lastAttempt >= kBetweenAttempts;
    const bool shouldFetch = (isStale || wantsRefresh) && mayTry;
    if (shouldFetch)
        entry.lastAttempt = now;
    return {entry.configuration, shouldFetch};
}

void OpenIdCache::store(const std::string& url, OpenIdConfiguration configuration, Timestamp now)
{
    const std::lock_guard lock(m_mutex);
    Entry& entry = m_entries[url];
    // The first load is no refresh: keys that are rotated right after it are found.
    if (!entry.configuration)
        entry.lastAttempt.reset();
    entry.configuration = std::make_shared<const OpenIdConfiguration>(std::move(configuration));
    entry.fetchedAt = now;
}

} // namespace gatelens::proxy
