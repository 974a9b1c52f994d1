#include "proxy/http/http_server.h"
#include "proxy/http/pooled_client.h"
#include "tests/proxy/http/raw_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace gatelens::proxy {
namespace {

namespace asio = boost::asio;
using ::testing::HasSubstr;
using testing::RawClient;
using ::testing::StartsWith;

/// The other end of a connection that has switched: sends back what it gets, in capitals.
class ShoutingStream : public ByteStream
{
public:
    asio::awaitable<Result<std::size_t>> readSome(std::span<char> into) override
    {
        while (m_pending.empty() && !m_isClosed) {
            m_waiting.emplace(co_await asio::this_coro::executor);
            m_waiting->expires_at(std::chrono::steady_clock::time_point::max());
            boost::system::error_code ignored;
            co_await m_waiting->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        }
        const std::size_t count = m_pending.copy(into.data(), into.size());
        m_pending.erase(0, count);
        co_return count;
    }
    asio::awaitable<Result<void>> writeAll(std::string_view bytes) override
    {
        for (const char byte : bytes)
            m_pending += byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 32) : byte;
        wake();
        co_return Result<void>();
    }
    void close() override
    {
        m_isClosed = true;
        wake();
    }

private:
    void wake()
    {
        if (m_waiting)
            m_waiting->cancel();
    }

    std::string m_pending;
    std::optional<asio::steady_timer> m_waiting;
    bool m_isClosed = false;
};

asio::awaitable<void> shout(ServerExchange& exchange)
{
    ResponseHead head;
    if (exchange.upgrade() != "shout") {
        head.statusCode = 426;
        OutgoingBody none;
        co_await exchange.respond(head, std::move(none));
        co_return;
    }
    head.statusCode = 101;
    co_await exchange.tunnel(head, std::make_unique<ShoutingStream>());
}

/// Passes requests on to `backend`, with the wish to switch.
RequestHandler forwardTo(PooledClient& client, Url backend)
{
    return [&client, backend](ServerExchange& exchange) -> asio::awaitable<void> {
        OutgoingRequest request;
        request.method = exchange.head().method;
        request.url = backend;
        request.upgrade = exchange.upgrade();
        Result<IncomingResponse> response = co_await client.send(std::move(request));
        ResponseHead head;
        head.statusCode = response ? response->statusCode : 502;
        if (response && response->upgraded) {
            co_await exchange.tunnel(head, std::move(response->upgraded));
            co_return;
        }
        OutgoingBody body;
        co_await exchange.respond(head, std::move(body));
    };
}

class UpgradeTest : public ::testing::Test
{
protected:
    UpgradeTest()
    {
        backend = std::move(*HttpServer::listen(threads, {}, shout));
        front = std::move(
            *HttpServer::listen(threads, {}, forwardTo(*client, *parseUrl(backend->url()))));
    }

    IoThreads threads{1};
    std::unique_ptr<PooledClient> client = std::move(*PooledClient::create());
    std::unique_ptr<HttpServer> backend;
    std::unique_ptr<HttpServer> front;
};

constexpr std::string_view kSwitch
    = "GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: shout\r\n\r\n";

TEST_F(UpgradeTest, PassesBytesBothWaysAfterTheSwitch)
{
    RawClient raw(front->port());
    raw.send(kSwitch);
    const std::string head = raw.readUntil("\r\n\r\n");
    EXPECT_THAT(head, StartsWith("HTTP/1.1 101 Switching Protocols\r\n"));
    EXPECT_THAT(head, HasSubstr("Upgrade: shout\r\n"));
    raw.send("hello");
    EXPECT_EQ(raw.readUntil("HELLO"), "HELLO");
    raw.send("again");
    EXPECT_EQ(raw.readUntil("AGAIN"), "AGAIN");
}

TEST_F(UpgradeTest, PassesOnWhatCameTogetherWithTheRequest)
{
    RawClient raw(front->port());
    raw.send(std::string(kSwitch) + "early");
    EXPECT_THAT(raw.readUntil("EARLY"), HasSubstr("EARLY"));
}

TEST_F(UpgradeTest, EndsBothSidesWhenTheClientLeaves)
{
    {
        RawClient raw(front->port());
        raw.send(kSwitch);
        raw.readUntil("\r\n\r\n");
    }
    front->stop(std::chrono::seconds(10)); // returns early only when the tunnel has ended
    EXPECT_EQ(front->counters().openConnections, 0U);
    backend->stop(std::chrono::seconds(10));
    EXPECT_EQ(backend->counters().openConnections, 0U);
}

TEST_F(UpgradeTest, AnswersARefusedSwitchAsAnyRequest)
{
    RawClient raw(front->port());
    raw.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n");
    EXPECT_THAT(raw.readResponse(), StartsWith("HTTP/1.1 426 "));
    raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(raw.readResponse(), StartsWith("HTTP/1.1 426 "));
}

} // namespace
} // namespace gatelens::proxy
