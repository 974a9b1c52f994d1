#include "tests/core/formats/sample_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens {
namespace {

using testing::HasSubstr;
using testing::Not;

const boost::json::array& entriesOf(const boost::json::value& har)
{
    return har.at("log").at("entries").as_array();
}

TEST(HarExporterTest, WhatTheSchemaRequiresIsThere)
{
    test::SampleStore store;
    const auto har = test::parsed(store.exported("har"));
    const auto& log = har.at("log");
    EXPECT_EQ(log.at("version").as_string(), "1.2");
    EXPECT_EQ(log.at("creator").at("name").as_string(), "Gatelens");
    ASSERT_EQ(entriesOf(har).size(), 3U);
    for (const auto& entry : entriesOf(har)) {
        for (const char* member :
             {"startedDateTime", "time", "request", "response", "cache", "timings"})
            EXPECT_TRUE(entry.as_object().contains(member)) << member;
        for (const char* member : {"method", "url", "httpVersion", "cookies", "headers",
                                   "queryString", "headersSize", "bodySize"})
            EXPECT_TRUE(entry.at("request").as_object().contains(member)) << member;
        for (const char* member : {"status", "statusText", "httpVersion", "cookies", "headers",
                                   "content", "redirectURL", "headersSize", "bodySize"})
            EXPECT_TRUE(entry.at("response").as_object().contains(member)) << member;
        const auto& content = entry.at("response").at("content").as_object();
        EXPECT_TRUE(content.contains("size"));
        EXPECT_TRUE(content.contains("mimeType"));
    }
    for (const auto& page : log.at("pages").as_array()) {
        for (const char* member : {"startedDateTime", "id", "title", "pageTimings"})
            EXPECT_TRUE(page.as_object().contains(member)) << member;
    }
    EXPECT_EQ(log.at("pages").as_array().size(), 2U) << "two traces";
}

TEST(HarExporterTest, AnEntryShowsTheMessageAsItWas)
{
    test::SampleStore store;
    const auto har = test::parsed(store.exported("har"));
    const auto& entry = entriesOf(har)[0];
    EXPECT_EQ(entry.at("startedDateTime").as_string(), "2026-11-20T12:00:01.123Z");
    const auto& request = entry.at("request");
    EXPECT_EQ(request.at("method").as_string(), "POST");
    EXPECT_EQ(request.at("url").as_string(),
              "http://127.0.0.1:8080/conference/sessions?q=caf%C3%A9&subscription-key=*****&x=1");
    EXPECT_EQ(request.at("queryString").at(0).at("value").as_string(), "caf\xC3\xA9");
    EXPECT_EQ(request.at("queryString").as_array().size(), 3U);
    EXPECT_EQ(request.at("postData").at("text").as_string(), "=1+1,\"x\"\n");
    EXPECT_EQ(request.at("postData").at("mimeType").as_string(), "text/plain");
    const auto& content = entry.at("response").at("content");
    EXPECT_EQ(content.at("encoding").as_string(), "base64");
    EXPECT_EQ(content.at("text").as_string(), "/wABAg==");
    EXPECT_EQ(content.at("size").as_int64(), 4);
    EXPECT_EQ(entry.at("_gatelens").at("api").as_string(), "demo-conference-api");
    EXPECT_EQ(entry.at("_gatelens").at("loggers").as_array().size(), 2U);
    EXPECT_EQ(entriesOf(har)[1].at("_gatelens").at("loggers").as_array().size(), 1U);
}

TEST(HarExporterTest, TheTimeIsTheSumOfTheTimings)
{
    test::SampleStore store;
    ExportScope scope;
    scope.includesBackendCalls = true;
    const auto har = test::parsed(store.exported("har", scope));
    EXPECT_EQ(entriesOf(har).size(), 6U);
    for (const auto& entry : entriesOf(har)) {
        double sum = 0;
        for (const char* phase : {"blocked", "dns", "connect", "send", "wait", "receive"})
            sum += std::max(0.0, entry.at("timings").at(phase).to_number<double>());
        EXPECT_NEAR(entry.at("time").to_number<double>(), sum, 1e-9);
    }
    const auto& call = entriesOf(har)[1];
    EXPECT_EQ(call.at("timings").at("connect").to_number<double>(), 3) << "includes ssl";
    EXPECT_EQ(call.at("timings").at("ssl").to_number<double>(), 2);
    EXPECT_EQ(call.at("_gatelens").at("kind").as_string(), "dependency");
}

TEST(HarExporterTest, SecretsAreMaskedUnlessAskedOtherwiseAndTheFileSaysSo)
{
    test::SampleStore store;
    const std::string masked = store.exported("har");
    EXPECT_THAT(masked, Not(HasSubstr("k-123456")));
    EXPECT_THAT(masked, Not(HasSubstr("a=1; b=2")));
    EXPECT_TRUE(test::parsed(masked).at("log").at("_gatelens").at("masked").as_bool());

    ExportScope scope;
    scope.masksUsualSecrets = false;
    const std::string open = store.exported("har", scope);
    EXPECT_THAT(open, HasSubstr("a=1; b=2"));
    EXPECT_THAT(open, Not(HasSubstr("k-123456"))) << "masked in the store stays masked";
    const auto har = test::parsed(open);
    EXPECT_EQ(entriesOf(har)[0].at("request").at("cookies").at(1).at("value").as_string(), "2");
}

TEST(HarExporterTest, WhatHarHasNoEntryForIsKeptAsEnvelopes)
{
    test::SampleStore store;
    const auto har = test::parsed(store.exported("har"));
    std::map<std::string, int> types;
    for (const auto& envelope : har.at("log").at("_gatelens").at("extra").as_array())
        ++types[std::string(envelope.at("data").at("baseType").as_string())];
    EXPECT_EQ(types["MessageData"], 3);
    EXPECT_EQ(types["ExceptionData"], 1);
    EXPECT_EQ(types["EventData"], 1);
    EXPECT_EQ(types["RequestData"], 0);
}

TEST(HarExporterTest, TheSameStoreGivesTheSameBytes)
{
    test::SampleStore store;
    for (const auto& exporter : exporters())
        EXPECT_EQ(store.exported(exporter->id()), store.exported(exporter->id())) << exporter->id();
}

} // namespace
} // namespace gatelens
