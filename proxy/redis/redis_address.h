#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// Where a Redis server is and how to log in.
struct RedisAddress
{
    std::string host;
    std::uint16_t port = 6379;
    std::string user; ///< "" for the default user
    std::string password; ///< "" for none
    int database = 0;
    std::chrono::milliseconds connectTimeout{2000};
    std::chrono::milliseconds commandTimeout{2000};

    friend bool operator==(const RedisAddress&, const RedisAddress&) = default;
};

/// Reads a StackExchange.Redis connection string: "host:port,password=…,defaultDatabase=1". Options
/// that only concern that client are accepted. InvalidArgument without a host or for a malformed
/// option; Unsupported for ssl=true, which the local gateway does not speak.
[[nodiscard]] Result<RedisAddress> parseRedisAddress(std::string_view connectionString);

} // namespace gatelens::proxy
