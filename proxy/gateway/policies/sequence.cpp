#include "proxy/gateway/policies/sequence.h"

#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/step_recorder.h"

namespace gatelens::proxy {

namespace {

/// Tells the failing statement apart from those around it: the innermost one counts.
StepResult attributed(StepResult result, const CompiledStep& step)
{
    if (!result && result.error()->step == nullptr)
        result.error()->step = &step;
    return result;
}

StepResult runDirectly(Execution& execution, const CompiledStep& step)
{
    ++execution.context.record->stepsRun;
    if (!execution.context.isStepTracing)
        return attributed(step.step->run(execution), step);
    StepRecorder recorder(execution, step);
    StepResult result = attributed(step.step->run(recorder.execution()), step);
    recorder.finish(result);
    return result;
}

boost::asio::awaitable<StepResult> runPrepared(Execution& execution, const CompiledStep& step)
{
    if (mustBuffer(execution.context, step.needs)) {
        const PolicyResult<void> ready = co_await bufferBodies(execution, step.needs);
        if (!ready)
            co_return ready.error();
    }
    if (!step.step->mayWait())
        co_return step.step->run(execution);
    co_return co_await step.step->runWaiting(execution);
}

boost::asio::awaitable<StepResult> runAwaited(Execution& execution, const CompiledStep& step)
{
    ++execution.context.record->stepsRun;
    if (!execution.context.isStepTracing)
        co_return attributed(co_await runPrepared(execution, step), step);
    StepRecorder recorder(execution, step);
    StepResult result = attributed(co_await runPrepared(recorder.execution(), step), step);
    recorder.finish(result);
    co_return result;
}

FailurePtr bodyFailure(const Execution& execution, const Error& error, bool isRequest)
{
    if (error.code == ErrorCode::LimitExceeded)
        return execution.internalFailure(
            "BodyTooLarge",
            "The body is longer than the gateway's limit for buffered bodies. " + error.message);
    return execution.internalFailure(
        isRequest ? "ClientConnectionFailure" : "BackendConnectionFailure", error.message);
}

} // namespace

void Sequence::add(CompiledStep step)
{
    m_isImmediate = m_isImmediate && !step.step->mayWait() && !step.needs.any();
    m_steps.push_back(std::move(step));
}

StepResult Sequence::runImmediate(Execution& execution) const
{
    for (const CompiledStep& step : m_steps) {
        StepResult result = runDirectly(execution, step);
        if (!result || *result != Next::Continue)
            return result;
    }
    return Next::Continue;
}

boost::asio::awaitable<StepResult> Sequence::run(Execution& execution) const
{
    for (const CompiledStep& step : m_steps) {
        const bool isDirect = !step.step->mayWait() && !mustBuffer(execution.context, step.needs);
        StepResult result = Next::Continue;
        if (isDirect)
            result = runDirectly(execution, step);
        else
            result = co_await runAwaited(execution, step);
        if (!result || *result != Next::Continue)
            co_return result;
    }
    co_return Next::Continue;
}

bool mustBuffer(const ExchangeContext& context, BodyNeeds needs)
{
    return (needs.request && context.request.body.state == MessageBody::State::Streaming)
        || (needs.response && context.response
            && context.response->body.state == MessageBody::State::Streaming);
}

boost::asio::awaitable<PolicyResult<void>> bufferBodies(Execution& execution, BodyNeeds needs)
{
    const std::uint64_t limit = execution.plan.bodyLimitBytes;
    if (needs.request) {
        const Result<void> buffered = co_await bufferRequestBody(execution.context, limit);
        if (!buffered)
            co_return bodyFailure(execution, buffered.error(), true);
    }
    if (needs.response) {
        const Result<void> buffered = co_await bufferResponseBody(execution.context, limit);
        if (!buffered)
            co_return bodyFailure(execution, buffered.error(), false);
    }
    co_return PolicyResult<void>();
}

} // namespace gatelens::proxy
