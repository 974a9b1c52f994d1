#pragma once

#include "core/base/result.h"

#include <boost/json/object.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

using EVP_PKEY = struct evp_pkey_st;

namespace gatelens::proxy {

/// A key that verifies the signature of a token: symmetric bytes or a public key.
struct JwtKey
{
    std::string id; ///< `kid`; empty when it has none
    std::string secret; ///< of HS algorithms
    std::shared_ptr<EVP_PKEY> publicKey; ///< of RS, PS and ES algorithms
};

/// A symmetric key given as Base64 text.
[[nodiscard]] Result<JwtKey> symmetricKey(std::string_view base64, std::string_view id);

/// An RSA public key of modulus and exponent, Base64url.
[[nodiscard]] Result<JwtKey> rsaKey(std::string_view modulus, std::string_view exponent,
                                    std::string_view id);

/// An elliptic curve key; `curve` is P-256, P-384 or P-521.
[[nodiscard]] Result<JwtKey> ecKey(std::string_view curve, std::string_view x, std::string_view y,
                                   std::string_view id);

/// The public key of a certificate in DER.
[[nodiscard]] Result<JwtKey> certificateKey(std::string_view der, std::string_view id);

/// The keys of a JWKS document that can verify signatures; others are left out.
[[nodiscard]] Result<std::vector<JwtKey>> parseJwks(std::string_view json);

/// True when `key` verifies `signature` over `input` with the JWS algorithm (HS, RS, PS and ES with
/// 256, 384 and 512).
[[nodiscard]] bool verifySignature(const JwtKey& key, std::string_view algorithm,
                                   std::string_view input, std::string_view signature);

/// True for the algorithms that verifySignature knows.
[[nodiscard]] bool isKnownAlgorithm(std::string_view algorithm);

} // namespace gatelens::proxy
