#pragma once

#include "proxy/gateway/external_cache.h"
#include "proxy/gateway/policy_services.h"

#include <atomic>
#include <cstdint>
#include <memory>

namespace gatelens::proxy {

/// The way out of the requests of one plan: its URL overrides, its client, the built-in responders.
class GatewayServices : public PolicyServices
{
public:
    /// `clockOffset` (microseconds) and `state` belong to the gateway and outlive this.
    GatewayServices(std::shared_ptr<const Workspace> workspace,
                    std::shared_ptr<HttpTransport> client, BuiltinBackends builtins,
                    PolicyState& state, const std::atomic<std::int64_t>& clockOffset,
                    std::shared_ptr<ExternalCache> externalCache = nullptr);

    [[nodiscard]] Timestamp now() const override;
    [[nodiscard]] Result<Url> resolve(const Url& url, std::string_view apiKey,
                                      std::string_view backendId) const override;
    [[nodiscard]] HttpTransport& transportFor(const Url& url) override;
    [[nodiscard]] PolicyState& state() override { return m_state; }
    [[nodiscard]] ExternalCache* externalCache() override { return m_externalCache.get(); }

private:
    std::shared_ptr<const Workspace> m_workspace;
    std::shared_ptr<HttpTransport> m_client;
    BuiltinBackends m_builtins;
    std::unique_ptr<HttpTransport> m_unknownBuiltin; ///< answers for names that nobody has
    PolicyState& m_state;
    const std::atomic<std::int64_t>& m_clockOffset;
    std::shared_ptr<ExternalCache> m_externalCache;
};

} // namespace gatelens::proxy
