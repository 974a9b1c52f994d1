#include "proxy/gateway/policies/body_edit.h"
#include "proxy/gateway/policies/registration.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

class SetBody final : public Step
{
public:
    SetBody(const policy::Statement& statement, Compilation& compilation)
        : m_edit(statement, compilation)
        , m_section(compilation.section())
    {
        if (m_edit.isTemplate())
            compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        const MessageBody& input = bodyOf(execution, m_section);
        PolicyResult<std::string> body
            = m_edit.evaluate(execution, &input, &headersOf(execution, m_section));
        if (!body)
            return body.error();
        execution.summarize("{} bytes", body->size());
        setBody(execution, m_section, std::move(*body));
        return Next::Continue;
    }

private:
    BodyEdit m_edit;
    policy::Section m_section;
};

/// Every occurrence, in one pass, compared byte by byte.
class FindAndReplace final : public Step
{
public:
    FindAndReplace(const policy::Statement& statement, Compilation& compilation)
        : m_section(compilation.section())
    {
        StatementReader reader(statement, compilation);
        m_from = reader.requiredText("from");
        m_to = reader.requiredText("to");
        compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> from = m_from.text(execution);
        if (!from)
            return from.error();
        const PolicyResult<std::string> to = m_to.text(execution);
        if (!to)
            return to.error();
        const MessageBody& body = bodyOf(execution, m_section);
        if (body.state != MessageBody::State::Buffered || from->empty())
            return Next::Continue;
        std::string result;
        std::size_t count = 0;
        std::size_t at = 0;
        for (std::size_t found = body.bytes.find(*from); found != std::string::npos;
             found = body.bytes.find(*from, at)) {
            result.append(body.bytes, at, found - at).append(*to);
            at = found + from->size();
            ++count;
        }
        execution.summarize("{} replaced", count);
        if (count == 0)
            return Next::Continue;
        result.append(body.bytes, at);
        setBody(execution, m_section, std::move(result));
        return Next::Continue;
    }

private:
    PolicyValue m_from;
    PolicyValue m_to;
    policy::Section m_section;
};

} // namespace

void registerBodyPolicies(PolicyRegistry& registry)
{
    registry.add("set-body", compileStep<SetBody>);
    registry.add("find-and-replace", compileStep<FindAndReplace>);
}

} // namespace gatelens::proxy
