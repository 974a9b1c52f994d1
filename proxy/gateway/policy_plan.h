#pragma once

#include "core/base/finding.h"
#include "core/policy/effective_policy.h"
#include "proxy/gateway/exchange_context.h"

#include <memory>
#include <optional>
#include <variant>

namespace gatelens::proxy {

/// How a section of a pipeline ended.
enum class PipelineEnd
{
    Completed, ///< every statement ran
    Responded, ///< return-response, mock-response, preflight: send context.response as it is, skip
               ///< the rest
    ResponseFromCache, ///< skip backend, run outbound
};

/// A compiled effective policy: immutable, shared by all requests of one product/API/operation.
/// Built by `compilePolicyPlan`; run by the gateway section by section.
class PolicyPlan
{
public:
    virtual ~PolicyPlan() = default;

    /// Runs inbound, backend and outbound, and on-error after a failure in any of them. When it
    /// returns, context.response is what to send (its body perhaps still streaming) and
    /// context.record has errors, messages, calls and steps. Never throws; a failure inside
    /// on-error gives 500.
    virtual boost::asio::awaitable<void> run(ExchangeContext& context) const = 0;

    /// Runs on-error only, for errors of built-in steps (configuration, authorization);
    /// context.lastError is set and context.response holds the error's default response.
    virtual boost::asio::awaitable<void> runOnError(ExchangeContext& context) const = 0;

    /// Answers what a browser asks before it calls: a CORS preflight when the plan has a `cors`
    /// statement, /crossdomain.xml when it has `cross-domain`; false: neither, go on to routing's
    /// 404.
    virtual boost::asio::awaitable<bool> runPreflight(ExchangeContext& context) const = 0;

    [[nodiscard]] virtual std::uint32_t statementCount() const = 0;
};

struct PlanContext; // proxy/gateway/policies/plan_context.h: workspace, catalog, secrets, URL
                    // overrides

struct CompiledPlan
{
    std::shared_ptr<const PolicyPlan> plan; ///< null when the findings hold errors
    Findings findings;
};

/// Compiles every statement and expression. A statement that the gateway does not run is an error
/// that names it.
[[nodiscard]] CompiledPlan compilePolicyPlan(const policy::EffectivePolicy& policy,
                                             const PlanContext& context);

} // namespace gatelens::proxy
