#pragma once

#include "proxy/http/message_parser.h"
#include "proxy/http/stream.h"
#include "proxy/http/transport.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace gatelens::proxy {

/// Which connections can be used for which requests.
struct OriginKey
{
    std::uint64_t client = 0; ///< a client's connections are its own: they were verified its way
    std::string scheme;
    std::string host;
    std::uint16_t port = 0;
    bool checksChain = true;
    bool checksName = true;
    std::string identity; ///< thumbprint of the client certificate, "" for none
    std::optional<HttpProxy> proxy;
    bool offersHttp2 = false; ///< TLS was asked for HTTP/2; without a choice of it this is HTTP/1.1

    friend bool operator==(const OriginKey&, const OriginKey&) = default;
};

/// A connection to a backend: one exchange after the other.
class ClientConnection : public std::enable_shared_from_this<ClientConnection>
{
public:
    ClientConnection(boost::asio::ip::tcp::socket socket, OriginKey origin);

    [[nodiscard]] Stream& stream() { return m_stream; }
    [[nodiscard]] const OriginKey& origin() const { return m_origin; }

    /// Asks the proxy that this connection leads to for a tunnel to `host`:`port`.
    boost::asio::awaitable<Result<void>> openTunnel(std::string_view host, std::uint16_t port,
                                                    const HttpProxy& proxy, std::size_t headBytes);

    /// Sends `request` and reads the response's head, until `until`. The body of `request` is moved
    /// out when it is a stream. `headBytes` limits the response's head.
    boost::asio::awaitable<Result<IncomingResponse>>
    exchange(OutgoingRequest& request, std::size_t headBytes,
             std::chrono::steady_clock::time_point until, std::chrono::milliseconds bodyTimeout);

    /// Nothing of a response has arrived: a request that failed on an old connection was not
    /// answered by anyone.
    [[nodiscard]] bool hasReceivedNothing() const { return !m_hasReceived; }

    /// When it was put into the pool.
    std::chrono::steady_clock::time_point idleSince;

private:
    friend class ResponseBodyReader;
    friend class UpgradedStream;

    void writeHead(const OutgoingRequest& request);
    boost::asio::awaitable<Result<void>> sendRequest(OutgoingRequest& request);
    boost::asio::awaitable<Result<void>>
    sendWhenContinued(OutgoingRequest& request, std::size_t headBytes,
                      std::chrono::steady_clock::time_point until);
    boost::asio::awaitable<Result<bool>> isBodyWanted(const OutgoingRequest& request,
                                                      std::size_t headBytes,
                                                      std::chrono::steady_clock::time_point until);
    void startSendingBody(std::unique_ptr<BodyReader> body, bool isChunked);
    static boost::asio::awaitable<void> sendBody(std::shared_ptr<ClientConnection> self,
                                                 std::unique_ptr<BodyReader> body, bool isChunked);
    boost::asio::awaitable<Result<void>> readHead(bool isHead, std::size_t headBytes);
    boost::asio::awaitable<Result<void>> readAnyHead(bool isHead, std::size_t headBytes);
    boost::asio::awaitable<Result<std::string_view>> readBody();
    std::optional<Result<std::string_view>> tryReadBody();
    Result<std::string_view> bodyStep(Result<ResponseParser::Step> step);
    /// Into the pool when it can be used again, closed otherwise.
    void release();

    Stream m_stream;
    OriginKey m_origin;
    InputBuffer m_input;
    std::string m_output;
    std::optional<ResponseParser> m_parser;
    std::chrono::milliseconds m_bodyTimeout{0};
    std::optional<Error> m_sendFailure; ///< why the body could not be read from its source
    bool m_isSendingBody = false;
    bool m_isBodyWithheld = false; ///< announced, and never sent since the backend refused it
    bool m_isHeadBegun = false; ///< m_parser is in the middle of a head
    bool m_hasFinalHead = false; ///< read while the body waited for the word to go out
    bool m_hasReceived = false;
};

} // namespace gatelens::proxy
