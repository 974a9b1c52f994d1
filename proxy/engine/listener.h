#pragma once

#include "proxy/http/http_server.h"

#include <mutex>
#include <optional>

namespace gatelens::proxy {

/// One listener of the engine: what it serves and where, and the server once its address was free.
/// Thread safe.
class Listener
{
public:
    /// `threads` and what `handler` refers to outlive it.
    Listener(IoThreads& threads, ServerOptions options, RequestHandler handler);

    /// Opens it unless it is open. Conflict when the address is in use.
    [[nodiscard]] Result<void> open();
    [[nodiscard]] std::optional<std::string> url() const;
    void stop(std::chrono::milliseconds drain);

private:
    IoThreads& m_threads;
    ServerOptions m_options;
    RequestHandler m_handler;
    mutable std::mutex m_mutex; ///< guards m_server
    std::shared_ptr<HttpServer> m_server;
};

} // namespace gatelens::proxy
