#pragma once

#include "proxy/http/http2_connection.h"

#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <memory>
#include <vector>

namespace gatelens::proxy {

/// The HTTP/2 connections of one I/O thread: one an origin, shared by all that call it.
class Http2Pool : public boost::asio::execution_context::service
{
public:
    using key_type = Http2Pool;
    inline static boost::asio::execution_context::id id; // NOLINT: Asio finds services by it

    explicit Http2Pool(boost::asio::execution_context& context)
        : service(context)
    {
    }

    [[nodiscard]] static Http2Pool& of(const boost::asio::any_io_executor& executor);

    /// A connection that takes further requests, or null; those idle for longer than `idleTime`
    /// are closed.
    [[nodiscard]] std::shared_ptr<Http2Connection> find(const OriginKey& origin,
                                                        std::chrono::milliseconds idleTime);
    void put(std::shared_ptr<Http2Connection> connection);

private:
    void shutdown() override { m_connections.clear(); }

    std::vector<std::shared_ptr<Http2Connection>> m_connections;
};

} // namespace gatelens::proxy
