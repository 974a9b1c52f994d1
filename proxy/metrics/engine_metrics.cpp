#include "proxy/metrics/engine_metrics.h"

namespace gatelens::proxy {

namespace {

void writeStore(Exposition& page, const EngineStatus& status)
{
    page.family("gatelens_store_size_bytes", MetricKind::Gauge, "Size of the telemetry store.");
    page.sample({}, status.storeBytes);
    page.family("gatelens_store_queue_items", MetricKind::Gauge, "Waiting to be written.");
    page.sample({}, status.queueDepth);
    page.family("gatelens_store_queue_capacity_items", MetricKind::Gauge,
                "Most that may wait to be written.");
    page.sample({}, status.queueCapacity);
    page.family("gatelens_dropped_total", MetricKind::Counter,
                "Items dropped since a queue was full.");
    page.sample({{"queue", "store"}}, status.itemsDropped);
}

/// One family over all destinations.
template<class ValueOf>
void writeForwarder(Exposition& page, const EngineStatus& status, std::string_view name,
                    MetricKind kind, std::string_view help, ValueOf valueOf)
{
    page.family(name, kind, help);
    for (const ForwardStatus& destination : status.forward)
        page.sample({{"destination", destination.name}}, valueOf(destination));
}

double secondsSince(const std::optional<Timestamp>& time)
{
    return time ? std::chrono::duration<double>(now() - *time).count() : 0;
}

} // namespace

void writeEngineMetrics(Exposition& page, const EngineStatus& status)
{
    writeStore(page, status);
    writeForwarder(page, status, "gatelens_forwarder_queue_items", MetricKind::Gauge,
                   "Items that wait to be forwarded.",
                   [](const ForwardStatus& d) { return d.queued; });
    writeForwarder(page, status, "gatelens_forwarder_oldest_item_age_seconds", MetricKind::Gauge,
                   "Age of the oldest item that waits.",
                   [](const ForwardStatus& d) { return secondsSince(d.oldestQueued); });
    writeForwarder(page, status, "gatelens_forwarder_sent_items_total", MetricKind::Counter,
                   "Items accepted by the destination.",
                   [](const ForwardStatus& d) { return d.accepted; });
    writeForwarder(page, status, "gatelens_forwarder_failed_items_total", MetricKind::Counter,
                   "Items refused by the destination for good.",
                   [](const ForwardStatus& d) { return d.rejected; });
    writeForwarder(page, status, "gatelens_forwarder_uncertain_items_total", MetricKind::Counter,
                   "Items sent whose answer was lost; they are sent again.",
                   [](const ForwardStatus& d) { return d.uncertain; });
    writeForwarder(page, status, "gatelens_forwarder_batches_total", MetricKind::Counter,
                   "Batches sent, repeats included.",
                   [](const ForwardStatus& d) { return d.attempts; });
}

void writeIntakeMetrics(Exposition& page, const IntakeCounters& counters)
{
    constexpr std::string_view kProtocol = "breeze";
    page.family("gatelens_ingest_requests_total", MetricKind::Counter,
                "Requests to the local telemetry endpoint.");
    for (const auto& [statusCode, count] : counters.requestsByStatus)
        page.sample({{"protocol", kProtocol}, {"code", std::to_string(statusCode)}}, count);
    page.family("gatelens_ingest_items_total", MetricKind::Counter,
                "Items sent to the local telemetry endpoint.");
    for (const auto& [type, count] : counters.acceptedByType)
        page.sample({{"protocol", kProtocol}, {"type", type}, {"result", "accepted"}}, count);
    page.sample({{"protocol", kProtocol}, {"type", "any"}, {"result", "rejected"}},
                counters.rejectedItems);
}

} // namespace gatelens::proxy
