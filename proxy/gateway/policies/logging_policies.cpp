#include "proxy/gateway/policies/dimensions.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

#include <array>

namespace gatelens::proxy {

namespace {

constexpr std::array<EnumValue<Severity>::Name, 3> kSeverities{{
    {"verbose", Severity::Verbose},
    {"information", Severity::Information},
    {"error", Severity::Error},
}};

/// Longest event that an event hub takes.
constexpr std::size_t kMostEventBytes = 204800;

class Trace final : public Step
{
public:
    Trace(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_source = reader.requiredLiteral("source");
        m_severity = reader.enumeration<Severity>("severity", kSeverities, Severity::Verbose);
        if (const policy::Statement* message = statement.child("message"))
            m_message = StatementReader(*message, compilation).innerTextTrimmed();
        else
            compilation.error(reader.position(), "GL6002", "<trace> lacks the element <message>");
        for (const policy::Statement* metadata : childrenNamed(statement, "metadata")) {
            StatementReader metadataReader(*metadata, compilation);
            PolicyValue name = metadataReader.requiredText("name");
            m_metadata.emplace_back(std::move(name), metadataReader.requiredText("value"));
        }
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<Severity> severity = m_severity.get(execution);
        if (!severity)
            return severity.error();
        PolicyResult<std::string> message = m_message.text(execution);
        if (!message)
            return message.error();
        PolicyMessage record;
        record.at = execution.services.now();
        record.severity = *severity;
        record.source = m_source;
        record.message = std::move(*message);
        for (const auto& [name, value] : m_metadata) {
            PolicyResult<std::string> nameText = name.text(execution);
            if (!nameText)
                return nameText.error();
            PolicyResult<std::string> valueText = value.text(execution);
            if (!valueText)
                return valueText.error();
            record.metadata.emplace_back(std::move(*nameText), std::move(*valueText));
        }
        execution.summarize(record.message);
        execution.context.record->messages.push_back(std::move(record));
        return Next::Continue;
    }

private:
    std::string m_source;
    EnumValue<Severity> m_severity;
    PolicyValue m_message;
    std::vector<std::pair<PolicyValue, PolicyValue>> m_metadata;
};

class EmitMetric final : public Step
{
public:
    EmitMetric(const policy::Statement& statement, Compilation& compilation)
        : m_dimensions(statement, compilation)
    {
        StatementReader reader(statement, compilation);
        m_name = reader.requiredLiteral("name");
        m_namespace = reader.literal("namespace", "API Management");
        m_value = reader.number("value", 1);
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<double> value = m_value.number(execution);
        if (!value)
            return value.error();
        PolicyResult<Properties> dimensions = m_dimensions.evaluate(execution);
        if (!dimensions)
            return dimensions.error();
        execution.summarize("{} = {}", m_name, *value);
        execution.context.record->metrics.push_back({.at = execution.services.now(),
                                                     .name = m_name,
                                                     .metricNamespace = m_namespace,
                                                     .value = *value,
                                                     .dimensions = std::move(*dimensions)});
        return Next::Continue;
    }

private:
    std::string m_name;
    std::string m_namespace;
    PolicyValue m_value;
    Dimensions m_dimensions;
};

/// Recorded: what an event hub would have received.
class LogToEventHub final : public Step
{
public:
    LogToEventHub(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_logger = reader.requiredLiteral("logger-id");
        m_partitionId = reader.literal("partition-id");
        m_partitionKey = reader.text("partition-key");
        m_message = reader.innerText("message");
        const Workspace* workspace = compilation.plan().workspace.get();
        if (workspace != nullptr && workspace->findLogger(m_logger) == nullptr)
            compilation.error(reader.positionOf("logger-id"), "GL6005",
                              fmt::format("Logger with id '{}' could not be found", m_logger));
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> message = m_message.text(execution);
        if (!message)
            return message.error();
        const PolicyResult<std::string> key = m_partitionKey.text(execution);
        if (!key)
            return key.error();
        RecordedMessage record;
        record.at = execution.services.now();
        record.policy = "log-to-eventhub";
        record.destination = m_logger;
        if (!m_partitionId.empty())
            record.properties.emplace_back("partition-id", m_partitionId);
        if (m_partitionKey.isPresent())
            record.properties.emplace_back("partition-key", *key);
        record.body = trimmed(*message).substr(0, kMostEventBytes);
        execution.summarize("{} bytes for {}", record.body.size(), m_logger);
        execution.context.record->recorded.push_back(std::move(record));
        return Next::Continue;
    }

private:
    std::string m_logger;
    std::string m_partitionId;
    PolicyValue m_partitionKey;
    PolicyValue m_message;
};

/// Recorded: what a service bus queue or topic would have received.
class SendServiceBusMessage final : public Step
{
public:
    SendServiceBusMessage(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        if (reader.has("queue-name") == reader.has("topic-name"))
            compilation.error(reader.position(), "GL6002",
                              "<send-service-bus-message> needs either queue-name or topic-name");
        m_isQueue = reader.has("queue-name");
        m_destination = reader.text(m_isQueue ? "queue-name" : "topic-name");
        m_namespace = reader.text("namespace");
        if (const policy::Statement* payload = statement.child("payload"))
            m_payload = StatementReader(*payload, compilation).innerText();
        else
            compilation.error(reader.position(), "GL6002",
                              "<send-service-bus-message> lacks the element <payload>");
        if (const policy::Statement* properties = statement.child("message-properties")) {
            for (const policy::Statement* property :
                 childrenNamed(*properties, "message-property")) {
                StatementReader propertyReader(*property, compilation);
                std::string name = propertyReader.requiredLiteral("name");
                m_properties.emplace_back(std::move(name), propertyReader.innerTextTrimmed());
            }
        }
    }

    StepResult run(Execution& execution) const override
    {
        RecordedMessage record;
        record.at = execution.services.now();
        record.policy = "send-service-bus-message";
        PolicyResult<std::string> destination = m_destination.text(execution);
        if (!destination)
            return destination.error();
        PolicyResult<std::string> space = m_namespace.text(execution);
        if (!space)
            return space.error();
        PolicyResult<std::string> payload = m_payload.text(execution);
        if (!payload)
            return payload.error();
        record.destination = fmt::format("{}{}{}", *space, space->empty() ? "" : "/", *destination);
        record.properties.emplace_back("kind", m_isQueue ? "queue" : "topic");
        for (const auto& [name, value] : m_properties) {
            PolicyResult<std::string> text = value.text(execution);
            if (!text)
                return text.error();
            record.properties.emplace_back(name, std::move(*text));
        }
        record.body = std::move(*payload);
        execution.summarize("{} bytes for {}", record.body.size(), record.destination);
        execution.context.record->recorded.push_back(std::move(record));
        return Next::Continue;
    }

private:
    bool m_isQueue = true;
    PolicyValue m_destination;
    PolicyValue m_namespace;
    PolicyValue m_payload;
    std::vector<std::pair<std::string, PolicyValue>> m_properties;
};

} // namespace

void registerLoggingPolicies(PolicyRegistry& registry)
{
    registry.add("trace", compileStep<Trace>);
    registry.add("emit-metric", compileStep<EmitMetric>);
    registry.add("log-to-eventhub", compileStep<LogToEventHub>);
    registry.add("send-service-bus-message", compileStep<SendServiceBusMessage>);
}

} // namespace gatelens::proxy
