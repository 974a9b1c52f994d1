#include "proxy/gateway/metric_aggregator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

/// Keeps what it is given.
struct Collected
{
    MetricAggregator::Sink sink()
    {
        return [this](MetricItem item, const std::string& loggerId) {
            metrics.emplace_back(loggerId, std::move(item));
        };
    }
    std::vector<std::pair<std::string, MetricItem>> metrics;
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
    Collected collected;
    aggregator.add(exchangeWith({metric(1, 2, "a"), metric(30, 5, "a"), metric(31, 7, "b")}));
    aggregator.flush(at(59), MetricAggregator::Flush::Ended, collected.sink());
    EXPECT_TRUE(collected.metrics.empty());
    aggregator.flush(at(60), MetricAggregator::Flush::Ended, collected.sink());
    ASSERT_EQ(collected.metrics.size(), 2U);
    const auto& [logger, item] = collected.metrics.front();
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
    Collected collected;
    aggregator.add(exchangeWith({metric(10, 1, "a"), metric(70, 1, "a")}));
    aggregator.flush(at(70), MetricAggregator::Flush::Ended, collected.sink());
    EXPECT_EQ(collected.metrics.size(), 1U);
    aggregator.flush(at(70), MetricAggregator::Flush::Everything, collected.sink());
    ASSERT_EQ(collected.metrics.size(), 2U);
    EXPECT_EQ(collected.metrics.back().second.context.time, at(60));
}

} // namespace
} // namespace gatelens::proxy
