#pragma once

#include "core/expression/policy_context.h"
#include "core/message/message.h"
#include "core/workspace/workspace.h"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// The two keys of a subscription; "" admits nobody.
struct KeyPair
{
    std::string primary;
    std::string secondary;
};
/// By subscription id.
using SubscriptionKeyTable = std::map<std::string, KeyPair, std::less<>>;

/// What the key check decided.
struct Admission
{
    enum class Kind
    {
        Admitted,
        MissingKey,
        InvalidKey,
    };
    Kind kind = Kind::MissingKey;
    std::optional<std::size_t> product; ///< index into Workspace::products
    const Subscription* subscription = nullptr;
    const expression::SubscriptionFacts* facts = nullptr; ///< with the key that was used
    const expression::UserFacts* user = nullptr;
};

/// Admits requests as the reference "policies", 3 says: by key, by an open product, or because the
/// API needs none. Immutable, made once a workspace.
class SubscriptionCheck
{
public:
    SubscriptionCheck(std::shared_ptr<const Workspace> workspace, const SubscriptionKeyTable& keys);

    [[nodiscard]] Admission check(const Api& api, const RequestMessage& request) const;

private:
    struct KeyHolder
    {
        const Subscription* subscription = nullptr;
        expression::SubscriptionFacts facts;
        std::optional<expression::UserFacts> user;
        std::optional<std::size_t> product;
    };

    void addKey(const Subscription& subscription, const KeyPair& keys, const std::string& key);
    [[nodiscard]] Admission checkKey(const Api& api, std::string_view key) const;
    [[nodiscard]] bool contains(std::size_t product, const Api& api) const;
    [[nodiscard]] bool admits(const KeyHolder& holder, const Api& api) const;

    std::shared_ptr<const Workspace> m_workspace;
    std::multimap<std::string, KeyHolder, std::less<>> m_holders;
};

} // namespace gatelens::proxy
