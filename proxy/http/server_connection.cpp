#include "proxy/http/server_connection.h"

#include "core/message/message.h"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

namespace gatelens::proxy {

namespace asio = boost::asio;

namespace {

constexpr std::uint64_t kDiscardBytes = 256 * 1024; ///< of an unread body, to keep a connection
constexpr std::uint64_t kLingerBytes = 4 * 1024 * 1024;
constexpr std::chrono::milliseconds kDiscardTime{2000};
constexpr std::chrono::milliseconds kGoneAfter{50}; ///< before looking whether the client left

bool hasBodyByStatus(int statusCode)
{
    return statusCode >= 200 && statusCode != 204 && statusCode != 304;
}

std::string errorBody(int statusCode, std::string_view message)
{
    return "{ \"statusCode\": " + std::to_string(statusCode) + ", \"message\": \""
        + std::string(message) + "\" }";
}

} // namespace

/// The request's body as its handler sees it. It may outlive the exchange (a backend that answered
/// early): it then ends with PeerClosed.
class RequestBodyReader : public BodyReader
{
public:
    RequestBodyReader(std::shared_ptr<ServerConnection> connection, std::uint64_t exchange,
                      std::optional<std::uint64_t> length)
        : m_connection(std::move(connection))
        , m_exchange(exchange)
        , m_length(length)
    {
    }

    asio::awaitable<Result<std::string_view>> read() override
    {
        return m_connection->readBody(m_exchange);
    }
    std::optional<Result<std::string_view>> tryRead() override
    {
        return m_connection->tryReadBody(m_exchange);
    }
    std::optional<std::uint64_t> contentLength() const override { return m_length; }
    const HeaderList& trailers() const override
    {
        static const HeaderList kNone;
        return m_connection->m_parser ? m_connection->m_parser->trailers : kNone;
    }

private:
    std::shared_ptr<ServerConnection> m_connection;
    std::uint64_t m_exchange;
    std::optional<std::uint64_t> m_length;
};

ServerConnection::ServerConnection(asio::ip::tcp::socket socket,
                                   std::shared_ptr<ServerShared> shared)
    : Listener(asio::query(socket.get_executor(), asio::execution::context))
    , m_stream(std::move(socket))
    , m_shared(std::move(shared))
{
    boost::system::error_code error;
    if (const auto peer = m_stream.socket().remote_endpoint(error); !error)
        m_peerAddress = peer.address().to_string();
}

asio::awaitable<void> ServerConnection::run(std::shared_ptr<ServerConnection> self)
{
    co_await asio::this_coro::throw_if_cancelled(false);
    if (self->m_shared->options.tls) {
        self->m_stream.expiresAfter(self->m_shared->options.limits.headTimeout);
        if (const auto secured = co_await self->m_stream.acceptTls(*self->m_shared->options.tls);
            !secured)
            co_return;
    }
    co_await self->serve();
    self->m_stream.close();
}

asio::awaitable<void> ServerConnection::serve()
{
    for (;;) {
        const HeadOutcome outcome = co_await readHead();
        if (outcome == HeadOutcome::Closed)
            co_return;
        if (outcome == HeadOutcome::Refused) {
            co_await answerRefusal();
            co_return;
        }
        beginExchange();
        co_await handle();
        const bool goesOn = co_await finishExchange();
        if (!goesOn)
            co_return;
    }
}

auto ServerConnection::readHead() -> asio::awaitable<HeadOutcome>
{
    const ServerLimits& limits = m_shared->options.limits;
    ++m_exchange;
    m_parser.emplace();
    m_parser->headers.reserve(16);
    m_stream.expiresAfter(limits.idleTimeout);
    bool hasBegun = false;
    for (;;) {
        if (!m_parser->got_some())
            m_input.skipLineBreaks();
        if (!hasBegun && !m_input.empty()) {
            hasBegun = true;
            m_firstByteAt = std::chrono::steady_clock::now();
            m_stream.expiresAt(m_firstByteAt + limits.headTimeout);
        }
        const Result<RequestParser::Step> step = m_parser->advance(m_input);
        if (!step)
            co_return refuse(400, "The request is not valid HTTP: " + step.error().message + ".");
        if (*step == RequestParser::Step::Head || *step == RequestParser::Step::End)
            break;
        if (m_parser->headBytes + m_input.readable().size() > limits.headBytes)
            co_return refuse(431,
                             "The request's headers are larger than "
                                 + std::to_string(limits.headBytes) + " bytes.");
        if (m_shared->isDraining && !hasBegun)
            co_return HeadOutcome::Closed;
        const Result<std::size_t> count = co_await m_stream.readSome(m_input.writable());
        if (!count && count.error().code == ErrorCode::Timeout && hasBegun)
            co_return refuse(408, "The request's headers did not arrive in time.");
        if (!count || *count == 0)
            co_return HeadOutcome::Closed;
        m_input.commit(*count);
    }
    if (m_parser->headBytes > limits.headBytes)
        co_return refuse(431,
                         "The request's headers are larger than " + std::to_string(limits.headBytes)
                             + " bytes.");
    if (std::optional<Refusal> refusal = checkHead()) {
        m_refusal = std::move(*refusal);
        co_return HeadOutcome::Refused;
    }
    co_return HeadOutcome::Ready;
}

auto ServerConnection::refuse(int statusCode, std::string message) -> HeadOutcome
{
    m_refusal = Refusal{statusCode, std::move(message)};
    return HeadOutcome::Refused;
}

auto ServerConnection::checkHead() const -> std::optional<Refusal>
{
    const ServerLimits& limits = m_shared->options.limits;
    if (m_parser->target.size() > limits.targetBytes)
        return Refusal{414,
                       "The request's URL is longer than " + std::to_string(limits.targetBytes)
                           + " bytes."};
    if (m_parser->minorVersion == 1 && m_parser->headers.all("Host").size() != 1)
        return Refusal{400, "The request needs exactly one Host header."};
    if (m_parser->headers.contains("Transfer-Encoding") && !m_parser->chunked())
        return Refusal{501, "The only transfer coding understood is chunked."};
    const std::string* const expect = m_parser->headers.find("Expect");
    if (expect != nullptr && !equalsIgnoringCase(*expect, "100-continue"))
        return Refusal{417, "The only expectation understood is 100-continue."};
    if (const auto length = m_parser->content_length(); length && *length > limits.bodyBytes)
        return Refusal{413,
                       "The request's body is larger than " + std::to_string(limits.bodyBytes)
                           + " bytes."};
    return std::nullopt;
}

void ServerConnection::beginExchange()
{
    m_shared->requests.fetch_add(1, std::memory_order_relaxed);
    m_headReadAt = std::chrono::steady_clock::now();
    m_isHead = m_parser->method == "HEAD";
    m_head.method = std::move(m_parser->method);
    m_head.target = std::move(m_parser->target);
    m_head.minorVersion = m_parser->minorVersion;
    m_head.headers = std::move(m_parser->headers);
    m_keepsAlive = m_parser->keep_alive();
    m_awaitsContinue
        = m_head.minorVersion == 1 && m_head.headers.contains("Expect") && !m_parser->is_done();
    m_upgrade.clear();
    if (m_parser->upgrade()) {
        if (const std::string* const protocol = m_head.headers.find("Upgrade"))
            m_upgrade = *protocol;
    }
    m_bodyBytesRead = 0;
    m_bodyBytesSent = 0;
    m_hasResponded = false;
    m_isBodyTooLong = false;
    m_isPeerGone = false;
    m_stream.neverExpires();
}

asio::awaitable<void> ServerConnection::handle()
{
    m_isHandling = true;
    try {
        co_await m_shared->handler(*this);
    } catch (const std::exception& failure) {
        if (!m_isPeerGone) // a handler that lets its own cancellation through is no fault
            spdlog::error("answering {} {}: {}", m_head.method, m_head.target, failure.what());
    }
    m_isHandling = false;
    m_onPeerGone = nullptr;
    if (!m_hasResponded && !m_isPeerGone) {
        OutgoingBody body{errorBody(500, "Internal server error"), nullptr};
        ResponseHead head{500, {}, {{"Content-Type", "application/json"}}};
        co_await respond(head, std::move(body));
    }
}

asio::awaitable<bool> ServerConnection::finishExchange()
{
    if (m_isPeerGone || !m_stream.isOpen())
        co_return false;
    if (m_isReadingBody) {
        // Somebody still sends the body on, although the answer has been given: end that first.
        m_stream.cancel();
        for (int turn = 0; m_isReadingBody && turn < 16; ++turn)
            co_await asio::post(asio::use_awaitable);
    }
    ++m_exchange;
    if (m_isReadingBody)
        co_return false;
    const bool isBodyExpected = hasUnreadBody() && !m_awaitsContinue;
    if (isBodyExpected && m_keepsAlive)
        m_keepsAlive = co_await discardBody(kDiscardBytes, kDiscardTime);
    else if (hasUnreadBody())
        m_keepsAlive = false;
    if (!m_keepsAlive && hasUnreadBody())
        co_await linger();
    co_return m_keepsAlive;
}

asio::awaitable<bool> ServerConnection::discardBody(std::uint64_t limit,
                                                    std::chrono::milliseconds time)
{
    m_stream.expiresAfter(time);
    std::uint64_t discarded = 0;
    while (hasUnreadBody()) {
        const Result<RequestParser::Step> step = m_parser->advance(m_input);
        if (!step)
            co_return false;
        discarded += m_parser->piece.size();
        if (discarded > limit)
            co_return false;
        if (*step != RequestParser::Step::NeedMore)
            continue;
        const Result<std::size_t> count = co_await m_stream.readSome(m_input.writable());
        if (!count || *count == 0)
            co_return false;
        m_input.commit(*count);
    }
    co_return true;
}

/// Closing with unread input would reset the connection and could take the response from the
/// client: the sending side is closed first and what still comes is read for a moment.
asio::awaitable<void> ServerConnection::linger()
{
    m_stream.shutdownSend();
    m_stream.expiresAfter(kDiscardTime);
    InputBuffer rest;
    for (std::uint64_t total = 0; total < kLingerBytes;) {
        const boost::asio::mutable_buffer room = rest.writable();
        const Result<std::size_t> count = co_await m_stream.readSome(room);
        if (!count || *count == 0)
            co_return;
        total += *count;
    }
}

asio::awaitable<void> ServerConnection::answerRefusal()
{
    m_shared->refused.fetch_add(1, std::memory_order_relaxed);
    m_keepsAlive = false;
    m_head = RequestHead{};
    m_isHead = m_parser->method == "HEAD";
    ResponseHead head{m_refusal.statusCode, {}, {{"Content-Type", "application/json"}}};
    OutgoingBody body{errorBody(m_refusal.statusCode, m_refusal.message), nullptr};
    const Result<void> sent = co_await respond(head, std::move(body));
    if (sent)
        co_await linger();
}

std::unique_ptr<BodyReader> ServerConnection::takeBody()
{
    if (!hasUnreadBody())
        return nullptr;
    std::optional<std::uint64_t> length;
    if (const auto announced = m_parser->content_length(); announced && !m_parser->chunked())
        length = *announced;
    return std::make_unique<RequestBodyReader>(shared_from_this(), m_exchange, length);
}

std::optional<std::string> ServerConnection::clientCertificate() const
{
    return m_stream.peerCertificate();
}

Result<std::string_view> ServerConnection::bodyStep(Result<RequestParser::Step> step)
{
    if (!step) {
        m_keepsAlive = false;
        return withContext(std::move(step).error(), "reading the request's body");
    }
    m_bodyBytesRead += m_parser->piece.size();
    if (m_bodyBytesRead > m_shared->options.limits.bodyBytes) {
        m_keepsAlive = false;
        m_isBodyTooLong = true;
        return Error{ErrorCode::LimitExceeded,
                     "the request's body is larger than "
                         + std::to_string(m_shared->options.limits.bodyBytes) + " bytes",
                     {}};
    }
    return m_parser->piece;
}

std::optional<Result<std::string_view>> ServerConnection::tryReadBody(std::uint64_t exchange)
{
    if (exchange != m_exchange || m_awaitsContinue)
        return std::nullopt;
    Result<RequestParser::Step> step = m_parser->advance(m_input);
    if (step && *step == RequestParser::Step::NeedMore)
        return std::nullopt;
    return bodyStep(std::move(step));
}

asio::awaitable<Result<std::string_view>> ServerConnection::readBody(std::uint64_t exchange)
{
    const Error over{ErrorCode::PeerClosed, "the request is over", {}};
    if (exchange != m_exchange)
        co_return over;
    if (m_awaitsContinue) {
        m_awaitsContinue = false;
        static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        const Result<void> sent = co_await write(gather(asio::buffer(kContinue)));
        if (!sent)
            co_return sent.error();
    }
    for (;;) {
        Result<RequestParser::Step> step = m_parser->advance(m_input);
        if (!step || *step != RequestParser::Step::NeedMore)
            co_return bodyStep(std::move(step));
        m_isReadingBody = true;
        m_stream.expiresAfter(m_shared->options.limits.bodyTimeout);
        const Result<std::size_t> count = co_await m_stream.readSome(m_input.writable());
        m_stream.neverExpires();
        m_isReadingBody = false;
        if (exchange != m_exchange)
            co_return over;
        if (count && *count > 0) {
            m_input.commit(*count);
            continue;
        }
        m_keepsAlive = false;
        if (!count)
            co_return withContext(count.error(), "reading the request's body");
        m_isPeerGone = true;
        co_return Error{
            ErrorCode::PeerClosed, "the client closed the connection within its body", {}};
    }
}

Framing ServerConnection::framingFor(const ResponseHead& head, const OutgoingBody& body) const
{
    if (!hasBodyByStatus(head.statusCode))
        return {};
    std::optional<std::uint64_t> length = body.bytes.size();
    if (body.isStream())
        length = body.stream->contentLength();
    if (length)
        return {Framing::Kind::Length, *length};
    return {m_head.minorVersion == 0 ? Framing::Kind::UntilClose : Framing::Kind::Chunked, 0};
}

void ServerConnection::writeHead(const ResponseHead& head, const Framing& framing)
{
    m_output.clear();
    appendStatusAndFields(m_output, head, 1);
    if (m_shared->options.writesDate && !head.headers.contains("Date"))
        appendDate(m_output);
    const std::string* const length = m_isHead ? head.headers.find("Content-Length") : nullptr;
    if (length != nullptr)
        appendField(m_output, "Content-Length", *length);
    else
        appendFraming(m_output, framing);
    if (head.statusCode == 101)
        m_output += "Connection: Upgrade\r\nUpgrade: " + m_upgrade + "\r\n";
    else if (!m_keepsAlive)
        m_output += "Connection: close\r\n";
    else if (m_head.minorVersion == 0)
        m_output += "Connection: keep-alive\r\n";
    m_output += "\r\n";
}

asio::awaitable<Result<void>> ServerConnection::respond(const ResponseHead& head, OutgoingBody body)
{
    if (std::exchange(m_isBodyTooLong, false)) {
        const ResponseHead tooLarge{413, {}, {{"Content-Type", "application/json"}}};
        return respond(tooLarge, {errorBody(413, "The request's body is too large."), nullptr});
    }
    m_hasResponded = true;
    const Framing framing = framingFor(head, body);
    if (framing.kind == Framing::Kind::UntilClose || m_shared->isDraining)
        m_keepsAlive = false;
    if (m_awaitsContinue)
        m_keepsAlive = false; // the client may or may not send the body now
    writeHead(head, framing);
    const bool hasBody = framing.kind != Framing::Kind::None && !m_isHead;
    if (!hasBody)
        return sendBytes({});
    if (!body.isStream()) {
        return [](ServerConnection& self, std::string bytes) -> asio::awaitable<Result<void>> {
            co_return co_await self.sendBytes(bytes);
        }(*this, std::move(body.bytes));
    }
    return [](ServerConnection& self, std::unique_ptr<BodyReader> stream,
              Framing how) -> asio::awaitable<Result<void>> {
        co_return co_await self.sendStream(*stream, how);
    }(*this, std::move(body.stream), framing);
}

asio::awaitable<Result<void>> ServerConnection::sendBytes(std::string_view body)
{
    const Result<void> sent = co_await write(gather(asio::buffer(m_output), asio::buffer(body)));
    if (sent)
        m_bodyBytesSent = body.size();
    co_return sent;
}

asio::awaitable<Result<void>> ServerConnection::sendStream(BodyReader& body, const Framing& framing)
{
    const bool isChunked = framing.kind == Framing::Kind::Chunked;
    for (;;) {
        // A piece at hand goes out together with the head; otherwise the head must not wait for it.
        std::optional<Result<std::string_view>> next = body.tryRead();
        if (!next) {
            if (!m_output.empty()) {
                const Result<void> sent = co_await write(gather(asio::buffer(m_output)));
                m_output.clear();
                if (!sent)
                    co_return sent;
            }
            next = co_await body.read();
        }
        const Result<std::string_view>& piece = *next;
        if (!piece) {
            m_stream.close();
            m_keepsAlive = false;
            co_return piece.error();
        }
        if (piece->empty())
            break;
        if (isChunked)
            appendChunkHead(m_output, piece->size());
        const std::string_view end = isChunked ? "\r\n" : "";
        const Result<void> sent = co_await write(
            gather(asio::buffer(m_output), asio::buffer(*piece), asio::buffer(end)));
        m_output.clear();
        if (!sent)
            co_return sent;
        m_bodyBytesSent += piece->size();
    }
    if (isChunked) {
        m_output += "0\r\n";
        for (const HeaderField& field : body.trailers())
            appendField(m_output, field.name, field.value);
        m_output += "\r\n";
    } else if (framing.kind == Framing::Kind::Length && m_bodyBytesSent != framing.length) {
        m_stream.close();
        m_keepsAlive = false;
        co_return Error{ErrorCode::Internal, "the body ended before its announced length", {}};
    }
    co_return co_await write(gather(asio::buffer(m_output)));
}

asio::awaitable<Result<void>> ServerConnection::write(Stream::Buffers buffers)
{
    co_await m_stream.behindReadyWork();
    if (m_stream.writeNow(buffers))
        co_return Result<void>();
    m_stream.expiresAfter(m_shared->options.limits.writeTimeout);
    const Result<void> sent = co_await m_stream.write(buffers);
    m_stream.neverExpires();
    if (sent)
        co_return sent;
    m_keepsAlive = false;
    m_isPeerGone = m_isPeerGone || sent.error().code == ErrorCode::PeerClosed;
    m_stream.close();
    co_return withContext(sent.error(), "sending the response");
}

void ServerConnection::onTick(std::chrono::steady_clock::time_point now)
{
    if (!m_isHandling || m_isReadingBody || now - m_headReadAt < kGoneAfter)
        return;
    if (!m_isPeerGone && m_input.empty() && !hasUnreadBody() && m_stream.isPeerGone())
        m_isPeerGone = true;
    // Again on each tick: what the handler waits for may just have ended and a new wait begun.
    if (m_isPeerGone)
        cancelHandler();
}

void ServerConnection::cancelHandler()
{
    if (m_onPeerGone)
        m_onPeerGone();
    m_cancellation.emit(asio::cancellation_type::terminal);
}

void ServerConnection::drain()
{
    if (!m_isHandling && !hasUnreadBody() && m_input.empty())
        m_stream.cancel();
}

void ServerConnection::abort()
{
    m_isPeerGone = true;
    cancelHandler();
    m_stream.close();
}

} // namespace gatelens::proxy
