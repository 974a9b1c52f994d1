#include "core/policy/effective_policy.h"
#include "core/policy/workspace_named_values.h"
#include "core/workspace/demo_workspace.h"
#include "tests/support/finding_codes.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::policy {
namespace {

using test::codesOf;

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class FixedNamedValues : public NamedValueResolver
{
public:
    explicit FixedNamedValues(std::map<std::string, std::string> values)
        : m_values(std::move(values))
    {
    }
    [[nodiscard]] std::optional<std::string> valueOf(std::string_view displayName) const override
    {
        const auto found = m_values.find(std::string(displayName));
        return found == m_values.end() ? std::nullopt : std::optional(found->second);
    }

private:
    std::map<std::string, std::string> m_values;
};

std::vector<std::string> namesOf(const std::vector<Statement>& statements)
{
    std::vector<std::string> names;
    for (const Statement& statement : statements) {
        const StatementAttribute* name = statement.attribute("name");
        names.push_back(name == nullptr ? statement.name : name->value);
    }
    return names;
}

PolicySource source(const std::string& file, const std::string& inbound)
{
    return {file, "<policies><inbound>" + inbound + "</inbound></policies>"};
}

std::string header(const std::string& name)
{
    return "<set-header name=\"" + name + "\"><value>v</value></set-header>";
}

class Composition : public testing::Test
{
protected:
    Composition()
    {
        workspace.policy = source("policy.xml", header("G"));
        product.policy = source("p.xml", header("P1") + "<base />");
        api.policy = source("a.xml", "<base />" + header("A1"));
        operation.policy = source("o.xml", header("O1") + "<base />" + header("O2"));
        operation.id = "op";
        api.id = "api";
        product.id = "product";
    }

    ComposedPolicy run(std::map<std::string, std::string> values = {})
    {
        return compose(workspace, {&product, &api, &operation},
                       FixedNamedValues(std::move(values)));
    }

    Workspace workspace;
    Product product;
    Api api;
    Operation operation;
};

TEST_F(Composition, MergesTheScopesAtBase)
{
    const ComposedPolicy composed = run();
    EXPECT_THAT(composed.findings, IsEmpty());
    EXPECT_THAT(namesOf(composed.policy.inbound), ElementsAre("O1", "P1", "G", "A1", "O2"));
    const Origin& origin = composed.policy.inbound[1].origin;
    EXPECT_EQ(origin.scope, Scope::Product);
    EXPECT_EQ(origin.scopeId, "product");
    EXPECT_EQ(origin.position.file, "p.xml");
}

TEST_F(Composition, PassesOverScopesWithoutDocument)
{
    api.policy.reset();
    product.policy.reset();
    EXPECT_THAT(namesOf(run().policy.inbound), ElementsAre("O1", "G", "O2"));
}

TEST_F(Composition, InheritsNothingWithoutBase)
{
    operation.policy = source("o.xml", header("O"));
    EXPECT_THAT(namesOf(run().policy.inbound), ElementsAre("O"));
}

TEST_F(Composition, AMissingSectionInherits)
{
    operation.policy = PolicySource{"o.xml", "<policies><outbound /></policies>"};
    EXPECT_THAT(namesOf(run().policy.inbound), ElementsAre("P1", "G", "A1"));
}

TEST_F(Composition, ForwardsWithoutAGlobalDocument)
{
    workspace.policy.reset();
    EXPECT_THAT(namesOf(run().policy.backend), ElementsAre("forward-request"));
}

TEST_F(Composition, AMissingSectionIsEmptyWhereTheWorkspaceSaysSo)
{
    operation.policy = PolicySource{"o.xml", "<policies><outbound /></policies>"};
    workspace.local.policies.missingSection = MissingSection::Empty;
    EXPECT_THAT(namesOf(run().policy.inbound), IsEmpty());
}

TEST_F(Composition, AcceptsABaseOnEachOfTwoBranches)
{
    operation.policy = source("o.xml",
                              "<choose><when condition=\"@(true)\"><base /></when><otherwise>"
                              "<base /></otherwise></choose>");
    EXPECT_THAT(codesOf(run().findings), IsEmpty());
    operation.policy = source("o.xml",
                              "<choose><when condition=\"@(true)\"><base /></when></choose>"
                              "<base />");
    EXPECT_THAT(codesOf(run().findings), ElementsAre("GL2010"));
}

TEST_F(Composition, RefusesASecondBase)
{
    operation.policy = source("o.xml", "<base /><base />");
    EXPECT_THAT(codesOf(run().findings), ElementsAre("GL2010"));
}

TEST_F(Composition, ExpandsFragmentsWithTheirPath)
{
    workspace.fragments.push_back(
        {"f", "", {"f.xml", "<fragment>" + header("F1") + header("F2") + "</fragment>"}});
    operation.policy = source("o.xml",
                              header("O")
                                  + "<choose><when condition=\"@(true)\">"
                                    "<include-fragment fragment-id=\"F\" /></when></choose>");
    const ComposedPolicy composed = run();
    EXPECT_THAT(composed.findings, IsEmpty());
    const Statement& when = composed.policy.inbound[1].children[0];
    EXPECT_THAT(namesOf(when.children), ElementsAre("F1", "F2"));
    EXPECT_EQ(when.children[1].origin.path, "choose/when/include-fragment/set-header[2]");
    EXPECT_EQ(when.children[1].origin.fragmentId, "f");
    EXPECT_EQ(when.children[1].origin.scope, Scope::Operation);
}

TEST_F(Composition, ReportsUnknownAndCircularFragments)
{
    workspace.fragments.push_back(
        {"f", "", {"f.xml", "<fragment><include-fragment fragment-id=\"f\" /></fragment>"}});
    operation.policy = source(
        "o.xml", "<include-fragment fragment-id=\"f\" /><include-fragment fragment-id=\"g\" />");
    EXPECT_THAT(codesOf(run().findings), ElementsAre("GL3004", "GL3003"));
}

TEST_F(Composition, CountsPathsAmongSiblingsOfOneName)
{
    operation.policy = source(
        "o.xml",
        header("a") + "<base /><choose><when condition=\"@(true)\"/><when condition=\"@(false)\">"
            + header("b") + "</when></choose>" + header("c"));
    const ComposedPolicy composed = run();
    const Statement& choose = composed.policy.inbound[composed.policy.inbound.size() - 2];
    EXPECT_EQ(choose.origin.path, "choose");
    EXPECT_EQ(choose.children[1].origin.path, "choose/when[2]");
    EXPECT_EQ(choose.children[1].children[0].origin.path, "choose/when[2]/set-header");
    EXPECT_EQ(composed.policy.inbound.back().origin.path, "set-header[2]");
}

TEST_F(Composition, SubstitutesNamedValues)
{
    workspace.namedValues.push_back({"id", "n.v", {}, false, ""});
    workspace.namedValues.push_back({"secret", "secret", {}, true, ""});
    operation.policy
        = source("o.xml",
                 "<set-variable name=\"{{n.v}}-x\" value=\"@($\"{{literal}} {{n.v}}\")\" />"
                 "<set-body template=\"liquid\">{{body.x}} {{n.v}}</set-body>"
                 "<set-header name=\"{{secret}}\"><value>{{unknown}}</value></set-header>");
    const ComposedPolicy composed = run({{"n.v", "V"}});
    const auto& statements = composed.policy.inbound;
    EXPECT_EQ(statements[0].attribute("name")->value, "V-x");
    EXPECT_EQ(statements[0].attribute("value")->value, "@($\"{{literal}} V\")");
    EXPECT_TRUE(statements[0].attribute("value")->isExpression);
    EXPECT_EQ(statements[1].text, "{{body.x}} V");
    EXPECT_EQ(statements[2].attribute("name")->value, "{{secret}}");
    EXPECT_THAT(codesOf(composed.findings), ElementsAre("GL3002", "GL3001"));
}

TEST_F(Composition, ANamedValueMayBeAnExpression)
{
    workspace.namedValues.push_back({"e", "e", "@(context.RequestId)", false, ""});
    operation.policy = source("o.xml", "<set-body>{{e}}</set-body>");
    const Statement body = run({{"e", "@(context.RequestId)"}}).policy.inbound[0];
    EXPECT_TRUE(body.isTextExpression);
    EXPECT_EQ(body.text, "@(context.RequestId)");
}

TEST_F(Composition, KeepsForeignMarkupAsText)
{
    operation.policy = source("o.xml", "<set-body><Envelope a=\"1\"><b/></Envelope></set-body>");
    const Statement body = run().policy.inbound[0];
    EXPECT_EQ(body.text, "<Envelope a=\"1\"><b/></Envelope>");
    EXPECT_THAT(body.children, IsEmpty());
}

TEST_F(Composition, ReportsADamagedDocumentAndGoesOn)
{
    operation.policy = PolicySource{"o.xml", "<policies><inbound>"};
    const ComposedPolicy composed = run();
    EXPECT_TRUE(hasErrors(composed.findings));
    EXPECT_EQ(composed.findings[0].position.file, "o.xml");
    EXPECT_THAT(namesOf(composed.policy.inbound), ElementsAre("P1", "G", "A1"));
}

/// "name@scope" of the statements of a section, "+" before those of fragments.
std::vector<std::string> outline(const std::vector<Statement>& statements)
{
    std::vector<std::string> lines;
    for (const Statement& statement : statements)
        lines.push_back((statement.origin.fragmentId.empty() ? "" : "+") + statement.name + "@"
                        + std::string(toString(statement.origin.scope)));
    return lines;
}

TEST(DemoComposition, EveryOperationComposesForEveryProduct)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeDemoWorkspace(folder.path()));
    const auto loaded = loadWorkspace(folder.path());
    ASSERT_TRUE(loaded);
    const Workspace& workspace = loaded->workspace;
    const SecretResolver secrets(folder.path());
    const WorkspaceNamedValues namedValues(workspace, secrets);
    DocumentSet documents;
    for (const Api& api : workspace.apis) {
        for (const Operation& operation : api.operations) {
            for (const Product& product : workspace.products) {
                const ComposedPolicy composed
                    = compose(workspace, {&product, &api, &operation}, namedValues, documents);
                EXPECT_THAT(composed.findings, IsEmpty()) << operation.id;
                EXPECT_THAT(composed.policy.backend, SizeIs(testing::Ge(1U))) << operation.id;
            }
        }
    }
}

TEST(DemoComposition, HasTheDocumentedOrder)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeDemoWorkspace(folder.path()));
    const auto loaded = loadWorkspace(folder.path());
    const Workspace& workspace = loaded->workspace;
    const SecretResolver secrets(folder.path());
    const WorkspaceNamedValues namedValues(workspace, secrets);
    const Api* api = workspace.findApi("status-api-v1");
    const Operation* ready = nullptr;
    for (const Operation& operation : api->operations) {
        if (operation.id == "get-ready")
            ready = &operation;
    }
    ASSERT_NE(ready, nullptr);
    const ComposedPolicy composed = compose(workspace, {nullptr, api, ready}, namedValues);
    EXPECT_THAT(composed.findings, IsEmpty());
    EXPECT_THAT(outline(composed.policy.onError), ElementsAre("+choose@global"))
        << composed.policy.onError.size();
}

} // namespace
} // namespace gatelens::policy
