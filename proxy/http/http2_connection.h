#pragma once

#include "proxy/http/client_connection.h"
#include "proxy/http/wakeup.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

struct nghttp2_session;

namespace gatelens::proxy {

/// One request and its response on an HTTP/2 connection, as far as they have come.
struct Http2Exchange
{
    explicit Http2Exchange(const boost::asio::any_io_executor& executor)
        : changed(executor)
        , drained(executor)
    {
    }

    std::int32_t id = 0;

    Wakeup changed; ///< more of the response is here, or its end, or why there is none
    int statusCode = 0; ///< of the last head, interim ones included
    HeaderList headers;
    HeaderList trailers;
    std::size_t headBytes = 0;
    std::string received; ///< of the body, not yet read
    bool hasHead = false;
    bool isEnded = false; ///< the response is whole
    bool isClosed = false; ///< nothing more goes either way
    std::optional<Error> failure;

    Wakeup drained; ///< what was to be sent of the request's body has been taken
    std::string toSend;
    HeaderList requestTrailers;
    bool isBodyWhole = true; ///< `toSend` holds the rest of the request's body
};

/// An HTTP/2 connection to a backend (RFC 9113, by nghttp2): many exchanges at once, all on the
/// thread of its socket. Lives as long as its exchanges and the pool want it.
class Http2Connection : public std::enable_shared_from_this<Http2Connection>
{
public:
    /// Speaks HTTP/2 over `carrier`, which has just been connected. `headBytes` limits a
    /// response's head.
    [[nodiscard]] static std::shared_ptr<Http2Connection>
    start(std::shared_ptr<ClientConnection> carrier, std::size_t headBytes);
    ~Http2Connection();
    Http2Connection(const Http2Connection&) = delete;
    Http2Connection& operator=(const Http2Connection&) = delete;

    /// Sends `request` and waits for the response's head until `until`. A body that is a stream is
    /// moved out. PeerClosed says that the backend has answered nothing.
    boost::asio::awaitable<Result<IncomingResponse>>
    exchange(OutgoingRequest& request, std::chrono::steady_clock::time_point until,
             std::chrono::milliseconds bodyTimeout);

    [[nodiscard]] const OriginKey& origin() const { return m_carrier->origin(); }
    /// False once the backend has closed the connection or asked for no more requests.
    [[nodiscard]] bool isUsable() const;
    [[nodiscard]] bool isIdleSince(std::chrono::steady_clock::time_point time) const
    {
        return m_exchanges.empty() && m_lastUsed < time;
    }
    void close();

private:
    friend struct Http2Callbacks;
    friend class Http2BodyReader;
    using ExchangePtr = std::shared_ptr<Http2Exchange>;

    Http2Connection(std::shared_ptr<ClientConnection> carrier, std::size_t headBytes);

    Result<ExchangePtr> submit(OutgoingRequest& request);
    /// Sends what the session has ready, unless that is being done already.
    void flush();
    /// The connection is of no more use: every exchange on it fails.
    void fail(const Error& error);
    /// The caller wants no more of this exchange.
    void abandon(const Http2Exchange& exchange);
    void noteRead(std::int32_t id, std::size_t count);

    static boost::asio::awaitable<void> receive(std::shared_ptr<Http2Connection> self);
    static boost::asio::awaitable<void> send(std::shared_ptr<Http2Connection> self);
    static boost::asio::awaitable<void> sendBody(std::shared_ptr<Http2Connection> self,
                                                 ExchangePtr exchange,
                                                 std::unique_ptr<BodyReader> body);

    std::shared_ptr<ClientConnection> m_carrier;
    std::size_t m_headBytes;
    nghttp2_session* m_session = nullptr;
    std::map<std::int32_t, ExchangePtr> m_exchanges;
    std::string m_output;
    std::chrono::steady_clock::time_point m_lastUsed;
    bool m_isSending = false;
    bool m_isClosed = false;
};

} // namespace gatelens::proxy
