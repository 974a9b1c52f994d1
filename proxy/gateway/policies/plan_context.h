#pragma once

#include "core/workspace/workspace.h"
#include "proxy/gateway/policies/backend_table.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// A certificate of the local store, as validate-jwt and authentication-certificate name it.
struct StoredCertificate
{
    std::string id;
    std::string der;
    std::string thumbprint; ///< lower-case SHA-1, hexadecimal
};

/// What compiling a policy plan needs to know besides the policy. Built once per (product, API,
/// operation); the plan keeps the shared parts alive.
struct PlanContext
{
    std::shared_ptr<const Workspace> workspace;
    const Api* api = nullptr; ///< in `workspace`; null for the plan of unmatched requests
    const Operation* operation = nullptr;
    const Product* product = nullptr;

    /// Backends with named values substituted; shared by all plans of one workspace.
    std::shared_ptr<const BackendTable> backends;

    /// Finds a certificate by id or thumbprint; empty when the gateway has none.
    std::function<std::optional<StoredCertificate>(std::string_view)> certificate;

    /// Longest body that a policy or an expression may ask for.
    std::uint64_t bodyLimitBytes = 64ULL * 1024 * 1024;

    /// Base of the Dapr sidecar for the *-dapr policies.
    std::string daprBaseUrl = "http://localhost:3500";
};

} // namespace gatelens::proxy
