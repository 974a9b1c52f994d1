// Upgrade: a connection that has left HTTP.
#include "proxy/http/server_connection.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <array>

namespace gatelens::proxy {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kTunnelBytes = 16 * 1024;

} // namespace

/// Client to peer; ends when either side does.
static asio::awaitable<void> passOn(Stream& from, ByteStream& to, std::string_view first)
{
    if (!first.empty()) {
        const Result<void> sent = co_await to.writeAll(first);
        if (!sent)
            co_return;
    }
    std::array<char, kTunnelBytes> bytes{};
    for (;;) {
        const Result<std::size_t> count = co_await from.readSome(asio::buffer(bytes));
        if (!count || *count == 0)
            co_return;
        const Result<void> sent = co_await to.writeAll({bytes.data(), *count});
        if (!sent)
            co_return;
    }
}

/// Peer to client; counts what was delivered.
static asio::awaitable<void> passBack(ByteStream& from, Stream& to, std::uint64_t& delivered)
{
    std::array<char, kTunnelBytes> bytes{};
    for (;;) {
        const Result<std::size_t> count = co_await from.readSome(bytes);
        if (!count || *count == 0)
            co_return;
        const Result<void> sent = co_await to.write(gather(asio::buffer(bytes.data(), *count)));
        if (!sent)
            co_return;
        delivered += *count;
    }
}

asio::awaitable<Result<void>> ServerConnection::tunnel(const ResponseHead& head,
                                                       std::unique_ptr<ByteStream> peer)
{
    using namespace asio::experimental::awaitable_operators;
    m_hasResponded = true;
    m_keepsAlive = false;
    writeHead(head, Framing{});
    const Result<void> switched = co_await write(gather(asio::buffer(m_output)));
    if (!switched)
        co_return switched;
    m_isHandling = false; // both directions are being read: a client that leaves is seen there
    const std::string first(m_input.readable());
    m_input.consume(first.size());
    co_await (passOn(m_stream, *peer, first) || passBack(*peer, m_stream, m_bodyBytesSent));
    peer->close();
    m_stream.close();
    co_return Result<void>();
}

} // namespace gatelens::proxy
