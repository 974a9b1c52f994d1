#include "core/base/overloaded.h"
#include "proxy/gateway/policies/body_edit.h"
#include "proxy/gateway/policies/header_edit.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/sample_from_schema.h"
#include "proxy/gateway/policies/status_edit.h"
#include "proxy/gateway/policies/text.h"

#include <boost/json/parse.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy {

namespace {

/// Begins with 200 or a stored response, applies its children in their order, and ends the
/// pipeline.
class ReturnResponse final : public Step
{
public:
    ReturnResponse(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_variable = reader.literal("response-variable-name");
        for (const policy::Statement& child : statement.children)
            addEdit(child, compilation);
    }

    StepResult run(Execution& execution) const override
    {
        ResponseMessage response;
        response.body.state = MessageBody::State::Buffered;
        if (!m_variable.empty()) {
            const expression::Value* stored = execution.context.variables.find(m_variable);
            const std::shared_ptr<const ResponseMessage> message
                = stored == nullptr ? nullptr : stored->response();
            if (!message)
                return execution.internalFailure(
                    "ResponseVariableNotFound",
                    fmt::format("The variable '{}' holds no response.", m_variable));
            response = *message;
        }
        for (const Edit& edit : m_edits) {
            const PolicyResult<void> applied = edit.apply(execution, response);
            if (!applied) {
                if (applied.error()->source.empty())
                    applied.error()->source = edit.element;
                return applied.error();
            }
        }
        execution.summarize("{} {}", response.statusCode, response.statusReason);
        setResponse(execution.context, std::move(response));
        execution.notes.isBackendResponse = false;
        return Next::Respond;
    }

private:
    struct Edit
    {
        std::string element;
        std::variant<StatusEdit, HeaderEdit, BodyEdit> edit;

        PolicyResult<void> apply(Execution& execution, ResponseMessage& response) const
        {
            return std::visit(
                Overloaded{
                    [&](const StatusEdit& status) { return status.apply(execution, response); },
                    [&](const HeaderEdit& header) {
                        return header.apply(execution, response.headers);
                    },
                    [&](const BodyEdit& body) -> PolicyResult<void> {
                        PolicyResult<std::string> bytes
                            = body.evaluate(execution, nullptr, nullptr);
                        if (!bytes)
                            return bytes.error();
                        response.body = {MessageBody::State::Buffered, std::move(*bytes)};
                        return {};
                    },
                },
                edit);
        }
    };

    void addEdit(const policy::Statement& child, Compilation& compilation)
    {
        if (child.name == "set-status")
            m_edits.push_back({child.name, StatusEdit(child, compilation)});
        else if (child.name == "set-header")
            m_edits.push_back({child.name, HeaderEdit(child, compilation)});
        else if (child.name == "set-body")
            m_edits.push_back({child.name, BodyEdit(child, compilation)});
        else
            compilation.error(child.origin.position, "GL6006",
                              fmt::format("<{}> cannot stand in <return-response>", child.name));
    }

    std::string m_variable;
    std::vector<Edit> m_edits;
};

/// Answers with the example, or a sample made from the schema, that the API's definition gives for
/// a status. All of it is known when the plan is compiled.
class MockResponse final : public Step
{
public:
    MockResponse(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_response.statusCode
            = static_cast<int>(reader.literalInteger("status-code").value_or(200));
        m_response.statusReason = reasonPhrase(m_response.statusCode);
        m_response.body.state = MessageBody::State::Buffered;
        const Operation* operation = compilation.plan().operation;
        if (operation != nullptr)
            fill(*operation, reader.literal("content-type"));
    }

    StepResult run(Execution& execution) const override
    {
        setResponse(execution.context, m_response);
        execution.notes.isBackendResponse = false;
        execution.summarize("{} {}, {} bytes", m_response.statusCode, m_response.statusReason,
                            m_response.body.bytes.size());
        return Next::Respond;
    }

private:
    void fill(const Operation& operation, const std::string& wantedType)
    {
        const auto definition
            = std::find_if(operation.responses.begin(), operation.responses.end(),
                           [this](const Operation::Response& response) {
                               return response.statusCode == m_response.statusCode;
                           });
        if (definition == operation.responses.end() || definition->contents.empty())
            return;
        const Operation::Content* content = &definition->contents.front();
        for (const Operation::Content& candidate : definition->contents) {
            if (!wantedType.empty() && mediaType(candidate.contentType) == mediaType(wantedType)) {
                content = &candidate;
                break;
            }
        }
        m_response.headers.append("Content-Type", content->contentType);
        m_response.body.bytes = !content->example.empty() ? exampleText(*content)
            : content->schema.empty()                     ? std::string()
                                                          : sampleFromSchema(content->schema);
    }

    /// Examples are kept as JSON; one of a type that is not JSON is a JSON string of its text.
    static std::string exampleText(const Operation::Content& content)
    {
        if (isJsonMediaType(mediaType(content.contentType)))
            return content.example;
        boost::system::error_code error;
        const boost::json::value parsed = boost::json::parse(content.example, error);
        return !error && parsed.is_string() ? std::string(parsed.get_string()) : content.example;
    }

    ResponseMessage m_response;
};

} // namespace

void registerResponsePolicies(PolicyRegistry& registry)
{
    registry.add("return-response", compileStep<ReturnResponse>);
    registry.add("mock-response", compileStep<MockResponse>);
}

} // namespace gatelens::proxy
