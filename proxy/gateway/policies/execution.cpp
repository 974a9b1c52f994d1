#include "proxy/gateway/policies/execution.h"

#include "proxy/gateway/policies/plan_context.h"

namespace gatelens::proxy {

Result<std::string> managedIdentityToken(Execution& execution, std::string_view resource,
                                         std::string_view clientId)
{
    if (!execution.plan.managedIdentityToken.empty())
        return execution.plan.managedIdentityToken;
    return execution.state.issuer().managedIdentityToken(resource, clientId,
                                                         execution.services.now());
}

void setBody(Execution& execution, policy::Section section, std::string bytes)
{
    ExchangeContext& context = execution.context;
    if (isResponseSection(section)) {
        ensureResponse(context).body = {MessageBody::State::Buffered, std::move(bytes)};
        context.responseStream.reset();
        return;
    }
    context.request.body = {MessageBody::State::Buffered, std::move(bytes)};
    context.requestStream.reset();
}

} // namespace gatelens::proxy
