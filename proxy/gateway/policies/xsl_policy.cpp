#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"
#include "proxy/gateway/policies/xsl_stylesheet.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

/// Transforms an XML body with the stylesheet that the statement holds.
class XslTransform final : public Step
{
public:
    XslTransform(const policy::Statement& statement, Compilation& compilation)
        : m_section(compilation.section())
    {
        for (const policy::Statement* parameter : childrenNamed(statement, "parameter")) {
            StatementReader reader(*parameter, compilation);
            std::string name = reader.has("name") ? reader.literal("name")
                                                  : reader.requiredLiteral("parameter-name");
            m_parameters.emplace_back(std::move(name), reader.innerTextTrimmed());
        }
        const policy::Statement* sheet = statement.child("xsl:stylesheet");
        if (sheet == nullptr)
            sheet = statement.child("xsl:transform");
        if (sheet == nullptr) {
            compilation.error(statement.origin.position, "GL6002",
                              "<xsl-transform> lacks the element <xsl:stylesheet>");
            return;
        }
        Result<XslStylesheet> parsed = XslStylesheet::parse(trimmed(sheet->text));
        if (parsed)
            m_stylesheet.emplace(std::move(*parsed));
        else
            compilation.error(sheet->origin.position, "GL6003",
                              "<xsl-transform>: " + parsed.error().message);
        compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        const MessageBody& body = bodyOf(execution, m_section);
        if (body.state != MessageBody::State::Buffered || body.bytes.empty()) {
            execution.summarize("no body: not transformed");
            return Next::Continue;
        }
        std::vector<std::pair<std::string, std::string>> parameters;
        for (const auto& [name, value] : m_parameters) {
            PolicyResult<std::string> text = value.text(execution);
            if (!text)
                return text.error();
            parameters.emplace_back(name, std::move(*text));
        }
        Result<std::string> transformed = m_stylesheet->apply(body.bytes, parameters);
        if (!transformed)
            return execution.internalFailure("BodyConversionFailure", transformed.error().message);
        execution.summarize("{} bytes", transformed->size());
        setBody(execution, m_section, std::move(*transformed));
        if (const std::string type = m_stylesheet->contentType(); !type.empty())
            headersOf(execution, m_section).set("Content-Type", type);
        return Next::Continue;
    }

private:
    policy::Section m_section;
    std::vector<std::pair<std::string, PolicyValue>> m_parameters;
    std::optional<XslStylesheet> m_stylesheet;
};

} // namespace

void registerXslPolicy(PolicyRegistry& registry)
{
    registry.add("xsl-transform", compileStep<XslTransform>);
}

} // namespace gatelens::proxy
