#include "proxy/gateway/subscription_check.h"

#include <algorithm>
#include <utility>

namespace gatelens::proxy {

namespace {

/// The key that was sent: the header's, and the query parameter's only when there is no header.
std::optional<std::string> sentKey(const Api& api, const RequestMessage& request)
{
    if (const std::string* const header = request.headers.find(api.subscriptionKeyHeader))
        return *header;
    if (request.originalUrl.query.empty())
        return std::nullopt;
    for (auto& [name, value] : parseQuery(request.originalUrl.query)) {
        if (equalsIgnoringCase(name, api.subscriptionKeyQuery))
            return std::move(value);
    }
    return std::nullopt;
}

} // namespace

SubscriptionCheck::SubscriptionCheck(std::shared_ptr<const Workspace> workspace,
                                     const SubscriptionKeyTable& keys)
    : m_workspace(std::move(workspace))
{
    for (const Subscription& subscription : m_workspace->subscriptions) {
        const auto found = keys.find(subscription.id);
        if (found == keys.end())
            continue;
        addKey(subscription, found->second, found->second.primary);
        if (found->second.secondary != found->second.primary)
            addKey(subscription, found->second, found->second.secondary);
    }
}

void SubscriptionCheck::addKey(const Subscription& subscription, const KeyPair& keys,
                               const std::string& key)
{
    if (key.empty())
        return;
    KeyHolder holder;
    holder.subscription = &subscription;
    holder.facts.id = subscription.id;
    holder.facts.name = subscription.displayName;
    holder.facts.key = key;
    holder.facts.primaryKey = keys.primary;
    holder.facts.secondaryKey = keys.secondary;
    if (!subscription.ownerId.empty()) {
        holder.user.emplace();
        holder.user->id = subscription.ownerId;
    }
    if (subscription.scope == SubscriptionScope::Product) {
        const std::vector<Product>& products = m_workspace->products;
        const auto product
            = std::find_if(products.begin(), products.end(), [&](const Product& candidate) {
                  return equalsIgnoringCase(candidate.id, subscription.scopeId);
              });
        if (product != products.end())
            holder.product = static_cast<std::size_t>(product - products.begin());
    }
    m_holders.emplace(key, std::move(holder));
}

bool SubscriptionCheck::contains(std::size_t product, const Api& api) const
{
    const std::vector<std::string>& ids = m_workspace->products[product].apiIds;
    return std::any_of(ids.begin(), ids.end(),
                       [&](const std::string& id) { return equalsIgnoringCase(id, api.id); });
}

bool SubscriptionCheck::admits(const KeyHolder& holder, const Api& api) const
{
    if (holder.subscription->state != SubscriptionState::Active)
        return false;
    switch (holder.subscription->scope) {
    case SubscriptionScope::AllApis:
        return true;
    case SubscriptionScope::Api:
        return equalsIgnoringCase(holder.subscription->scopeId, api.id);
    case SubscriptionScope::Product:
        return holder.product && contains(*holder.product, api);
    }
    return false;
}

Admission SubscriptionCheck::checkKey(const Api& api, std::string_view key) const
{
    const auto [first, last] = m_holders.equal_range(key);
    const auto found
        = std::find_if(first, last, [&](const auto& entry) { return admits(entry.second, api); });
    if (found == last)
        return {Admission::Kind::InvalidKey, std::nullopt, nullptr, nullptr, nullptr};
    const KeyHolder& holder = found->second;
    return {Admission::Kind::Admitted, holder.product, holder.subscription, &holder.facts,
            holder.user ? &*holder.user : nullptr};
}

Admission SubscriptionCheck::check(const Api& api, const RequestMessage& request) const
{
    if (const std::optional<std::string> key = sentKey(api, request))
        return checkKey(api, *key);
    for (std::size_t index = 0; index < m_workspace->products.size(); ++index) {
        if (!m_workspace->products[index].subscriptionRequired && contains(index, api))
            return {Admission::Kind::Admitted, index, nullptr, nullptr, nullptr};
    }
    const auto kind
        = api.subscriptionRequired ? Admission::Kind::MissingKey : Admission::Kind::Admitted;
    return {kind, std::nullopt, nullptr, nullptr, nullptr};
}

} // namespace gatelens::proxy
