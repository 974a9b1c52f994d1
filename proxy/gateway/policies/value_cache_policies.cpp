#include "proxy/gateway/policies/cache_choice.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

CacheKind kindOf(const policy::Statement& statement, Compilation& compilation)
{
    StatementReader reader(statement, compilation);
    return cacheKindOf(reader, compilation);
}

/// A value of the cache that a statement uses.
struct FoundValue
{
    CachedValue value;
    Timestamp storedAt;
};

/// The value cache that a statement uses: the built-in one at once, the external one by waiting.
class ValueCache
{
public:
    explicit ValueCache(CacheKind kind)
        : m_kind(kind)
    {
    }

    [[nodiscard]] bool isExternal() const { return m_kind == CacheKind::External; }

    [[nodiscard]] std::optional<FoundValue> find(Execution& execution, const std::string& key) const
    {
        if (m_kind != CacheKind::Internal)
            return std::nullopt;
        const auto entry = execution.state.values().find(key, execution.services.now());
        return entry ? std::optional(FoundValue{entry->value, entry->storedAt}) : std::nullopt;
    }

    void store(Execution& execution, const std::string& key, CachedValue value,
               std::chrono::seconds life) const
    {
        if (m_kind != CacheKind::Internal)
            return;
        const std::size_t bytes = value.bytes();
        execution.state.values().store(key, std::move(value), bytes, execution.services.now(),
                                       life);
    }

    awaitable<std::optional<FoundValue>> findWaiting(Execution& execution, std::string key) const
    {
        if (!isExternal())
            co_return find(execution, key);
        const std::optional<ExternalEntry> entry
            = co_await readExternal(execution, CachedThing::Value, std::move(key));
        if (!entry)
            co_return std::nullopt;
        co_return FoundValue{CachedValue::deserialized(entry->bytes), entry->storedAt};
    }

    awaitable<void> storeWaiting(Execution& execution, std::string key, CachedValue value,
                                 std::chrono::seconds life) const
    {
        if (isExternal())
            co_await writeExternal(execution, CachedThing::Value, std::move(key),
                                   value.serialized(), life);
        else
            store(execution, key, std::move(value), life);
    }

private:
    CacheKind m_kind;
};

class CacheLookupValue final : public Step
{
public:
    CacheLookupValue(const policy::Statement& statement, Compilation& compilation)
        : m_cache(kindOf(statement, compilation))
    {
        StatementReader reader(statement, compilation);
        m_key = reader.requiredText("key");
        m_variable = reader.requiredLiteral("variable-name");
        m_default = reader.text("default-value");
    }

    [[nodiscard]] bool mayWait() const override { return m_cache.isExternal(); }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> key = m_key.text(execution);
        if (!key)
            return key.error();
        return take(execution, *key, m_cache.find(execution, *key));
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const PolicyResult<std::string> key = m_key.text(execution);
        if (!key)
            co_return key.error();
        std::optional<FoundValue> found = co_await m_cache.findWaiting(execution, *key);
        co_return take(execution, *key, std::move(found));
    }

private:
    [[nodiscard]] StepResult take(Execution& execution, const std::string& key,
                                  const std::optional<FoundValue>& found) const
    {
        if (found) {
            execution.context.variables.set(m_variable, found->value.restore());
            execution.summarize("hit '{}'", key);
            return Next::Continue;
        }
        execution.summarize("miss '{}'", key);
        if (!m_default.isPresent())
            return Next::Continue; // the variable stays unset, so that ContainsKey tells
        PolicyResult<expression::Value> value = m_default.value(execution);
        if (!value)
            return value.error();
        execution.context.variables.set(m_variable, std::move(*value));
        return Next::Continue;
    }

    ValueCache m_cache;
    PolicyValue m_key;
    std::string m_variable;
    PolicyValue m_default;
};

class CacheStoreValue final : public Step
{
public:
    CacheStoreValue(const policy::Statement& statement, Compilation& compilation)
        : m_cache(kindOf(statement, compilation))
    {
        StatementReader reader(statement, compilation);
        m_key = reader.requiredText("key");
        m_value = reader.requiredText("value");
        m_duration = reader.requiredInteger("duration");
    }

    [[nodiscard]] bool mayWait() const override { return m_cache.isExternal(); }

    StepResult run(Execution& execution) const override
    {
        PolicyResult<Entry> entry = evaluate(execution);
        if (!entry)
            return entry.error();
        m_cache.store(execution, entry->key, std::move(entry->value), entry->life);
        return Next::Continue;
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        PolicyResult<Entry> entry = evaluate(execution);
        if (!entry)
            co_return entry.error();
        co_await m_cache.storeWaiting(execution, std::move(entry->key), std::move(entry->value),
                                      entry->life);
        co_return Next::Continue;
    }

private:
    struct Entry
    {
        std::string key;
        CachedValue value;
        std::chrono::seconds life;
    };

    [[nodiscard]] PolicyResult<Entry> evaluate(Execution& execution) const
    {
        PolicyResult<std::string> key = m_key.text(execution);
        if (!key)
            return key.error();
        const PolicyResult<expression::Value> value = m_value.value(execution);
        if (!value)
            return value.error();
        const PolicyResult<std::int64_t> duration = m_duration.integer(execution);
        if (!duration)
            return duration.error();
        execution.summarize("'{}' for {} s", *key, *duration);
        return Entry{std::move(*key), CachedValue::of(*value), std::chrono::seconds(*duration)};
    }

    ValueCache m_cache;
    PolicyValue m_key;
    PolicyValue m_value;
    PolicyValue m_duration;
};

class CacheRemoveValue final : public Step
{
public:
    CacheRemoveValue(const policy::Statement& statement, Compilation& compilation)
        : m_kind(kindOf(statement, compilation))
        , m_key(StatementReader(statement, compilation).requiredText("key"))
    {
    }

    [[nodiscard]] bool mayWait() const override { return m_kind == CacheKind::External; }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> key = m_key.text(execution);
        if (!key)
            return key.error();
        const bool wasThere
            = m_kind == CacheKind::Internal && execution.state.values().remove(*key);
        tell(execution, *key, wasThere);
        return Next::Continue;
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const PolicyResult<std::string> key = m_key.text(execution);
        if (!key)
            co_return key.error();
        const bool wasThere = co_await removeExternal(execution, CachedThing::Value, *key);
        tell(execution, *key, wasThere);
        co_return Next::Continue;
    }

private:
    static void tell(const Execution& execution, const std::string& key, bool wasThere)
    {
        execution.summarize("'{}' {}", key, wasThere ? "removed" : "was not there");
    }

    CacheKind m_kind;
    PolicyValue m_key;
};

/// Frees the claim of a refresh however the block ends.
class RefreshClaim
{
public:
    RefreshClaim(PolicyState& state, std::string key)
        : m_state(state)
        , m_key(std::move(key))
        , m_isMine(state.beginRefresh(m_key))
    {
    }
    RefreshClaim(const RefreshClaim&) = delete;
    RefreshClaim& operator=(const RefreshClaim&) = delete;
    ~RefreshClaim()
    {
        if (m_isMine)
            m_state.endRefresh(m_key);
    }

    [[nodiscard]] bool isMine() const { return m_isMine; }

private:
    PolicyState& m_state;
    std::string m_key;
    bool m_isMine;
};

/// The variable comes from the cache while it is fresh; otherwise the block computes it. A stale
/// value is refreshed by one request at a time and stays when that fails.
class CacheValue final : public WaitingStep
{
public:
    CacheValue(const policy::Statement& statement, Compilation& compilation)
        : m_cache(kindOf(statement, compilation))
    {
        StatementReader reader(statement, compilation);
        m_key = reader.requiredText("key");
        m_variable = reader.requiredLiteral("variable-name");
        m_expiresAfter = reader.integer("expires-after", kDefaultLifetime);
        m_refreshAfter
            = reader.has("refresh-after") ? reader.integer("refresh-after", 0) : PolicyValue();
        m_default = reader.text("default-value");
        if (const policy::Statement* block = statement.child("value"))
            m_block = compilation.sequence(block->children);
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const PolicyResult<std::string> key = m_key.text(execution);
        if (!key)
            co_return key.error();
        const PolicyResult<std::int64_t> lifetime = m_expiresAfter.integer(execution);
        if (!lifetime)
            co_return lifetime.error();
        const PolicyResult<std::int64_t> refreshAfter
            = m_refreshAfter.isPresent() ? m_refreshAfter.integer(execution) : lifetime;
        if (!refreshAfter)
            co_return refreshAfter.error();
        expression::Variables& variables = execution.context.variables;
        const Timestamp now = execution.services.now();
        const std::optional<FoundValue> entry = co_await m_cache.findWaiting(execution, *key);
        const bool isFresh = entry && now - entry->storedAt < std::chrono::seconds(*refreshAfter);
        if (entry)
            variables.set(m_variable, entry->value.restore());
        if (isFresh) {
            execution.summarize("fresh");
            co_return Next::Continue;
        }
        const RefreshClaim claim(execution.state, *key);
        if (entry && !claim.isMine()) {
            execution.summarize("stale; another request refreshes it");
            co_return Next::Continue;
        }
        StepResult result = co_await m_block.run(execution);
        if (!result && entry) {
            execution.summarize("refresh failed; the stale value stays");
            variables.set(m_variable, entry->value.restore());
            co_return Next::Continue;
        }
        if (!result || *result != Next::Continue)
            co_return result;
        StepResult stored = co_await store(execution, *key, std::chrono::seconds(*lifetime));
        co_return stored;
    }

private:
    static constexpr std::int64_t kDefaultLifetime = 28800;

    awaitable<StepResult> store(Execution& execution, std::string key,
                                std::chrono::seconds lifetime) const
    {
        const expression::Value* value = execution.context.variables.find(m_variable);
        if (value == nullptr) {
            PolicyResult<expression::Value> fallback = m_default.value(execution);
            if (!fallback)
                co_return fallback.error();
            if (m_default.isPresent())
                execution.context.variables.set(m_variable, std::move(*fallback));
            co_return Next::Continue;
        }
        CachedValue cached = CachedValue::of(*value);
        co_await m_cache.storeWaiting(execution, std::move(key), std::move(cached), lifetime);
        execution.summarize("computed, kept for {} s", lifetime.count());
        co_return Next::Continue;
    }

    ValueCache m_cache;
    PolicyValue m_key;
    std::string m_variable;
    PolicyValue m_expiresAfter;
    PolicyValue m_refreshAfter;
    PolicyValue m_default;
    Sequence m_block;
};

} // namespace

void registerValueCachePolicies(PolicyRegistry& registry)
{
    registry.add("cache-lookup-value", compileStep<CacheLookupValue>);
    registry.add("cache-store-value", compileStep<CacheStoreValue>);
    registry.add("cache-remove-value", compileStep<CacheRemoveValue>);
    registry.add("cache-value", compileStep<CacheValue>);
}

} // namespace gatelens::proxy
