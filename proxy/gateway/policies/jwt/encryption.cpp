#include "proxy/gateway/policies/jwt/encryption.h"

#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace gatelens::proxy {

namespace {

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

/// One content encryption algorithm.
struct ContentCipher
{
    std::string_view name;
    const EVP_CIPHER* (*cipher)();
    const EVP_MD* (*digest)(); ///< of the HMAC; null for GCM, which authenticates by itself
    std::size_t keyBytes; ///< the whole content encryption key
};

const EVP_MD* noDigest() { return nullptr; }

constexpr std::array<ContentCipher, 6> kContentCiphers{{
    {"A128CBC-HS256", &EVP_aes_128_cbc, &EVP_sha256, 32},
    {"A192CBC-HS384", &EVP_aes_192_cbc, &EVP_sha384, 48},
    {"A256CBC-HS512", &EVP_aes_256_cbc, &EVP_sha512, 64},
    {"A128GCM", &EVP_aes_128_gcm, &noDigest, 16},
    {"A192GCM", &EVP_aes_192_gcm, &noDigest, 24},
    {"A256GCM", &EVP_aes_256_gcm, &noDigest, 32},
}};

/// The five parts, decoded; `header` also as it stands, since it is authenticated.
struct EncryptedToken
{
    std::string protectedHeader;
    std::string algorithm;
    std::string encryption;
    std::string keyId;
    std::string encryptedKey;
    std::string iv;
    std::string ciphertext;
    std::string tag;
};

const unsigned char* octetsOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* octetsOf(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string textOf(const boost::json::object& object, std::string_view name)
{
    const boost::json::value* found = object.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
}

Error malformed(std::string message) { return {ErrorCode::Malformed, std::move(message), {}}; }

Result<EncryptedToken> parse(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('.', at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    if (parts.size() != 5)
        return malformed("the encrypted token does not have five parts");
    EncryptedToken token;
    token.protectedHeader = parts[0];
    const std::optional<std::string> header = base64Decode(parts[0]);
    boost::system::error_code error;
    const boost::json::value parsed
        = header ? boost::json::parse(*header, error) : boost::json::value();
    if (error || !parsed.is_object())
        return malformed("the encrypted token's header is not a JSON object");
    token.algorithm = textOf(parsed.get_object(), "alg");
    token.encryption = textOf(parsed.get_object(), "enc");
    token.keyId = textOf(parsed.get_object(), "kid");
    std::string* const fields[] = {&token.encryptedKey, &token.iv, &token.ciphertext, &token.tag};
    for (std::size_t i = 0; i < 4; ++i) {
        std::optional<std::string> bytes = base64Decode(parts[i + 1]);
        if (!bytes)
            return malformed("a part of the encrypted token is not Base64url");
        *fields[i] = std::move(*bytes);
    }
    return token;
}

/// AES key wrap (RFC 3394).
std::optional<std::string> unwrapKey(const std::string& secret, const std::string& wrapped)
{
    const EVP_CIPHER* cipher = secret.size() == 16 ? EVP_aes_128_wrap()
        : secret.size() == 24                      ? EVP_aes_192_wrap()
        : secret.size() == 32                      ? EVP_aes_256_wrap()
                                                   : nullptr;
    if (cipher == nullptr || wrapped.size() < 16)
        return std::nullopt;
    const CipherContext context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    std::string key(wrapped.size(), '\0');
    int size = 0;
    if (EVP_DecryptInit_ex(context.get(), cipher, nullptr, octetsOf(secret), nullptr) <= 0
        || EVP_DecryptUpdate(context.get(), octetsOf(key), &size, octetsOf(wrapped),
                             static_cast<int>(wrapped.size()))
            <= 0)
        return std::nullopt;
    key.resize(static_cast<std::size_t>(size));
    return key;
}

std::optional<std::string> decryptKey(EVP_PKEY* privateKey, const std::string& encrypted,
                                      const EVP_MD* digest)
{
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new(privateKey, nullptr), &EVP_PKEY_CTX_free);
    std::size_t size = 0;
    if (!context || EVP_PKEY_decrypt_init(context.get()) <= 0
        || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) <= 0
        || EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), digest) <= 0
        || EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), digest) <= 0
        || EVP_PKEY_decrypt(context.get(), nullptr, &size, octetsOf(encrypted), encrypted.size())
            <= 0)
        return std::nullopt;
    std::string key(size, '\0');
    if (EVP_PKEY_decrypt(context.get(), octetsOf(key), &size, octetsOf(encrypted), encrypted.size())
        <= 0)
        return std::nullopt;
    key.resize(size);
    return key;
}

/// The content encryption key, or nothing when `key` is not the one.
std::optional<std::string> contentKey(const EncryptedToken& token, const DecryptionKey& key)
{
    if (token.algorithm == "dir")
        return key.secret.empty() ? std::nullopt : std::optional(key.secret);
    if (token.algorithm == "A128KW" || token.algorithm == "A192KW" || token.algorithm == "A256KW")
        return unwrapKey(key.secret, token.encryptedKey);
    if (!key.privateKey)
        return std::nullopt;
    return decryptKey(key.privateKey.get(), token.encryptedKey,
                      token.algorithm == "RSA-OAEP" ? EVP_sha1() : EVP_sha256());
}

bool isKnownKeyAlgorithm(std::string_view name)
{
    static constexpr std::array<std::string_view, 6> kKnown{"dir",    "A128KW",   "A192KW",
                                                            "A256KW", "RSA-OAEP", "RSA-OAEP-256"};
    return std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end();
}

/// RFC 7518, 5.2: the first half of the key authenticates, the second decrypts.
bool isAuthentic(const EncryptedToken& token, std::string_view macKey, const EVP_MD* digest)
{
    std::string input = token.protectedHeader + token.iv + token.ciphertext;
    const std::uint64_t bits = token.protectedHeader.size() * 8ULL;
    for (int shift = 56; shift >= 0; shift -= 8)
        input += static_cast<char>((bits >> static_cast<unsigned>(shift)) & 0xFFU);
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    if (HMAC(digest, macKey.data(), static_cast<int>(macKey.size()), octetsOf(input), input.size(),
             mac.data(), &size)
        == nullptr)
        return false;
    return token.tag.size() == size / 2
        && CRYPTO_memcmp(mac.data(), token.tag.data(), token.tag.size()) == 0;
}

std::optional<std::string> decryptContent(const EncryptedToken& token, const ContentCipher& kind,
                                          const std::string& key)
{
    if (key.size() != kind.keyBytes)
        return std::nullopt;
    const EVP_CIPHER* cipher = kind.cipher();
    const EVP_MD* digest = kind.digest();
    std::string_view encryptionKey = key;
    if (digest != nullptr) {
        const std::size_t half = key.size() / 2;
        if (!isAuthentic(token, std::string_view(key).substr(0, half), digest))
            return std::nullopt;
        encryptionKey = std::string_view(key).substr(half);
    }
    if (token.iv.size() != static_cast<std::size_t>(EVP_CIPHER_get_iv_length(cipher)))
        return std::nullopt;
    const CipherContext context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    std::string plain(token.ciphertext.size() + EVP_MAX_BLOCK_LENGTH, '\0');
    int size = 0;
    int rest = 0;
    bool isGood = EVP_DecryptInit_ex(context.get(), cipher, nullptr, octetsOf(encryptionKey),
                                     octetsOf(token.iv))
        > 0;
    if (isGood && digest == nullptr) {
        constexpr int kTagBytes = 16;
        std::string tag = token.tag;
        isGood = tag.size() == kTagBytes
            && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) > 0
            && EVP_DecryptUpdate(context.get(), nullptr, &size, octetsOf(token.protectedHeader),
                                 static_cast<int>(token.protectedHeader.size()))
                > 0;
    }
    isGood = isGood
        && EVP_DecryptUpdate(context.get(), octetsOf(plain), &size, octetsOf(token.ciphertext),
                             static_cast<int>(token.ciphertext.size()))
            > 0
        && EVP_DecryptFinal_ex(context.get(), octetsOf(plain) + size, &rest) > 0;
    if (!isGood)
        return std::nullopt;
    plain.resize(static_cast<std::size_t>(size + rest));
    return plain;
}

} // namespace

bool isEncryptedToken(std::string_view text)
{
    return std::count(text.begin(), text.end(), '.') == 4;
}

Result<std::string> decryptToken(std::string_view text, std::span<const DecryptionKey> keys)
{
    const Result<EncryptedToken> token = parse(text);
    if (!token)
        return token.error();
    const auto cipher
        = std::find_if(kContentCiphers.begin(), kContentCiphers.end(),
                       [&](const ContentCipher& one) { return one.name == token->encryption; });
    if (cipher == kContentCiphers.end() || !isKnownKeyAlgorithm(token->algorithm))
        return Error{ErrorCode::Unsupported,
                     "the token is encrypted with " + token->algorithm + " and " + token->encryption
                         + ", which is not supported",
                     {}};
    for (const bool wantsSameId : {true, false}) {
        for (const DecryptionKey& key : keys) {
            const bool isSameId = !token->keyId.empty() && key.id == token->keyId;
            if (isSameId != wantsSameId)
                continue;
            const std::optional<std::string> secret = contentKey(*token, key);
            std::optional<std::string> content
                = secret ? decryptContent(*token, *cipher, *secret) : std::nullopt;
            if (content)
                return std::move(*content);
        }
    }
    ERR_clear_error();
    return Error{ErrorCode::Refused, "no decryption key decrypts the token", {}};
}

} // namespace gatelens::proxy
