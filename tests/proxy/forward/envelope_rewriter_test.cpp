#include "proxy/forward/envelope_rewriter.h"

#include <boost/json/parse.hpp>

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

constexpr std::string_view kNewKey = "99999999-8888-7777-6666-555555555555";

std::string rewritten(std::string_view envelope)
{
    const auto result = rewriteEnvelope(envelope, kNewKey);
    return result ? result->text : "error: " + result.error().message;
}

TEST(EnvelopeRewriterTest, OnlyTheKeyChanges)
{
    EXPECT_EQ(rewritten(R"({"name":"x","iKey":"old","time":"2026-11-20T12:00:00Z","n":1.50})"),
              R"({"name":"x","iKey":"99999999-8888-7777-6666-555555555555",)"
              R"("time":"2026-11-20T12:00:00Z","n":1.50})");
}

TEST(EnvelopeRewriterTest, AKeyFurtherInsideIsNotTheEnvelopes)
{
    EXPECT_EQ(rewritten(R"({"data":{"iKey":"inner"},"note":"\"iKey\":\"x\"","iKey" : "old"})"),
              R"({"data":{"iKey":"inner"},"note":"\"iKey\":\"x\"","iKey" : )"
              R"("99999999-8888-7777-6666-555555555555"})");
}

TEST(EnvelopeRewriterTest, AMissingKeyIsPutIn)
{
    EXPECT_EQ(rewritten(R"({"ver":1})"),
              R"({"iKey":"99999999-8888-7777-6666-555555555555","ver":1})");
}

TEST(EnvelopeRewriterTest, LineBreaksOfAPrettyPrintedEnvelopeGo)
{
    EXPECT_EQ(rewritten("{\n\"iKey\":\"\"\r\n}").find('\n'), std::string::npos);
}

TEST(EnvelopeRewriterTest, TheTimeIsReadForTheWarningAboutOldItems)
{
    const auto result = rewriteEnvelope(R"({"iKey":"a","time":"2026-11-20T12:00:00Z"})", kNewKey);
    EXPECT_EQ(result->time, parseIso8601("2026-11-20T12:00:00Z").value());
}

TEST(EnvelopeRewriterTest, LongTextsAreCutToTheServicesLimitsInUtf16Units)
{
    std::string value;
    for (int i = 0; i < 5000; ++i)
        value += "\xF0\x9F\x98\x80"; // two UTF-16 units each
    const std::string envelope = R"({"iKey":"a","data":{"baseType":"MessageData","baseData":)"
                                 R"({"message":")"
        + std::string(40000, 'm') + R"(","properties":{")" + std::string(200, 'k') + R"(":")"
        + value + R"("}}}})";
    const auto result = rewriteEnvelope(envelope, kNewKey);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->truncations, 3U);
    const auto parsed = boost::json::parse(result->text);
    const auto& data = parsed.at("data").at("baseData");
    EXPECT_EQ(data.at("message").as_string().size(), 32768U);
    const auto& property = *data.at("properties").as_object().begin();
    EXPECT_EQ(property.key().size(), 150U);
    EXPECT_EQ(property.value().as_string().size(), 4096U * 4);
    EXPECT_EQ(parsed.at("iKey").as_string(), kNewKey);
}

TEST(EnvelopeRewriterTest, WhatIsNoEnvelopeIsAnError)
{
    EXPECT_EQ(rewritten("[1]"), "error: an item to forward is not a JSON object");
    EXPECT_EQ(rewritten("{"), "error: an item to forward is not a JSON object");
}

} // namespace
} // namespace gatelens::proxy
