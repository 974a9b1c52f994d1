#include "core/formats/otlp_records.h"

#include "core/base/json_writer.h"
#include "core/base/overloaded.h"
#include "core/formats/captured_body.h"
#include "core/formats/otlp_attributes.h"
#include "core/formats/otlp_ids.h"
#include "core/message/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace gatelens {

namespace {

enum class SpanKind
{
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4
};

constexpr int kStatusError = 2;

/// Attribute names that this exporter gives a meaning; a custom dimension of that name is prefixed.
constexpr std::array<std::string_view, 17> kOwnNames{"http.request.method",
                                                     "url.full",
                                                     "url.path",
                                                     "url.query",
                                                     "url.scheme",
                                                     "server.address",
                                                     "server.port",
                                                     "http.response.status_code",
                                                     "http.route",
                                                     "network.protocol.version",
                                                     "client.address",
                                                     "user_agent.original",
                                                     "http.request.body.size",
                                                     "http.response.body.size",
                                                     "exception.type",
                                                     "exception.message",
                                                     "exception.stacktrace"};

bool isOwnName(std::string_view name)
{
    return name.starts_with("gatelens.") || name.starts_with("http.request.header.")
        || name.starts_with("http.response.header.")
        || std::find(kOwnNames.begin(), kOwnNames.end(), name) != kOwnNames.end();
}

void writeProperties(OtlpAttributes& attributes, const ItemContext& context)
{
    for (const auto& [name, value] : context.properties)
        attributes.text(isOwnName(name) ? "gatelens.p." + name : name, value);
    for (const auto& [name, value] : context.measurements) {
        if (std::isfinite(value))
            attributes.number("gatelens.m." + name, value);
    }
    attributes.integer("gatelens.weight", itemCountFor(context.sampleRate));
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char character) {
        return static_cast<char>(std::tolower(character));
    });
    return lower;
}

/// Each header once, with all its values, under its lower-case name.
void writeHeaders(OtlpAttributes& attributes, std::string_view prefix, const HeaderList& headers,
                  const ExportMasking& masking)
{
    std::vector<std::string> written;
    for (const HeaderField& field : headers) {
        const std::string name = lowerCase(field.name);
        if (std::find(written.begin(), written.end(), name) != written.end())
            continue;
        std::vector<std::string_view> values = headers.all(field.name);
        for (std::string_view& value : values)
            value = masking.headerValue(field.name, value);
        attributes.texts(std::string(prefix) + name, values);
        written.push_back(name);
    }
}

void writeBody(OtlpAttributes& attributes, std::string_view key, const MessageCapture& message)
{
    if (message.body.empty())
        return;
    const BodyText body = bodyText(message);
    if (body.isBinary)
        attributes.bytes(key, body.text);
    else
        attributes.text(key, body.text);
}

void writeMessages(OtlpAttributes& attributes, const MessageCapture& request,
                   const MessageCapture& response, const ExportMasking& masking)
{
    attributes.integer("http.request.body.size", static_cast<std::int64_t>(request.bodyBytes));
    attributes.integer("http.response.body.size", static_cast<std::int64_t>(response.bodyBytes));
    writeHeaders(attributes, "http.request.header.", request.headers, masking);
    writeHeaders(attributes, "http.response.header.", response.headers, masking);
    writeBody(attributes, "gatelens.request.body", request);
    writeBody(attributes, "gatelens.response.body", response);
}

void writeUrl(OtlpAttributes& attributes, std::string_view text, const ExportMasking& masking)
{
    if (text.empty())
        return;
    const std::string masked = masking.url(text);
    attributes.text("url.full", masked);
    const Result<Url> url = parseUrl(masked);
    if (!url)
        return;
    attributes.text("url.scheme", url->scheme);
    attributes.text("url.path", url->path);
    attributes.textIfSet("url.query", url->query);
    attributes.textIfSet("server.address", url->host);
    if (url->port != 0)
        attributes.integer("server.port", url->port);
}

/// A numeric code is the HTTP status, anything else an attribute of ours.
void writeCode(OtlpAttributes& attributes, std::string_view code)
{
    int status = 0;
    const auto [end, failure] = std::from_chars(code.data(), code.data() + code.size(), status);
    if (failure == std::errc() && end == code.data() + code.size())
        attributes.integer("http.response.status_code", status);
    else if (!code.empty())
        attributes.text("gatelens.code", code);
}

void writeIdentity(OtlpAttributes& attributes, const Exchange& exchange)
{
    attributes.textIfSet("gatelens.api", exchange.apiId);
    attributes.textIfSet("gatelens.revision", exchange.apiId.empty() ? "" : exchange.apiRevision);
    attributes.textIfSet("gatelens.operation", exchange.apimOperationId);
    attributes.textIfSet("gatelens.product", exchange.productId);
    attributes.textIfSet("gatelens.subscription", exchange.subscriptionId);
    std::vector<std::string_view> loggers;
    for (const LoggerOutcome& outcome : exchange.loggers) {
        if (outcome.isKept)
            loggers.push_back(outcome.loggerId);
    }
    attributes.texts("gatelens.loggers", loggers);
}

void writeTiming(OtlpAttributes& attributes, const CallTiming& timing)
{
    const auto millis = [&](std::string_view name, Micros duration) {
        if (duration > Micros(0)) {
            attributes.number("gatelens.timing." + std::string(name),
                              static_cast<double>(duration.count()) / 1000);
        }
    };
    millis("blocked", timing.queue);
    millis("connect", timing.connect);
    millis("tls", timing.tls);
    millis("send", timing.send);
    millis("wait", timing.firstByte);
    millis("receive", timing.receive);
}

void writeRequest(OtlpAttributes& attributes, const RequestItem& item, const Exchange* exchange,
                  const ExportMasking& masking)
{
    writeUrl(attributes, item.url, masking);
    writeCode(attributes, item.responseCode);
    attributes.textIfSet("client.address", item.context.clientIp);
    attributes.textIfSet("gatelens.source", item.source);
    attributes.flag("gatelens.success", item.success);
    if (exchange == nullptr)
        return;
    attributes.text("http.request.method", exchange->method);
    attributes.text("network.protocol.version", "1.1");
    if (const std::string* agent = exchange->request.headers.find("User-Agent"))
        attributes.text("user_agent.original", *agent);
    writeIdentity(attributes, *exchange);
    writeMessages(attributes, exchange->request, exchange->response, masking);
}

void writeDependency(OtlpAttributes& attributes, const DependencyItem& item,
                     const Exchange* exchange, const ExportMasking& masking)
{
    attributes.textIfSet("gatelens.type", item.type);
    attributes.textIfSet("gatelens.target", item.target);
    attributes.textIfSet("gatelens.data", masking.url(item.data));
    writeCode(attributes, item.resultCode);
    attributes.flag("gatelens.success", item.success);
    const bool isHttp = equalsIgnoringCase(item.type, "HTTP");
    if (isHttp)
        writeUrl(attributes, item.data, masking);
    if (exchange == nullptr)
        return;
    writeIdentity(attributes, *exchange);
    for (const BackendCall& call : exchange->backendCalls) {
        if (call.spanId != item.id)
            continue;
        attributes.text("http.request.method", call.method);
        writeTiming(attributes, call.timing);
        writeMessages(attributes, call.request, call.response, masking);
        return;
    }
}

SpanKind kindOfDependency(const DependencyItem& item)
{
    if (item.type == "InProc")
        return SpanKind::Internal;
    return item.type.starts_with("Queue Message") ? SpanKind::Producer : SpanKind::Client;
}

/// What all kinds of spans share.
struct SpanFacts
{
    std::string_view id;
    std::string_view name;
    SpanKind kind = SpanKind::Internal;
    Micros duration{0};
    bool isSuccess = true;
};

SpanFacts factsOf(const TelemetryItem& item)
{
    return std::visit(Overloaded{
                          [](const RequestItem& request) -> SpanFacts {
                              return {request.id, request.name, SpanKind::Server, request.duration,
                                      request.success};
                          },
                          [](const DependencyItem& dependency) -> SpanFacts {
                              return {dependency.id, dependency.name, kindOfDependency(dependency),
                                      dependency.duration, dependency.success};
                          },
                          [](const AvailabilityItem& availability) -> SpanFacts {
                              return {availability.id, availability.name, SpanKind::Internal,
                                      availability.duration, availability.success};
                          },
                          [](const PageViewItem& view) -> SpanFacts {
                              return {view.id, view.name, SpanKind::Internal,
                                      view.duration.value_or(Micros(0)), true};
                          },
                          [](const ExceptionItem&) -> SpanFacts { return {}; },
                          [](const TraceItem&) -> SpanFacts { return {}; },
                          [](const EventItem&) -> SpanFacts { return {}; },
                          [](const MetricItem&) -> SpanFacts { return {}; },
                      },
                      item);
}

void writeSpanAttributes(OtlpAttributes& attributes, const StoreReader::StreamedItem& streamedItem,
                         const ExportMasking& masking)
{
    const TelemetryItem& item = streamedItem.item;
    if (const auto* request = std::get_if<RequestItem>(&item)) {
        writeRequest(attributes, *request, streamedItem.exchange, masking);
    } else if (const auto* dependency = std::get_if<DependencyItem>(&item)) {
        writeDependency(attributes, *dependency, streamedItem.exchange, masking);
    } else if (const auto* availability = std::get_if<AvailabilityItem>(&item)) {
        attributes.text("gatelens.kind", "availability");
        attributes.textIfSet("gatelens.location", availability->runLocation);
        attributes.textIfSet("gatelens.message", availability->message);
        attributes.flag("gatelens.success", availability->success);
    } else if (const auto* view = std::get_if<PageViewItem>(&item)) {
        attributes.text("gatelens.kind", view->performance ? "browserTiming" : "pageView");
        writeUrl(attributes, view->url, masking);
    }
    writeProperties(attributes, contextOf(item));
}

void writeExceptionAttributes(OtlpAttributes& attributes, const ExceptionItem& item)
{
    if (!item.exceptions.empty()) {
        const ExceptionDetails& outer = item.exceptions.front();
        attributes.text("exception.type", outer.typeName);
        attributes.text("exception.message", outer.message);
        attributes.textIfSet("exception.stacktrace", outer.stack);
    }
    attributes.integer("gatelens.severity", static_cast<int>(item.severity));
    attributes.textIfSet("gatelens.problem_id", item.problemId);
    if (item.exceptions.size() > 1) {
        JsonWriter inner;
        inner.open('[');
        for (auto details = item.exceptions.begin() + 1; details != item.exceptions.end();
             ++details) {
            inner.open('{');
            inner.integer("id", details->id);
            inner.integer("outerId", details->outerId);
            inner.text("type", details->typeName);
            inner.text("message", details->message);
            inner.textIfSet("stack", details->stack);
            inner.close('}');
        }
        inner.close(']');
        attributes.text("gatelens.exceptions", inner.out());
    }
    writeProperties(attributes, item.context);
}

struct SeverityNames
{
    int number = 0;
    std::string_view text;
};

SeverityNames otlpSeverity(Severity severity)
{
    constexpr std::array<SeverityNames, 5> kNames{
        {{5, "Verbose"}, {9, "Information"}, {13, "Warning"}, {17, "Error"}, {21, "Critical"}}};
    return kNames.at(static_cast<std::size_t>(severity));
}

/// Opens a log record up to its attributes, which stay open.
void beginLogRecord(JsonWriter& json, const ItemContext& context, Severity severity,
                    std::string_view body)
{
    const SeverityNames names = otlpSeverity(severity);
    json.open('{');
    json.text("timeUnixNano", otlpNanos(context.time));
    json.integer("severityNumber", names.number);
    json.text("severityText", names.text);
    json.open("body", '{');
    json.text("stringValue", body);
    json.close('}');
    json.textIfSet("traceId", otlpTraceId(context.operationId));
    json.textIfSet("spanId", otlpSpanId(context.parentId));
}

void writePoint(JsonWriter& json, const MetricItem& item)
{
    json.open("attributes", '[');
    OtlpAttributes attributes(json);
    attributes.textIfSet("gatelens.namespace", item.metricNamespace);
    writeProperties(attributes, item.context);
    json.close(']');
    json.text("timeUnixNano", otlpNanos(item.context.time));
}

bool isFinite(const std::optional<double>& number) { return !number || std::isfinite(*number); }

} // namespace

std::string otlpNanos(Timestamp time)
{
    return fmt::format("{}", std::chrono::nanoseconds(time.time_since_epoch()).count());
}

std::string OtlpSpan::print() const
{
    std::string text = head;
    if (!events.empty()) {
        text += R"(,"events":[)";
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (i > 0)
                text += ',';
            text += events[i];
        }
        text += ']';
    }
    return text + tail;
}

OtlpSpan otlpSpan(const StoreReader::StreamedItem& streamedItem, const ExportMasking& masking)
{
    const ItemContext& context = contextOf(streamedItem.item);
    const SpanFacts facts = factsOf(streamedItem.item);
    JsonWriter json;
    json.open('{');
    json.text("traceId", otlpTraceId(context.operationId));
    json.text("spanId", otlpSpanId(facts.id));
    json.textIfSet("parentSpanId", otlpSpanId(context.parentId));
    json.text("name", facts.name);
    json.integer("kind", static_cast<int>(facts.kind));
    json.text("startTimeUnixNano", otlpNanos(context.time));
    json.text("endTimeUnixNano", otlpNanos(context.time + facts.duration));
    json.open("attributes", '[');
    OtlpAttributes attributes(json);
    writeSpanAttributes(attributes, streamedItem, masking);
    json.close(']');

    OtlpSpan span;
    span.spanId = facts.id;
    span.head = json.take();
    span.tail = fmt::format(R"(,"status":{{"code":{}}}}})", facts.isSuccess ? 0 : kStatusError);
    return span;
}

std::string otlpExceptionEvent(const ExceptionItem& item)
{
    JsonWriter json;
    json.open('{');
    json.text("timeUnixNano", otlpNanos(item.context.time));
    json.text("name", "exception");
    json.open("attributes", '[');
    OtlpAttributes attributes(json);
    writeExceptionAttributes(attributes, item);
    json.close(']');
    json.close('}');
    return json.take();
}

std::string otlpLogRecord(const TelemetryItem& item)
{
    const ItemContext& context = contextOf(item);
    JsonWriter json;
    if (const auto* trace = std::get_if<TraceItem>(&item)) {
        beginLogRecord(json, context, trace->severity, trace->message);
        json.open("attributes", '[');
        OtlpAttributes attributes(json);
        writeProperties(attributes, context);
    } else if (const auto* event = std::get_if<EventItem>(&item)) {
        beginLogRecord(json, context, Severity::Information, event->name);
        json.text("eventName", event->name);
        json.open("attributes", '[');
        OtlpAttributes attributes(json);
        attributes.text("microsoft.custom_event.name", event->name);
        writeProperties(attributes, context);
    } else if (const auto* exception = std::get_if<ExceptionItem>(&item)) {
        const bool hasDetails = !exception->exceptions.empty();
        beginLogRecord(json, context, exception->severity,
                       hasDetails ? exception->exceptions.front().message : std::string());
        json.open("attributes", '[');
        OtlpAttributes attributes(json);
        writeExceptionAttributes(attributes, *exception);
    } else {
        return {};
    }
    json.close(']');
    json.close('}');
    return json.take();
}

std::string otlpMetric(const MetricItem& item)
{
    if (!std::isfinite(item.value) || !isFinite(item.min) || !isFinite(item.max))
        return {};
    const bool isAggregation = item.count || item.min || item.max || item.stdDev;
    JsonWriter json;
    json.open('{');
    json.text("name", item.name);
    json.text("unit", "");
    json.open(isAggregation ? "histogram" : "gauge", '{');
    json.open("dataPoints", '[');
    json.open('{');
    writePoint(json, item);
    if (isAggregation) {
        const std::string count = std::to_string(item.count.value_or(1));
        json.text("count", count);
        json.number("sum", item.value);
        if (item.min)
            json.number("min", *item.min);
        if (item.max)
            json.number("max", *item.max);
        json.open("explicitBounds", '[');
        json.close(']');
        json.open("bucketCounts", '[');
        json.textElement(count);
        json.close(']');
    } else {
        json.number("asDouble", item.value);
    }
    json.close('}');
    json.close(']');
    if (isAggregation)
        json.integer("aggregationTemporality", 1); // delta
    json.close('}');
    json.close('}');
    return json.take();
}

} // namespace gatelens
