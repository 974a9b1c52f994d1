#include "proxy/forward/ingestion_answer.h"

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

const Timestamp kNow = parseIso8601("2026-11-20T12:00:00Z").value();

AnswerVerdict judge(int statusCode, std::size_t items = 3, std::string_view body = "",
                    std::string_view retryAfter = "")
{
    return judgeAnswer(statusCode, retryAfter, body, items, kNow);
}

/// "AAR": each item's fate by its first letter.
std::string fates(const AnswerVerdict& verdict)
{
    std::string text;
    for (const ItemFate fate : verdict.fates)
        text += fate == ItemFate::Accepted ? 'A' : fate == ItemFate::Rejected ? 'X' : 'R';
    return text;
}

TEST(IngestionAnswerTest, SuccessAcceptsEverything)
{
    for (const int statusCode : {200, 204}) {
        EXPECT_EQ(fates(judge(statusCode)), "AAA") << statusCode;
        EXPECT_EQ(judge(statusCode).action, AnswerAction::Continue);
    }
}

TEST(IngestionAnswerTest, APartialAnswerSettlesEachItemByItsOwnCode)
{
    const AnswerVerdict verdict = judge(206, 6,
                                        R"({"itemsReceived":6,"itemsAccepted":2,"errors":[
                    {"index":1,"statusCode":500,"message":"later"},
                    {"index":2,"statusCode":400,"message":"bad"},
                    {"index":3,"statusCode":439,"message":"quota"},
                    {"index":4,"statusCode":500,"message":"Telemetry sampled out."},
                    {"index":99,"statusCode":500,"message":"outside"}]})");
    EXPECT_EQ(fates(verdict), "ARXRAA");
    EXPECT_EQ(verdict.action, AnswerAction::BackOff);
}

TEST(IngestionAnswerTest, OnlyTheListedCodesOfAnItemAreRetried)
{
    for (const int code : {408, 429, 439, 500, 502, 503, 504}) {
        const std::string body = R"({"errors":[{"index":0,"statusCode":)" + std::to_string(code)
            + R"(,"message":""}]})";
        EXPECT_EQ(fates(judge(206, 1, body)), "R") << code;
    }
    for (const int code : {400, 401, 402, 403, 404, 413, 501}) {
        const std::string body = R"({"errors":[{"index":0,"statusCode":)" + std::to_string(code)
            + R"(,"message":""}]})";
        EXPECT_EQ(fates(judge(206, 1, body)), "X") << code;
    }
}

TEST(IngestionAnswerTest, APartialAnswerThatSaysNothingIsSentAgain)
{
    EXPECT_EQ(fates(judge(206, 2, "<html>")), "RR");
}

TEST(IngestionAnswerTest, ADifferentCountIsReportedAndTheItemsCountAsAccepted)
{
    const AnswerVerdict verdict = judge(200, 3, R"({"itemsReceived":2,"errors":[]})");
    EXPECT_EQ(fates(verdict), "AAA");
    EXPECT_NE(verdict.message.find("counted 2 items, 3 were sent"), std::string::npos);
}

TEST(IngestionAnswerTest, WhatMayPassIsRetriedAsAWhole)
{
    for (const int statusCode : {401, 403, 408, 429, 500, 502, 503, 504}) {
        EXPECT_EQ(fates(judge(statusCode)), "RRR") << statusCode;
        EXPECT_EQ(judge(statusCode).action, AnswerAction::BackOff) << statusCode;
    }
}

TEST(IngestionAnswerTest, WhatWillNotPassIsDroppedAndReported)
{
    for (const int statusCode : {404, 405, 410}) {
        EXPECT_EQ(fates(judge(statusCode)), "XXX") << statusCode;
        EXPECT_EQ(judge(statusCode).action, AnswerAction::Continue) << statusCode;
        EXPECT_FALSE(judge(statusCode).message.empty());
    }
    EXPECT_NE(judge(404).message.find("IngestionEndpoint"), std::string::npos);
}

TEST(IngestionAnswerTest, AQuotaDropsTheBatchAndHolds)
{
    for (const int statusCode : {402, 439}) {
        const AnswerVerdict verdict = judge(statusCode, 3, "", "60");
        EXPECT_EQ(fates(verdict), "XXX");
        EXPECT_EQ(verdict.action, AnswerAction::HoldUntilRetryAfter);
        EXPECT_EQ(verdict.retryAfter, std::chrono::seconds(60));
    }
}

TEST(IngestionAnswerTest, ABadOrTooLargeBatchIsSplitUntilOneItemIsLeft)
{
    for (const int statusCode : {400, 413}) {
        EXPECT_EQ(judge(statusCode, 2).action, AnswerAction::Split) << statusCode;
        EXPECT_EQ(fates(judge(statusCode, 1)), "X") << statusCode;
    }
    EXPECT_EQ(judge(400, 1, R"({"errors":[{"index":0,"statusCode":400,"message":"109: wrong"}]})")
                  .message,
              "400: 109: wrong");
}

TEST(IngestionAnswerTest, RedirectsAreLeftToTheSender)
{
    EXPECT_EQ(judge(307).action, AnswerAction::Redirect);
    EXPECT_EQ(judge(308).action, AnswerAction::Redirect);
}

} // namespace
} // namespace gatelens::proxy
