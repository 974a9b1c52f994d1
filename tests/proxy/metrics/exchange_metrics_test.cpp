#include "proxy/metrics/engine_metrics.h"
#include "proxy/metrics/exchange_metrics.h"
#include "proxy/metrics/metrics_page.h"
#include "proxy/metrics/process_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <thread>

namespace gatelens::proxy {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string pageOf(const ExchangeMetrics& metrics)
{
    Exposition page(ExpositionFormat::Text004);
    metrics.writeTo(page);
    return page.finish();
}

Exchange exchange(std::string operation = "list", int statusCode = 200)
{
    Exchange result;
    result.apiId = "orders";
    result.apimOperationId = std::move(operation);
    result.method = "GET";
    result.statusCode = statusCode;
    result.duration = Micros(12'000);
    result.requestBytes = 10;
    result.responseBytes = 100;
    return result;
}

TEST(ExchangeMetricsTest, RequestsAreCountedByApiOperationMethodAndCode)
{
    ExchangeMetrics metrics;
    metrics.record(exchange());
    metrics.record(exchange());
    metrics.record(exchange("list", 503));
    const std::string page = pageOf(metrics);
    EXPECT_THAT(page,
                HasSubstr("gatelens_gateway_requests_total{api=\"orders\",operation=\"list\","
                          "method=\"GET\",code=\"200\"} 2\n"));
    EXPECT_THAT(page, HasSubstr("code=\"503\"} 1\n"));
    EXPECT_THAT(page,
                HasSubstr("gatelens_gateway_request_duration_seconds_count{api=\"orders\","
                          "operation=\"list\",code_class=\"2xx\"} 2\n"));
    EXPECT_THAT(page,
                HasSubstr("gatelens_gateway_response_bytes_total{api=\"orders\","
                          "operation=\"list\"} 300\n"));
}

TEST(ExchangeMetricsTest, NothingASenderMakesUpBecomesALabel)
{
    ExchangeMetrics metrics;
    Exchange strange = exchange("");
    strange.apiId.clear();
    strange.method = "BREW";
    strange.path = "/secret/path";
    metrics.record(strange);
    const std::string page = pageOf(metrics);
    EXPECT_THAT(page, HasSubstr("operation=\"_unmatched\",method=\"_OTHER\""));
    EXPECT_THAT(page, Not(HasSubstr("secret")));
    EXPECT_THAT(page, Not(HasSubstr("BREW")));
}

TEST(ExchangeMetricsTest, BackendCallsErrorsItemsAndCacheAreCounted)
{
    ExchangeMetrics metrics;
    Exchange failed = exchange("list", 500);
    failed.cache = "Miss";
    failed.errors.push_back({.source = "forward-request", .reason = "Timeout"});
    failed.loggers.push_back({.isKept = false});
    BackendCall call;
    call.backendId = "eu";
    call.failure = "Timeout";
    failed.backendCalls.push_back(call);
    metrics.record(failed);
    const std::string page = pageOf(metrics);
    EXPECT_THAT(page,
                HasSubstr("gatelens_backend_requests_total{api=\"orders\",backend=\"eu\","
                          "code=\"0\"} 1\n"));
    EXPECT_THAT(
        page, HasSubstr("gatelens_backend_failures_total{backend=\"eu\",reason=\"timeout\"} 1\n"));
    EXPECT_THAT(page,
                HasSubstr("gatelens_policy_errors_total{api=\"orders\",reason=\"Timeout\"} 1\n"));
    EXPECT_THAT(page,
                HasSubstr("gatelens_cache_requests_total{api=\"orders\",result=\"miss\"} 1\n"));
    EXPECT_THAT(
        page,
        HasSubstr("gatelens_telemetry_items_total{type=\"dependency\",decision=\"dropped\"} 1\n"));
}

TEST(ExchangeMetricsTest, TooManySeriesAreCountedTogether)
{
    ExchangeMetrics metrics(10);
    for (int i = 0; i < 50; ++i)
        metrics.record(exchange("operation-" + std::to_string(i)));
    const std::string page = pageOf(metrics);
    EXPECT_THAT(page, HasSubstr("operation=\"_other\""));
    EXPECT_THAT(page,
                HasSubstr("gatelens_metrics_series_dropped_total{metric="
                          "\"gatelens_gateway_requests_total\"}"));
    std::size_t requests = 0;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("gatelens_gateway_requests_total{"))
            requests += std::stoul(line.substr(line.rfind(' ') + 1));
    }
    EXPECT_EQ(requests, 50U) << "none is lost";
}

TEST(ExchangeMetricsTest, AnAnnouncedOperationStandsThereWithZero)
{
    ExchangeMetrics metrics;
    metrics.announce("orders", "never-called");
    EXPECT_THAT(pageOf(metrics),
                HasSubstr("operation=\"never-called\",method=\"GET\","
                          "code=\"200\"} 0\n"));
}

TEST(ExchangeMetricsTest, ThreadsRecordAtTheSameTimeAndNothingIsLost)
{
    ExchangeMetrics metrics;
    constexpr int kEach = 2000;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&metrics] {
                for (int i = 0; i < kEach; ++i)
                    metrics.record(exchange());
            });
        }
        for (int i = 0; i < 20; ++i)
            EXPECT_FALSE(pageOf(metrics).empty());
    }
    EXPECT_THAT(pageOf(metrics), HasSubstr("code=\"200\"} 8000\n"));
}

TEST(MetricsPageTest, TheWholePageHasEachFamilyOnceAndEndsWithALineBreak)
{
    ExchangeMetrics metrics;
    metrics.record(exchange());
    EngineStatus status;
    status.forward.push_back({.name = "appi", .accepted = 7});
    IntakeCounters intake;
    intake.requestsByStatus[200] = 3;
    intake.acceptedByType["request"] = 9;
    const MetricsPage page({[&](Exposition& out) { metrics.writeTo(out); },
                            [&](Exposition& out) { writeEngineMetrics(out, status); },
                            [&](Exposition& out) { writeIntakeMetrics(out, intake); },
                            writeProcessMetrics});
    const std::string text = page.render(ExpositionFormat::Text004);
    EXPECT_TRUE(text.ends_with('\n'));
    EXPECT_THAT(text, HasSubstr("gatelens_forwarder_sent_items_total{destination=\"appi\"} 7\n"));
    EXPECT_THAT(text,
                HasSubstr("gatelens_ingest_requests_total{protocol=\"breeze\",code=\"200\"} "
                          "3\n"));
    EXPECT_THAT(text, HasSubstr("process_resident_memory_bytes "));
    EXPECT_THAT(text, HasSubstr("gatelens_build_info{version="));

    std::set<std::string> families;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        EXPECT_FALSE(line.empty());
        if (!line.starts_with("# TYPE "))
            continue;
        EXPECT_TRUE(families.insert(line.substr(7, line.find(' ', 7) - 7)).second) << line;
    }
    EXPECT_GT(families.size(), 20U);
}

} // namespace
} // namespace gatelens::proxy
