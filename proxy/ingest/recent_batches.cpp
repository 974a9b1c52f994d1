#include "proxy/ingest/recent_batches.h"

#include <functional>

namespace gatelens::proxy {

namespace {

std::string keyOf(std::string_view requestId, std::string_view body)
{
    return std::string(requestId) + '/' + std::to_string(body.size()) + '/'
        + std::to_string(std::hash<std::string_view>()(body));
}

} // namespace

std::optional<RecentBatches::Answer> RecentBatches::find(std::string_view requestId,
                                                         std::string_view body)
{
    if (requestId.empty())
        return std::nullopt;
    const std::lock_guard lock(m_mutex);
    const auto found = m_answers.find(keyOf(requestId, body));
    if (found == m_answers.end())
        return std::nullopt;
    return found->second;
}

void RecentBatches::remember(std::string_view requestId, std::string_view body, Answer answer)
{
    if (requestId.empty())
        return;
    const std::lock_guard lock(m_mutex);
    std::string key = keyOf(requestId, body);
    if (!m_answers.emplace(key, std::move(answer)).second)
        return;
    m_order.push_back(std::move(key));
    if (m_order.size() > m_capacity) {
        m_answers.erase(m_order.front());
        m_order.pop_front();
    }
}

} // namespace gatelens::proxy
