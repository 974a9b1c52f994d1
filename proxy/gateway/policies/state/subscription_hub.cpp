#include "proxy/gateway/policies/state/subscription_hub.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gatelens::proxy {

void SubscriptionHub::add(GraphQlSubscriptionPtr subscription)
{
    const std::lock_guard lock(m_mutex);
    m_subscriptions.push_back(std::move(subscription));
}

void SubscriptionHub::remove(const GraphQlSubscription* subscription)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_subscriptions,
                  [&](const GraphQlSubscriptionPtr& entry) { return entry.get() == subscription; });
}

std::vector<GraphQlSubscriptionPtr> SubscriptionHub::of(std::string_view apiKey,
                                                        std::string_view field) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<GraphQlSubscriptionPtr> found;
    std::copy_if(m_subscriptions.begin(), m_subscriptions.end(), std::back_inserter(found),
                 [&](const GraphQlSubscriptionPtr& entry) {
                     return entry->apiKey == apiKey && entry->field == field;
                 });
    return found;
}

} // namespace gatelens::proxy
