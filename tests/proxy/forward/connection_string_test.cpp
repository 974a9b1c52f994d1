#include "core/telemetry/connection_string.h"

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

constexpr std::string_view kKey = "InstrumentationKey=11111111-2222-3333-4444-555555554736";

std::string endpointOf(std::string_view text)
{
    const auto read = parseConnectionString(text);
    return read ? read->ingestionEndpoint.toString() : read.error().message;
}

std::string errorOf(std::string_view text)
{
    const auto read = parseConnectionString(text);
    return read ? "" : read.error().message;
}

TEST(ConnectionStringTest, ThePortalsFormIsRead)
{
    const auto read = parseConnectionString(
        std::string(kKey)
        + ";IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/;"
          "LiveEndpoint=https://westeurope.livediagnostics.monitor.azure.com/;"
          "ApplicationId=22222222-2222-2222-2222-222222222222");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->instrumentationKey, "11111111-2222-3333-4444-555555554736");
    EXPECT_EQ(read->ingestionEndpoint.host, "westeurope-5.in.applicationinsights.azure.com");
    EXPECT_EQ(read->ingestionEndpoint.path, "");
    EXPECT_EQ(read->applicationId, "22222222-2222-2222-2222-222222222222");
    EXPECT_EQ(read->pairs.size(), 4U);
    EXPECT_EQ(describeTarget(*read), "westeurope-5.in.applicationinsights.azure.com, key …4736");
}

TEST(ConnectionStringTest, TheEndpointFollowsFromSuffixAndLocationOrIsThePublicOne)
{
    const std::string key(kKey);
    EXPECT_EQ(endpointOf(key), "https://dc.services.visualstudio.com");
    EXPECT_EQ(endpointOf(key + ";EndpointSuffix=applicationinsights.azure.cn"),
              "https://dc.applicationinsights.azure.cn");
    EXPECT_EQ(endpointOf(key + ";EndpointSuffix=example.com;Location=westus2"),
              "https://westus2.dc.example.com");
    EXPECT_EQ(endpointOf(key + ";EndpointSuffix=example.com;IngestionEndpoint=http://localhost:1"),
              "http://localhost:1");
}

TEST(ConnectionStringTest, OrderCaseBlanksAndEmptyPairsDoNotMatter)
{
    EXPECT_EQ(endpointOf(";; ingestionendpoint = https://h.example/a// ; INSTRUMENTATIONKEY="
                         "11111111-2222-3333-4444-555555554736 ;"),
              "https://h.example/a");
}

TEST(ConnectionStringTest, APairWithoutEqualsIsSkippedWithAWarning)
{
    const auto read = parseConnectionString(std::string(kKey) + ";nonsense");
    ASSERT_TRUE(read);
    ASSERT_EQ(read->warnings.size(), 1U);
    EXPECT_EQ(read->warnings[0], "part 2 has no \"=\" and was skipped");
}

TEST(ConnectionStringTest, WhatIsWrongIsSaidWithoutRepeatingAValue)
{
    EXPECT_NE(errorOf("").find("it is empty"), std::string::npos);
    EXPECT_NE(errorOf("IngestionEndpoint=https://h").find("InstrumentationKey is missing"),
              std::string::npos);
    EXPECT_NE(errorOf("11111111-2222-3333-4444-555555554736").find("key alone"), std::string::npos);
    EXPECT_NE(errorOf(std::string(kKey) + ";IngestionEndpoint=nowhere").find("not a URL"),
              std::string::npos);
    EXPECT_NE(errorOf(std::string(kKey) + ";IngestionEndpoint=ftp://h").find("https://"),
              std::string::npos);
    EXPECT_NE(errorOf(std::string(kKey) + ";Authorization=aad").find("Authorization"),
              std::string::npos);
    EXPECT_NE(errorOf(std::string(5000, 'x')).find("4096"), std::string::npos);
    const std::string wrongKey = errorOf("InstrumentationKey=my-secret-value");
    EXPECT_NE(wrongKey.find("not a GUID"), std::string::npos);
    EXPECT_EQ(wrongKey.find("my-secret-value"), std::string::npos);
}

} // namespace
} // namespace gatelens::proxy
