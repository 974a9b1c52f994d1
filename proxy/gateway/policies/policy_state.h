#pragma once

#include "core/message/message.h"
#include "proxy/gateway/policies/state/backend_pools.h"
#include "proxy/gateway/policies/state/cached_value.h"
#include "proxy/gateway/policies/state/circuit_breakers.h"
#include "proxy/gateway/policies/state/concurrency_slots.h"
#include "proxy/gateway/policies/state/database_threads.h"
#include "proxy/gateway/policies/state/expiring_cache.h"
#include "proxy/gateway/policies/state/open_id_cache.h"
#include "proxy/gateway/policies/state/quota_counters.h"
#include "proxy/gateway/policies/state/semantic_cache.h"
#include "proxy/gateway/policies/state/sliding_windows.h"
#include "proxy/gateway/policies/state/subscription_hub.h"
#include "proxy/gateway/policies/state/token_buckets.h"
#include "proxy/gateway/policies/state/token_issuer.h"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gatelens::proxy {

/// Where quota counters survive a restart. Called from `PolicyState::flush` and its constructor and
/// destructor only, never while a request is served.
class CounterStorage
{
public:
    virtual ~CounterStorage() = default;
    [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> loadAll() = 0;
    virtual void save(const std::vector<std::pair<std::string, std::string>>& changes) = 0;
};

struct PolicyStateLimits
{
    std::uint64_t valueCacheBytes = 64ULL * 1024 * 1024;
    std::uint64_t responseCacheBytes = 128ULL * 1024 * 1024;
};

/// The state of policies that outlives requests and plans: counters, caches, circuits. Owned by the
/// gateway; thread safe, each part with locks of its own. `storage` may be null; it must outlive
/// this object.
class PolicyState
{
public:
    explicit PolicyState(CounterStorage* storage = nullptr, PolicyStateLimits limits = {});
    ~PolicyState();
    PolicyState(const PolicyState&) = delete;
    PolicyState& operator=(const PolicyState&) = delete;

    [[nodiscard]] SlidingWindows& rateLimits() { return m_rateLimits; }
    [[nodiscard]] QuotaCounters& quotas() { return m_quotas; }
    [[nodiscard]] ConcurrencySlots& slots() { return m_slots; }
    [[nodiscard]] ExpiringCache<CachedValue>& values() { return m_values; }
    [[nodiscard]] ExpiringCache<std::shared_ptr<const ResponseMessage>>& responses()
    {
        return m_responses;
    }
    [[nodiscard]] CircuitBreakers& circuits() { return m_circuits; }
    [[nodiscard]] BackendPools& pools() { return m_pools; }
    [[nodiscard]] TokenBuckets& tokens() { return m_tokens; }
    [[nodiscard]] OpenIdCache& openId() { return m_openId; }
    [[nodiscard]] SemanticCache& semantic() { return m_semantic; }
    [[nodiscard]] TokenIssuer& issuer() { return m_issuer; }
    [[nodiscard]] SubscriptionHub& subscriptions() { return m_subscriptions; }
    [[nodiscard]] DatabaseThreads& databases() { return m_databases; }

    /// Claims the refresh of a cache-value entry: false while another request refreshes it.
    [[nodiscard]] bool beginRefresh(const std::string& key);
    void endRefresh(const std::string& key);

    /// Writes changed quota counters to the storage; call every few seconds from a thread that may
    /// wait.
    void flush();

    /// Forgets counters, caches and circuits, as the window's "Reset counters" does.
    void reset();

private:
    CounterStorage* m_storage;
    SlidingWindows m_rateLimits;
    QuotaCounters m_quotas;
    ConcurrencySlots m_slots;
    ExpiringCache<CachedValue> m_values;
    ExpiringCache<std::shared_ptr<const ResponseMessage>> m_responses;
    CircuitBreakers m_circuits;
    BackendPools m_pools;
    TokenBuckets m_tokens;
    OpenIdCache m_openId;
    SemanticCache m_semantic;
    TokenIssuer m_issuer;
    SubscriptionHub m_subscriptions;
    DatabaseThreads m_databases;
    std::mutex m_refreshMutex; ///< guards m_refreshing
    std::set<std::string> m_refreshing;
};

} // namespace gatelens::proxy
