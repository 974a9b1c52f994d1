#include "core/store/exchange_codec.h"
#include "core/store/payload_fields.h"

#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>

namespace gatelens::store {

namespace {

using protozero::pbf_reader;

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
