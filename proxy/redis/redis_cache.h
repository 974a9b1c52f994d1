#pragma once

#include "proxy/gateway/external_cache.h"
#include "proxy/redis/redis_address.h"

#include <memory>

namespace gatelens::proxy {

/// An external cache on a Redis server. One connection on a thread of its own; commands queue up
/// behind each other, at most 1024 of them. While the server cannot be reached operations fail at
/// once, and a new attempt is made every few seconds.
class RedisCache : public ExternalCache
{
public:
    explicit RedisCache(RedisAddress address);
    ~RedisCache() override;
    RedisCache(const RedisCache&) = delete;
    RedisCache& operator=(const RedisCache&) = delete;

    boost::asio::awaitable<Result<std::optional<std::string>>> get(std::string key) override;
    boost::asio::awaitable<Result<void>> set(std::string key, std::string bytes,
                                             std::chrono::seconds life) override;
    boost::asio::awaitable<Result<bool>> remove(std::string key) override;

private:
    struct Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace gatelens::proxy
