#include "tests/proxy/gateway/gateway_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

namespace asio = boost::asio;
using testing::Backend;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::Field;
using testing::GatewayTest;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::operation;
using testing::RawClient;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST_F(GatewayTest, ForwardsWhatFollowsTheSuffix)
{
    Backend backend;
    startBefore(backend);
    const std::string answer = ask("GET /shop/orders/items/a%2Fb?x=1&y=2", "Accept: */*\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("X-Backend: yes\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\nfrom backend"));
    const RequestHead head = backend.lastHead();
    EXPECT_EQ(head.target, "/base/items/a%2Fb?x=1&y=2");
    EXPECT_EQ(*head.headers.find("X-Forwarded-For"), "127.0.0.1");
    EXPECT_EQ("http://" + *head.headers.find("Host"), backend.url());
    EXPECT_EQ(head.headers.find("Connection"), nullptr);
}

TEST_F(GatewayTest, RecordsTheExchange)
{
    Backend backend;
    startBefore(backend);
    ask("GET /shop/orders/items/1?q=1");
    const Exchange record = records.wait();
    EXPECT_EQ(record.method, "GET");
    EXPECT_EQ(record.url, "http://gateway.test:8080/shop/orders/items/1?q=1");
    EXPECT_EQ(record.path, "/shop/orders/items/1");
    EXPECT_EQ(record.statusCode, 200);
    EXPECT_TRUE(record.isSentInFull);
    EXPECT_FALSE(record.isAnsweredByGateway);
    EXPECT_EQ(record.apiId, "orders");
    EXPECT_EQ(record.apimOperationId, "get");
    EXPECT_EQ(record.clientIp, "127.0.0.1");
    EXPECT_EQ(record.responseBytes, 12U);
    EXPECT_EQ(record.response.body, "from backend");
    EXPECT_GT(record.duration.count(), 0);
    ASSERT_THAT(record.backendCalls, SizeIs(1));
    const BackendCall& call = record.backendCalls.front();
    EXPECT_EQ(call.url, backend.url() + "/base/items/1?q=1");
    EXPECT_EQ(call.statusCode, 200);
    EXPECT_EQ(call.response.body, "from backend");
    EXPECT_LE(call.duration, record.duration);
    EXPECT_THAT(record.errors, IsEmpty());
}

TEST_F(GatewayTest, TakesTheCallersAddressFromTheHeaderThatTheWorkspaceNames)
{
    workspace.local.policies.callerIpHeader = "X-Forwarded-For";
    api().policy
        = policy("<ip-filter action=\"forbid\"><address>203.0.113.9</address></ip-filter>");
    Backend backend;
    startBefore(backend);
    EXPECT_THAT(ask("GET /shop/orders/items/1", "X-Forwarded-For: 203.0.113.9 , 10.0.0.1\r\n"),
                StartsWith("HTTP/1.1 403"));
    EXPECT_EQ(records.wait().clientIp, "203.0.113.9");
    EXPECT_THAT(ask("GET /shop/orders/items/1"), StartsWith("HTTP/1.1 200"));
    EXPECT_EQ(records.wait(2).clientIp, "127.0.0.1");
}

TEST_F(GatewayTest, AnswersAnUnknownPathExactlyAsTheService)
{
    start();
    const std::string answer = ask("GET /unknown");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 404 Not Found\r\n"));
    EXPECT_THAT(answer, HasSubstr("Content-Type: application/json\r\n"));
    EXPECT_THAT(answer,
                EndsWith("\r\n\r\n{ \"statusCode\": 404, \"message\": \"Resource not found\" }"));
    const Exchange record = records.wait();
    ASSERT_THAT(record.errors, SizeIs(1));
    EXPECT_EQ(record.errors.front().source, "configuration");
    EXPECT_EQ(record.errors.front().reason, "OperationNotFound");
    EXPECT_EQ(record.apiId, "");
}

TEST_F(GatewayTest, AnswersAMissingKeyExactlyAsTheService)
{
    requireKey();
    start();
    const std::string answer = ask("GET /shop/orders/items/1");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 401 Unauthorized\r\n"));
    EXPECT_THAT(answer, HasSubstr("Content-Length: 152\r\n"));
    EXPECT_THAT(answer,
                HasSubstr("WWW-Authenticate: AzureApiManagementKey "
                          "realm=\"http://gateway.test:8080/shop/orders\",name=\"Ocp-Apim-"
                          "Subscription-Key\",type=\"header\"\r\n"));
    EXPECT_THAT(answer,
                EndsWith("{ \"statusCode\": 401, \"message\": \"Access denied due to missing "
                         "subscription key. Make sure to include subscription key when "
                         "making requests to an API.\" }"));
    EXPECT_EQ(records.wait().errors.front().reason, "SubscriptionKeyNotFound");
}

TEST_F(GatewayTest, AnswersAWrongKeyExactlyAsTheService)
{
    requireKey();
    start();
    const std::string answer
        = ask("GET /shop/orders/items/1", "Ocp-Apim-Subscription-Key: wrong\r\n");
    EXPECT_THAT(answer, HasSubstr("Content-Length: 143\r\n"));
    EXPECT_THAT(answer,
                EndsWith("{ \"statusCode\": 401, \"message\": \"Access denied due to invalid "
                         "subscription key. Make sure to provide a valid key for an active "
                         "subscription.\" }"));
}

TEST_F(GatewayTest, AdmitsAKeyAndKeepsItOutOfTheRecord)
{
    requireKey();
    Backend backend;
    startBefore(backend);
    const std::string key = demoSecret("starter");
    EXPECT_THAT(ask("GET /shop/orders/items/1?subscription-key=" + key), HasSubstr(" 200 "));
    EXPECT_THAT(backend.lastHead().target, HasSubstr(key)); // forwarded as received
    const Exchange byQuery = records.wait(1);
    EXPECT_EQ(byQuery.subscriptionId, "starter");
    EXPECT_THAT(byQuery.url, Not(HasSubstr(key)));
    EXPECT_THAT(byQuery.backendCalls.front().url, Not(HasSubstr(key)));
    EXPECT_THAT(ask("GET /shop/orders/items/1", "Ocp-Apim-Subscription-Key: " + key + "\r\n"),
                HasSubstr(" 200 "));
    const Exchange byHeader = records.wait(2);
    EXPECT_THAT(*byHeader.request.headers.find("Ocp-Apim-Subscription-Key"), Not(HasSubstr(key)));
}

TEST_F(GatewayTest, RunsOnErrorForBuiltInSteps)
{
    api().policy = policy("",
                          "<base/><set-header name=\"X-Reason\"><value>@(context.LastError.Reason)"
                          "</value></set-header>");
    start();
    EXPECT_THAT(ask("GET /shop/orders/nothing"), HasSubstr("X-Reason: OperationNotFound\r\n"));
}

TEST_F(GatewayTest, AnswersAPreflightWithTheCorsPolicy)
{
    requireKey();
    api().policy = policy("<cors><allowed-origins><origin>https://web.example</origin>"
                          "</allowed-origins><allowed-methods><method>GET</method>"
                          "</allowed-methods></cors>");
    start();
    const std::string answer
        = ask("OPTIONS /shop/orders/items/1",
              "Origin: https://web.example\r\nAccess-Control-Request-Method: GET\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("Access-Control-Allow-Origin: https://web.example\r\n"));
}

TEST_F(GatewayTest, AnswersTheCrossDomainFileOfTheGlobalPolicy)
{
    workspace.policy
        = policy("<cross-domain><cross-domain-policy><allow-access-from domain=\"*\" />"
                 "</cross-domain-policy></cross-domain>");
    Backend backend;
    startBefore(backend);
    const std::string answer = ask("GET /crossdomain.xml");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("<allow-access-from domain=\"*\" />"));
    EXPECT_THAT(ask("POST /crossdomain.xml", "Content-Length: 0\r\n"), StartsWith("HTTP/1.1 404"));
}

TEST_F(GatewayTest, Answers404ToAPreflightWithoutCors)
{
    start();
    EXPECT_THAT(ask("OPTIONS /shop/orders/items/1",
                    "Origin: https://web.example\r\nAccess-Control-Request-Method: GET\r\n"),
                StartsWith("HTTP/1.1 404 "));
}

TEST_F(GatewayTest, TellsWhenTheBackendIsDown)
{
    {
        const Backend gone;
        api().serviceUrl = gone.url();
    }
    start();
    const std::string answer = ask("GET /shop/orders/items/1");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
    const Exchange record = records.wait();
    EXPECT_THAT(answer,
                EndsWith("{ \"statusCode\": 500, \"message\": \"Internal server error\", "
                         "\"activityId\": \""
                         + record.requestId + "\" }"));
    EXPECT_EQ(record.errors.front().reason, "BackendConnectionFailure");
    EXPECT_EQ(record.errors.front().source, "forward-request");
    EXPECT_EQ(record.backendCalls.front().statusCode, 0);
    EXPECT_TRUE(record.isAnsweredByGateway);
}

TEST_F(GatewayTest, BreaksOffWithABackendThatDoes)
{
    Backend backend([](ServerExchange& exchange) -> asio::awaitable<void> {
        /// Promises more than it gives.
        class Liar : public BytesReader
        {
        public:
            using BytesReader::BytesReader;
            std::optional<std::uint64_t> contentLength() const override { return 100; }
        };
        const ResponseHead head;
        OutgoingBody body;
        body.stream = std::make_unique<Liar>("part");
        co_await exchange.respond(head, std::move(body));
    });
    startBefore(backend);
    const std::string answer = ask("GET /shop/orders/items/1");
    EXPECT_THAT(answer, HasSubstr("Content-Length: 100\r\n"));
    EXPECT_THAT(answer, EndsWith("part"));
    const Exchange record = records.wait();
    EXPECT_FALSE(record.isSentInFull);
    EXPECT_EQ(record.errors.front().reason, "BackendConnectionFailure");
}

TEST_F(GatewayTest, NoticesAClientThatLeavesWhileTheBackendWorks)
{
    Backend backend(Backend::never);
    startBefore(backend);
    {
        RawClient client(port);
        client.send("GET /shop/orders/items/1 HTTP/1.1\r\nHost: x\r\n\r\n");
        backend.lastHead();
    }
    const Exchange record = records.wait();
    EXPECT_EQ(record.statusCode, 0);
    EXPECT_FALSE(record.isSentInFull);
    ASSERT_THAT(record.errors, SizeIs(1));
    EXPECT_EQ(record.errors.front().reason, "ClientConnectionFailure");
    EXPECT_EQ(record.errors.front().source, "forward-request");
    EXPECT_THAT(record.backendCalls.front().failure, StartsWith("ClientConnectionFailure"));
}

PolicySource forwarding(const std::string& attributes)
{
    return {"policy.xml",
            "<policies><inbound><base/></inbound><backend><forward-request " + attributes
                + " /></backend><outbound><base/></outbound></policies>"};
}

constexpr const char* kChunkedPost = "POST /shop/orders/items HTTP/1.1\r\nHost: x\r\n"
                                     "Transfer-Encoding: chunked\r\n\r\n";

TEST_F(GatewayTest, PassesEveryPieceOnAtOnceWhenResponsesAreNotBuffered)
{
    api().policy = forwarding("buffer-response=\"false\"");
    Backend backend(Backend::echo);
    startBefore(backend);
    RawClient client(port);
    client.send(std::string(kChunkedPost) + "3\r\none\r\n");
    EXPECT_THAT(client.readUntil("one\r\n"), HasSubstr("\r\n\r\n3\r\none"));
    client.send("3\r\ntwo\r\n0\r\n\r\n");
    EXPECT_EQ(client.readUntil("0\r\n\r\n"), "3\r\ntwo\r\n0\r\n\r\n");
}

TEST_F(GatewayTest, CollectsThePiecesOfAResponseOtherwise)
{
    Backend backend(Backend::echo);
    startBefore(backend);
    RawClient client(port);
    client.send(std::string(kChunkedPost) + "3\r\none\r\n");
    EXPECT_EQ(backend.lastHead().method, "POST"); // the first piece travels on its own
    client.send("3\r\ntwo\r\n0\r\n\r\n");
    EXPECT_THAT(client.readUntil("0\r\n\r\n"), HasSubstr("\r\n\r\n6\r\nonetwo\r\n0"));
}

/// Reads the whole body before it answers with it.
asio::awaitable<void> readThenAnswer(ServerExchange& exchange)
{
    const std::unique_ptr<BodyReader> reader = exchange.takeBody();
    const Result<std::string> read = co_await readAll(*reader, 1024);
    const ResponseHead head;
    OutgoingBody body;
    body.bytes = read ? *read : read.error().message;
    static_cast<void>(co_await exchange.respond(head, std::move(body)));
}

TEST_F(GatewayTest, AsksTheClientForItsBodyWhenTheBackendAsksForIt)
{
    api().policy = forwarding("continue-timeout=\"20\"");
    Backend backend(readThenAnswer);
    startBefore(backend);
    RawClient client(port);
    client.send("POST /shop/orders/items HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                "Content-Length: 4\r\n\r\n");
    EXPECT_THAT(client.readUntil("\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue"));
    const RequestHead head = backend.lastHead();
    ASSERT_NE(head.headers.find("Expect"), nullptr);
    EXPECT_EQ(*head.headers.find("Expect"), "100-continue");
    client.send("body");
    EXPECT_THAT(client.readUntil("body"), StartsWith("HTTP/1.1 200"));
}

TEST_F(GatewayTest, StreamsLargeBodiesBothWaysAndKeepsTheirBeginning)
{
    Backend backend(Backend::echo);
    startBefore(backend);
    const std::string body(3'000'000, 'b');
    RawClient client(port);
    client.send("POST /shop/orders/items HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n");
    std::thread sending([&] { client.send(body); });
    const std::string head = client.readUntil("\r\n\r\n");
    EXPECT_THAT(head, HasSubstr("Content-Length: 3000000\r\n"));
    std::size_t received = 0;
    while (received < body.size()) {
        const std::string part = client.readUntil("b");
        if (part.empty())
            break;
        received += part.size();
    }
    sending.join();
    EXPECT_EQ(received, body.size());
    const Exchange record = records.wait();
    EXPECT_EQ(record.requestBytes, body.size());
    EXPECT_EQ(record.responseBytes, body.size());
    EXPECT_EQ(record.request.body.size(), 64U);
    EXPECT_TRUE(record.request.isBodyCut);
    EXPECT_EQ(record.backendCalls.front().request.bodyBytes, body.size());
}

TEST_F(GatewayTest, AnswersHeadWithTheBackendsLength)
{
    Backend backend;
    startBefore(backend);
    const std::string answer = ask("HEAD /shop/orders/items/1");
    EXPECT_THAT(answer, HasSubstr("Content-Length: 12\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(GatewayTest, AsksForABodyOnlyWhenItIsForwarded)
{
    Backend backend(Backend::echo);
    startBefore(backend);
    RawClient client(port);
    client.send("POST /shop/orders/items HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                "Expect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.readUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    EXPECT_THAT(client.readResponse(), EndsWith("ok"));
    EXPECT_EQ(backend.lastHead().headers.find("Expect"), nullptr);
}

TEST_F(GatewayTest, PassesATraceOnWhenADiagnosticAsksForIt)
{
    Logger logger;
    logger.id = "insights";
    workspace.loggers = {logger};
    Diagnostic diagnostic;
    diagnostic.id = "applicationinsights";
    diagnostic.loggerId = "insights";
    diagnostic.correlation = CorrelationProtocol::W3C;
    workspace.diagnostics = {diagnostic};
    Backend backend;
    startBefore(backend);
    ask("GET /shop/orders/items/1",
        "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n");
    const Exchange record = records.wait();
    EXPECT_EQ(record.operationId, "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(record.parentId, "00f067aa0ba902b7");
    EXPECT_EQ(*backend.lastHead().headers.find("traceparent"),
              "00-4bf92f3577b34da6a3ce929d0e0e4736-" + record.backendCalls.front().spanId + "-01");
    ASSERT_THAT(record.loggers, SizeIs(1));
    EXPECT_EQ(record.loggers.front().loggerId, "insights");
}

TEST_F(GatewayTest, PassesAProtocolSwitchThrough)
{
    Backend backend([](ServerExchange& exchange) -> asio::awaitable<void> {
        ResponseHead head;
        head.statusCode = exchange.upgrade() == "websocket" ? 101 : 400;
        head.headers = {{"Sec-WebSocket-Accept", "abc"}};
        OutgoingBody none;
        co_await exchange.respond(head, std::move(none));
    });
    startBefore(backend);
    RawClient client(port);
    client.send("GET /shop/orders/items/1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                "Upgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n");
    const std::string head = client.readUntil("\r\n\r\n");
    EXPECT_THAT(head, StartsWith("HTTP/1.1 101 "));
    EXPECT_THAT(head, HasSubstr("Sec-WebSocket-Accept: abc\r\n"));
    EXPECT_EQ(*backend.lastHead().headers.find("Sec-WebSocket-Key"), "k");
}

TEST_F(GatewayTest, ServesAnEditFromTheNextRequestOn)
{
    Backend backend;
    startBefore(backend);
    RawClient client(port);
    const std::string_view request = "GET /shop/orders/items/1 HTTP/1.1\r\nHost: x\r\n\r\n";
    client.send(request);
    EXPECT_THAT(client.readResponse(), StartsWith("HTTP/1.1 200 "));
    api().policy = policy("<return-response><set-status code=\"418\" reason=\"Teapot\"/>"
                          "</return-response>");
    EXPECT_TRUE(apply().isApplied);
    client.send(request);
    EXPECT_THAT(client.readResponse(), StartsWith("HTTP/1.1 418 Teapot\r\n"));
}

TEST_F(GatewayTest, RefusesWhatDoesNotCompileAndServesOn)
{
    Backend backend;
    startBefore(backend);
    api().policy = policy("<no-such-policy/>");
    const ApplyReport report = apply();
    EXPECT_FALSE(report.isApplied);
    EXPECT_THAT(report.findings, Contains(Field(&Finding::message, HasSubstr("no-such-policy"))));
    EXPECT_THAT(ask("GET /shop/orders/items/1"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(GatewayTest, RefusesMetadataThatCannotBeReadAndNamesItsLine)
{
    Backend backend;
    startBefore(backend);
    api().odataMetadata = PolicySource{"apis/orders/specification.edmx", "<a>\n<b></a>"};
    const ApplyReport report = apply();
    EXPECT_FALSE(report.isApplied);
    ASSERT_THAT(report.findings, Contains(Field(&Finding::code, "GL4205")));
    EXPECT_EQ(report.findings.front().position.file, "apis/orders/specification.edmx");
    EXPECT_EQ(report.findings.front().position.line, 2U);
    EXPECT_THAT(ask("GET /shop/orders/items/1"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(GatewayTest, DoesNotStartWithoutAPlan)
{
    gateway = std::make_unique<Gateway>(threads, *store, GatewayOptions{});
    const Result<void> started = gateway->start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::InvalidArgument);
}

TEST_F(GatewayTest, KeepsItsPortOverARestart)
{
    start();
    const std::optional<std::string> first = gateway->url();
    gateway->stop(std::chrono::milliseconds(0));
    EXPECT_EQ(gateway->url(), std::nullopt);
    ASSERT_TRUE(gateway->start());
    EXPECT_EQ(gateway->url(), first);
}

TEST_F(GatewayTest, CountsRequestsAndFailures)
{
    Backend backend;
    startBefore(backend);
    ask("GET /shop/orders/items/1");
    ask("GET /nothing");
    records.wait(2);
    const GatewayCounters counters = gateway->counters();
    EXPECT_EQ(counters.requests, 2U);
    EXPECT_EQ(counters.failed, 1U);
    EXPECT_TRUE(counters.isRunning);
}

} // namespace
} // namespace gatelens::proxy
