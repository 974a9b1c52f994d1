#include "proxy/gateway/policies/cache_choice.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/response_cache.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

#include <array>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

constexpr std::array<EnumValue<DownstreamCaching>::Name, 3> kDownstream{{
    {"none", DownstreamCaching::None},
    {"private", DownstreamCaching::Private},
    {"public", DownstreamCaching::Public},
}};

class CacheLookup final : public Step
{
public:
    CacheLookup(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_cache = cacheKindOf(reader, compilation);
        m_variesByDeveloper = reader.boolean("vary-by-developer", false);
        m_variesByGroups = reader.boolean("vary-by-developer-groups", false);
        m_downstream = reader.enumeration<DownstreamCaching>("downstream-caching-type", kDownstream,
                                                             DownstreamCaching::None);
        m_mustRevalidate = reader.boolean("must-revalidate", true);
        m_allowsPrivate = reader.boolean("allow-private-response-caching", false);
        for (const policy::Statement* header : childrenNamed(statement, "vary-by-header"))
            m_vary.headers.push_back(lowered(trimmed(header->text)));
        for (const policy::Statement* query : childrenNamed(statement, "vary-by-query-parameter")) {
            for (const std::string_view name : splitTrimmed(query->text, ';'))
                m_vary.queryParameters.emplace_back(name);
        }
    }

    [[nodiscard]] bool mayWait() const override { return m_cache == CacheKind::External; }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<bool> isLooked = mayLook(execution);
        if (!isLooked)
            return isLooked.error();
        if (!*isLooked)
            return Next::Continue;
        const PolicyResult<ResponseCacheRules> rules = evaluateRules(execution);
        if (!rules)
            return rules.error();
        std::string key = responseCacheKey(execution, *rules);
        std::optional<Entry> entry;
        if (m_cache == CacheKind::Internal)
            entry = execution.state.responses().find(key, execution.services.now());
        return take(execution, *rules, std::move(key), entry);
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const PolicyResult<bool> isLooked = mayLook(execution);
        if (!isLooked)
            co_return isLooked.error();
        if (!*isLooked)
            co_return Next::Continue;
        const PolicyResult<ResponseCacheRules> rules = evaluateRules(execution);
        if (!rules)
            co_return rules.error();
        std::string key = responseCacheKey(execution, *rules);
        const std::optional<ExternalEntry> found
            = co_await readExternal(execution, CachedThing::Response, key);
        std::optional<Entry> entry;
        if (found) {
            if (auto response = unpackResponse(found->bytes))
                entry = Entry{std::move(response), found->storedAt, found->expiresAt};
        }
        co_return take(execution, *rules, std::move(key), entry);
    }

private:
    using Entry = ExpiringCache<std::shared_ptr<const ResponseMessage>>::Entry;

    /// Only GET is looked up, and requests with Authorization only when that is allowed.
    [[nodiscard]] PolicyResult<bool> mayLook(Execution& execution) const
    {
        ExchangeContext& context = execution.context;
        const PolicyResult<bool> allowsPrivate = m_allowsPrivate.boolean(execution);
        if (!allowsPrivate)
            return allowsPrivate.error();
        if (context.request.method != "GET"
            || (context.request.headers.contains("Authorization") && !*allowsPrivate)) {
            execution.summarize("not looked up: only GET without Authorization is cached");
            return false;
        }
        return true;
    }

    [[nodiscard]] StepResult take(Execution& execution, const ResponseCacheRules& rules,
                                  std::string key, const std::optional<Entry>& entry) const
    {
        ExchangeContext& context = execution.context;
        if (entry) {
            context.record->cache = "Hit";
            setResponse(context, cachedResponse(*entry, rules, execution.services.now()));
            execution.notes.isBackendResponse = false;
            execution.summarize("hit");
            return Next::FromCache;
        }
        context.record->cache = "Miss";
        execution.notes.cacheTicket
            = {std::move(key), rules.downstream, rules.mustRevalidate, m_cache};
        execution.summarize("miss");
        return Next::Continue;
    }

    [[nodiscard]] PolicyResult<ResponseCacheRules> evaluateRules(Execution& execution) const
    {
        ResponseCacheRules rules = m_vary;
        const PolicyResult<bool> byDeveloper = m_variesByDeveloper.boolean(execution);
        if (!byDeveloper)
            return byDeveloper.error();
        const PolicyResult<bool> byGroups = m_variesByGroups.boolean(execution);
        if (!byGroups)
            return byGroups.error();
        const PolicyResult<DownstreamCaching> downstream = m_downstream.get(execution);
        if (!downstream)
            return downstream.error();
        const PolicyResult<bool> mustRevalidate = m_mustRevalidate.boolean(execution);
        if (!mustRevalidate)
            return mustRevalidate.error();
        rules.variesByDeveloper = *byDeveloper;
        rules.variesByGroups = *byGroups;
        rules.downstream = *downstream;
        rules.mustRevalidate = *mustRevalidate;
        return rules;
    }

    CacheKind m_cache = CacheKind::Internal;
    ResponseCacheRules m_vary; ///< the parts that are known when compiled
    PolicyValue m_variesByDeveloper;
    PolicyValue m_variesByGroups;
    EnumValue<DownstreamCaching> m_downstream;
    PolicyValue m_mustRevalidate;
    PolicyValue m_allowsPrivate;
};

class CacheStore final : public WaitingStep
{
public:
    CacheStore(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_duration = reader.requiredInteger("duration");
        m_hasCondition = reader.has("cache-response");
        m_condition = reader.boolean("cache-response", false);
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        ExchangeContext& context = execution.context;
        const auto ticket = execution.notes.cacheTicket;
        if (!ticket || context.request.method != "GET") {
            execution.summarize("nothing to store: no lookup missed");
            co_return Next::Continue;
        }
        const PolicyResult<std::int64_t> duration = m_duration.integer(execution);
        if (!duration)
            co_return duration.error();
        const PolicyResult<bool> condition = m_condition.boolean(execution);
        if (!condition)
            co_return condition.error();
        const bool isStored
            = m_hasCondition ? *condition : ensureResponse(context).statusCode == 200;
        if (!isStored) {
            execution.summarize("{} is not stored", context.response->statusCode);
            co_return Next::Continue;
        }
        // A response that announces to be too large is not worth buffering.
        if (context.responseStream && context.responseStream->contentLength()
            && *context.responseStream->contentLength() > kMostCachedBytes) {
            execution.summarize("larger than 2 MiB: not stored");
            co_return Next::Continue;
        }
        const PolicyResult<void> ready = co_await bufferBodies(execution, {.response = true});
        if (!ready)
            co_return ready.error();
        co_await storeResponse(execution, *ticket, std::chrono::seconds(*duration));
        co_return Next::Continue;
    }

private:
    static awaitable<void> storeResponse(Execution& execution,
                                         const ExchangeNotes::CacheTicket& ticket,
                                         std::chrono::seconds duration)
    {
        ResponseMessage& response = *execution.context.response;
        if (response.body.bytes.size() > kMostCachedBytes) {
            execution.summarize("larger than 2 MiB: not stored");
            co_return;
        }
        if (ticket.cache == CacheKind::None) {
            execution.summarize("not stored: the workspace has no external cache");
            co_return;
        }
        auto stored = std::make_shared<const ResponseMessage>(cacheableCopy(response));
        if (ticket.cache == CacheKind::External)
            co_await writeExternal(execution, CachedThing::Response, ticket.key,
                                   packResponse(*stored), duration);
        else {
            const std::size_t bytes = responseBytes(*stored);
            execution.state.responses().store(ticket.key, std::move(stored), bytes,
                                              execution.services.now(), duration);
        }
        setCacheControl(response.headers, ticket.downstream, ticket.mustRevalidate, duration);
        execution.summarize("stored for {} s", duration.count());
    }

    PolicyValue m_duration;
    PolicyValue m_condition;
    bool m_hasCondition = false;
};

} // namespace

void registerCachePolicies(PolicyRegistry& registry)
{
    registry.add("cache-lookup", compileStep<CacheLookup>);
    registry.add("cache-store", compileStep<CacheStore>);
}

} // namespace gatelens::proxy
