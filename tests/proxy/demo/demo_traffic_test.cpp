#include "proxy/demo/attendee_token.h"
#include "proxy/demo/demo_traffic.h"

#include <gtest/gtest.h>

#include <map>

namespace gatelens::proxy {
namespace {

DemoRequestSource source(std::uint64_t seed)
{
    return {seed,
            parseUrl("http://127.0.0.1:8080/").value(),
            {"starter", "unlimited", "all", "suspended", "MTIzNA=="}};
}

TEST(DemoTrafficTest, KeepsTheSharesOfTheReadme)
{
    DemoRequestSource requests = source(1);
    std::map<std::string, int> operations;
    std::map<std::string, int> keys;
    int traced = 0;
    constexpr int kCount = 20'000;
    for (int i = 0; i < kCount; ++i) {
        const DemoRequest demo = requests.next();
        ++operations[demo.operation];
        const std::string* key = demo.request.headers.find("Ocp-Apim-Subscription-Key");
        ++keys[key == nullptr ? "" : *key];
        traced += demo.request.headers.contains("traceparent") ? 1 : 0;
    }
    const auto percent = [](int count) { return 100.0 * count / kCount; };
    EXPECT_NEAR(percent(operations["list-speakers"]), 18, 1);
    EXPECT_NEAR(percent(operations["submit-feedback"]), 6, 0.7);
    EXPECT_NEAR(percent(operations["preview-schedule"]), 1, 0.4);
    EXPECT_EQ(operations.size(), 13U);
    EXPECT_NEAR(percent(keys["starter"]), 60, 1.5);
    EXPECT_NEAR(percent(keys[""]), 1.5, 0.5);
    EXPECT_NEAR(percent(keys["suspended"]), 0.5, 0.3);
    EXPECT_NEAR(percent(traced), 75, 1.5);
}

TEST(DemoTrafficTest, SameSeedMakesTheSameChoices)
{
    DemoRequestSource first = source(5);
    DemoRequestSource second = source(5);
    for (int i = 0; i < 200; ++i) {
        const DemoRequest a = first.next();
        const DemoRequest b = second.next();
        EXPECT_EQ(a.operation, b.operation);
        EXPECT_EQ(a.request.url, b.request.url);
        EXPECT_EQ(a.request.body.bytes, b.request.body.bytes);
    }
}

TEST(DemoTrafficTest, WaveSwingsBetweenAQuarterAndSevenQuarters)
{
    DemoSettings settings;
    settings.rate = 8;
    settings.profile = "wave";
    EXPECT_NEAR(demoRateAt(settings, 30), 14, 1e-9);
    EXPECT_NEAR(demoRateAt(settings, 90), 2, 1e-9);
    settings.profile = "burst";
    EXPECT_NEAR(demoRateAt(settings, 31), 32, 1e-9);
    EXPECT_NEAR(demoRateAt(settings, 36), 8, 1e-9);
}

TEST(AttendeeTokenTest, IsSignedWithTheDecodedKey)
{
    // Checked with an independent HMAC implementation: key bytes "1234", claims for attendee-7 at
    // 2024-01-01.
    const std::string token
        = attendeeToken("MTIzNA==", "attendee-7", Timestamp(std::chrono::seconds(1'704'067'200)));
    EXPECT_TRUE(token.starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."));
    EXPECT_EQ(token.substr(token.rfind('.') + 1), "P4AZk63wUuMoNzId26wkfMJ6gtboULTv0f7tZHX-kbk");
}

} // namespace
} // namespace gatelens::proxy
