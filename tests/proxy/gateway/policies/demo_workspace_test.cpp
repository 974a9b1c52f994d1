#include "core/workspace/secrets.h"
#include "core/workspace/workspace.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policy_plan.h"

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

class WorkspaceValues final : public policy::NamedValueResolver
{
public:
    explicit WorkspaceValues(const Workspace& workspace)
        : m_workspace(workspace)
        , m_secrets(workspace.folder)
    {
    }
    [[nodiscard]] std::optional<std::string> valueOf(std::string_view name) const override
    {
        return namedValue(m_workspace, m_secrets, name);
    }

private:
    const Workspace& m_workspace;
    SecretResolver m_secrets;
};

TEST(DemoWorkspaceTest, EveryOperationsPolicyRuns)
{
    Result<LoadedWorkspace> loaded = loadWorkspace(GATELENS_DEMO_WORKSPACE);
    ASSERT_TRUE(loaded) << loaded.error().message;
    const auto workspace = std::make_shared<const Workspace>(std::move(loaded->workspace));
    const WorkspaceValues values(*workspace);
    const BackendTable::Built backends = BackendTable::build(*workspace, values);
    EXPECT_TRUE(backends.findings.empty());
    std::uint32_t statements = 0;
    for (const Api& api : workspace->apis) {
        for (const Operation& operation : api.operations) {
            PlanContext context;
            context.workspace = workspace;
            context.api = &api;
            context.operation = &operation;
            context.product = workspace->findProduct("starter");
            context.backends = backends.table;
            const policy::ComposedPolicy composed = policy::compose(
                *workspace, {context.product, context.api, context.operation}, values);
            const CompiledPlan compiled = compilePolicyPlan(composed.policy, context);
            for (const Finding& finding : compiled.findings)
                EXPECT_NE(finding.severity, FindingSeverity::Error)
                    << toString(finding.position) << ' ' << finding.message;
            ASSERT_TRUE(compiled.plan) << operation.id;
            statements += compiled.plan->statementCount();
        }
    }
    EXPECT_GT(statements, 100U);
}

TEST(RegistrationTest, EveryRegisteredPolicyIsInTheCatalog)
{
    for (const std::string_view element : builtinPolicies().elements())
        EXPECT_NE(policy::Catalog::builtIn().find(element), nullptr) << element;
}

} // namespace
} // namespace gatelens::proxy
