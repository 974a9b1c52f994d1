#include "proxy/engine/listener.h"

namespace gatelens::proxy {

Listener::Listener(IoThreads& threads, ServerOptions options, RequestHandler handler)
    : m_threads(threads)
    , m_options(std::move(options))
    , m_handler(std::move(handler))
{
}

Result<void> Listener::open()
{
    const std::lock_guard lock(m_mutex);
    if (m_server)
        return {};
    auto server = HttpServer::listen(m_threads, m_options, m_handler);
    if (!server)
        return server.error();
    m_server = std::move(*server);
    return {};
}

std::optional<std::string> Listener::url() const
{
    const std::lock_guard lock(m_mutex);
    return m_server ? std::optional(m_server->url()) : std::nullopt;
}

void Listener::stop(std::chrono::milliseconds drain)
{
    std::shared_ptr<HttpServer> server;
    {
        const std::lock_guard lock(m_mutex);
        server = m_server;
    }
    if (server) // outside of the lock: others ask for the address while requests end
        server->stop(drain);
}

} // namespace gatelens::proxy
