#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

/// As Azure's trace tells it.
void noteBackendUrl(Execution& execution)
{
    if (!execution.isTraced())
        return;
    execution.summarize("Backend service URL was changed.");
    execution.step->extra["request"] = {{"url", execution.context.request.url.toString()}};
}

/// Sends later forwarding elsewhere: to a URL, a backend entity or a pool. Path and query stay.
class SetBackendService final : public Step
{
public:
    SetBackendService(const policy::Statement& statement, Compilation& compilation)
        : m_scope(statement.origin.scope)
    {
        StatementReader reader(statement, compilation);
        m_backendId = reader.text("backend-id");
        m_baseUrl = reader.text("base-url");
        if (reader.has("backend-id") == reader.has("base-url")) {
            compilation.error(reader.position(), "GL6002",
                              "<set-backend-service> needs either base-url or backend-id");
            return;
        }
        if (m_backendId.isLiteral())
            checkBackend(reader, compilation);
        if (m_baseUrl.isLiteral())
            checkUrl(reader);
    }

    StepResult run(Execution& execution) const override
    {
        return m_backendId.isPresent() ? selectBackend(execution) : selectUrl(execution);
    }

private:
    void checkBackend(StatementReader& reader, Compilation& compilation)
    {
        const BackendTable* table = compilation.plan().backends.get();
        m_backend = table == nullptr ? nullptr : table->find(m_backendId.source());
        if (m_backend == nullptr)
            compilation.error(
                reader.positionOf("backend-id"), "GL6005",
                fmt::format("Backend with id '{}' could not be found", m_backendId.source()));
    }

    void checkUrl(StatementReader& reader)
    {
        if (Result<Url> url = parseUrl(m_baseUrl.source()))
            m_url = std::move(*url);
        else
            reader.malformed("base-url", "an absolute URL such as https://host/path");
    }

    StepResult selectBackend(Execution& execution) const
    {
        const CompiledBackend* backend = m_backend;
        if (!m_backendId.isLiteral()) {
            const PolicyResult<std::string> id = m_backendId.text(execution);
            if (!id)
                return id.error();
            backend = execution.plan.backends ? execution.plan.backends->find(*id) : nullptr;
            if (backend == nullptr)
                return execution.internalFailure(
                    "BackendNotFound", fmt::format("Backend with id '{}' could not be found", *id));
        }
        ExchangeContext& context = execution.context;
        context.backend = backend;
        context.facts.backend = &backend->facts;
        execution.notes.isBaseUrlReplaced = true;
        if (!execution.notes.backendIdScope || m_scope < *execution.notes.backendIdScope)
            execution.notes.backendIdScope = m_scope;
        if (backend->url) {
            context.backendBaseUrl = backend->url;
            refreshRequestUrl(context);
        }
        noteBackendUrl(execution);
        if (execution.isTraced())
            execution.step->extra["backend"] = backend->entity.id;
        return Next::Continue;
    }

    StepResult selectUrl(Execution& execution) const
    {
        if (execution.notes.backendIdScope && *execution.notes.backendIdScope < m_scope) {
            execution.summarize("ignored: a broader scope chose a backend entity, which only "
                                "another backend-id can override");
            return Next::Continue;
        }
        Url url;
        if (m_baseUrl.isLiteral())
            url = m_url;
        else {
            const PolicyResult<std::string> text = m_baseUrl.text(execution);
            if (!text)
                return text.error();
            Result<Url> parsed = parseUrl(*text);
            if (!parsed)
                return execution.internalFailure("BackendUrlInvalid", parsed.error().message);
            url = std::move(*parsed);
        }
        ExchangeContext& context = execution.context;
        context.backend = nullptr;
        context.facts.backend = nullptr;
        execution.notes.isBaseUrlReplaced = true;
        context.backendBaseUrl = std::move(url);
        refreshRequestUrl(context);
        noteBackendUrl(execution);
        return Next::Continue;
    }

    policy::Scope m_scope;
    PolicyValue m_backendId;
    PolicyValue m_baseUrl;
    const CompiledBackend* m_backend = nullptr; ///< of a literal id; lives in the plan's table
    Url m_url; ///< of a literal base-url
};

/// set-backend-service with backend-id="dapr": the base becomes the sidecar's invocation address.
class SetDaprService final : public Step
{
public:
    SetDaprService(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_appId = reader.requiredText("dapr-app-id");
        m_method = reader.requiredText("dapr-method");
        m_namespace = reader.text("dapr-namespace");
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> appId = m_appId.text(execution);
        if (!appId)
            return appId.error();
        const PolicyResult<std::string> method = m_method.text(execution);
        if (!method)
            return method.error();
        const PolicyResult<std::string> space = m_namespace.text(execution);
        if (!space)
            return space.error();
        Result<Url> base = parseUrl(execution.plan.daprBaseUrl);
        if (!base)
            return execution.internalFailure("BackendUrlInvalid", base.error().message);
        const std::string app = space->empty() ? *appId : *appId + '.' + *space;
        ExchangeContext& context = execution.context;
        context.backend = nullptr;
        context.backendBaseUrl = std::move(*base);
        context.operationPath = fmt::format("/v1.0/invoke/{}/method/{}", app, *method);
        execution.notes.isBaseUrlReplaced = true;
        refreshRequestUrl(context);
        execution.summarize("Dapr application " + app);
        return Next::Continue;
    }

private:
    PolicyValue m_appId;
    PolicyValue m_method;
    PolicyValue m_namespace;
};

StepPtr compileSetBackendService(const policy::Statement& statement, Compilation& compilation)
{
    const policy::StatementAttribute* id = statement.attribute("backend-id");
    if (id != nullptr && id->value == "dapr")
        return std::make_unique<SetDaprService>(statement, compilation);
    return std::make_unique<SetBackendService>(statement, compilation);
}

} // namespace

void registerBackendPolicies(PolicyRegistry& registry)
{
    registry.add("set-backend-service", compileSetBackendService);
}

} // namespace gatelens::proxy
