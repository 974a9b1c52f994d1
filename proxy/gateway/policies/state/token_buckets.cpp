#include "proxy/gateway/policies/state/token_buckets.h"

#include <algorithm>
#include <cmath>

namespace gatelens::proxy {

TokenBuckets::Bucket& TokenBuckets::refilled(const std::string& key, double perMinute,
                                             Timestamp now)
{
    const auto [found, isNew] = m_buckets.try_emplace(key, Bucket{perMinute, now});
    Bucket& bucket = found->second;
    if (!isNew && now > bucket.at) {
        const double seconds = std::chrono::duration<double>(now - bucket.at).count();
        bucket.available = std::min(perMinute, bucket.available + perMinute / 60 * seconds);
        bucket.at = now;
    }
    return bucket;
}

TokenBuckets::State TokenBuckets::look(const std::string& key, double perMinute, Timestamp now)
{
    const std::lock_guard lock(m_mutex);
    const Bucket& bucket = refilled(key, perMinute, now);
    if (bucket.available > 0)
        return {bucket.available, Micros(0)};
    const double seconds = -bucket.available / (perMinute / 60);
    return {bucket.available, Micros(std::llround(seconds * 1e6) + 1)};
}

void TokenBuckets::take(const std::string& key, double perMinute, double tokens, Timestamp now)
{
    const std::lock_guard lock(m_mutex);
    Bucket& bucket = refilled(key, perMinute, now);
    bucket.available = std::min(perMinute, bucket.available - tokens);
}

void TokenBuckets::clear()
{
    const std::lock_guard lock(m_mutex);
    m_buckets.clear();
}

} // namespace gatelens::proxy
