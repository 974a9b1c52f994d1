#pragma once

#include "core/base/result.h"
#include "proxy/http/io_threads.h"
#include "proxy/http/server_exchange.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace gatelens::proxy {

struct ServerLimits
{
    std::size_t headBytes = 64 * 1024; ///< request line and headers: 431 beyond
    std::size_t targetBytes = 16 * 1024; ///< 414 beyond
    std::uint64_t bodyBytes = 256ULL * 1024 * 1024; ///< 413 beyond
    std::chrono::milliseconds idleTimeout{75'000}; ///< between requests
    std::chrono::milliseconds headTimeout{15'000}; ///< first byte to end of the head: 408
    std::chrono::milliseconds bodyTimeout{60'000}; ///< for each piece of the request's body
    std::chrono::milliseconds writeTimeout{60'000}; ///< for each piece of the response
};

struct ServerOptions
{
    std::string host = "127.0.0.1";
    std::uint16_t port = 0; ///< 0 picks a free one
    std::shared_ptr<boost::asio::ssl::context> tls; ///< null: plain http
    ServerLimits limits;
    bool writesDate = true; ///< adds Date to responses that have none
};

struct ServerCounters
{
    std::uint64_t connections = 0; ///< accepted
    std::uint64_t openConnections = 0;
    std::uint64_t requests = 0;
    std::uint64_t refused = 0; ///< answered by the server itself: 400, 408, 413, 414, 417, 431, 501
};

/// HTTP/1.1 server: keep-alive, pipelining, chunked bodies and trailers both ways, 100-continue,
/// HEAD, Upgrade, TLS. One acceptor a thread; a connection stays on the thread that accepted it.
class HttpServer
{
public:
    /// Binds and begins to accept. Conflict when the address is in use, InvalidArgument when `host`
    /// is no address of this machine; both name it.
    [[nodiscard]] static Result<std::unique_ptr<HttpServer>>
    listen(IoThreads& threads, ServerOptions options, RequestHandler handler);

    /// Stops without waiting for requests under way.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::string url() const; ///< "http://127.0.0.1:8080"
    [[nodiscard]] ServerCounters counters() const;

    /// Stops accepting, closes idle connections, lets requests finish for at most `drain`, then
    /// breaks them off. Returns when no connection is left. Not to be called from an I/O thread.
    void stop(std::chrono::milliseconds drain);

private:
    struct Impl;
    explicit HttpServer(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> m_impl;
};

} // namespace gatelens::proxy
