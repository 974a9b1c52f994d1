#include "proxy/gateway/metric_aggregator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

/// Keeps the metrics that it is offered.
class MetricStore : public Store
{
public:
    StoreMode mode() const override { return StoreMode::ReadWrite; }
    const std::string& message() const override { return m_empty; }
    const std::filesystem::path& path() const override { return m_path; }
    bool offer(std::unique_ptr<Exchange>) noexcept override { return true; }
    void submit(std::vector<IngestedItem>, std::function<void(Result<void>)>) override { }
    bool offerMetric(MetricItem metric, std::string loggerId) noexcept override
    {
        metrics.emplace_back(std::move(loggerId), std::move(metric));
        return true;
    }
    Result<void> flush(std::chrono::milliseconds) override { return {}; }
    StoreCounters counters() const override { return {}; }
    void onCommit(std::chrono::milliseconds, std::function<void()>) override { }
    void setRetention(std::chrono::seconds, std::uint64_t) override { }

    std::vector<std::pair<std::string, MetricItem>> metrics;

private:
    std::string m_empty;
    std::filesystem::path m_path;
};

Timestamp at(int seconds) { return Timestamp(std::chrono::seconds(600 + seconds)); }

Exchange exchangeWith(std::vector<PolicyMetric> metrics)
{
    Exchange exchange;
    exchange.gateway = std::make_shared<GatewayIdentity>();
    exchange.metrics = std::move(metrics);
    LoggerOutcome taking;
    taking.loggerId = "taking";
    taking.instrumentationKey = "key";
    taking.hasMetrics = true;
    LoggerOutcome other;
    other.loggerId = "other";
    exchange.loggers = {taking, other};
    return exchange;
}

PolicyMetric metric(int second, double value, std::string operation)
{
    return {at(second), "Calls", "API Management", value, {{"Operation ID", std::move(operation)}}};
}

TEST(MetricAggregatorTest, SumsUpAMinuteForEachSetOfDimensions)
{
    MetricAggregator aggregator;
    MetricStore store;
    aggregator.add(exchangeWith({metric(1, 2, "a"), metric(30, 5, "a"), metric(31, 7, "b")}));
    aggregator.flush(store, at(59), MetricAggregator::Flush::Ended);
    EXPECT_TRUE(store.metrics.empty());
    aggregator.flush(store, at(60), MetricAggregator::Flush::Ended);
    ASSERT_EQ(store.metrics.size(), 2U);
    const auto& [logger, item] = store.metrics.front();
    EXPECT_EQ(logger, "taking");
    EXPECT_EQ(item.value, 7);
    EXPECT_EQ(item.count, 2);
    EXPECT_EQ(item.min, 2);
    EXPECT_EQ(item.max, 5);
    EXPECT_EQ(item.context.time, at(0));
    EXPECT_EQ(item.context.instrumentationKey, "key");
    EXPECT_THAT(item.context.properties,
                ::testing::Contains(
                    std::pair<std::string, std::string>("_MS.AggregationIntervalMs", "60000")));
}

TEST(MetricAggregatorTest, BeginsANewWindowWithTheNextMinute)
{
    MetricAggregator aggregator;
    MetricStore store;
    aggregator.add(exchangeWith({metric(10, 1, "a"), metric(70, 1, "a")}));
    aggregator.flush(store, at(70), MetricAggregator::Flush::Ended);
    EXPECT_EQ(store.metrics.size(), 1U);
    aggregator.flush(store, at(70), MetricAggregator::Flush::Everything);
    ASSERT_EQ(store.metrics.size(), 2U);
    EXPECT_EQ(store.metrics.back().second.context.time, at(60));
}

} // namespace
} // namespace gatelens::proxy
