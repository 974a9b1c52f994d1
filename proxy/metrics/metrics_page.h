#pragma once

#include "proxy/http/server_exchange.h"
#include "proxy/metrics/exposition.h"

#include <functional>
#include <string>
#include <vector>

namespace gatelens::proxy {

/// Writes some families; called for every scrape, from an I/O thread.
using MetricSource = std::function<void(Exposition&)>;

/// Answers GET /metrics in Prometheus text format or OpenMetrics, as the scraper prefers.
class MetricsPage
{
public:
    explicit MetricsPage(std::vector<MetricSource> sources)
        : m_sources(std::move(sources))
    {
    }

    [[nodiscard]] std::string render(ExpositionFormat format) const;

    /// A request handler for HttpServer.
    boost::asio::awaitable<void> serve(ServerExchange& exchange) const;

private:
    std::vector<MetricSource> m_sources;
};

} // namespace gatelens::proxy
