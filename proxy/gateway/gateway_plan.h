#pragma once

#include "core/base/finding.h"
#include "core/diagnostics/effective_diagnostics.h"
#include "core/diagnostics/exchange_logging.h"
#include "core/expression/policy_context.h"
#include "core/policy/effective_policy.h"
#include "core/telemetry/exchange.h"
#include "core/workspace/workspace.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policy_plan.h"
#include "proxy/gateway/router.h"
#include "proxy/gateway/subscription_check.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatelens::proxy {

/// What a plan is compiled from. Secret values are resolved by the caller.
struct PlanInputs
{
    std::shared_ptr<const Workspace> workspace;
    std::shared_ptr<const policy::NamedValueResolver> namedValues;
    SubscriptionKeyTable subscriptionKeys;
    std::function<std::string(const Logger&)> instrumentationKeyOf;
    FindCertificate certificate;
    std::function<std::optional<StoredAuthorization>(std::string_view provider,
                                                     std::string_view authorization)>
        authorization;
    std::string managedIdentityToken;
    std::shared_ptr<const CertificateTrust> clientTrust; ///< null: no authorities configured
    Findings findings; ///< of preparing all this
    /// True when a responder of that name exists; for findings about `builtin:` overrides.
    std::function<bool(std::string_view)> hasBuiltin;
};

/// One API of a plan, or what acts for requests that no API matches.
struct ApiPlan
{
    const Api* api = nullptr; ///< null: no API matched
    std::string key; ///< Api::key()
    expression::ApiFacts facts;
    std::optional<Url> serviceUrl;
    std::vector<expression::OperationFacts> operations; ///< as Api::operations
    std::vector<EffectiveDiagnostic> diagnostics;
    CorrelationProtocol correlation = CorrelationProtocol::None;
    std::string requestContext; ///< "appId=cid-v1:…" of the logger that correlates
    std::uint64_t captureBytes = 0;

    /// Index of a product or an operation in the workspace; -1 for none.
    using PolicyKey = std::pair<int, int>;
    std::map<PolicyKey, std::shared_ptr<const PolicyPlan>> policies;

    /// The policy for a product (nullopt: none) and an operation (nullopt: none matched).
    [[nodiscard]] const PolicyPlan& policyFor(std::optional<std::size_t> product,
                                              std::optional<std::size_t> operation) const;
};

/// A workspace compiled for serving: immutable but for its counters, shared by the requests that
/// began on it.
class GatewayPlan
{
public:
    struct Built
    {
        std::shared_ptr<const GatewayPlan> plan; ///< null when the findings hold errors
        Findings findings;
    };

    /// Compiles every combination of product, API and operation that requests can meet.
    [[nodiscard]] static Built build(PlanInputs inputs);

    [[nodiscard]] const Workspace& workspace() const { return *m_workspace; }
    [[nodiscard]] const Router& router() const { return *m_router; }
    [[nodiscard]] const SubscriptionCheck& subscriptions() const { return *m_subscriptions; }
    [[nodiscard]] const ApiPlan& api(std::optional<std::size_t> index) const
    {
        return index ? m_apis[*index] : m_unmatched;
    }
    [[nodiscard]] const expression::ProductFacts& product(std::size_t index) const
    {
        return m_products[index];
    }
    [[nodiscard]] const expression::DeploymentFacts& deployment() const { return m_deployment; }
    [[nodiscard]] const std::shared_ptr<const GatewayIdentity>& identity() const
    {
        return m_identity;
    }
    [[nodiscard]] const CaptureRules& captureRules() const { return m_capture; }

    /// Where the local gateway was told to act otherwise.
    [[nodiscard]] const PolicySettings& settings() const { return m_workspace->local.policies; }

    /// Requests being served by this plan.
    [[nodiscard]] std::atomic<std::uint64_t>& inFlight() const { return m_inFlight; }

private:
    friend class GatewayPlanBuilder;
    GatewayPlan() = default;

    std::shared_ptr<const Workspace> m_workspace;
    std::optional<Router> m_router;
    std::optional<SubscriptionCheck> m_subscriptions;
    std::vector<ApiPlan> m_apis; ///< as Workspace::apis
    ApiPlan m_unmatched;
    std::vector<expression::ProductFacts> m_products; ///< as Workspace::products
    expression::DeploymentFacts m_deployment;
    std::shared_ptr<const GatewayIdentity> m_identity;
    CaptureRules m_capture;
    mutable std::atomic<std::uint64_t> m_inFlight{0};
};

} // namespace gatelens::proxy
