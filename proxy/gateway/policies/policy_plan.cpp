#include "proxy/gateway/policy_plan.h"

#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/cors.h"
#include "proxy/gateway/policies/graphql/field_resolver.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/stopwatch.h"
#include "proxy/gateway/policies/text.h"

#include <boost/asio/this_coro.hpp>

#include <array>
#include <chrono>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;
using policy::Section;

expression::LastErrorFacts lastErrorOf(const PolicyFailure& failure, Section section)
{
    expression::LastErrorFacts facts;
    facts.reason = failure.reason;
    facts.message = failure.message;
    facts.section = std::string(policy::toString(section));
    if (const CompiledStep* step = failure.step) {
        facts.source = step->name;
        facts.scope = std::string(policy::toString(step->origin.scope));
        facts.path = step->origin.path;
        if (!step->origin.policyId.empty())
            facts.policyId = step->origin.policyId;
    }
    if (!failure.source.empty())
        facts.source = failure.source;
    return facts;
}

/// Adds what rate limits queued for the response.
void applyPendingHeaders(ExchangeContext& context)
{
    if (context.pendingResponseHeaders.empty())
        return;
    HeaderList& headers = ensureResponse(context).headers;
    for (HeaderField& field : context.pendingResponseHeaders)
        headers.set(field.name, std::move(field.value));
    context.pendingResponseHeaders.clear();
}

void applyFinalHeaders(Execution& execution)
{
    HeaderList& headers = ensureResponse(execution.context).headers;
    for (HeaderField& field : execution.notes.finalHeaders)
        headers.set(field.name, std::move(field.value));
    execution.notes.finalHeaders.clear();
}

class CompiledPolicyPlan final : public PolicyPlan
{
public:
    CompiledPolicyPlan(const policy::EffectivePolicy& policy, const PlanContext& context,
                       Findings& findings)
        : m_context(withResolvers(context, findings))
        , m_inbound(compile(policy.inbound, Section::Inbound, findings))
        , m_backend(compile(policy.backend, Section::Backend, findings))
        , m_outbound(compile(policy.outbound, Section::Outbound, findings))
        , m_onError(compile(policy.onError, Section::OnError, findings))
    {
    }

    awaitable<void> run(ExchangeContext& context) const override
    {
        ExchangeNotes notes;
        Execution execution = begin(context, notes);
        Section section = Section::Inbound;
        const StepResult result
            = co_await guarded(execution, &CompiledPolicyPlan::runSections, section);
        if (!result)
            co_await fail(execution, *result.error(), section);
        finish(execution);
    }

    awaitable<void> runOnError(ExchangeContext& context) const override
    {
        ExchangeNotes notes;
        Execution execution = begin(context, notes);
        co_await runErrorSection(execution);
        finish(execution);
    }

    awaitable<bool> runPreflight(ExchangeContext& context) const override
    {
        ExchangeNotes notes;
        Execution execution = begin(context, notes);
        const bool isAnswered = answerPreflight(execution, m_inbound);
        if (isAnswered)
            context.record->isAnsweredByGateway = true;
        co_return isAnswered;
    }

    [[nodiscard]] std::uint32_t statementCount() const override { return m_statementCount; }

private:
    /// The context with the API's GraphQL resolvers compiled.
    static PlanContext withResolvers(PlanContext context, Findings& findings)
    {
        if (context.resolverSources.empty())
            return context;
        auto resolvers = std::make_shared<ResolverTable>();
        for (const ResolverSource& source : context.resolverSources) {
            Compilation compilation(context, builtinPolicies(), Section::Backend, findings);
            (*resolvers)[{source.type, source.field}]
                = compileDataSource(source.statement, compilation,
                                    source.apiKey + '/' + source.type + '/' + source.field);
        }
        context.resolvers = std::move(resolvers);
        return context;
    }

    using Run = awaitable<StepResult> (CompiledPolicyPlan::*)(Execution&, Section&) const;

    Sequence compile(const std::vector<policy::Statement>& statements, Section section,
                     Findings& findings)
    {
        Compilation compilation(m_context, builtinPolicies(), section, findings);
        Sequence sequence = compilation.sequence(statements);
        m_statementCount += compilation.statementCount();
        return sequence;
    }

    Execution begin(ExchangeContext& context, ExchangeNotes& notes) const
    {
        if (!context.record)
            context.record = std::make_unique<Exchange>();
        context.record->stepsTotal = m_statementCount;
        context.facts.request = &context.request;
        context.facts.response = context.response ? &*context.response : nullptr;
        context.facts.variables = &context.variables;
        context.facts.trace = [&context](std::string message) {
            context.record->messages.push_back({.at = context.services->now(),
                                                .severity = Severity::Verbose,
                                                .source = "context.Trace",
                                                .message = std::move(message)});
        };
        return {context, *context.services, context.services->state(), m_context, notes};
    }

    /// Exceptions come from libraries only; here they become failures of the statement that ran.
    awaitable<StepResult> guarded(Execution& execution, Run body, Section& section) const
    {
        std::optional<FailurePtr> failure;
        try {
            co_return co_await (this->*body)(execution, section);
        } catch (const boost::system::system_error& error) {
            const bool isClientGone = execution.context.isClientGone;
            failure = execution.internalFailure(
                isClientGone ? "ClientConnectionFailure" : "InternalError",
                isClientGone ? "The operation was canceled" : error.what());
        } catch (const std::exception& error) {
            failure = execution.internalFailure("InternalError", error.what());
        }
        co_return *failure;
    }

    awaitable<StepResult> runSections(Execution& execution, Section& section) const
    {
        Exchange& record = *execution.context.record;
        Stopwatch stopwatch;
        StepResult result = co_await runSection(execution, m_inbound);
        record.inboundTime = stopwatch.elapsed();
        if (!result || *result == Next::Respond)
            co_return result;
        if (*result == Next::Continue) {
            section = Section::Backend;
            stopwatch = {};
            result = co_await runSection(execution, m_backend);
            record.backendTime = stopwatch.elapsed();
            if (!result || *result == Next::Respond)
                co_return result;
        }
        const PolicyResult<void> finished = co_await runAfterBackend(execution);
        if (!finished)
            co_return finished.error();
        const PolicyResult<void> checked = co_await runResponseWork(execution);
        if (!checked)
            co_return checked.error();
        section = Section::Outbound;
        stopwatch = {};
        ensureResponse(execution.context);
        applyPendingHeaders(execution.context);
        result = co_await runSection(execution, m_outbound);
        record.outboundTime = stopwatch.elapsed();
        co_return result;
    }

    static awaitable<PolicyResult<void>> runAfterBackend(Execution& execution)
    {
        if (execution.notes.afterBackend.empty())
            co_return PolicyResult<void>();
        const std::string* type = ensureResponse(execution.context).headers.find("Content-Type");
        const bool isEventStream = type != nullptr && mediaType(*type) == "text/event-stream";
        if (!isEventStream) {
            const PolicyResult<void> ready = co_await bufferBodies(execution, {.response = true});
            if (!ready)
                co_return ready.error();
        }
        for (const auto& work : std::exchange(execution.notes.afterBackend, {}))
            work(execution);
        co_return PolicyResult<void>();
    }

    static awaitable<PolicyResult<void>> runResponseWork(Execution& execution)
    {
        if (execution.notes.responseWork.empty())
            co_return PolicyResult<void>();
        const PolicyResult<void> ready = co_await bufferBodies(execution, {.response = true});
        if (!ready)
            co_return ready.error();
        for (const auto& check : std::exchange(execution.notes.responseWork, {})) {
            const StepResult result = co_await check(execution);
            if (!result)
                co_return result.error();
        }
        co_return PolicyResult<void>();
    }

    static awaitable<StepResult> runSection(Execution& execution, const Sequence& sequence)
    {
        if (sequence.isImmediate())
            co_return sequence.runImmediate(execution);
        co_return co_await sequence.run(execution);
    }

    awaitable<StepResult> runErrorStatements(Execution& execution, Section&) const
    {
        return runSection(execution, m_onError);
    }

    awaitable<void> fail(Execution& execution, const PolicyFailure& failure, Section section) const
    {
        ExchangeContext& context = execution.context;
        if (failure.response) {
            raiseError(context, lastErrorOf(failure, section), *failure.response);
            execution.notes.isBackendResponse = false;
        } else
            raiseError(context, lastErrorOf(failure, section));
        co_await runErrorSection(execution);
    }

    awaitable<void> runErrorSection(Execution& execution) const
    {
        ensureResponse(execution.context);
        applyPendingHeaders(execution.context);
        if (m_onError.empty())
            co_return;
        Section section = Section::OnError;
        const StepResult result
            = co_await guarded(execution, &CompiledPolicyPlan::runErrorStatements, section);
        if (result)
            co_return;
        raiseError(execution.context, lastErrorOf(*result.error(), Section::OnError),
                   internalServerError(execution.context.facts.requestId));
        execution.notes.isBackendResponse = false;
    }

    static void finish(Execution& execution)
    {
        applyPendingHeaders(execution.context);
        applyFinalHeaders(execution);
        execution.context.record->isAnsweredByGateway = !execution.notes.isBackendResponse;
    }

    PlanContext m_context;
    std::uint32_t m_statementCount = 0;
    Sequence m_inbound;
    Sequence m_backend;
    Sequence m_outbound;
    Sequence m_onError;
};

} // namespace

CompiledPlan compilePolicyPlan(const policy::EffectivePolicy& policy, const PlanContext& context)
{
    CompiledPlan compiled;
    auto plan = std::make_shared<const CompiledPolicyPlan>(policy, context, compiled.findings);
    if (!hasErrors(compiled.findings))
        compiled.plan = std::move(plan);
    return compiled;
}

} // namespace gatelens::proxy
