#include "core/store/telemetry_columns.h"

#include "core/base/json_text.h"
#include "core/store/item_summary.h"

#include <array>
#include <cmath>
#include <map>
#include <vector>

namespace gatelens::store {

namespace {

/// Ticks between 0001-01-01 and 1970-01-01.
constexpr std::int64_t kUnixEpochTicks = 621'355'968'000'000'000;
constexpr std::int64_t kTicksAMicrosecond = 10;

double milliseconds(Micros duration) { return static_cast<double>(duration.count()) / 1000; }

std::string_view performanceBucket(Micros duration)
{
    struct Bucket
    {
        Micros below;
        std::string_view name;
    };
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    constexpr std::array<Bucket, 7> kBuckets{{{milliseconds(250), "<250ms"},
                                              {milliseconds(500), "250ms-500ms"},
                                              {seconds(1), "500ms-1sec"},
                                              {seconds(3), "1sec-3sec"},
                                              {seconds(7), "3sec-7sec"},
                                              {seconds(15), "7sec-15sec"},
                                              {seconds(30), "15sec-30sec"}}};
    for (const Bucket& bucket : kBuckets) {
        if (duration < bucket.below)
            return bucket.name;
    }
    return ">=30sec";
}

Cell text(std::string_view value) { return std::string(value); }

Cell propertiesJson(const Properties& properties)
{
    if (properties.empty())
        return {};
    std::string json = "{";
    for (const auto& [name, value] : properties) {
        if (json.size() > 1)
            json += ',';
        appendJsonString(json, name);
        json += ':';
        appendJsonString(json, value);
    }
    return json + '}';
}

Cell measurementsJson(const Measurements& measurements)
{
    std::string json = "{";
    for (const auto& [name, value] : measurements) {
        if (!std::isfinite(value))
            continue;
        if (json.size() > 1)
            json += ',';
        appendJsonString(json, name);
        json += ':';
        appendJsonNumber(json, value);
    }
    if (json.size() == 1)
        return {};
    return json + '}';
}

void appendFrame(std::string& json, const StackFrame& frame)
{
    json += R"({"level":)" + std::to_string(frame.level) + R"(,"method":)";
    appendJsonString(json, frame.method);
    json += R"(,"assembly":)";
    appendJsonString(json, frame.assembly);
    json += R"(,"fileName":)";
    appendJsonString(json, frame.fileName);
    json += R"(,"line":)" + std::to_string(frame.line) + '}';
}

Cell detailsJson(const ExceptionItem& item)
{
    std::string json = "[";
    for (const ExceptionDetails& details : item.exceptions) {
        if (json.size() > 1)
            json += ',';
        json += R"({"id":")" + std::to_string(details.id) + R"(","outerId":")"
            + std::to_string(details.outerId) + R"(","type":)";
        appendJsonString(json, details.typeName);
        json += R"(,"message":)";
        appendJsonString(json, details.message);
        if (!details.stack.empty()) {
            json += R"(,"rawStack":)";
            appendJsonString(json, details.stack);
        }
        json += R"(,"parsedStack":[)";
        bool isFirst = true;
        for (const StackFrame& frame : details.parsedStack) {
            if (!isFirst)
                json += ',';
            isFirst = false;
            appendFrame(json, frame);
        }
        json += "]}";
    }
    return json + ']';
}

Cell tag(const TelemetryItem& item, std::string_view wanted, std::string_view otherwise = {})
{
    for (const auto& [name, value] : contextOf(item).otherTags) {
        if (name == wanted)
            return text(value);
    }
    return text(otherwise);
}

// Readers of one cell. A table's columns are only asked of the table's items.

template<class Item>
const Item& as(const TelemetryItem& item)
{
    return *std::get_if<Item>(&item);
}

template<class Item, std::string Item::*Member>
Cell member(const TelemetryItem& item, std::int64_t /*id*/)
{
    return text(as<Item>(item).*Member);
}

template<std::string ItemContext::*Member>
Cell contextMember(const TelemetryItem& item, std::int64_t /*id*/)
{
    return text(contextOf(item).*Member);
}

template<class Item>
Cell truth(const TelemetryItem& item, std::int64_t /*id*/)
{
    return text(as<Item>(item).success ? "True" : "False");
}

Cell durationOf(const TelemetryItem& item, std::int64_t /*id*/)
{
    const auto duration = summaryOf(item).duration;
    return duration ? Cell(milliseconds(Micros(*duration))) : Cell();
}

Cell bucketOf(const TelemetryItem& item, std::int64_t /*id*/)
{
    const auto duration = summaryOf(item).duration;
    return duration ? text(performanceBucket(Micros(*duration))) : text("");
}

Cell severityOf(const TelemetryItem& item, std::int64_t /*id*/)
{
    const auto severity = summaryOf(item).severity;
    return severity ? Cell(*severity) : Cell();
}

enum class Which
{
    Outer,
    Innermost,
};

const ExceptionDetails& detailsOf(const TelemetryItem& item, Which which)
{
    const auto& all = as<ExceptionItem>(item).exceptions;
    return which == Which::Outer ? all.front() : all.back();
}

template<Which W, std::string ExceptionDetails::*Member>
Cell exceptionMember(const TelemetryItem& item, std::int64_t /*id*/)
{
    return text(detailsOf(item, W).*Member);
}

template<Which W, std::string StackFrame::*Member>
Cell frameMember(const TelemetryItem& item, std::int64_t /*id*/)
{
    const auto& stack = detailsOf(item, W).parsedStack;
    return stack.empty() ? text("") : text(stack.front().*Member);
}

template<Micros PageViewItem::Performance::*Member>
Cell performancePart(const TelemetryItem& item, std::int64_t /*id*/)
{
    const auto& performance = as<PageViewItem>(item).performance;
    return performance ? Cell(milliseconds((*performance).*Member)) : Cell();
}

template<std::optional<double> MetricItem::*Member>
Cell metricMember(const TelemetryItem& item, std::int64_t /*id*/)
{
    const MetricItem& metric = as<MetricItem>(item);
    return (metric.*Member) ? Cell(*(metric.*Member)) : Cell();
}

/// Of a single measurement, smallest and largest are the value itself.
template<std::optional<double> MetricItem::*Member>
Cell metricBound(const TelemetryItem& item, std::int64_t /*id*/)
{
    const MetricItem& metric = as<MetricItem>(item);
    return (metric.*Member).value_or(metric.value);
}

using Columns = std::vector<TelemetryColumn>;

const TelemetryColumn kTimestamp{
    "timestamp", "INTEGER",
    [](const TelemetryItem& item, std::int64_t) -> Cell { return toTicks(contextOf(item).time); }};

constexpr TelemetryColumn empty(std::string_view name)
{
    return {name, "TEXT", [](const TelemetryItem&, std::int64_t) -> Cell { return text(""); }};
}

enum class HasItemCount
{
    Yes,
    No,
};

Columns sharedColumns(HasItemCount hasItemCount)
{
    Columns columns{
        {"itemType", "TEXT",
         [](const TelemetryItem& item, std::int64_t) {
             return text(itemTypeOf(summaryOf(item).kind));
         }},
        {"customDimensions", "TEXT",
         [](const TelemetryItem& item, std::int64_t) {
             return propertiesJson(contextOf(item).properties);
         }},
    };
    if (hasItemCount == HasItemCount::Yes)
        columns.push_back(
            {"customMeasurements", "TEXT", [](const TelemetryItem& item, std::int64_t) {
                 return measurementsJson(contextOf(item).measurements);
             }});
    const Columns context{
        {"operation_Name", "TEXT", contextMember<&ItemContext::operationName>},
        {"operation_Id", "TEXT", contextMember<&ItemContext::operationId>},
        {"operation_ParentId", "TEXT", contextMember<&ItemContext::parentId>},
        {"operation_SyntheticSource", "TEXT",
         [](const TelemetryItem& item, std::int64_t) {
             return tag(item, "ai.operation.syntheticSource");
         }},
        {"session_Id", "TEXT",
         [](const TelemetryItem& item, std::int64_t) { return tag(item, "ai.session.id"); }},
        {"user_Id", "TEXT",
         [](const TelemetryItem& item, std::int64_t) { return tag(item, "ai.user.id"); }},
        {"user_AuthenticatedId", "TEXT",
         [](const TelemetryItem& item, std::int64_t) { return tag(item, "ai.user.authUserId"); }},
        {"user_AccountId", "TEXT",
         [](const TelemetryItem& item, std::int64_t) { return tag(item, "ai.user.accountId"); }},
        {"application_Version", "TEXT",
         [](const TelemetryItem& item, std::int64_t) { return tag(item, "ai.application.ver"); }},
        {"client_Type", "TEXT",
         [](const TelemetryItem& item, std::int64_t) { return tag(item, "ai.device.type", "PC"); }},
        {"client_Model", "TEXT",
         [](const TelemetryItem& item, std::int64_t) { return tag(item, "ai.device.model"); }},
        {"client_OS", "TEXT",
         [](const TelemetryItem& item, std::int64_t) { return tag(item, "ai.device.osVersion"); }},
        {"client_IP", "TEXT", contextMember<&ItemContext::clientIp>},
        empty("client_City"),
        empty("client_StateOrProvince"),
        empty("client_CountryOrRegion"),
        empty("client_Browser"),
        {"cloud_RoleName", "TEXT", contextMember<&ItemContext::cloudRoleName>},
        {"cloud_RoleInstance", "TEXT", contextMember<&ItemContext::cloudRoleInstance>},
        empty("appId"),
        empty("appName"),
        {"iKey", "TEXT", contextMember<&ItemContext::instrumentationKey>},
        {"sdkVersion", "TEXT", contextMember<&ItemContext::sdkVersion>},
        {"itemId", "TEXT",
         [](const TelemetryItem&, std::int64_t id) { return text(std::to_string(id)); }},
    };
    columns.insert(columns.end(), context.begin(), context.end());
    if (hasItemCount == HasItemCount::Yes)
        columns.push_back(
            {"itemCount", "INTEGER", [](const TelemetryItem& item, std::int64_t) -> Cell {
                 return std::int64_t(itemCountFor(contextOf(item).sampleRate));
             }});
    columns.push_back(empty("_ResourceId"));
    return columns;
}

Columns table(Columns own, HasItemCount hasItemCount = HasItemCount::Yes)
{
    Columns columns{kTimestamp};
    columns.insert(columns.end(), own.begin(), own.end());
    const Columns shared = sharedColumns(hasItemCount);
    columns.insert(columns.end(), shared.begin(), shared.end());
    return columns;
}

Columns requestColumns()
{
    return table({{"id", "TEXT", member<RequestItem, &RequestItem::id>},
                  {"source", "TEXT", member<RequestItem, &RequestItem::source>},
                  {"name", "TEXT", member<RequestItem, &RequestItem::name>},
                  {"url", "TEXT", member<RequestItem, &RequestItem::url>},
                  {"success", "TEXT", truth<RequestItem>},
                  {"resultCode", "TEXT", member<RequestItem, &RequestItem::responseCode>},
                  {"duration", "REAL", durationOf},
                  {"performanceBucket", "TEXT", bucketOf}});
}

Columns dependencyColumns()
{
    return table({{"id", "TEXT", member<DependencyItem, &DependencyItem::id>},
                  {"target", "TEXT", member<DependencyItem, &DependencyItem::target>},
                  {"type", "TEXT", member<DependencyItem, &DependencyItem::type>},
                  {"name", "TEXT", member<DependencyItem, &DependencyItem::name>},
                  {"data", "TEXT", member<DependencyItem, &DependencyItem::data>},
                  {"success", "TEXT", truth<DependencyItem>},
                  {"resultCode", "TEXT", member<DependencyItem, &DependencyItem::resultCode>},
                  {"duration", "REAL", durationOf},
                  {"performanceBucket", "TEXT", bucketOf}});
}

Columns exceptionColumns()
{
    using Details = ExceptionDetails;
    constexpr Which kOuter = Which::Outer;
    constexpr Which kInner = Which::Innermost;
    return table({{"problemId", "TEXT", member<ExceptionItem, &ExceptionItem::problemId>},
                  empty("handledAt"),
                  {"type", "TEXT", exceptionMember<kOuter, &Details::typeName>},
                  {"message", "TEXT", exceptionMember<kOuter, &Details::message>},
                  {"assembly", "TEXT", frameMember<kOuter, &StackFrame::assembly>},
                  {"method", "TEXT", frameMember<kOuter, &StackFrame::method>},
                  {"outerType", "TEXT", exceptionMember<kOuter, &Details::typeName>},
                  {"outerMessage", "TEXT", exceptionMember<kOuter, &Details::message>},
                  {"outerAssembly", "TEXT", frameMember<kOuter, &StackFrame::assembly>},
                  {"outerMethod", "TEXT", frameMember<kOuter, &StackFrame::method>},
                  {"innermostType", "TEXT", exceptionMember<kInner, &Details::typeName>},
                  {"innermostMessage", "TEXT", exceptionMember<kInner, &Details::message>},
                  {"innermostAssembly", "TEXT", frameMember<kInner, &StackFrame::assembly>},
                  {"innermostMethod", "TEXT", frameMember<kInner, &StackFrame::method>},
                  {"severityLevel", "INTEGER", severityOf},
                  {"details", "TEXT", [](const TelemetryItem& item, std::int64_t) {
                       return detailsJson(as<ExceptionItem>(item));
                   }}});
}

Columns metricColumns()
{
    constexpr auto kValue = [](const TelemetryItem& item, std::int64_t) -> Cell {
        return as<MetricItem>(item).value;
    };
    return table({{"name", "TEXT", member<MetricItem, &MetricItem::name>},
                  {"value", "REAL", kValue},
                  {"valueCount", "INTEGER",
                   [](const TelemetryItem& item, std::int64_t) -> Cell {
                       return std::int64_t(as<MetricItem>(item).count.value_or(1));
                   }},
                  {"valueSum", "REAL", kValue},
                  {"valueMin", "REAL", metricBound<&MetricItem::min>},
                  {"valueMax", "REAL", metricBound<&MetricItem::max>},
                  {"valueStdDev", "REAL", metricMember<&MetricItem::stdDev>}},
                 HasItemCount::No);
}

Columns availabilityColumns()
{
    return table({{"id", "TEXT", member<AvailabilityItem, &AvailabilityItem::id>},
                  {"name", "TEXT", member<AvailabilityItem, &AvailabilityItem::name>},
                  {"location", "TEXT", member<AvailabilityItem, &AvailabilityItem::runLocation>},
                  {"success", "TEXT",
                   [](const TelemetryItem& item, std::int64_t) {
                       return text(as<AvailabilityItem>(item).success ? "1" : "0");
                   }},
                  {"message", "TEXT", member<AvailabilityItem, &AvailabilityItem::message>},
                  {"size", "REAL", [](const TelemetryItem&, std::int64_t) { return Cell(); }},
                  {"duration", "REAL", durationOf},
                  {"performanceBucket", "TEXT", bucketOf}});
}

Columns pageViewColumns()
{
    return table({{"id", "TEXT", member<PageViewItem, &PageViewItem::id>},
                  {"name", "TEXT", member<PageViewItem, &PageViewItem::name>},
                  {"url", "TEXT", member<PageViewItem, &PageViewItem::url>},
                  {"duration", "REAL", durationOf},
                  {"performanceBucket", "TEXT", bucketOf}});
}

Columns browserTimingColumns()
{
    using Performance = PageViewItem::Performance;
    return table({{"name", "TEXT", member<PageViewItem, &PageViewItem::name>},
                  {"url", "TEXT", member<PageViewItem, &PageViewItem::url>},
                  {"networkDuration", "REAL", performancePart<&Performance::networkConnect>},
                  {"sendDuration", "REAL", performancePart<&Performance::sentRequest>},
                  {"receiveDuration", "REAL", performancePart<&Performance::receivedResponse>},
                  {"processingDuration", "REAL", performancePart<&Performance::domProcessing>},
                  {"totalDuration", "REAL", performancePart<&Performance::total>},
                  {"performanceBucket", "TEXT", [](const TelemetryItem& item, std::int64_t) {
                       const auto& performance = as<PageViewItem>(item).performance;
                       return text(performance ? performanceBucket(performance->total) : "");
                   }}});
}

constexpr std::array<std::string_view, 9> kTables{
    "requests",      "dependencies",        "exceptions", "traces",        "customEvents",
    "customMetrics", "availabilityResults", "pageViews",  "browserTimings"};

} // namespace

std::span<const std::string_view> telemetryTables() { return kTables; }

std::span<const TelemetryColumn> columnsOf(std::string_view tableName)
{
    static const std::map<std::string_view, Columns> kColumns{
        {"requests", requestColumns()},
        {"dependencies", dependencyColumns()},
        {"exceptions", exceptionColumns()},
        {"traces",
         table({{"message", "TEXT", member<TraceItem, &TraceItem::message>},
                {"severityLevel", "INTEGER", severityOf}})},
        {"customEvents", table({{"name", "TEXT", member<EventItem, &EventItem::name>}})},
        {"customMetrics", metricColumns()},
        {"availabilityResults", availabilityColumns()},
        {"pageViews", pageViewColumns()},
        {"browserTimings", browserTimingColumns()},
    };
    const auto found = kColumns.find(tableName);
    return found == kColumns.end() ? std::span<const TelemetryColumn>() : found->second;
}

std::int64_t toTicks(Timestamp time)
{
    return kUnixEpochTicks + time.time_since_epoch().count() * kTicksAMicrosecond;
}

Timestamp fromTicks(std::int64_t ticks)
{
    return Timestamp(Micros((ticks - kUnixEpochTicks) / kTicksAMicrosecond));
}

} // namespace gatelens::store
