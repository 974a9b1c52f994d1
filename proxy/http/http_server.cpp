#include "proxy/http/http_server.h"

#include "proxy/http/no_throw.h"
#include "proxy/http/server_connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <mutex>
#include <unordered_set>
#include <vector>

namespace gatelens::proxy {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::seconds kAbortTime{10};
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

/// An acceptor and the connections it took; touched on its thread only.
struct Acceptor
{
    explicit Acceptor(asio::io_context& ioContext)
        : context(ioContext)
        , acceptor(ioContext)
    {
    }

    asio::io_context& context;
    tcp::acceptor acceptor;
    std::unordered_set<ServerConnection*> connections;
};

Error listenError(const ServerOptions& options, const error_code& error)
{
    const std::string address = options.host + ":" + std::to_string(options.port);
    if (error == asio::error::address_in_use)
        return Error{ErrorCode::Conflict,
                     "listening on " + address
                         + ": the address is in use by another program; choose another port, or 0 "
                           "for a free one",
                     {}};
    return Error{
        ErrorCode::InvalidArgument, "listening on " + address + ": " + error.message(), {}};
}

error_code bindAndListen(tcp::acceptor& acceptor, const tcp::endpoint& endpoint, bool sharesPort)
{
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error)
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error && sharesPort)
        acceptor.set_option(ReusePort(true), error);
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    return error;
}

/// SO_REUSEPORT would let a second Gatelens take half of the connections in silence: a listener
/// without it finds out whether the port is taken, and which one port 0 gives.
Result<tcp::endpoint> freeEndpoint(IoThreads& threads, const ServerOptions& options)
{
    error_code error;
    const auto address = asio::ip::make_address(
        options.host == "localhost" ? "127.0.0.1" : options.host.c_str(), error);
    if (error)
        return Error{ErrorCode::InvalidArgument,
                     "listening on " + options.host
                         + ": not an IP address; use 127.0.0.1, ::1 or an address of this machine",
                     {}};
    tcp::acceptor probe(threads.context(0));
    error = bindAndListen(probe, tcp::endpoint(address, options.port), false);
    if (error)
        return listenError(options, error);
    return probe.local_endpoint();
}

} // namespace

struct HttpServer::Impl : std::enable_shared_from_this<HttpServer::Impl>
{
    explicit Impl(IoThreads& ioThreads)
        : threads(ioThreads)
    {
    }

    static asio::awaitable<void> accept(std::shared_ptr<Impl> self, Acceptor& acceptor);
    void serve(Acceptor& acceptor, tcp::socket socket);
    void connectionEnded(Acceptor& acceptor, ServerConnection* connection);
    bool waitUntilEmpty(std::chrono::milliseconds time);
    void stop(std::chrono::milliseconds drain);

    IoThreads& threads;
    std::shared_ptr<ServerShared> shared = std::make_shared<ServerShared>();
    std::vector<std::unique_ptr<Acceptor>> acceptors;
    tcp::endpoint endpoint;
    bool isStopped = false;
    std::mutex mutex; ///< guards nothing but the wait for `ended`
    std::condition_variable ended;
};

asio::awaitable<void> HttpServer::Impl::accept(std::shared_ptr<Impl> self, Acceptor& acceptor)
{
    for (;;) {
        auto [error, socket] = co_await acceptor.acceptor.async_accept(kNoThrow);
        if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor)
            co_return;
        if (error) {
            // Out of descriptors: accepting goes on when some have been closed.
            spdlog::warn("accepting on {}: {}", self->endpoint.port(), error.message());
            asio::steady_timer pause(acceptor.context, std::chrono::milliseconds(100));
            co_await pause.async_wait(kNoThrow);
            continue;
        }
        self->serve(acceptor, std::move(socket));
    }
}

void HttpServer::Impl::serve(Acceptor& acceptor, tcp::socket socket)
{
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    shared->accepted.fetch_add(1, std::memory_order_relaxed);
    shared->open.fetch_add(1, std::memory_order_relaxed);
    auto connection = std::make_shared<ServerConnection>(std::move(socket), shared);
    acceptor.connections.insert(connection.get());
    // The handler keeps the connection, whose cancellation signal it is bound to.
    auto finished
        = [self = shared_from_this(), &acceptor, connection](const std::exception_ptr& failure) {
              if (failure)
                  spdlog::error("a connection ended with an unexpected exception");
              self->connectionEnded(acceptor, connection.get());
          };
    const auto slot = connection->cancellation().slot();
    asio::co_spawn(acceptor.context, ServerConnection::run(connection),
                   asio::bind_cancellation_slot(slot, std::move(finished)));
}

void HttpServer::Impl::connectionEnded(Acceptor& acceptor, ServerConnection* connection)
{
    acceptor.connections.erase(connection);
    if (shared->open.fetch_sub(1) == 1) {
        const std::lock_guard lock(mutex);
        ended.notify_all();
    }
}

bool HttpServer::Impl::waitUntilEmpty(std::chrono::milliseconds time)
{
    std::unique_lock lock(mutex);
    return ended.wait_for(lock, time, [this] { return shared->open.load() == 0; });
}

void HttpServer::Impl::stop(std::chrono::milliseconds drain)
{
    if (std::exchange(isStopped, true))
        return;
    threads.runOnEach([this](std::size_t index) {
        error_code ignored;
        acceptors[index]->acceptor.close(ignored);
        shared->isDraining = true;
        for (ServerConnection* const connection : acceptors[index]->connections)
            connection->drain();
    });
    if (waitUntilEmpty(drain))
        return;
    threads.runOnEach([this](std::size_t index) {
        for (ServerConnection* const connection : acceptors[index]->connections)
            connection->abort();
    });
    if (!waitUntilEmpty(kAbortTime))
        spdlog::error("{} connections did not end", shared->open.load());
}

Result<std::unique_ptr<HttpServer>> HttpServer::listen(IoThreads& threads, ServerOptions options,
                                                       RequestHandler handler)
{
    // A port found free may be taken before every thread has bound it; another one is as good.
    int attemptsLeft = options.port == 0 ? 10 : 1;
    while (true) {
        const Result<tcp::endpoint> endpoint = freeEndpoint(threads, options);
        if (!endpoint)
            return endpoint.error();
        auto impl = std::make_shared<Impl>(threads);
        impl->endpoint = *endpoint;
        impl->shared->options = options;
        impl->shared->handler = handler;
        error_code error;
        for (std::size_t index = 0; index < threads.count() && !error; ++index) {
            auto& acceptor
                = *impl->acceptors.emplace_back(std::make_unique<Acceptor>(threads.context(index)));
            error = bindAndListen(acceptor.acceptor, *endpoint, true);
        }
        if (error && --attemptsLeft > 0)
            continue;
        if (error)
            return listenError(options, error);
        for (const auto& acceptor : impl->acceptors)
            asio::co_spawn(acceptor->context, Impl::accept(impl, *acceptor),
                           [](std::exception_ptr) {});
        return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
    }
}

HttpServer::HttpServer(std::shared_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

HttpServer::~HttpServer() { m_impl->stop(std::chrono::milliseconds(0)); }

std::uint16_t HttpServer::port() const { return m_impl->endpoint.port(); }

std::string HttpServer::url() const
{
    const asio::ip::address address = m_impl->endpoint.address();
    const std::string host
        = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
    return (m_impl->shared->options.tls ? "https://" : "http://") + host + ":"
        + std::to_string(port());
}

ServerCounters HttpServer::counters() const
{
    const ServerShared& shared = *m_impl->shared;
    return {shared.accepted.load(std::memory_order_relaxed),
            shared.open.load(std::memory_order_relaxed),
            shared.requests.load(std::memory_order_relaxed),
            shared.refused.load(std::memory_order_relaxed)};
}

void HttpServer::stop(std::chrono::milliseconds drain) { m_impl->stop(drain); }

} // namespace gatelens::proxy
