#include "proxy/http/stream.h"

#include "proxy/http/client_identity.h"
#include "proxy/http/no_throw.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <tuple>
#include <utility>

namespace gatelens::proxy {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// Drops the first `count` bytes of a buffer sequence.
void consume(Stream::Buffers& buffers, std::size_t count)
{
    for (asio::const_buffer& buffer : buffers) {
        const std::size_t taken = std::min(count, buffer.size());
        buffer += taken;
        count -= taken;
    }
}

bool isDone(const Stream::Buffers& buffers) { return asio::buffer_size(buffers) == 0; }

bool isAddress(const std::string& host)
{
    error_code error;
    asio::ip::make_address(host, error);
    return !error;
}

/// The answer of a TLS client's verify callback: chain and name are checked as wished, each without
/// the other.
auto verifier(const PeerVerification& verification)
{
    return [verification](bool isTrusted, asio::ssl::verify_context& context) {
        if (verification.checksChain && !isTrusted)
            return false;
        if (X509_STORE_CTX_get_error_depth(context.native_handle()) > 0 || !verification.checksName)
            return true;
        return asio::ssl::host_name_verification(verification.hostName)(true, context);
    };
}

} // namespace

Stream::Stream(tcp::socket socket)
    : Listener(asio::query(socket.get_executor(), asio::execution::context))
    , m_socket(std::move(socket))
{
    error_code ignored;
    if (m_socket.is_open())
        m_socket.non_blocking(true, ignored);
}

asio::awaitable<Result<void>> Stream::connect(tcp::endpoint endpoint)
{
    error_code ignored;
    m_socket.close(ignored);
    const auto [error] = co_await m_socket.async_connect(endpoint, kNoThrow);
    if (error)
        co_return toError(error, "connecting");
    m_socket.set_option(tcp::no_delay(true), ignored);
    m_socket.non_blocking(true, ignored);
    co_return Result<void>();
}

asio::awaitable<Result<void>> Stream::acceptTls(asio::ssl::context& context)
{
    m_tls.emplace(m_socket, context);
    const auto [error] = co_await m_tls->async_handshake(asio::ssl::stream_base::server, kNoThrow);
    if (error)
        co_return toError(error, "TLS handshake with the client");
    co_return Result<void>();
}

asio::awaitable<Result<void>> Stream::connectTls(asio::ssl::context& context,
                                                 const PeerVerification& verification)
{
    m_tls.emplace(m_socket, context);
    SSL* const ssl = m_tls->native_handle();
    if (!isAddress(verification.hostName))
        // What the macro SSL_set_tlsext_host_name does, without its C casts.
        SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(verification.hostName.c_str())); // NOLINT: OpenSSL copies it
    const bool checksNothing = !verification.checksChain && !verification.checksName;
    m_tls->set_verify_mode(checksNothing ? asio::ssl::verify_none : asio::ssl::verify_peer);
    if (!checksNothing)
        m_tls->set_verify_callback(verifier(verification));
    if (verification.identity != nullptr && !verification.identity->useIn(ssl))
        co_return Error{ErrorCode::Refused,
                        "the client certificate cannot be used for TLS with "
                            + verification.hostName,
                        {}};

    if (verification.offersHttp2) {
        // Length and name of each protocol, the wished one first (RFC 7301, 3.1).
        static constexpr std::array<unsigned char, 12> kProtocols{2,   'h', '2', 8,   'h', 't',
                                                                  't', 'p', '/', '1', '.', '1'};
        SSL_set_alpn_protos(ssl, kProtocols.data(), kProtocols.size());
    }

    const auto [error] = co_await m_tls->async_handshake(asio::ssl::stream_base::client, kNoThrow);
    if (!error)
        co_return Result<void>();
    Error failure = toError(error, "TLS handshake with " + verification.hostName);
    if (failure.code == ErrorCode::PeerClosed) {
        failure.code = ErrorCode::Refused;
        if (const long verdict = SSL_get_verify_result(ssl); verdict != X509_V_OK)
            failure.message += std::string(" (") + X509_verify_cert_error_string(verdict) + ")";
    }
    co_return failure;
}

asio::awaitable<Result<std::size_t>> Stream::readSome(asio::mutable_buffer into)
{
    error_code error;
    std::size_t count = 0;
    if (m_tls)
        std::tie(error, count) = co_await m_tls->async_read_some(into, kNoThrow);
    else
        std::tie(error, count) = co_await m_socket.async_read_some(into, kNoThrow);
    if (error == asio::error::eof || error == asio::ssl::error::stream_truncated)
        co_return std::size_t{0};
    if (error)
        co_return toError(error, "reading");
    co_return count;
}

asio::awaitable<void> Stream::behindReadyWork()
{
    return asio::post(m_socket.get_executor(), asio::use_awaitable);
}

bool Stream::writeNow(Buffers& buffers)
{
    if (m_tls)
        return isDone(buffers);
    error_code error;
    consume(buffers, m_socket.write_some(buffers, error));
    return isDone(buffers);
}

asio::awaitable<Result<void>> Stream::write(Buffers buffers)
{
    while (!isDone(buffers)) {
        error_code error;
        std::size_t count = 0;
        if (m_tls)
            std::tie(error, count) = co_await m_tls->async_write_some(buffers, kNoThrow);
        else
            std::tie(error, count) = co_await m_socket.async_write_some(buffers, kNoThrow);
        if (error)
            co_return toError(error, "writing");
        consume(buffers, count);
    }
    co_return Result<void>();
}

void Stream::expiresAfter(std::chrono::milliseconds time)
{
    expiresAt(std::chrono::steady_clock::now() + time);
}

void Stream::cancel()
{
    error_code ignored;
    m_socket.cancel(ignored);
}

void Stream::shutdownSend()
{
    error_code ignored;
    m_socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void Stream::close()
{
    error_code ignored;
    m_socket.close(ignored);
}

bool Stream::isPeerGone() const
{
    if (!m_socket.is_open())
        return true;
    const int handle
        = const_cast<tcp::socket&>(m_socket).native_handle(); // NOLINT: not const in Asio
    pollfd state{handle, POLLRDHUP, 0};
    if (::poll(&state, 1, 0) <= 0)
        return false;
    if ((state.revents & (POLLHUP | POLLERR)) != 0)
        return true;
    char byte = 0;
    // A plain client may have sent further requests before it closed its side; TLS always ends with
    // bytes of its own.
    return m_tls.has_value() || ::recv(handle, &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
}

std::optional<std::string> Stream::peerCertificate() const
{
    if (!m_tls)
        return std::nullopt;
    auto& tls = const_cast<std::decay_t<decltype(*m_tls)>&>(*m_tls); // NOLINT: not const in Asio
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        SSL_get1_peer_certificate(tls.native_handle()), &X509_free);
    if (!certificate)
        return std::nullopt;
    const int size = i2d_X509(certificate.get(), nullptr);
    if (size <= 0)
        return std::nullopt;
    std::string der(static_cast<std::size_t>(size), '\0');
    auto* begin = reinterpret_cast<unsigned char*>(der.data()); // NOLINT: OpenSSL's byte type
    i2d_X509(certificate.get(), &begin);
    return der;
}

bool Stream::hasAgreedOnHttp2() const
{
    if (!m_tls)
        return false;
    auto& tls = const_cast<std::decay_t<decltype(*m_tls)>&>(*m_tls); // NOLINT: not const in Asio
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(tls.native_handle(), &name, &size);
    return size == 2 && name[0] == 'h' && name[1] == '2';
}

void Stream::onTick(std::chrono::steady_clock::time_point now)
{
    if (now < m_deadline)
        return;
    m_deadline = std::chrono::steady_clock::time_point::max();
    m_hasExpired = true;
    cancel();
}

Error Stream::toError(const error_code& error, std::string_view doing) const
{
    const std::string context = std::string(doing) + ": ";
    if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) {
        if (m_hasExpired)
            return Error{ErrorCode::Timeout, context + "no progress within the time limit", {}};
        return Error{ErrorCode::Cancelled, context + "the operation was canceled", {}};
    }
    if (error == asio::error::connection_refused || error == asio::error::host_unreachable
        || error == asio::error::network_unreachable)
        return Error{ErrorCode::Refused, context + error.message(), {}};
    if (error == asio::error::timed_out)
        return Error{ErrorCode::Timeout, context + error.message(), {}};
    return Error{ErrorCode::PeerClosed, context + error.message(), {}};
}

} // namespace gatelens::proxy
