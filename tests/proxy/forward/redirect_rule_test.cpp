#include "proxy/forward/redirect_rule.h"

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

std::string follow(std::string_view from, std::string_view location)
{
    const auto to = followRedirect(parseUrl(from).value(), location);
    return to ? to->toString() : "refused";
}

TEST(RedirectRuleTest, TheSameHostMayMoveItsPath)
{
    EXPECT_EQ(follow("https://a.example/v2.1/track", "/v3/track"), "https://a.example/v3/track");
    EXPECT_EQ(follow("https://a.example/v2.1/track", "https://a.example/other"),
              "https://a.example/other");
}

TEST(RedirectRuleTest, IngestionHostsOfOneCloudMaySendToEachOther)
{
    EXPECT_EQ(follow("https://dc.services.visualstudio.com/v2.1/track",
                     "https://westus2-1.in.applicationinsights.azure.com/v2.1/track"),
              "https://westus2-1.in.applicationinsights.azure.com/v2.1/track");
    EXPECT_EQ(follow("https://x.monitor.azure.us/v2.1/track",
                     "https://y.applicationinsights.azure.us/v2.1/track"),
              "https://y.applicationinsights.azure.us/v2.1/track");
}

TEST(RedirectRuleTest, TelemetryNeverFollowsToAStranger)
{
    EXPECT_EQ(follow("https://dc.services.visualstudio.com/t", "https://evil.example/t"),
              "refused");
    EXPECT_EQ(follow("https://dc.services.visualstudio.com/t",
                     "https://services.visualstudio.com.evil.example/t"),
              "refused");
    EXPECT_EQ(follow("https://x.monitor.azure.com/t", "https://x.monitor.azure.cn/t"), "refused")
        << "another cloud";
    EXPECT_EQ(follow("https://a.example/t", "https://b.example/t"), "refused");
}

TEST(RedirectRuleTest, TlsIsNeverGivenUp)
{
    EXPECT_EQ(follow("https://a.example/t", "http://a.example/t"), "refused");
    EXPECT_EQ(follow("http://127.0.0.1:8080/t", "http://127.0.0.1:9090/t"),
              "http://127.0.0.1:9090/t");
}

TEST(RedirectRuleTest, ARedirectToNowhereIsRefused)
{
    EXPECT_EQ(follow("https://a.example/t", ""), "refused");
    EXPECT_EQ(follow("https://a.example/t", "no url"), "refused");
}

} // namespace
} // namespace gatelens::proxy
