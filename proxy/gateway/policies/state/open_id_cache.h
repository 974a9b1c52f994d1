#pragma once

#include "core/base/time.h"
#include "proxy/gateway/policies/jwt/keys.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace gatelens::proxy {

/// What an OpenID configuration document and its key set say.
struct OpenIdConfiguration
{
    std::string issuer;
    std::vector<JwtKey> keys;
};

/// OpenID configurations by address: kept one hour; asked for again, on failure or for an unknown
/// key id, at most once in five minutes. Thread safe.
class OpenIdCache
{
public:
    /// What is known, perhaps null; and whether it is time to fetch. `wantsRefresh`: a token named
    /// a key that the known configuration does not have. The caller who is told to fetch has
    /// claimed the attempt.
    struct Look
    {
        std::shared_ptr<const OpenIdConfiguration> configuration;
        bool shouldFetch = false;
    };
    [[nodiscard]] Look look(const std::string& url, bool wantsRefresh, Timestamp now);

    void store(const std::string& url, OpenIdConfiguration configuration, Timestamp now);

private:
    struct Entry
    {
        std::shared_ptr<const OpenIdConfiguration> configuration;
        Timestamp fetchedAt;
        std::optional<Timestamp> lastAttempt;
    };

    std::mutex m_mutex; ///< guards m_entries
    std::map<std::string, Entry> m_entries;
};

} // namespace gatelens::proxy
