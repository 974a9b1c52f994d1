#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatelens::proxy {

inline constexpr std::uint16_t kRedisPort = 6379;
inline constexpr std::uint16_t kRedisTlsPort = 6380;

/// Where a Redis server is and how to log in.
struct RedisAddress
{
    std::string host;
    std::uint16_t port = kRedisPort;
    std::string user; ///< "" for the default user
    std::string password; ///< "" for none
    int database = 0;
    bool usesTls = false;
    std::string tlsHost; ///< that the certificate is made out to, "" for `host`
    std::string caFile; ///< PEM trusted besides the system's, "" for none
    bool verifiesTls = true; ///< false trusts every certificate
    std::chrono::milliseconds connectTimeout{2000};
    std::chrono::milliseconds commandTimeout{2000};

    friend bool operator==(const RedisAddress&, const RedisAddress&) = default;
};

/// Reads a StackExchange.Redis connection string, "host:port,password=…,ssl=True", or a URL,
/// "rediss://user:password@host:port/database". Options that only concern that client are accepted.
/// The port is 6379, with TLS 6380, unless given. InvalidArgument without a host or for a malformed
/// option.
[[nodiscard]] Result<RedisAddress> parseRedisAddress(std::string_view connectionString);

} // namespace gatelens::proxy
