#pragma once

#include "core/telemetry/exchange.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace gatelens::proxy {

/// Sums up what emit-metric says: one item for each name, namespace, set of dimensions and logger
/// in a window of 60 s, as the service does. Thread safe. Source: Application Insights reference,
/// A.9.
class MetricAggregator
{
public:
    static constexpr std::chrono::seconds kWindow{60};

    /// Adds an exchange's metrics for every logger that takes metrics.
    void add(const Exchange& exchange);

    /// Takes an aggregate and the id of the logger that it is for.
    using Sink = std::function<void(MetricItem item, const std::string& loggerId)>;

    /// Hands the windows that ended before `now` to `sink`; all of them with `Everything`.
    enum class Flush
    {
        Ended,
        Everything,
    };
    void flush(Timestamp now, Flush which, const Sink& sink);

private:
    struct Key
    {
        std::string loggerId;
        std::string name;
        std::string metricNamespace;
        Properties dimensions;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    struct Sum
    {
        Timestamp windowStart;
        std::string instrumentationKey;
        std::shared_ptr<const GatewayIdentity> gateway;
        double total = 0;
        double min = 0;
        double max = 0;
        int count = 0;
    };

    void addValue(Key key, const PolicyMetric& metric, const LoggerOutcome& logger,
                  const Exchange& exchange);
    [[nodiscard]] static MetricItem itemOf(const Key& key, const Sum& sum);

    std::mutex m_mutex; ///< guards both
    std::map<Key, Sum> m_open;
    std::vector<std::pair<Key, Sum>> m_ended;
};

} // namespace gatelens::proxy
