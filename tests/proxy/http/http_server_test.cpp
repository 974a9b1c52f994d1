#include "proxy/http/http_server.h"
#include "tests/proxy/http/raw_client.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <mutex>

namespace gatelens::proxy {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawClient;
using ::testing::StartsWith;

/// A body that comes in given pieces with no length known beforehand.
class PiecesReader : public BodyReader
{
public:
    explicit PiecesReader(std::vector<std::string> pieces, HeaderList trailers = {})
        : m_pieces(std::move(pieces))
        , m_trailers(std::move(trailers))
    {
    }
    boost::asio::awaitable<Result<std::string_view>> read() override
    {
        if (m_next == m_pieces.size())
            co_return std::string_view{};
        co_return std::string_view(m_pieces[m_next++]);
    }
    std::optional<std::uint64_t> contentLength() const override { return std::nullopt; }
    const HeaderList& trailers() const override { return m_trailers; }

private:
    std::vector<std::string> m_pieces;
    std::size_t m_next = 0;
    HeaderList m_trailers;
};

/// Answers with the request line and body; some paths ask for special answers.
boost::asio::awaitable<void> echo(ServerExchange& exchange)
{
    const std::string target = exchange.head().target;
    if (target == "/no-answer")
        co_return;
    ResponseHead head{200, {}, {{"X-Target", target}}};
    OutgoingBody body;
    if (target == "/pieces") {
        body.stream = std::make_unique<PiecesReader>(
            std::vector<std::string>{"one", "two", "three"}, HeaderList{{"X-Checksum", "42"}});
    } else if (target == "/unread") {
        body.bytes = "early";
    } else if (target == "/no-content") {
        head.statusCode = 204;
    } else if (target == "/break-line") {
        head.headers.append("X-Evil", "a\r\nX-Injected: 1");
    } else {
        body.bytes = exchange.head().method + " ";
        if (const std::unique_ptr<BodyReader> request = exchange.takeBody()) {
            const Result<std::string> bytes = co_await readAll(*request, 1 << 20);
            body.bytes += bytes ? *bytes : "error: " + bytes.error().message;
            for (const HeaderField& trailer : request->trailers())
                body.bytes += "|" + trailer.name + "=" + trailer.value;
        }
    }
    co_await exchange.respond(std::move(head), std::move(body));
}

class HttpServerTest : public ::testing::Test
{
protected:
    void start(RequestHandler handler = echo, ServerLimits limits = {})
    {
        ServerOptions options;
        options.limits = limits;
        auto listening = HttpServer::listen(threads, std::move(options), std::move(handler));
        ASSERT_TRUE(listening) << listening.error().message;
        server = std::move(*listening);
    }
    std::string roundTrip(std::string_view request)
    {
        RawClient client(server->port());
        client.send(request);
        return client.readResponse();
    }

    IoThreads threads{2};
    std::unique_ptr<HttpServer> server;
};

TEST_F(HttpServerTest, AnswersAndKeepsTheConnection)
{
    start();
    RawClient client(server->port());
    for (int turn = 0; turn < 3; ++turn) {
        client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_THAT(client.readResponse(), ::testing::EndsWith("\r\n\r\nGET "));
    }
    EXPECT_EQ(server->counters().connections, 1U);
    EXPECT_EQ(server->counters().requests, 3U);
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder)
{
    start();
    RawClient client(server->port());
    client.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"
                "GET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string all = client.readAll();
    const auto first = all.find("X-Target: /1");
    const auto second = all.find("X-Target: /2");
    const auto third = all.find("X-Target: /3");
    ASSERT_NE(third, std::string::npos) << all;
    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
    EXPECT_THAT(all, HasSubstr("POST abc"));
}

TEST_F(HttpServerTest, ReadsAHeadThatComesByteByByte)
{
    start();
    RawClient client(server->port());
    for (const char character : std::string_view("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"))
        client.send({&character, 1});
    EXPECT_THAT(client.readResponse(), HasSubstr("X-Target: /slow"));
}

TEST_F(HttpServerTest, ReadsChunksWithExtensionsAndTrailers)
{
    start();
    EXPECT_THAT(roundTrip("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "3;name=value\r\nabc\r\n4 ; q=\"x;y\"\r\ndefg\r\n0\r\nX-Sum: 7\r\n\r\n"),
                HasSubstr("POST abcdefg|X-Sum=7"));
}

TEST_F(HttpServerTest, ReadsASplitChunkedBody)
{
    start();
    RawClient client(server->port());
    for (const std::string_view part :
         {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Enco", "ding: chunked\r\n\r\n5\r", "\nhel",
          "lo\r\n", "1\r\n!\r\n0\r\n", "\r\n"})
        client.send(part);
    EXPECT_THAT(client.readResponse(), HasSubstr("POST hello!"));
}

TEST_F(HttpServerTest, SendsAStreamOfUnknownLengthInChunksWithTrailers)
{
    start();
    RawClient client(server->port());
    client.send("GET /pieces HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string response = client.readAll();
    EXPECT_THAT(response, HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_THAT(
        response,
        ::testing::EndsWith("3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\nX-Checksum: 42\r\n\r\n"));
}

TEST_F(HttpServerTest, SendsAStreamToAnOldClientUntilClose)
{
    start();
    RawClient client(server->port());
    client.send("GET /pieces HTTP/1.0\r\n\r\n");
    const std::string response = client.readAll();
    EXPECT_THAT(response, Not(HasSubstr("chunked")));
    EXPECT_THAT(response, ::testing::EndsWith("\r\n\r\nonetwothree"));
}

TEST_F(HttpServerTest, AnswersHeadWithTheLengthAndWithoutTheBody)
{
    start();
    RawClient client(server->port());
    client.send(
        "HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string head = client.readUntil("\r\n\r\n");
    EXPECT_THAT(head, HasSubstr("Content-Length: 5\r\n")); // "HEAD "
    EXPECT_THAT(client.readAll(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(HttpServerTest, SendsNoLengthWithNoContent)
{
    start();
    EXPECT_THAT(roundTrip("GET /no-content HTTP/1.1\r\nHost: x\r\n\r\n"),
                Not(HasSubstr("Content-Length")));
}

TEST_F(HttpServerTest, AsksForTheBodyOnlyWhenItIsRead)
{
    start();
    RawClient client(server->port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.readUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    EXPECT_THAT(client.readResponse(), HasSubstr("POST ok"));
}

TEST_F(HttpServerTest, AnswersAnUnwantedExpectationWithoutContinue)
{
    start();
    RawClient client(server->port());
    client.send(
        "POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    const std::string response = client.readResponse();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK"));
    EXPECT_THAT(response, HasSubstr("Connection: close"));
}

TEST_F(HttpServerTest, SkipsABodyThatTheHandlerDidNotRead)
{
    start();
    RawClient client(server->port());
    client.send("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n"
                + std::string(70000, 'x') + "GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.readResponse(), ::testing::EndsWith("early"));
    EXPECT_THAT(client.readResponse(), HasSubstr("X-Target: /next"));
}

TEST_F(HttpServerTest, KeepsInjectedLineBreaksInsideTheirValue)
{
    start();
    EXPECT_THAT(roundTrip("GET /break-line HTTP/1.1\r\nHost: x\r\n\r\n"),
                HasSubstr("X-Evil: a  X-Injected: 1\r\n"));
}

TEST_F(HttpServerTest, Answers500WhenTheHandlerDoesNot)
{
    start();
    EXPECT_THAT(roundTrip("GET /no-answer HTTP/1.1\r\nHost: x\r\n\r\n"),
                StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
}

struct RefusedRequest
{
    const char* name;
    std::string request;
    int statusCode;
};

class HttpServerRefusalTest : public HttpServerTest,
                              public ::testing::WithParamInterface<RefusedRequest>
{
};

TEST_P(HttpServerRefusalTest, NamesTheStatusAndCloses)
{
    ServerLimits limits;
    limits.headBytes = 4096;
    limits.targetBytes = 1024;
    limits.bodyBytes = 100;
    start(echo, limits);
    RawClient client(server->port());
    client.send(GetParam().request);
    const std::string response = client.readAll();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 " + std::to_string(GetParam().statusCode) + " "));
    EXPECT_THAT(response, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(response, HasSubstr("{ \"statusCode\": " + std::to_string(GetParam().statusCode)));
}

INSTANTIATE_TEST_SUITE_P(
    Rules, HttpServerRefusalTest,
    ::testing::Values(
        RefusedRequest{"garbage", "hello there\r\n\r\n", 400},
        RefusedRequest{"noHost", "GET / HTTP/1.1\r\n\r\n", 400},
        RefusedRequest{"twoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        RefusedRequest{"blankBeforeColon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        RefusedRequest{"lengthAndChunked",
                       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
                       "chunked\r\n\r\n0\r\n\r\n",
                       400},
        RefusedRequest{"twoLengths",
                       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: "
                       "4\r\n\r\nabcd",
                       400},
        RefusedRequest{"negativeLength", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                       400},
        RefusedRequest{"unknownCoding",
                       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
        RefusedRequest{"expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: cookies\r\n\r\n", 417},
        RefusedRequest{"longTarget",
                       "GET /" + std::string(2000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        RefusedRequest{"longHead",
                       "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(9000, 'a') + "\r\n\r\n",
                       431},
        RefusedRequest{"manyFields",
                       [] {
                           std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
                           for (int field = 0; field < 1000; ++field)
                               head += "X-" + std::to_string(field) + ": 1\r\n";
                           return head + "\r\n";
                       }(),
                       431},
        RefusedRequest{"longBody",
                       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n"
                           + std::string(101, 'x'),
                       413},
        RefusedRequest{"longChunks",
                       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n"
                           + std::string(101, 'x') + "\r\n0\r\n\r\n",
                       413}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(HttpServerTest, TellsASlowClientThatItsHeadIsLate)
{
    ServerLimits limits;
    limits.headTimeout = std::chrono::milliseconds(100);
    start(echo, limits);
    RawClient client(server->port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n");
    EXPECT_THAT(client.readAll(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(HttpServerTest, ClosesAnIdleConnectionInSilence)
{
    ServerLimits limits;
    limits.idleTimeout = std::chrono::milliseconds(100);
    start(echo, limits);
    RawClient client(server->port());
    EXPECT_TRUE(client.isAtEnd());
}

TEST_F(HttpServerTest, CancelsTheHandlerWhenTheClientLeaves)
{
    std::promise<bool> gone;
    start([&](ServerExchange& exchange) -> boost::asio::awaitable<void> {
        boost::asio::steady_timer forever(co_await boost::asio::this_coro::executor);
        forever.expires_at(std::chrono::steady_clock::time_point::max());
        boost::system::error_code error;
        co_await forever.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
        gone.set_value(exchange.isPeerGone());
    });
    RawClient client(server->port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    client.close();
    std::future<bool> result = gone.get_future();
    ASSERT_EQ(result.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    EXPECT_TRUE(result.get());
}

TEST_F(HttpServerTest, FinishesRequestsUnderWayWhenItStops)
{
    std::promise<void> entered;
    std::promise<void> released;
    std::shared_future<void> release = released.get_future().share();
    start([&](ServerExchange& exchange) -> boost::asio::awaitable<void> {
        entered.set_value();
        boost::asio::steady_timer poll(co_await boost::asio::this_coro::executor);
        while (release.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
            poll.expires_after(std::chrono::milliseconds(1));
            co_await poll.async_wait(boost::asio::use_awaitable);
        }
        OutgoingBody body;
        body.bytes = "done";
        ResponseHead head;
        co_await exchange.respond(std::move(head), std::move(body));
    });
    RawClient idle(server->port());
    RawClient busy(server->port());
    busy.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    entered.get_future().wait();
    std::thread stopping([&] { server->stop(std::chrono::seconds(20)); });
    EXPECT_TRUE(idle.isAtEnd()); // stopping has begun
    released.set_value();
    const std::string response = busy.readAll();
    stopping.join();
    EXPECT_THAT(response, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(response, ::testing::EndsWith("done"));
    EXPECT_EQ(server->counters().openConnections, 0U);
}

TEST_F(HttpServerTest, BreaksOffWhatDoesNotFinishInTime)
{
    std::promise<void> entered;
    start([&](ServerExchange&) -> boost::asio::awaitable<void> {
        entered.set_value();
        boost::asio::steady_timer forever(co_await boost::asio::this_coro::executor);
        forever.expires_at(std::chrono::steady_clock::time_point::max());
        co_await forever.async_wait(boost::asio::use_awaitable);
    });
    RawClient client(server->port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    entered.get_future().wait();
    server->stop(std::chrono::milliseconds(10));
    EXPECT_EQ(server->counters().openConnections, 0U);
    EXPECT_EQ(client.readAll(), "");
}

TEST_F(HttpServerTest, NamesABusyAddress)
{
    start();
    ServerOptions options;
    options.port = server->port();
    const auto second = HttpServer::listen(threads, options, echo);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    EXPECT_THAT(second.error().message, HasSubstr("127.0.0.1:" + std::to_string(server->port())));
}

TEST_F(HttpServerTest, RefusesAHostThatIsNoAddress)
{
    ServerOptions options;
    options.host = "not-an-address";
    const auto server2 = HttpServer::listen(threads, options, echo);
    ASSERT_FALSE(server2);
    EXPECT_THAT(server2.error().message, HasSubstr("not-an-address"));
}

} // namespace
} // namespace gatelens::proxy
