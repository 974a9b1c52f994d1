#pragma once

#include "core/base/time.h"

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// The traces that callers asked for, and the tokens that let them ask. Both are bounded: the
/// oldest go first. Thread safe; only touched by exchanges that are traced.
class RequestTraces
{
public:
    /// What a token says about the API that is called.
    enum class Verdict
    {
        Valid,
        Expired,
        WrongApi,
        Unknown
    };
    struct Check
    {
        Verdict verdict = Verdict::Unknown;
        Timestamp expiresAt;
        std::string apiId; ///< the one that the token is for
    };

    static constexpr std::size_t kMostTraces = 256;
    static constexpr std::size_t kMostTokens = 1024;
    /// Longest life of a token in the service.
    static constexpr std::chrono::seconds kLongestLife{3600};

    /// A token for tracing calls of one API, for at most `kLongestLife`.
    [[nodiscard]] std::string issueToken(std::string apiId, Timestamp now,
                                         std::chrono::seconds life);
    [[nodiscard]] Check check(const std::string& token, std::string_view apiId,
                              Timestamp now) const;

    void keep(std::string traceId, std::string document);
    [[nodiscard]] std::optional<std::string> find(const std::string& traceId) const;

private:
    struct Token
    {
        std::string apiId;
        Timestamp expiresAt;
    };

    mutable std::mutex m_mutex; ///< guards everything below
    std::map<std::string, Token> m_tokens;
    std::deque<std::string> m_tokenOrder;
    std::map<std::string, std::string> m_traces;
    std::deque<std::string> m_traceOrder;
};

} // namespace gatelens::proxy
