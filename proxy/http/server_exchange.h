#pragma once

#include "proxy/http/body_reader.h"
#include "proxy/http/byte_stream.h"
#include "proxy/http/message_head.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gatelens::proxy {

/// One request that a server received, and the way to answer it. Lives as long as the handler's
/// coroutine; used on its thread only.
class ServerExchange
{
public:
    virtual ~ServerExchange() = default;

    /// The request's head; a handler may move parts out of it.
    [[nodiscard]] virtual RequestHead& head() = 0;

    /// The request's body; null when it has none. Call once. The first read answers
    /// `Expect: 100-continue`. LimitExceeded beyond the server's body limit.
    [[nodiscard]] virtual std::unique_ptr<BodyReader> takeBody() = 0;

    [[nodiscard]] virtual const std::string& peerAddress() const = 0; ///< "127.0.0.1", "::1"
    [[nodiscard]] virtual bool isTls() const = 0;
    /// DER of the client's certificate, when it gave one.
    [[nodiscard]] virtual std::optional<std::string> clientCertificate() const = 0;
    /// Protocol the client asks to switch to ("websocket"), "" for none.
    [[nodiscard]] virtual const std::string& upgrade() const = 0;

    [[nodiscard]] virtual std::chrono::steady_clock::time_point firstByteAt() const = 0;
    [[nodiscard]] virtual std::chrono::steady_clock::time_point headReadAt() const = 0;

    /// Sends the response; a streamed body is pulled as fast as the client takes it. PeerClosed
    /// when the client left, Timeout when it stopped reading; an error of the body's reader breaks
    /// the connection off, so that the client sees that the body is not whole.
    virtual boost::asio::awaitable<Result<void>> respond(const ResponseHead& head,
                                                         OutgoingBody body)
        = 0;

    /// Answers 101 and passes bytes both ways until one side closes.
    virtual boost::asio::awaitable<Result<void>> tunnel(const ResponseHead& head,
                                                        std::unique_ptr<ByteStream> peer)
        = 0;

    /// Bytes of the response's body given to the network so far, without framing.
    [[nodiscard]] virtual std::uint64_t bodyBytesSent() const = 0;
    [[nodiscard]] virtual bool hasResponded() const = 0;

    /// True once the client has closed the connection while the handler was at work; what the
    /// handler waits for is cancelled then.
    [[nodiscard]] virtual bool isPeerGone() const = 0;

    /// Called on this thread when the client is seen to have left, before the cancellation; dropped
    /// when the handler ends.
    virtual void onPeerGone(std::function<void()> callback) = 0;
};

/// Answers one request. When it ends without having responded, the client gets 500.
using RequestHandler = std::function<boost::asio::awaitable<void>(ServerExchange&)>;

} // namespace gatelens::proxy
