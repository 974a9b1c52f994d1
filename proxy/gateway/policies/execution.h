#pragma once

#include "core/policy/catalog.h"
#include "proxy/gateway/exchange_context.h"
#include "proxy/gateway/policies/failure.h"
#include "proxy/gateway/policies/policy_state.h"
#include "proxy/gateway/policy_services.h"
#include "proxy/http/transport.h"

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <fmt/format.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatelens::proxy {

struct PlanContext;
class FieldResolver;

/// GraphQL resolvers by (type, field).
using FieldResolverPtr = std::shared_ptr<const FieldResolver>;
using ResolverTable = std::map<std::pair<std::string, std::string>, FieldResolverPtr, std::less<>>;

struct Execution;

/// Which cache a statement uses.
enum class CacheKind
{
    Internal,
    External,
    None ///< external is asked for, and the workspace has none: every look misses
};

/// What callers and intermediaries are told about caching.
enum class DownstreamCaching
{
    None,
    Private,
    Public
};

/// What statements of one exchange tell each other between sections.
struct ExchangeNotes
{
    /// cache-lookup missed under this key; cache-store stores under it.
    struct CacheTicket
    {
        std::string key;
        DownstreamCaching downstream = DownstreamCaching::None;
        bool mustRevalidate = false;
        CacheKind cache = CacheKind::Internal; ///< that the lookup looked into
    };
    std::optional<CacheTicket> cacheTicket;

    /// llm-semantic-cache-lookup missed: what its store needs.
    struct SemanticTicket
    {
        std::string partition;
        std::vector<float> embedding;
    };
    std::optional<SemanticTicket> semanticTicket;

    /// Added to whatever is sent in the end (CORS).
    std::vector<HeaderField> finalHeaders;
    bool isResolving = false; ///< these are the notes of a resolver's own call
    ResolverTable resolvers; ///< made by set-graphql-resolver
    std::vector<std::string> countedQuotaKeys; ///< a key counts once a request
    bool hasCorsRun = false;
    bool isBaseUrlReplaced = false; ///< the API's own override no longer applies
    std::optional<policy::Scope> backendIdScope; ///< broadest scope that chose a backend entity
    bool isBackendResponse = false; ///< context.response came from a backend
    bool isBodySent = false; ///< the client's body stream went out and cannot be sent again
    std::shared_ptr<const ClientIdentity> identity; ///< client certificate of forward-request
    std::optional<HttpProxy> proxy; ///< of forward-request
    /// Run after the backend section with the response's body at hand, unless it is a stream of
    /// events: what language models report about themselves.
    std::vector<std::function<void(Execution&)>> afterBackend;
    /// Run after the backend section with the whole response body at hand, streams of events
    /// included; a failure ends the exchange.
    std::vector<std::function<boost::asio::awaitable<PolicyResult<Next>>(Execution&)>> responseWork;
};

/// What the trace of one running step collects; exists only while steps are traced.
struct StepNotes
{
    boost::json::object attributes; ///< evaluated, by name
    boost::json::array expressions; ///< evaluated, in order: source and value
    boost::json::object extra; ///< members of the detail that only the step knows
    std::string summary;
};

/// One run of a plan: the exchange, and what its statements share. `wait` gives each of its
/// children a copy, so that `step` stays the child's own.
struct Execution
{
    ExchangeContext& context;
    PolicyServices& services;
    PolicyState& state;
    const PlanContext& plan;
    ExchangeNotes& notes;
    StepNotes* step = nullptr; ///< null unless steps are traced

    [[nodiscard]] bool isTraced() const { return step != nullptr; }
    void summarize(std::string_view text) const
    {
        if (step != nullptr)
            step->summary = text;
    }
    /// Formats only when somebody is going to read it.
    template<class First, class... Rest>
    void summarize(fmt::format_string<First, Rest...> format, First&& first, Rest&&... rest) const
    {
        if (step != nullptr)
            step->summary
                = fmt::format(format, std::forward<First>(first), std::forward<Rest>(rest)...);
    }

    [[nodiscard]] FailurePtr internalFailure(std::string reason, std::string message) const
    {
        return makeInternalFailure(std::move(reason), std::move(message), context.facts.requestId);
    }
};

/// True when statements of this section work on the response.
[[nodiscard]] constexpr bool isResponseSection(policy::Section section)
{
    return section == policy::Section::Outbound || section == policy::Section::OnError;
}

/// The message that a statement of `section` works on.
[[nodiscard]] inline HeaderList& headersOf(Execution& execution, policy::Section section)
{
    return isResponseSection(section) ? ensureResponse(execution.context).headers
                                      : execution.context.request.headers;
}

[[nodiscard]] inline MessageBody& bodyOf(Execution& execution, policy::Section section)
{
    return isResponseSection(section) ? ensureResponse(execution.context).body
                                      : execution.context.request.body;
}

/// A token for a managed identity: the configured one, or one of the local token issuer.
[[nodiscard]] Result<std::string>
managedIdentityToken(Execution& execution, std::string_view resource, std::string_view clientId);

/// Replaces the body that a statement of `section` works on.
void setBody(Execution& execution, policy::Section section, std::string bytes);

} // namespace gatelens::proxy
