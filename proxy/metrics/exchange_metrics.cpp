#include "proxy/metrics/exchange_metrics.h"

#include "proxy/http/io_threads.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace gatelens::proxy {

namespace {

constexpr std::size_t kShards = 8;
constexpr std::string_view kOther = "_other";
constexpr std::string_view kUnmatched = "_unmatched";

/// 1xx to 5xx, and 0 for no answer.
constexpr std::size_t kClasses = 6;
constexpr std::array<std::string_view, kClasses> kClassNames{"error", "1xx", "2xx",
                                                             "3xx",   "4xx", "5xx"};

std::size_t classOf(int statusCode)
{
    const int hundreds = statusCode / 100;
    return hundreds >= 1 && hundreds <= 5 ? static_cast<std::size_t>(hundreds) : 0;
}

/// Methods that senders make up do not get series of their own.
std::string_view knownMethod(std::string_view method)
{
    constexpr std::array<std::string_view, 9> kKnown{
        "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE"};
    return std::find(kKnown.begin(), kKnown.end(), method) != kKnown.end() ? method : "_OTHER";
}

std::string codeText(int statusCode)
{
    return statusCode == 0 ? "0" : fmt::format("{:03}", statusCode);
}

/// Why a backend did not answer, in the words of the metric.
std::string_view failureReason(std::string_view failure)
{
    const auto says
        = [failure](std::string_view word) { return failure.find(word) != std::string_view::npos; };
    if (says("imeout") || says("too long"))
        return "timeout";
    if (says("TLS") || says("ertificate"))
        return "tls";
    if (says("ircuit"))
        return "circuit_open";
    if (says("refused") || says("resolving") || says("onnecting"))
        return "connect";
    return "reset";
}

using NameAndCount = std::map<std::string, std::uint64_t>;
using PairAndCount = std::map<std::pair<std::string, std::string>, std::uint64_t>;

/// Requests of one method that ended with one status.
struct MethodAndCode
{
    std::string method;
    int statusCode = 0;
    std::uint64_t count = 0;
};

struct OperationSeries
{
    std::string api;
    std::string operation;
    std::vector<MethodAndCode> requests;
    std::array<DurationHistogram, kClasses> durations;
    std::uint64_t requestBytes = 0;
    std::uint64_t responseBytes = 0;

    void count(std::string_view method, int statusCode, std::uint64_t by)
    {
        const auto found
            = std::find_if(requests.begin(), requests.end(), [&](const MethodAndCode& known) {
                  return known.statusCode == statusCode && known.method == method;
              });
        if (found != requests.end())
            found->count += by;
        else
            requests.push_back({std::string(method), statusCode, by});
    }
};

struct BackendSeries
{
    std::string api;
    std::string backend;
    std::map<int, std::uint64_t> requests; ///< by status
    std::array<DurationHistogram, kClasses> durations;
};

std::string joinKey(std::string_view first, std::string_view second)
{
    std::string key;
    key.reserve(first.size() + second.size() + 1);
    ((key += first) += '\n') += second;
    return key;
}

} // namespace

struct ExchangeMetrics::Shard
{
    std::mutex mutex; ///< guards everything below; contended only while the page is written
    std::unordered_map<std::string, OperationSeries> operations;
    std::unordered_map<std::string, BackendSeries> backends;
    PairAndCount backendFailures; ///< backend, reason
    PairAndCount policyErrors; ///< API, reason
    PairAndCount cache; ///< API, result
    PairAndCount items; ///< type, decision
    std::map<std::string, std::uint64_t> droppedSeries; ///< by family

    OperationSeries& operation(std::string_view api, std::string_view id, std::size_t limit)
    {
        std::string key = joinKey(api, id);
        auto found = operations.find(key);
        if (found == operations.end()) {
            if (operations.size() >= limit) {
                ++droppedSeries["gatelens_gateway_requests_total"];
                key = joinKey(kOther, kOther);
                api = id = kOther;
            }
            found = operations.try_emplace(std::move(key)).first;
            found->second.api = api;
            found->second.operation = id;
        }
        return found->second;
    }

    BackendSeries& backend(std::string_view api, std::string_view id, std::size_t limit)
    {
        std::string key = joinKey(api, id);
        auto found = backends.find(key);
        if (found == backends.end()) {
            if (backends.size() >= limit) {
                ++droppedSeries["gatelens_backend_requests_total"];
                key = joinKey(kOther, kOther);
                api = id = kOther;
            }
            found = backends.try_emplace(std::move(key)).first;
            found->second.api = api;
            found->second.backend = id;
        }
        return found->second;
    }

    void countErrors(const Exchange& exchange, std::size_t limit)
    {
        for (const ExchangeError& error : exchange.errors) {
            std::pair<std::string, std::string> key(exchange.apiId, error.reason);
            if (policyErrors.size() >= limit && policyErrors.count(key) == 0)
                key = {std::string(kOther), std::string(kOther)};
            ++policyErrors[key];
        }
    }

    void countCalls(const Exchange& exchange, std::size_t limit)
    {
        for (const BackendCall& call : exchange.backendCalls) {
            const std::string& id = call.backendId.empty() ? call.target : call.backendId;
            BackendSeries& series = backend(exchange.apiId, id, limit);
            ++series.requests[call.statusCode];
            series.durations[classOf(call.statusCode)].observe(call.duration);
            if (!call.failure.empty())
                ++backendFailures[{series.backend, std::string(failureReason(call.failure))}];
        }
    }

    /// Items as the first logger was given them: what Application Insights would have seen.
    void countItems(const Exchange& exchange)
    {
        if (exchange.loggers.empty())
            return;
        const bool isKept = exchange.loggers.front().isKept;
        const std::string decision = isKept ? "kept" : "dropped";
        ++items[{"request", decision}];
        if (!exchange.backendCalls.empty())
            items[{"dependency", decision}] += exchange.backendCalls.size();
        if (isFailed(exchange))
            items[{"exception", decision}] += std::max<std::size_t>(exchange.errors.size(), 1);
    }

    void add(const Shard& other, std::size_t limit)
    {
        for (const auto& [key, series] : other.operations) {
            OperationSeries& sum = operation(series.api, series.operation, limit);
            for (const MethodAndCode& requests : series.requests)
                sum.count(requests.method, requests.statusCode, requests.count);
            for (std::size_t i = 0; i < kClasses; ++i)
                sum.durations.at(i).add(series.durations.at(i));
            sum.requestBytes += series.requestBytes;
            sum.responseBytes += series.responseBytes;
        }
        for (const auto& [key, series] : other.backends) {
            BackendSeries& sum = backend(series.api, series.backend, limit);
            for (const auto& [statusCode, count] : series.requests)
                sum.requests[statusCode] += count;
            for (std::size_t i = 0; i < kClasses; ++i)
                sum.durations.at(i).add(series.durations.at(i));
        }
        const auto addCounts = [](auto& sums, const auto& counts) {
            for (const auto& [key, count] : counts)
                sums[key] += count;
        };
        addCounts(backendFailures, other.backendFailures);
        addCounts(policyErrors, other.policyErrors);
        addCounts(cache, other.cache);
        addCounts(items, other.items);
        addCounts(droppedSeries, other.droppedSeries);
    }
};

ExchangeMetrics::ExchangeMetrics(std::size_t seriesLimit)
    : m_seriesLimit(seriesLimit)
{
    for (std::size_t i = 0; i < kShards; ++i)
        m_shards.push_back(std::make_unique<Shard>());
}

ExchangeMetrics::~ExchangeMetrics() = default;

ExchangeMetrics::Shard& ExchangeMetrics::shardOfThisThread() const
{
    return *m_shards[IoThreads::currentIndex() % kShards];
}

void ExchangeMetrics::record(const Exchange& exchange)
{
    const std::string_view operation = exchange.apimOperationId.empty()
        ? kUnmatched
        : std::string_view(exchange.apimOperationId);
    Shard& shard = shardOfThisThread();
    const std::lock_guard lock(shard.mutex);
    OperationSeries& series = shard.operation(exchange.apiId, operation, m_seriesLimit);
    series.count(knownMethod(exchange.method), exchange.statusCode, 1);
    series.durations[classOf(exchange.statusCode)].observe(exchange.duration);
    series.requestBytes += exchange.requestBytes;
    series.responseBytes += exchange.responseBytes;
    shard.countCalls(exchange, m_seriesLimit);
    shard.countErrors(exchange, m_seriesLimit);
    shard.countItems(exchange);
    if (exchange.cache == "Hit" || exchange.cache == "Miss")
        ++shard.cache[{exchange.apiId, exchange.cache == "Hit" ? "hit" : "miss"}];
}

void ExchangeMetrics::announce(std::string_view apiId, std::string_view operationId)
{
    Shard& shard = shardOfThisThread();
    const std::lock_guard lock(shard.mutex);
    shard.operation(apiId, operationId, m_seriesLimit);
}

std::unique_ptr<ExchangeMetrics::Shard> ExchangeMetrics::merged() const
{
    auto sum = std::make_unique<Shard>();
    for (const auto& shard : m_shards) {
        const std::lock_guard lock(shard->mutex);
        sum->add(*shard, m_seriesLimit);
    }
    return sum;
}

namespace {

/// Sorted, so that a page differs from the one before only where numbers moved.
template<class Series>
std::vector<const Series*> sortedSeries(const std::unordered_map<std::string, Series>& all)
{
    std::map<std::string, const Series*> byKey;
    for (const auto& [key, series] : all)
        byKey.emplace(key, &series);
    std::vector<const Series*> list;
    for (const auto& [key, series] : byKey)
        list.push_back(series);
    return list;
}

void writeOperations(Exposition& page, const std::vector<const OperationSeries*>& operations)
{
    page.family("gatelens_gateway_requests_total", MetricKind::Counter, "Finished requests.");
    for (const OperationSeries* series : operations) {
        for (const MethodAndCode& requests : series->requests) {
            page.sample({{"api", series->api},
                         {"operation", series->operation},
                         {"method", requests.method},
                         {"code", codeText(requests.statusCode)}},
                        requests.count);
        }
        if (series->requests.empty()) {
            page.sample({{"api", series->api},
                         {"operation", series->operation},
                         {"method", "GET"},
                         {"code", "200"}},
                        std::uint64_t{0});
        }
    }
    page.family("gatelens_gateway_request_duration_seconds", MetricKind::Histogram,
                "Time from a request's first byte to its response's last.");
    for (const OperationSeries* series : operations) {
        for (std::size_t i = 0; i < kClasses; ++i) {
            if (!series->durations.at(i).isEmpty()) {
                page.histogram({{"api", series->api},
                                {"operation", series->operation},
                                {"code_class", kClassNames.at(i)}},
                               series->durations.at(i));
            }
        }
    }
    page.family("gatelens_gateway_request_bytes_total", MetricKind::Counter,
                "Bytes of request bodies.");
    for (const OperationSeries* series : operations)
        page.sample({{"api", series->api}, {"operation", series->operation}}, series->requestBytes);
    page.family("gatelens_gateway_response_bytes_total", MetricKind::Counter,
                "Bytes of response bodies.");
    for (const OperationSeries* series : operations)
        page.sample({{"api", series->api}, {"operation", series->operation}},
                    series->responseBytes);
}

void writeBackends(Exposition& page, const std::vector<const BackendSeries*>& backends)
{
    page.family("gatelens_backend_requests_total", MetricKind::Counter,
                "Calls to backends by status; 0 is no answer.");
    for (const BackendSeries* series : backends) {
        for (const auto& [statusCode, count] : series->requests) {
            page.sample({{"api", series->api},
                         {"backend", series->backend},
                         {"code", codeText(statusCode)}},
                        count);
        }
    }
    page.family("gatelens_backend_request_duration_seconds", MetricKind::Histogram,
                "Time of each attempt to reach a backend.");
    for (const BackendSeries* series : backends) {
        for (std::size_t i = 0; i < kClasses; ++i) {
            if (!series->durations.at(i).isEmpty()) {
                page.histogram({{"api", series->api},
                                {"backend", series->backend},
                                {"code_class", kClassNames.at(i)}},
                               series->durations.at(i));
            }
        }
    }
}

void writePairs(Exposition& page, std::string_view firstLabel, std::string_view secondLabel,
                const PairAndCount& counts)
{
    for (const auto& [pair, count] : counts)
        page.sample({{firstLabel, pair.first}, {secondLabel, pair.second}}, count);
}

} // namespace

void ExchangeMetrics::writeTo(Exposition& page) const
{
    const std::unique_ptr<Shard> all = merged();
    writeOperations(page, sortedSeries(all->operations));
    writeBackends(page, sortedSeries(all->backends));
    page.family("gatelens_backend_failures_total", MetricKind::Counter,
                "Calls to backends that got no whole answer.");
    writePairs(page, "backend", "reason", all->backendFailures);
    page.family("gatelens_policy_errors_total", MetricKind::Counter,
                "Errors of policies by LastError.Reason.");
    writePairs(page, "api", "reason", all->policyErrors);
    page.family("gatelens_cache_requests_total", MetricKind::Counter,
                "Look-ups in the response cache.");
    writePairs(page, "api", "result", all->cache);
    page.family("gatelens_telemetry_items_total", MetricKind::Counter,
                "Items of the gateway by the sampling decision of the first logger.");
    writePairs(page, "type", "decision", all->items);
    page.family("gatelens_metrics_series_dropped_total", MetricKind::Counter,
                "Label sets counted under _other since there are too many.");
    for (const auto& [metric, count] : all->droppedSeries)
        page.sample({{"metric", metric}}, count);
}

} // namespace gatelens::proxy
