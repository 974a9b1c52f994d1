#include "proxy/gateway/policies/jwt/keys.h"

#include "proxy/gateway/policies/text.h"

#include <boost/json/parse.hpp>

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace gatelens::proxy {

namespace {

template<auto free>
struct Freed
{
    template<class T>
    void operator()(T* pointer) const
    {
        free(pointer);
    }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

const unsigned char* bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

Number numberOf(std::string_view bytes)
{
    return Number(BN_bin2bn(bytesOf(bytes), static_cast<int>(bytes.size()), nullptr));
}

Error keyError(std::string message) { return {ErrorCode::Malformed, std::move(message), {}}; }

std::shared_ptr<EVP_PKEY> shared(EVP_PKEY* key)
{
    return {key, [](EVP_PKEY* owned) { EVP_PKEY_free(owned); }};
}

Result<JwtKey> fromParameters(const char* type, OSSL_PARAM* parameters, std::string_view id)
{
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) <= 0
        || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) <= 0)
        return keyError(fmt::format("'{}' is not a usable {} public key", id, type));
    return JwtKey{std::string(id), {}, shared(key)};
}

const EVP_MD* digestOf(std::string_view algorithm)
{
    if (algorithm.ends_with("256"))
        return EVP_sha256();
    return algorithm.ends_with("384") ? EVP_sha384() : EVP_sha512();
}

bool verifyHmac(const JwtKey& key, const EVP_MD* digest, std::string_view input,
                std::string_view signature)
{
    unsigned char expected[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (key.secret.empty()
        || HMAC(digest, key.secret.data(), static_cast<int>(key.secret.size()), bytesOf(input),
                input.size(), expected, &size)
            == nullptr)
        return false;
    return signature.size() == size && CRYPTO_memcmp(expected, signature.data(), size) == 0;
}

/// JWS writes an ECDSA signature as r and s side by side; OpenSSL wants DER.
std::string ecdsaDer(std::string_view signature)
{
    if (signature.empty() || signature.size() % 2 != 0)
        return {};
    const EcdsaSignature pair(ECDSA_SIG_new());
    const std::size_t half = signature.size() / 2;
    ECDSA_SIG_set0(pair.get(), numberOf(signature.substr(0, half)).release(),
                   numberOf(signature.substr(half)).release());
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    if (size <= 0)
        return {};
    std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return text;
}

bool verifyPublic(const JwtKey& key, std::string_view algorithm, std::string_view input,
                  std::string_view signature)
{
    const bool isEc = algorithm.starts_with("ES");
    const int type = EVP_PKEY_get_base_id(key.publicKey.get());
    if ((isEc && type != EVP_PKEY_EC) || (!isEc && type != EVP_PKEY_RSA))
        return false;
    const DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* keyContext = nullptr;
    if (EVP_DigestVerifyInit(context.get(), &keyContext, digestOf(algorithm), nullptr,
                             key.publicKey.get())
        <= 0)
        return false;
    if (algorithm.starts_with("PS")
        && (EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING) <= 0
            || EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, RSA_PSS_SALTLEN_DIGEST) <= 0))
        return false;
    const std::string der = isEc ? ecdsaDer(signature) : std::string(signature);
    return EVP_DigestVerify(context.get(), bytesOf(der), der.size(), bytesOf(input), input.size())
        == 1;
}

std::string member(const boost::json::object& object, std::string_view name)
{
    const boost::json::value* found = object.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::optional<JwtKey> keyOf(const boost::json::object& jwk)
{
    const std::string type = member(jwk, "kty");
    const std::string id = member(jwk, "kid");
    Result<JwtKey> key = keyError("unknown key type");
    if (type == "RSA")
        key = rsaKey(member(jwk, "n"), member(jwk, "e"), id);
    else if (type == "EC")
        key = ecKey(member(jwk, "crv"), member(jwk, "x"), member(jwk, "y"), id);
    else if (type == "oct")
        key = symmetricKey(member(jwk, "k"), id);
    return key ? std::optional(std::move(*key)) : std::nullopt;
}

} // namespace

Result<JwtKey> symmetricKey(std::string_view base64, std::string_view id)
{
    std::optional<std::string> bytes = base64Decode(trimmed(base64));
    if (!bytes || bytes->empty())
        return keyError("a symmetric key must be Base64 text");
    return JwtKey{std::string(id), std::move(*bytes), nullptr};
}

Result<JwtKey> rsaKey(std::string_view modulus, std::string_view exponent, std::string_view id)
{
    const auto n = base64Decode(modulus);
    const auto e = base64Decode(exponent);
    if (!n || !e || n->empty() || e->empty())
        return keyError("modulus n and exponent e must be Base64url texts");
    const Number modulusNumber = numberOf(*n);
    const Number exponentNumber = numberOf(*e);
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulusNumber.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponentNumber.get());
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    return fromParameters("RSA", parameters.get(), id);
}

Result<JwtKey> ecKey(std::string_view curve, std::string_view x, std::string_view y,
                     std::string_view id)
{
    const auto xBytes = base64Decode(x);
    const auto yBytes = base64Decode(y);
    if (!xBytes || !yBytes || xBytes->empty() || xBytes->size() != yBytes->size())
        return keyError("the point x, y must be two Base64url texts of the same length");
    const std::string group(curve);
    const std::string point = '\x04' + *xBytes + *yBytes;
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.c_str(), 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                     point.size());
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    return fromParameters("EC", parameters.get(), id);
}

Result<JwtKey> certificateKey(std::string_view der, std::string_view id)
{
    const unsigned char* at = bytesOf(der);
    const std::unique_ptr<X509, Freed<X509_free>> certificate(
        d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    EVP_PKEY* key = certificate ? X509_get_pubkey(certificate.get()) : nullptr;
    if (key == nullptr)
        return keyError(fmt::format("certificate '{}' cannot be read", id));
    return JwtKey{std::string(id), {}, shared(key)};
}

Result<std::vector<JwtKey>> parseJwks(std::string_view json)
{
    boost::system::error_code error;
    const boost::json::value document = boost::json::parse(json, error);
    const boost::json::object* root = error ? nullptr : document.if_object();
    const boost::json::value* list = root == nullptr ? nullptr : root->if_contains("keys");
    if (list == nullptr || !list->is_array())
        return keyError("the key set is not a JSON object with an array 'keys'");
    std::vector<JwtKey> keys;
    for (const boost::json::value& entry : list->get_array()) {
        const boost::json::object* jwk = entry.if_object();
        if (jwk == nullptr || member(*jwk, "use") == "enc")
            continue;
        if (std::optional<JwtKey> key = keyOf(*jwk))
            keys.push_back(std::move(*key));
    }
    return keys;
}

bool isKnownAlgorithm(std::string_view algorithm)
{
    if (algorithm.size() != 5)
        return false;
    const std::string_view family = algorithm.substr(0, 2);
    const std::string_view bits = algorithm.substr(2);
    return (family == "HS" || family == "RS" || family == "PS" || family == "ES")
        && (bits == "256" || bits == "384" || bits == "512");
}

bool verifySignature(const JwtKey& key, std::string_view algorithm, std::string_view input,
                     std::string_view signature)
{
    if (!isKnownAlgorithm(algorithm))
        return false;
    if (algorithm.starts_with("HS"))
        return verifyHmac(key, digestOf(algorithm), input, signature);
    return key.publicKey != nullptr && verifyPublic(key, algorithm, input, signature);
}

} // namespace gatelens::proxy
