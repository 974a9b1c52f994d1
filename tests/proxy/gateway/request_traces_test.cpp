#include "proxy/gateway/request_traces.h"

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

using Verdict = RequestTraces::Verdict;

const Timestamp kNow = *parseIso8601("2026-11-20T12:00:00Z");

TEST(RequestTraces, ATokenIsForOneApiAndOneTime)
{
    RequestTraces traces;
    const std::string token = traces.issueToken("orders", kNow, std::chrono::seconds(60));
    EXPECT_EQ(traces.check(token, "orders", kNow).verdict, Verdict::Valid);
    EXPECT_EQ(traces.check(token, "other", kNow).verdict, Verdict::WrongApi);
    EXPECT_EQ(traces.check(token, "orders", kNow + std::chrono::seconds(60)).verdict,
              Verdict::Expired);
    EXPECT_EQ(traces.check("guess", "orders", kNow).verdict, Verdict::Unknown);
}

TEST(RequestTraces, ATokenLivesAnHourAtMost)
{
    RequestTraces traces;
    const std::string token = traces.issueToken("orders", kNow, std::chrono::hours(48));
    EXPECT_EQ(traces.check(token, "orders", kNow).expiresAt, kNow + std::chrono::hours(1));
}

TEST(RequestTraces, TheOldestGoFirst)
{
    RequestTraces traces;
    const std::string first = traces.issueToken("orders", kNow, std::chrono::seconds(60));
    for (std::size_t i = 0; i < RequestTraces::kMostTokens; ++i)
        static_cast<void>(traces.issueToken("orders", kNow, std::chrono::seconds(60)));
    EXPECT_EQ(traces.check(first, "orders", kNow).verdict, Verdict::Unknown);

    for (std::size_t i = 0; i <= RequestTraces::kMostTraces; ++i)
        traces.keep(std::to_string(i), "{}");
    EXPECT_FALSE(traces.find("0"));
    EXPECT_TRUE(traces.find("1"));
    EXPECT_TRUE(traces.find(std::to_string(RequestTraces::kMostTraces)));
}

} // namespace
} // namespace gatelens::proxy
