// What a pipeline of ten typical policies with five expressions costs a request, backend excluded:
// the target is under 15 us of CPU in a release build.

#include "core/policy/effective_policy.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/policy_state.h"
#include "proxy/gateway/policy_plan.h"
#include "proxy/gateway/policy_services.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>

namespace gatelens::proxy {
namespace {

constexpr const char* kPolicies = R"xml(<policies>
<inbound>
    <set-variable name="tier" value="@(context.Product?.Id ?? "none")" />
    <check-header name="X-Client" failed-check-httpcode="401" failed-check-error-message="No." ignore-case="true" />
    <ip-filter action="allow"><address-range from="10.0.0.0" to="10.255.255.255" /></ip-filter>
    <rate-limit-by-key calls="1000000000" renewal-period="1" counter-key="@(context.Subscription?.Id ?? context.Request.IpAddress)" />
    <set-header name="x-request-id" exists-action="skip"><value>@(context.RequestId.ToString())</value></set-header>
    <set-header name="x-time-ms" exists-action="override"><value>@(new DateTimeOffset(context.Timestamp).ToUnixTimeMilliseconds().ToString())</value></set-header>
    <set-query-parameter name="limit" exists-action="skip"><value>50</value></set-query-parameter>
    <rewrite-uri template="/v2/items/{id}" />
</inbound>
<backend />
<outbound>
    <choose>
        <when condition="@(context.Response.StatusCode >= 500)"><set-status code="503" reason="Busy" /></when>
    </choose>
    <set-header name="server" exists-action="delete" />
</outbound>
</policies>)xml";

class NoNamedValues final : public policy::NamedValueResolver
{
public:
    [[nodiscard]] std::optional<std::string> valueOf(std::string_view) const override
    {
        return std::nullopt;
    }
};

class BenchServices final : public PolicyServices
{
public:
    [[nodiscard]] Timestamp now() const override { return gatelens::now(); }
    [[nodiscard]] Result<Url> resolve(const Url& url, std::string_view,
                                      std::string_view) const override
    {
        return url;
    }
    /// The pipeline does not forward.
    [[nodiscard]] HttpTransport& transportFor(const Url&) override { std::abort(); }
    [[nodiscard]] PolicyState& state() override { return m_state; }

private:
    PolicyState m_state;
};

std::shared_ptr<const PolicyPlan> compilePlan()
{
    auto workspace = std::make_shared<Workspace>();
    Api api;
    api.id = "things";
    api.path = "things";
    api.operations.push_back(
        {.id = "get-item", .displayName = "Get", .method = "GET", .urlTemplate = "/items/{id}"});
    api.policy = PolicySource{"policy.xml", kPolicies};
    workspace->apis.push_back(std::move(api));
    PlanContext context;
    context.workspace = workspace;
    context.api = &workspace->apis.front();
    context.operation = &context.api->operations.front();
    const policy::ComposedPolicy composed
        = policy::compose(*workspace, {nullptr, context.api, context.operation}, NoNamedValues());
    const CompiledPlan compiled = compilePolicyPlan(composed.policy, context);
    for (const Finding& finding : compiled.findings)
        std::cerr << toString(finding.position) << ' ' << finding.message << '\n';
    return compiled.plan;
}

void prepare(ExchangeContext& context, BenchServices& services,
             const expression::SubscriptionFacts& subscription)
{
    context.services = &services;
    context.request.originalUrl = {.scheme = "https",
                                   .host = "gateway.example",
                                   .port = 443,
                                   .path = "/things/items/7",
                                   .query = "a=1"};
    context.request.url = context.request.originalUrl;
    context.request.headers
        = {{"Host", "gateway.example"}, {"X-Client", "bench"}, {"Accept", "application/json"}};
    context.request.ipAddress = "10.1.2.3";
    context.request.matchedParameters = {{"id", "7"}};
    context.operationPath = "/items/7";
    context.record = std::make_unique<Exchange>();
    context.facts.subscription = &subscription;
    context.facts.requestId = "00000000-0000-4000-8000-000000000001";
    context.facts.timestamp = gatelens::now();
}

void tenPolicies(benchmark::State& state)
{
    const std::shared_ptr<const PolicyPlan> plan = compilePlan();
    if (!plan) {
        state.SkipWithError("the pipeline does not compile");
        return;
    }
    BenchServices services;
    const expression::SubscriptionFacts subscription{.id = "sub-1"};
    boost::asio::io_context io;
    for (auto _ : state) {
        ExchangeContext context;
        prepare(context, services, subscription);
        boost::asio::co_spawn(io, plan->run(context), boost::asio::detached);
        io.restart();
        io.run();
        if (context.response->statusCode != 200)
            state.SkipWithError("the pipeline failed");
    }
}
BENCHMARK(tenPolicies);

/// What is around the pipeline in the measurement above.
void noPolicies(benchmark::State& state)
{
    BenchServices services;
    const expression::SubscriptionFacts subscription{.id = "sub-1"};
    boost::asio::io_context io;
    for (auto _ : state) {
        ExchangeContext context;
        prepare(context, services, subscription);
        boost::asio::co_spawn(
            io, []() -> boost::asio::awaitable<void> { co_return; }(), boost::asio::detached);
        io.restart();
        io.run();
        benchmark::DoNotOptimize(context);
    }
}
BENCHMARK(noPolicies);

void compilesThePipeline(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(compilePlan());
}
BENCHMARK(compilesThePipeline);

} // namespace
} // namespace gatelens::proxy

BENCHMARK_MAIN();
