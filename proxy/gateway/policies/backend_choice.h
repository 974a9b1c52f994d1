#pragma once

#include "proxy/gateway/policies/backend_table.h"
#include "proxy/gateway/policies/execution.h"
#include "proxy/gateway/policies/outgoing_call.h"

#include <string>

namespace gatelens::proxy {

/// Where one attempt of forward-request goes.
struct BackendChoice
{
    Url base;
    const CompiledBackend* backend = nullptr; ///< a single backend; null for a bare URL
    std::string apiKey; ///< set while the API's own service URL is used
    std::string affinityCookie; ///< to be set at the client, "" for none

    /// How the backend is to be connected to: TLS checks, client certificate, proxy.
    void applyConnection(OutgoingCall& call) const;
    /// Adds the backend's headers and Authorization.
    void addCredentials(HeaderList& headers) const;
    [[nodiscard]] std::string queryWithCredentials(std::string_view query) const;
};

/// Picks the member of a pool, or the backend or base URL that is set. Fails with 503 when the
/// circuit is open or no member is left, with 500 when nothing says where to go.
[[nodiscard]] PolicyResult<BackendChoice> chooseBackend(Execution& execution,
                                                        const std::string& apiKey);

} // namespace gatelens::proxy
