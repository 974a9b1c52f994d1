#include "proxy/http/pooled_client.h"

#include "proxy/http/client_identity.h"
#include "proxy/http/connection_pool.h"
#include "proxy/http/http2_pool.h"
#include "proxy/http/no_throw.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <utility>
#include <vector>

namespace gatelens::proxy {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

using Clock = std::chrono::steady_clock;

std::uint64_t nextClientNumber()
{
    static std::atomic<std::uint64_t> number{0};
    return number.fetch_add(1) + 1;
}

/// Sending it twice does no harm, should the peer have acted on it before it closed.
bool isIdempotent(std::string_view method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE"
        || method == "PUT" || method == "DELETE";
}

/// Whether a request may take a connection that was kept.
enum class MayReuse
{
    WhenSurelyOpen, ///< it cannot be sent twice, should the peer have closed meanwhile
    Yes
};

bool isSecure(const Url& url) { return url.scheme == "https" || url.scheme == "wss"; }

/// A proxy forwards plain requests itself; for all else it only passes bytes on.
bool needsTunnel(const OutgoingRequest& request)
{
    return isSecure(request.url) || !request.upgrade.empty();
}

/// Over plain connections HTTP/2 is spoken only when nothing else will do: no handshake could tell.
bool mayUseHttp2(const OutgoingRequest& request)
{
    if (request.version == HttpVersion::Http1 || !request.upgrade.empty())
        return false;
    return isSecure(request.url) || (request.version == HttpVersion::Http2 && !request.proxy);
}

Micros between(Clock::time_point start, Clock::time_point end)
{
    return std::chrono::duration_cast<Micros>(end - start);
}

asio::awaitable<Result<std::vector<tcp::endpoint>>> resolve(std::string host, std::uint16_t port,
                                                            Clock::time_point until)
{
    error_code error;
    if (const auto address = asio::ip::make_address(host, error); !error) {
        std::vector<tcp::endpoint> only(1, tcp::endpoint(address, port));
        co_return only;
    }
    const auto executor = co_await asio::this_coro::executor;
    tcp::resolver resolver(executor);
    const Deadline deadline(asio::query(executor, asio::execution::context), until,
                            [&resolver] { resolver.cancel(); });
    const std::string service = std::to_string(port);
    const auto [failure, found] = co_await resolver.async_resolve(host, service, kNoThrow);
    if (deadline.hasExpired())
        co_return Error{ErrorCode::Timeout, "resolving " + host + " took too long", {}};
    if (failure == asio::error::operation_aborted)
        co_return Error{ErrorCode::Cancelled, "resolving " + host + " was canceled", {}};
    if (failure)
        co_return Error{ErrorCode::NotFound, "resolving " + host + ": " + failure.message(), {}};
    std::vector<tcp::endpoint> endpoints;
    for (const auto& entry : found)
        endpoints.push_back(entry.endpoint());
    co_return endpoints;
}

Result<std::shared_ptr<asio::ssl::context>> clientTls(const ClientOptions& options)
{
    error_code error;
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2
                             | asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1
                             | asio::ssl::context::no_tlsv1_1,
                         error);
    context->set_default_verify_paths(error);
    if (!options.upstreamCaFile.empty()) {
        context->load_verify_file(options.upstreamCaFile, error);
        if (error)
            return Error{ErrorCode::Io,
                         "reading the certificates of " + options.upstreamCaFile + ": "
                             + error.message(),
                         {}};
    }
    return context;
}

} // namespace

struct PooledClient::Impl
{
    using ConnectionResult = Result<std::shared_ptr<ClientConnection>>;

    /// What a request goes out on: one of the two.
    struct Carrier
    {
        std::shared_ptr<Http2Connection> shared;
        std::shared_ptr<ClientConnection> own;

        [[nodiscard]] bool isEmpty() const { return !shared && !own; }
    };

    asio::awaitable<ConnectionResult> connect(const OutgoingRequest& request, OriginKey origin,
                                              Clock::time_point until, CallTiming& timing);
    asio::awaitable<Result<Carrier>> open(const OutgoingRequest& request, const OriginKey& origin,
                                          Clock::time_point until, CallTiming& timing);
    [[nodiscard]] Carrier takeKept(const asio::any_io_executor& executor, const OriginKey& origin,
                                   MayReuse mayReuse) const;
    asio::awaitable<Result<IncomingResponse>> send(OutgoingRequest request);
    [[nodiscard]] OriginKey originOf(const OutgoingRequest& request) const;

    ClientOptions options;
    std::shared_ptr<asio::ssl::context> tls;
    std::uint64_t number = nextClientNumber();
};

asio::awaitable<PooledClient::Impl::ConnectionResult>
PooledClient::Impl::connect(const OutgoingRequest& request, OriginKey origin,
                            Clock::time_point until, CallTiming& timing)
{
    const Clock::time_point start = Clock::now();
    const std::string& host = request.proxy ? request.proxy->host : request.url.host;
    const std::uint16_t port = request.proxy ? request.proxy->port : request.url.port;
    const auto endpoints = co_await resolve(host, port, until);
    if (!endpoints)
        co_return endpoints.error();
    const auto executor = co_await asio::this_coro::executor;
    const PeerVerification verification{origin.host, origin.checksChain, origin.checksName,
                                        request.identity.get(), origin.offersHttp2};
    auto connection = std::make_shared<ClientConnection>(tcp::socket(executor), std::move(origin));
    Stream& stream = connection->stream();
    stream.expiresAt(until);
    Result<void> connected = Error{ErrorCode::NotFound, "no address", {}};
    for (const tcp::endpoint& endpoint : *endpoints) {
        connected = co_await stream.connect(endpoint);
        if (connected || connected.error().code == ErrorCode::Timeout
            || connected.error().code == ErrorCode::Cancelled)
            break;
    }
    const Clock::time_point connectedAt = Clock::now();
    timing.connect = between(start, connectedAt);
    if (!connected)
        co_return withContext(connected.error(),
                              request.proxy ? "the proxy " + request.proxy->host
                                            : request.url.authority());
    if (request.proxy && needsTunnel(request)) {
        const Result<void> tunnel = co_await connection->openTunnel(
            request.url.host, request.url.port, *request.proxy, options.headBytes);
        if (!tunnel)
            co_return tunnel.error();
    }
    if (isSecure(request.url)) {
        const Result<void> secured = co_await stream.connectTls(*tls, verification);
        timing.tls = between(connectedAt, Clock::now());
        if (!secured)
            co_return secured.error();
    }
    co_return connection;
}

OriginKey PooledClient::Impl::originOf(const OutgoingRequest& request) const
{
    return {number,
            isSecure(request.url) ? "https" : "http",
            request.url.host,
            request.url.port,
            options.verifiesTls && request.verifyCertificateChain,
            options.verifiesTls && request.verifyCertificateName,
            request.identity ? request.identity->thumbprint() : std::string(),
            request.proxy,
            mayUseHttp2(request)};
}

PooledClient::Impl::Carrier PooledClient::Impl::takeKept(const asio::any_io_executor& executor,
                                                         const OriginKey& origin,
                                                         MayReuse mayReuse) const
{
    Carrier carrier;
    if (origin.offersHttp2)
        carrier.shared = Http2Pool::of(executor).find(origin, options.idleTimeout);
    if (carrier.shared)
        return carrier;
    ConnectionPool& pool = ConnectionPool::of(executor);
    pool.setLimits(options.idlePerHost, options.idleTimeout);
    carrier.own = pool.take(origin);
    while (carrier.own && mayReuse == MayReuse::WhenSurelyOpen
           && carrier.own->stream().isPeerGone())
        carrier.own = pool.take(origin);
    return carrier;
}

/// A new connection, with the protocol that both sides agreed on.
asio::awaitable<Result<PooledClient::Impl::Carrier>>
PooledClient::Impl::open(const OutgoingRequest& request, const OriginKey& origin,
                         Clock::time_point until, CallTiming& timing)
{
    Carrier carrier;
    ConnectionResult made = co_await connect(request, origin, until, timing);
    if (!made)
        co_return made.error();
    carrier.own = std::move(*made);
    if (!origin.offersHttp2)
        co_return carrier;
    const bool isPlain = !carrier.own->stream().isTls();
    if (isPlain || carrier.own->stream().hasAgreedOnHttp2()) {
        carrier.shared = Http2Connection::start(std::move(carrier.own), options.headBytes);
        Http2Pool::of(co_await asio::this_coro::executor).put(carrier.shared);
    } else if (request.version == HttpVersion::Http2)
        co_return Error{ErrorCode::Refused, request.url.authority() + " does not speak HTTP/2", {}};
    co_return carrier;
}

asio::awaitable<Result<IncomingResponse>> PooledClient::Impl::send(OutgoingRequest request)
{
    const Clock::time_point start = Clock::now();
    const Clock::time_point until = start + request.timeout;
    const OriginKey origin = originOf(request);
    const bool mayRepeat = !request.body.isStream() && isIdempotent(request.method);
    CallTiming timing;
    Carrier carrier = takeKept(co_await asio::this_coro::executor, origin,
                               mayRepeat ? MayReuse::Yes : MayReuse::WhenSurelyOpen);
    bool isKept = !carrier.isEmpty();
    for (;;) {
        if (carrier.isEmpty()) {
            const Clock::time_point connectUntil = std::min(until, start + options.connectTimeout);
            Result<Carrier> opened = co_await open(request, origin, connectUntil, timing);
            if (!opened)
                co_return opened.error();
            carrier = std::move(*opened);
        }
        Result<IncomingResponse> response = Error{};
        if (carrier.shared)
            response = co_await carrier.shared->exchange(request, until, options.bodyTimeout);
        else
            response = co_await carrier.own->exchange(request, options.headBytes, until,
                                                      options.bodyTimeout);
        if (response) {
            response->timing.connect = timing.connect;
            response->timing.tls = timing.tls;
            co_return response;
        }
        const bool hasNothing = carrier.shared || carrier.own->hasReceivedNothing();
        const bool isStale = isKept && hasNothing && response.error().code == ErrorCode::PeerClosed;
        if (carrier.own)
            carrier.own->stream().close();
        if (!isStale || !mayRepeat)
            co_return withContext(std::move(response).error(), request.url.authority());
        isKept = false;
        carrier = {};
    }
}

Result<std::unique_ptr<PooledClient>> PooledClient::create(ClientOptions options)
{
    auto tls = clientTls(options);
    if (!tls)
        return tls.error();
    auto impl = std::make_shared<Impl>();
    impl->options = std::move(options);
    impl->tls = std::move(*tls);
    return std::unique_ptr<PooledClient>(new PooledClient(std::move(impl)));
}

PooledClient::PooledClient(std::shared_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

PooledClient::~PooledClient() = default;

asio::awaitable<Result<IncomingResponse>> PooledClient::send(OutgoingRequest request)
{
    return m_impl->send(std::move(request));
}

} // namespace gatelens::proxy
