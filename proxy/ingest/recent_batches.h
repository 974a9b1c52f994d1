#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gatelens::proxy {

/// Answers to the batches accepted last, by the sender's request id and the body's hash: a batch
/// that is sent again because its answer was lost is answered again and not stored twice. Bounded;
/// thread safe (one mutex guards everything, held for a look-up only).
class RecentBatches
{
public:
    explicit RecentBatches(std::size_t capacity = 1024)
        : m_capacity(capacity)
    {
    }

    struct Answer
    {
        int statusCode = 200;
        std::string body;
    };

    /// `requestId` is x-ms-client-request-id; without one nothing is remembered.
    [[nodiscard]] std::optional<Answer> find(std::string_view requestId, std::string_view body);
    void remember(std::string_view requestId, std::string_view body, Answer answer);

private:
    const std::size_t m_capacity;
    std::mutex m_mutex;
    std::unordered_map<std::string, Answer> m_answers;
    std::deque<std::string> m_order; ///< oldest first
};

} // namespace gatelens::proxy
