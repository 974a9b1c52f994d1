#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <boost/json/object.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

using EVP_PKEY = struct evp_pkey_st;

namespace gatelens::proxy {

/// The local stand-in for a token service: signs tokens with an RSA key of its own, made at first
/// use. Thread safe.
class TokenIssuer
{
public:
    TokenIssuer() = default;

    /// A token for a managed identity: `aud` is the resource, 24 hours of life.
    [[nodiscard]] Result<std::string>
    managedIdentityToken(std::string_view resource, std::string_view clientId, Timestamp now);

    /// Signs any claims (RS256).
    [[nodiscard]] Result<std::string> sign(const boost::json::object& claims);

    /// The public key as a JWKS document.
    [[nodiscard]] Result<std::string> jwks();

    [[nodiscard]] static std::string_view issuer() { return "https://sts.gatelens.local/"; }

private:
    [[nodiscard]] Result<EVP_PKEY*> key();

    std::mutex m_mutex; ///< guards m_key while it is made
    std::shared_ptr<EVP_PKEY> m_key;
};

} // namespace gatelens::proxy
