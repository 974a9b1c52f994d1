#include "proxy/gateway/policies/backend_choice.h"
#include "proxy/gateway/policies/header_edit.h"
#include "proxy/gateway/policies/outgoing_call.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

/// A call whose response goes to a variable or, without one, becomes the answer.
class InvokeRequest final : public WaitingStep
{
public:
    InvokeRequest(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_method = reader.text("method", "GET");
        m_url = reader.text("url");
        m_backendId = reader.text("backend-id");
        if (!m_url.isPresent() && !m_backendId.isPresent())
            reader.missing("url");
        m_variable = reader.literal("response-variable-name");
        for (const policy::Statement* header : childrenNamed(statement, "header"))
            m_headers.emplace_back(*header, compilation);
        if (const policy::Statement* body = statement.child("body"))
            m_body = StatementReader(*body, compilation).innerText();
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        PolicyResult<OutgoingCall> call = build(execution);
        if (!call)
            co_return call.error();
        const std::string where = call->method + ' ' + call->base.toString();
        Result<ResponseMessage> response = co_await sendAndRead(execution, std::move(*call));
        if (!response)
            co_return execution.internalFailure(
                callFailureReason(response.error(), execution.context.isClientGone),
                response.error().message);
        execution.summarize("{} -> {}", where, response->statusCode);
        if (!m_variable.empty()) {
            execution.context.variables.set(
                m_variable,
                expression::Value::ofResponse(
                    std::make_shared<ResponseMessage>(std::move(*response))));
            co_return Next::Continue;
        }
        setResponse(execution.context, std::move(*response));
        execution.notes.isBackendResponse = true;
        co_return Next::Respond;
    }

private:
    [[nodiscard]] PolicyResult<OutgoingCall> build(Execution& execution) const
    {
        OutgoingCall call;
        call.kind = CallKind::SendRequest;
        PolicyResult<std::string> method = m_method.text(execution);
        if (!method)
            return method.error();
        call.method = std::move(*method);
        const PolicyResult<void> addressed = address(execution, call);
        if (!addressed)
            return addressed.error();
        for (const HeaderEdit& header : m_headers) {
            const PolicyResult<void> applied = header.apply(execution, call.headers);
            if (!applied)
                return applied.error();
        }
        PolicyResult<std::string> body = m_body.text(execution);
        if (!body)
            return body.error();
        call.body.bytes = std::move(*body);
        return call;
    }

    /// A URL, or a backend's with the URL as its path.
    [[nodiscard]] PolicyResult<void> address(Execution& execution, OutgoingCall& call) const
    {
        const PolicyResult<std::string> text = m_url.text(execution);
        if (!text)
            return text.error();
        if (!m_backendId.isPresent()) {
            Result<Url> url = parseUrl(*text);
            if (!url)
                return execution.internalFailure("BackendConnectionFailure", url.error().message);
            call.query = url->query;
            call.base = std::move(*url);
            return {};
        }
        const PolicyResult<std::string> id = m_backendId.text(execution);
        if (!id)
            return id.error();
        const CompiledBackend* backend
            = execution.plan.backends ? execution.plan.backends->find(*id) : nullptr;
        if (backend == nullptr || !backend->url)
            return execution.internalFailure(
                "BackendNotFound", fmt::format("Backend with id '{}' could not be found", *id));
        call.base = *backend->url;
        call.path = *text;
        call.backendId = backend->entity.id;
        BackendChoice choice;
        choice.backend = backend;
        choice.addCredentials(call.headers);
        choice.applyConnection(call);
        return {};
    }

    PolicyValue m_method;
    PolicyValue m_url;
    PolicyValue m_backendId;
    std::string m_variable;
    std::vector<HeaderEdit> m_headers;
    PolicyValue m_body;
};

} // namespace

void registerInvokeRequestPolicy(PolicyRegistry& registry)
{
    registry.add("invoke-request", compileStep<InvokeRequest>);
}

} // namespace gatelens::proxy
