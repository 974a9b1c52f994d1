// Real peers: an OpenID provider, a WebSocket client and a reader of server-sent events, each a
// process of its own.

#include "tests/blackbox/served_gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace gatelens::test {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using testing::HasSubstr;

const std::string kClients = std::string(GATELENS_TEST_DATA) + "/clients/";

/// A script that prints {"port": N} when it listens on loopback.
class Peer
{
public:
    explicit Peer(const std::string& script)
        : m_process({.arguments = {"node", kClients + script}})
    {
        const auto line = m_process.readLine(30s);
        if (!line)
            throw std::runtime_error(script + " does not start: " + m_process.errors());
        m_url = "http://127.0.0.1:"
            + std::to_string(json::parse(*line).as_object().at("port").to_number<int>());
    }
    [[nodiscard]] const std::string& url() const { return m_url; }

private:
    ChildProcess m_process;
    std::string m_url;
};

class PeersTest : public testing::Test
{
protected:
    void write(const std::string& file, const std::string& content)
    {
        const std::filesystem::path path = m_folder / ("workspace/" + file);
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
    }

    /// An API without subscription; `operations` are paths of an OpenAPI document.
    void writeApi(const std::string& id, const std::string& serviceUrl, const std::string& type,
                  const std::string& policies, const std::string& paths)
    {
        write("apis/" + id + "/apiInformation.json",
              json::serialize(json::object{{"properties",
                                            {{"path", id},
                                             {"displayName", id},
                                             {"protocols", {"http", "ws"}},
                                             {"serviceUrl", serviceUrl},
                                             {"subscriptionRequired", false},
                                             {"type", type}}}}));
        write("apis/" + id + "/policy.xml", policies);
        if (!paths.empty())
            write("apis/" + id + "/specification.yaml",
                  "openapi: 3.0.1\ninfo: {title: " + id + ", version: '1'}\npaths:\n" + paths);
    }

    void serve()
    {
        m_served.emplace(
            m_folder, std::vector<std::string>{"--workspace", (m_folder / "workspace").string()});
    }

    TemporaryFolder m_folder;
    std::optional<ServedGateway> m_served;
};

class OpenIdTest : public PeersTest
{
protected:
    void SetUp() override
    {
        writeApi("secured", "http://127.0.0.1:9", "http",
                 "<policies><inbound><validate-jwt header-name=\"Authorization\" "
                 "output-token-variable-name=\"jwt\"><openid-config url=\""
                     + m_issuer.url()
                     + "/.well-known/openid-configuration\" /><audiences><audience>api://things"
                       "</audience></audiences></validate-jwt><return-response><set-body>"
                       "@(((Jwt)context.Variables[\"jwt\"]).Subject)</set-body></return-response>"
                       "</inbound><backend /><outbound /><on-error><set-header "
                       "name=\"X-Reason\" exists-action=\"override\"><value>"
                       "@(context.LastError.Reason)</value></set-header></on-error></policies>",
                 "  /who:\n    get: {operationId: who, responses: {'200': {description: ok}}}\n");
        serve();
    }

    std::string newToken()
    {
        const Fetched fetched = fetch(m_issuer.url() + "/token?sub=eva");
        return std::string(json::parse(fetched.body).as_object().at("token").as_string());
    }

    void rotate() { fetch(m_issuer.url() + "/rotate", {"--request", "POST"}); }

    Fetched ask(const std::string& token)
    {
        return fetch(m_served->gateway() + "/secured/who",
                     {"--header", "Authorization: Bearer " + token});
    }

    Peer m_issuer{"openid_issuer.js"};
};

TEST_F(OpenIdTest, AcceptsTokensOfTheProvider)
{
    const Fetched answer = ask(newToken());
    EXPECT_EQ(answer.statusCode, 200) << answer.body;
    EXPECT_EQ(answer.body, "eva");
}

TEST_F(OpenIdTest, RefusesTokensThatWereChanged)
{
    std::string token = newToken();
    token[token.size() - 10] = token[token.size() - 10] == 'A' ? 'B' : 'A';
    const Fetched answer = ask(token);
    EXPECT_EQ(answer.statusCode, 401);
    EXPECT_THAT(answer.headers, HasSubstr("x-reason: TokenSignatureInvalid"));
}

TEST_F(OpenIdTest, FindsAKeyThatTheProviderRotatedIn)
{
    const std::string before = newToken();
    EXPECT_EQ(ask(before).statusCode, 200);
    rotate();
    EXPECT_EQ(ask(newToken()).statusCode, 200);
    // The provider still publishes the previous key.
    EXPECT_EQ(ask(before).statusCode, 200);
}

TEST_F(OpenIdTest, AsksForUnknownKeysOnceInFiveMinutes)
{
    EXPECT_EQ(ask(newToken()).statusCode, 200);
    rotate();
    EXPECT_EQ(ask(newToken()).statusCode, 200);
    rotate();
    const Fetched answer = ask(newToken());
    EXPECT_EQ(answer.statusCode, 401);
    EXPECT_THAT(answer.headers, HasSubstr("x-reason: TokenSignatureKeyNotFound"));
}

constexpr std::string_view kPassOn = "<policies><inbound /><backend><forward-request /></backend>"
                                     "<outbound /><on-error /></policies>";

TEST_F(PeersTest, EventsReachTheirReaderOneByOne)
{
    const Peer backend("streaming_backend.js");
    writeApi("stream", backend.url(), "http", std::string(kPassOn),
             "  /events:\n    get: {operationId: events, responses: {'200': {description: ok}}}\n");
    serve();
    const Finished client
        = runProgram({"python3", kClients + "event_client.py",
                      m_served->gateway() + "/stream/events", backend.url() + "/next"});
    EXPECT_EQ(client.status, 0) << client.errors;
    EXPECT_EQ(client.output, "text/event-stream\nevent 1\nevent 2\nevent 3\n");
}

class WebSocketTest : public PeersTest
{
protected:
    void serveEcho(const std::string& inbound)
    {
        const std::string policies = "<policies><inbound>" + inbound
            + "</inbound><backend><forward-request /></backend><outbound /><on-error /></policies>";
        writeApi("live", "ws" + m_backend.url().substr(4), "websocket", std::string(kPassOn), "");
        write("apis/live/operations/onHandshake/policy.xml", policies);
        serve();
    }

    Finished talk(const std::string& headers)
    {
        const std::string port = m_served->gateway().substr(m_served->gateway().rfind(':') + 1);
        return runProgram({"python3", kClients + "websocket_client.py", "127.0.0.1", port,
                           "/live/echo", "one", "two"},
                          60s, {{"WEBSOCKET_HEADERS", headers}});
    }

    Peer m_backend{"streaming_backend.js"};
};

TEST_F(WebSocketTest, MessagesPassBothWaysAfterTheHandshakesPolicies)
{
    serveEcho(
        "<set-header name=\"X-Name\" exists-action=\"override\"><value>@(context.Operation.Id)"
        "</value></set-header>");
    const Finished client = talk("");
    EXPECT_EQ(client.status, 0) << client.errors;
    EXPECT_EQ(client.output, "101\nhello onHandshake\nONE\nTWO\nclosed\n");
}

TEST_F(WebSocketTest, AHandshakeThatItsPoliciesRefuseIsAnswered)
{
    serveEcho("<check-header name=\"X-Ticket\" failed-check-httpcode=\"403\" "
              "failed-check-error-message=\"No ticket.\" ignore-case=\"true\"><value>yes</value>"
              "</check-header>");
    EXPECT_EQ(talk("").output, "403\n");
    EXPECT_THAT(talk("X-Ticket: yes|X-Name: a").output, HasSubstr("hello a"));
}

class SubscriptionTest : public PeersTest
{
protected:
    void SetUp() override
    {
        writeApi("people", "", "graphql", std::string(kPassOn), "");
        write("apis/people/specification.graphql",
              "type Query { version: String }\n"
              "type Mutation { rename(id: ID!, name: String!): Person }\n"
              "type Person { id: ID! name: String friends: [Person] }\n"
              "type Subscription { renamed: Person }\n");
        write("apis/people/resolvers/rename/resolverInformation.json",
              R"({"properties": {"path": "Mutation/rename", "displayName": "rename"}})");
        write("apis/people/resolvers/rename/policy.xml",
              "<http-data-source><http-request><set-method>POST</set-method><set-url>"
                  + m_backend.url()
                  + "/same</set-url><set-body>@(context.GraphQL.Arguments.ToString())</set-body>"
                    "</http-request><http-response><publish-event><targets>"
                    "<graphql-subscription id=\"renamed\" /></targets></publish-event>"
                    "</http-response></http-data-source>");
        serve();
    }

    Finished subscribe(const std::string& protocol)
    {
        const std::string port = m_served->gateway().substr(m_served->gateway().rfind(':') + 1);
        return runProgram({"python3", kClients + "graphql_subscriber.py", "127.0.0.1", port,
                           "/people", protocol, "subscription { renamed { who: name id } }",
                           "mutation { rename(id: 7, name: \"Eva\") { name } }"});
    }

    Peer m_backend{"streaming_backend.js"};
};

constexpr const char* kRenamed = "101\n{\"data\":{\"rename\":{\"name\":\"Eva\"}}}\n"
                                 "{\"data\":{\"renamed\":{\"who\":\"Eva\",\"id\":\"7\"}}}\n";

TEST_F(SubscriptionTest, AnEventReachesItsSubscriberAsItsOwnQuerySelects)
{
    const Finished client = subscribe("graphql-transport-ws");
    EXPECT_EQ(client.status, 0) << client.errors;
    EXPECT_EQ(client.output, kRenamed);
}

TEST_F(SubscriptionTest, TheOlderProtocolIsSpokenToo)
{
    const Finished client = subscribe("graphql-ws");
    EXPECT_EQ(client.status, 0) << client.errors;
    EXPECT_EQ(client.output, kRenamed);
}

class DaprTest : public PeersTest
{
protected:
    void serveWith(const std::string& inbound, const std::string& onError = "")
    {
        write("gatelens.json",
              json::serialize(json::object{{"policies", {{"daprUrl", m_sidecar.url()}}}}));
        writeApi("orders", "http://127.0.0.1:9", "http",
                 "<policies><inbound>" + inbound
                     + "</inbound><backend><forward-request /></backend><outbound /><on-error>"
                     + onError + "</on-error></policies>",
                 "  /new:\n    post: {operationId: new, responses: {'200': {description: ok}}}\n");
        serve();
    }
    Fetched post(const std::string& body)
    {
        return fetch(m_served->gateway() + "/orders/new",
                     {"--data", body, "--header", "Content-Type: application/json"});
    }
    json::array seen() { return json::parse(fetch(m_sidecar.url() + "/seen").body).as_array(); }

    Peer m_sidecar{"dapr_sidecar.js"};
};

TEST_F(DaprTest, MessagesAndBindingsReachTheSidecar)
{
    serveWith("<publish-to-dapr pubsub-name=\"bus\" topic=\"orders\" template=\"Liquid\">"
              "{\"id\": {{body.id}}}</publish-to-dapr>"
              "<invoke-dapr-binding name=\"mail\" operation=\"create\" "
              "response-variable-name=\"mailed\"><metadata><item key=\"to\">eva</item></metadata>"
              "<data>@(context.Request.Body.As<string>(true))</data></invoke-dapr-binding>"
              "<return-response><set-body>@(((IResponse)context.Variables[\"mailed\"]).Body"
              ".As<JObject>()[\"done\"].ToString())</set-body></return-response>");
    const Fetched answer = post(R"({"id": 7})");
    EXPECT_EQ(answer.statusCode, 200) << answer.body;
    EXPECT_EQ(answer.body, "mail");
    const json::array calls = seen();
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(calls[0].at("url").as_string(), "/v1.0/publish/bus/orders");
    EXPECT_EQ(calls[0].at("type").as_string(), "application/json");
    EXPECT_EQ(calls[0].at("body").as_string(), R"({"id": 7})");
    EXPECT_EQ(calls[1].at("url").as_string(), "/v1.0/bindings/mail");
    EXPECT_EQ(
        json::parse(calls[1].at("body").as_string()),
        json::parse(R"({"data": {"id": 7}, "metadata": {"to": "eva"}, "operation": "create"})"));
}

TEST_F(DaprTest, RequestsAreForwardedToAnApplicationByTheSidecar)
{
    serveWith("<set-backend-service backend-id=\"dapr\" dapr-app-id=\"shop\" "
              "dapr-method=\"orders/new\" dapr-namespace=\"prod\" />");
    const Fetched answer = post(R"({"id": 7})");
    EXPECT_EQ(answer.statusCode, 200) << answer.body;
    const json::value forwarded = json::parse(answer.body);
    EXPECT_EQ(forwarded.at("method").as_string(), "POST");
    EXPECT_THAT(std::string(forwarded.at("url").as_string()),
                testing::StartsWith("/v1.0/invoke/shop.prod/method/orders/new"));
    EXPECT_EQ(forwarded.at("body").as_string(), R"({"id": 7})");
}

TEST_F(DaprTest, WhatTheSidecarRefusesIsAnError)
{
    serveWith("<publish-to-dapr pubsub-name=\"missing\" topic=\"orders\">x</publish-to-dapr>",
              "<set-header name=\"X-Source\" exists-action=\"override\"><value>"
              "@(context.LastError.Source)</value></set-header>");
    const Fetched answer = post("{}");
    EXPECT_EQ(answer.statusCode, 500);
    EXPECT_THAT(answer.headers, HasSubstr("x-source: publish-to-dapr"));
}

} // namespace
} // namespace gatelens::test
