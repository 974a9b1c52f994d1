#include "proxy/http/http2_pool.h"

#include <algorithm>
#include <utility>

namespace gatelens::proxy {

Http2Pool& Http2Pool::of(const boost::asio::any_io_executor& executor)
{
    return boost::asio::use_service<Http2Pool>(
        boost::asio::query(executor, boost::asio::execution::context));
}

std::shared_ptr<Http2Connection> Http2Pool::find(const OriginKey& origin,
                                                 std::chrono::milliseconds idleTime)
{
    const auto oldest = std::chrono::steady_clock::now() - idleTime;
    std::erase_if(m_connections, [&](const std::shared_ptr<Http2Connection>& connection) {
        const bool isStale = connection->isIdleSince(oldest);
        if (isStale)
            connection->close();
        return isStale || !connection->isUsable();
    });
    const auto found = std::find_if(
        m_connections.begin(), m_connections.end(),
        [&](const std::shared_ptr<Http2Connection>& entry) { return entry->origin() == origin; });
    return found == m_connections.end() ? nullptr : *found;
}

void Http2Pool::put(std::shared_ptr<Http2Connection> connection)
{
    m_connections.push_back(std::move(connection));
}

} // namespace gatelens::proxy
