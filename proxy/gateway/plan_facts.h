#pragma once

#include "core/diagnostics/exchange_logging.h"
#include "core/expression/policy_context.h"
#include "core/policy/effective_policy.h"
#include "core/telemetry/exchange.h"
#include "core/workspace/workspace.h"

#include <cstdint>
#include <memory>

namespace gatelens::proxy {

// Entities of a workspace in the shapes that expressions, telemetry and capture ask for.

[[nodiscard]] expression::ApiFacts apiFacts(const Api& api);
[[nodiscard]] expression::OperationFacts operationFacts(const Operation& operation);
[[nodiscard]] expression::ProductFacts productFacts(const Workspace& workspace,
                                                    const Product& product);
[[nodiscard]] expression::DeploymentFacts deploymentFacts(const Workspace& workspace);
[[nodiscard]] std::shared_ptr<const GatewayIdentity> gatewayIdentity(const Workspace& workspace);

/// What the store keeps of messages, and which headers and query parameters are always masked:
/// those that carry credentials, and every API's subscription key. Secret named values are masked
/// by value.
[[nodiscard]] CaptureRules captureRules(const Workspace& workspace,
                                        const policy::NamedValueResolver& namedValues);

/// The largest body that a diagnostic logs in any direction.
[[nodiscard]] std::uint64_t largestBody(const Diagnostic& settings);

} // namespace gatelens::proxy
