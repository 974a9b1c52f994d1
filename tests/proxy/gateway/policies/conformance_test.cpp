#include "conformance_cases.h"
#include "policy_harness.h"

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace gatelens::proxy::testing {
namespace {

namespace json = boost::json;

/// A text, or JSON to which the text must be equal.
void expectText(const json::value& expected, const std::string& actual, std::string_view what)
{
    if (expected.is_string()) {
        EXPECT_EQ(std::string(expected.get_string()), actual) << what;
        return;
    }
    boost::system::error_code error;
    const json::value parsed = json::parse(actual, error);
    ASSERT_FALSE(error) << what << " is no JSON: " << actual;
    EXPECT_EQ(expected, parsed) << what << ": " << actual;
}

/// Each named header must have this value; null: it must be absent.
void expectHeaders(const json::value& expected, const HeaderList& actual, std::string_view what)
{
    for (const auto& [name, value] : expected.as_object()) {
        const auto found = actual.joined(name, " | ");
        if (value.is_null()) {
            EXPECT_FALSE(found) << what << " must not have " << name << ": " << found.value_or("");
            continue;
        }
        ASSERT_TRUE(found) << what << " lacks the header " << name;
        EXPECT_EQ(std::string(value.as_string()), *found) << what << ", header " << name;
    }
}

void expectResponse(const json::object& expected, const ResponseMessage& actual)
{
    for (const auto& [name, value] : expected) {
        if (name == "status")
            EXPECT_EQ(value.to_number<int>(), actual.statusCode) << actual.body.bytes;
        else if (name == "reason")
            EXPECT_EQ(std::string(value.as_string()), actual.statusReason);
        else if (name == "headers")
            expectHeaders(value, actual.headers, "the response");
        else if (name == "body")
            expectText(value, actual.body.bytes, "the response's body");
        else if (name == "bodyContains")
            EXPECT_NE(actual.body.bytes.find(std::string(value.as_string())), std::string::npos)
                << actual.body.bytes;
        else
            ADD_FAILURE() << "unknown expectation of the response: " << name;
    }
}

void expectBackend(const json::array& expected, const std::vector<SeenRequest>& actual)
{
    ASSERT_EQ(expected.size(), actual.size()) << "calls of the backend";
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const SeenRequest& seen = actual[i];
        for (const auto& [name, value] : expected[i].as_object()) {
            if (name == "method")
                EXPECT_EQ(std::string(value.as_string()), seen.method);
            else if (name == "url")
                EXPECT_EQ(std::string(value.as_string()), seen.url);
            else if (name == "headers")
                expectHeaders(value, seen.headers, "the backend's request");
            else if (name == "body")
                expectText(value, seen.body, "the backend's body");
            else if (name == "certificate")
                EXPECT_EQ(std::string(value.as_string()), seen.certificate);
            else if (name == "proxy")
                EXPECT_EQ(std::string(value.as_string()), seen.proxy);
            else if (name == "httpVersion")
                EXPECT_EQ(std::string(value.as_string()), seen.httpVersion);
            else if (name == "continueTimeoutMs") {
                EXPECT_EQ(value.is_null(), !seen.continueTimeout.has_value());
                if (seen.continueTimeout && !value.is_null()) {
                    EXPECT_EQ(value.to_number<std::int64_t>(), seen.continueTimeout->count());
                }
            } else if (name == "timeoutMs")
                EXPECT_EQ(value.to_number<std::int64_t>(), seen.timeout.count());
            else
                ADD_FAILURE() << "unknown expectation of a call: " << name;
        }
    }
}

void expectError(const json::value& expected, const Exchange& record)
{
    if (expected.is_null()) {
        EXPECT_TRUE(record.errors.empty()) << record.errors.front().message;
        return;
    }
    ASSERT_FALSE(record.errors.empty()) << "an error was expected";
    const ExchangeError& actual = record.errors.front();
    for (const auto& [name, value] : expected.as_object()) {
        const std::string text(value.as_string());
        if (name == "source")
            EXPECT_EQ(text, actual.source);
        else if (name == "reason")
            EXPECT_EQ(text, actual.reason);
        else if (name == "message")
            EXPECT_EQ(text, actual.message);
        else if (name == "messageContains")
            EXPECT_NE(actual.message.find(text), std::string::npos) << actual.message;
        else if (name == "scope")
            EXPECT_EQ(text, actual.scope);
        else if (name == "section")
            EXPECT_EQ(text, actual.section);
        else if (name == "path")
            EXPECT_EQ(text, actual.path);
        else if (name == "policyId")
            EXPECT_EQ(text, actual.policyId);
        else
            ADD_FAILURE() << "unknown expectation of the error: " << name;
    }
}

json::value propertiesValue(const Properties& properties)
{
    json::object object;
    for (const auto& [name, value] : properties)
        object[name] = value;
    return object;
}

json::array messagesValue(const Exchange& record)
{
    json::array messages;
    for (const PolicyMessage& message : record.messages)
        messages.push_back(json::object{{"source", message.source},
                                        {"severity", static_cast<int>(message.severity)},
                                        {"message", message.message},
                                        {"metadata", propertiesValue(message.metadata)}});
    return messages;
}

json::array metricsValue(const Exchange& record)
{
    json::array metrics;
    for (const PolicyMetric& metric : record.metrics)
        metrics.push_back(json::object{{"name", metric.name},
                                       {"namespace", metric.metricNamespace},
                                       {"value", metric.value},
                                       {"dimensions", propertiesValue(metric.dimensions)}});
    return metrics;
}

json::array recordedValue(const Exchange& record)
{
    json::array recorded;
    for (const RecordedMessage& message : record.recorded)
        recorded.push_back(json::object{{"policy", message.policy},
                                        {"destination", message.destination},
                                        {"properties", propertiesValue(message.properties)},
                                        {"body", message.body}});
    return recorded;
}

void expectVariables(const json::object& expected, const std::map<std::string, std::string>& actual)
{
    for (const auto& [name, value] : expected) {
        const auto found = actual.find(std::string(name));
        if (value.is_null()) {
            EXPECT_EQ(found, actual.end()) << "variable " << name << " must not be set";
            continue;
        }
        ASSERT_NE(found, actual.end()) << "variable " << name << " is not set";
        expectText(value, found->second, name);
    }
}

void expectRun(const json::object& expected, const Ran& ran)
{
    for (const auto& [name, value] : expected) {
        if (name == "response")
            expectResponse(value.as_object(), ran.response);
        else if (name == "backend")
            expectBackend(value.as_array(), ran.backend);
        else if (name == "lastError")
            expectError(value, *ran.record);
        else if (name == "variables")
            expectVariables(value.as_object(), ran.variables);
        else if (name == "messages")
            EXPECT_EQ(value, json::value(messagesValue(*ran.record)));
        else if (name == "metrics")
            EXPECT_EQ(value, json::value(metricsValue(*ran.record)));
        else if (name == "recorded")
            EXPECT_EQ(value, json::value(recordedValue(*ran.record)));
        else if (name == "cache")
            EXPECT_EQ(std::string(value.as_string()), ran.record->cache);
        else if (name == "calls")
            EXPECT_EQ(value.to_number<std::size_t>(), ran.record->backendCalls.size());
        else if (name == "answeredByGateway")
            EXPECT_EQ(value.as_bool(), ran.record->isAnsweredByGateway);
        else if (name == "preflightAnswered")
            EXPECT_EQ(value.as_bool(), ran.isPreflightAnswered.value_or(false));
        else
            ADD_FAILURE() << "unknown expectation: " << name;
    }
}

void queueAnswers(const json::object& step, FakeServices& services)
{
    services.transport.script.clear();
    if (const json::value* answers = step.if_contains("answers")) {
        for (const json::value& answer : answers->as_array())
            services.transport.script.push_back(answerOf(answer.as_object()));
    }
    if (const json::value* routes = step.if_contains("routes")) {
        services.transport.routes.clear();
        for (const auto& [part, answers] : routes->as_object()) {
            for (const json::value& answer : answers.as_array())
                services.transport.routes[part].push_back(answerOf(answer.as_object()));
        }
    }
}

void runStep(PolicyHarness& harness, const json::object& step)
{
    if (const json::value* seconds = step.if_contains("advance"))
        harness.services.time += std::chrono::seconds(seconds->to_number<std::int64_t>());
    if (const json::value* isReachable = step.if_contains("externalCacheReachable"))
        harness.services.external.isReachable = isReachable->as_bool();
    queueAnswers(step, harness.services);
    harness.services.delays.clear();
    const json::value* request = step.if_contains("request");
    const json::object none;
    const int times = step.contains("times") ? step.at("times").to_number<int>() : 1;
    for (int i = 0; i < times; ++i) {
        const Ran ran = harness.run(request == nullptr ? none : request->as_object());
        json::object expected = step.at("expect").as_object();
        if (const json::value* delays = expected.if_contains("delaysMs")) {
            json::array actual;
            for (const Micros delay : harness.services.delays)
                actual.emplace_back(delay.count() / 1000);
            EXPECT_EQ(*delays, json::value(actual));
            expected.erase("delaysMs");
        }
        expectRun(expected, ran);
    }
}

void expectFindings(const json::array& expected, const Findings& findings)
{
    for (const json::value& code : expected) {
        const bool isThere
            = std::any_of(findings.begin(), findings.end(),
                          [&](const Finding& finding) { return finding.code == code.as_string(); });
        EXPECT_TRUE(isThere) << "finding " << code << " is missing";
    }
}

class Conformance : public ::testing::TestWithParam<ConformanceCase>
{
};

TEST_P(Conformance, Holds)
{
    const json::object& description = GetParam().description;
    ASSERT_FALSE(description.empty()) << GetParam().file << ".json cannot be read";
    PolicyHarness harness(description);
    if (const json::value* findings = description.if_contains("findings")) {
        expectFindings(findings->as_array(), harness.findings());
        if (!description.contains("expect") && !description.contains("steps"))
            return;
    }
    for (const Finding& finding : harness.findings())
        EXPECT_NE(finding.severity, FindingSeverity::Error)
            << toString(finding.position) << ' ' << finding.message;
    ASSERT_TRUE(harness.isCompiled());
    if (const json::value* steps = description.if_contains("steps")) {
        for (const json::value& step : steps->as_array()) {
            SCOPED_TRACE(json::serialize(step));
            runStep(harness, step.as_object());
        }
        return;
    }
    runStep(harness, description);
}

std::string testName(const ::testing::TestParamInfo<ConformanceCase>& info)
{
    std::string name;
    bool isStart = true;
    for (const char c : info.param.file + " " + info.param.name) {
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (isLetter || (c >= '0' && c <= '9'))
            name += isStart && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        isStart = !isLetter;
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(Policies, Conformance, ::testing::ValuesIn(conformanceCases()), testName);

} // namespace
} // namespace gatelens::proxy::testing
