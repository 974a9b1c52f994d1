#pragma once

#include "core/base/time.h"
#include "core/workspace/workspace.h"
#include "proxy/http/transport.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>

namespace gatelens::proxy {

class ExternalCache;
class PolicyState;

/// What the running gateway gives to policies: the way out, the clock, and state that outlives a
/// request and a plan. Rate-limit counters, caches and circuit breakers live in implementations
/// owned by the gateway, keyed so that they survive a hot swap. Thread safe.
class PolicyServices
{
public:
    virtual ~PolicyServices() = default;

    /// Wall clock of counters and tokens; can be moved forward for tests and the window's virtual
    /// clock.
    [[nodiscard]] virtual Timestamp now() const = 0;

    /// Resolves gatelens.json overrides for a URL (API or backend override by key first, then
    /// host:port, then host). Refused when `urls.allowUnlisted` is false and nothing matches.
    [[nodiscard]] virtual Result<Url> resolve(const Url& url, std::string_view apiKey,
                                              std::string_view backendId) const = 0;

    /// The transport for a resolved URL: pooled client or built-in responder.
    [[nodiscard]] virtual HttpTransport& transportFor(const Url& url) = 0;

    /// State of policies by kind; see proxy/gateway/policies/policy_state.h.
    [[nodiscard]] virtual PolicyState& state() = 0;

    /// The external cache; null when the workspace has none.
    [[nodiscard]] virtual ExternalCache* externalCache() { return nullptr; }

    /// Pauses the exchange (`retry`); tests answer at once and move their clock.
    virtual boost::asio::awaitable<void> delay(Micros duration);

    /// Uniform in [0, 1), for jitter.
    [[nodiscard]] virtual double random();
};

} // namespace gatelens::proxy
