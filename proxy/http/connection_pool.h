#pragma once

#include "proxy/http/client_connection.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <memory>
#include <vector>

namespace gatelens::proxy {

/// The idle connections of one I/O thread.
class ConnectionPool : public boost::asio::execution_context::service
{
public:
    using key_type = ConnectionPool;
    inline static boost::asio::execution_context::id id; // NOLINT: Asio finds services by it

    explicit ConnectionPool(boost::asio::execution_context& context)
        : service(context)
    {
    }

    [[nodiscard]] static ConnectionPool& of(const boost::asio::any_io_executor& executor);

    /// The connection that was used last, or null.
    [[nodiscard]] std::shared_ptr<ClientConnection> take(const OriginKey& origin);
    void put(std::shared_ptr<ClientConnection> connection);

    /// Keeps at most `perHost` connections, each idle for at most `time`.
    void setLimits(std::size_t perHost, std::chrono::milliseconds time);
    /// Closes what a client left behind.
    void closeAll(std::uint64_t client);

private:
    void shutdown() override { m_origins.clear(); }

    struct Origin
    {
        OriginKey key;
        std::vector<std::shared_ptr<ClientConnection>> idle; ///< oldest first
    };
    [[nodiscard]] Origin* find(const OriginKey& origin);

    std::vector<Origin> m_origins; ///< a workspace has few backends: a walk is quicker than a hash
    std::size_t m_perHost = 64;
    std::chrono::milliseconds m_idleTime{55'000};
};

} // namespace gatelens::proxy
