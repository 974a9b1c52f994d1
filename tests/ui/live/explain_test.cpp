#include "tests/ui/support/demo_traffic.h"
#include "ui/live/curl.h"
#include "ui/live/explain.h"

#include <gtest/gtest.h>

namespace gatelens::ui {

namespace {

constexpr Timestamp kTime{std::chrono::seconds(1'795'000'000)};

std::string allOf(const std::vector<Explanation>& explanations)
{
    QString text;
    for (const Explanation& each : explanations)
        text += each.sentence + QStringLiteral(": ") + each.detail + QLatin1Char('\n');
    return text.toStdString();
}

} // namespace

TEST(Explain, NamesTheStatementThatAnsweredInPlaceOfTheBackend)
{
    const auto refused = test::makeExchange(5, kTime);
    const auto explanations = explain(*refused);
    ASSERT_FALSE(explanations.empty());
    EXPECT_EQ(explanations.front().sentence.toStdString(),
              "Answered by rate-limit-by-key in api scope demo-conference-api, line 9");
    EXPECT_EQ(explanations.front().file, QStringLiteral("apis/demo-conference-api/policy.xml"));
    EXPECT_EQ(explanations.front().line, 9U);
    EXPECT_NE(allOf(explanations).find("No backend was called; 5 of 14 statements did not run"),
              std::string::npos);
}

TEST(Explain, SaysForEachLoggerWhetherItGotItAndWhy)
{
    const std::string failed = allOf(explain(*test::makeExchange(3, kTime)));
    EXPECT_NE(failed.find("Kept at appinsights-platform: 100 % of its requests are kept"),
              std::string::npos)
        << failed;
    EXPECT_NE(failed.find("Kept at appinsights-conference by always log errors"),
              std::string::npos);
    const std::string good = allOf(explain(*test::makeExchange(1, kTime)));
    EXPECT_NE(good.find("Not kept at appinsights-conference: The draw"), std::string::npos) << good;
}

TEST(Explain, SaysThatNoApiMatched)
{
    auto unmatched = test::makeExchange(0, kTime);
    unmatched->apiId.clear();
    EXPECT_EQ(explain(*unmatched).front().sentence.toStdString(),
              "No API matched /conference/speakers");
}

TEST(Explain, SaysThatTheClientLeft)
{
    auto left = test::makeExchange(0, kTime);
    left->statusCode = 0;
    EXPECT_NE(allOf(explain(*left)).find("The client left before anything was sent"),
              std::string::npos);
}

TEST(Curl, QuotesForAShellAndLeavesOutWhatCurlWrites)
{
    auto exchange = test::makeExchange(2, kTime);
    exchange->request.headers.append("X-Note", "it's");
    exchange->request.body = "{\"a\":1}";
    EXPECT_EQ(curlCommand(*exchange).toStdString(),
              "curl 'http://127.0.0.1:8080/conference/sessions/42/feedback' \\\n  -X POST \\\n"
              "  -H 'Accept: application/json' \\\n  -H 'X-Note: it'\\''s' \\\n"
              "  --data-binary '{\"a\":1}'");
}

} // namespace gatelens::ui
