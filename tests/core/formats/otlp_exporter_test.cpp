#include "core/telemetry/ids.h"
#include "tests/core/formats/sample_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace gatelens {
namespace {

namespace json = boost::json;

/// All records of one signal over all lines of a file.
std::vector<json::object> records(std::string_view text, const char* resources, const char* scopes,
                                  const char* name)
{
    std::vector<json::object> list;
    for (const std::string& line : test::linesOf(text)) {
        const json::value value = test::parsed(line);
        const json::value* found = value.as_object().if_contains(resources);
        if (found == nullptr)
            continue;
        for (const json::value& resource : found->as_array()) {
            EXPECT_TRUE(resource.at("resource").at("attributes").is_array());
            for (const json::value& scope : resource.at(scopes).as_array()) {
                EXPECT_EQ(scope.at("scope").at("name").as_string(), "gatelens");
                for (const json::value& record : scope.at(name).as_array())
                    list.push_back(record.as_object());
            }
        }
    }
    return list;
}

std::vector<json::object> spans(std::string_view text)
{
    return records(text, "resourceSpans", "scopeSpans", "spans");
}

std::map<std::string, json::value> attributes(const json::object& record)
{
    std::map<std::string, json::value> list;
    for (const json::value& attribute : record.at("attributes").as_array()) {
        const std::string key(attribute.at("key").as_string());
        EXPECT_TRUE(list.emplace(key, attribute.at("value")).second) << "twice: " << key;
    }
    return list;
}

TEST(OtlpExporterTest, RequestsAndDependenciesAreSpansOfOneTrace)
{
    test::SampleStore store;
    const auto list = spans(store.exported("otlp"));
    ASSERT_EQ(list.size(), 6U);
    const json::object& request = list[0];
    const json::object& dependency = list[1];
    EXPECT_EQ(request.at("kind").as_int64(), 2);
    EXPECT_EQ(dependency.at("kind").as_int64(), 3);
    EXPECT_EQ(dependency.at("parentSpanId"), request.at("spanId"));
    EXPECT_EQ(dependency.at("traceId"), request.at("traceId"));
    EXPECT_TRUE(isTraceId(std::string_view(request.at("traceId").as_string())));
    EXPECT_TRUE(isSpanId(std::string_view(request.at("spanId").as_string())));
    EXPECT_EQ(request.at("startTimeUnixNano").as_string(), "1795176001123456000");
    EXPECT_EQ(request.at("endTimeUnixNano").as_string(), "1795176001135801000");
    EXPECT_EQ(request.at("status").at("code").as_int64(), 0);
}

TEST(OtlpExporterTest, AttributesHaveTheirTypesAndSecretsStayMasked)
{
    test::SampleStore store;
    const std::string text = store.exported("otlp");
    const auto request = attributes(spans(text)[0]);
    EXPECT_EQ(request.at("http.request.method").at("stringValue").as_string(), "POST");
    EXPECT_EQ(request.at("http.response.status_code").at("intValue").as_string(), "200");
    EXPECT_EQ(request.at("gatelens.success").at("boolValue").as_bool(), true);
    EXPECT_EQ(
        request.at("http.response.header.x-note").at("arrayValue").at("values").as_array().size(),
        2U);
    EXPECT_EQ(request.at("gatelens.response.body").at("bytesValue").as_string(), "/wABAg==");
    EXPECT_EQ(request.at("url.path").at("stringValue").as_string(), "/conference/sessions");
    EXPECT_EQ(request.at("gatelens.api").at("stringValue").as_string(), "demo-conference-api");
    EXPECT_EQ(text.find("k-123456"), std::string::npos);
    EXPECT_EQ(text.find("s3cret"), std::string::npos);
    EXPECT_EQ(text.find("a=1; b=2"), std::string::npos);
}

TEST(OtlpExporterTest, AnExceptionIsAnEventOfItsSpan)
{
    test::SampleStore store;
    const auto list = spans(store.exported("otlp"));
    const json::object& failed = list[4];
    EXPECT_EQ(failed.at("status").at("code").as_int64(), 2);
    const json::object& event = failed.at("events").at(0).as_object();
    EXPECT_EQ(event.at("name").as_string(), "exception");
    const auto details = attributes(event);
    EXPECT_EQ(details.at("exception.type").at("stringValue").as_string(),
              "BackendConnectionFailure");
    EXPECT_EQ(details.at("exception.message").at("stringValue").as_string(), "no \"answer\"");
}

TEST(OtlpExporterTest, TracesAndEventsAreLogRecords)
{
    test::SampleStore store;
    const auto logs = records(store.exported("otlp"), "resourceLogs", "scopeLogs", "logRecords");
    ASSERT_EQ(logs.size(), 4U);
    std::size_t events = 0;
    for (const json::object& log : logs) {
        if (log.if_contains("eventName") != nullptr) {
            ++events;
            EXPECT_EQ(log.at("eventName").as_string(), "sold \xE2\x82\xAC");
        } else {
            EXPECT_EQ(log.at("body").at("stringValue").as_string(), "hello, \xE2\x82\xAC");
            EXPECT_EQ(log.at("severityNumber").as_int64(), 9);
        }
    }
    EXPECT_EQ(events, 1U);
}

TEST(OtlpExporterTest, AnAggregatedMetricIsAHistogramWithoutBuckets)
{
    test::SampleStore store;
    const auto metrics
        = records(store.exported("otlp"), "resourceMetrics", "scopeMetrics", "metrics");
    ASSERT_EQ(metrics.size(), 1U);
    const auto& histogram = metrics[0].at("histogram");
    EXPECT_EQ(histogram.at("aggregationTemporality").as_int64(), 1);
    const auto& point = histogram.at("dataPoints").at(0);
    EXPECT_EQ(point.at("count").as_string(), "5");
    EXPECT_EQ(point.at("sum").to_number<double>(), 12.5);
    EXPECT_EQ(point.at("bucketCounts").at(0).as_string(), "5");
}

TEST(OtlpExporterTest, ASignalCanBeExportedAlone)
{
    test::SampleStore store;
    EXPECT_EQ(spans(store.exported("otlp-traces")).size(), 6U);
    EXPECT_TRUE(
        records(store.exported("otlp-traces"), "resourceLogs", "scopeLogs", "logRecords").empty());
    EXPECT_TRUE(spans(store.exported("otlp-logs")).empty());
    EXPECT_EQ(
        records(store.exported("otlp-logs"), "resourceLogs", "scopeLogs", "logRecords").size(), 5U)
        << "without the spans, the exception is a log record";
    EXPECT_EQ(test::linesOf(store.exported("otlp-metrics")).size(), 1U);
}

} // namespace
} // namespace gatelens
