#include "proxy/http/client_connection.h"

#include "proxy/http/connection_pool.h"
#include "proxy/http/head_writer.h"

#include <boost/asio/co_spawn.hpp>

#include <utility>

namespace gatelens::proxy {

namespace asio = boost::asio;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kGatheredBytes = 64 * 1024;

Micros since(Clock::time_point start)
{
    return std::chrono::duration_cast<Micros>(Clock::now() - start);
}

bool expectsBody(std::string_view method)
{
    return method == "POST" || method == "PUT" || method == "PATCH";
}

/// Turns a streamed body that is already here into bytes: they then go out with the head.
/// Returns what was read of a longer one.
std::string gatherBody(OutgoingBody& body, bool& isWhole)
{
    std::string bytes;
    isWhole = false;
    while (bytes.size() < kGatheredBytes) {
        const std::optional<Result<std::string_view>> piece = body.stream->tryRead();
        if (!piece || !*piece)
            return bytes;
        if ((*piece)->empty()) {
            isWhole = body.stream->trailers().empty();
            return bytes;
        }
        bytes += **piece;
    }
    return bytes;
}

} // namespace

/// The response's body as the caller reads it; keeps the connection until the end.
class ResponseBodyReader : public BodyReader
{
public:
    explicit ResponseBodyReader(std::shared_ptr<ClientConnection> connection)
        : m_connection(std::move(connection))
    {
        const ResponseParser& parser = *m_connection->m_parser;
        if (const auto length = parser.content_length(); length && !parser.chunked())
            m_length = *length;
    }
    ~ResponseBodyReader() override
    {
        // At its end the body gave the connection back: by now it may serve another exchange.
        if (!m_hasEnded)
            m_connection->m_stream.close();
    }
    ResponseBodyReader(const ResponseBodyReader&) = delete;
    ResponseBodyReader& operator=(const ResponseBodyReader&) = delete;

    asio::awaitable<Result<std::string_view>> read() override
    {
        if (m_hasEnded)
            co_return std::string_view{};
        co_return noteEnd(co_await m_connection->readBody());
    }

    std::optional<Result<std::string_view>> tryRead() override
    {
        if (m_hasEnded)
            return Result<std::string_view>(std::string_view{});
        std::optional<Result<std::string_view>> piece = m_connection->tryReadBody();
        if (piece)
            piece = noteEnd(std::move(*piece));
        return piece;
    }

    std::optional<std::uint64_t> contentLength() const override { return m_length; }
    const HeaderList& trailers() const override { return m_trailers; }

private:
    Result<std::string_view> noteEnd(Result<std::string_view> piece)
    {
        if (piece && piece->empty()) {
            m_hasEnded = true;
            m_trailers = std::move(m_connection->m_parser->trailers);
            m_connection->release();
        }
        return piece;
    }

    std::shared_ptr<ClientConnection> m_connection;
    std::optional<std::uint64_t> m_length;
    HeaderList m_trailers;
    bool m_hasEnded = false;
};

/// The connection after 101.
class UpgradedStream : public ByteStream
{
public:
    explicit UpgradedStream(std::shared_ptr<ClientConnection> connection)
        : m_connection(std::move(connection))
    {
    }
    ~UpgradedStream() override { m_connection->m_stream.close(); }
    UpgradedStream(const UpgradedStream&) = delete;
    UpgradedStream& operator=(const UpgradedStream&) = delete;

    asio::awaitable<Result<std::size_t>> readSome(std::span<char> into) override
    {
        InputBuffer& input = m_connection->m_input;
        if (!input.empty()) {
            const std::size_t count = std::min(into.size(), input.readable().size());
            input.readable().copy(into.data(), count);
            input.consume(count);
            co_return count;
        }
        co_return co_await m_connection->m_stream.readSome(asio::buffer(into.data(), into.size()));
    }
    asio::awaitable<Result<void>> writeAll(std::string_view bytes) override
    {
        co_return co_await m_connection->m_stream.write(gather(asio::buffer(bytes)));
    }
    void close() override { m_connection->m_stream.close(); }

private:
    std::shared_ptr<ClientConnection> m_connection;
};

ClientConnection::ClientConnection(asio::ip::tcp::socket socket, OriginKey origin)
    : m_stream(std::move(socket))
    , m_origin(std::move(origin))
{
}

void ClientConnection::writeHead(const OutgoingRequest& request)
{
    m_output.clear();
    m_output += request.method;
    m_output += ' ';
    // A proxy learns from the absolute form where a plain request is to go.
    const bool isProxied = request.proxy && request.url.scheme == "http" && request.upgrade.empty();
    m_output += isProxied ? request.url.toString() : request.url.target();
    m_output += " HTTP/1.1\r\n";
    const std::string* const host = request.headers.find("Host");
    appendField(m_output, "Host", host != nullptr ? *host : request.url.authority());
    for (const HeaderField& field : request.headers) {
        if (!isFramingField(field.name) && !equalsIgnoringCase(field.name, "Host"))
            appendField(m_output, field.name, field.value);
    }
    if (isProxied && !request.proxy->authorization.empty())
        appendField(m_output, "Proxy-Authorization", request.proxy->authorization);
    if (!request.upgrade.empty()) {
        m_output += "Connection: Upgrade\r\n";
        appendField(m_output, "Upgrade", request.upgrade);
    }
}

asio::awaitable<Result<void>> ClientConnection::sendRequest(OutgoingRequest& request)
{
    std::string& bytes = request.body.bytes;
    if (request.body.isStream()) {
        const std::optional<std::uint64_t> length = request.body.stream->contentLength();
        bool isWhole = false;
        bytes = gatherBody(request.body, isWhole);
        if (isWhole) {
            request.body.stream.reset();
        } else {
            const bool isChunked = !length;
            appendFraming(m_output,
                          isChunked ? Framing{Framing::Kind::Chunked, 0}
                                    : Framing{Framing::Kind::Length, *length});
            m_output += "\r\n";
            if (isChunked && !bytes.empty())
                appendChunkHead(m_output, bytes.size());
            const std::string_view end = isChunked && !bytes.empty() ? "\r\n" : "";
            const Result<void> sent = co_await m_stream.write(
                gather(asio::buffer(m_output), asio::buffer(bytes), asio::buffer(end)));
            if (sent)
                startSendingBody(std::move(request.body.stream), isChunked);
            co_return sent;
        }
    }
    if (!bytes.empty() || expectsBody(request.method))
        appendFraming(m_output, {Framing::Kind::Length, bytes.size()});
    m_output += "\r\n";
    Stream::Buffers buffers = gather(asio::buffer(m_output), asio::buffer(bytes));
    co_await m_stream.behindReadyWork();
    if (m_stream.writeNow(buffers))
        co_return Result<void>();
    co_return co_await m_stream.write(buffers);
}

void ClientConnection::startSendingBody(std::unique_ptr<BodyReader> body, bool isChunked)
{
    m_isSendingBody = true;
    asio::co_spawn(m_stream.socket().get_executor(),
                   sendBody(shared_from_this(), std::move(body), isChunked),
                   [self = shared_from_this()](const std::exception_ptr& failure) {
                       self->m_isSendingBody = false;
                       if (failure)
                           self->m_stream.close();
                   });
}

/// Runs beside the reading of the response: a backend may answer while it still receives.
asio::awaitable<void> ClientConnection::sendBody(std::shared_ptr<ClientConnection> self,
                                                 std::unique_ptr<BodyReader> body, bool isChunked)
{
    std::string frame;
    for (;;) {
        const Result<std::string_view> piece = co_await body->read();
        if (!piece) {
            self->m_sendFailure = piece.error();
            self->m_stream.close();
            co_return;
        }
        if (piece->empty())
            break;
        frame.clear();
        if (isChunked)
            appendChunkHead(frame, piece->size());
        const std::string_view end = isChunked ? "\r\n" : "";
        // A failure shows where the response is read: the backend may have answered before it
        // closed.
        const Result<void> sent = co_await self->m_stream.write(
            gather(asio::buffer(frame), asio::buffer(*piece), asio::buffer(end)));
        if (!sent)
            co_return;
    }
    if (!isChunked)
        co_return;
    frame = "0\r\n";
    for (const HeaderField& field : body->trailers())
        appendField(frame, field.name, field.value);
    frame += "\r\n";
    const Result<void> sent = co_await self->m_stream.write(gather(asio::buffer(frame)));
    if (!sent)
        co_return;
}

asio::awaitable<Result<void>> ClientConnection::readHead(bool isHead, std::size_t headBytes)
{
    do {
        const Result<void> read = co_await readAnyHead(isHead, headBytes);
        if (!read)
            co_return read;
        // 100 Continue, 103 Early Hints and the like precede the response.
    } while (m_parser->statusCode < 200 && m_parser->statusCode != 101);
    co_return Result<void>();
}

/// Reads one head, final or not; goes on with one that an earlier call has begun.
asio::awaitable<Result<void>> ClientConnection::readAnyHead(bool isHead, std::size_t headBytes)
{
    if (!m_isHeadBegun) {
        m_parser.emplace();
        m_parser->skip(isHead);
        m_isHeadBegun = true;
    }
    for (;;) {
        const Result<ResponseParser::Step> step = m_parser->advance(m_input);
        if (!step)
            co_return withContext(step.error(), "the backend's response is not valid HTTP");
        const bool isHeadDone = *step != ResponseParser::Step::NeedMore;
        if (m_parser->headBytes + (isHeadDone ? 0 : m_input.readable().size()) > headBytes)
            co_return Error{ErrorCode::LimitExceeded,
                            "the headers of the backend's response are larger than "
                                + std::to_string(headBytes) + " bytes",
                            {}};
        if (isHeadDone)
            break;
        const Result<std::size_t> count = co_await m_stream.readSome(m_input.writable());
        if (m_sendFailure)
            co_return *m_sendFailure;
        if (!count)
            co_return count.error();
        if (*count == 0)
            co_return Error{
                ErrorCode::PeerClosed, "the backend closed the connection before it answered", {}};
        m_input.commit(*count);
        m_hasReceived = true;
    }
    m_isHeadBegun = false;
    co_return Result<void>();
}

/// Sends the head, and the body once the backend asks for it or says nothing for a while. A backend
/// that refuses in the meantime never gets the body.
asio::awaitable<Result<void>> ClientConnection::sendWhenContinued(OutgoingRequest& request,
                                                                  std::size_t headBytes,
                                                                  Clock::time_point until)
{
    OutgoingBody& body = request.body;
    const std::optional<std::uint64_t> length
        = body.isStream() ? body.stream->contentLength() : std::optional(body.bytes.size());
    const bool isChunked = !length;
    appendFraming(m_output,
                  isChunked ? Framing{Framing::Kind::Chunked, 0}
                            : Framing{Framing::Kind::Length, *length});
    m_output += "Expect: 100-continue\r\n\r\n";
    const Result<void> sent = co_await m_stream.write(gather(asio::buffer(m_output)));
    if (!sent)
        co_return sent;
    const Result<bool> isWanted = co_await isBodyWanted(request, headBytes, until);
    if (!isWanted)
        co_return isWanted.error();
    m_isBodyWithheld = !*isWanted;
    if (!*isWanted)
        co_return Result<void>();
    if (body.isStream()) {
        startSendingBody(std::move(body.stream), isChunked);
        co_return Result<void>();
    }
    const Result<void> sentBody = co_await m_stream.write(gather(asio::buffer(body.bytes)));
    co_return sentBody;
}

asio::awaitable<Result<bool>> ClientConnection::isBodyWanted(const OutgoingRequest& request,
                                                             std::size_t headBytes,
                                                             Clock::time_point until)
{
    const Clock::time_point patience = std::min(until, Clock::now() + *request.continueTimeout);
    m_stream.expiresAt(patience);
    for (;;) {
        const Result<void> read = co_await readAnyHead(request.method == "HEAD", headBytes);
        const bool isPatienceOver
            = !read && read.error().code == ErrorCode::Timeout && patience < until;
        if (!read && !isPatienceOver)
            co_return read.error();
        m_hasFinalHead = !isPatienceOver && m_parser->statusCode >= 200;
        if (isPatienceOver || m_hasFinalHead || m_parser->statusCode == 100) {
            m_stream.expiresAt(until);
            const bool isWanted = !m_hasFinalHead;
            co_return isWanted;
        }
    }
}

asio::awaitable<Result<void>> ClientConnection::openTunnel(std::string_view host,
                                                           std::uint16_t port,
                                                           const HttpProxy& proxy,
                                                           std::size_t headBytes)
{
    const bool isIpv6 = host.find(':') != std::string_view::npos;
    const std::string target
        = (isIpv6 ? "[" + std::string(host) + "]" : std::string(host)) + ':' + std::to_string(port);
    m_output = "CONNECT " + target + " HTTP/1.1\r\n";
    appendField(m_output, "Host", target);
    if (!proxy.authorization.empty())
        appendField(m_output, "Proxy-Authorization", proxy.authorization);
    m_output += "\r\n";
    const Result<void> sent = co_await m_stream.write(gather(asio::buffer(m_output)));
    if (!sent)
        co_return sent;
    const Result<void> read = co_await readHead(true, headBytes);
    if (!read)
        co_return withContext(read.error(), "the proxy " + proxy.host);
    if (m_parser->statusCode / 100 != 2)
        co_return Error{ErrorCode::Refused,
                        "the proxy " + proxy.host + " answered "
                            + std::to_string(m_parser->statusCode) + " to CONNECT " + target,
                        {}};
    co_return Result<void>();
}

asio::awaitable<Result<IncomingResponse>>
ClientConnection::exchange(OutgoingRequest& request, std::size_t headBytes, Clock::time_point until,
                           std::chrono::milliseconds bodyTimeout)
{
    m_hasReceived = false;
    m_sendFailure.reset();
    m_isHeadBegun = false;
    m_hasFinalHead = false;
    m_isBodyWithheld = false;
    m_bodyTimeout = bodyTimeout;
    m_stream.expiresAt(until);
    const Clock::time_point start = Clock::now();
    writeHead(request);
    const bool waitsForWord
        = request.continueTimeout && (request.body.isStream() || !request.body.bytes.empty());
    Result<void> sent{};
    if (waitsForWord)
        sent = co_await sendWhenContinued(request, headBytes, until);
    else
        sent = co_await sendRequest(request);
    IncomingResponse response;
    response.timing.send = since(start);
    // A backend that refuses a large body may have answered although the sending failed.
    const bool mayHaveAnswered = sent || sent.error().code == ErrorCode::PeerClosed;
    if (!mayHaveAnswered)
        co_return sent.error();
    if (!m_hasFinalHead) {
        const Result<void> read = co_await readHead(request.method == "HEAD", headBytes);
        if (!read)
            co_return sent ? read.error() : sent.error();
    }
    response.timing.firstByte = since(start) - response.timing.send;
    m_stream.neverExpires();

    response.statusCode = m_parser->statusCode;
    response.reason = std::move(m_parser->reason);
    response.headers = std::move(m_parser->headers);
    if (response.statusCode == 101) {
        if (request.upgrade.empty())
            co_return Error{ErrorCode::Malformed, "the backend switched protocols unasked", {}};
        response.upgraded = std::make_unique<UpgradedStream>(shared_from_this());
    } else if (m_parser->is_done()) {
        release();
    } else {
        response.body = std::make_unique<ResponseBodyReader>(shared_from_this());
    }
    co_return response;
}

Result<std::string_view> ClientConnection::bodyStep(Result<ResponseParser::Step> step)
{
    if (!step)
        return withContext(std::move(step).error(), "reading the backend's response");
    return m_parser->piece;
}

std::optional<Result<std::string_view>> ClientConnection::tryReadBody()
{
    Result<ResponseParser::Step> step = m_parser->advance(m_input);
    if (step && *step == ResponseParser::Step::NeedMore)
        return std::nullopt;
    return bodyStep(std::move(step));
}

asio::awaitable<Result<std::string_view>> ClientConnection::readBody()
{
    for (;;) {
        Result<ResponseParser::Step> step = m_parser->advance(m_input);
        if (!step || *step != ResponseParser::Step::NeedMore)
            co_return bodyStep(std::move(step));
        m_stream.expiresAfter(m_bodyTimeout);
        const Result<std::size_t> count = co_await m_stream.readSome(m_input.writable());
        m_stream.neverExpires();
        if (!count)
            co_return withContext(count.error(), "reading the backend's response");
        if (*count == 0)
            co_return bodyStep(m_parser->endOfInput());
        m_input.commit(*count);
    }
}

void ClientConnection::release()
{
    const bool isReusable = m_parser->keep_alive() && !m_parser->need_eof() && !m_isSendingBody
        && !m_isBodyWithheld && m_input.empty() && m_stream.isOpen();
    if (isReusable)
        ConnectionPool::of(m_stream.socket().get_executor()).put(shared_from_this());
    else
        m_stream.close();
}

} // namespace gatelens::proxy
