#include "core/telemetry/items.h"

#include "core/base/overloaded.h"

#include <algorithm>
#include <cmath>

namespace gatelens {

const ItemContext& contextOf(const TelemetryItem& item)
{
    return std::visit([](const auto& kind) -> const ItemContext& { return kind.context; }, item);
}

ItemContext& contextOf(TelemetryItem& item)
{
    return std::visit([](auto& kind) -> ItemContext& { return kind.context; }, item);
}

std::string_view tableOf(const TelemetryItem& item)
{
    return std::visit(
        Overloaded{
            [](const RequestItem&) -> std::string_view { return "requests"; },
            [](const DependencyItem&) -> std::string_view { return "dependencies"; },
            [](const ExceptionItem&) -> std::string_view { return "exceptions"; },
            [](const TraceItem&) -> std::string_view { return "traces"; },
            [](const EventItem&) -> std::string_view { return "customEvents"; },
            [](const MetricItem&) -> std::string_view { return "customMetrics"; },
            [](const AvailabilityItem&) -> std::string_view { return "availabilityResults"; },
            [](const PageViewItem& view) -> std::string_view {
                return view.performance ? "browserTimings" : "pageViews";
            },
        },
        item);
}

int itemCountFor(double samplingPercentage)
{
    return std::max(1, static_cast<int>(std::lround(100 / samplingPercentage)));
}

} // namespace gatelens
