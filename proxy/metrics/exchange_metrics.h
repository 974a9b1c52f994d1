#pragma once

#include "core/telemetry/exchange.h"
#include "proxy/metrics/exposition.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace gatelens::proxy {

/// Metrics of the gateway, from its finished exchanges. `record` may be called from every I/O
/// thread at once: each has its own part, so that threads do not wait for one another.
class ExchangeMetrics
{
public:
    /// At most `seriesLimit` combinations of labels a family; beyond, they are counted under
    /// "_other".
    explicit ExchangeMetrics(std::size_t seriesLimit = 2000);
    ~ExchangeMetrics();
    ExchangeMetrics(const ExchangeMetrics&) = delete;
    ExchangeMetrics& operator=(const ExchangeMetrics&) = delete;

    void record(const Exchange& exchange);

    /// Lists an operation with zeros before its first request, so that a rate over its first error
    /// is right.
    void announce(std::string_view apiId, std::string_view operationId);

    void writeTo(Exposition& page) const;

private:
    struct Shard;

    [[nodiscard]] Shard& shardOfThisThread() const;
    [[nodiscard]] std::unique_ptr<Shard> merged() const;

    const std::size_t m_seriesLimit;
    std::vector<std::unique_ptr<Shard>> m_shards;
};

} // namespace gatelens::proxy
