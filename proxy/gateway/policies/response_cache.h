#pragma once

#include "proxy/gateway/policies/execution.h"

#include <chrono>
#include <string>
#include <vector>

namespace gatelens::proxy {

/// Larger responses are not cached; a limit of the service.
inline constexpr std::uint64_t kMostCachedBytes = 2ULL * 1024 * 1024;

/// The settings of one cache-lookup.
struct ResponseCacheRules
{
    std::vector<std::string> headers; ///< lower case
    std::vector<std::string> queryParameters; ///< empty: all but the subscription key
    bool variesByDeveloper = false;
    bool variesByGroups = false;
    DownstreamCaching downstream = DownstreamCaching::None;
    bool mustRevalidate = true;
};

/// The key of the exchange's response: API, product, path, query, and what the rules vary by.
[[nodiscard]] std::string responseCacheKey(const Execution& execution,
                                           const ResponseCacheRules& rules);

/// What is stored of a response: hop-by-hop fields and cookies left out.
[[nodiscard]] ResponseMessage cacheableCopy(const ResponseMessage& response);

[[nodiscard]] std::size_t responseBytes(const ResponseMessage& response);

/// A stored response as it is sent: with Age and Cache-Control.
[[nodiscard]] ResponseMessage
cachedResponse(const ExpiringCache<std::shared_ptr<const ResponseMessage>>::Entry& entry,
               const ResponseCacheRules& rules, Timestamp now);

/// A response as bytes of the external cache, and back; null when they cannot be read.
[[nodiscard]] std::string packResponse(const ResponseMessage& response);
[[nodiscard]] std::shared_ptr<const ResponseMessage> unpackResponse(std::string_view bytes);

void setCacheControl(HeaderList& headers, DownstreamCaching downstream, bool mustRevalidate,
                     std::chrono::seconds remaining);

} // namespace gatelens::proxy
