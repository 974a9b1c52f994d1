#include "proxy/gateway/policies/query_text.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/status_edit.h"
#include "proxy/gateway/policies/uri_template.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

class SetVariable final : public Step
{
public:
    SetVariable(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_name = reader.requiredLiteral("name");
        m_value = reader.requiredText("value");
    }

    StepResult run(Execution& execution) const override
    {
        PolicyResult<expression::Value> value = m_value.value(execution);
        if (!value)
            return value.error();
        if (execution.isTraced())
            execution.summarize(m_name + " = " + value->toDisplay());
        execution.context.variables.set(m_name, std::move(*value));
        return Next::Continue;
    }

private:
    std::string m_name;
    PolicyValue m_value;
};

class SetMethod final : public Step
{
public:
    SetMethod(const policy::Statement& statement, Compilation& compilation)
        : m_method(StatementReader(statement, compilation).innerTextTrimmed("method"))
    {
    }

    StepResult run(Execution& execution) const override
    {
        PolicyResult<std::string> method = m_method.text(execution);
        if (!method)
            return method.error();
        execution.summarize("method = {}", *method);
        execution.context.request.method = std::move(*method);
        return Next::Continue;
    }

private:
    PolicyValue m_method;
};

class SetStatus final : public Step
{
public:
    SetStatus(const policy::Statement& statement, Compilation& compilation)
        : m_edit(statement, compilation)
    {
    }

    StepResult run(Execution& execution) const override
    {
        // A response in the making while the edit's own expressions read the present one.
        ResponseMessage status;
        const PolicyResult<void> applied = m_edit.apply(execution, status);
        if (!applied)
            return applied.error();
        ResponseMessage& response = ensureResponse(execution.context);
        response.statusCode = status.statusCode;
        response.statusReason = std::move(status.statusReason);
        return Next::Continue;
    }

private:
    StatusEdit m_edit;
};

class RewriteUri final : public Step
{
public:
    RewriteUri(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_template = reader.requiredText("template");
        m_copiesUnmatched = reader.boolean("copy-unmatched-params", true);
        if (const Operation* operation = compilation.plan().operation)
            m_named = templateQueryNames(operation->urlTemplate);
        if (m_template.isLiteral())
            checkParameters(reader, compilation, statement.origin.scope);
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> text = m_template.text(execution);
        if (!text)
            return text.error();
        const PolicyResult<bool> copies = m_copiesUnmatched.boolean(execution);
        if (!copies)
            return copies.error();
        ExchangeContext& context = execution.context;
        const Result<std::string> filled
            = fillUriTemplate(*text, context.request.matchedParameters);
        if (!filled)
            return execution.internalFailure("UriTemplateParameterNotFound",
                                             filled.error().message);
        const std::size_t question = filled->find('?');
        const bool hasQuery = question != std::string::npos;
        QueryText query(hasQuery ? std::string_view(*filled).substr(question + 1)
                                 : std::string_view());
        if (*copies)
            copyUnmatched(context.request.url.query, query);
        std::string path = filled->substr(0, question);
        if (!path.starts_with('/'))
            path.insert(0, 1, '/');
        context.operationPath = std::move(path);
        context.request.url.query = query.text();
        refreshRequestUrl(context);
        if (execution.isTraced())
            execution.summarize("path = " + context.request.url.target());
        return Next::Continue;
    }

private:
    void checkParameters(StatementReader& reader, Compilation& compilation,
                         policy::Scope scope) const
    {
        const Operation* operation = compilation.plan().operation;
        if (operation == nullptr)
            return;
        // A template of a broader scope meets many operations; those it does not fit fail when run.
        const FindingSeverity severity
            = scope == policy::Scope::Operation ? FindingSeverity::Error : FindingSeverity::Warning;
        const std::vector<std::string> known = templateNames(operation->urlTemplate);
        for (const std::string& name : templateNames(m_template.source())) {
            if (std::find(known.begin(), known.end(), name) == known.end())
                compilation.report(reader.positionOf("template"), severity, "GL6012",
                                   fmt::format("rewrite-uri: the operation's URL template '{}' has "
                                               "no parameter '{}'",
                                               operation->urlTemplate, name));
        }
    }

    void copyUnmatched(std::string_view original, QueryText& query) const
    {
        const QueryText old(original);
        for (const QueryText::Part& part : old.parts()) {
            const bool isNamed
                = std::any_of(m_named.begin(), m_named.end(), [&](const std::string& name) {
                      return equalsIgnoringCase(name, part.name);
                  });
            if (!isNamed && !query.contains(part.name))
                query.appendRaw(part.raw);
        }
    }

    PolicyValue m_template;
    PolicyValue m_copiesUnmatched;
    std::vector<std::string> m_named; ///< query parameters of the operation's own template
};

} // namespace

void registerRequestLinePolicies(PolicyRegistry& registry)
{
    registry.add("set-variable", compileStep<SetVariable>);
    registry.add("set-method", compileStep<SetMethod>);
    registry.add("set-status", compileStep<SetStatus>);
    registry.add("rewrite-uri", compileStep<RewriteUri>);
}

} // namespace gatelens::proxy
