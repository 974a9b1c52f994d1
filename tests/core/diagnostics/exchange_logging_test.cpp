#include "core/diagnostics/exchange_logging.h"
#include "core/telemetry/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// Scores of these ids: see the hash's table in the Application Insights reference, C.1.
constexpr auto kScore7 = "5e1f6b1d2c3a4f5e8d7c6b5a49382716";
constexpr auto kScore33 = "4bf92f3577b34da6a3ce929d0e0e4736";

/// The Demo Conference API's diagnostic of the demo workspace.
EffectiveDiagnostic conference()
{
    EffectiveDiagnostic diagnostic;
    diagnostic.scope = "api";
    diagnostic.instrumentationKey = "11111111-1111-1111-1111-111111111111";
    Diagnostic& settings = diagnostic.settings;
    settings.id = "applicationinsights";
    settings.loggerId = "appinsights-conference";
    settings.alwaysLogErrors = true;
    settings.samplingPercentage = 25;
    settings.verbosity = Verbosity::Verbose;
    settings.correlation = CorrelationProtocol::W3C;
    settings.logClientIp = true;
    settings.metrics = true;
    settings.frontendRequest.headers = {"user-agent", "authorization"};
    settings.frontendRequest.bodyBytes = 1024;
    settings.frontendRequest.maskedHeaders = {{"authorization", MaskingMode::Mask}};
    settings.frontendRequest.maskedQueryParameters = {{"subscription-key", MaskingMode::Hide}};
    settings.frontendResponse.headers = {"content-type"};
    settings.frontendResponse.bodyBytes = 256;
    settings.backendRequest.headers = {"x-dd-proxy", "traceparent"};
    settings.backendResponse.headers = {"content-type", "x-demo-node"};
    return diagnostic;
}

/// All APIs' diagnostic of the demo workspace.
EffectiveDiagnostic platform()
{
    EffectiveDiagnostic diagnostic;
    diagnostic.scope = "service";
    diagnostic.instrumentationKey = "22222222-2222-2222-2222-222222222222";
    Diagnostic& settings = diagnostic.settings;
    settings.id = "applicationinsights";
    settings.loggerId = "appinsights-platform";
    settings.alwaysLogErrors = true;
    settings.logClientIp = true;
    settings.metrics = true;
    settings.frontendRequest.headers = {"user-agent"};
    return diagnostic;
}

CaptureRules captureRules()
{
    CaptureRules rules;
    rules.secretHeaders = {"Authorization", "Ocp-Apim-Subscription-Key", "Cookie", "Set-Cookie"};
    rules.secretQueryParameters = {"subscription-key"};
    return rules;
}

Exchange exchange(std::string operationId = kScore7, int statusCode = 200)
{
    Exchange result;
    result.operationId = std::move(operationId);
    result.method = "GET";
    result.url = "http://127.0.0.1:8080/conference/sessions?day=1&subscription-key=s3cr3t-key";
    result.path = "/conference/sessions";
    result.statusCode = statusCode;
    result.request.headers = {{"User-Agent", "curl/7.88"},
                              {"Authorization", "Bearer eyJhbGciOi"},
                              {"Ocp-Apim-Subscription-Key", "k-1234567890"}};
    result.request.body = "hello";
    result.request.bodyBytes = 5;
    result.response.headers
        = {{"Content-Type", "application/json"}, {"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}};
    result.response.body = "{}";
    result.response.bodyBytes = 2;
    BackendCall call;
    call.method = "GET";
    call.url = "http://backend/v1/sessions?day=1&subscription-key=s3cr3t-key";
    call.request.headers = {{"traceparent", "00-1-2-01"}, {"Authorization", "Bearer eyJhbGciOi"}};
    call.response.headers = {{"Content-Type", "application/json"}, {"X-Demo-Node", "eu"}};
    result.backendCalls.push_back(call);
    return result;
}

Exchange logged(Exchange result, std::vector<EffectiveDiagnostic> diagnostics,
                const CaptureRules& rules = captureRules())
{
    applyDiagnostics(result, diagnostics, rules);
    return result;
}

TEST(ExchangeLoggingTest, TheDemoLoggersEachReceiveWhatTheirSettingsSelect)
{
    const Exchange result = logged(exchange(), {conference(), platform()});
    ASSERT_EQ(result.loggers.size(), 2U);

    const LoggerOutcome& own = result.loggers[0];
    EXPECT_EQ(own.loggerId, "appinsights-conference");
    EXPECT_EQ(own.diagnosticScope, "api");
    EXPECT_EQ(own.instrumentationKey, "11111111-1111-1111-1111-111111111111");
    EXPECT_TRUE(own.isKept);
    EXPECT_EQ(own.reason, KeepReason::Drawn);
    EXPECT_EQ(own.percentage, 25);
    EXPECT_EQ(own.sampleRate, 25);
    EXPECT_EQ(own.verbosity, Severity::Verbose);
    EXPECT_TRUE(own.hasClientIp);
    EXPECT_TRUE(own.hasMetrics);
    EXPECT_THAT(own.frontendRequest.headers,
                ElementsAre(Pair("user-agent", "curl/7.88"), Pair("authorization", "*****")));
    EXPECT_EQ(own.frontendRequest.body, "hello");
    EXPECT_THAT(own.frontendResponse.headers,
                ElementsAre(Pair("content-type", "application/json")));
    EXPECT_EQ(own.frontendResponse.body, "{}");
    ASSERT_EQ(own.backendRequests.size(), 1U);
    EXPECT_THAT(own.backendRequests[0].headers, ElementsAre(Pair("traceparent", "00-1-2-01")));
    ASSERT_EQ(own.backendResponses.size(), 1U);
    EXPECT_THAT(own.backendResponses[0].headers,
                ElementsAre(Pair("content-type", "application/json"), Pair("x-demo-node", "eu")));

    const LoggerOutcome& shared = result.loggers[1];
    EXPECT_EQ(shared.loggerId, "appinsights-platform");
    EXPECT_EQ(shared.sampleRate, 100);
    EXPECT_EQ(shared.verbosity, Severity::Information);
    EXPECT_THAT(shared.frontendRequest.headers, ElementsAre(Pair("user-agent", "curl/7.88")));
    EXPECT_EQ(shared.frontendRequest.body, "");
    EXPECT_THAT(shared.frontendResponse.headers, IsEmpty());
    EXPECT_THAT(shared.backendRequests, IsEmpty());
    EXPECT_THAT(shared.backendResponses, IsEmpty());
}

TEST(ExchangeLoggingTest, EachLoggerDecidesForItself)
{
    const Exchange result = logged(exchange(kScore33), {conference(), platform()});
    EXPECT_FALSE(result.loggers[0].isKept);
    EXPECT_EQ(result.loggers[0].reason, KeepReason::SampledOut);
    EXPECT_THAT(result.loggers[0].frontendRequest.headers, IsEmpty());
    EXPECT_TRUE(result.loggers[1].isKept);
}

TEST(ExchangeLoggingTest, AFailureOutsideTheSampleIsKeptAndStandsForItselfOnly)
{
    const Exchange result = logged(exchange(kScore33, 503), {conference()});
    EXPECT_TRUE(result.loggers[0].isKept);
    EXPECT_EQ(result.loggers[0].reason, KeepReason::AlwaysLogErrors);
    EXPECT_EQ(result.loggers[0].sampleRate, 100);
}

TEST(ExchangeLoggingTest, AnAnswerNotSentInFullCountsAsAFailure)
{
    Exchange cut = exchange(kScore33);
    cut.isSentInFull = false;
    EXPECT_EQ(logged(cut, {conference()}).loggers[0].reason, KeepReason::AlwaysLogErrors);
}

TEST(ExchangeLoggingTest, WhatAnyLoggerMasksOrHidesAndEverySecretIsGoneFromTheExchange)
{
    const Exchange result = logged(exchange(), {conference(), platform()});
    EXPECT_EQ(result.url, "http://127.0.0.1:8080/conference/sessions?day=1");
    EXPECT_EQ(result.backendCalls[0].url, "http://backend/v1/sessions?day=1");
    EXPECT_EQ(*result.request.headers.find("Authorization"), "*****");
    EXPECT_EQ(*result.request.headers.find("Ocp-Apim-Subscription-Key"), "*****");
    EXPECT_EQ(*result.request.headers.find("User-Agent"), "curl/7.88");
    EXPECT_THAT(result.response.headers.all("Set-Cookie"), ElementsAre("*****", "*****"));
    EXPECT_EQ(*result.backendCalls[0].request.headers.find("Authorization"), "*****");
}

TEST(ExchangeLoggingTest, AHiddenHeaderIsLeftOutEverywhere)
{
    EffectiveDiagnostic diagnostic = conference();
    diagnostic.settings.frontendRequest.maskedHeaders = {{"User-Agent", MaskingMode::Hide}};
    const Exchange result = logged(exchange(), {diagnostic});
    EXPECT_THAT(result.loggers[0].frontendRequest.headers,
                ElementsAre(Pair("authorization", "*****")));
    EXPECT_EQ(result.request.headers.find("User-Agent"), nullptr);
}

TEST(ExchangeLoggingTest, ALoggerKeepsItsOwnUrlWhereItsRulesDiffer)
{
    const Exchange result = logged(exchange(), {conference(), platform()});
    EXPECT_EQ(result.loggers[0].url, "") << "hides the key, as the union does";
    EXPECT_EQ(result.loggers[1].url,
              "http://127.0.0.1:8080/conference/sessions?day=1&subscription-key=*****");
    EXPECT_THAT(result.loggers[1].backendUrls,
                ElementsAre("http://backend/v1/sessions?day=1&subscription-key=*****"));
}

TEST(ExchangeLoggingTest, ARuleOfOneLoggerDoesNotMaskWhatAnotherLogs)
{
    EffectiveDiagnostic hiding = conference();
    hiding.settings.frontendRequest.maskedHeaders = {{"user-agent", MaskingMode::Mask}};
    const Exchange result = logged(exchange(), {hiding, platform()});
    EXPECT_THAT(result.loggers[1].frontendRequest.headers,
                ElementsAre(Pair("user-agent", "curl/7.88")));
    EXPECT_EQ(*result.request.headers.find("User-Agent"), "*****");
}

TEST(ExchangeLoggingTest, BodiesAreCutAtWholeCharactersAndTheCaptureKeepsItsBytes)
{
    EffectiveDiagnostic diagnostic = platform();
    diagnostic.settings.frontendRequest.bodyBytes = 4;
    Exchange result = exchange();
    result.request.body = "abc\xE2\x82\xAC"; // abc€
    result.request.bodyBytes = 6;
    result = logged(result, {diagnostic});
    EXPECT_EQ(result.loggers[0].frontendRequest.body, "abc");
    EXPECT_EQ(result.request.body, "abc\xE2\x82\xAC");
    EXPECT_FALSE(result.request.isBodyCut);
}

TEST(ExchangeLoggingTest, TheCaptureLimitCutsOnlyTheLocalCopy)
{
    CaptureRules rules = captureRules();
    rules.captureBodies = false;
    const Exchange result = logged(exchange(), {conference()}, rules);
    EXPECT_EQ(result.loggers[0].frontendRequest.body, "hello");
    EXPECT_EQ(result.request.body, "");
    EXPECT_TRUE(result.request.isBodyCut);
    EXPECT_EQ(result.request.bodyBytes, 5U);
}

TEST(ExchangeLoggingTest, SeveralValuesOfAHeaderAreJoined)
{
    Exchange several = exchange();
    several.request.headers.append("USER-AGENT", "second");
    const Exchange result = logged(several, {platform()});
    EXPECT_THAT(result.loggers[0].frontendRequest.headers,
                ElementsAre(Pair("user-agent", "curl/7.88, second")));
}

TEST(ExchangeLoggingTest, TracedStepsAndMessagesDoNotGiveAwaySecretValues)
{
    CaptureRules rules = captureRules();
    rules.secretValues = {"pa55-phrase"};
    Exchange traced = exchange();
    traced.steps.push_back({.summary = "x-key = pa55-phrase", .detail = R"({"a":"pa55-phrase"})"});
    traced.backendCalls[0].request.headers.append("X-Key", "pa55-phrase");
    traced.backendCalls[0].url += "&code=pa55-phrase";
    const Exchange result = logged(traced, {conference()}, rules);
    EXPECT_EQ(result.steps[0].summary.find("pa55"), std::string::npos);
    EXPECT_EQ(result.steps[0].detail.find("pa55"), std::string::npos);
    EXPECT_EQ(result.backendCalls[0].request.headers.find("X-Key")->find("pa55"),
              std::string::npos);
    EXPECT_EQ(result.backendCalls[0].url.find("pa55"), std::string::npos);
}

TEST(ExchangeLoggingTest, WhatPoliciesSayDoesNotGiveAwayWhatIsMasked)
{
    Exchange traced = exchange();
    traced.steps.push_back(
        {.policy = "set-header",
         .summary = "authorization = Bearer eyJhbGciOi",
         .detail = R"({"before":{"Ocp-Apim-Subscription-Key":"k-1234567890"}})"});
    traced.messages.push_back({.message = "key is s3cr3t-key"});
    traced.errors.push_back({.source = "forward-request", .message = "no route for s3cr3t-key"});
    const Exchange result = logged(traced, {conference()});
    EXPECT_EQ(result.steps[0].summary, "authorization = *****");
    EXPECT_EQ(result.steps[0].detail, R"({"before":{"Ocp-Apim-Subscription-Key":"*****"}})");
    EXPECT_EQ(result.messages[0].message, "key is *****");
    EXPECT_EQ(result.errors[0].message, "no route for *****");
}

TEST(ExchangeLoggingTest, APreviewOfTheStoredExchangeEqualsWhatTheLoggerReceived)
{
    EffectiveDiagnostic diagnostic = conference();
    diagnostic.settings.backendRequest.maskedQueryParameters
        = diagnostic.settings.frontendRequest.maskedQueryParameters;
    const Exchange stored = logged(exchange(), {diagnostic});
    EXPECT_EQ(previewOutcome(stored, diagnostic), stored.loggers[0]);
}

TEST(ExchangeLoggingTest, WithoutLoggersSecretsAreMaskedAllTheSame)
{
    const Exchange result = logged(exchange(), {});
    EXPECT_THAT(result.loggers, IsEmpty());
    EXPECT_EQ(result.url, "http://127.0.0.1:8080/conference/sessions?day=1&subscription-key=*****");
    EXPECT_EQ(*result.request.headers.find("Authorization"), "*****");
}

} // namespace
} // namespace gatelens
