#include "proxy/gateway/gateway_services.h"

#include "proxy/gateway/url_overrides.h"

#include <utility>

namespace gatelens::proxy {

namespace {

class UnknownBuiltin : public HttpTransport
{
public:
    boost::asio::awaitable<Result<IncomingResponse>> send(OutgoingRequest request) override
    {
        co_return Error{
            ErrorCode::NotFound, "there is no built-in responder '" + request.url.host + "'", {}};
    }
};

} // namespace

GatewayServices::GatewayServices(std::shared_ptr<const Workspace> workspace,
                                 std::shared_ptr<HttpTransport> client, BuiltinBackends builtins,
                                 PolicyState& state, const std::atomic<std::int64_t>& clockOffset,
                                 std::shared_ptr<ExternalCache> externalCache)
    : m_workspace(std::move(workspace))
    , m_client(std::move(client))
    , m_builtins(std::move(builtins))
    , m_unknownBuiltin(std::make_unique<UnknownBuiltin>())
    , m_state(state)
    , m_clockOffset(clockOffset)
    , m_externalCache(std::move(externalCache))
{
}

Timestamp GatewayServices::now() const
{
    return gatelens::now() + Micros(m_clockOffset.load(std::memory_order_relaxed));
}

Result<Url> GatewayServices::resolve(const Url& url, std::string_view apiKey,
                                     std::string_view backendId) const
{
    return overrideUrl(m_workspace->local.urls, url, apiKey, backendId);
}

HttpTransport& GatewayServices::transportFor(const Url& url)
{
    if (url.scheme != "builtin")
        return *m_client;
    HttpTransport* const builtin = m_builtins ? m_builtins(url.host) : nullptr;
    return builtin != nullptr ? *builtin : *m_unknownBuiltin;
}

} // namespace gatelens::proxy
