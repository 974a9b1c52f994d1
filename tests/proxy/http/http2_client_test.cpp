// The client against a real HTTP/2 server, a process of its own.

#include "proxy/http/certificate_authority.h"
#include "proxy/http/io_threads.h"
#include "proxy/http/pooled_client.h"
#include "tests/proxy/http/answer.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace gatelens::proxy {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using namespace std::chrono_literals;
using test::Answer;
using test::call;
using ::testing::HasSubstr;

json::object seenBy(const Answer& answer) { return json::parse(answer.body).as_object(); }

/// A body in pieces, as one that is still on its way from the client.
class UploadReader : public BodyReader
{
public:
    explicit UploadReader(std::vector<std::string> pieces)
        : m_pieces(std::move(pieces))
    {
        m_trailers.append("X-Checksum", "ok");
    }
    ~UploadReader() override { m_gone.set_value(); }
    UploadReader(const UploadReader&) = delete;
    UploadReader& operator=(const UploadReader&) = delete;

    [[nodiscard]] std::future<void> gone() { return m_gone.get_future(); }

    asio::awaitable<Result<std::string_view>> read() override
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
    std::promise<void> m_gone;
};

class Http2ClientTest : public ::testing::Test
{
protected:
    void start(const std::string& kind)
    {
        const auto authority = CertificateAuthority::open(m_folder / "ca");
        ASSERT_TRUE(authority) << authority.error().message;
        m_backend = std::make_unique<test::ChildProcess>(test::ChildProcess::Options{
            .arguments = {"node", GATELENS_TEST_DATA "/http2_backend.js", kind,
                          (m_folder / "ca/localhost.key").string(),
                          (m_folder / "ca/localhost.pem").string()}});
        const auto line = m_backend->readLine(30s);
        ASSERT_TRUE(line) << m_backend->errors();
        m_url.scheme = kind == "plain" ? "http" : "https";
        m_url.host = "127.0.0.1";
        m_url.port = json::parse(*line).as_object().at("port").to_number<std::uint16_t>();
        m_options.upstreamCaFile = authority->certificateFile();
        m_client = std::move(*PooledClient::create(m_options));
    }

    [[nodiscard]] OutgoingRequest request(const std::string& path,
                                          HttpVersion version = HttpVersion::Http2) const
    {
        OutgoingRequest request;
        request.url = m_url;
        request.url.path = path;
        request.version = version;
        request.timeout = 20s;
        return request;
    }

    Answer send(OutgoingRequest request) { return begin(std::move(request)).get(); }
    std::future<Answer> begin(OutgoingRequest request)
    {
        return asio::co_spawn(m_threads.context(0), call(*m_client, std::move(request)),
                              asio::use_future);
    }

    test::TemporaryFolder m_folder;
    ClientOptions m_options;
    Url m_url;
    std::unique_ptr<test::ChildProcess> m_backend;
    std::unique_ptr<PooledClient> m_client;
    IoThreads m_threads{1};
};

TEST_F(Http2ClientTest, AgreesOnHttp2OverTlsAndKeepsTheConnection)
{
    start("tls");
    const Answer first = send(request("/a?b=c"));
    ASSERT_EQ(first.statusCode, 200) << (first.error ? first.error->message : "");
    EXPECT_EQ(first.version, HttpVersion::Http2);
    EXPECT_EQ(seenBy(first).at("version"), "2.0");
    EXPECT_EQ(seenBy(first).at("url"), "/a?b=c");
    EXPECT_EQ(seenBy(first).at("headers").at(":authority").as_string(), m_url.authority());
    EXPECT_EQ(seenBy(send(request("/b"))).at("connections"), 1);
}

TEST_F(Http2ClientTest, SpeaksHttp2OverPlainConnectionsWhenNothingElseWillDo)
{
    start("plain");
    EXPECT_EQ(seenBy(send(request("/a"))).at("version"), "2.0");
}

TEST_F(Http2ClientTest, FallsBackToHttp1WhereTlsAgreesOnNothingElse)
{
    start("tls1");
    const Answer first = send(request("/a", HttpVersion::Http2OrHttp1));
    EXPECT_EQ(first.version, HttpVersion::Http1);
    EXPECT_EQ(seenBy(first).at("version"), "1.1");
    EXPECT_EQ(seenBy(send(request("/b", HttpVersion::Http2OrHttp1))).at("connections"), 1);
}

TEST_F(Http2ClientTest, RefusesABackendThatDoesNotSpeakHttp2WhenNothingElseWillDo)
{
    start("tls1");
    const Answer answer = send(request("/a"));
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::Refused);
    EXPECT_THAT(answer.error->message, HasSubstr("does not speak HTTP/2"));
}

TEST_F(Http2ClientTest, SendsHeadersAndABodyAtHand)
{
    start("tls");
    OutgoingRequest post = request("/post");
    post.method = "POST";
    post.headers.append("X-Mixed-Case", "value");
    post.headers.append("Host", "named.example");
    post.headers.append("Connection", "close");
    post.body.bytes = std::string(200'000, 'b');
    const json::object seen = seenBy(send(std::move(post)));
    EXPECT_EQ(seen.at("body").as_string().size(), 200'000U);
    const json::object& headers = seen.at("headers").as_object();
    EXPECT_EQ(headers.at("x-mixed-case"), "value");
    EXPECT_EQ(headers.at(":authority"), "named.example");
    EXPECT_EQ(headers.at("content-length"), "200000");
    EXPECT_FALSE(headers.contains("connection"));
}

TEST_F(Http2ClientTest, SendsABodyThatComesInPiecesWithItsTrailers)
{
    start("tls");
    OutgoingRequest post = request("/post");
    post.method = "POST";
    post.body.stream = std::make_unique<UploadReader>(
        std::vector<std::string>{"one,", std::string(100'000, '-'), ",three"});
    const json::object seen = seenBy(send(std::move(post)));
    EXPECT_EQ(seen.at("body").as_string(), "one," + std::string(100'000, '-') + ",three");
    EXPECT_EQ(seen.at("trailers").as_object().at("x-checksum"), "ok");
}

TEST_F(Http2ClientTest, StopsReadingABodyThatNobodyWantsAnyMore)
{
    start("tls");
    OutgoingRequest post = request("/enough");
    post.method = "POST";
    auto body
        = std::make_unique<UploadReader>(std::vector<std::string>(200, std::string(50'000, 'x')));
    const std::future<void> gone = body->gone();
    post.body.stream = std::move(body);
    EXPECT_EQ(send(std::move(post)).body, "enough");
    EXPECT_EQ(seenBy(send(request("/after"))).at("connections"), 1);
    EXPECT_EQ(gone.wait_for(20s), std::future_status::ready);
}

TEST_F(Http2ClientTest, ReadsMoreThanAWindow)
{
    start("tls");
    const Answer answer = send(request("/large"));
    EXPECT_FALSE(answer.error) << answer.error->message;
    EXPECT_EQ(answer.body.size(), 3U * 1024 * 1024);
}

TEST_F(Http2ClientTest, ReadsTrailersAndPassesOverInterimResponses)
{
    start("tls");
    const Answer answer = send(request("/trailers"));
    EXPECT_EQ(answer.body, "abcde");
    EXPECT_EQ(answer.trailers, (HeaderList{{"x-sum", "3"}}));
    const Answer early = send(request("/early"));
    EXPECT_EQ(early.statusCode, 200);
    EXPECT_FALSE(early.headers.contains("link"));
}

TEST_F(Http2ClientTest, ReadsNoBodyAfterHead)
{
    start("tls");
    OutgoingRequest head = request("/a");
    head.method = "HEAD";
    const Answer answer = send(std::move(head));
    EXPECT_EQ(answer.statusCode, 200);
    EXPECT_EQ(answer.body, "");
}

TEST_F(Http2ClientTest, RunsExchangesSideBySideOnOneConnection)
{
    start("tls");
    ASSERT_EQ(send(request("/warm")).statusCode, 200);
    std::future<Answer> large = begin(request("/large"));
    std::future<Answer> quick = begin(request("/quick"));
    EXPECT_EQ(seenBy(quick.get()).at("connections"), 1);
    EXPECT_EQ(large.get().body.size(), 3U * 1024 * 1024);
}

TEST_F(Http2ClientTest, TellsWhyThereIsNoResponseAndKeepsTheConnection)
{
    start("tls");
    ASSERT_EQ(send(request("/warm")).statusCode, 200);
    OutgoingRequest silent = request("/silent");
    silent.timeout = 0ms;
    const Answer late = send(std::move(silent));
    ASSERT_TRUE(late.error);
    EXPECT_EQ(late.error->code, ErrorCode::Timeout);
    OutgoingRequest reset = request("/reset");
    reset.method = "POST"; // never sent twice
    const Answer broken = send(std::move(reset));
    ASSERT_TRUE(broken.error);
    EXPECT_EQ(broken.error->code, ErrorCode::PeerClosed);
    EXPECT_THAT(broken.error->message, HasSubstr("INTERNAL_ERROR"));
    EXPECT_EQ(seenBy(send(request("/after"))).at("connections"), 1);
}

TEST_F(Http2ClientTest, TellsThatABodyBrokeOff)
{
    start("tls");
    const Answer answer = send(request("/broken"));
    EXPECT_EQ(answer.statusCode, 200);
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::PeerClosed);
}

TEST_F(Http2ClientTest, LimitsTheHead)
{
    m_options.headBytes = 1000;
    start("tls");
    const Answer answer = send(request("/headers"));
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::LimitExceeded);
}

TEST_F(Http2ClientTest, ConnectsAnewWhenTheBackendWantsNoMoreRequests)
{
    start("tls");
    EXPECT_EQ(send(request("/last")).body, "last");
    EXPECT_EQ(seenBy(send(request("/next"))).at("connections"), 2);
}

TEST_F(Http2ClientTest, TellsThatTheBackendDied)
{
    start("tls");
    ASSERT_EQ(send(request("/warm")).statusCode, 200);
    std::future<Answer> waiting = begin(request("/silent"));
    ASSERT_EQ(send(request("/after")).statusCode, 200); // the silent one is on its way before it
    m_backend.reset();
    const Answer answer = waiting.get();
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::Refused) << answer.error->message; // sent again
}

} // namespace
} // namespace gatelens::proxy
