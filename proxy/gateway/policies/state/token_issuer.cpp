#include "proxy/gateway/policies/state/token_issuer.h"

#include "proxy/gateway/policies/text.h"

#include <boost/json/serialize.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

namespace gatelens::proxy {

namespace {

constexpr std::string_view kKeyId = "gatelens-local";

std::string base64Url(std::string_view bytes)
{
    std::string text = base64Encode(bytes);
    while (text.ends_with('='))
        text.pop_back();
    for (char& c : text)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text;
}

std::int64_t secondsOf(Timestamp time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::string numberBytes(const EVP_PKEY* key, const char* name)
{
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) <= 0)
        return {};
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    BN_free(number);
    return bytes;
}

Error issuerError(std::string message) { return {ErrorCode::Internal, std::move(message), {}}; }

} // namespace

Result<EVP_PKEY*> TokenIssuer::key()
{
    const std::lock_guard lock(m_mutex);
    if (!m_key)
        m_key = {EVP_RSA_gen(2048), [](EVP_PKEY* owned) { EVP_PKEY_free(owned); }};
    if (!m_key)
        return issuerError("making the key of the local token issuer failed");
    return m_key.get();
}

Result<std::string> TokenIssuer::sign(const boost::json::object& claims)
{
    const Result<EVP_PKEY*> signingKey = key();
    if (!signingKey)
        return signingKey.error();
    const boost::json::object header{{"alg", "RS256"}, {"typ", "JWT"}, {"kid", kKeyId}};
    const std::string input = base64Url(boost::json::serialize(header)) + '.'
        + base64Url(boost::json::serialize(claims));
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    const auto* bytes = reinterpret_cast<const unsigned char*>(input.data());
    std::size_t size = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, *signingKey) <= 0
        || EVP_DigestSign(context.get(), nullptr, &size, bytes, input.size()) <= 0)
        return issuerError("signing a local token failed");
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       bytes, input.size())
        <= 0)
        return issuerError("signing a local token failed");
    signature.resize(size);
    return input + '.' + base64Url(signature);
}

Result<std::string> TokenIssuer::managedIdentityToken(std::string_view resource,
                                                      std::string_view clientId, Timestamp now)
{
    const std::int64_t issuedAt = secondsOf(now);
    const std::string_view appId
        = clientId.empty() ? std::string_view("00000000-0000-0000-0000-000000000001") : clientId;
    return sign({{"aud", resource},
                 {"iss", issuer()},
                 {"iat", issuedAt},
                 {"nbf", issuedAt},
                 {"exp", issuedAt + 24 * 3600},
                 {"appid", appId},
                 {"oid", "00000000-0000-0000-0000-000000000002"},
                 {"sub", "00000000-0000-0000-0000-000000000002"},
                 {"tid", "00000000-0000-0000-0000-000000000003"},
                 {"ver", "1.0"}});
}

Result<std::string> TokenIssuer::jwks()
{
    const Result<EVP_PKEY*> signingKey = key();
    if (!signingKey)
        return signingKey.error();
    const boost::json::object jwk{
        {"kty", "RSA"},
        {"use", "sig"},
        {"alg", "RS256"},
        {"kid", kKeyId},
        {"n", base64Url(numberBytes(*signingKey, OSSL_PKEY_PARAM_RSA_N))},
        {"e", base64Url(numberBytes(*signingKey, OSSL_PKEY_PARAM_RSA_E))}};
    return boost::json::serialize(boost::json::object{{"keys", boost::json::array{jwk}}});
}

} // namespace gatelens::proxy
