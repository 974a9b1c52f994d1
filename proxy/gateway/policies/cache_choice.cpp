#include "proxy/gateway/policies/cache_choice.h"

#include "proxy/gateway/policies/plan_context.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

enum class CachingType
{
    PreferExternal,
    External,
    Internal
};

constexpr std::array<EnumValue<CachingType>::Name, 3> kCachingTypes{{
    {"prefer-external", CachingType::PreferExternal},
    {"external", CachingType::External},
    {"internal", CachingType::Internal},
}};

std::string keyOf(CachedThing thing, std::string_view key)
{
    return fmt::format("gatelens:{}:{}", thing == CachedThing::Value ? "value" : "response", key);
}

/// "storedAt expiresAt " in microseconds before the bytes: the server's own clock does not know of
/// the policies' clock, which may be moved.
std::string packed(const std::string& bytes, Timestamp now, std::chrono::seconds life)
{
    return fmt::format("{} {} ", now.time_since_epoch().count(),
                       (now + life).time_since_epoch().count())
        + bytes;
}

std::optional<Timestamp> readTime(std::string_view& text)
{
    std::int64_t micros = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), micros);
    if (error != std::errc() || end == text.data() + text.size() || *end != ' ')
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return Timestamp(Micros(micros));
}

std::optional<ExternalEntry> unpacked(std::string_view text)
{
    const std::optional<Timestamp> storedAt = readTime(text);
    const std::optional<Timestamp> expiresAt = storedAt ? readTime(text) : std::nullopt;
    if (!expiresAt)
        return std::nullopt;
    return ExternalEntry{std::string(text), *storedAt, *expiresAt};
}

void tell(const Execution& execution, const Error& error)
{
    if (execution.isTraced())
        execution.step->extra["externalCache"] = error.message;
}

} // namespace

CacheKind cacheKindOf(StatementReader& reader, const Compilation& compilation)
{
    const std::string text = reader.literal("caching-type", "prefer-external");
    const EnumValue<CachingType> names({}, kCachingTypes, CachingType::PreferExternal);
    const std::optional<CachingType> type = names.find(text);
    if (!type)
        reader.malformed("caching-type", "prefer-external, external or internal");
    const Workspace* workspace = compilation.plan().workspace.get();
    const bool hasExternal = workspace != nullptr && !workspace->caches.empty();
    const bool hasInternal = workspace == nullptr || workspace->local.policies.internalCache;
    if (type == CachingType::Internal || (type != CachingType::External && !hasExternal))
        return hasInternal ? CacheKind::Internal : CacheKind::None;
    return hasExternal ? CacheKind::External : CacheKind::None;
}

awaitable<std::optional<ExternalEntry>> readExternal(Execution& execution, CachedThing thing,
                                                     std::string key)
{
    ExternalCache* cache = execution.services.externalCache();
    if (cache == nullptr)
        co_return std::nullopt;
    const Result<std::optional<std::string>> found = co_await cache->get(keyOf(thing, key));
    if (!found) {
        tell(execution, found.error());
        co_return std::nullopt;
    }
    std::optional<ExternalEntry> entry = *found ? unpacked(**found) : std::nullopt;
    if (entry && entry->expiresAt <= execution.services.now())
        entry.reset();
    co_return entry;
}

awaitable<void> writeExternal(Execution& execution, CachedThing thing, std::string key,
                              std::string bytes, std::chrono::seconds life)
{
    ExternalCache* cache = execution.services.externalCache();
    if (cache == nullptr || life.count() <= 0)
        co_return;
    std::string value = packed(bytes, execution.services.now(), life);
    const Result<void> stored = co_await cache->set(keyOf(thing, key), std::move(value), life);
    if (!stored)
        tell(execution, stored.error());
}

awaitable<bool> removeExternal(Execution& execution, CachedThing thing, std::string key)
{
    ExternalCache* cache = execution.services.externalCache();
    if (cache == nullptr)
        co_return false;
    const Result<bool> removed = co_await cache->remove(keyOf(thing, key));
    if (!removed)
        tell(execution, removed.error());
    const bool wasThere = removed && *removed;
    co_return wasThere;
}

} // namespace gatelens::proxy
