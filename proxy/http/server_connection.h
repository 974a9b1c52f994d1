#pragma once

#include "proxy/http/head_writer.h"
#include "proxy/http/http_server.h"
#include "proxy/http/message_parser.h"
#include "proxy/http/stream.h"

#include <boost/asio/cancellation_signal.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace gatelens::proxy {

/// What the connections of one server share.
struct ServerShared
{
    ServerOptions options;
    RequestHandler handler;
    std::atomic<bool> isDraining{false};
    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::uint64_t> open{0};
    std::atomic<std::uint64_t> requests{0};
    std::atomic<std::uint64_t> refused{0};
};

/// One client connection: reads requests one after the other, has each answered, and keeps the
/// order of pipelined ones by doing so.
class ServerConnection : public ServerExchange,
                         public std::enable_shared_from_this<ServerConnection>,
                         Ticker::Listener
{
public:
    ServerConnection(boost::asio::ip::tcp::socket socket, std::shared_ptr<ServerShared> shared);

    /// Serves until the connection ends. `self` keeps the object alive.
    static boost::asio::awaitable<void> run(std::shared_ptr<ServerConnection> self);

    /// Cancels what the handler waits for.
    boost::asio::cancellation_signal& cancellation() { return m_cancellation; }
    /// Closes now when idle, after the present response otherwise.
    void drain();
    /// Breaks off.
    void abort();

    RequestHead& head() override { return m_head; }
    std::unique_ptr<BodyReader> takeBody() override;
    const std::string& peerAddress() const override { return m_peerAddress; }
    bool isTls() const override { return m_stream.isTls(); }
    std::optional<std::string> clientCertificate() const override;
    const std::string& upgrade() const override { return m_upgrade; }
    std::chrono::steady_clock::time_point firstByteAt() const override { return m_firstByteAt; }
    std::chrono::steady_clock::time_point headReadAt() const override { return m_headReadAt; }
    boost::asio::awaitable<Result<void>> respond(const ResponseHead& head,
                                                 OutgoingBody body) override;
    boost::asio::awaitable<Result<void>> tunnel(const ResponseHead& head,
                                                std::unique_ptr<ByteStream> peer) override;
    std::uint64_t bodyBytesSent() const override { return m_bodyBytesSent; }
    bool hasResponded() const override { return m_hasResponded; }
    bool isPeerGone() const override { return m_isPeerGone; }
    void onPeerGone(std::function<void()> callback) override { m_onPeerGone = std::move(callback); }

private:
    friend class RequestBodyReader;

    /// Why the server itself answers.
    struct Refusal
    {
        int statusCode = 400;
        std::string message;
    };
    enum class HeadOutcome
    {
        Ready,
        Closed,
        Refused,
    };

    boost::asio::awaitable<void> serve();
    boost::asio::awaitable<HeadOutcome> readHead();
    [[nodiscard]] HeadOutcome refuse(int statusCode, std::string message);
    [[nodiscard]] std::optional<Refusal> checkHead() const;
    void beginExchange();
    boost::asio::awaitable<void> handle();
    /// True when the connection can take the next request.
    boost::asio::awaitable<bool> finishExchange();
    boost::asio::awaitable<bool> discardBody(std::uint64_t limit, std::chrono::milliseconds time);
    boost::asio::awaitable<void> linger();
    boost::asio::awaitable<void> answerRefusal();

    boost::asio::awaitable<Result<std::string_view>> readBody(std::uint64_t exchange);
    std::optional<Result<std::string_view>> tryReadBody(std::uint64_t exchange);
    Result<std::string_view> bodyStep(Result<RequestParser::Step> step);
    [[nodiscard]] bool hasUnreadBody() const
    {
        return m_parser && m_parser->is_header_done() && !m_parser->is_done();
    }

    [[nodiscard]] Framing framingFor(const ResponseHead& head, const OutgoingBody& body) const;
    void writeHead(const ResponseHead& head, const Framing& framing);
    boost::asio::awaitable<Result<void>> sendBytes(std::string_view body);
    boost::asio::awaitable<Result<void>> sendStream(BodyReader& body, const Framing& framing);
    boost::asio::awaitable<Result<void>> write(Stream::Buffers buffers);
    void onTick(std::chrono::steady_clock::time_point now) override;
    void cancelHandler();

    Stream m_stream;
    std::shared_ptr<ServerShared> m_shared;
    boost::asio::cancellation_signal m_cancellation;
    std::string m_peerAddress;
    InputBuffer m_input;
    std::string m_output; ///< head of the response, kept for its capacity

    std::optional<RequestParser> m_parser;
    RequestHead m_head;
    Refusal m_refusal;
    std::string m_upgrade;
    std::uint64_t m_exchange = 0; ///< number of the present one; readers of earlier ones are dead
    std::uint64_t m_bodyBytesRead = 0;
    std::uint64_t m_bodyBytesSent = 0;
    std::chrono::steady_clock::time_point m_firstByteAt;
    std::chrono::steady_clock::time_point m_headReadAt;
    std::function<void()> m_onPeerGone;
    bool m_isHead = false; ///< HEAD: the response has no body
    bool m_isHandling = false;
    bool m_isReadingBody = false;
    bool m_awaitsContinue = false; ///< the client waits for 100 before it sends the body
    bool m_hasResponded = false;
    bool m_isBodyTooLong = false;
    bool m_keepsAlive = true;
    bool m_isPeerGone = false;
};

} // namespace gatelens::proxy
