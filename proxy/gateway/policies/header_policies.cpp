#include "proxy/gateway/policies/header_edit.h"
#include "proxy/gateway/policies/query_text.h"
#include "proxy/gateway/policies/registration.h"

namespace gatelens::proxy {

namespace {

class SetHeader final : public Step
{
public:
    SetHeader(const policy::Statement& statement, Compilation& compilation)
        : m_edit(statement, compilation)
        , m_section(compilation.section())
    {
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<void> applied = m_edit.apply(execution, headersOf(execution, m_section));
        if (!applied)
            return applied.error();
        return Next::Continue;
    }

private:
    HeaderEdit m_edit;
    policy::Section m_section;
};

class SetQueryParameter final : public Step
{
public:
    SetQueryParameter(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_name = reader.requiredText("name");
        m_action = reader.enumeration<ExistsAction>("exists-action", existsActionNames(),
                                                    ExistsAction::Override);
        for (const policy::Statement* value : childrenNamed(statement, "value"))
            m_values.push_back(StatementReader(*value, compilation).innerTextTrimmed());
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> name = m_name.text(execution);
        if (!name)
            return name.error();
        const PolicyResult<ExistsAction> action = m_action.get(execution);
        if (!action)
            return action.error();
        const PolicyResult<std::vector<std::string>> values = evaluateValues(execution, m_values);
        if (!values)
            return values.error();
        QueryText query(execution.context.request.url.query);
        if (*action == ExistsAction::Skip && query.contains(*name)) {
            execution.summarize("{} is there already: kept", *name);
            return Next::Continue;
        }
        if (*action != ExistsAction::Append)
            query.remove(*name);
        if (*action != ExistsAction::Delete) {
            for (const std::string& value : *values)
                query.append(*name, value);
        }
        execution.context.request.url.query = query.text();
        if (execution.isTraced())
            execution.summarize("query is now ?{}", execution.context.request.url.query);
        return Next::Continue;
    }

private:
    PolicyValue m_name;
    EnumValue<ExistsAction> m_action;
    std::vector<PolicyValue> m_values;
};

} // namespace

void registerHeaderPolicies(PolicyRegistry& registry)
{
    registry.add("set-header", compileStep<SetHeader>);
    registry.add("set-query-parameter", compileStep<SetQueryParameter>);
}

} // namespace gatelens::proxy
