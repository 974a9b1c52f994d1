#pragma once

#include "core/base/result.h"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace gatelens::proxy {

/// The external cache of the service: bytes by key with a life. An operation that fails says why;
/// policies treat it as a miss, as the service does. Thread safe; waits without blocking a thread.
class ExternalCache
{
public:
    virtual ~ExternalCache() = default;

    virtual boost::asio::awaitable<Result<std::optional<std::string>>> get(std::string key) = 0;
    virtual boost::asio::awaitable<Result<void>> set(std::string key, std::string bytes,
                                                     std::chrono::seconds life)
        = 0;
    /// True when there was such a key.
    virtual boost::asio::awaitable<Result<bool>> remove(std::string key) = 0;
};

} // namespace gatelens::proxy
