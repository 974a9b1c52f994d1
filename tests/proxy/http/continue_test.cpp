// Bodies that wait for 100 Continue.

#include "proxy/http/io_threads.h"
#include "proxy/http/pooled_client.h"
#include "tests/proxy/http/answer.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace gatelens::proxy {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using test::call;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kBody = "the body";

/// Takes one request's head, says `word`, reads the body if `takesBody`, and answers 200 with what
/// it has read.
class ContinueBackend
{
public:
    ContinueBackend(std::string word, bool takesBody)
        : m_thread([this, word = std::move(word), takesBody] { serve(word, takesBody); })
    {
    }
    ~ContinueBackend() { m_thread.join(); }
    ContinueBackend(const ContinueBackend&) = delete;
    ContinueBackend& operator=(const ContinueBackend&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    /// The request's head, and what had arrived of the body when the word was said.
    [[nodiscard]] std::string head() { return m_head.get_future().get(); }

private:
    void serve(const std::string& word, bool takesBody)
    {
        boost::system::error_code error;
        tcp::socket socket(m_context);
        m_acceptor.accept(socket, error);
        std::string received;
        const std::size_t size
            = asio::read_until(socket, asio::dynamic_buffer(received), "\r\n\r\n", error);
        m_head.set_value(received);
        asio::write(socket, asio::buffer(word), error);
        std::string body = received.substr(size);
        if (!takesBody)
            return;
        asio::read(socket, asio::dynamic_buffer(body),
                   asio::transfer_exactly(kBody.size() - body.size()), error);
        asio::write(socket,
                    asio::buffer("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size())
                                 + "\r\n\r\n" + body),
                    error);
    }

    asio::io_context m_context;
    tcp::acceptor m_acceptor{m_context, {asio::ip::address_v4::loopback(), 0}};
    std::uint16_t m_port = m_acceptor.local_endpoint().port();
    std::promise<std::string> m_head;
    std::thread m_thread;
};

class ContinueTest : public ::testing::Test
{
protected:
    std::string post(const ContinueBackend& backend, std::chrono::milliseconds patience,
                     bool isStream = false)
    {
        OutgoingRequest request;
        request.method = "POST";
        request.url.host = "127.0.0.1";
        request.url.port = backend.port();
        request.continueTimeout = patience;
        request.timeout = 20s;
        if (isStream)
            request.body.stream = std::make_unique<BytesReader>(std::string(kBody));
        else
            request.body.bytes = kBody;
        return asio::co_spawn(m_threads.context(0), call(*m_client, std::move(request)),
                              asio::use_future)
            .get()
            .text();
    }

    IoThreads m_threads{1};
    std::unique_ptr<PooledClient> m_client = std::move(*PooledClient::create());
};

TEST_F(ContinueTest, TheBodyFollowsTheWord)
{
    ContinueBackend backend("HTTP/1.1 100 Continue\r\n\r\n", true);
    EXPECT_EQ(post(backend, 20s), "200 the body");
    const std::string head = backend.head();
    EXPECT_THAT(head, HasSubstr("Expect: 100-continue\r\n"));
    EXPECT_THAT(head, HasSubstr("Content-Length: 8\r\n"));
    EXPECT_THAT(head, Not(HasSubstr(std::string(kBody))));
}

TEST_F(ContinueTest, AStreamFollowsTheWordToo)
{
    ContinueBackend backend("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n", true);
    EXPECT_EQ(post(backend, 20s, true), "200 the body");
    EXPECT_THAT(backend.head(), Not(HasSubstr(std::string(kBody))));
}

TEST_F(ContinueTest, TheBodyGoesOutWhenTheBackendSaysNothing)
{
    ContinueBackend backend("", true);
    EXPECT_EQ(post(backend, 1ms), "200 the body");
}

TEST_F(ContinueTest, ABackendThatRefusesNeverGetsTheBody)
{
    ContinueBackend backend("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno",
                            false);
    EXPECT_EQ(post(backend, 20s), "417 no");
}

} // namespace
} // namespace gatelens::proxy
