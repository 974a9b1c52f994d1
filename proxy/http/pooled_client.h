#pragma once

#include "proxy/http/transport.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace gatelens::proxy {

struct ClientOptions
{
    std::size_t idlePerHost = 64; ///< kept open a thread and host
    std::chrono::milliseconds idleTimeout{55'000};
    std::chrono::milliseconds connectTimeout{15'000}; ///< resolve, connect and TLS handshake
    std::chrono::milliseconds bodyTimeout{300'000}; ///< for each piece of a response's body
    std::size_t headBytes = 256 * 1024; ///< status line and headers
    std::string upstreamCaFile; ///< PEM trusted besides the system's, "" for none
    bool verifiesTls = true; ///< false trusts every certificate
};

/// HTTP client with keep-alive pools, one a thread: HTTP/1.1, and HTTP/2 for requests that ask for
/// it. A request that could not be sent because the peer had closed an idle connection is sent
/// again on a new one, once, when its body is at hand. Call from a coroutine on an I/O thread;
/// different threads may call at the same time.
class PooledClient : public HttpTransport
{
public:
    /// Io when `upstreamCaFile` cannot be read.
    [[nodiscard]] static Result<std::unique_ptr<PooledClient>> create(ClientOptions options = {});
    ~PooledClient() override;
    PooledClient(const PooledClient&) = delete;
    PooledClient& operator=(const PooledClient&) = delete;

    boost::asio::awaitable<Result<IncomingResponse>> send(OutgoingRequest request) override;

private:
    struct Impl;
    explicit PooledClient(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> m_impl;
};

} // namespace gatelens::proxy
