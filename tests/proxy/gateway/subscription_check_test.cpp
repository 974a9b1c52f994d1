#include "proxy/gateway/subscription_check.h"

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

using Kind = Admission::Kind;

Subscription subscription(std::string id, SubscriptionScope scope, std::string scopeId,
                          SubscriptionState state = SubscriptionState::Active)
{
    Subscription made;
    made.id = std::move(id);
    made.scope = scope;
    made.scopeId = std::move(scopeId);
    made.state = state;
    return made;
}

class SubscriptionCheckTest : public ::testing::Test
{
protected:
    SubscriptionCheckTest()
    {
        Api orders;
        orders.id = "orders";
        Api status;
        status.id = "status";
        status.subscriptionRequired = false;
        Api news;
        news.id = "news";
        workspace->apis = {orders, status, news};
        Product gold;
        gold.id = "gold";
        gold.apiIds = {"Orders"};
        Product open;
        open.id = "open";
        open.subscriptionRequired = false;
        open.apiIds = {"news"};
        workspace->products = {gold, open};
        workspace->subscriptions = {
            subscription("product", SubscriptionScope::Product, "gold"),
            subscription("api", SubscriptionScope::Api, "orders"),
            subscription("all", SubscriptionScope::AllApis, ""),
            subscription("suspended", SubscriptionScope::AllApis, "", SubscriptionState::Suspended),
            subscription("submitted", SubscriptionScope::AllApis, "", SubscriptionState::Submitted),
            subscription("keyless", SubscriptionScope::AllApis, "")};
        for (const char* id : {"product", "api", "all", "suspended", "submitted"})
            keys[id] = {std::string(id) + "-1", std::string(id) + "-2"};
        keys["keyless"] = {};
    }

    Admission check(std::size_t api, HeaderList headers, std::string query = {})
    {
        RequestMessage request;
        request.headers = std::move(headers);
        request.originalUrl.query = std::move(query);
        checker.emplace(workspace, keys);
        return checker->check(workspace->apis[api], request);
    }
    static HeaderList key(const std::string& value)
    {
        return {{"Ocp-Apim-Subscription-Key", value}};
    }

    static constexpr std::size_t kOrders = 0;
    static constexpr std::size_t kStatus = 1;
    static constexpr std::size_t kNews = 2;
    std::shared_ptr<Workspace> workspace = std::make_shared<Workspace>();
    SubscriptionKeyTable keys;
    std::optional<SubscriptionCheck> checker;
};

TEST_F(SubscriptionCheckTest, AdmitsEachScopeWithEitherKey)
{
    for (const char* name : {"product-1", "product-2", "api-1", "all-1"})
        EXPECT_EQ(check(kOrders, key(name)).kind, Kind::Admitted) << name;
    EXPECT_EQ(check(kStatus, key("all-2")).kind, Kind::Admitted);
}

TEST_F(SubscriptionCheckTest, GivesAProductOnlyToAProductSubscription)
{
    const Admission byProduct = check(kOrders, key("product-2"));
    EXPECT_EQ(byProduct.product, 0U);
    ASSERT_NE(byProduct.facts, nullptr);
    EXPECT_EQ(byProduct.facts->key, "product-2");
    EXPECT_EQ(byProduct.facts->primaryKey, "product-1");
    EXPECT_EQ(check(kOrders, key("api-1")).product, std::nullopt);
}

TEST_F(SubscriptionCheckTest, RefusesKeysOfOtherScopesAndStates)
{
    EXPECT_EQ(check(kNews, key("product-1")).kind, Kind::InvalidKey);
    EXPECT_EQ(check(kStatus, key("api-1")).kind, Kind::InvalidKey);
    EXPECT_EQ(check(kOrders, key("suspended-1")).kind, Kind::InvalidKey);
    EXPECT_EQ(check(kOrders, key("submitted-1")).kind, Kind::InvalidKey);
    EXPECT_EQ(check(kOrders, key("unknown")).kind, Kind::InvalidKey);
    EXPECT_EQ(check(kOrders, key("PRODUCT-1")).kind, Kind::InvalidKey);
    EXPECT_EQ(check(kOrders, key("")).kind, Kind::InvalidKey);
}

TEST_F(SubscriptionCheckTest, RefusesAWrongKeyEvenWhereNoneIsNeeded)
{
    EXPECT_EQ(check(kStatus, {}).kind, Kind::Admitted);
    EXPECT_EQ(check(kStatus, key("wrong")).kind, Kind::InvalidKey);
}

TEST_F(SubscriptionCheckTest, AdmitsThroughAnOpenProductWithoutAKey)
{
    const Admission admission = check(kNews, {});
    EXPECT_EQ(admission.kind, Kind::Admitted);
    EXPECT_EQ(admission.product, 1U);
    EXPECT_EQ(admission.subscription, nullptr);
}

TEST_F(SubscriptionCheckTest, MissesAKeyWhereOneIsNeeded)
{
    EXPECT_EQ(check(kOrders, {}).kind, Kind::MissingKey);
}

TEST_F(SubscriptionCheckTest, ReadsTheQueryOnlyWithoutTheHeader)
{
    EXPECT_EQ(check(kOrders, {}, "a=1&subscription-key=all-1").kind, Kind::Admitted);
    EXPECT_EQ(check(kOrders, key("wrong"), "subscription-key=all-1").kind, Kind::InvalidKey);
}

TEST_F(SubscriptionCheckTest, ReadsTheNamesThatTheApiHasChosen)
{
    workspace->apis[kOrders].subscriptionKeyHeader = "X-Key";
    workspace->apis[kOrders].subscriptionKeyQuery = "key";
    EXPECT_EQ(check(kOrders, {{"x-key", "all-1"}}).kind, Kind::Admitted);
    EXPECT_EQ(check(kOrders, {}, "key=all-1").kind, Kind::Admitted);
    EXPECT_EQ(check(kOrders, key("all-1")).kind, Kind::MissingKey);
}

} // namespace
} // namespace gatelens::proxy
