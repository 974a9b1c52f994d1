#include "proxy/http/certificate_authority.h"
#include "proxy/http/http_server.h"
#include "proxy/http/pooled_client.h"
#include "tests/proxy/http/answer.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <atomic>
#include <filesystem>
#include <thread>

namespace gatelens::proxy {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using test::Answer;
using test::call;
using ::testing::HasSubstr;

/// Connections, each with its answers.
using Script = std::vector<std::vector<std::string>>;

constexpr const char* kClose = ""; ///< closes without reading on
constexpr const char* kReadAndClose = "(close)"; ///< reads a request, then closes without a word

/// A backend that plays a script on one connection after the other: it reads a request's head,
/// then sends an answer as it stands.
class ScriptedBackend
{
public:
    explicit ScriptedBackend(Script connections)
        : m_acceptor(m_context, tcp::endpoint(asio::ip::address_v4::loopback(), 0))
        , m_thread([this, script = std::move(connections)] { play(script); })
    {
    }
    ~ScriptedBackend()
    {
        // Both calls that the thread may be waiting in end with this.
        ::shutdown(m_acceptor.native_handle(), SHUT_RDWR);
        ::shutdown(m_current, SHUT_RDWR);
        m_thread.join();
    }
    ScriptedBackend(const ScriptedBackend&) = delete;
    ScriptedBackend& operator=(const ScriptedBackend&) = delete;

    [[nodiscard]] Url url() const
    {
        Url url;
        url.host = "127.0.0.1";
        url.port = m_port;
        return url;
    }
    [[nodiscard]] int connections() const { return m_connections; }

private:
    void play(const Script& script)
    {
        for (const auto& answers : script) {
            boost::system::error_code error;
            tcp::socket socket(m_context);
            m_acceptor.accept(socket, error);
            if (error)
                return;
            ++m_connections;
            m_current = socket.native_handle();
            std::string received;
            for (const std::string& answer : answers) {
                if (answer == kClose)
                    break;
                const std::size_t size
                    = asio::read_until(socket, asio::dynamic_buffer(received), "\r\n\r\n", error);
                received.erase(0, size);
                if (error || answer == kReadAndClose)
                    break;
                asio::write(socket, asio::buffer(answer), error);
            }
            m_current = -1;
        }
    }

    asio::io_context m_context;
    tcp::acceptor m_acceptor;
    std::uint16_t m_port = m_acceptor.local_endpoint().port();
    std::atomic<int> m_connections{0};
    std::atomic<int> m_current{-1}; ///< socket being served
    std::thread m_thread;
};

class PooledClientTest : public ::testing::Test
{
protected:
    Answer send(OutgoingRequest request)
    {
        return asio::co_spawn(threads.context(0), call(*client, std::move(request)),
                              asio::use_future)
            .get();
    }
    Answer get(const Url& url, std::chrono::milliseconds timeout = std::chrono::seconds(20))
    {
        OutgoingRequest request;
        request.url = url;
        request.timeout = timeout;
        return send(std::move(request));
    }

    IoThreads threads{1};
    std::unique_ptr<PooledClient> client = std::move(*PooledClient::create());
};

TEST_F(PooledClientTest, ReadsALengthAndUsesTheConnectionAgain)
{
    ScriptedBackend backend(
        {{"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none", "HTTP/1.1 204 No Content\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthree"}});
    EXPECT_EQ(get(backend.url()).body, "one");
    EXPECT_EQ(get(backend.url()).statusCode, 204);
    EXPECT_EQ(get(backend.url()).body, "three");
    EXPECT_EQ(backend.connections(), 1);
}

/// A second exchange over the connection that the first gave back at its body's end, begun while
/// the reader of the first body still exists.
asio::awaitable<std::string> overlap(PooledClient& client, Url url)
{
    OutgoingRequest request;
    request.url = url;
    Result<IncomingResponse> first = co_await client.send(std::move(request));
    Result<std::string> firstBody = co_await readAll(*first->body, 100);
    OutgoingRequest another;
    another.url = url;
    Result<IncomingResponse> second = co_await client.send(std::move(another));
    first->body.reset();
    Result<std::string> secondBody = co_await readAll(*second->body, 100);
    co_return *firstBody + *secondBody;
}

TEST_F(PooledClientTest, LeavesAConnectionAloneThatServesTheNextExchange)
{
    ScriptedBackend backend({{"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none",
                              "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo",
                              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthree"}});
    const std::string bodies
        = asio::co_spawn(threads.context(0), overlap(*client, backend.url()), asio::use_future)
              .get();
    EXPECT_EQ(bodies, "onetwo");
    EXPECT_EQ(get(backend.url()).body, "three");
    EXPECT_EQ(backend.connections(), 1);
}

TEST_F(PooledClientTest, ReadsChunksAndTrailers)
{
    ScriptedBackend backend(Script{{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    "2;x=1\r\nab\r\n3\r\ncde\r\n0\r\nX-Sum: 5\r\n\r\n"}});
    const Answer answer = get(backend.url());
    EXPECT_EQ(answer.body, "abcde");
    EXPECT_EQ(answer.trailers, (HeaderList{{"X-Sum", "5"}}));
}

TEST_F(PooledClientTest, ReadsUntilTheEndOfTheConnection)
{
    ScriptedBackend backend(Script{{"HTTP/1.0 200 OK\r\n\r\nto the end", kClose}});
    EXPECT_EQ(get(backend.url()).body, "to the end");
}

TEST_F(PooledClientTest, PassesOverInterimResponses)
{
    ScriptedBackend backend(Script{{"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}});
    EXPECT_EQ(get(backend.url()).body, "ok");
}

TEST_F(PooledClientTest, ReadsNoBodyAfterHead)
{
    ScriptedBackend backend(Script{{"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n",
                                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}});
    OutgoingRequest request;
    request.method = "HEAD";
    request.url = backend.url();
    const Answer answer = send(std::move(request));
    EXPECT_EQ(answer.statusCode, 200);
    EXPECT_EQ(*answer.headers.find("Content-Length"), "900");
    EXPECT_EQ(get(backend.url()).body, "ok");
}

TEST_F(PooledClientTest, SendsAgainWhatAClosedIdleConnectionDidNotTake)
{
    ScriptedBackend backend(Script{{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", kReadAndClose},
                                   {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb"}});
    EXPECT_EQ(get(backend.url()).body, "a");
    EXPECT_EQ(get(backend.url()).body, "b");
    EXPECT_EQ(backend.connections(), 2);
}

TEST_F(PooledClientTest, DoesNotRepeatAPostThatMayHaveArrived)
{
    ScriptedBackend backend(Script{{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", kReadAndClose},
                                   {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb"}});
    EXPECT_EQ(get(backend.url()).body, "a");
    OutgoingRequest request;
    request.method = "POST";
    request.url = backend.url();
    const Answer answer = send(std::move(request));
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::PeerClosed);
}

TEST_F(PooledClientTest, TellsThatABodyBrokeOff)
{
    ScriptedBackend backend(Script{{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", kClose}});
    const Answer answer = get(backend.url());
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::PeerClosed);
}

TEST_F(PooledClientTest, TellsWhenTheAnswerIsNotHttp)
{
    ScriptedBackend backend(Script{{"SSH-2.0-OpenSSH\r\n\r\n"}});
    const Answer answer = get(backend.url());
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::Malformed);
}

TEST_F(PooledClientTest, TellsWhenTheBackendIsSilent)
{
    ScriptedBackend backend(Script{{"HTTP/1.1 ", kReadAndClose}});
    OutgoingRequest request;
    const Answer answer = get(backend.url(), std::chrono::milliseconds(0));
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::Timeout);
}

TEST_F(PooledClientTest, TellsThatNobodyListens)
{
    Url url;
    url.host = "127.0.0.1";
    {
        asio::io_context context;
        tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        url.port = acceptor.local_endpoint().port();
    }
    const Answer answer = get(url);
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::Refused);
    EXPECT_THAT(answer.error->message, HasSubstr("127.0.0.1:" + std::to_string(url.port)));
}

TEST_F(PooledClientTest, LimitsTheHead)
{
    ScriptedBackend backend(
        {{"HTTP/1.1 200 OK\r\nX: " + std::string(300 * 1024, 'x') + "\r\n\r\n"}});
    const Answer answer = get(backend.url());
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::LimitExceeded);
}

/// Both ends are ours: bodies larger than any buffer go out and come back at the same time.
class EchoTest : public PooledClientTest
{
protected:
    /// Sends each piece of the request's body back as it comes.
    class EchoReader : public BodyReader
    {
    public:
        explicit EchoReader(std::unique_ptr<BodyReader> source)
            : m_source(std::move(source))
        {
        }
        asio::awaitable<Result<std::string_view>> read() override { return m_source->read(); }
        std::optional<std::uint64_t> contentLength() const override { return std::nullopt; }
        const HeaderList& trailers() const override { return m_source->trailers(); }

    private:
        std::unique_ptr<BodyReader> m_source;
    };
    /// Counts to `size` bytes in pieces.
    class LongReader : public BodyReader
    {
    public:
        explicit LongReader(std::size_t size)
            : m_left(size)
        {
        }
        asio::awaitable<Result<std::string_view>> read() override
        {
            const std::size_t count = std::min(m_left, m_piece.size());
            m_left -= count;
            co_return std::string_view(m_piece).substr(0, count);
        }
        std::optional<std::uint64_t> contentLength() const override { return std::nullopt; }
        const HeaderList& trailers() const override { return m_trailers; }

    private:
        std::string m_piece = std::string(10'000, 'p');
        std::size_t m_left;
        HeaderList m_trailers{{"X-End", "yes"}};
    };

    static asio::awaitable<void> echo(ServerExchange& exchange)
    {
        OutgoingBody body;
        if (std::unique_ptr<BodyReader> request = exchange.takeBody())
            body.stream = std::make_unique<EchoReader>(std::move(request));
        const ResponseHead head;
        co_await exchange.respond(head, std::move(body));
    }

    IoThreads serverThreads{1};
};

TEST_F(EchoTest, StreamsBothWaysAtOnce)
{
    const auto server = HttpServer::listen(serverThreads, {}, echo);
    ASSERT_TRUE(server);
    OutgoingRequest request;
    request.method = "POST";
    request.url = *parseUrl((*server)->url());
    request.body.stream = std::make_unique<LongReader>(20'000'000);
    const Answer answer = send(std::move(request));
    ASSERT_FALSE(answer.error) << answer.error->message;
    EXPECT_EQ(answer.body.size(), 20'000'000U);
    EXPECT_EQ(answer.trailers, (HeaderList{{"X-End", "yes"}}));
}

TEST_F(EchoTest, TakesAnEarlyAnswerToALongBody)
{
    const auto server = HttpServer::listen(serverThreads, {},
                                           [](ServerExchange& exchange) -> asio::awaitable<void> {
                                               ResponseHead head;
                                               head.statusCode = 403;
                                               OutgoingBody body;
                                               body.bytes = "no";
                                               co_await exchange.respond(head, std::move(body));
                                           });
    ASSERT_TRUE(server);
    OutgoingRequest request;
    request.method = "POST";
    request.url = *parseUrl((*server)->url());
    request.body.stream = std::make_unique<LongReader>(2'000'000);
    const Answer answer = send(std::move(request));
    ASSERT_FALSE(answer.error) << answer.error->message;
    EXPECT_EQ(answer.statusCode, 403);
    EXPECT_EQ(answer.body, "no");
}

class TlsTest : public EchoTest
{
protected:
    TlsTest()
    {
        std::string pattern
            = (std::filesystem::temp_directory_path() / "gatelens-tls-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        authority.emplace(*CertificateAuthority::open(folder));
        ServerOptions options;
        options.tls = *authority->serverContext();
        server = std::move(*HttpServer::listen(serverThreads, std::move(options), echo));
    }
    ~TlsTest() override
    {
        server.reset();
        std::filesystem::remove_all(folder);
    }
    TlsTest(const TlsTest&) = delete;
    TlsTest& operator=(const TlsTest&) = delete;

    void trust()
    {
        ClientOptions options;
        options.upstreamCaFile = authority->certificateFile();
        client = std::move(*PooledClient::create(std::move(options)));
    }
    OutgoingRequest post(const std::string& host)
    {
        OutgoingRequest request;
        request.method = "POST";
        request.url = *parseUrl("https://" + host + ":" + std::to_string(server->port()));
        request.body.bytes = "secret";
        return request;
    }

    std::filesystem::path folder;
    std::optional<CertificateAuthority> authority;
    std::unique_ptr<HttpServer> server;
};

TEST_F(TlsTest, TrustsTheLocalAuthorityWhenTold)
{
    trust();
    EXPECT_EQ(send(post("localhost")).body, "secret");
    EXPECT_EQ(send(post("127.0.0.1")).body, "secret");
}

TEST_F(TlsTest, RefusesAnUnknownAuthority)
{
    const Answer answer = send(post("localhost"));
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::Refused);
    EXPECT_THAT(answer.error->message, HasSubstr("certificate"));
}

TEST_F(TlsTest, RefusesAnotherName)
{
    trust();
    ServerOptions options;
    options.host = "127.0.0.2";
    options.tls = *authority->serverContext();
    server = std::move(*HttpServer::listen(serverThreads, std::move(options), echo));
    const Answer answer = send(post("127.0.0.2"));
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::Refused);
    EXPECT_THAT(answer.error->message, HasSubstr("TLS"));
    OutgoingRequest lenient = post("127.0.0.2");
    lenient.verifyCertificateName = false;
    EXPECT_EQ(send(std::move(lenient)).body, "secret");
}

TEST_F(TlsTest, TakesAnyCertificateWhenNothingIsVerified)
{
    OutgoingRequest request = post("localhost");
    request.verifyCertificateChain = false;
    request.verifyCertificateName = false;
    EXPECT_EQ(send(std::move(request)).body, "secret");
}

} // namespace
} // namespace gatelens::proxy
