#pragma once

#include "core/base/result.h"
#include "proxy/http/ticker.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::proxy {

class ClientIdentity;

/// What a TLS client checks of the server's certificate.
struct PeerVerification
{
    std::string hostName;
    bool checksChain = true;
    bool checksName = true;
    const ClientIdentity* identity = nullptr; ///< presented when the server asks; may be null
    bool offersHttp2 = false; ///< by ALPN, before HTTP/1.1
};

/// Buffers to be written one after the other. (A braced array inside a co_await expression is more
/// than g++ 12 can compile.)
[[nodiscard]] inline std::array<boost::asio::const_buffer, 3>
gather(boost::asio::const_buffer first, boost::asio::const_buffer second = {},
       boost::asio::const_buffer third = {})
{
    return {first, second, third};
}

/// A TCP connection, plain or with TLS, with one deadline for whatever is being waited for.
class Stream : Ticker::Listener
{
public:
    using Buffers = std::array<boost::asio::const_buffer, 3>;

    explicit Stream(boost::asio::ip::tcp::socket socket);

    boost::asio::awaitable<Result<void>> connect(boost::asio::ip::tcp::endpoint endpoint);
    boost::asio::awaitable<Result<void>> acceptTls(boost::asio::ssl::context& context);
    boost::asio::awaitable<Result<void>> connectTls(boost::asio::ssl::context& context,
                                                    const PeerVerification& verification);

    /// Reads what is there; 0 at the end of the stream.
    boost::asio::awaitable<Result<std::size_t>> readSome(boost::asio::mutable_buffer into);

    /// Goes on when the work that is ready now on this thread has run. Before a write: what several
    /// requests have to send then goes out in a row, and a peer that sleeps is woken once for all
    /// of it, not once for each, which under load takes a fifth off the CPU time of a request.
    boost::asio::awaitable<void> behindReadyWork();

    /// Writes without waiting as much as the network takes; `buffers` keeps the rest. True when all
    /// of it went out. A failure shows at the next `write`.
    bool writeNow(Buffers& buffers);
    /// Writes all.
    boost::asio::awaitable<Result<void>> write(Buffers buffers);

    void expiresAfter(std::chrono::milliseconds time);
    void expiresAt(std::chrono::steady_clock::time_point at)
    {
        m_deadline = at;
        m_hasExpired = false;
    }
    void neverExpires() { m_deadline = std::chrono::steady_clock::time_point::max(); }
    [[nodiscard]] bool hasExpired() const { return m_hasExpired; }

    /// Ends what is being waited for; the connection stays open.
    void cancel();
    void shutdownSend();
    void close();
    [[nodiscard]] bool isOpen() const { return m_socket.is_open(); }

    /// True when the peer has closed its side and nothing that it sent is left to read.
    [[nodiscard]] bool isPeerGone() const;

    [[nodiscard]] bool isTls() const { return m_tls.has_value(); }
    /// True when the TLS handshake agreed on HTTP/2.
    [[nodiscard]] bool hasAgreedOnHttp2() const;
    [[nodiscard]] std::optional<std::string> peerCertificate() const; ///< DER
    [[nodiscard]] boost::asio::ip::tcp::socket& socket() { return m_socket; }

private:
    void onTick(std::chrono::steady_clock::time_point now) override;
    [[nodiscard]] Error toError(const boost::system::error_code& error,
                                std::string_view doing) const;

    boost::asio::ip::tcp::socket m_socket;
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> m_tls;
    std::chrono::steady_clock::time_point m_deadline = std::chrono::steady_clock::time_point::max();
    bool m_hasExpired = false;
};

} // namespace gatelens::proxy
