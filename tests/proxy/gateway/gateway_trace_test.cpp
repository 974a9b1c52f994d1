#include "tests/proxy/gateway/gateway_fixture.h"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

namespace json = boost::json;
using testing::Backend;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class GatewayTraceTest : public testing::GatewayTest
{
protected:
    static std::string headerOf(const std::string& answer, const std::string& name)
    {
        const std::size_t at = answer.find("\r\n" + name + ": ");
        if (at == std::string::npos)
            return {};
        const std::size_t begin = at + name.size() + 4;
        return answer.substr(begin, answer.find("\r\n", begin) - begin);
    }
    static std::string bodyOf(const std::string& answer)
    {
        return answer.substr(answer.find("\r\n\r\n") + 4);
    }
    std::string post(const std::string& path, const std::string& body)
    {
        return ask("POST " + path,
                   "Content-Type: application/json\r\nContent-Length: "
                       + std::to_string(body.size()) + "\r\n",
                   body);
    }
    std::string token(const std::string& apiId, const std::string& life = "PT1H")
    {
        const std::string answer
            = post("/gateways/managed/listDebugCredentials",
                   R"({"credentialsExpireAfter":")" + life + R"(","apiId":"/apis/)" + apiId
                       + R"(","purposes":["tracing"]})");
        return std::string(json::parse(bodyOf(answer)).at("token").as_string());
    }
    json::value trace(const std::string& id)
    {
        return json::parse(
            bodyOf(post("/gateways/managed/listTrace", R"({"traceId":")" + id + R"("})")));
    }
    static const json::object* entry(const json::value& document, std::string_view section,
                                     std::string_view source)
    {
        const json::value* entries = document.at("traceEntries").as_object().if_contains(section);
        if (entries == nullptr)
            return nullptr;
        for (const json::value& one : entries->as_array()) {
            // What a step evaluated stands in entries before its own.
            if (one.at("source").as_string() == source
                && !one.at("data").as_object().contains("expression"))
                return &one.as_object();
        }
        return nullptr;
    }
};

TEST_F(GatewayTraceTest, ATokenForTheApiGivesATrace)
{
    api().policy = policy("<set-header name=\"X-A\" id=\"mine\" exists-action=\"override\">"
                          "<value>@(\"v\" + 1)</value></set-header>");
    Backend backend;
    startBefore(backend);
    const std::string answer
        = ask("GET /shop/orders/items/7", "Apim-Debug-Authorization: " + token("orders") + "\r\n");
    const std::string id = headerOf(answer, "Apim-Trace-Id");
    ASSERT_THAT(id, Not(IsEmpty())) << answer;
    EXPECT_EQ(records.wait().requestId, id);

    const json::value document = trace(id);
    EXPECT_EQ(document.at("traceId").as_string(), id);
    const json::object* step = entry(document, "inbound", "set-header");
    ASSERT_NE(step, nullptr) << document;
    EXPECT_THAT(std::string(step->at("elapsed").as_string()), StartsWith("00:00:0"));
    EXPECT_EQ(step->at("timestamp").as_string().size(), 28U);
    const json::value& data = step->at("data");
    EXPECT_EQ(data.at("scope").as_string(), "api");
    EXPECT_EQ(data.at("section").as_string(), "inbound");
    EXPECT_EQ(data.at("path").as_string(), "set-header");
    EXPECT_EQ(data.at("line").as_int64(), 1);
    EXPECT_TRUE(data.at("durationMs").is_double());
    EXPECT_EQ(data.at_pointer("/changes/requestHeaders/X-A/after").as_string(), "v1");
}

TEST_F(GatewayTraceTest, StepsAreToldAsAzureTellsThem)
{
    api().policy
        = policy("<check-header name=\"X-In\" failed-check-httpcode=\"401\" "
                 "failed-check-error-message=\"no\" ignore-case=\"true\" />"
                 "<set-backend-service base-url=\"@("
                 "context.Request.Headers.GetValueOrDefault(&quot;X-In&quot;, &quot;&quot;))\" />");
    Backend backend;
    startBefore(backend);
    const std::string answer = ask("GET /shop/orders/items/7",
                                   "Ocp-Apim-Trace: true\r\nX-In: " + backend.url() + "\r\n");
    const json::value document = trace(records.wait().requestId);
    const json::object* checked = entry(document, "inbound", "check-header");
    ASSERT_NE(checked, nullptr) << document;
    EXPECT_EQ(checked->at("data").at("message").as_string(), "Header validated.");
    EXPECT_EQ(checked->at("data").at("header").at("name").as_string(), "X-In");
    std::vector<std::string> messages;
    for (const json::value& one : document.at_pointer("/traceEntries/inbound").as_array()) {
        if (one.at("source").as_string() == "set-backend-service")
            messages.emplace_back(one.at("data").at("message").as_string());
    }
    EXPECT_THAT(messages,
                ::testing::ElementsAre("Expression was successfully evaluated.",
                                       "Backend service URL was changed."));
    const json::object* forwarded = entry(document, "backend", "request-forwarder");
    ASSERT_NE(forwarded, nullptr) << document;
    EXPECT_THAT(std::string(forwarded->at("data").at("message").as_string()),
                ::testing::EndsWith("Timeout set to 300 seconds"));
}

TEST_F(GatewayTraceTest, TheOldHeaderCanBeSwitchedOff)
{
    workspace.local.policies.requestTracing = false;
    Backend backend;
    startBefore(backend);
    const std::string answer = ask("GET /shop/orders/items/7", "Ocp-Apim-Trace: true\r\n");
    EXPECT_THAT(headerOf(answer, "Ocp-Apim-Trace-Location"), IsEmpty());
    EXPECT_THAT(records.wait().steps, IsEmpty());
}

TEST_F(GatewayTraceTest, ATraceTellsTheRoadFromTheRequestToTheResponse)
{
    Backend backend;
    startBefore(backend);
    const std::string answer = ask("GET /shop/orders/items/7?a=1",
                                   "Apim-Debug-Authorization: " + token("orders") + "\r\n");
    static_cast<void>(records.wait());
    const json::value document = trace(headerOf(answer, "Apim-Trace-Id"));
    const json::array& inbound = document.at_pointer("/traceEntries/inbound").as_array();
    ASSERT_GE(inbound.size(), 2U);
    EXPECT_EQ(inbound[0].at_pointer("/data/request/method").as_string(), "GET");
    EXPECT_EQ(inbound[0].at_pointer("/data/request/url").as_string(),
              "http://gateway.test:8080/shop/orders/items/7?a=1");
    const json::value& configuration = inbound[1].at_pointer("/data/configuration");
    EXPECT_EQ(configuration.at_pointer("/api/from").as_string(), "/shop/orders");
    EXPECT_EQ(configuration.at_pointer("/operation/uriTemplate").as_string(), "/items/{id}");
    EXPECT_EQ(configuration.at("user").as_string(), "-");

    const json::array& forwarded = document.at_pointer("/traceEntries/backend").as_array();
    ASSERT_EQ(forwarded.size(), 3U) << document; // forward-request, its request, its response
    EXPECT_EQ(forwarded[2].at_pointer("/data/response/status/code").as_int64(), 200);
    const json::object* sent = entry(document, "outbound", "transport");
    ASSERT_NE(sent, nullptr);
    EXPECT_EQ(json::value(*sent).at_pointer("/data/response/status/code").as_int64(), 200);
}

TEST_F(GatewayTraceTest, TheOldHeaderGivesAnAddress)
{
    api().policy = policy("<choose><when condition=\"@(false)\"><set-method>PUT</set-method></when>"
                          "<when condition=\"@(true)\"><set-variable name=\"a\" value=\"1\" />"
                          "</when></choose>");
    Backend backend;
    startBefore(backend);
    const std::string answer = ask("GET /shop/orders/items/7", "Ocp-Apim-Trace: true\r\n");
    const std::string location = headerOf(answer, "Ocp-Apim-Trace-Location");
    EXPECT_THAT(location, StartsWith("http://gateway.test:8080/gateways/managed/traces/"));
    static_cast<void>(records.wait());
    const std::string document
        = bodyOf(ask("GET " + location.substr(std::string("http://gateway.test:8080").size())));
    const json::value parsed = json::parse(document);
    const json::object* choose = entry(parsed, "inbound", "choose");
    ASSERT_NE(choose, nullptr) << document;
    EXPECT_EQ(choose->at("data").at("branch").as_string(), "when[2]");
    EXPECT_EQ(choose->at("data").at_pointer("/skipped/0/branch").as_string(), "when[1]");
    EXPECT_EQ(entry(parsed, "inbound", "set-method"), nullptr);
    EXPECT_NE(entry(parsed, "inbound", "set-variable"), nullptr);
}

TEST_F(GatewayTraceTest, AFailureIsInTheTrace)
{
    api().policy = policy("<set-variable name=\"a\" "
                          "value=\"@(context.Request.MatchedParameters[&quot;none&quot;])\" />");
    Backend backend;
    startBefore(backend);
    const std::string answer
        = ask("GET /shop/orders/items/7", "Apim-Debug-Authorization: " + token("orders") + "\r\n");
    static_cast<void>(records.wait());
    const json::value document = trace(headerOf(answer, "Apim-Trace-Id"));
    const json::object* step = entry(document, "inbound", "set-variable");
    ASSERT_NE(step, nullptr);
    EXPECT_EQ(step->at("data").at("outcome").as_string(), "failed");
    EXPECT_EQ(step->at("data").at_pointer("/error/reason").as_string(),
              "ExpressionValueEvaluationFailure");
    EXPECT_NE(entry(document, "on-error", "transport"), nullptr);
}

TEST_F(GatewayTraceTest, ATokenForAnotherApiIsToldSo)
{
    Backend backend;
    startBefore(backend);
    const std::string answer
        = ask("GET /shop/orders/items/7", "Apim-Debug-Authorization: " + token("other") + "\r\n");
    EXPECT_THAT(headerOf(answer, "Apim-Debug-Authorization-WrongAPI"), HasSubstr("'other'"));
    EXPECT_THAT(headerOf(answer, "Apim-Trace-Id"), IsEmpty());
    EXPECT_THAT(records.wait().steps, IsEmpty());
}

TEST_F(GatewayTraceTest, WithoutAWishNothingIsTraced)
{
    Backend backend;
    startBefore(backend);
    const std::string answer = ask("GET /shop/orders/items/7",
                                   "Ocp-Apim-Trace: false\r\nApim-Debug-Authorization: guess\r\n");
    EXPECT_THAT(headerOf(answer, "Ocp-Apim-Trace-Location"), IsEmpty());
    EXPECT_THAT(headerOf(answer, "Apim-Trace-Id"), IsEmpty());
    EXPECT_THAT(records.wait().steps, IsEmpty());
}

TEST_F(GatewayTraceTest, ACallThatIsNotAdmittedIsNotTraced)
{
    requireKey();
    Backend backend;
    startBefore(backend);
    const std::string answer = ask("GET /shop/orders/items/7", "Ocp-Apim-Trace: true\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 401"));
    EXPECT_THAT(headerOf(answer, "Ocp-Apim-Trace-Location"), IsEmpty());
}

TEST_F(GatewayTraceTest, TheTokenIsInNoTrace)
{
    Backend backend;
    startBefore(backend);
    const std::string secret = token("orders");
    const std::string answer
        = ask("GET /shop/orders/items/7", "Apim-Debug-Authorization: " + secret + "\r\n");
    static_cast<void>(records.wait());
    EXPECT_THAT(json::serialize(trace(headerOf(answer, "Apim-Trace-Id"))), Not(HasSubstr(secret)));
}

TEST_F(GatewayTraceTest, SecretNamedValuesAreInNoTrace)
{
    workspace.namedValues = {{.id = "key", .displayName = "key", .isSecret = true}};
    workspace.local.namedValueSecrets["key"] = DemoSecret{"key"};
    const std::string secret = demoSecret("key");
    api().policy = policy("<set-header name=\"X-Code\" exists-action=\"override\">"
                          "<value>@(\"c-\" + \"{{key}}\")</value></set-header>");
    Backend backend;
    startBefore(backend);
    const std::string answer = ask("GET /shop/orders/items/7", "Ocp-Apim-Trace: true\r\n");
    EXPECT_EQ(*backend.lastHead().headers.find("X-Code"), "c-" + secret);
    const std::string id = records.wait().requestId;
    const std::string document = json::serialize(trace(id));
    EXPECT_THAT(document, HasSubstr("X-Code"));
    EXPECT_THAT(document, Not(HasSubstr(secret)));
}

TEST_F(GatewayTraceTest, WrongManagementCallsAreToldSo)
{
    Backend backend;
    startBefore(backend);
    EXPECT_THAT(post("/gateways/managed/listTrace", R"({"traceId":"none"})"),
                StartsWith("HTTP/1.1 404"));
    EXPECT_THAT(post("/gateways/managed/listDebugCredentials", "no json"),
                StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(post("/gateways/managed/listDebugCredentials",
                     R"({"apiId":"orders","credentialsExpireAfter":"soon"})"),
                StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(ask("GET /gateways/managed/listTrace"), StartsWith("HTTP/1.1 405"));
    EXPECT_THAT(ask("GET /gateways/managed/other"), HasSubstr("Resource not found"));
}

} // namespace
} // namespace gatelens::proxy
