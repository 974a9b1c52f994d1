#include "proxy/gateway/policies/execution.h"

namespace gatelens::proxy {

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
