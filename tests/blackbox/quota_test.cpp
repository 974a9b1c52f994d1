// Quotas survive restarts, and a clock that is moved forward renews them.

#include "tests/blackbox/served_gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace gatelens::test {
namespace {

using testing::HasSubstr;

class QuotaTest : public testing::Test
{
protected:
    void SetUp() override
    {
        write("apis/counted/apiInformation.json",
              R"({"properties": {"path": "counted", "protocols": ["http"],
                  "subscriptionRequired": false, "type": "http"}})");
        write("apis/counted/specification.yaml",
              "openapi: 3.0.1\ninfo: {title: counted, version: '1'}\npaths:\n  /call:\n    get: "
              "{operationId: call, responses: {'200': {description: ok}}}\n");
        write("apis/counted/policy.xml",
              "<policies><inbound><quota-by-key calls=\"3\" renewal-period=\"86400\" "
              "counter-key=\"k\" first-period-start=\"2026-01-01T00:00:00Z\" /><return-response />"
              "</inbound><backend /><outbound /><on-error /></policies>");
    }

    void write(const std::string& file, const std::string& content)
    {
        const std::filesystem::path path = m_folder / ("workspace/" + file);
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
    }

    [[nodiscard]] ServedGateway serve(std::vector<std::string> more = {}) const
    {
        std::vector<std::string> arguments{"--workspace", (m_folder / "workspace").string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return ServedGateway(m_folder, std::move(arguments));
    }

    static Fetched call(const ServedGateway& served)
    {
        return fetch(served.gateway() + "/counted/call");
    }

    TemporaryFolder m_folder;
};

TEST_F(QuotaTest, SurvivesARestart)
{
    {
        ServedGateway served = serve();
        EXPECT_EQ(call(served).statusCode, 200);
        EXPECT_EQ(call(served).statusCode, 200);
        EXPECT_EQ(served.stop(), 0);
    }
    ServedGateway served = serve();
    EXPECT_EQ(call(served).statusCode, 200);
    const Fetched refused = call(served);
    EXPECT_EQ(refused.statusCode, 403);
    EXPECT_THAT(refused.body, HasSubstr("Out of call volume quota."));
}

TEST_F(QuotaTest, IsRenewedForAClockThatWasMovedForward)
{
    {
        ServedGateway served = serve();
        for (int i = 0; i < 3; ++i)
            EXPECT_EQ(call(served).statusCode, 200);
        EXPECT_EQ(call(served).statusCode, 403);
        EXPECT_EQ(served.stop(), 0);
    }
    ServedGateway served = serve({"--clock-offset", "P1D"});
    EXPECT_EQ(call(served).statusCode, 200);
}

} // namespace
} // namespace gatelens::test
