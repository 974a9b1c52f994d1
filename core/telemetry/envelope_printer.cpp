#include "core/base/json_writer.h"
#include "core/base/overloaded.h"
#include "core/telemetry/envelope.h"

#include <cmath>

namespace gatelens {

namespace {

struct TypeNames
{
    std::string_view ending; ///< of the envelope's name
    std::string_view baseType;
};

TypeNames typeNamesOf(const TelemetryItem& item)
{
    return std::visit(Overloaded{
                          [](const RequestItem&) -> TypeNames {
                              return {"Request", "RequestData"};
                          },
                          [](const DependencyItem&) -> TypeNames {
                              return {"RemoteDependency", "RemoteDependencyData"};
                          },
                          [](const ExceptionItem&) -> TypeNames {
                              return {"Exception", "ExceptionData"};
                          },
                          [](const TraceItem&) -> TypeNames {
                              return {"Message", "MessageData"};
                          },
                          [](const EventItem&) -> TypeNames {
                              return {"Event", "EventData"};
                          },
                          [](const MetricItem&) -> TypeNames {
                              return {"Metric", "MetricData"};
                          },
                          [](const AvailabilityItem&) -> TypeNames {
                              return {"Availability", "AvailabilityData"};
                          },
                          [](const PageViewItem& view) -> TypeNames {
                              return view.performance
                                  ? TypeNames{"PageViewPerf", "PageViewPerfData"}
                                  : TypeNames{"PageView", "PageViewData"};
                          },
                      },
                      item);
}

/// "Microsoft.ApplicationInsights.{key without dashes}.{ending}".
std::string envelopeName(std::string_view instrumentationKey, std::string_view ending)
{
    std::string name = "Microsoft.ApplicationInsights.";
    for (const char character : instrumentationKey) {
        if (character != '-')
            name += character;
    }
    if (!instrumentationKey.empty())
        name += '.';
    name += ending;
    return name;
}

/// The service writes times with seven fraction digits.
std::string wireTime(Timestamp time)
{
    std::string text = toIso8601(time);
    text.pop_back(); // the Z
    text += "0Z";
    return text;
}

void writeTags(JsonWriter& json, const ItemContext& context)
{
    json.open("tags", '{');
    json.textIfSet("ai.cloud.role", context.cloudRoleName);
    json.textIfSet("ai.cloud.roleInstance", context.cloudRoleInstance);
    json.textIfSet("ai.operation.id", context.operationId);
    json.textIfSet("ai.operation.parentId", context.parentId);
    json.textIfSet("ai.operation.name", context.operationName);
    json.textIfSet("ai.location.ip", context.clientIp);
    json.textIfSet("ai.internal.sdkVersion", context.sdkVersion);
    for (const auto& [name, value] : context.otherTags)
        json.text(name, value);
    json.close('}');
}

void writeProperties(JsonWriter& json, const ItemContext& context)
{
    if (context.properties.empty())
        return;
    json.open("properties", '{');
    for (const auto& [name, value] : context.properties)
        json.text(name, value);
    json.close('}');
}

void writeMeasurements(JsonWriter& json, const ItemContext& context)
{
    if (context.measurements.empty())
        return;
    json.open("measurements", '{');
    for (const auto& [name, value] : context.measurements) {
        if (std::isfinite(value))
            json.number(name, value);
    }
    json.close('}');
}

void writeStackFrame(JsonWriter& json, const StackFrame& frame)
{
    json.open('{');
    json.number("level", frame.level);
    json.text("method", frame.method);
    json.textIfSet("assembly", frame.assembly);
    json.textIfSet("fileName", frame.fileName);
    if (frame.line != 0)
        json.number("line", frame.line);
    json.close('}');
}

void writeExceptionDetails(JsonWriter& json, const ExceptionDetails& details)
{
    json.open('{');
    if (details.id != 0)
        json.number("id", details.id);
    if (details.outerId != 0)
        json.number("outerId", details.outerId);
    json.text("typeName", details.typeName);
    json.text("message", details.message);
    json.flag("hasFullStack", details.hasFullStack);
    json.textIfSet("stack", details.stack);
    if (!details.parsedStack.empty()) {
        json.open("parsedStack", '[');
        for (const StackFrame& frame : details.parsedStack)
            writeStackFrame(json, frame);
        json.close(']');
    }
    json.close('}');
}

void writeData(JsonWriter& json, const RequestItem& item)
{
    json.text("id", item.id);
    json.text("name", item.name);
    json.textIfSet("source", item.source);
    json.textIfSet("url", item.url);
    json.text("duration", toTimeSpan(item.duration));
    json.text("responseCode", item.responseCode);
    json.flag("success", item.success);
}

void writeData(JsonWriter& json, const DependencyItem& item)
{
    json.textIfSet("id", item.id);
    json.text("name", item.name);
    json.textIfSet("data", item.data);
    json.textIfSet("target", item.target);
    json.textIfSet("type", item.type);
    json.text("duration", toTimeSpan(item.duration));
    json.textIfSet("resultCode", item.resultCode);
    json.flag("success", item.success);
}

void writeData(JsonWriter& json, const ExceptionItem& item)
{
    json.open("exceptions", '[');
    for (const ExceptionDetails& details : item.exceptions)
        writeExceptionDetails(json, details);
    json.close(']');
    json.number("severityLevel", static_cast<int>(item.severity));
    json.textIfSet("problemId", item.problemId);
}

void writeData(JsonWriter& json, const TraceItem& item)
{
    json.text("message", item.message);
    json.number("severityLevel", static_cast<int>(item.severity));
}

void writeData(JsonWriter& json, const EventItem& item) { json.text("name", item.name); }

void writeData(JsonWriter& json, const MetricItem& item)
{
    const auto numberIfSet = [&](std::string_view name, const auto& value) {
        if (value)
            json.number(name, static_cast<double>(*value));
    };
    const bool isAggregation = item.count || item.min || item.max || item.stdDev;
    json.open("metrics", '[');
    json.open('{');
    json.textIfSet("ns", item.metricNamespace);
    json.text("name", item.name);
    json.number("kind", isAggregation ? 1 : 0);
    json.number("value", item.value);
    numberIfSet("count", item.count);
    numberIfSet("min", item.min);
    numberIfSet("max", item.max);
    numberIfSet("stdDev", item.stdDev);
    json.close('}');
    json.close(']');
}

void writeData(JsonWriter& json, const AvailabilityItem& item)
{
    json.text("id", item.id);
    json.text("name", item.name);
    json.text("duration", toTimeSpan(item.duration));
    json.flag("success", item.success);
    json.textIfSet("runLocation", item.runLocation);
    json.textIfSet("message", item.message);
}

void writeData(JsonWriter& json, const PageViewItem& item)
{
    json.textIfSet("id", item.id);
    json.text("name", item.name);
    json.textIfSet("url", item.url);
    json.textIfSet("referrerUri", item.referrerUri);
    if (item.duration)
        json.text("duration", toTimeSpan(*item.duration));
    if (item.performance) {
        json.text("perfTotal", toTimeSpan(item.performance->total));
        json.text("networkConnect", toTimeSpan(item.performance->networkConnect));
        json.text("sentRequest", toTimeSpan(item.performance->sentRequest));
        json.text("receivedResponse", toTimeSpan(item.performance->receivedResponse));
        json.text("domProcessing", toTimeSpan(item.performance->domProcessing));
    }
}

} // namespace

std::string printEnvelope(const TelemetryItem& item)
{
    const ItemContext& context = contextOf(item);
    const TypeNames names = typeNamesOf(item);
    JsonWriter json;
    json.open('{');
    json.text("name", envelopeName(context.instrumentationKey, names.ending));
    json.text("time", wireTime(context.time));
    json.text("iKey", context.instrumentationKey);
    json.number("ver", 1);
    json.number("sampleRate", context.sampleRate);
    writeTags(json, context);
    json.open("data", '{');
    json.text("baseType", names.baseType);
    json.open("baseData", '{');
    json.number("ver", 2);
    std::visit([&](const auto& kind) { writeData(json, kind); }, item);
    writeProperties(json, context);
    if (!std::holds_alternative<MetricItem>(item)) // MetricData has none
        writeMeasurements(json, context);
    json.close('}');
    json.close('}');
    json.close('}');
    return json.take();
}

} // namespace gatelens
