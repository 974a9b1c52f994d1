#pragma once

#include "core/base/time.h"

#include <map>
#include <mutex>
#include <string>

namespace gatelens::proxy {

/// Buckets of language-model tokens that refill evenly and may go below zero. Thread safe.
class TokenBuckets
{
public:
    struct State
    {
        double available = 0; ///< may be negative
        Micros untilPositive{0}; ///< 0 when something is available
    };

    [[nodiscard]] State look(const std::string& key, double perMinute, Timestamp now);

    /// Takes tokens; a negative amount gives back what an estimate took too much.
    void take(const std::string& key, double perMinute, double tokens, Timestamp now);

    void clear();

private:
    struct Bucket
    {
        double available = 0;
        Timestamp at;
    };

    Bucket& refilled(const std::string& key, double perMinute, Timestamp now);

    std::mutex m_mutex; ///< guards m_buckets
    std::map<std::string, Bucket> m_buckets;
};

} // namespace gatelens::proxy
