#include "core/store/exchange_codec.h"

#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>

#include <type_traits>

namespace gatelens::store {

namespace {

using protozero::pbf_reader;
using protozero::pbf_writer;

/// Field numbers on disk, by message. Add at the end; never give a number a second meaning.
namespace field {
enum ExchangeField : protozero::pbf_tag_type
{
    kRequestId = 1,
    kParentId,
    kSpanId,
    kRequestSource,
    kClientTime,
    kInboundTime,
    kOutboundTime,
    kUrl,
    kClientIp,
    kCache,
    kRequest,
    kResponse,
    kBackendCall,
    kError,
    kPolicyMessage,
    kMetric,
    kRecorded,
    kStep,
    kLogger,
};
enum CaptureField : protozero::pbf_tag_type
{
    kCaptureHeader = 1, ///< name, value, name, value, …
    kCaptureBody,
    kCaptureBodyBytes,
    kCaptureIsCut,
};
enum CallField : protozero::pbf_tag_type
{
    kCallKind = 1,
    kCallSpanId,
    kCallStartedAfter,
    kCallDuration,
    kCallMethod,
    kCallUrl,
    kCallTarget,
    kCallBackendId,
    kCallStatus,
    kCallFailure,
    kCallQueue,
    kCallConnect,
    kCallTls,
    kCallSend,
    kCallFirstByte,
    kCallReceive,
    kCallRequest,
    kCallResponse,
};
enum ErrorField : protozero::pbf_tag_type
{
    kErrorAfter = 1,
    kErrorSource,
    kErrorReason,
    kErrorMessage,
    kErrorScope,
    kErrorSection,
    kErrorPath,
    kErrorPolicyId,
};
enum MessageField : protozero::pbf_tag_type
{
    kMessageAfter = 1,
    kMessageSeverity,
    kMessageSource,
    kMessageText,
    kMessageMetadata, ///< name, value, name, value, …
};
enum MetricField : protozero::pbf_tag_type
{
    kMetricAfter = 1,
    kMetricName,
    kMetricNamespace,
    kMetricValue,
    kMetricDimension, ///< name, value, name, value, …
};
enum RecordedField : protozero::pbf_tag_type
{
    kRecordedAfter = 1,
    kRecordedPolicy,
    kRecordedDestination,
    kRecordedProperty, ///< name, value, name, value, …
    kRecordedBody,
};
enum StepField : protozero::pbf_tag_type
{
    kStepSection = 1,
    kStepScope,
    kStepScopeName,
    kStepPolicy,
    kStepFile,
    kStepLine,
    kStepDepth,
    kStepOutcome,
    kStepStartedAfter,
    kStepDuration,
    kStepSummary,
    kStepDetail,
};
enum LoggedField : protozero::pbf_tag_type
{
    kLoggedHeader = 1, ///< name, value, name, value, …
    kLoggedBody,
    kLoggedIsEmpty, ///< protozero drops empty messages, but their place in a list counts
};
enum LoggerField : protozero::pbf_tag_type
{
    kLoggerId = 1,
    kLoggerScope,
    kLoggerKey,
    kLoggerPercentage,
    kLoggerIsKept,
    kLoggerReason,
    kLoggerSampleRate,
    kLoggerVerbosity,
    kLoggerHasClientIp,
    kLoggerHasMetrics,
    kLoggerIsUrlName,
    kLoggerUrl,
    kLoggerFrontendRequest,
    kLoggerFrontendResponse,
    kLoggerBackendRequest,
    kLoggerBackendResponse,
    kLoggerBackendUrl,
};
} // namespace field

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
    pbf_writer m_writer;
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

// Readers of one value. A field whose wire type is not the expected one comes from damaged bytes or
// from a writer that gave the number another meaning: it is skipped like an unknown field.

bool isOfType(pbf_reader& reader, protozero::pbf_wire_type type)
{
    if (reader.has_wire_type(type))
        return true;
    reader.skip();
    return false;
}

std::string textOf(pbf_reader& reader)
{
    if (!isOfType(reader, protozero::pbf_wire_type::length_delimited))
        return {};
    const auto view = reader.get_view();
    return {view.data(), view.size()};
}

pbf_reader messageOf(pbf_reader& reader)
{
    if (!isOfType(reader, protozero::pbf_wire_type::length_delimited))
        return {};
    return reader.get_message();
}

std::uint64_t numberOf(pbf_reader& reader)
{
    return isOfType(reader, protozero::pbf_wire_type::varint) ? reader.get_uint64() : 0;
}

std::int64_t signedNumberOf(pbf_reader& reader)
{
    return isOfType(reader, protozero::pbf_wire_type::varint) ? reader.get_sint64() : 0;
}

double realOf(pbf_reader& reader)
{
    return isOfType(reader, protozero::pbf_wire_type::fixed64) ? reader.get_double() : 0;
}

Micros durationOf(pbf_reader& reader) { return Micros(signedNumberOf(reader)); }

/// Times far outside the calendar come only from damaged bytes; adding them must not overflow.
Timestamp timeOf(pbf_reader& reader, Timestamp start)
{
    const auto microseconds = static_cast<std::uint64_t>(start.time_since_epoch().count())
        + static_cast<std::uint64_t>(signedNumberOf(reader));
    return Timestamp(Micros(static_cast<std::int64_t>(microseconds)));
}

int intOf(pbf_reader& reader) { return static_cast<int>(signedNumberOf(reader)); }

std::uint32_t countOf(pbf_reader& reader) { return static_cast<std::uint32_t>(numberOf(reader)); }

/// A value that this build does not know, from a newer writer, reads as `otherwise`.
template<class Enum>
Enum enumOf(pbf_reader& reader, Enum last, Enum otherwise)
{
    const std::uint64_t value = numberOf(reader);
    return value <= static_cast<std::uint64_t>(last) ? static_cast<Enum>(value) : otherwise;
}

/// Collects the halves of name/value pairs.
class PairReader
{
public:
    template<class Append>
    void take(pbf_reader& reader, Append append)
    {
        if (m_hasName)
            append(std::move(m_name), textOf(reader));
        else
            m_name = textOf(reader);
        m_hasName = !m_hasName;
    }
    void take(pbf_reader& reader, Properties& into)
    {
        take(reader, [&](std::string name, std::string value) {
            into.emplace_back(std::move(name), std::move(value));
        });
    }

private:
    std::string m_name;
    bool m_hasName = false;
};

MessageCapture readCapture(pbf_reader reader)
{
    MessageCapture capture;
    PairReader pairs;
    while (reader.next()) {
        switch (reader.tag()) {
        case field::kCaptureHeader:
            pairs.take(reader, [&](std::string name, std::string value) {
                capture.headers.append(std::move(name), std::move(value));
            });
            break;
        case field::kCaptureBody:
            capture.body = textOf(reader);
            break;
        case field::kCaptureBodyBytes:
            capture.bodyBytes = numberOf(reader);
            break;
        case field::kCaptureIsCut:
            capture.isBodyCut = numberOf(reader) != 0;
            break;
        default:
            reader.skip();
        }
    }
    return capture;
}

bool readTiming(pbf_reader& reader, CallTiming& timing)
{
    switch (reader.tag()) {
    case field::kCallQueue:
        timing.queue = durationOf(reader);
        return true;
    case field::kCallConnect:
        timing.connect = durationOf(reader);
        return true;
    case field::kCallTls:
        timing.tls = durationOf(reader);
        return true;
    case field::kCallSend:
        timing.send = durationOf(reader);
        return true;
    case field::kCallFirstByte:
        timing.firstByte = durationOf(reader);
        return true;
    case field::kCallReceive:
        timing.receive = durationOf(reader);
        return true;
    default:
        return false;
    }
}

BackendCall readCall(pbf_reader reader, Timestamp start)
{
    BackendCall call;
    call.startedAt = start;
    while (reader.next()) {
        if (readTiming(reader, call.timing))
            continue;
        switch (reader.tag()) {
        case field::kCallKind:
            call.kind = enumOf(reader, CallKind::SendOneWayRequest, CallKind::ForwardRequest);
            break;
        case field::kCallSpanId:
            call.spanId = textOf(reader);
            break;
        case field::kCallStartedAfter:
            call.startedAt = timeOf(reader, start);
            break;
        case field::kCallDuration:
            call.duration = durationOf(reader);
            break;
        case field::kCallMethod:
            call.method = textOf(reader);
            break;
        case field::kCallUrl:
            call.url = textOf(reader);
            break;
        case field::kCallTarget:
            call.target = textOf(reader);
            break;
        case field::kCallBackendId:
            call.backendId = textOf(reader);
            break;
        case field::kCallStatus:
            call.statusCode = intOf(reader);
            break;
        case field::kCallFailure:
            call.failure = textOf(reader);
            break;
        case field::kCallRequest:
            call.request = readCapture(messageOf(reader));
            break;
        case field::kCallResponse:
            call.response = readCapture(messageOf(reader));
            break;
        default:
            reader.skip();
        }
    }
    return call;
}

ExchangeError readError(pbf_reader reader, Timestamp start)
{
    ExchangeError error;
    error.at = start;
    while (reader.next()) {
        switch (reader.tag()) {
        case field::kErrorAfter:
            error.at = timeOf(reader, start);
            break;
        case field::kErrorSource:
            error.source = textOf(reader);
            break;
        case field::kErrorReason:
            error.reason = textOf(reader);
            break;
        case field::kErrorMessage:
            error.message = textOf(reader);
            break;
        case field::kErrorScope:
            error.scope = textOf(reader);
            break;
        case field::kErrorSection:
            error.section = textOf(reader);
            break;
        case field::kErrorPath:
            error.path = textOf(reader);
            break;
        case field::kErrorPolicyId:
            error.policyId = textOf(reader);
            break;
        default:
            reader.skip();
        }
    }
    return error;
}

PolicyMessage readPolicyMessage(pbf_reader reader, Timestamp start)
{
    PolicyMessage message;
    message.at = start;
    PairReader metadata;
    while (reader.next()) {
        switch (reader.tag()) {
        case field::kMessageAfter:
            message.at = timeOf(reader, start);
            break;
        case field::kMessageSeverity:
            message.severity = enumOf(reader, Severity::Critical, Severity::Information);
            break;
        case field::kMessageSource:
            message.source = textOf(reader);
            break;
        case field::kMessageText:
            message.message = textOf(reader);
            break;
        case field::kMessageMetadata:
            metadata.take(reader, message.metadata);
            break;
        default:
            reader.skip();
        }
    }
    return message;
}

PolicyMetric readMetric(pbf_reader reader, Timestamp start)
{
    PolicyMetric metric;
    metric.at = start;
    PairReader dimensions;
    while (reader.next()) {
        switch (reader.tag()) {
        case field::kMetricAfter:
            metric.at = timeOf(reader, start);
            break;
        case field::kMetricName:
            metric.name = textOf(reader);
            break;
        case field::kMetricNamespace:
            metric.metricNamespace = textOf(reader);
            break;
        case field::kMetricValue:
            metric.value = realOf(reader);
            break;
        case field::kMetricDimension:
            dimensions.take(reader, metric.dimensions);
            break;
        default:
            reader.skip();
        }
    }
    return metric;
}

RecordedMessage readRecorded(pbf_reader reader, Timestamp start)
{
    RecordedMessage recorded;
    recorded.at = start;
    PairReader properties;
    while (reader.next()) {
        switch (reader.tag()) {
        case field::kRecordedAfter:
            recorded.at = timeOf(reader, start);
            break;
        case field::kRecordedPolicy:
            recorded.policy = textOf(reader);
            break;
        case field::kRecordedDestination:
            recorded.destination = textOf(reader);
            break;
        case field::kRecordedProperty:
            properties.take(reader, recorded.properties);
            break;
        case field::kRecordedBody:
            recorded.body = textOf(reader);
            break;
        default:
            reader.skip();
        }
    }
    return recorded;
}

PolicyStep readStep(pbf_reader reader)
{
    PolicyStep step;
    while (reader.next()) {
        switch (reader.tag()) {
        case field::kStepSection:
            step.section = textOf(reader);
            break;
        case field::kStepScope:
            step.scope = textOf(reader);
            break;
        case field::kStepScopeName:
            step.scopeName = textOf(reader);
            break;
        case field::kStepPolicy:
            step.policy = textOf(reader);
            break;
        case field::kStepFile:
            step.file = textOf(reader);
            break;
        case field::kStepLine:
            step.line = countOf(reader);
            break;
        case field::kStepDepth:
            step.depth = countOf(reader);
            break;
        case field::kStepOutcome:
            step.outcome = enumOf(reader, StepOutcome::Failed, StepOutcome::Ran);
            break;
        case field::kStepStartedAfter:
            step.startedAfter = durationOf(reader);
            break;
        case field::kStepDuration:
            step.duration = durationOf(reader);
            break;
        case field::kStepSummary:
            step.summary = textOf(reader);
            break;
        case field::kStepDetail:
            step.detail = textOf(reader);
            break;
        default:
            reader.skip();
        }
    }
    return step;
}

LoggedMessage readLogged(pbf_reader reader)
{
    LoggedMessage message;
    PairReader headers;
    while (reader.next()) {
        switch (reader.tag()) {
        case field::kLoggedHeader:
            headers.take(reader, message.headers);
            break;
        case field::kLoggedBody:
            message.body = textOf(reader);
            break;
        default:
            reader.skip();
        }
    }
    return message;
}

bool readLoggedMessages(pbf_reader& reader, LoggerOutcome& logger)
{
    switch (reader.tag()) {
    case field::kLoggerUrl:
        logger.url = textOf(reader);
        return true;
    case field::kLoggerFrontendRequest:
        logger.frontendRequest = readLogged(messageOf(reader));
        return true;
    case field::kLoggerFrontendResponse:
        logger.frontendResponse = readLogged(messageOf(reader));
        return true;
    case field::kLoggerBackendRequest:
        logger.backendRequests.push_back(readLogged(messageOf(reader)));
        return true;
    case field::kLoggerBackendResponse:
        logger.backendResponses.push_back(readLogged(messageOf(reader)));
        return true;
    case field::kLoggerBackendUrl:
        logger.backendUrls.push_back(textOf(reader));
        return true;
    default:
        return false;
    }
}

LoggerOutcome readLogger(pbf_reader reader)
{
    LoggerOutcome logger;
    // What a missing field means, where the struct's own default differs.
    logger.isKept = false;
    logger.verbosity = Severity::Verbose;
    while (reader.next()) {
        if (readLoggedMessages(reader, logger))
            continue;
        switch (reader.tag()) {
        case field::kLoggerId:
            logger.loggerId = textOf(reader);
            break;
        case field::kLoggerScope:
            logger.diagnosticScope = textOf(reader);
            break;
        case field::kLoggerKey:
            logger.instrumentationKey = textOf(reader);
            break;
        case field::kLoggerPercentage:
            logger.percentage = realOf(reader);
            break;
        case field::kLoggerIsKept:
            logger.isKept = numberOf(reader) != 0;
            break;
        case field::kLoggerReason:
            logger.reason = enumOf(reader, KeepReason::Verbosity, KeepReason::Drawn);
            break;
        case field::kLoggerSampleRate:
            logger.sampleRate = realOf(reader);
            break;
        case field::kLoggerVerbosity:
            logger.verbosity = enumOf(reader, Severity::Critical, Severity::Information);
            break;
        case field::kLoggerHasClientIp:
            logger.hasClientIp = numberOf(reader) != 0;
            break;
        case field::kLoggerHasMetrics:
            logger.hasMetrics = numberOf(reader) != 0;
            break;
        case field::kLoggerIsUrlName:
            logger.isUrlOperationName = numberOf(reader) != 0;
            break;
        default:
            reader.skip();
        }
    }
    return logger;
}

bool readList(pbf_reader& reader, Exchange& exchange)
{
    switch (reader.tag()) {
    case field::kBackendCall:
        exchange.backendCalls.push_back(readCall(messageOf(reader), exchange.startedAt));
        return true;
    case field::kError:
        exchange.errors.push_back(readError(messageOf(reader), exchange.startedAt));
        return true;
    case field::kPolicyMessage:
        exchange.messages.push_back(readPolicyMessage(messageOf(reader), exchange.startedAt));
        return true;
    case field::kMetric:
        exchange.metrics.push_back(readMetric(messageOf(reader), exchange.startedAt));
        return true;
    case field::kRecorded:
        exchange.recorded.push_back(readRecorded(messageOf(reader), exchange.startedAt));
        return true;
    case field::kStep:
        exchange.steps.push_back(readStep(messageOf(reader)));
        return true;
    case field::kLogger:
        exchange.loggers.push_back(readLogger(messageOf(reader)));
        return true;
    default:
        return false;
    }
}

void readExchange(pbf_reader reader, Exchange& exchange)
{
    exchange.cache.clear();
    while (reader.next()) {
        if (readList(reader, exchange))
            continue;
        switch (reader.tag()) {
        case field::kRequestId:
            exchange.requestId = textOf(reader);
            break;
        case field::kParentId:
            exchange.parentId = textOf(reader);
            break;
        case field::kSpanId:
            exchange.spanId = textOf(reader);
            break;
        case field::kRequestSource:
            exchange.requestSource = textOf(reader);
            break;
        case field::kClientTime:
            exchange.clientTime = durationOf(reader);
            break;
        case field::kInboundTime:
            exchange.inboundTime = durationOf(reader);
            break;
        case field::kOutboundTime:
            exchange.outboundTime = durationOf(reader);
            break;
        case field::kUrl:
            exchange.url = textOf(reader);
            break;
        case field::kClientIp:
            exchange.clientIp = textOf(reader);
            break;
        case field::kCache:
            exchange.cache = textOf(reader);
            break;
        case field::kRequest:
            exchange.request = readCapture(messageOf(reader));
            break;
        case field::kResponse:
            exchange.response = readCapture(messageOf(reader));
            break;
        default:
            reader.skip();
        }
    }
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

Result<void> decodePayload(std::string_view payload, Exchange& exchange)
{
    try {
        readExchange(pbf_reader(payload.data(), payload.size()), exchange);
    } catch (const protozero::exception& problem) {
        return Error{ErrorCode::Malformed,
                     std::string("the stored exchange is damaged: ") + problem.what(),
                     {}};
    }
    return {};
}

} // namespace gatelens::store
