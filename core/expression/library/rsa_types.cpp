#include "core/expression/library/base64.h"
#include "core/expression/library/certificate.h"
#include "core/expression/library/crypto_values.h"
#include "core/expression/library/families.h"
#include "core/expression/library/rsa_keys.h"
#include "core/expression/xml/node.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <optional>

namespace gatelens::expression {

namespace {

/// An RSA key. One that was only asked for by its size is made when it is first used, as .NET does:
/// most such objects are given another key before.
class RsaObject final : public Object
{
public:
    RsaObject(const Type& keyType, KeyPointer pair, bool hasPrivatePart)
        : m_type(&keyType)
        , m_key(std::move(pair))
        , m_isPrivate(hasPrivatePart)
    {
    }
    RsaObject(const Type& keyType, int bits)
        : m_type(&keyType)
        , m_isPrivate(true)
        , m_bits(bits)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] bool isPrivate() const { return m_isPrivate; }
    [[nodiscard]] int bits() const
    {
        return m_key == nullptr ? m_bits : EVP_PKEY_bits(m_key.get());
    }

    /// Null with the exception raised when making it costs more than the expression may.
    [[nodiscard]] EVP_PKEY* key(Env& env)
    {
        // Looking for primes is the dearest thing that an expression can ask for.
        if (m_key == nullptr && env.step(static_cast<std::uint64_t>(m_bits) * 50))
            m_key.reset(EVP_RSA_gen(static_cast<std::size_t>(m_bits)));
        return m_key.get();
    }
    void setKey(KeyPointer pair, bool hasPrivatePart)
    {
        m_key = std::move(pair);
        m_isPrivate = hasPrivatePart;
    }

private:
    const Type* m_type;
    KeyPointer m_key;
    bool m_isPrivate;
    int m_bits = 0;
};

RsaObject& rsaOf(const Value& value) { return value.get<RsaObject>(); }

using ContextPointer = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;
using DigestPointer = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

/// The digest of a HashAlgorithmName argument; null with the exception raised.
const EVP_MD* digestOf(Env& env, const Value& name)
{
    const auto* digest = digestNamed(nameOfNamed(name));
    if (digest == nullptr)
        cryptographic(env, "The hash algorithm is not known.");
    return digest;
}

bool isPss(const Value& padding) { return nameOfNamed(padding) == "Pss"; }

bool setSignaturePadding(EVP_PKEY_CTX* settings, const Value& padding)
{
    return !isPss(padding)
        || (EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1);
}

Value noPrivatePart(Env& env) { return cryptographic(env, "The key has no private part."); }

/// The signature of a hash that was computed already.
Value signedHash(Env& env, RsaObject& rsa, std::string_view hash, const EVP_MD* digest,
                 const Value& padding)
{
    if (!rsa.isPrivate())
        return noPrivatePart(env);
    if (hash.size() != static_cast<std::size_t>(EVP_MD_size(digest)))
        return cryptographic(env, "The hash does not have the length of that algorithm.");
    if (!env.step(10000))
        return {};
    auto* key = rsa.key(env);
    if (key == nullptr)
        return {};
    const ContextPointer context(EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free);
    std::string signature(static_cast<std::size_t>(EVP_PKEY_size(key)), '\0');
    std::size_t length = signature.size();
    const bool ok = EVP_PKEY_sign_init(context.get()) == 1
        && setSignaturePadding(context.get(), padding)
        && EVP_PKEY_CTX_set_signature_md(context.get(), digest) == 1
        && EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                         octets(hash), hash.size())
            == 1;
    if (!ok)
        return cryptographic(env, "The data could not be signed.");
    signature.resize(length);
    return Value::ofBytes(std::move(signature));
}

Value verifiedHash(Env& env, RsaObject& rsa, std::string_view hash, std::string_view signature,
                   const EVP_MD* digest, const Value& padding)
{
    if (!env.step(1000))
        return {};
    auto* key = rsa.key(env);
    if (key == nullptr)
        return {};
    const ContextPointer context(EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free);
    const bool ok = EVP_PKEY_verify_init(context.get()) == 1
        && (!isPss(padding)
            || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1)
        && EVP_PKEY_CTX_set_signature_md(context.get(), digest) == 1
        && EVP_PKEY_verify(context.get(), octets(signature), signature.size(), octets(hash),
                           hash.size())
            == 1;
    return Value::ofBool(ok);
}

std::string hashOfData(std::string_view data, const EVP_MD* digest)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_Digest(data.data(), data.size(), out, &length, digest, nullptr);
    return {reinterpret_cast<const char*>(out), length};
}

/// `(byte[] data[, int offset, int count], HashAlgorithmName, RSASignaturePadding)`
Value signData(Env& env, Args a)
{
    const std::size_t last = a.size() - 1;
    const auto* digest = digestOf(env, a[last - 1]);
    if (a[1].isNull())
        return env.argumentNull("data");
    auto data = a[1].bytes();
    if (digest == nullptr || (a.size() > 4 && !narrow(env, data, a[2], a[3]))
        || !env.step(1 + data.size() / 256))
        return {};
    return signedHash(env, rsaOf(a[0]), hashOfData(data, digest), digest, a[last]);
}

Value signHash(Env& env, Args a)
{
    const auto* digest = digestOf(env, a[2]);
    if (a[1].isNull())
        return env.argumentNull("hash");
    return digest == nullptr ? Value() : signedHash(env, rsaOf(a[0]), a[1].bytes(), digest, a[3]);
}

/// `(byte[] data[, int offset, int count], byte[] signature, HashAlgorithmName,
/// RSASignaturePadding)`
Value verifyData(Env& env, Args a)
{
    const std::size_t last = a.size() - 1;
    const auto* digest = digestOf(env, a[last - 1]);
    if (a[1].isNull() || a[last - 2].isNull())
        return env.argumentNull(a[1].isNull() ? "data" : "signature");
    auto data = a[1].bytes();
    if (digest == nullptr || (a.size() > 5 && !narrow(env, data, a[2], a[3]))
        || !env.step(1 + data.size() / 256))
        return {};
    return verifiedHash(env, rsaOf(a[0]), hashOfData(data, digest), a[last - 2].bytes(), digest,
                        a[last]);
}

Value verifyHash(Env& env, Args a)
{
    const auto* digest = digestOf(env, a[3]);
    if (a[1].isNull() || a[2].isNull())
        return env.argumentNull(a[1].isNull() ? "hash" : "signature");
    return digest == nullptr
        ? Value()
        : verifiedHash(env, rsaOf(a[0]), a[1].bytes(), a[2].bytes(), digest, a[4]);
}

bool setEncryptionPadding(EVP_PKEY_CTX* context, std::string_view padding)
{
    if (padding == "Pkcs1")
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    const auto* digest = digestNamed(padding);
    return digest != nullptr && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1
        && EVP_PKEY_CTX_set_rsa_oaep_md(context, digest) == 1
        && EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest) == 1;
}

template<bool isEncrypting>
Value rsaCrypt(Env& env, Args a)
{
    auto& rsa = rsaOf(a[0]);
    if (a[1].isNull())
        return env.argumentNull("data");
    if (!isEncrypting && !rsa.isPrivate())
        return noPrivatePart(env);
    auto* key = env.step(10000) ? rsa.key(env) : nullptr;
    if (key == nullptr)
        return {};
    const ContextPointer context(EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free);
    const auto bytes = a[1].bytes();
    std::string out(static_cast<std::size_t>(EVP_PKEY_size(key)), '\0');
    std::size_t length = out.size();
    auto* begin = isEncrypting ? EVP_PKEY_encrypt_init : EVP_PKEY_decrypt_init;
    auto* run = isEncrypting ? EVP_PKEY_encrypt : EVP_PKEY_decrypt;
    const bool ok = begin(context.get()) == 1
        && setEncryptionPadding(context.get(), nameOfNamed(a[2]))
        && run(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length, octets(bytes),
               bytes.size())
            == 1;
    if (!ok)
        return cryptographic(env, "The parameter is incorrect.");
    out.resize(length);
    return Value::ofBytes(std::move(out));
}

// --- the numbers of a key ------------------------------------------------------------------------

/// The fields of RSAParameters in the order in which XML has them.
struct NumberField
{
    const char* name;
    std::string RsaNumbers::*number;
};
constexpr NumberField kNumberFields[] = {
    {"Modulus", &RsaNumbers::modulus},
    {"Exponent", &RsaNumbers::exponent},
    {"P", &RsaNumbers::p},
    {"Q", &RsaNumbers::q},
    {"DP", &RsaNumbers::dp},
    {"DQ", &RsaNumbers::dq},
    {"InverseQ", &RsaNumbers::inverseQ},
    {"D", &RsaNumbers::d},
};
constexpr std::size_t kNumberCount = std::size(kNumberFields);

/// Puts a key into the object; raises when the numbers make none.
Value imported(Env& env, RsaObject& rsa, const RsaNumbers& numbers)
{
    auto key = keyOf(numbers);
    if (key == nullptr)
        return cryptographic(env, "The numbers are not those of an RSA key.");
    rsa.setKey(std::move(key), numbers.isPrivate());
    return {};
}

/// The numbers for `(bool includePrivateParameters)`; nullopt with the exception raised.
std::optional<RsaNumbers> numbersFor(Env& env, Args a)
{
    auto& rsa = rsaOf(a[0]);
    if (a[1].asBool() && !rsa.isPrivate()) {
        noPrivatePart(env);
        return std::nullopt;
    }
    const auto* key = rsa.key(env);
    return key == nullptr ? std::nullopt : std::optional(numbersOf(key, a[1].asBool()));
}

Value exportParameters(Env& env, Args a)
{
    const auto numbers = numbersFor(env, a);
    if (!numbers)
        return {};
    std::vector<Value> fields;
    for (const auto& field : kNumberFields)
        fields.push_back((*numbers.*field.number).empty() ? Value()
                                                          : Value::ofBytes(*numbers.*field.number));
    return makeValue<RecordObject>(*a.site().result, std::move(fields));
}

Value importParameters(Env& env, Args a)
{
    const auto& fields = a[1].get<RecordObject>().fields;
    RsaNumbers numbers;
    for (std::size_t i = 0; i < kNumberCount; ++i)
        numbers.*kNumberFields[i].number = std::string(fields[i].bytes());
    return imported(env, rsaOf(a[0]), numbers);
}

Value toXmlString(Env& env, Args a)
{
    const auto numbers = numbersFor(env, a);
    if (!numbers)
        return {};
    std::string out = "<RSAKeyValue>";
    for (const auto& field : kNumberFields) {
        const auto& number = *numbers.*field.number;
        if (!number.empty())
            out += std::string("<") + field.name + ">" + encodeBase64(number) + "</" + field.name
                + ">";
    }
    return Value::ofString(out + "</RSAKeyValue>");
}

Value fromXmlString(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("xmlString");
    const Value root = parseXmlElement(env, a[1].text());
    if (env.raised())
        return {};
    RsaNumbers numbers;
    for (const auto& child : root.get<XmlElement>().children()) {
        const auto* element = dynamic_cast<const XmlElement*>(child.get());
        if (element == nullptr)
            continue;
        for (const auto& field : kNumberFields) {
            if (element->name.local != field.name)
                continue;
            const auto bytes = decodeBase64(element->text());
            if (!bytes)
                return env.format(std::string("<") + field.name + "> is not Base64.");
            numbers.*field.number = *bytes;
        }
    }
    return imported(env, rsaOf(a[0]), numbers);
}

template<std::size_t index>
Value numberField(Env&, Args a)
{
    return a[0].get<RecordObject>().fields[index];
}

template<std::size_t index>
Value setNumberField(Env&, Args a)
{
    a[0].get<RecordObject>().fields[index] = a[1];
    return {};
}

template<std::size_t... index>
void registerNumbers(TypeBuilder& type, std::index_sequence<index...>)
{
    static const std::string signatures[] = {std::string("byte[] ") + kNumberFields[index].name...};
    (type.property(signatures[index], numberField<index>, "", setNumberField<index>), ...);
}

// --- keys ----------------------------------------------------------------------------------------

/// `()` or `(int keySizeInBits)`
Value createKey(Env& env, Args a)
{
    const int bits = a.size() > 0 ? a[0].asInt() : 2048;
    if (bits < 512 || bits > 4096 || bits % 8 != 0)
        return cryptographic(env, "The key size is not valid: 512 to 4096 bits in steps of 8 are.");
    return makeValue<RsaObject>(*a.site().result, bits);
}

Value createKeyNamed(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("algName");
    const auto name = a[0].text();
    if (name != "RSA" && name != "System.Security.Cryptography.RSA")
        return {};
    return createKey(env, Args(nullptr, 0, a.site()));
}

Value createKeyOf(Env& env, Args a)
{
    auto made = make<RsaObject>(*a.site().result, KeyPointer(), false);
    Value self = made.value();
    Value arguments[] = {self, a[0]};
    importParameters(env, Args(arguments, 2, a.site()));
    return env.raised() ? Value() : self;
}

Value makeOaep(Env& env, Args a)
{
    const auto* digest = digestOf(env, a[0]);
    return digest == nullptr
        ? Value()
        : makeValue<NamedObject>(*a.site().result,
                                 Value::ofString("Oaep" + std::string(nameOfNamed(a[0]))));
}

void registerPaddings(LibraryBuilder& library)
{
    library.type("enum System.Security.Cryptography.RSASignaturePaddingMode")
        .unlisted()
        .values({"Pkcs1", "Pss"});
    library.type("enum System.Security.Cryptography.RSAEncryptionPaddingMode")
        .unlisted()
        .values({"Pkcs1", "Oaep"});
    library.type("class System.Security.Cryptography.RSASignaturePadding")
        .property("static RSASignaturePadding Pkcs1", named<"Pkcs1">)
        .property("static RSASignaturePadding Pss", named<"Pss">)
        .property("RSASignaturePaddingMode Mode",
                  [](Env&, Args a) { return Value::ofEnum(*a.site().result, isPss(a[0]) ? 1 : 0); })
        .method("static bool operator ==(RSASignaturePadding left, RSASignaturePadding right)",
                namesAreEqual)
        .method("static bool operator !=(RSASignaturePadding left, RSASignaturePadding right)",
                namesDiffer);
    library.type("class System.Security.Cryptography.RSAEncryptionPadding")
        .property("static RSAEncryptionPadding Pkcs1", named<"Pkcs1">)
        .property("static RSAEncryptionPadding OaepSHA1", named<"OaepSHA1">)
        .property("static RSAEncryptionPadding OaepSHA256", named<"OaepSHA256">)
        .property("static RSAEncryptionPadding OaepSHA384", named<"OaepSHA384">)
        .property("static RSAEncryptionPadding OaepSHA512", named<"OaepSHA512">)
        .method("static RSAEncryptionPadding CreateOaep(HashAlgorithmName hashAlgorithm)", makeOaep)
        .property("RSAEncryptionPaddingMode Mode",
                  [](Env&, Args a) {
                      return Value::ofEnum(*a.site().result, nameOfNamed(a[0]) == "Pkcs1" ? 0 : 1);
                  })
        .property("HashAlgorithmName OaepHashAlgorithm",
                  [](Env&, Args a) {
                      const auto name = nameOfNamed(a[0]);
                      return makeValue<NamedObject>(
                          *a.site().result,
                          name == "Pkcs1" ? Value() : Value::ofText(name.substr(4)));
                  })
        .method("static bool operator ==(RSAEncryptionPadding left, RSAEncryptionPadding right)",
                namesAreEqual)
        .method("static bool operator !=(RSAEncryptionPadding left, RSAEncryptionPadding right)",
                namesDiffer);
}

Value nothingToClear(Env&, Args) { return {}; }

void registerAsymmetricAlgorithm(LibraryBuilder& library)
{
    auto parameters = library.type("struct System.Security.Cryptography.RSAParameters : ValueType",
                                   "The numbers of an RSA key");
    parameters.unlisted().method("new()", [](Env&, Args a) {
        return makeValue<RecordObject>(*a.site().result, std::vector<Value>(kNumberCount));
    });
    registerNumbers(parameters, std::make_index_sequence<kNumberCount>());
    library.type("class System.Security.Cryptography.AsymmetricAlgorithm : IDisposable")
        .method("static AsymmetricAlgorithm Create(string algName)",
                [](Env& env, Args a) {
                    CallSite site = a.site();
                    site.result = Library::instance().find("RSA")->self;
                    return createKeyNamed(env, Args(&a[0], 1, site));
                })
        .property(
            "int KeySize", [](Env&, Args a) { return Value::ofInt(rsaOf(a[0]).bits()); }, "In bits")
        .property("KeySizes[] LegalKeySizes", [](Env&, Args) { return keySizes(512, 4096, 8); })
        .property("string SignatureAlgorithm", [](Env&, Args) { return Value::ofLiteral("RSA"); })
        .property("string KeyExchangeAlgorithm", [](Env&, Args) { return Value::ofLiteral("RSA"); })
        .method("string ToXmlString(bool includePrivateParameters)", toXmlString,
                "The key as <RSAKeyValue>")
        .method("void FromXmlString(string xmlString)", fromXmlString, "Takes the key of such XML")
        .method("void Clear()", nothingToClear)
        .method("void Dispose()", nothingToClear);
}

void registerRsaClass(LibraryBuilder& library)
{
    library.type("class System.Security.Cryptography.RSA : AsymmetricAlgorithm", "An RSA key")
        .method("static RSA Create()", createKey, "A new key of 2048 bits")
        .method("static RSA Create(int keySizeInBits)", createKey)
        .method("static RSA Create(string algName)", createKeyNamed)
        .method("static RSA Create(RSAParameters parameters)", createKeyOf)
        .method("RSAParameters ExportParameters(bool includePrivateParameters)", exportParameters,
                "The numbers of the key")
        .method("void ImportParameters(RSAParameters parameters)", importParameters)
        .method("byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm, RSASignaturePadding "
                "padding)",
                signData)
        .method("byte[] SignData(byte[] data, int offset, int count, HashAlgorithmName "
                "hashAlgorithm, RSASignaturePadding padding)",
                signData)
        .method("byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding "
                "padding)",
                signHash)
        .method("bool VerifyData(byte[] data, byte[] signature, HashAlgorithmName hashAlgorithm, "
                "RSASignaturePadding padding)",
                verifyData)
        .method("bool VerifyData(byte[] data, int offset, int count, byte[] signature, "
                "HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)",
                verifyData)
        .method("bool VerifyHash(byte[] hash, byte[] signature, HashAlgorithmName hashAlgorithm, "
                "RSASignaturePadding padding)",
                verifyHash)
        .method("byte[] Encrypt(byte[] data, RSAEncryptionPadding padding)", rsaCrypt<true>)
        .method("byte[] Decrypt(byte[] data, RSAEncryptionPadding padding)", rsaCrypt<false>);
    library.type("class System.Security.Cryptography.RSACryptoServiceProvider : RSA")
        .unlisted()
        .method("new()", createKey)
        .method("new(int dwKeySize)", createKey);
}

} // namespace

Value rsaValue(EVP_PKEY* key, bool hasPrivatePart)
{
    static const Type* known = Library::instance().find("RSA")->self;
    EVP_PKEY_up_ref(key);
    return makeValue<RsaObject>(*known, KeyPointer(key), hasPrivatePart);
}

EVP_PKEY* rsaKey(Env& env, const Value& rsa)
{
    return rsaOf(rsa).isPrivate() ? rsaOf(rsa).key(env) : nullptr;
}

void registerRsa(LibraryBuilder& library)
{
    registerPaddings(library);
    registerAsymmetricAlgorithm(library);
    registerRsaClass(library);
}

} // namespace gatelens::expression
