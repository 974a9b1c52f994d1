// Calls through an HTTP proxy, and client certificates.

#include "proxy/http/certificate_authority.h"
#include "proxy/http/client_identity.h"
#include "proxy/http/http_server.h"
#include "proxy/http/pooled_client.h"
#include "tests/proxy/http/answer.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

namespace gatelens::proxy {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using test::Answer;
using test::call;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A proxy for one connection: notes the request's head, answers plain requests itself and opens
/// tunnels to `target`.
class OneProxy
{
public:
    explicit OneProxy(std::uint16_t target, std::string refusal = {})
        : m_thread([this, target, refusal] { serve(target, refusal); })
    {
    }
    ~OneProxy()
    {
        // Whatever the threads may be waiting in ends with this.
        ::shutdown(m_acceptor.native_handle(), SHUT_RDWR);
        ::shutdown(m_client, SHUT_RDWR);
        ::shutdown(m_server, SHUT_RDWR);
        m_thread.join();
    }
    OneProxy(const OneProxy&) = delete;
    OneProxy& operator=(const OneProxy&) = delete;

    [[nodiscard]] HttpProxy address() const { return {"127.0.0.1", m_port, ""}; }
    [[nodiscard]] std::string head()
    {
        const std::lock_guard lock(m_mutex);
        return m_head;
    }

private:
    void serve(std::uint16_t target, const std::string& refusal)
    {
        boost::system::error_code error;
        tcp::socket client(m_context);
        m_acceptor.accept(client, error);
        if (error)
            return;
        m_client = client.native_handle();
        std::string head;
        asio::read_until(client, asio::dynamic_buffer(head), "\r\n\r\n", error);
        {
            const std::lock_guard lock(m_mutex);
            m_head = head;
        }
        if (!refusal.empty() || !head.starts_with("CONNECT")) {
            const std::string answer
                = refusal.empty() ? "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nproxied" : refusal;
            asio::write(client, asio::buffer(answer), error);
            return;
        }
        tcp::socket server(m_context);
        server.connect({asio::ip::address_v4::loopback(), target}, error);
        m_server = server.native_handle();
        asio::write(client, asio::buffer(std::string("HTTP/1.1 200 Connected\r\n\r\n")), error);
        std::thread back([&] { pump(server, client); });
        pump(client, server);
        back.join();
        m_client = -1;
        m_server = -1;
    }

    static void pump(tcp::socket& from, tcp::socket& to)
    {
        std::array<char, 4096> bytes{};
        boost::system::error_code error;
        while (!error) {
            const std::size_t count = from.read_some(asio::buffer(bytes), error);
            if (!error)
                asio::write(to, asio::buffer(bytes.data(), count), error);
        }
        to.shutdown(tcp::socket::shutdown_both, error);
        from.shutdown(tcp::socket::shutdown_both, error);
    }

    asio::io_context m_context;
    tcp::acceptor m_acceptor{m_context, {asio::ip::address_v4::loopback(), 0}};
    std::uint16_t m_port = m_acceptor.local_endpoint().port();
    std::mutex m_mutex; ///< guards m_head
    std::string m_head;
    std::atomic<int> m_client{-1};
    std::atomic<int> m_server{-1};
    std::thread m_thread;
};

std::shared_ptr<const ClientIdentity> testIdentity()
{
    std::ifstream input(GATELENS_TEST_DATA "/../gateway/policies/certificates/client.pem");
    const std::string pem{std::istreambuf_iterator<char>(input), {}};
    return *ClientIdentity::parse(pem, "");
}

class ClientProxyTest : public ::testing::Test
{
protected:
    Answer send(OutgoingRequest request)
    {
        return asio::co_spawn(threads.context(0), call(*client, std::move(request)),
                              asio::use_future)
            .get();
    }

    IoThreads threads{1};
    std::unique_ptr<PooledClient> client = std::move(*PooledClient::create());
};

TEST_F(ClientProxyTest, PlainRequestsNameTheirTargetInFull)
{
    OneProxy proxy(0);
    OutgoingRequest request;
    request.url = *parseUrl("http://backend.invalid:8080/a?b=c");
    request.proxy = proxy.address();
    request.proxy->authorization = "Basic dTpw";
    const Answer answer = send(std::move(request));
    EXPECT_EQ(answer.body, "proxied") << answer.problem();
    EXPECT_THAT(proxy.head(),
                StartsWith("GET http://backend.invalid:8080/a?b=c HTTP/1.1\r\n"
                           "Host: backend.invalid:8080\r\n"));
    EXPECT_THAT(proxy.head(), HasSubstr("Proxy-Authorization: Basic dTpw\r\n"));
}

TEST_F(ClientProxyTest, AProxyThatRefusesATunnelIsNamed)
{
    OneProxy proxy(0, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    OutgoingRequest request;
    request.url = *parseUrl("https://backend.invalid/");
    request.proxy = proxy.address();
    const Answer answer = send(std::move(request));
    EXPECT_THAT(answer.problem(), HasSubstr("407 to CONNECT backend.invalid:443"));
}

class ClientTlsTest : public ClientProxyTest
{
protected:
    void SetUp() override
    {
        m_folder = std::filesystem::temp_directory_path()
            / ("gatelens-client-tls-" + std::to_string(::getpid()));
        m_authority = std::move(*CertificateAuthority::open(m_folder));
        ServerOptions options;
        options.tls = *m_authority->serverContext();
        // Takes any certificate: what arrives is what the test looks at.
        options.tls->set_verify_mode(asio::ssl::verify_peer);
        options.tls->set_verify_callback([](bool, asio::ssl::verify_context&) { return true; });
        m_server = std::move(*HttpServer::listen(
            threads, std::move(options), [](ServerExchange& exchange) -> asio::awaitable<void> {
                OutgoingBody body;
                body.bytes = exchange.clientCertificate().value_or("no certificate");
                ResponseHead head;
                head.statusCode = 200;
                static_cast<void>(co_await exchange.respond(head, std::move(body)));
            }));
    }
    void TearDown() override
    {
        m_server->stop(std::chrono::milliseconds(0));
        std::filesystem::remove_all(m_folder);
    }

    [[nodiscard]] OutgoingRequest request() const
    {
        OutgoingRequest request;
        request.url = *parseUrl("https://localhost/");
        request.url.host = "127.0.0.1";
        request.url.port = m_server->port();
        request.verifyCertificateChain = false;
        request.verifyCertificateName = false;
        return request;
    }

    std::filesystem::path m_folder;
    std::optional<CertificateAuthority> m_authority;
    std::unique_ptr<HttpServer> m_server;
};

TEST_F(ClientTlsTest, PresentsTheIdentityOfTheRequest)
{
    EXPECT_EQ(send(request()).body, "no certificate");
    OutgoingRequest identified = request();
    identified.identity = testIdentity();
    const Answer answer = send(std::move(identified));
    EXPECT_TRUE(answer.body == testIdentity()->der()) << answer.problem();
    // The connection with the certificate is not used for requests without it.
    EXPECT_EQ(send(request()).body, "no certificate");
}

TEST_F(ClientTlsTest, TalksTlsThroughTheTunnelOfAProxy)
{
    OneProxy proxy(m_server->port());
    OutgoingRequest tunnelled = request();
    tunnelled.proxy = proxy.address();
    const Answer answer = send(std::move(tunnelled));
    EXPECT_EQ(answer.body, "no certificate") << answer.problem();
    EXPECT_THAT(proxy.head(),
                StartsWith("CONNECT 127.0.0.1:" + std::to_string(m_server->port()) + " HTTP/1.1"));
}

TEST(ClientIdentityTest, TellsWhyItCannotBeRead)
{
    const auto problem = [](std::string_view bytes, const std::string& password) {
        const auto identity = ClientIdentity::parse(bytes, password);
        return identity ? std::string() : identity.error().message;
    };
    EXPECT_THAT(problem("nonsense", ""), HasSubstr("neither PKCS#12 nor PEM"));
    EXPECT_THAT(problem("-----BEGIN CERTIFICATE-----\n", ""), HasSubstr("no private key"));
    std::ifstream input(GATELENS_TEST_DATA "/../gateway/policies/certificates/client.p12",
                        std::ios::binary);
    const std::string box{std::istreambuf_iterator<char>(input), {}};
    EXPECT_EQ(problem(box, "secret"), "");
    EXPECT_THAT(problem(box, "wrong"), HasSubstr("password"));
}

} // namespace
} // namespace gatelens::proxy
