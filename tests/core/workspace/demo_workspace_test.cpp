#include "core/workspace/demo_workspace.h"
#include "core/workspace/workspace.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string describe(const Findings& findings)
{
    std::string text;
    for (const Finding& finding : findings)
        text += toString(finding.position) + ": " + finding.code + " " + finding.message + '\n';
    return text;
}

class DemoWorkspace : public testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_TRUE(writeDemoWorkspace(m_folder.path()));
        auto loaded = loadWorkspace(m_folder.path());
        ASSERT_TRUE(loaded) << loaded.error().message;
        workspace = std::move(loaded->workspace);
        findings = std::move(loaded->findings);
    }

    Workspace workspace;
    Findings findings;

private:
    test::TemporaryFolder m_folder;
};

TEST_F(DemoWorkspace, OpensWithoutAnyFinding)
{
    EXPECT_THAT(findings, IsEmpty()) << describe(findings);
    EXPECT_EQ(workspace.dialect, LayoutDialect::V7);
}

TEST_F(DemoWorkspace, HasItsEntities)
{
    EXPECT_THAT(workspace.apis, SizeIs(3));
    EXPECT_THAT(workspace.products, SizeIs(2));
    EXPECT_THAT(workspace.subscriptions, SizeIs(4));
    EXPECT_THAT(workspace.namedValues, SizeIs(7));
    EXPECT_THAT(workspace.fragments, SizeIs(2));
    EXPECT_THAT(workspace.backends, SizeIs(4));
    EXPECT_THAT(workspace.loggers, SizeIs(4));
    EXPECT_THAT(workspace.diagnostics, SizeIs(2));
    EXPECT_THAT(workspace.versionSets, SizeIs(1));
    EXPECT_THAT(workspace.groups, SizeIs(1));
    ASSERT_TRUE(workspace.policy);
}

TEST_F(DemoWorkspace, ReadsTheApiWithItsOperationsAndPolicies)
{
    const Api* api = workspace.findApi("demo-conference-api");
    ASSERT_NE(api, nullptr);
    EXPECT_EQ(api->path, "conference");
    EXPECT_EQ(api->serviceUrl, "https://backend.conference.example/v1");
    EXPECT_THAT(api->tags, ElementsAre("conference"));
    std::size_t policies = 0;
    for (const Operation& operation : api->operations)
        policies += operation.policy ? 1 : 0;
    EXPECT_EQ(policies, 12U);
    ASSERT_THAT(api->diagnostics, SizeIs(1));
    EXPECT_EQ(api->diagnostics[0].samplingPercentage, 25);
    EXPECT_THAT(api->diagnostics[0].frontendRequest.maskedHeaders,
                ElementsAre(MaskingRule{"authorization", MaskingMode::Mask}));
}

TEST_F(DemoWorkspace, ReadsRevisionsAndVersions)
{
    const Api* revision = workspace.findApi("demo-conference-api;rev=2");
    ASSERT_NE(revision, nullptr);
    EXPECT_FALSE(revision->isCurrent);
    EXPECT_EQ(revision->revision, "2");
    const Api* status = workspace.findApi("STATUS-API-V1");
    ASSERT_NE(status, nullptr);
    EXPECT_EQ(status->versionSetId, "status");
    EXPECT_EQ(status->version, "v1");
}

TEST_F(DemoWorkspace, ReadsBackendsWithPoolAndCircuitBreakers)
{
    const Backend* pool = workspace.findBackend("conference-pool");
    ASSERT_NE(pool, nullptr);
    EXPECT_TRUE(pool->isPool);
    EXPECT_THAT(pool->members,
                ElementsAre(PoolMember{"conference-eu", 1, 3}, PoolMember{"conference-us", 1, 1}));
    const Backend* member = workspace.findBackend("conference-eu");
    ASSERT_THAT(member->circuitBreakerRules, SizeIs(1));
    EXPECT_EQ(member->circuitBreakerRules[0].interval, std::chrono::seconds(30));
    EXPECT_THAT(member->credentialHeaders,
                ElementsAre(std::pair("x-backend-key", "{{partner-api-key}}")));
}

TEST_F(DemoWorkspace, ReadsProductsAndSubscriptions)
{
    const Product* unlimited = workspace.findProduct("unlimited");
    ASSERT_NE(unlimited, nullptr);
    EXPECT_THAT(unlimited->apiIds, ElementsAre("demo-conference-api", "status-api-v1"));
    EXPECT_THAT(unlimited->groupIds, ElementsAre("partners"));
    const auto& suspended = workspace.subscriptions[2];
    EXPECT_EQ(suspended.id, "suspended-demo");
    EXPECT_EQ(suspended.state, SubscriptionState::Suspended);
    EXPECT_EQ(suspended.scope, SubscriptionScope::Product);
    EXPECT_EQ(suspended.scopeId, "starter");
    EXPECT_EQ(workspace.subscriptions[0].scope, SubscriptionScope::AllApis);
}

TEST_F(DemoWorkspace, ReadsLocalSettings)
{
    const LocalSettings& local = workspace.local;
    EXPECT_EQ(local.gateway, (ListenAddress{"127.0.0.1", 8080}));
    EXPECT_FALSE(local.gatewayTls);
    EXPECT_EQ(local.deployment.region, "West Europe");
    EXPECT_EQ(local.urls.apis.at("demo-conference-api;rev=2"), "builtin:conference/v2");
    EXPECT_FALSE(local.urls.allowUnlisted);
    EXPECT_EQ(local.namedValueSecrets.at("partner-api-key"),
              SecretSource(DemoSecret{"partner-api-key"}));
    EXPECT_EQ(local.demo.profile, "wave");
    EXPECT_EQ(local.store.maxBytes, 512ULL * 1024 * 1024);
}

} // namespace
} // namespace gatelens
