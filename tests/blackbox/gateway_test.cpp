#include "tests/blackbox/served_gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>

namespace gatelens::test {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> withKey(const char* key)
{
    return {"--header", std::string("Ocp-Apim-Subscription-Key: ") + key};
}

class GatewayTest : public testing::Test
{
protected:
    TemporaryFolder m_folder;
    ServedGateway m_served{m_folder};
};

TEST_F(GatewayTest, ServesTheDemoApiThroughItsPolicies)
{
    const Fetched session
        = fetch(m_served.gateway() + "/conference/sessions/42", withKey(kUnlimitedKey));
    // The demo backend may fail on purpose; the gateway then answers with the fragment's problem
    // document.
    ASSERT_TRUE(session.statusCode == 200 || session.statusCode >= 500) << session.body;
    EXPECT_THAT(session.headers, HasSubstr("x-gateway-region: West Europe"));
    EXPECT_THAT(session.headers, HasSubstr("x-request-id:"));
    if (session.statusCode == 200) {
        EXPECT_THAT(session.body, HasSubstr("Rate limits in practice, part 3"));
    }
}

TEST_F(GatewayTest, AnswersMissingAndWrongKeysAsApimDoes)
{
    const Fetched missing = fetch(m_served.gateway() + "/conference/speakers");
    EXPECT_EQ(missing.statusCode, 401);
    // The demo's on-error answers with a problem document of its own.
    EXPECT_THAT(missing.headers, HasSubstr("x-error-source: authorization"));
    EXPECT_THAT(missing.body, HasSubstr("SubscriptionKeyNotFound"));
    const Fetched suspended
        = fetch(m_served.gateway() + "/conference/speakers", withKey(kSuspendedKey));
    EXPECT_EQ(suspended.statusCode, 401);
    const Fetched unknown = fetch(m_served.gateway() + "/nowhere");
    EXPECT_EQ(unknown.statusCode, 404);
}

TEST_F(GatewayTest, RunsTheProductOfTheSubscription)
{
    const Fetched refused
        = fetch(m_served.gateway() + "/conference/sessions/1/feedback", withKey(kStarterKey));
    EXPECT_EQ(refused.statusCode, 403);
    EXPECT_EQ(refused.body, R"({"error":"GET is not allowed on this tier."})");
    const Fetched mocked
        = fetch(m_served.gateway() + "/conference/schedule/preview", withKey(kStarterKey));
    EXPECT_EQ(mocked.statusCode, 200);
    EXPECT_THAT(mocked.body, HasSubstr("Opening"));
    EXPECT_THAT(mocked.headers, Not(HasSubstr("x-product")));
}

TEST_F(GatewayTest, OpenApiOfTheSecondVersionNeedsNoKey)
{
    EXPECT_EQ(fetch(m_served.gateway() + "/status/v1/live").statusCode, 200);
    EXPECT_EQ(fetch(m_served.gateway() + "/status/live").statusCode, 404);
}

TEST_F(GatewayTest, RecordsEveryExchangeAndExportsWhatEachLoggerReceives)
{
    for (int i = 1; i <= 20; ++i)
        (void)fetch(m_served.gateway() + "/conference/speakers/" + std::to_string(i),
                    withKey(kUnlimitedKey));
    (void)fetch(m_served.gateway() + "/conference/speakers/1?subscription-key=" + kStarterKey);
    (void)waitForExchanges(m_served.store(), 21);
    ASSERT_EQ(m_served.stop(), 0);

    const std::string file = (m_folder / "items.ndjson").string();
    const Finished exported = gatelensctl(
        {"export", "--store", m_served.store().string(), "--format", "appinsights", "-o", file});
    ASSERT_EQ(exported.status, 0) << exported.errors;
    std::ifstream stream(file);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    std::map<std::string, int> requestsByKey;
    for (const std::string& line : linesOf(text)) {
        const json::value envelope = json::parse(line);
        if (envelope.at("data").at("baseType").as_string() == "RequestData")
            ++requestsByKey[std::string(envelope.at("iKey").as_string())];
    }
    // The platform logger keeps all 21; the conference logger draws a quarter and every failure.
    ASSERT_FALSE(requestsByKey.empty());
    const auto most
        = std::max_element(requestsByKey.begin(), requestsByKey.end(),
                           [](const auto& a, const auto& b) { return a.second < b.second; });
    EXPECT_EQ(most->second, 21);
    // A third key is that of the demo backend's own telemetry, which came in through the intake.
    EXPECT_LE(requestsByKey.size(), 3U);
    EXPECT_THAT(text, Not(HasSubstr(kStarterKey)));
    EXPECT_THAT(text, Not(HasSubstr(kUnlimitedKey)));
}

TEST_F(GatewayTest, NeverWritesASecretToTheStore)
{
    (void)fetch(m_served.gateway() + "/conference/speakers/1?subscription-key=" + kUnlimitedKey);
    (void)fetch(m_served.gateway() + "/conference/speakers/1",
                {"--header", std::string("Ocp-Apim-Subscription-Key: ") + kUnlimitedKey, "--header",
                 "Authorization: Bearer clear-text-token-4711", "--header",
                 "Cookie: session=clear-text-cookie-4711"});
    (void)waitForExchanges(m_served.store(), 2);
    ASSERT_EQ(m_served.stop(), 0);
    for (const char* suffix : {"", "-wal"}) {
        std::ifstream stream(m_served.store().string() + suffix, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        for (const char* secret :
             {kUnlimitedKey, "clear-text-token-4711", "clear-text-cookie-4711"})
            EXPECT_EQ(bytes.find(secret), std::string::npos) << secret << " in the store" << suffix;
    }
}

TEST_F(GatewayTest, KeepsWhatItCommittedWhenKilled)
{
    for (int i = 1; i <= 10; ++i)
        (void)fetch(m_served.gateway() + "/status/v1/live");
    (void)waitForExchanges(m_served.store(), 10);
    m_served.process().signal(SIGKILL);
    ASSERT_EQ(m_served.process().wait(10s), 128 + SIGKILL);
    const json::value stats = waitForExchanges(m_served.store(), 10);
    EXPECT_EQ(stats.at("exchanges").to_number<std::int64_t>(), 10);
}

TEST_F(GatewayTest, CountsEveryRequestOfALoad)
{
    const Finished wrk = runProgram({"wrk", "-t1", "-c16", "-d2s", "-H",
                                     std::string("Ocp-Apim-Subscription-Key: ") + kUnlimitedKey,
                                     m_served.gateway() + "/conference/schedule/preview"});
    ASSERT_EQ(wrk.status, 0) << wrk.errors;
    EXPECT_THAT(wrk.output, HasSubstr("requests in"));
    const std::string line = wrk.output.substr(0, wrk.output.find(" requests in"));
    const std::int64_t answered = std::stoll(line.substr(line.rfind('\n') + 1));
    ASSERT_GT(answered, 100);
    ASSERT_EQ(m_served.stop(), 0);
    const json::value stats = waitForExchanges(m_served.store(), answered);
    // wrk does not count the up to 16 requests that were under way when it stopped.
    EXPECT_LE(stats.at("exchanges").to_number<std::int64_t>(), answered + 16);
}

TEST_F(GatewayTest, ServesPrometheusMetrics)
{
    (void)fetch(m_served.gateway() + "/status/v1/live");
    const Fetched metrics = fetch(m_served.metrics());
    EXPECT_EQ(metrics.statusCode, 200);
    EXPECT_THAT(metrics.headers, HasSubstr("text/plain"));
    EXPECT_THAT(metrics.body, HasSubstr("# TYPE gatelens_"));
}

TEST(ServeTest, DrainsAndExitsZeroOnSigterm)
{
    const TemporaryFolder folder;
    ServedGateway served(folder);
    EXPECT_EQ(served.stop(), 0);
}

TEST(ServeTest, NamesTheBusyPort)
{
    const TemporaryFolder folder;
    const ServedGateway served(folder);
    const std::string port = served.gateway().substr(served.gateway().rfind(':') + 1);
    const TemporaryFolder other;
    const Finished second
        = runProgram({GATELENSCTL, "serve", "--demo", "--no-traffic", "--gateway-port", port,
                      "--ingest-port", "0", "--ingest-tls-port", "0", "--metrics-port", "0",
                      "--store", (other / "store.db").string()},
                     30s, {{"XDG_DATA_HOME", other.path().string()}});
    EXPECT_EQ(second.status, 2);
    EXPECT_THAT(second.errors, HasSubstr(port));
    EXPECT_THAT(second.errors, HasSubstr("use"));
}

TEST(ServeTest, RefusesAFolderThatIsNoWorkspace)
{
    const TemporaryFolder folder;
    const Finished served
        = runProgram({GATELENSCTL, "serve", "--workspace", (folder / "missing").string(), "--store",
                      (folder / "s.db").string()});
    EXPECT_EQ(served.status, 2);
    EXPECT_THAT(served.errors, HasSubstr("missing"));
}

TEST(DemoTrafficTest, FlowsWithoutAnyNetwork)
{
    const TemporaryFolder folder;
    ServedGateway served(folder, {"--demo"});
    const json::value stats = waitForExchanges(served.store(), 5);
    EXPECT_GE(stats.at("exchanges").to_number<std::int64_t>(), 5);
    EXPECT_EQ(served.stop(), 0);
}

} // namespace
} // namespace gatelens::test
