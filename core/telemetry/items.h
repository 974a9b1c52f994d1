#pragma once

#include "core/base/time.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gatelens {

/// Application Insights severityLevel.
enum class Severity
{
    Verbose = 0,
    Information = 1,
    Warning = 2,
    Error = 3,
    Critical = 4
};

/// `properties` (customDimensions) and `measurements` in the order they were written.
using Properties = std::vector<std::pair<std::string, std::string>>;
using Measurements = std::vector<std::pair<std::string, double>>;

/// What every item carries: the envelope and its context tags.
struct ItemContext
{
    Timestamp time;
    std::string instrumentationKey;
    double sampleRate = 100; ///< percent; the item stands for 100 / sampleRate items
    std::string operationId;
    std::string parentId; ///< operation_ParentId
    std::string operationName;
    std::string cloudRoleName;
    std::string cloudRoleInstance;
    std::string clientIp;
    std::string sdkVersion;
    /// Context tags that have no field above, with their wire names ("ai.user.id").
    Properties otherTags;
    Properties properties;
    Measurements measurements;

    friend bool operator==(const ItemContext&, const ItemContext&) = default;
};

struct RequestItem
{
    ItemContext context;
    std::string id;
    std::string name;
    std::string source;
    std::string url;
    Micros duration{0};
    std::string responseCode;
    bool success = true;

    friend bool operator==(const RequestItem&, const RequestItem&) = default;
};

struct DependencyItem
{
    ItemContext context;
    std::string id;
    std::string name;
    std::string data;
    std::string target;
    std::string type;
    Micros duration{0};
    std::string resultCode;
    bool success = true;

    friend bool operator==(const DependencyItem&, const DependencyItem&) = default;
};

struct StackFrame
{
    int level = 0;
    std::string method;
    std::string assembly;
    std::string fileName;
    int line = 0;

    friend bool operator==(const StackFrame&, const StackFrame&) = default;
};

struct ExceptionDetails
{
    int id = 0;
    int outerId = 0;
    std::string typeName;
    std::string message;
    bool hasFullStack = true;
    std::string stack;
    std::vector<StackFrame> parsedStack;

    friend bool operator==(const ExceptionDetails&, const ExceptionDetails&) = default;
};

struct ExceptionItem
{
    ItemContext context;
    std::vector<ExceptionDetails> exceptions; ///< outermost first; never empty
    Severity severity = Severity::Error;
    std::string problemId;

    friend bool operator==(const ExceptionItem&, const ExceptionItem&) = default;
};

/// MessageData; table `traces`.
struct TraceItem
{
    ItemContext context;
    std::string message;
    Severity severity = Severity::Information;

    friend bool operator==(const TraceItem&, const TraceItem&) = default;
};

/// EventData; table `customEvents`.
struct EventItem
{
    ItemContext context;
    std::string name;

    friend bool operator==(const EventItem&, const EventItem&) = default;
};

/// MetricData with one point; table `customMetrics`. `value` is the sum when `count` > 1.
struct MetricItem
{
    ItemContext context;
    std::string name;
    std::string metricNamespace;
    double value = 0;
    std::optional<int> count;
    std::optional<double> min;
    std::optional<double> max;
    std::optional<double> stdDev;

    friend bool operator==(const MetricItem&, const MetricItem&) = default;
};

struct AvailabilityItem
{
    ItemContext context;
    std::string id;
    std::string name;
    Micros duration{0};
    bool success = true;
    std::string runLocation;
    std::string message;

    friend bool operator==(const AvailabilityItem&, const AvailabilityItem&) = default;
};

/// PageViewData and PageViewPerfData (tables `pageViews` and `browserTimings`).
struct PageViewItem
{
    struct Performance
    {
        Micros total{0};
        Micros networkConnect{0};
        Micros sentRequest{0};
        Micros receivedResponse{0};
        Micros domProcessing{0};

        friend bool operator==(const Performance&, const Performance&) = default;
    };

    ItemContext context;
    std::string id;
    std::string name;
    std::string url;
    std::string referrerUri;
    std::optional<Micros> duration;
    std::optional<Performance> performance; ///< set for PageViewPerfData

    friend bool operator==(const PageViewItem&, const PageViewItem&) = default;
};

/// One telemetry record of Application Insights.
using TelemetryItem = std::variant<RequestItem, DependencyItem, ExceptionItem, TraceItem, EventItem,
                                   MetricItem, AvailabilityItem, PageViewItem>;

[[nodiscard]] const ItemContext& contextOf(const TelemetryItem& item);
[[nodiscard]] ItemContext& contextOf(TelemetryItem& item);

/// Table name of Application Insights: "requests", "dependencies", …, "browserTimings".
[[nodiscard]] std::string_view tableOf(const TelemetryItem& item);

/// Number of items that one stored item stands for: 100 / percentage, rounded; >= 1.
/// `samplingPercentage` in (0, 100].
[[nodiscard]] int itemCountFor(double samplingPercentage);

} // namespace gatelens
