#include "proxy/http/connection_pool.h"

#include <algorithm>
#include <utility>

namespace gatelens::proxy {

ConnectionPool& ConnectionPool::of(const boost::asio::any_io_executor& executor)
{
    return boost::asio::use_service<ConnectionPool>(
        boost::asio::query(executor, boost::asio::execution::context));
}

ConnectionPool::Origin* ConnectionPool::find(const OriginKey& origin)
{
    const auto found = std::find_if(m_origins.begin(), m_origins.end(),
                                    [&](const Origin& entry) { return entry.key == origin; });
    return found == m_origins.end() ? nullptr : &*found;
}

std::shared_ptr<ClientConnection> ConnectionPool::take(const OriginKey& origin)
{
    Origin* const entry = find(origin);
    if (entry == nullptr || entry->idle.empty())
        return nullptr;
    const auto oldest = std::chrono::steady_clock::now() - m_idleTime;
    std::shared_ptr<ClientConnection> connection = std::move(entry->idle.back());
    entry->idle.pop_back();
    if (connection->idleSince >= oldest)
        return connection;
    entry->idle.clear(); // the others have been idle for longer
    return nullptr;
}

void ConnectionPool::put(std::shared_ptr<ClientConnection> connection)
{
    Origin* entry = find(connection->origin());
    if (entry == nullptr)
        entry = &m_origins.emplace_back(Origin{connection->origin(), {}});
    const auto now = std::chrono::steady_clock::now();
    connection->idleSince = now;
    const bool isOldestStale
        = !entry->idle.empty() && entry->idle.front()->idleSince < now - m_idleTime;
    if (isOldestStale || entry->idle.size() >= m_perHost)
        entry->idle.erase(entry->idle.begin());
    entry->idle.push_back(std::move(connection));
}

void ConnectionPool::setLimits(std::size_t perHost, std::chrono::milliseconds time)
{
    m_perHost = std::max<std::size_t>(perHost, 1);
    m_idleTime = time;
}

void ConnectionPool::closeAll(std::uint64_t client)
{
    std::erase_if(m_origins, [&](const Origin& entry) { return entry.key.client == client; });
}

} // namespace gatelens::proxy
