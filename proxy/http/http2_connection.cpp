#include "proxy/http/http2_connection.h"

#include "proxy/http/head_writer.h"

#include <boost/asio/co_spawn.hpp>

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace gatelens::proxy {

namespace asio = boost::asio;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kWriteBytes = 64 * 1024;
/// Unread bytes of a body that a backend may send ahead, of one exchange and of all together.
constexpr std::int32_t kExchangeWindow = 1024 * 1024;
constexpr std::int32_t kConnectionWindow = 16 * 1024 * 1024;

std::string_view textOf(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size}; // NOLINT: nghttp2's byte type
}

Error failure(ErrorCode code, std::string message) { return {code, std::move(message), {}}; }

/// Names and values of a request's head; nghttp2 copies them when they are submitted.
class HeadFields
{
public:
    explicit HeadFields(const OutgoingRequest& request)
    {
        const std::string* const host = request.headers.find("Host");
        add(":method", request.method);
        add(":scheme", request.url.scheme == "http" ? "http" : "https");
        add(":authority", host != nullptr ? *host : request.url.authority());
        add(":path", request.url.target());
        for (const HeaderField& field : request.headers) {
            if (!isFramingField(field.name) && !equalsIgnoringCase(field.name, "Host"))
                add(field.name, field.value);
        }
    }
    explicit HeadFields(const HeaderList& trailers)
    {
        for (const HeaderField& field : trailers)
            add(field.name, field.value);
    }

    void add(std::string_view name, std::string_view value)
    {
        std::string lowered(name);
        std::transform(lowered.begin(), lowered.end(), lowered.begin(), [](char character) {
            return character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32)
                                                        : character;
        });
        m_fields.emplace_back(std::move(lowered), value);
    }

    /// Fields that HTTP/2 cannot carry are left out.
    [[nodiscard]] std::vector<nghttp2_nv> pairs()
    {
        std::vector<nghttp2_nv> pairs;
        pairs.reserve(m_fields.size());
        for (auto& [name, value] : m_fields) {
            auto* const nameBytes = reinterpret_cast<std::uint8_t*>(name.data()); // NOLINT
            auto* const valueBytes = reinterpret_cast<std::uint8_t*>(value.data()); // NOLINT
            const bool isPseudo = name.starts_with(':');
            if ((isPseudo || nghttp2_check_header_name(nameBytes, name.size()) != 0)
                && nghttp2_check_header_value(valueBytes, value.size()) != 0)
                pairs.push_back(
                    {nameBytes, valueBytes, name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
        }
        return pairs;
    }

private:
    std::vector<std::pair<std::string, std::string>> m_fields;
};

bool expectsBody(std::string_view method)
{
    return method == "POST" || method == "PUT" || method == "PATCH";
}

std::optional<std::uint64_t> announcedLength(const HeaderList& headers)
{
    const std::string* const text = headers.find("Content-Length");
    std::uint64_t length = 0;
    if (text == nullptr)
        return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), length);
    return error == std::errc() && end == text->data() + text->size() ? std::optional(length)
                                                                      : std::nullopt;
}

} // namespace

/// What nghttp2 tells while it reads, and where it takes bodies from.
struct Http2Callbacks
{
    static Http2Exchange* find(void* user, std::int32_t id)
    {
        const auto& exchanges = static_cast<Http2Connection*>(user)->m_exchanges;
        const auto found = exchanges.find(id);
        return found == exchanges.end() ? nullptr : found->second.get();
    }

    static int onBeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* user)
    {
        Http2Exchange* const exchange = find(user, frame->hd.stream_id);
        if (exchange != nullptr && !exchange->hasHead)
            exchange->headers = {}; // of an interim response
        return 0;
    }

    static int onHeader(nghttp2_session* session, const nghttp2_frame* frame,
                        const std::uint8_t* name, std::size_t nameSize, const std::uint8_t* value,
                        std::size_t valueSize, std::uint8_t, void* user)
    {
        Http2Exchange* const exchange = find(user, frame->hd.stream_id);
        if (exchange == nullptr)
            return 0;
        const std::string_view nameText = textOf(name, nameSize);
        const std::string_view valueText = textOf(value, valueSize);
        const std::size_t limit = static_cast<Http2Connection*>(user)->m_headBytes;
        exchange->headBytes += nameSize + valueSize;
        if (exchange->headBytes > limit) {
            exchange->failure = failure(ErrorCode::LimitExceeded,
                                        "the headers of the backend's response are larger than "
                                            + std::to_string(limit) + " bytes");
            exchange->changed.signal();
            return nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id,
                                             NGHTTP2_ENHANCE_YOUR_CALM);
        }
        if (nameText == ":status")
            std::from_chars(valueText.data(), valueText.data() + valueText.size(),
                            exchange->statusCode);
        else
            (exchange->hasHead ? exchange->trailers : exchange->headers)
                .append(std::string(nameText), std::string(valueText));
        return 0;
    }

    static int onFrame(nghttp2_session*, const nghttp2_frame* frame, void* user)
    {
        Http2Exchange* const exchange = find(user, frame->hd.stream_id);
        if (exchange == nullptr)
            return 0;
        if (frame->hd.type == NGHTTP2_HEADERS && exchange->statusCode >= 200)
            exchange->hasHead = true;
        if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
            exchange->isEnded = true;
        exchange->changed.signal();
        return 0;
    }

    static int onData(nghttp2_session* session, std::uint8_t, std::int32_t id,
                      const std::uint8_t* data, std::size_t size, void* user)
    {
        if (Http2Exchange* const exchange = find(user, id)) {
            exchange->received += textOf(data, size);
            exchange->changed.signal();
        } else
            nghttp2_session_consume_connection(session, size); // of an exchange that was given up
        return 0;
    }

    static int onClose(nghttp2_session*, std::int32_t id, std::uint32_t code, void* user)
    {
        auto& connection = *static_cast<Http2Connection*>(user);
        const auto found = connection.m_exchanges.find(id);
        if (found == connection.m_exchanges.end())
            return 0;
        const std::shared_ptr<Http2Exchange> exchange = std::move(found->second);
        connection.m_exchanges.erase(found);
        connection.m_lastUsed = Clock::now();
        exchange->isClosed = true;
        if (!exchange->isEnded && !exchange->failure)
            exchange->failure = failure(ErrorCode::PeerClosed,
                                        "the backend broke the HTTP/2 stream off: "
                                            + std::string(nghttp2_http2_strerror(code)));
        exchange->changed.signal();
        exchange->drained.signal();
        return 0;
    }

    static ssize_t readBody(nghttp2_session* session, std::int32_t id, std::uint8_t* into,
                            std::size_t size, std::uint32_t* flags, nghttp2_data_source*,
                            void* user)
    {
        Http2Exchange* const found = find(user, id);
        if (found == nullptr)
            return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
        Http2Exchange& exchange = *found;
        const std::size_t count = std::min(size, exchange.toSend.size());
        std::copy_n(exchange.toSend.begin(), count, into);
        exchange.toSend.erase(0, count);
        if (count > 0 && exchange.toSend.empty())
            exchange.drained.signal();
        if (exchange.toSend.empty() && exchange.isBodyWhole) {
            *flags |= NGHTTP2_DATA_FLAG_EOF;
            if (exchange.requestTrailers.size() != 0) {
                HeadFields fields(exchange.requestTrailers);
                const std::vector<nghttp2_nv> pairs = fields.pairs();
                if (nghttp2_submit_trailer(session, id, pairs.data(), pairs.size()) == 0)
                    *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
            }
        } else if (count == 0)
            return NGHTTP2_ERR_DEFERRED;
        return static_cast<ssize_t>(count);
    }

    /// A client session with our limits that tells `connection`.
    static nghttp2_session* newSession(Http2Connection* connection)
    {
        nghttp2_session_callbacks* callbacks = nullptr;
        nghttp2_session_callbacks_new(&callbacks);
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, &onBeginHeaders);
        nghttp2_session_callbacks_set_on_header_callback(callbacks, &onHeader);
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &onFrame);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &onData);
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &onClose);
        nghttp2_option* option = nullptr;
        nghttp2_option_new(&option);
        // The window opens again when a body has been read, not when it has arrived.
        nghttp2_option_set_no_auto_window_update(option, 1);
        nghttp2_session* session = nullptr;
        nghttp2_session_client_new2(&session, callbacks, connection, option);
        nghttp2_option_del(option);
        nghttp2_session_callbacks_del(callbacks);
        const std::array<nghttp2_settings_entry, 2> settings{
            {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
             {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kExchangeWindow}}};
        nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
        nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, kConnectionWindow);
        return session;
    }
};

/// The response's body as the caller reads it.
class Http2BodyReader : public BodyReader
{
public:
    Http2BodyReader(std::shared_ptr<Http2Connection> connection,
                    std::shared_ptr<Http2Exchange> exchange, std::chrono::milliseconds timeout)
        : m_connection(std::move(connection))
        , m_exchange(std::move(exchange))
        , m_timeout(timeout)
        , m_length(announcedLength(m_exchange->headers))
    {
    }
    ~Http2BodyReader() override { m_connection->abandon(*m_exchange); }
    Http2BodyReader(const Http2BodyReader&) = delete;
    Http2BodyReader& operator=(const Http2BodyReader&) = delete;

    asio::awaitable<Result<std::string_view>> read() override
    {
        for (;;) {
            std::optional<Result<std::string_view>> piece = tryRead();
            if (piece)
                co_return std::move(*piece);
            const Result<void> waited = co_await m_exchange->changed.wait(Clock::now() + m_timeout);
            if (!waited)
                co_return withContext(waited.error(), "reading the backend's response");
        }
    }

    std::optional<Result<std::string_view>> tryRead() override
    {
        if (!m_exchange->received.empty()) {
            m_piece.clear();
            m_piece.swap(m_exchange->received);
            m_connection->noteRead(m_exchange->id, m_piece.size());
            return Result<std::string_view>(std::string_view(m_piece));
        }
        if (m_exchange->isEnded)
            return Result<std::string_view>(std::string_view{});
        if (m_exchange->failure)
            return Result<std::string_view>(
                withContext(*m_exchange->failure, "reading the backend's response"));
        return std::nullopt;
    }

    std::optional<std::uint64_t> contentLength() const override { return m_length; }
    const HeaderList& trailers() const override { return m_exchange->trailers; }

private:
    std::shared_ptr<Http2Connection> m_connection;
    std::shared_ptr<Http2Exchange> m_exchange;
    std::chrono::milliseconds m_timeout;
    std::optional<std::uint64_t> m_length;
    std::string m_piece;
};

Http2Connection::Http2Connection(std::shared_ptr<ClientConnection> carrier, std::size_t headBytes)
    : m_carrier(std::move(carrier))
    , m_headBytes(headBytes)
    , m_session(Http2Callbacks::newSession(this))
    , m_lastUsed(Clock::now())
{
}

Http2Connection::~Http2Connection() { nghttp2_session_del(m_session); }

std::shared_ptr<Http2Connection> Http2Connection::start(std::shared_ptr<ClientConnection> carrier,
                                                        std::size_t headBytes)
{
    std::shared_ptr<Http2Connection> connection(new Http2Connection(std::move(carrier), headBytes));
    Stream& stream = connection->m_carrier->stream();
    stream.neverExpires();
    asio::co_spawn(stream.socket().get_executor(), receive(connection),
                   [connection](const std::exception_ptr& thrown) {
                       if (thrown)
                           connection->fail(failure(ErrorCode::PeerClosed, "reading failed"));
                   });
    connection->flush();
    return connection;
}

bool Http2Connection::isUsable() const
{
    return !m_isClosed && nghttp2_session_check_request_allowed(m_session) != 0;
}

void Http2Connection::close() { fail(failure(ErrorCode::Cancelled, "the connection was closed")); }

void Http2Connection::fail(const Error& error)
{
    if (m_isClosed)
        return;
    m_isClosed = true;
    m_carrier->stream().close();
    const auto exchanges = std::exchange(m_exchanges, {});
    for (const auto& [id, exchange] : exchanges) {
        if (!exchange->isEnded && !exchange->failure)
            exchange->failure = error;
        exchange->isClosed = true;
        exchange->changed.signal();
        exchange->drained.signal();
    }
}

void Http2Connection::abandon(const Http2Exchange& exchange)
{
    if (m_isClosed)
        return;
    noteRead(exchange.id, exchange.received.size());
    if (!exchange.isEnded)
        nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, exchange.id, NGHTTP2_CANCEL);
    flush();
}

void Http2Connection::noteRead(std::int32_t id, std::size_t count)
{
    if (m_isClosed || count == 0)
        return;
    nghttp2_session_consume(m_session, id, count);
    flush();
}

void Http2Connection::flush()
{
    if (m_isSending || m_isClosed || nghttp2_session_want_write(m_session) == 0)
        return;
    m_isSending = true;
    asio::co_spawn(m_carrier->stream().socket().get_executor(), send(shared_from_this()),
                   [self = shared_from_this()](const std::exception_ptr& thrown) {
                       self->m_isSending = false;
                       if (thrown)
                           self->fail(failure(ErrorCode::PeerClosed, "sending failed"));
                   });
}

asio::awaitable<void> Http2Connection::send(std::shared_ptr<Http2Connection> self)
{
    for (;;) {
        self->m_output.clear();
        while (!self->m_isClosed && self->m_output.size() < kWriteBytes) {
            const std::uint8_t* data = nullptr;
            const ssize_t size = nghttp2_session_mem_send(self->m_session, &data);
            if (size <= 0)
                break;
            self->m_output += textOf(data, static_cast<std::size_t>(size));
        }
        if (self->m_output.empty())
            co_return;
        const Result<void> sent
            = co_await self->m_carrier->stream().write(gather(asio::buffer(self->m_output)));
        if (!sent) {
            self->fail(sent.error());
            co_return;
        }
    }
}

asio::awaitable<void> Http2Connection::receive(std::shared_ptr<Http2Connection> self)
{
    std::vector<char> bytes(kReadBytes);
    while (!self->m_isClosed) {
        const Result<std::size_t> count
            = co_await self->m_carrier->stream().readSome(asio::buffer(bytes));
        if (!count || *count == 0) {
            self->fail(count ? failure(ErrorCode::PeerClosed,
                                       "the backend closed the connection before it answered")
                             : count.error());
            co_return;
        }
        const auto* const data = reinterpret_cast<std::uint8_t*>(bytes.data()); // NOLINT
        const ssize_t taken = nghttp2_session_mem_recv(self->m_session, data, *count);
        if (taken < 0) {
            self->fail(failure(ErrorCode::Malformed,
                               std::string("the backend's answer is not valid HTTP/2: ")
                                   + nghttp2_strerror(static_cast<int>(taken))));
            co_return;
        }
        self->flush();
        if (nghttp2_session_want_read(self->m_session) == 0
            && nghttp2_session_want_write(self->m_session) == 0)
            self->fail(failure(ErrorCode::PeerClosed, "the backend ended the connection"));
    }
}

Result<Http2Connection::ExchangePtr> Http2Connection::submit(OutgoingRequest& request)
{
    auto exchange = std::make_shared<Http2Exchange>(m_carrier->stream().socket().get_executor());
    exchange->toSend = request.body.bytes;
    exchange->isBodyWhole = !request.body.isStream();
    const std::optional<std::uint64_t> length = request.body.isStream()
        ? request.body.stream->contentLength()
        : std::optional<std::uint64_t>(exchange->toSend.size());
    const bool hasBody = request.body.isStream() || !exchange->toSend.empty();
    HeadFields fields(request);
    if (length && (hasBody || expectsBody(request.method)))
        fields.add("content-length", std::to_string(*length));
    const std::vector<nghttp2_nv> pairs = fields.pairs();
    nghttp2_data_provider provider{};
    provider.read_callback = &Http2Callbacks::readBody;
    exchange->id = nghttp2_submit_request(m_session, nullptr, pairs.data(), pairs.size(),
                                          hasBody ? &provider : nullptr, nullptr);
    if (exchange->id < 0)
        return failure(ErrorCode::PeerClosed, nghttp2_strerror(exchange->id));
    m_exchanges.emplace(exchange->id, exchange);
    return exchange;
}

asio::awaitable<void> Http2Connection::sendBody(std::shared_ptr<Http2Connection> self,
                                                ExchangePtr exchange,
                                                std::unique_ptr<BodyReader> body)
{
    // A backend may answer and close without having read all.
    while (!exchange->isClosed) {
        const Result<std::string_view> piece = co_await body->read();
        if (!piece) {
            if (!exchange->failure)
                exchange->failure = piece.error();
            exchange->changed.signal();
            self->abandon(*exchange);
            co_return;
        }
        exchange->toSend += *piece;
        if (piece->empty()) {
            exchange->requestTrailers = body->trailers();
            exchange->isBodyWhole = true;
        }
        nghttp2_session_resume_data(self->m_session, exchange->id);
        self->flush();
        if (exchange->isBodyWhole)
            co_return;
        // No deadline: the exchange has one, and its end is told here too.
        const Result<void> taken = co_await exchange->drained.wait(Clock::time_point::max());
        if (!taken)
            co_return;
    }
}

asio::awaitable<Result<IncomingResponse>>
Http2Connection::exchange(OutgoingRequest& request, Clock::time_point until,
                          std::chrono::milliseconds bodyTimeout)
{
    const Clock::time_point start = Clock::now();
    Result<ExchangePtr> submitted = submit(request);
    if (!submitted)
        co_return submitted.error();
    const ExchangePtr exchange = std::move(*submitted);
    flush();
    if (request.body.isStream())
        asio::co_spawn(m_carrier->stream().socket().get_executor(),
                       sendBody(shared_from_this(), exchange, std::move(request.body.stream)),
                       [self = shared_from_this()](const std::exception_ptr& thrown) {
                           if (thrown)
                               self->fail(failure(ErrorCode::PeerClosed, "sending failed"));
                       });
    while (!exchange->hasHead) {
        if (exchange->failure)
            co_return *exchange->failure;
        const Result<void> waited = co_await exchange->changed.wait(until);
        if (!waited) {
            abandon(*exchange);
            co_return waited.error();
        }
    }
    IncomingResponse response;
    response.timing.firstByte = std::chrono::duration_cast<Micros>(Clock::now() - start);
    response.version = HttpVersion::Http2;
    response.statusCode = exchange->statusCode;
    response.headers = exchange->headers;
    const bool hasBody
        = request.method != "HEAD" && !(exchange->isEnded && exchange->received.empty());
    if (hasBody)
        response.body
            = std::make_unique<Http2BodyReader>(shared_from_this(), exchange, bodyTimeout);
    co_return response;
}

} // namespace gatelens::proxy
