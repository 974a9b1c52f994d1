#pragma once

#include "core/graphql/document.h"

#include <boost/json/object.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// A GraphQL subscription that a client holds open.
struct GraphQlSubscription
{
    std::string apiKey;
    std::string field; ///< of the schema's subscription type
    graphql::Document document;
    std::string operationName;
    boost::json::object variables;
    /// Takes the result of an event, { "data": … }; called on any thread.
    std::function<void(boost::json::object result)> deliver;
};

using GraphQlSubscriptionPtr = std::shared_ptr<const GraphQlSubscription>;

/// Who waits for which events: publish-event asks it. Thread safe.
class SubscriptionHub
{
public:
    void add(GraphQlSubscriptionPtr subscription);
    void remove(const GraphQlSubscription* subscription);
    /// Those of one field, in the order in which they began.
    [[nodiscard]] std::vector<GraphQlSubscriptionPtr> of(std::string_view apiKey,
                                                         std::string_view field) const;

private:
    mutable std::mutex m_mutex; ///< guards m_subscriptions
    std::vector<GraphQlSubscriptionPtr> m_subscriptions;
};

} // namespace gatelens::proxy
