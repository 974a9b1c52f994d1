#include "proxy/gateway/policies/connection_edit.h"
#include "proxy/gateway/policies/registration.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

/// Sends the forwarded request through an HTTP proxy.
class Proxy final : public Step
{
public:
    Proxy(const policy::Statement& statement, Compilation& compilation)
        : m_proxy(statement, compilation)
    {
    }

    StepResult run(Execution& execution) const override
    {
        PolicyResult<HttpProxy> proxy = m_proxy.evaluate(execution);
        if (!proxy)
            return proxy.error();
        execution.summarize("through {}:{}", proxy->host, proxy->port);
        execution.notes.proxy = std::move(*proxy);
        return Next::Continue;
    }

private:
    ProxyEdit m_proxy;
};

} // namespace

void registerProxyPolicy(PolicyRegistry& registry) { registry.add("proxy", compileStep<Proxy>); }

} // namespace gatelens::proxy
