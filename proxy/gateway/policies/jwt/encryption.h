#pragma once

#include "core/base/result.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

using EVP_PKEY = struct evp_pkey_st;

namespace gatelens::proxy {

/// A key that decrypts tokens: symmetric bytes or an RSA private key.
struct DecryptionKey
{
    std::string id; ///< `kid`; empty when it has none
    std::string secret;
    std::shared_ptr<EVP_PKEY> privateKey;
};

/// True for five parts: a JSON web encryption in compact form.
[[nodiscard]] bool isEncryptedToken(std::string_view text);

/// The content of an encrypted token (RFC 7516): mostly another token. Key management: dir, A128KW,
/// A192KW, A256KW, RSA-OAEP, RSA-OAEP-256; content: A128CBC-HS256, A192CBC-HS384, A256CBC-HS512,
/// A128GCM, A192GCM, A256GCM. Keys with the token's `kid` are tried first, then the others.
/// Malformed, Unsupported for other algorithms, Refused when no key decrypts it.
[[nodiscard]] Result<std::string> decryptToken(std::string_view text,
                                               std::span<const DecryptionKey> keys);

} // namespace gatelens::proxy
