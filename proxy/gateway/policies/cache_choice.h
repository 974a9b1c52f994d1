#pragma once

#include "proxy/gateway/external_cache.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace gatelens::proxy {

/// Which cache a statement uses, from its `caching-type` and the workspace's caches.
[[nodiscard]] CacheKind cacheKindOf(StatementReader& reader, const Compilation& compilation);

/// Bytes of the external cache with their life, as seen by the clock of policies.
struct ExternalEntry
{
    std::string bytes;
    Timestamp storedAt;
    Timestamp expiresAt;
};

// Keys of values and of responses do not meet. What fails is a miss, or not stored; the trace of
// the step tells.

enum class CachedThing
{
    Value,
    Response
};

boost::asio::awaitable<std::optional<ExternalEntry>>
readExternal(Execution& execution, CachedThing thing, std::string key);
boost::asio::awaitable<void> writeExternal(Execution& execution, CachedThing thing, std::string key,
                                           std::string bytes, std::chrono::seconds life);
boost::asio::awaitable<bool> removeExternal(Execution& execution, CachedThing thing,
                                            std::string key);

} // namespace gatelens::proxy
