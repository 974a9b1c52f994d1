#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/request_template.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

/// Calls another service and keeps its response in a variable.
class SendRequest final : public WaitingStep
{
public:
    SendRequest(const policy::Statement& statement, Compilation& compilation)
        : m_request(statement, compilation)
    {
        StatementReader reader(statement, compilation);
        m_variable = reader.literal("response-variable-name");
        if (m_variable.empty())
            compilation.warning(reader.position(), "GL6015",
                                "<send-request> without response-variable-name drops the response");
        m_ignoresError = reader.literalBoolean("ignore-error", false);
        if (m_request.copiesRequest() && !compilation.isResponseSide())
            compilation.needOwnBody();
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        PolicyResult<OutgoingCall> call = m_request.build(execution, CallKind::SendRequest);
        if (!call)
            co_return call.error();
        const std::string where = call->method + ' ' + call->base.toString();
        Result<ResponseMessage> response = co_await sendAndRead(execution, std::move(*call));
        if (!response)
            co_return failed(execution, response.error(), where);
        execution.summarize("{} -> {}", where, response->statusCode);
        store(
            execution,
            expression::Value::ofResponse(std::make_shared<ResponseMessage>(std::move(*response))));
        co_return Next::Continue;
    }

private:
    void store(Execution& execution, expression::Value value) const
    {
        if (!m_variable.empty())
            execution.context.variables.set(m_variable, std::move(value));
    }

    StepResult failed(Execution& execution, const Error& error, const std::string& where) const
    {
        std::string reason = callFailureReason(error, execution.context.isClientGone);
        if (m_ignoresError && reason != "ClientConnectionFailure") {
            execution.summarize("{} failed ({}), ignored", where, reason);
            store(execution, expression::Value::null());
            return Next::Continue;
        }
        std::string message = reason == "Timeout"
            ? fmt::format("{} did not answer within the timeout.", where)
            : error.message;
        return execution.internalFailure(std::move(reason), std::move(message));
    }

    RequestTemplate m_request;
    std::string m_variable;
    bool m_ignoresError = false;
};

/// The call is made after the response has gone out; nobody waits for its answer.
class SendOneWayRequest final : public Step
{
public:
    SendOneWayRequest(const policy::Statement& statement, Compilation& compilation)
        : m_request(statement, compilation)
    {
        if (m_request.copiesRequest() && !compilation.isResponseSide())
            compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        PolicyResult<OutgoingCall> call = m_request.build(execution, CallKind::SendOneWayRequest);
        if (!call)
            return call.error();
        execution.summarize("{} {} queued", call->method, call->base.toString());
        auto queued = std::make_shared<OutgoingCall>(std::move(*call));
        execution.context.deferred.push_back([&context = execution.context, &plan = execution.plan,
                                              queued] { return send(context, plan, queued); });
        return Next::Continue;
    }

private:
    /// Failures are in the record of the call; there is nothing else to tell.
    static awaitable<void> send(ExchangeContext& context, const PlanContext& plan,
                                std::shared_ptr<OutgoingCall> call)
    {
        ExchangeNotes notes;
        Execution execution{context, *context.services, context.services->state(), plan, notes};
        static_cast<void>(co_await sendAndRead(execution, std::move(*call)));
    }

    RequestTemplate m_request;
};

} // namespace

void registerSendRequestPolicies(PolicyRegistry& registry)
{
    registry.add("send-request", compileStep<SendRequest>);
    registry.add("send-one-way-request", compileStep<SendOneWayRequest>);
}

} // namespace gatelens::proxy
