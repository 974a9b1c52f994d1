#include "proxy/gateway/policies/registration.h"

namespace gatelens::proxy {

void registerBuiltinPolicies(PolicyRegistry& registry)
{
    registerAuthenticationPolicies(registry);
    registerAuthorizationContextPolicy(registry);
    registerBackendPolicies(registry);
    registerBodyPolicies(registry);
    registerCachePolicies(registry);
    registerChoosePolicy(registry);
    registerConcurrencyPolicies(registry);
    registerContentSafetyPolicy(registry);
    registerContentValidationPolicy(registry);
    registerConversionPolicies(registry);
    registerCorsPolicies(registry);
    registerDaprPolicies(registry);
    registerForwardPolicy(registry);
    registerGraphQlPolicies(registry);
    registerGraphQlValidationPolicy(registry);
    registerHeaderPolicies(registry);
    registerInvokeRequestPolicy(registry);
    registerLoggingPolicies(registry);
    registerODataPolicy(registry);
    registerProxyPolicy(registry);
    registerRateLimitPolicies(registry);
    registerQuotaPolicies(registry);
    registerRequestLinePolicies(registry);
    registerResponsePolicies(registry);
    registerRestrictionPolicies(registry);
    registerRetryPolicy(registry);
    registerSemanticCachePolicies(registry);
    registerSendRequestPolicies(registry);
    registerTokenLimitPolicies(registry);
    registerTokenPolicies(registry);
    registerValueCachePolicies(registry);
    registerValidationPolicies(registry);
    registerWaitPolicy(registry);
    registerXslPolicy(registry);
}

const PolicyRegistry& builtinPolicies()
{
    static const PolicyRegistry registry = [] {
        PolicyRegistry made;
        registerBuiltinPolicies(made);
        return made;
    }();
    return registry;
}

} // namespace gatelens::proxy
