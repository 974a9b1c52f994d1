#pragma once

#include "proxy/redis/redis_address.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatelens::proxy {

/// What a Redis command gave.
struct RedisReply
{
    std::optional<std::string> text; ///< nullopt: nil
    std::int64_t number = 0;
};

/// A connection to a Redis server, by hiredis, over TLS when the address says so. It blocks, and
/// is used by one thread.
class RedisConnection
{
public:
    /// Connects, checks the server's certificate against its host name, logs in and chooses the
    /// database. Refused says why that did not work.
    [[nodiscard]] static Result<std::unique_ptr<RedisConnection>> open(const RedisAddress& address);
    ~RedisConnection();
    RedisConnection(const RedisConnection&) = delete;
    RedisConnection& operator=(const RedisConnection&) = delete;

    /// Sends one command and reads its answer. Refused is an answer of the server; after PeerClosed
    /// the connection is of no more use.
    [[nodiscard]] Result<RedisReply> command(const std::vector<std::string>& words);

private:
    struct Impl;
    explicit RedisConnection(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace gatelens::proxy
