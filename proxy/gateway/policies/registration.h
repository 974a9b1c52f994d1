#pragma once

#include "proxy/gateway/policies/compilation.h"

namespace gatelens::proxy {

// One function a family. What is not registered is refused by name when a workspace is applied.

void registerAuthenticationPolicies(PolicyRegistry& registry);
void registerAuthorizationContextPolicy(PolicyRegistry& registry);
void registerBackendPolicies(PolicyRegistry& registry);
void registerBodyPolicies(PolicyRegistry& registry);
void registerCachePolicies(PolicyRegistry& registry);
void registerChoosePolicy(PolicyRegistry& registry);
void registerConcurrencyPolicies(PolicyRegistry& registry);
void registerContentSafetyPolicy(PolicyRegistry& registry);
void registerContentValidationPolicy(PolicyRegistry& registry);
void registerConversionPolicies(PolicyRegistry& registry);
void registerCorsPolicies(PolicyRegistry& registry);
void registerDaprPolicies(PolicyRegistry& registry);
void registerForwardPolicy(PolicyRegistry& registry);
void registerGraphQlPolicies(PolicyRegistry& registry);
void registerGraphQlValidationPolicy(PolicyRegistry& registry);
void registerHeaderPolicies(PolicyRegistry& registry);
void registerInvokeRequestPolicy(PolicyRegistry& registry);
void registerLoggingPolicies(PolicyRegistry& registry);
void registerODataPolicy(PolicyRegistry& registry);
void registerProxyPolicy(PolicyRegistry& registry);
void registerRateLimitPolicies(PolicyRegistry& registry);
void registerQuotaPolicies(PolicyRegistry& registry);
void registerRequestLinePolicies(PolicyRegistry& registry);
void registerResponsePolicies(PolicyRegistry& registry);
void registerRestrictionPolicies(PolicyRegistry& registry);
void registerRetryPolicy(PolicyRegistry& registry);
void registerSemanticCachePolicies(PolicyRegistry& registry);
void registerSendRequestPolicies(PolicyRegistry& registry);
void registerTokenLimitPolicies(PolicyRegistry& registry);
void registerTokenPolicies(PolicyRegistry& registry);
void registerValueCachePolicies(PolicyRegistry& registry);
void registerValidationPolicies(PolicyRegistry& registry);
void registerWaitPolicy(PolicyRegistry& registry);
void registerXslPolicy(PolicyRegistry& registry);

/// All of the above.
void registerBuiltinPolicies(PolicyRegistry& registry);

/// The registry with every built-in policy; made once.
[[nodiscard]] const PolicyRegistry& builtinPolicies();

} // namespace gatelens::proxy
