#include "core/policy/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace gatelens::policy {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::SizeIs;

TEST(BuiltInCatalog, HasEveryStatement)
{
    EXPECT_THAT(Catalog::builtIn().policies(), SizeIs(75));
    EXPECT_EQ(Catalog::builtIn().categories().size(), 11U);
}

TEST(BuiltInCatalog, DescribesAStatement)
{
    const PolicyDescriptor* limit = Catalog::builtIn().find("rate-limit");
    ASSERT_NE(limit, nullptr);
    EXPECT_THAT(limit->sections, ElementsAre(Section::Inbound));
    EXPECT_FALSE(limit->isAllowedAt(Scope::Global));
    EXPECT_EQ(limit->maxPerDocument, 1);
    EXPECT_EQ(limit->local, LocalLevel::Emulated);
    const AttributeDescriptor* period = limit->element.attribute("renewal-period");
    ASSERT_NE(period, nullptr);
    EXPECT_TRUE(period->isRequired);
    EXPECT_EQ(period->max, 300);
    EXPECT_EQ(limit->element.attribute("retry-after-header-name")->defaultValue, "Retry-After");
    EXPECT_NE(limit->element.attribute("id"), nullptr) << "common to all statements";
}

TEST(BuiltInCatalog, ResolvesChildrenThatRefer)
{
    const PolicyDescriptor* request = Catalog::builtIn().find("send-request");
    const ElementDescriptor* header = request->element.child("set-header");
    ASSERT_NE(header, nullptr);
    EXPECT_TRUE(header->isRepeatable);
    EXPECT_NE(header->attribute("exists-action"), nullptr);
    EXPECT_NE(header->child("value"), nullptr);
}

TEST(BuiltInCatalog, KnowsContainers)
{
    EXPECT_TRUE(Catalog::builtIn().find("retry")->element.holdsPolicies);
    EXPECT_TRUE(Catalog::builtIn().find("choose")->element.child("when")->holdsPolicies);
    EXPECT_THAT(Catalog::builtIn().find("wait")->element.heldPolicies,
                ElementsAre("send-request", "cache-lookup-value", "choose"));
}

TEST(BuiltInCatalog, HasBothFormsOfSetBackendService)
{
    EXPECT_THAT(Catalog::builtIn().findAll("set-backend-service"), SizeIs(2));
    EXPECT_EQ(Catalog::builtIn().find("set-backend-service")->name, "set-backend-service");
}

TEST(BuiltInCatalog, PutsEveryStatementIntoAGroup)
{
    const auto groups = Catalog::groups();
    for (const PolicyDescriptor& policy : Catalog::builtIn().policies()) {
        EXPECT_NE(std::find(groups.begin(), groups.end(), policy.group), groups.end())
            << policy.name;
        EXPECT_FALSE(policy.example.empty()) << policy.name;
    }
    EXPECT_EQ(Catalog::builtIn().find("check-header")->group, "Access");
    EXPECT_EQ(Catalog::builtIn().find("mock-response")->group, "Control");
    EXPECT_EQ(Catalog::builtIn().find("llm-token-limit")->group, "AI gateway");
}

TEST(Catalogs, SayWhyTheyCannotBeRead)
{
    EXPECT_EQ(Catalog::parse("[]").error().code, ErrorCode::Malformed);
    EXPECT_EQ(Catalog::parse("{").error().code, ErrorCode::Malformed);
}

} // namespace
} // namespace gatelens::policy
