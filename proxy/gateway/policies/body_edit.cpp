#include "proxy/gateway/policies/body_edit.h"

#include "proxy/gateway/policies/liquid/liquid_context.h"
#include "proxy/gateway/policies/text.h"

namespace gatelens::proxy {

BodyEdit::BodyEdit(const policy::Statement& statement, Compilation& compilation)
    : BodyEdit(statement, StatementReader(statement, compilation).literal("template", "none"),
               compilation)
{
}

BodyEdit::BodyEdit(const policy::Statement& statement, std::string_view templateKind,
                   Compilation& compilation)
{
    StatementReader reader(statement, compilation);
    m_isNilNull = reader.literal("xsi-nil", "blank") == "null";
    const policy::Statement* value = statement.child("value");
    const bool hasValueChild = value != nullptr && trimmed(statement.text).empty();
    m_text = hasValueChild ? StatementReader(*value, compilation).innerText("body")
                           : reader.innerText("body");
    if (!equalsIgnoringCase(templateKind, "liquid"))
        return;
    Result<std::shared_ptr<const liquid::Template>> parsed
        = liquid::Template::parse(m_text.source());
    if (parsed)
        m_template = std::move(*parsed);
    else
        compilation.error(reader.position(), "GL6013",
                          statement.name
                              + ": the Liquid template cannot be read: " + parsed.error().message);
}

PolicyResult<std::string> BodyEdit::evaluate(Execution& execution, const MessageBody* input,
                                             const HeaderList* inputHeaders) const
{
    if (m_template) {
        const liquid::Value root
            = liquid::makeContext(execution.context, input, inputHeaders, m_isNilNull);
        Result<std::string> rendered = m_template->render(root);
        if (!rendered)
            return execution.internalFailure("LiquidTemplateError", rendered.error().message);
        return std::move(*rendered);
    }
    if (m_text.isLiteral())
        return m_text.source();
    const PolicyResult<expression::Value> value = m_text.value(execution);
    if (!value)
        return value.error();
    return value->toBody();
}

} // namespace gatelens::proxy
