#include "tests/blackbox/served_gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace gatelens::test {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr const char* kInstrumentationKey = "11111111-2222-4333-8444-555555555555";

class IntakeTest : public testing::Test
{
protected:
    static Finished runClient(const std::string& script, const std::string& connectionString,
                              const std::map<std::string, std::string>& environment = {})
    {
        return runProgram(
            {"node", std::string(GATELENS_TEST_DATA) + "/clients/" + script, connectionString}, 60s,
            environment);
    }

    [[nodiscard]] std::string exported()
    {
        const std::string file = (m_folder / "items.ndjson").string();
        const Finished run = gatelensctl({"export", "--store", m_served.store().string(),
                                          "--format", "appinsights", "-o", file});
        EXPECT_EQ(run.status, 0) << run.errors;
        std::ifstream stream(file);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    TemporaryFolder m_folder;
    ServedGateway m_served{m_folder};
};

TEST_F(IntakeTest, AcceptsTheClassicNodeSdk)
{
    const Finished client = runClient("applicationinsights_classic.js",
                                      std::string("InstrumentationKey=") + kInstrumentationKey
                                          + ";IngestionEndpoint=" + m_served.intake() + "/");
    ASSERT_EQ(client.status, 0) << client.errors;
    const json::value answer = json::parse(client.output);
    EXPECT_EQ(answer.at("itemsReceived").as_int64(), 7);
    EXPECT_EQ(answer.at("itemsAccepted").as_int64(), 7);
    const std::string text = exported();
    for (const char* part : {"RequestData", "RemoteDependencyData", "the shelf is empty",
                             "looking for stock", "order-placed", "basket", "AvailabilityData",
                             "tenant-42", "0af7651916cd43dd8448eb211c80319c"})
        EXPECT_THAT(text, HasSubstr(part));
}

TEST_F(IntakeTest, AcceptsTheOpenTelemetryExporterOverHttps)
{
    const Finished client = runClient("azure_monitor_exporter.js",
                                      std::string("InstrumentationKey=") + kInstrumentationKey
                                          + ";IngestionEndpoint=" + m_served.tlsIntake() + "/",
                                      {{"NODE_EXTRA_CA_CERTS", m_served.certificateAuthority()}});
    ASSERT_EQ(client.status, 0) << client.output << client.errors;
    const std::string traceId(json::parse(client.output).at("traceId").as_string());
    EXPECT_THAT(exported(), HasSubstr(traceId));
}

TEST_F(IntakeTest, RefusesASpoiltEnvelopeAloneAndKeepsTheOthers)
{
    const std::string good = std::string(R"({"name":"n","time":"2026-01-01T00:00:00Z","iKey":")")
        + kInstrumentationKey
        + R"(","data":{"baseType":"MessageData","baseData":{"ver":2,"message":"kept"}}})";
    const std::string bad = R"({"name":"n","iKey":"x","data":{"baseType":"MessageData"}})";
    const Fetched answer = fetch(m_served.intake() + "/v2/track",
                                 {"--data-binary", good + "\n" + bad + "\n" + good});
    EXPECT_EQ(answer.statusCode, 206);
    const json::value body = json::parse(answer.body);
    EXPECT_EQ(body.at("itemsReceived").as_int64(), 3);
    EXPECT_EQ(body.at("itemsAccepted").as_int64(), 2);
    EXPECT_EQ(body.at("errors").at(0).at("index").as_int64(), 1);
    EXPECT_EQ(linesOf(exported()).size(), 2U);
}

TEST_F(IntakeTest, GivesBackWhatItReceivedByteForByte)
{
    const std::string envelope = std::string(R"({"iKey" : ")") + kInstrumentationKey
        + R"(","name":"n", "time":"2026-01-01T00:00:00.1234567Z","unknown":[1,2],"data":{"baseType":"EventData","baseData":{"ver":2,"name":"odd","properties":{"k":"ü"}}}})";
    ASSERT_EQ(fetch(m_served.intake() + "/v2.1/track", {"--data-binary", envelope}).statusCode,
              200);
    EXPECT_EQ(exported(), envelope + "\n");
}

} // namespace
} // namespace gatelens::test
