#include "tests/core/formats/sample_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace gatelens {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string keyOf(const boost::json::value& envelope)
{
    return std::string(envelope.at("iKey").as_string());
}

TEST(EnvelopeExporterTest, EachLoggerGetsItsOwnEnvelopesAndTheIntakesComeOutByteForByte)
{
    test::SampleStore store;
    const std::string text = store.exported("appinsights");
    ASSERT_TRUE(text.ends_with('\n'));
    const auto lines = test::linesOf(text);
    std::map<std::string, std::map<std::string, int>> byKey;
    for (const std::string& line : lines) {
        const auto envelope = test::parsed(line);
        ++byKey[keyOf(envelope)][std::string(envelope.at("data").at("baseType").as_string())];
    }
    // The second exchange is sampled out for the conference logger; its trace is not.
    auto& conference = byKey["11111111-1111-1111-1111-111111111111"];
    EXPECT_EQ(conference["RequestData"], 2);
    EXPECT_EQ(conference["RemoteDependencyData"], 2);
    EXPECT_EQ(conference["ExceptionData"], 1);
    EXPECT_EQ(conference["MessageData"], 3);
    auto& platform = byKey["22222222-2222-2222-2222-222222222222"];
    EXPECT_EQ(platform["RequestData"], 3);
    EXPECT_EQ(platform["MessageData"], 3);
    for (const std::string& envelope : test::ingestedEnvelopes())
        EXPECT_THAT(lines, testing::Contains(envelope));
    EXPECT_THAT(text, Not(HasSubstr("k-123456")));
    EXPECT_THAT(text, Not(HasSubstr("s3cret")));
}

TEST(EnvelopeExporterTest, RatesAreStampedAsTheDecisionSays)
{
    test::SampleStore store;
    std::map<std::string, double> rates; // of the conference logger's requests by status
    for (const std::string& line : test::linesOf(store.exported("appinsights"))) {
        const auto envelope = test::parsed(line);
        const auto& data = envelope.at("data");
        if (keyOf(envelope) == "11111111-1111-1111-1111-111111111111"
            && data.at("baseType").as_string() == "RequestData")
            rates[std::string(data.at("baseData").at("responseCode").as_string())]
                = envelope.at("sampleRate").to_number<double>();
    }
    EXPECT_EQ(rates["200"], 25);
    EXPECT_EQ(rates["503"], 100);
}

TEST(EnvelopeExporterTest, OneLoggerCanBeExportedAlone)
{
    test::SampleStore store;
    ExportScope scope;
    scope.loggerIds = {"platform"};
    for (const std::string& line : test::linesOf(store.exported("appinsights", scope)))
        EXPECT_EQ(keyOf(test::parsed(line)), "22222222-2222-2222-2222-222222222222");
}

} // namespace
} // namespace gatelens
