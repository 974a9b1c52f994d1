#include "proxy/gateway/policies/graphql/resolver_exchange.h"

#include <boost/json.hpp>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;

/// The body that older resolvers read: { "arguments": …, "parent": … }.
std::string bodyOf(const FieldCall& call)
{
    json::object body{{"arguments", call.arguments}};
    if (call.parent != nullptr)
        body["parent"] = *call.parent;
    return json::serialize(body);
}

} // namespace

ResolverExchange::ResolverExchange(Execution& outer, const FieldCall& call)
    : m_outer(outer)
    , m_execution{m_context, outer.services, outer.state, outer.plan, m_notes, nullptr}
{
    ExchangeContext& from = outer.context;
    m_notes.isResolving = true;
    m_facts.arguments = json::serialize(call.arguments);
    if (call.parent != nullptr)
        m_facts.parent = json::serialize(*call.parent);
    m_context.api = from.api;
    m_context.operation = from.operation;
    m_context.services = from.services;
    m_context.request.url = from.request.url;
    m_context.request.originalUrl = from.request.originalUrl;
    m_context.request.ipAddress = from.request.ipAddress;
    m_context.request.matchedParameters = from.request.matchedParameters;
    m_context.request.url.query.clear();
    m_context.request.body = {MessageBody::State::Buffered, bodyOf(call)};
    m_context.variables = from.variables;
    m_context.facts = from.facts;
    m_context.facts.request = &m_context.request;
    m_context.facts.response = nullptr;
    m_context.facts.variables = &m_context.variables;
    m_context.facts.backend = nullptr;
    m_context.facts.graphQl = &m_facts;
    m_context.captureBytes = from.captureBytes;
    m_context.isStepTracing = from.isStepTracing;
    m_context.propagatesW3c = from.propagatesW3c;
    m_context.propagatesLegacy = from.propagatesLegacy;
    m_context.traceState = from.traceState;
    m_context.requestContext = from.requestContext;
    m_context.isClientGone = from.isClientGone;
    m_context.isSampledFlag = from.isSampledFlag;
    m_context.record = std::move(from.record);
    m_context.callCaptures = std::move(from.callCaptures);
}

ResolverExchange::~ResolverExchange()
{
    m_outer.context.record = std::move(m_context.record);
    m_outer.context.callCaptures = std::move(m_context.callCaptures);
}

} // namespace gatelens::proxy
