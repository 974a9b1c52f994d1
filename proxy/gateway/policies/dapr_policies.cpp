#include "proxy/gateway/policies/body_edit.h"
#include "proxy/gateway/policies/outgoing_call.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <optional>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

/// What publish-to-dapr and invoke-dapr-binding share: a POST to the sidecar. When none answers
/// the message is recorded as what would have been sent.
class DaprCall
{
public:
    DaprCall(StatementReader& reader, std::string policy)
        : m_policy(std::move(policy))
        , m_ignoresError(reader.literalBoolean("ignore-error", false))
        , m_variable(reader.literal("response-variable-name"))
        , m_timeout(reader.number("timeout", 5))
    {
    }

    awaitable<StepResult> post(Execution& execution, std::string path, std::string body) const
    {
        const PolicyResult<double> timeout = m_timeout.number(execution);
        if (!timeout)
            co_return timeout.error();
        const Result<Url> base = parseUrl(execution.plan.daprBaseUrl);
        if (!base)
            co_return execution.internalFailure("DaprError", base.error().message);
        OutgoingCall call;
        call.kind = CallKind::SendRequest;
        call.method = "POST";
        call.base = *base;
        call.path = path;
        call.headers.append("Content-Type", "application/json");
        call.body.bytes = body;
        call.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(*timeout * 1000));
        Result<ResponseMessage> response = co_await sendAndRead(execution, std::move(call));
        if (!response)
            co_return unanswered(execution, response.error(), path, std::move(body));
        const int statusCode = response->statusCode;
        execution.summarize("{} -> {}", path, statusCode);
        if (!m_variable.empty())
            execution.context.variables.set(
                m_variable,
                expression::Value::ofResponse(
                    std::make_shared<ResponseMessage>(std::move(*response))));
        if (statusCode >= 400 && !m_ignoresError)
            co_return execution.internalFailure(
                "DaprError", fmt::format("Dapr answered {} to {}.", statusCode, path));
        co_return Next::Continue;
    }

private:
    /// Where nothing listens the message is kept as what would have been sent; a sidecar that fails
    /// is an error.
    StepResult unanswered(Execution& execution, const Error& error, const std::string& path,
                          std::string body) const
    {
        const bool isNobodyThere
            = error.code == ErrorCode::Refused || error.code == ErrorCode::NotFound;
        if (isNobodyThere)
            record(execution, path, std::move(body));
        else if (!m_ignoresError)
            return execution.internalFailure(
                callFailureReason(error, execution.context.isClientGone),
                fmt::format("The Dapr sidecar did not answer to {}: {}", path, error.message));
        else
            execution.summarize("{} failed, ignored: {}", path, error.message);
        return Next::Continue;
    }

    void record(Execution& execution, const std::string& path, std::string body) const
    {
        execution.summarize("no Dapr sidecar answers: recorded");
        execution.context.record->recorded.push_back({.at = execution.services.now(),
                                                      .policy = m_policy,
                                                      .destination = path,
                                                      .properties = {},
                                                      .body = std::move(body)});
    }

    std::string m_policy;
    bool m_ignoresError;
    std::string m_variable;
    PolicyValue m_timeout;
};

/// The text of a message: an expression, a literal, or a Liquid template over the message at hand.
class DaprContent
{
public:
    /// `element` holds the text, `statement` says whether it is a template; null gives "".
    DaprContent(const policy::Statement* element, const policy::Statement& statement,
                Compilation& compilation)
        : m_section(compilation.section())
    {
        const std::string kind = StatementReader(statement, compilation).literal("template");
        if (element != nullptr)
            m_text.emplace(*element, kind, compilation);
        if (m_text && m_text->isTemplate())
            compilation.needOwnBody();
    }

    [[nodiscard]] PolicyResult<std::string> evaluate(Execution& execution) const
    {
        if (!m_text)
            return std::string();
        const PolicyResult<std::string> text = m_text->evaluate(
            execution, &bodyOf(execution, m_section), &headersOf(execution, m_section));
        if (!text)
            return text.error();
        return std::string(trimmed(*text));
    }

private:
    policy::Section m_section;
    std::optional<BodyEdit> m_text;
};

class PublishToDapr final : public WaitingStep
{
public:
    PublishToDapr(const policy::Statement& statement, Compilation& compilation)
        : m_call(makeCall(statement, compilation))
        , m_content(&statement, statement, compilation)
    {
        StatementReader reader(statement, compilation);
        m_component = reader.text("pubsub-name");
        m_topic = reader.requiredText("topic");
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const PolicyResult<std::string> component = m_component.text(execution);
        if (!component)
            co_return component.error();
        const PolicyResult<std::string> topic = m_topic.text(execution);
        if (!topic)
            co_return topic.error();
        PolicyResult<std::string> content = m_content.evaluate(execution);
        if (!content)
            co_return content.error();
        // Without a component the topic is written "component/topic".
        const std::string target = component->empty() ? *topic : *component + '/' + *topic;
        co_return co_await m_call.post(execution, "/v1.0/publish/" + target, std::move(*content));
    }

private:
    static DaprCall makeCall(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        return {reader, statement.name};
    }

    DaprCall m_call;
    PolicyValue m_component;
    PolicyValue m_topic;
    DaprContent m_content;
};

class InvokeDaprBinding final : public WaitingStep
{
public:
    InvokeDaprBinding(const policy::Statement& statement, Compilation& compilation)
        : m_call(makeCall(statement, compilation))
        , m_data(statement.child("data"), statement, compilation)
    {
        StatementReader reader(statement, compilation);
        m_name = reader.requiredText("name");
        m_operation = reader.literal("operation");
        if (const policy::Statement* metadata = statement.child("metadata")) {
            for (const policy::Statement* item : childrenNamed(*metadata, "item")) {
                StatementReader itemReader(*item, compilation);
                std::string key = itemReader.requiredLiteral("key");
                m_metadata.emplace_back(std::move(key), itemReader.innerTextTrimmed());
            }
        }
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const PolicyResult<std::string> name = m_name.text(execution);
        if (!name)
            co_return name.error();
        const PolicyResult<std::string> data = m_data.evaluate(execution);
        if (!data)
            co_return data.error();
        boost::json::object metadata;
        for (const auto& [key, value] : m_metadata) {
            const PolicyResult<std::string> text = value.text(execution);
            if (!text)
                co_return text.error();
            metadata[key] = *text;
        }
        boost::json::object body;
        body["data"] = jsonOrText(*data);
        if (!metadata.empty())
            body["metadata"] = std::move(metadata);
        if (!m_operation.empty())
            body["operation"] = m_operation;
        co_return co_await m_call.post(execution, "/v1.0/bindings/" + *name,
                                       boost::json::serialize(body));
    }

private:
    static DaprCall makeCall(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        return {reader, statement.name};
    }

    static boost::json::value jsonOrText(const std::string& text)
    {
        boost::system::error_code error;
        boost::json::value parsed = boost::json::parse(text, error);
        return error ? boost::json::value(text) : parsed;
    }

    DaprCall m_call;
    PolicyValue m_name;
    std::string m_operation;
    DaprContent m_data;
    std::vector<std::pair<std::string, PolicyValue>> m_metadata;
};

} // namespace

void registerDaprPolicies(PolicyRegistry& registry)
{
    registry.add("publish-to-dapr", compileStep<PublishToDapr>);
    registry.add("invoke-dapr-binding", compileStep<InvokeDaprBinding>);
}

} // namespace gatelens::proxy
