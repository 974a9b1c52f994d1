#include "core/store/exchange_codec.h"
#include "core/store/payload_fields.h"

#include <protozero/pbf_writer.hpp>

#include <type_traits>

namespace gatelens::store {

namespace {

/// Writes fields that differ from what a missing field reads as.
class Writer
{
public:
    explicit Writer(std::string& out)
        : m_writer(out)
    {
    }
    Writer(Writer& parent, protozero::pbf_tag_type tag)
        : m_writer(parent.m_writer, tag)
    {
    }

    void text(protozero::pbf_tag_type tag, std::string_view value)
    {
        if (!value.empty())
            entry(tag, value);
    }
    /// Also when empty: the place in a list counts.
    void entry(protozero::pbf_tag_type tag, std::string_view value)
    {
        m_writer.add_bytes(tag, value.data() == nullptr ? "" : value.data(), value.size());
    }
    void number(protozero::pbf_tag_type tag, std::uint64_t value)
    {
        if (value != 0)
            m_writer.add_uint64(tag, value);
    }
    void signedNumber(protozero::pbf_tag_type tag, std::int64_t value)
    {
        if (value != 0)
            m_writer.add_sint64(tag, value);
    }
    void duration(protozero::pbf_tag_type tag, Micros value) { signedNumber(tag, value.count()); }
    void flag(protozero::pbf_tag_type tag, bool value) { number(tag, value ? 1 : 0); }
    void real(protozero::pbf_tag_type tag, double value) { m_writer.add_double(tag, value); }
    template<class Enum>
    void enumeration(protozero::pbf_tag_type tag, Enum value)
    {
        static_assert(std::is_enum_v<Enum>);
        number(tag, static_cast<std::uint64_t>(value));
    }
    void pairs(protozero::pbf_tag_type tag, const Properties& properties)
    {
        for (const auto& [name, value] : properties) {
            entry(tag, name);
            entry(tag, value);
        }
    }

private:
    protozero::pbf_writer m_writer;
};

void write(Writer writer, const MessageCapture& capture)
{
    for (const HeaderField& header : capture.headers) {
        writer.entry(field::kCaptureHeader, header.name);
        writer.entry(field::kCaptureHeader, header.value);
    }
    writer.text(field::kCaptureBody, capture.body);
    writer.number(field::kCaptureBodyBytes, capture.bodyBytes);
    writer.flag(field::kCaptureIsCut, capture.isBodyCut);
}

void write(Writer writer, const BackendCall& call, Timestamp start)
{
    writer.enumeration(field::kCallKind, call.kind);
    writer.text(field::kCallSpanId, call.spanId);
    writer.duration(field::kCallStartedAfter, call.startedAt - start);
    writer.duration(field::kCallDuration, call.duration);
    writer.text(field::kCallMethod, call.method);
    writer.text(field::kCallUrl, call.url);
    writer.text(field::kCallTarget, call.target);
    writer.text(field::kCallBackendId, call.backendId);
    writer.signedNumber(field::kCallStatus, call.statusCode);
    writer.text(field::kCallFailure, call.failure);
    writer.duration(field::kCallQueue, call.timing.queue);
    writer.duration(field::kCallConnect, call.timing.connect);
    writer.duration(field::kCallTls, call.timing.tls);
    writer.duration(field::kCallSend, call.timing.send);
    writer.duration(field::kCallFirstByte, call.timing.firstByte);
    writer.duration(field::kCallReceive, call.timing.receive);
    write(Writer(writer, field::kCallRequest), call.request);
    write(Writer(writer, field::kCallResponse), call.response);
}

void write(Writer writer, const ExchangeError& error, Timestamp start)
{
    writer.duration(field::kErrorAfter, error.at - start);
    writer.text(field::kErrorSource, error.source);
    writer.text(field::kErrorReason, error.reason);
    writer.text(field::kErrorMessage, error.message);
    writer.text(field::kErrorScope, error.scope);
    writer.text(field::kErrorSection, error.section);
    writer.text(field::kErrorPath, error.path);
    writer.text(field::kErrorPolicyId, error.policyId);
}

void write(Writer writer, const PolicyMessage& message, Timestamp start)
{
    writer.duration(field::kMessageAfter, message.at - start);
    writer.enumeration(field::kMessageSeverity, message.severity);
    writer.text(field::kMessageSource, message.source);
    writer.text(field::kMessageText, message.message);
    writer.pairs(field::kMessageMetadata, message.metadata);
}

void write(Writer writer, const PolicyMetric& metric, Timestamp start)
{
    writer.duration(field::kMetricAfter, metric.at - start);
    writer.text(field::kMetricName, metric.name);
    writer.text(field::kMetricNamespace, metric.metricNamespace);
    writer.real(field::kMetricValue, metric.value);
    writer.pairs(field::kMetricDimension, metric.dimensions);
}

void write(Writer writer, const RecordedMessage& recorded, Timestamp start)
{
    writer.duration(field::kRecordedAfter, recorded.at - start);
    writer.text(field::kRecordedPolicy, recorded.policy);
    writer.text(field::kRecordedDestination, recorded.destination);
    writer.pairs(field::kRecordedProperty, recorded.properties);
    writer.text(field::kRecordedBody, recorded.body);
}

void write(Writer writer, const PolicyStep& step)
{
    writer.text(field::kStepSection, step.section);
    writer.text(field::kStepScope, step.scope);
    writer.text(field::kStepScopeName, step.scopeName);
    writer.text(field::kStepPolicy, step.policy);
    writer.text(field::kStepFile, step.file);
    writer.number(field::kStepLine, step.line);
    writer.number(field::kStepDepth, step.depth);
    writer.enumeration(field::kStepOutcome, step.outcome);
    writer.duration(field::kStepStartedAfter, step.startedAfter);
    writer.duration(field::kStepDuration, step.duration);
    writer.text(field::kStepSummary, step.summary);
    writer.text(field::kStepDetail, step.detail);
}

void write(Writer writer, const LoggedMessage& message)
{
    writer.pairs(field::kLoggedHeader, message.headers);
    writer.text(field::kLoggedBody, message.body);
    writer.flag(field::kLoggedIsEmpty, message.headers.empty() && message.body.empty());
}

void write(Writer writer, const LoggerOutcome& logger)
{
    writer.text(field::kLoggerId, logger.loggerId);
    writer.text(field::kLoggerScope, logger.diagnosticScope);
    writer.text(field::kLoggerKey, logger.instrumentationKey);
    writer.real(field::kLoggerPercentage, logger.percentage);
    writer.flag(field::kLoggerIsKept, logger.isKept);
    writer.enumeration(field::kLoggerReason, logger.reason);
    writer.real(field::kLoggerSampleRate, logger.sampleRate);
    writer.enumeration(field::kLoggerVerbosity, logger.verbosity);
    writer.flag(field::kLoggerHasClientIp, logger.hasClientIp);
    writer.flag(field::kLoggerHasMetrics, logger.hasMetrics);
    writer.flag(field::kLoggerIsUrlName, logger.isUrlOperationName);
    writer.text(field::kLoggerUrl, logger.url);
    write(Writer(writer, field::kLoggerFrontendRequest), logger.frontendRequest);
    write(Writer(writer, field::kLoggerFrontendResponse), logger.frontendResponse);
    for (const LoggedMessage& message : logger.backendRequests)
        write(Writer(writer, field::kLoggerBackendRequest), message);
    for (const LoggedMessage& message : logger.backendResponses)
        write(Writer(writer, field::kLoggerBackendResponse), message);
    for (const std::string& url : logger.backendUrls)
        writer.entry(field::kLoggerBackendUrl, url);
}

} // namespace

void encodePayload(const Exchange& exchange, std::string& out)
{
    const Timestamp start = exchange.startedAt;
    Writer writer(out);
    writer.text(field::kRequestId, exchange.requestId);
    writer.text(field::kParentId, exchange.parentId);
    writer.text(field::kSpanId, exchange.spanId);
    writer.text(field::kRequestSource, exchange.requestSource);
    writer.duration(field::kClientTime, exchange.clientTime);
    writer.duration(field::kInboundTime, exchange.inboundTime);
    writer.duration(field::kOutboundTime, exchange.outboundTime);
    writer.text(field::kUrl, exchange.url);
    writer.text(field::kClientIp, exchange.clientIp);
    writer.text(field::kCache, exchange.cache);
    write(Writer(writer, field::kRequest), exchange.request);
    write(Writer(writer, field::kResponse), exchange.response);
    for (const BackendCall& call : exchange.backendCalls)
        write(Writer(writer, field::kBackendCall), call, start);
    for (const ExchangeError& error : exchange.errors)
        write(Writer(writer, field::kError), error, start);
    for (const PolicyMessage& message : exchange.messages)
        write(Writer(writer, field::kPolicyMessage), message, start);
    for (const PolicyMetric& metric : exchange.metrics)
        write(Writer(writer, field::kMetric), metric, start);
    for (const RecordedMessage& recorded : exchange.recorded)
        write(Writer(writer, field::kRecorded), recorded, start);
    for (const PolicyStep& step : exchange.steps)
        write(Writer(writer, field::kStep), step);
    for (const LoggerOutcome& logger : exchange.loggers)
        write(Writer(writer, field::kLogger), logger);
}

} // namespace gatelens::store
