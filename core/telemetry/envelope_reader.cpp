#include "core/base/json_text.h"
#include "core/message/header_list.h"
#include "core/telemetry/envelope.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace gatelens {

namespace {

namespace json = boost::json;

/// Numbers of the service's rejects.
constexpr int kMissingField = 101;
constexpr int kWrongType = 109;

Error missing(std::string_view field, std::string_view type, std::string_view expected)
{
    return {ErrorCode::Malformed,
            fmt::format("{}: Field '{}' on type '{}' is required but missing or empty. Expected: "
                        "{}, Actual: undefined",
                        kMissingField, field, type, expected),
            {}};
}

Error wrongType(std::string_view field, std::string_view type, std::string_view expected,
                std::string_view actual)
{
    return {
        ErrorCode::Malformed,
        fmt::format("{}: Field '{}' on type '{}' is of incorrect type. Expected: {}, Actual: {}",
                    kWrongType, field, type, expected, actual),
        {}};
}

std::string_view kindName(const json::value& value)
{
    switch (value.kind()) {
    case json::kind::null:
        return "null";
    case json::kind::bool_:
        return "boolean";
    case json::kind::string:
        return "string";
    case json::kind::array:
        return "array";
    case json::kind::object:
        return "object";
    default:
        return "number";
    }
}

std::string_view viewOf(const json::string& text) { return {text.data(), text.size()}; }

/// Numbers, booleans and lists where the schema asks for text: SDKs send them, the store keeps
/// them.
std::string textOf(const json::value& value)
{
    if (const auto* text = value.if_string())
        return std::string(viewOf(*text));
    if (value.is_null())
        return {};
    if (const auto* flag = value.if_bool())
        return *flag ? "true" : "false";
    if (const auto* number = value.if_double()) {
        std::string digits;
        appendJsonNumber(digits, *number);
        return digits;
    }
    return json::serialize(value);
}

std::optional<double> numberOf(const json::value& value)
{
    if (value.is_number())
        return value.to_number<double>();
    if (const auto* text = value.if_string()) {
        double number = 0;
        const char* end = text->data() + text->size();
        const auto [stop, problem] = std::from_chars(text->data(), end, number);
        if (problem == std::errc() && stop == end && !text->empty())
            return number;
    }
    return std::nullopt;
}

/// Casting a double outside the range is undefined; such numbers are cut to it.
int clampedInt(double number)
{
    constexpr double kSmallest = std::numeric_limits<int>::min();
    constexpr double kLargest = std::numeric_limits<int>::max();
    return std::isnan(number) ? 0 : static_cast<int>(std::clamp(number, kSmallest, kLargest));
}

std::optional<bool> flagOf(const json::value& value)
{
    if (const auto* flag = value.if_bool())
        return *flag;
    if (const auto* text = value.if_string()) {
        if (equalsIgnoringCase(viewOf(*text), "true") || *text == "1")
            return true;
        if (equalsIgnoringCase(viewOf(*text), "false") || *text == "0")
            return false;
        return std::nullopt;
    }
    if (const auto number = numberOf(value))
        return *number != 0;
    return std::nullopt;
}

/// Numbers from classic SDKs, words from OpenTelemetry exporters.
Severity severityOf(const json::value* value, Severity otherwise)
{
    constexpr std::array<std::string_view, 5> kNames{"Verbose", "Information", "Warning", "Error",
                                                     "Critical"};
    if (value == nullptr)
        return otherwise;
    if (const auto number = numberOf(*value)) {
        const int level = clampedInt(*number);
        return level >= 0 && level <= 4 ? static_cast<Severity>(level) : otherwise;
    }
    if (const auto* text = value->if_string()) {
        for (std::size_t level = 0; level < kNames.size(); ++level) {
            if (equalsIgnoringCase(viewOf(*text), kNames[level]))
                return static_cast<Severity>(level);
        }
    }
    return otherwise;
}

/// Fields of one JSON object; remembers the first that is missing or of a wrong type.
class Fields
{
public:
    Fields(const json::object& object, std::string_view typeName)
        : m_object(object)
        , m_typeName(typeName)
    {
    }

    [[nodiscard]] const json::value* find(std::string_view field) const
    {
        const auto* value = m_object.if_contains(field);
        return value == nullptr || value->is_null() ? nullptr : value;
    }

    [[nodiscard]] std::string text(std::string_view field) const
    {
        const auto* value = find(field);
        return value == nullptr ? std::string() : textOf(*value);
    }

    std::string requiredText(std::string_view field)
    {
        if (find(field) == nullptr)
            fail(missing(field, m_typeName, "string"));
        return text(field);
    }

    std::optional<Micros> duration(std::string_view field)
    {
        const auto* value = find(field);
        if (value == nullptr)
            return std::nullopt;
        const auto* span = value->if_string();
        const auto parsed
            = span == nullptr ? Result<Micros>(Error{}) : parseTimeSpan(viewOf(*span));
        if (parsed)
            return *parsed;
        fail(wrongType(field, m_typeName, "duration",
                       span == nullptr ? kindName(*value) : viewOf(*span)));
        return std::nullopt;
    }

    Micros requiredDuration(std::string_view field)
    {
        if (find(field) == nullptr)
            fail(missing(field, m_typeName, "duration"));
        return duration(field).value_or(Micros(0));
    }

    bool flag(std::string_view field, bool otherwise)
    {
        const auto* value = find(field);
        if (value == nullptr)
            return otherwise;
        const auto read = flagOf(*value);
        if (!read)
            fail(wrongType(field, m_typeName, "boolean", kindName(*value)));
        return read.value_or(otherwise);
    }

    std::optional<double> number(std::string_view field)
    {
        const auto* value = find(field);
        if (value == nullptr)
            return std::nullopt;
        const auto read = numberOf(*value);
        if (!read)
            fail(wrongType(field, m_typeName, "number", kindName(*value)));
        return read;
    }

    double requiredNumber(std::string_view field)
    {
        if (find(field) == nullptr)
            fail(missing(field, m_typeName, "number"));
        return number(field).value_or(0);
    }

    int integer(std::string_view field) { return clampedInt(number(field).value_or(0)); }

    /// Null with the failure noted when the field is absent or something else.
    const json::object* requiredObject(std::string_view field)
    {
        const auto* value = find(field);
        if (value == nullptr)
            fail(missing(field, m_typeName, "object"));
        else if (!value->is_object())
            fail(wrongType(field, m_typeName, "object", kindName(*value)));
        return value == nullptr ? nullptr : value->if_object();
    }

    const json::array* requiredArray(std::string_view field)
    {
        const auto* value = find(field);
        if (value == nullptr || (value->is_array() && value->get_array().empty()))
            fail(missing(field, m_typeName, "array"));
        else if (!value->is_array())
            fail(wrongType(field, m_typeName, "array", kindName(*value)));
        return value == nullptr ? nullptr : value->if_array();
    }

    void fail(Error error)
    {
        if (!m_failure)
            m_failure = std::move(error);
    }
    [[nodiscard]] const std::optional<Error>& failure() const { return m_failure; }

private:
    const json::object& m_object;
    std::string_view m_typeName;
    std::optional<Error> m_failure;
};

Properties readProperties(const json::value* value)
{
    Properties properties;
    if (const auto* object = value == nullptr ? nullptr : value->if_object()) {
        properties.reserve(object->size());
        for (const auto& [key, entry] : *object)
            properties.emplace_back(std::string(key), textOf(entry));
    }
    return properties;
}

Measurements readMeasurements(const json::value* value)
{
    Measurements measurements;
    if (const auto* object = value == nullptr ? nullptr : value->if_object()) {
        for (const auto& [key, entry] : *object) {
            if (const auto number = numberOf(entry))
                measurements.emplace_back(std::string(key), *number);
        }
    }
    return measurements;
}

void readTags(ItemContext& context, const json::value* tags)
{
    for (auto& [name, value] : readProperties(tags)) {
        if (name == "ai.operation.id")
            context.operationId = std::move(value);
        else if (name == "ai.operation.parentId")
            context.parentId = std::move(value);
        else if (name == "ai.operation.name")
            context.operationName = std::move(value);
        else if (name == "ai.cloud.role")
            context.cloudRoleName = std::move(value);
        else if (name == "ai.cloud.roleInstance")
            context.cloudRoleInstance = std::move(value);
        else if (name == "ai.location.ip")
            context.clientIp = std::move(value);
        else if (name == "ai.internal.sdkVersion")
            context.sdkVersion = std::move(value);
        else
            context.otherTags.emplace_back(std::move(name), std::move(value));
    }
}

RequestItem readRequest(Fields& data)
{
    RequestItem item;
    item.id = data.requiredText("id");
    item.name = data.text("name");
    item.source = data.text("source");
    item.url = data.text("url");
    item.duration = data.requiredDuration("duration");
    item.responseCode = data.requiredText("responseCode");
    item.success = data.flag("success", true);
    return item;
}

DependencyItem readDependency(Fields& data)
{
    DependencyItem item;
    item.id = data.text("id");
    item.name = data.requiredText("name");
    item.data = data.text(data.find("data") != nullptr ? "data" : "commandName");
    item.target = data.text("target");
    item.type = data.text(data.find("type") != nullptr ? "type" : "dependencyTypeName");
    item.duration = data.requiredDuration("duration");
    item.resultCode = data.text("resultCode");
    item.success = data.flag("success", true);
    return item;
}

StackFrame readStackFrame(const json::object& object)
{
    Fields fields(object, "StackFrame");
    return {fields.integer("level"), fields.text("method"), fields.text("assembly"),
            fields.text("fileName"), fields.integer("line")};
}

ExceptionDetails readExceptionDetails(const json::object& object, Fields& data)
{
    Fields fields(object, "ExceptionDetails");
    ExceptionDetails details;
    details.id = fields.integer("id");
    details.outerId = fields.integer("outerId");
    details.typeName = fields.text("typeName");
    details.message = fields.requiredText("message");
    details.hasFullStack = fields.flag("hasFullStack", true);
    details.stack = fields.text("stack");
    const auto* stack = fields.find("parsedStack");
    if (const auto* frames = stack == nullptr ? nullptr : stack->if_array()) {
        for (const json::value& frame : *frames) {
            if (const auto* frameObject = frame.if_object())
                details.parsedStack.push_back(readStackFrame(*frameObject));
        }
    }
    if (fields.failure())
        data.fail(*fields.failure());
    return details;
}

/// What the service derives when the sender gives none: "type at method".
std::string derivedProblemId(const ExceptionDetails& details)
{
    if (details.parsedStack.empty() || details.parsedStack.front().method.empty())
        return details.typeName;
    return details.typeName + " at " + details.parsedStack.front().method;
}

ExceptionItem readException(Fields& data)
{
    ExceptionItem item;
    if (const auto* exceptions = data.requiredArray("exceptions")) {
        for (const json::value& exception : *exceptions) {
            if (const auto* object = exception.if_object())
                item.exceptions.push_back(readExceptionDetails(*object, data));
            else
                data.fail(wrongType("exceptions", "ExceptionData", "object", kindName(exception)));
        }
    }
    item.severity = severityOf(data.find("severityLevel"), Severity::Error);
    item.problemId = data.text("problemId");
    if (item.problemId.empty() && !item.exceptions.empty())
        item.problemId = derivedProblemId(item.exceptions.front());
    return item;
}

TraceItem readTrace(Fields& data)
{
    TraceItem item;
    item.message = data.requiredText("message");
    item.severity = severityOf(data.find("severityLevel"), Severity::Information);
    return item;
}

EventItem readEvent(Fields& data)
{
    EventItem item;
    item.name = data.requiredText("name");
    return item;
}

/// Only the first point is stored, as the service does.
MetricItem readMetric(Fields& data)
{
    MetricItem item;
    const auto* metrics = data.requiredArray("metrics");
    if (metrics == nullptr || metrics->empty())
        return item;
    const auto* point = metrics->front().if_object();
    if (point == nullptr) {
        data.fail(wrongType("metrics", "MetricData", "object", kindName(metrics->front())));
        return item;
    }
    Fields fields(*point, "DataPoint");
    item.name = fields.requiredText("name");
    item.metricNamespace = fields.text("ns");
    item.value = fields.requiredNumber("value");
    if (const auto count = fields.number("count"))
        item.count = clampedInt(*count);
    item.min = fields.number("min");
    item.max = fields.number("max");
    item.stdDev = fields.number("stdDev");
    if (fields.failure())
        data.fail(*fields.failure());
    return item;
}

AvailabilityItem readAvailability(Fields& data)
{
    AvailabilityItem item;
    item.id = data.requiredText("id");
    item.name = data.requiredText("name");
    item.duration = data.requiredDuration("duration");
    item.success = data.flag("success", true);
    item.runLocation = data.text("runLocation");
    item.message = data.text("message");
    return item;
}

PageViewItem readPageView(Fields& data, bool hasPerformance)
{
    PageViewItem item;
    item.id = data.text("id");
    item.name = data.requiredText("name");
    item.url = data.text("url");
    item.referrerUri
        = data.text(data.find("referrerUri") != nullptr ? "referrerUri" : "referredUri");
    item.duration = data.duration("duration");
    if (hasPerformance) {
        const auto part
            = [&](std::string_view field) { return data.duration(field).value_or(Micros(0)); };
        item.performance = PageViewItem::Performance{part("perfTotal"), part("networkConnect"),
                                                     part("sentRequest"), part("receivedResponse"),
                                                     part("domProcessing")};
    }
    return item;
}

std::optional<TelemetryItem> readData(std::string_view baseType, Fields& data)
{
    if (baseType == "RequestData")
        return readRequest(data);
    if (baseType == "RemoteDependencyData")
        return readDependency(data);
    if (baseType == "ExceptionData")
        return readException(data);
    if (baseType == "MessageData")
        return readTrace(data);
    if (baseType == "EventData")
        return readEvent(data);
    if (baseType == "MetricData")
        return readMetric(data);
    if (baseType == "AvailabilityData")
        return readAvailability(data);
    if (baseType == "PageViewData")
        return readPageView(data, false);
    if (baseType == "PageViewPerfData" || baseType == "PageViewPerformanceData")
        return readPageView(data, true);
    return std::nullopt;
}

Result<ItemContext> readContext(Fields& envelope)
{
    ItemContext context;
    const auto* time = envelope.find("time");
    if (time == nullptr)
        return missing("time", "Envelope", "string");
    const auto* timeText = time->if_string();
    const auto parsedTime
        = timeText == nullptr ? Result<Timestamp>(Error{}) : parseIso8601(viewOf(*timeText));
    if (!parsedTime)
        return wrongType("time", "Envelope", "date",
                         timeText == nullptr ? kindName(*time) : viewOf(*timeText));
    context.time = *parsedTime;
    const auto* key = envelope.find("iKey");
    if (key != nullptr && !key->is_string())
        return wrongType("iKey", "Envelope", "string", kindName(*key));
    context.instrumentationKey = envelope.text("iKey");
    if (context.instrumentationKey.empty())
        return missing("iKey", "Envelope", "string");
    const auto rate = envelope.number("sampleRate");
    if (envelope.failure())
        return *envelope.failure();
    // The service takes what is no percentage for "not sampled".
    if (rate && *rate > 0 && *rate <= 100)
        context.sampleRate = *rate;
    readTags(context, envelope.find("tags"));
    return context;
}

} // namespace

Result<TelemetryItem> readEnvelope(const json::value& envelope)
{
    const auto* object = envelope.if_object();
    if (object == nullptr)
        return wrongType("item", "Envelope", "object", kindName(envelope));
    Fields fields(*object, "Envelope");
    Result<ItemContext> context = readContext(fields);
    if (!context)
        return context.error();
    const auto* data = fields.requiredObject("data");
    if (data == nullptr)
        return *fields.failure();
    Fields dataFields(*data, "Data");
    const std::string baseType = dataFields.requiredText("baseType");
    const auto* baseData = dataFields.requiredObject("baseData");
    if (dataFields.failure())
        return *dataFields.failure();

    Fields baseFields(*baseData, baseType);
    std::optional<TelemetryItem> item = readData(baseType, baseFields);
    if (!item)
        return wrongType("baseType", "Data", "a telemetry type such as RequestData", baseType);
    if (baseFields.failure())
        return *baseFields.failure();
    context->properties = readProperties(baseFields.find("properties"));
    if (!std::holds_alternative<MetricItem>(*item))
        context->measurements = readMeasurements(baseFields.find("measurements"));
    contextOf(*item) = std::move(*context);
    return std::move(*item);
}

} // namespace gatelens
