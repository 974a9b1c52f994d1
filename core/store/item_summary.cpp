#include "core/store/item_summary.h"

#include "core/base/overloaded.h"

namespace gatelens::store {

ItemSummary summaryOf(const TelemetryItem& item)
{
    return std::visit(
        Overloaded{
            [](const RequestItem& request) -> ItemSummary {
                return {ItemKind::Request,        request.name,
                        request.responseCode,     request.success ? 1 : 0,
                        request.duration.count(), std::nullopt};
            },
            [](const DependencyItem& dependency) -> ItemSummary {
                return {ItemKind::Dependency,        dependency.name,
                        dependency.resultCode,       dependency.success ? 1 : 0,
                        dependency.duration.count(), std::nullopt};
            },
            [](const ExceptionItem& exception) -> ItemSummary {
                const bool isNamed = !exception.problemId.empty() || exception.exceptions.empty();
                return {ItemKind::Exception,
                        isNamed ? exception.problemId : exception.exceptions.front().typeName,
                        {},
                        std::nullopt,
                        std::nullopt,
                        static_cast<std::int64_t>(exception.severity)};
            },
            [](const TraceItem& trace) -> ItemSummary {
                return {ItemKind::Trace, trace.message, {},
                        std::nullopt,    std::nullopt,  static_cast<std::int64_t>(trace.severity)};
            },
            [](const EventItem& event) -> ItemSummary {
                return {ItemKind::Event, event.name, {}, std::nullopt, std::nullopt, std::nullopt};
            },
            [](const MetricItem& metric) -> ItemSummary {
                return {ItemKind::Metric, metric.name,  {},
                        std::nullopt,     std::nullopt, std::nullopt};
            },
            [](const AvailabilityItem& availability) -> ItemSummary {
                return {ItemKind::Availability,
                        availability.name,
                        {},
                        availability.success ? 1 : 0,
                        availability.duration.count(),
                        std::nullopt};
            },
            [](const PageViewItem& view) -> ItemSummary {
                std::optional<std::int64_t> duration;
                if (view.duration)
                    duration = view.duration->count();
                return {view.performance ? ItemKind::BrowserTiming : ItemKind::PageView,
                        view.name,
                        {},
                        std::nullopt,
                        duration,
                        std::nullopt};
            },
        },
        item);
}

std::string_view wordOf(ItemKind kind)
{
    switch (kind) {
    case ItemKind::Request:
        return "request";
    case ItemKind::Dependency:
        return "dependency";
    case ItemKind::Exception:
        return "exception";
    case ItemKind::Trace:
        return "trace";
    case ItemKind::Event:
        return "event";
    case ItemKind::Metric:
        return "metric";
    case ItemKind::Availability:
        return "availability";
    case ItemKind::PageView:
    case ItemKind::BrowserTiming:
        return "pageview";
    }
    return "";
}

std::string_view itemTypeOf(ItemKind kind)
{
    switch (kind) {
    case ItemKind::Request:
        return "request";
    case ItemKind::Dependency:
        return "dependency";
    case ItemKind::Exception:
        return "exception";
    case ItemKind::Trace:
        return "trace";
    case ItemKind::Event:
        return "customEvent";
    case ItemKind::Metric:
        return "customMetric";
    case ItemKind::Availability:
        return "availabilityResult";
    case ItemKind::PageView:
        return "pageView";
    case ItemKind::BrowserTiming:
        return "browserTiming";
    }
    return "";
}

} // namespace gatelens::store
