#include "core/expression/library/certificate.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <memory>

namespace gatelens::expression {

namespace {

const unsigned char* data(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

Value failed(Env& env, std::string message)
{
    return env.raise("CryptographicException", std::move(message));
}

std::string randomBytes(std::size_t count)
{
    std::string bytes(count, '\0');
    RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count));
    return bytes;
}

/// Which digest a class or algorithm name means: "HMACSHA256", "SHA256Managed", "SHA-256".
const EVP_MD* digestNamed(std::string_view name)
{
    const auto upper = toUpper(name);
    for (const auto& [part, digest] : {std::pair{"MD5", EVP_md5()},
                                       {"SHA1", EVP_sha1()},
                                       {"SHA256", EVP_sha256()},
                                       {"SHA384", EVP_sha384()},
                                       {"SHA512", EVP_sha512()}}) {
        if (upper.find(part) != std::string::npos)
            return digest;
    }
    return nullptr;
}

/// A hash or, with a key, an HMAC.
class HashObject final : public Object
{
public:
    HashObject(const Type& hashType, const EVP_MD* algorithm, bool isKeyed, std::string secret)
        : digest(algorithm)
        , hasKey(isKeyed)
        , key(std::move(secret))
        , m_type(&hashType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] std::string compute(std::string_view bytes) const
    {
        unsigned char out[EVP_MAX_MD_SIZE];
        unsigned length = 0;
        if (hasKey)
            HMAC(digest, key.data(), static_cast<int>(key.size()), data(bytes), bytes.size(), out,
                 &length);
        else
            EVP_Digest(bytes.data(), bytes.size(), out, &length, digest, nullptr);
        return {reinterpret_cast<const char*>(out), length};
    }

    const EVP_MD* const digest;
    const bool hasKey;
    std::string key;
    std::string last;

private:
    const Type* m_type;
};

Value makeHash(Env& env, Args a)
{
    const Type* type = a.site().result;
    const auto* digest
        = digestNamed(a.size() > 0 && a[0].isString() ? a[0].text() : std::string_view(type->name));
    if (digest == nullptr)
        return env.argument("The hash algorithm is not known.");
    return makeValue<HashObject>(*type, digest, false, std::string());
}

Value makeHmac(Env& env, Args a)
{
    const Type* type = a.site().result;
    const auto* digest = digestNamed(type->name);
    if (a.size() > 0 && a[0].isNull())
        return env.argumentNull("key");
    const bool isWide = EVP_MD_block_size(digest) > 64;
    return makeValue<HashObject>(*type, digest, true,
                                 a.size() > 0 ? std::string(a[0].bytes())
                                              : randomBytes(isWide ? 128 : 64));
}

Value computeHash(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("buffer");
    auto bytes = a[1].bytes();
    if (a.size() > 2) {
        if (a[2].asInt() < 0 || a[3].asInt() < 0
            || a[2].asLong() + a[3].asLong() > static_cast<std::int64_t>(bytes.size()))
            return env.argument("Offset and length were out of bounds for the array.");
        bytes = bytes.substr(static_cast<std::size_t>(a[2].asInt()),
                             static_cast<std::size_t>(a[3].asInt()));
    }
    if (!env.step(1 + bytes.size() / 256))
        return {};
    auto& hash = a[0].get<HashObject>();
    hash.last = hash.compute(bytes);
    return Value::ofBytes(hash.last);
}

void registerHashes(LibraryBuilder& library)
{
    static std::deque<std::string> texts;
    library.type("class System.Security.Cryptography.HashAlgorithm : IDisposable", "A hash")
        .method("static HashAlgorithm Create(string hashName)", makeHash)
        .method("byte[] ComputeHash(byte[] buffer)", computeHash, "The hash of the bytes")
        .method("byte[] ComputeHash(byte[] buffer, int offset, int count)", computeHash)
        .property(
            "byte[] Hash", [](Env&, Args a) { return Value::ofBytes(a[0].get<HashObject>().last); },
            "The hash computed last")
        .property(
            "int HashSize",
            [](Env&, Args a) {
                return Value::ofInt(EVP_MD_size(a[0].get<HashObject>().digest) * 8);
            },
            "In bits")
        .method("void Clear()", [](Env&, Args) { return Value(); })
        .method("void Dispose()", [](Env&, Args) { return Value(); });
    library.type("class System.Security.Cryptography.KeyedHashAlgorithm : HashAlgorithm")
        .property(
            "byte[] Key", [](Env&, Args a) { return Value::ofBytes(a[0].get<HashObject>().key); },
            "The secret",
            [](Env&, Args a) {
                a[0].get<HashObject>().key = std::string(a[1].bytes());
                return Value();
            });
    library.type("class System.Security.Cryptography.HMAC : KeyedHashAlgorithm");
    for (const std::string name : {"MD5", "SHA1", "SHA256", "SHA384", "SHA512"}) {
        const auto space = "class System.Security.Cryptography.";
        texts.push_back(space + name + " : HashAlgorithm");
        auto base = library.type(texts.back());
        texts.push_back("static " + name + " Create()");
        base.method(texts.back(), makeHash, "A hash of this kind");
        texts.push_back("static byte[] HashData(byte[] source)");
        base.method(texts.back(), [](Env& env, Args a) {
            return a[0].isNull()
                ? env.argumentNull("source")
                : env.notSupported("HashData needs .NET 5: use Create().ComputeHash(…).");
        });
        for (const std::string suffix : {"Managed", "CryptoServiceProvider", "Cng"}) {
            texts.push_back(space + name + suffix + " : " + name);
            library.type(texts.back()).method("new()", makeHash);
        }
        texts.push_back(space + std::string("HMAC") + name + " : HMAC");
        library.type(texts.back())
            .method("new()", makeHmac, "With a random key")
            .method("new(byte[] key)", makeHmac, "With that key");
    }
    library.type("struct System.Security.Cryptography.HashAlgorithmName : ValueType")
        .method("new(string name)",
                [](Env&, Args a) {
                    return makeValue<RecordObject>(*a.site().result, std::vector<Value>{a[0]});
                })
        .property("string Name", [](Env&, Args a) { return a[0].get<RecordObject>().fields[0]; })
        .property("static HashAlgorithmName MD5",
                  [](Env&, Args a) {
                      return makeValue<RecordObject>(*a.site().result,
                                                     std::vector<Value>{Value::ofLiteral("MD5")});
                  })
        .property("static HashAlgorithmName SHA1",
                  [](Env&, Args a) {
                      return makeValue<RecordObject>(*a.site().result,
                                                     std::vector<Value>{Value::ofLiteral("SHA1")});
                  })
        .property("static HashAlgorithmName SHA256",
                  [](Env&, Args a) {
                      return makeValue<RecordObject>(
                          *a.site().result, std::vector<Value>{Value::ofLiteral("SHA256")});
                  })
        .property("static HashAlgorithmName SHA384",
                  [](Env&, Args a) {
                      return makeValue<RecordObject>(
                          *a.site().result, std::vector<Value>{Value::ofLiteral("SHA384")});
                  })
        .property("static HashAlgorithmName SHA512", [](Env&, Args a) {
            return makeValue<RecordObject>(*a.site().result,
                                           std::vector<Value>{Value::ofLiteral("SHA512")});
        });
}

// --- symmetric -----------------------------------------------------------------------------------

class CipherObject final : public Object
{
public:
    CipherObject(const Type& cipherType, std::string algorithmName)
        : name(std::move(algorithmName))
        , m_type(&cipherType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }

    const std::string name; ///< "AES", "DES", "3DES"
    std::string key = randomBytes(32);
    std::string iv = randomBytes(16);
    std::int64_t mode = 1; ///< CBC
    std::int64_t padding = 2; ///< PKCS7

private:
    const Type* m_type;
};

const EVP_CIPHER* cipherFor(std::string_view name, std::size_t keySize, std::int64_t mode)
{
    const bool isEcb = mode == 2;
    if (name == "AES") {
        if (keySize == 16)
            return isEcb ? EVP_aes_128_ecb() : EVP_aes_128_cbc();
        if (keySize == 24)
            return isEcb ? EVP_aes_192_ecb() : EVP_aes_192_cbc();
        if (keySize == 32)
            return isEcb ? EVP_aes_256_ecb() : EVP_aes_256_cbc();
        return nullptr;
    }
    if (name == "3DES" && keySize == 24)
        return isEcb ? EVP_des_ede3_ecb() : EVP_des_ede3_cbc();
    return nullptr;
}

std::string_view canonicalName(std::string_view name)
{
    const auto upper = toUpper(name);
    if (upper.starts_with("AES") || upper.starts_with("RIJNDAEL"))
        return "AES";
    if (upper == "3DES" || upper == "TRIPLEDES" || upper == "TRIPLE DES")
        return "3DES";
    return "";
}

Value crypt(Env& env, std::string_view name, std::string_view bytes, std::string_view key,
            std::string_view iv, std::int64_t mode, std::int64_t padding, bool isEncrypting)
{
    if (name.empty())
        return env.notSupported("Only AES and 3DES are available.");
    const auto* cipher = cipherFor(name, key.size(), mode);
    if (cipher == nullptr)
        return failed(env, "Specified key is not a valid size for this algorithm.");
    if (static_cast<std::size_t>(EVP_CIPHER_iv_length(cipher)) != iv.size()
        && EVP_CIPHER_iv_length(cipher) > 0)
        return failed(env,
                      "Specified initialization vector (IV) does not match the block size for this "
                      "algorithm.");
    if (!env.charge(bytes.size() + 32) || !env.step(1 + bytes.size() / 128))
        return {};
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
        EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    std::string out(bytes.size() + 32, '\0');
    auto* target = reinterpret_cast<unsigned char*>(out.data());
    int written = 0;
    int rest = 0;
    bool ok = EVP_CipherInit_ex(context.get(), cipher, nullptr, data(key), data(iv),
                                isEncrypting ? 1 : 0)
        == 1;
    ok = ok && EVP_CIPHER_CTX_set_padding(context.get(), padding == 1 ? 0 : 1) == 1;
    ok = ok
        && EVP_CipherUpdate(context.get(), target, &written, data(bytes),
                            static_cast<int>(bytes.size()))
            == 1;
    ok = ok && EVP_CipherFinal_ex(context.get(), target + written, &rest) == 1;
    if (!ok)
        return failed(env, "Padding is invalid and cannot be removed.");
    out.resize(static_cast<std::size_t>(written + rest));
    return Value::ofBytes(std::move(out));
}

template<bool isEncrypting>
Value cryptBytes(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("input");
    if (a.size() == 4 && a[1].isString())
        return crypt(env, canonicalName(a[1].text()), a[0].bytes(), a[2].bytes(), a[3].bytes(), 1,
                     2, isEncrypting);
    const auto* cipher = a[1].as<CipherObject>();
    if (cipher == nullptr)
        return env.argumentNull("alg");
    const auto key = a.size() == 4 ? a[2].bytes() : std::string_view(cipher->key);
    const auto iv = a.size() == 4 ? a[3].bytes() : std::string_view(cipher->iv);
    return crypt(env, cipher->name, a[0].bytes(), key, iv, cipher->mode, cipher->padding,
                 isEncrypting);
}

/// An ICryptoTransform: the key, IV and settings of the moment it was made.
class TransformObject final : public Object
{
public:
    TransformObject(const Type& transformType, bool encrypts)
        : isEncrypting(encrypts)
        , m_type(&transformType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }

    const bool isEncrypting;
    std::string name;
    std::string key;
    std::string iv;
    std::int64_t mode = 1;
    std::int64_t padding = 2;

private:
    const Type* m_type;
};

template<bool isEncrypting>
Value transform(Env&, Args a)
{
    const auto& cipher = a[0].get<CipherObject>();
    auto made = make<TransformObject>(*a.site().result, isEncrypting);
    made->name = cipher.name;
    made->key = a.size() > 1 ? std::string(a[1].bytes()) : cipher.key;
    made->iv = a.size() > 2 ? std::string(a[2].bytes()) : cipher.iv;
    made->mode = cipher.mode;
    made->padding = cipher.padding;
    return made.value();
}

Value makeCipher(Env& env, Args a)
{
    const auto name = canonicalName(
        a.size() > 0 && a[0].isString() ? a[0].text() : std::string_view(a.site().result->name));
    if (name.empty())
        return env.notSupported("Only AES and 3DES are available.");
    auto made = make<CipherObject>(*a.site().result, std::string(name));
    if (name == "3DES") {
        made->key = randomBytes(24);
        made->iv = randomBytes(8);
    }
    return made.value();
}

void registerSymmetric(LibraryBuilder& library)
{
    library.type("enum System.Security.Cryptography.CipherMode")
        .value("CBC", 1)
        .value("ECB", 2)
        .value("OFB", 3)
        .value("CFB", 4)
        .value("CTS", 5);
    library.type("enum System.Security.Cryptography.PaddingMode")
        .value("None", 1)
        .value("PKCS7", 2)
        .value("Zeros", 3)
        .value("ANSIX923", 4)
        .value("ISO10126", 5);
    library.type("class System.Security.Cryptography.ICryptoTransform : IDisposable")
        .method("byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)",
                [](Env& env, Args a) {
                    const auto& settings = a[0].get<TransformObject>();
                    const auto bytes = a[1].bytes();
                    if (a[2].asInt() < 0 || a[3].asInt() < 0
                        || a[2].asLong() + a[3].asLong() > static_cast<std::int64_t>(bytes.size()))
                        return env.argument("Offset and length were out of bounds for the array.");
                    return crypt(env, settings.name,
                                 bytes.substr(static_cast<std::size_t>(a[2].asInt()),
                                              static_cast<std::size_t>(a[3].asInt())),
                                 settings.key, settings.iv, settings.mode, settings.padding,
                                 settings.isEncrypting);
                });
    library
        .type("class System.Security.Cryptography.SymmetricAlgorithm : IDisposable",
              "A symmetric cipher")
        .method("static SymmetricAlgorithm Create(string algName)", makeCipher)
        .property(
            "byte[] Key", [](Env&, Args a) { return Value::ofBytes(a[0].get<CipherObject>().key); },
            "The key",
            [](Env& env, Args a) {
                auto& cipher = a[0].get<CipherObject>();
                if (cipherFor(cipher.name, a[1].bytes().size(), cipher.mode) == nullptr)
                    return failed(env, "Specified key is not a valid size for this algorithm.");
                cipher.key = std::string(a[1].bytes());
                return Value();
            })
        .property(
            "byte[] IV", [](Env&, Args a) { return Value::ofBytes(a[0].get<CipherObject>().iv); },
            "The initialisation vector",
            [](Env&, Args a) {
                a[0].get<CipherObject>().iv = std::string(a[1].bytes());
                return Value();
            })
        .property(
            "CipherMode Mode",
            [](Env&, Args a) {
                return Value::ofEnum(*a.site().result, a[0].get<CipherObject>().mode);
            },
            "CBC unless set",
            [](Env&, Args a) {
                a[0].get<CipherObject>().mode = a[1].asLong();
                return Value();
            })
        .property(
            "PaddingMode Padding",
            [](Env&, Args a) {
                return Value::ofEnum(*a.site().result, a[0].get<CipherObject>().padding);
            },
            "PKCS7 unless set",
            [](Env&, Args a) {
                a[0].get<CipherObject>().padding = a[1].asLong();
                return Value();
            })
        .property(
            "int KeySize",
            [](Env&, Args a) {
                return Value::ofInt(
                    static_cast<std::int32_t>(a[0].get<CipherObject>().key.size() * 8));
            },
            "In bits",
            [](Env&, Args a) {
                a[0].get<CipherObject>().key = randomBytes(
                    static_cast<std::size_t>(std::max(0, std::min(a[1].asInt(), 256)) / 8));
                return Value();
            })
        .property("int BlockSize",
                  [](Env&, Args a) {
                      return Value::ofInt(a[0].get<CipherObject>().name == "AES" ? 128 : 64);
                  })
        .method("void GenerateKey()",
                [](Env&, Args a) {
                    a[0].get<CipherObject>().key = randomBytes(a[0].get<CipherObject>().key.size());
                    return Value();
                })
        .method("void GenerateIV()",
                [](Env&, Args a) {
                    a[0].get<CipherObject>().iv = randomBytes(a[0].get<CipherObject>().iv.size());
                    return Value();
                })
        .method("ICryptoTransform CreateEncryptor()", transform<true>)
        .method("ICryptoTransform CreateDecryptor()", transform<false>)
        .method("ICryptoTransform CreateEncryptor(byte[] rgbKey, byte[] rgbIV)", transform<true>)
        .method("ICryptoTransform CreateDecryptor(byte[] rgbKey, byte[] rgbIV)", transform<false>)
        .method("void Clear()", [](Env&, Args) { return Value(); })
        .method("void Dispose()", [](Env&, Args) { return Value(); });
    library.type("class System.Security.Cryptography.Aes : SymmetricAlgorithm")
        .method("static Aes Create()", makeCipher, "AES with a random key");
    library.type("class System.Security.Cryptography.AesManaged : Aes").method("new()", makeCipher);
    library.type("class System.Security.Cryptography.AesCryptoServiceProvider : Aes")
        .method("new()", makeCipher);
    library.type("class System.Security.Cryptography.RijndaelManaged : SymmetricAlgorithm")
        .method("new()", makeCipher);
    library.type("class System.Security.Cryptography.TripleDES : SymmetricAlgorithm")
        .method("static TripleDES Create()", makeCipher);
    library.type("static Gatelens.CryptoExtensions")
        .method("static byte[] Encrypt(this byte[] input, string alg, byte[] key, byte[] iv)",
                cryptBytes<true>, "Encrypted with the named algorithm")
        .method("static byte[] Encrypt(this byte[] input, SymmetricAlgorithm alg)",
                cryptBytes<true>)
        .method("static byte[] Encrypt(this byte[] input, SymmetricAlgorithm alg, byte[] key, "
                "byte[] iv)",
                cryptBytes<true>)
        .method("static byte[] Decrypt(this byte[] input, string alg, byte[] key, byte[] iv)",
                cryptBytes<false>, "Decrypted with the named algorithm")
        .method("static byte[] Decrypt(this byte[] input, SymmetricAlgorithm alg)",
                cryptBytes<false>)
        .method("static byte[] Decrypt(this byte[] input, SymmetricAlgorithm alg, byte[] key, "
                "byte[] iv)",
                cryptBytes<false>);
    library
        .type("class System.Security.Cryptography.RNGCryptoServiceProvider : IDisposable",
              "Random bytes")
        .method("new()",
                [](Env&, Args a) {
                    return makeValue<RecordObject>(*a.site().result, std::vector<Value>());
                })
        .method(
            "void GetBytes(byte[] data)",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("data");
                auto& bytes = a[1].get<BytesObject>().bytes;
                bytes = randomBytes(bytes.size());
                return Value();
            },
            "Fills the array")
        .method("void Dispose()", [](Env&, Args) { return Value(); });
}

// --- RSA -----------------------------------------------------------------------------------------

class RsaObject final : public Object
{
public:
    RsaObject(EVP_PKEY* pair, bool hasPrivatePart)
        : key(pair)
        , isPrivate(hasPrivatePart)
    {
        EVP_PKEY_up_ref(key);
    }
    ~RsaObject() override { EVP_PKEY_free(key); }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("RSA")->self;
        return *known;
    }

    EVP_PKEY* const key;
    const bool isPrivate;
};

/// "Pkcs1" | "Pss" | "OaepSHA1" … of the padding records.
std::string_view paddingName(const Value& padding)
{
    const auto* record = padding.as<RecordObject>();
    return record == nullptr ? std::string_view() : record->fields[0].text();
}

Value signData(Env& env, Args a)
{
    const auto& rsa = a[0].get<RsaObject>();
    const auto* digest = digestNamed(a[2].get<RecordObject>().fields[0].text());
    if (a[1].isNull() || digest == nullptr)
        return env.argumentNull("data");
    if (!rsa.isPrivate)
        return failed(env, "The key has no private part.");
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    EVP_PKEY_CTX* settings = nullptr;
    bool ok = EVP_DigestSignInit(context.get(), &settings, digest, nullptr, rsa.key) == 1;
    if (ok && paddingName(a[3]) == "Pss")
        ok = EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1;
    std::size_t length = 0;
    const auto bytes = a[1].bytes();
    ok = ok && EVP_DigestSign(context.get(), nullptr, &length, data(bytes), bytes.size()) == 1;
    std::string signature(length, '\0');
    ok = ok
        && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                          &length, data(bytes), bytes.size())
            == 1;
    if (!ok)
        return failed(env, "The data could not be signed.");
    signature.resize(length);
    return Value::ofBytes(std::move(signature));
}

Value verifyData(Env& env, Args a)
{
    const auto& rsa = a[0].get<RsaObject>();
    const auto* digest = digestNamed(a[3].get<RecordObject>().fields[0].text());
    if (a[1].isNull() || a[2].isNull() || digest == nullptr)
        return env.argumentNull("data");
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    EVP_PKEY_CTX* settings = nullptr;
    bool ok = EVP_DigestVerifyInit(context.get(), &settings, digest, nullptr, rsa.key) == 1;
    if (ok && paddingName(a[4]) == "Pss")
        ok = EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1;
    const auto bytes = a[1].bytes();
    const auto signature = a[2].bytes();
    return Value::ofBool(ok
                         && EVP_DigestVerify(context.get(), data(signature), signature.size(),
                                             data(bytes), bytes.size())
                             == 1);
}

template<bool isEncrypting>
Value rsaCrypt(Env& env, Args a)
{
    const auto& rsa = a[0].get<RsaObject>();
    if (a[1].isNull())
        return env.argumentNull("data");
    if (!isEncrypting && !rsa.isPrivate)
        return failed(env, "The key has no private part.");
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new(rsa.key, nullptr), EVP_PKEY_CTX_free);
    const auto padding = paddingName(a[2]);
    bool ok = (isEncrypting ? EVP_PKEY_encrypt_init(context.get())
                            : EVP_PKEY_decrypt_init(context.get()))
        == 1;
    ok = ok
        && EVP_PKEY_CTX_set_rsa_padding(
               context.get(), padding == "Pkcs1" ? RSA_PKCS1_PADDING : RSA_PKCS1_OAEP_PADDING)
            == 1;
    if (ok && padding != "Pkcs1" && padding != "OaepSHA1")
        ok = EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), digestNamed(padding)) == 1
            && EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), digestNamed(padding)) == 1;
    const auto bytes = a[1].bytes();
    std::size_t length = 0;
    auto* run = isEncrypting ? EVP_PKEY_encrypt : EVP_PKEY_decrypt;
    ok = ok && run(context.get(), nullptr, &length, data(bytes), bytes.size()) == 1;
    std::string out(length, '\0');
    ok = ok
        && run(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length, data(bytes),
               bytes.size())
            == 1;
    if (!ok)
        return failed(env, "The parameter is incorrect.");
    out.resize(length);
    return Value::ofBytes(std::move(out));
}

void registerPadding(LibraryBuilder& library, std::string_view declaration,
                     std::initializer_list<const char*> names, std::string_view typeName)
{
    static std::deque<std::string> texts;
    auto type = library.type(declaration);
    for (const std::string name : names) {
        texts.push_back("static " + std::string(typeName) + " " + name);
        Function getter = nullptr;
        if (name == "Pkcs1")
            getter = [](Env&, Args a) {
                return makeValue<RecordObject>(*a.site().result,
                                               std::vector<Value>{Value::ofLiteral("Pkcs1")});
            };
        else if (name == "Pss")
            getter = [](Env&, Args a) {
                return makeValue<RecordObject>(*a.site().result,
                                               std::vector<Value>{Value::ofLiteral("Pss")});
            };
        else if (name == "OaepSHA1")
            getter = [](Env&, Args a) {
                return makeValue<RecordObject>(*a.site().result,
                                               std::vector<Value>{Value::ofLiteral("OaepSHA1")});
            };
        else if (name == "OaepSHA256")
            getter = [](Env&, Args a) {
                return makeValue<RecordObject>(*a.site().result,
                                               std::vector<Value>{Value::ofLiteral("OaepSHA256")});
            };
        else
            getter = [](Env&, Args a) {
                return makeValue<RecordObject>(*a.site().result,
                                               std::vector<Value>{Value::ofLiteral("OaepSHA512")});
            };
        type.property(texts.back(), getter);
    }
}

void registerRsa(LibraryBuilder& library)
{
    registerPadding(library, "class System.Security.Cryptography.RSASignaturePadding",
                    {"Pkcs1", "Pss"}, "RSASignaturePadding");
    registerPadding(library, "class System.Security.Cryptography.RSAEncryptionPadding",
                    {"Pkcs1", "OaepSHA1", "OaepSHA256", "OaepSHA512"}, "RSAEncryptionPadding");
    library.type("class System.Security.Cryptography.AsymmetricAlgorithm : IDisposable")
        .property(
            "int KeySize",
            [](Env&, Args a) { return Value::ofInt(EVP_PKEY_bits(a[0].get<RsaObject>().key)); },
            "In bits")
        .method("void Dispose()", [](Env&, Args) { return Value(); });
    library.type("class System.Security.Cryptography.RSA : AsymmetricAlgorithm", "An RSA key")
        .method("static RSA Create()",
                [](Env& env, Args) {
                    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048),
                                                                                  EVP_PKEY_free);
                    return env.step(100000) ? rsaValue(key.get(), true) : Value();
                })
        .method("byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm, RSASignaturePadding "
                "padding)",
                signData)
        .method("bool VerifyData(byte[] data, byte[] signature, HashAlgorithmName hashAlgorithm, "
                "RSASignaturePadding padding)",
                verifyData)
        .method("byte[] Encrypt(byte[] data, RSAEncryptionPadding padding)", rsaCrypt<true>)
        .method("byte[] Decrypt(byte[] data, RSAEncryptionPadding padding)", rsaCrypt<false>);
}

} // namespace

Value rsaValue(EVP_PKEY* key, bool hasPrivatePart)
{
    return makeValue<RsaObject>(key, hasPrivatePart);
}

void registerCrypto(LibraryBuilder& library)
{
    registerHashes(library);
    registerSymmetric(library);
    registerRsa(library);
}

} // namespace gatelens::expression
