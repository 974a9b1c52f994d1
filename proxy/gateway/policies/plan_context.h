#pragma once

#include "core/graphql/schema.h"
#include "core/odata/model.h"
#include "core/policy/effective_policy.h"
#include "core/workspace/workspace.h"
#include "proxy/gateway/policies/backend_table.h"
#include "proxy/gateway/policies/certificate_lookup.h"
#include "proxy/gateway/policies/client_certificate.h"
#include "proxy/gateway/policies/execution.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// A connection of the local credential manager, as get-authorization-context reads it.
struct StoredAuthorization
{
    std::string accessToken; ///< "" when the local token issuer is to make one
    std::string claims; ///< JSON object
};

/// A resolver document of the API, composed.
struct ResolverSource
{
    std::string apiKey;
    std::string type;
    std::string field;
    policy::Statement statement; ///< the data source
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
    FindCertificate certificate;

    /// Finds a connection by provider and authorization id; empty when the gateway has none.
    std::function<std::optional<StoredAuthorization>(std::string_view provider,
                                                     std::string_view authorization)>
        authorization;

    /// Handed out by authentication-managed-identity; "" lets the local token issuer make one.
    std::string managedIdentityToken;

    /// Authorities of client certificates (tls.clientCa); null when none are configured.
    std::shared_ptr<const CertificateTrust> clientTrust;

    /// Of a GraphQL API; null otherwise.
    std::shared_ptr<const graphql::Schema> graphQlSchema;
    /// Of an OData API whose metadata is known; null otherwise.
    std::shared_ptr<const odata::Model> odataModel;
    std::vector<ResolverSource> resolverSources;
    std::shared_ptr<const ResolverTable> resolvers; ///< compiled by the plan; null for none

    /// Longest body that a policy or an expression may ask for.
    std::uint64_t bodyLimitBytes = 64ULL * 1024 * 1024;

    /// Base of the Dapr sidecar for the *-dapr policies.
    std::string daprBaseUrl = "http://localhost:3500";
};

} // namespace gatelens::proxy
