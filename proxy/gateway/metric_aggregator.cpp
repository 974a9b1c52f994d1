#include "proxy/gateway/metric_aggregator.h"

#include <algorithm>

namespace gatelens::proxy {

namespace {

Timestamp windowOf(Timestamp time)
{
    return Timestamp(std::chrono::floor<std::chrono::minutes>(time.time_since_epoch()));
}

} // namespace

void MetricAggregator::add(const Exchange& exchange)
{
    if (exchange.metrics.empty())
        return;
    const std::lock_guard lock(m_mutex);
    for (const PolicyMetric& metric : exchange.metrics) {
        for (const LoggerOutcome& logger : exchange.loggers) {
            if (logger.hasMetrics)
                addValue({logger.loggerId, metric.name, metric.metricNamespace, metric.dimensions},
                         metric, logger, exchange);
        }
    }
}

void MetricAggregator::addValue(Key key, const PolicyMetric& metric, const LoggerOutcome& logger,
                                const Exchange& exchange)
{
    const Timestamp window = windowOf(metric.at);
    auto found = m_open.find(key);
    if (found != m_open.end() && found->second.windowStart != window) {
        m_ended.emplace_back(found->first, std::move(found->second));
        m_open.erase(found);
        found = m_open.end();
    }
    if (found == m_open.end()) {
        Sum first{window,
                  logger.instrumentationKey,
                  exchange.gateway,
                  metric.value,
                  metric.value,
                  metric.value,
                  1};
        m_open.emplace(std::move(key), std::move(first));
        return;
    }
    Sum& sum = found->second;
    sum.total += metric.value;
    sum.min = std::min(sum.min, metric.value);
    sum.max = std::max(sum.max, metric.value);
    ++sum.count;
}

MetricItem MetricAggregator::itemOf(const Key& key, const Sum& sum)
{
    MetricItem item;
    item.name = key.name;
    item.metricNamespace = key.metricNamespace;
    item.value = sum.total;
    item.count = sum.count;
    item.min = sum.min;
    item.max = sum.max;
    item.context.time = sum.windowStart;
    item.context.instrumentationKey = sum.instrumentationKey;
    item.context.properties = key.dimensions;
    if (sum.gateway) {
        item.context.cloudRoleName = sum.gateway->cloudRoleName;
        item.context.cloudRoleInstance = sum.gateway->cloudRoleInstance;
        item.context.sdkVersion = sum.gateway->sdkVersion;
        item.context.properties.emplace_back("Service ID", sum.gateway->serviceId);
        item.context.properties.emplace_back("Service Name", sum.gateway->serviceName);
        item.context.properties.emplace_back("Service Type", "API Management");
        item.context.properties.emplace_back("Region", sum.gateway->region);
    }
    const auto interval = std::chrono::milliseconds(kWindow).count();
    item.context.properties.emplace_back("_MS.AggregationIntervalMs", std::to_string(interval));
    return item;
}

void MetricAggregator::flush(Timestamp now, Flush which, const Sink& sink)
{
    std::vector<std::pair<Key, Sum>> ended;
    {
        const std::lock_guard lock(m_mutex);
        ended.swap(m_ended);
        for (auto entry = m_open.begin(); entry != m_open.end();) {
            const bool isOver
                = which == Flush::Everything || entry->second.windowStart + kWindow <= now;
            if (!isOver) {
                ++entry;
                continue;
            }
            ended.emplace_back(entry->first, std::move(entry->second));
            entry = m_open.erase(entry);
        }
    }
    for (const auto& [key, sum] : ended)
        sink(itemOf(key, sum), key.loggerId);
}

} // namespace gatelens::proxy
