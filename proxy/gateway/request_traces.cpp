#include "proxy/gateway/request_traces.h"

#include "core/telemetry/ids.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy {

namespace {

/// Adds an entry and drops the oldest ones beyond `most`.
template<class Value>
void addBounded(std::map<std::string, Value>& entries, std::deque<std::string>& order,
                std::string key, Value value, std::size_t most)
{
    if (entries.insert_or_assign(key, std::move(value)).second)
        order.push_back(std::move(key));
    while (order.size() > most) {
        entries.erase(order.front());
        order.pop_front();
    }
}

} // namespace

std::string RequestTraces::issueToken(std::string apiId, Timestamp now, std::chrono::seconds life)
{
    const Timestamp expiresAt
        = now + std::clamp(life, std::chrono::seconds(1), std::chrono::seconds(kLongestLife));
    // The form of the service: readable facts and something that cannot be guessed.
    std::string token
        = fmt::format("aid={}&p=tracing&ex={}&sn={}", apiId, toIso8601(expiresAt), newGuid());
    const std::lock_guard lock(m_mutex);
    addBounded(m_tokens, m_tokenOrder, token, Token{std::move(apiId), expiresAt}, kMostTokens);
    return token;
}

RequestTraces::Check RequestTraces::check(const std::string& token, std::string_view apiId,
                                          Timestamp now) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_tokens.find(token);
    if (found == m_tokens.end())
        return {};
    const Token& known = found->second;
    const Verdict verdict = known.apiId != apiId ? Verdict::WrongApi
        : now >= known.expiresAt                 ? Verdict::Expired
                                                 : Verdict::Valid;
    return {verdict, known.expiresAt, known.apiId};
}

void RequestTraces::keep(std::string traceId, std::string document)
{
    const std::lock_guard lock(m_mutex);
    addBounded(m_traces, m_traceOrder, std::move(traceId), std::move(document), kMostTraces);
}

std::optional<std::string> RequestTraces::find(const std::string& traceId) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_traces.find(traceId);
    return found == m_traces.end() ? std::nullopt : std::optional(found->second);
}

} // namespace gatelens::proxy
