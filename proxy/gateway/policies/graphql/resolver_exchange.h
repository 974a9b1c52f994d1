#pragma once

#include "proxy/gateway/policies/execution.h"
#include "proxy/gateway/policies/graphql/field_resolver.h"

namespace gatelens::proxy {

/// What a resolver's statements see: a request and a response of their own, the variables as they
/// are, and `context.GraphQL`. Calls, messages and steps go to the record of the exchange, which is
/// borrowed while this lives; resolvers of one exchange therefore run one after another.
class ResolverExchange
{
public:
    ResolverExchange(Execution& outer, const FieldCall& call);
    ~ResolverExchange();
    ResolverExchange(const ResolverExchange&) = delete;
    ResolverExchange& operator=(const ResolverExchange&) = delete;

    [[nodiscard]] Execution& execution() { return m_execution; }
    [[nodiscard]] ExchangeContext& context() { return m_context; }

private:
    Execution& m_outer;
    ExchangeContext m_context;
    ExchangeNotes m_notes;
    expression::GraphQlFacts m_facts;
    Execution m_execution;
};

} // namespace gatelens::proxy
