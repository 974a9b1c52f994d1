#include "core/expression/library/certificate.h"

#include "core/expression/library/crypto_values.h"
#include "core/expression/library/families.h"
#include "core/expression/library/oid.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/objects.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace gatelens::expression {

namespace {

using CertificatePtr = std::unique_ptr<X509, decltype(&X509_free)>;
using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;

class CertificateObject final : public Object
{
public:
    CertificateObject(CertificatePtr content, KeyPtr pair)
        : certificate(std::move(content))
        , key(std::move(pair))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("X509Certificate2")->self;
        return *known;
    }
    [[nodiscard]] bool equals(const Value& other) const noexcept override
    {
        const auto* one = other.as<CertificateObject>();
        return one != nullptr && X509_cmp(one->certificate.get(), certificate.get()) == 0;
    }

    const CertificatePtr certificate;
    const KeyPtr key; ///< null without the private key
};

X509* certificate(const Value& value) { return value.get<CertificateObject>().certificate.get(); }

std::string hex(const unsigned char* bytes, std::size_t size)
{
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (std::size_t i = 0; i < size; ++i) {
        out.push_back(kHex[bytes[i] >> 4]);
        out.push_back(kHex[bytes[i] & 15]);
    }
    return out;
}

std::string hex(std::string_view bytes)
{
    return hex(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::string hashOf(X509* x509, const EVP_MD* digest = EVP_sha1())
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    X509_digest(x509, digest, out, &length);
    return {reinterpret_cast<const char*>(out), length};
}

/// "CN=…, O=…, C=…": the relative names in reverse order of the encoding.
std::string nameText(const X509_NAME* name)
{
    std::string out;
    for (int i = X509_NAME_entry_count(name); i-- > 0;) {
        const auto* entry = X509_NAME_get_entry(name, i);
        const auto nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
        std::string label = nid == NID_pkcs9_emailAddress ? "E" : OBJ_nid2sn(nid);
        if (label == "ST")
            label = "S";
        unsigned char* utf8 = nullptr;
        const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
        std::string text(reinterpret_cast<const char*>(utf8),
                         static_cast<std::size_t>(std::max(size, 0)));
        OPENSSL_free(utf8);
        if (text.find_first_of(",+\"\\<>;") != std::string::npos)
            text = "\"" + text + "\"";
        out += (out.empty() ? "" : ", ") + label + "=" + text;
    }
    return out;
}

std::string commonName(const X509_NAME* name)
{
    const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (at < 0)
        return nameText(name);
    unsigned char* utf8 = nullptr;
    const int size
        = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    std::string text(reinterpret_cast<const char*>(utf8),
                     static_cast<std::size_t>(std::max(size, 0)));
    OPENSSL_free(utf8);
    return text;
}

Value timeOf(const ASN1_TIME* time)
{
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);
    const auto midnight
        = ticksOf(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday).value_or(0);
    return Value::ofDateTimeTicks(midnight + parts.tm_hour * kTicksPerHour
                                      + parts.tm_min * kTicksPerMinute
                                      + parts.tm_sec * kTicksPerSecond,
                                  ClockKind::Local);
}

std::string rawBytes(X509* x509)
{
    unsigned char* der = nullptr;
    const int size = i2d_X509(x509, &der);
    std::string bytes(reinterpret_cast<const char*>(der),
                      static_cast<std::size_t>(std::max(size, 0)));
    OPENSSL_free(der);
    return bytes;
}

std::string_view contentOf(const ASN1_STRING* string)
{
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
            static_cast<std::size_t>(ASN1_STRING_length(string))};
}

/// Big-endian.
std::string_view serialNumber(X509* x509) { return contentOf(X509_get0_serialNumber(x509)); }

std::string_view publicKeyBytes(X509* x509) { return contentOf(X509_get0_pubkey_bitstr(x509)); }

const ASN1_OBJECT* keyAlgorithm(X509* x509)
{
    ASN1_OBJECT* algorithm = nullptr;
    X509_PUBKEY_get0_param(&algorithm, nullptr, nullptr, nullptr, X509_get_X509_PUBKEY(x509));
    return algorithm;
}

/// PKCS#12 of the certificate and its key, when it has one.
std::optional<std::string> bundled(const CertificateObject& source, const std::string& password)
{
    const std::unique_ptr<PKCS12, decltype(&PKCS12_free)> bundle(
        PKCS12_create(password.c_str(), nullptr, source.key.get(), source.certificate.get(),
                      nullptr, 0, 0, 0, 0, 0),
        PKCS12_free);
    unsigned char* der = nullptr;
    const int size = bundle == nullptr ? 0 : i2d_PKCS12(bundle.get(), &der);
    if (size <= 0)
        return std::nullopt;
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

/// Chain and dates against the system's trusted roots; revocation is not checked either way, since
/// nothing here may ask the network.
bool verifies(X509* x509)
{
    const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(),
                                                                        X509_STORE_free);
    X509_STORE_set_default_paths(store.get());
    const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(
        X509_STORE_CTX_new(), X509_STORE_CTX_free);
    return X509_STORE_CTX_init(context.get(), store.get(), x509, nullptr) == 1
        && X509_verify_cert(context.get()) == 1;
}

Ref<CertificateObject> read(const std::string& bytes, const std::string& password)
{
    const auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
    CertificatePtr x509(d2i_X509(nullptr, &begin, static_cast<long>(bytes.size())), X509_free);
    KeyPtr key(nullptr, EVP_PKEY_free);
    if (x509 == nullptr) {
        const BioPtr source(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())),
                            BIO_free);
        x509.reset(PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr));
    }
    if (x509 == nullptr) {
        begin = reinterpret_cast<const unsigned char*>(bytes.data());
        PKCS12* bundle = d2i_PKCS12(nullptr, &begin, static_cast<long>(bytes.size()));
        EVP_PKEY* pair = nullptr;
        X509* found = nullptr;
        if (bundle != nullptr
            && PKCS12_parse(bundle, password.c_str(), &pair, &found, nullptr) == 1) {
            x509.reset(found);
            key.reset(pair);
        }
        PKCS12_free(bundle);
    }
    ERR_clear_error();
    return x509 == nullptr ? Ref<CertificateObject>()
                           : make<CertificateObject>(std::move(x509), std::move(key));
}

Value constructCertificate(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("rawData");
    const auto made = read(std::string(a[0].bytes()), a.size() > 1 ? a[1].toText() : std::string());
    return made ? made.value()
                : env.raise("CryptographicException", "Cannot find the requested object.");
}

/// X509ContentType, with its numbers.
enum class ContentType
{
    Unknown = 0,
    Cert = 1,
    Pfx = 3,
};

/// `(X509ContentType contentType[, string password])`
Value exportCertificate(Env& env, Args a)
{
    const auto kind = static_cast<ContentType>(a[1].asLong());
    if (kind == ContentType::Cert)
        return Value::ofBytes(rawBytes(certificate(a[0])));
    if (kind != ContentType::Pfx)
        return env.raise("CryptographicException", "Only Cert and Pfx can be exported.");
    if (!env.step(10000))
        return {};
    auto bytes = bundled(a[0].get<CertificateObject>(), a.size() > 2 ? a[2].toText() : "");
    return bytes ? Value::ofBytes(std::move(*bytes))
                 : env.raise("CryptographicException", "The certificate could not be exported.");
}

/// What bytes hold: a certificate, or a bundle, which begins with the version 3.
Value contentType(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("rawData");
    const auto bytes = a[0].bytes();
    const auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
    const std::unique_ptr<PKCS12, decltype(&PKCS12_free)> bundle(
        d2i_PKCS12(nullptr, &begin, static_cast<long>(bytes.size())), PKCS12_free);
    ERR_clear_error();
    if (bundle != nullptr)
        return Value::ofEnum(*a.site().result, static_cast<std::int64_t>(ContentType::Pfx));
    return read(std::string(bytes), "")
        ? Value::ofEnum(*a.site().result, static_cast<std::int64_t>(ContentType::Cert))
        : env.raise("CryptographicException", "Cannot find the requested object.");
}

Value certificateHash(Env& env, Args a)
{
    const auto* digest = a.size() > 1 ? digestNamed(nameOfNamed(a[1])) : EVP_sha1();
    return digest == nullptr
        ? env.raise("CryptographicException", "The hash algorithm is not known.")
        : Value::ofBytes(hashOf(certificate(a[0]), digest));
}

Value certificateHashText(Env& env, Args a)
{
    const Value hash = certificateHash(env, a);
    return env.raised() ? Value() : Value::ofString(hex(hash.bytes()));
}

/// The private key, or null.
Value privateKey(Env&, Args a)
{
    const auto& key = a[0].get<CertificateObject>().key;
    return key == nullptr || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA
        ? Value()
        : rsaValue(key.get(), true);
}

/// The same certificate with a private key that must belong to it.
Value withPrivateKey(Env& env, Args a)
{
    auto* x509 = certificate(a[0]);
    auto* key = rsaKey(env, a[1]);
    if (env.raised())
        return {};
    if (key == nullptr || X509_check_private_key(x509, key) != 1) {
        ERR_clear_error();
        return env.argument("The private key does not belong to the certificate.");
    }
    X509_up_ref(x509);
    EVP_PKEY_up_ref(key);
    return makeValue<CertificateObject>(CertificatePtr(x509, X509_free),
                                        KeyPtr(key, EVP_PKEY_free));
}

template<class T>
Value record(Args a, T field)
{
    return makeValue<RecordObject>(*a.site().result, std::vector<Value>{std::move(field)});
}

} // namespace

Value certificateValue(const std::string& bytes)
{
    const auto made = read(bytes, "");
    return made ? made.value() : Value();
}

void registerCertificates(LibraryBuilder& library)
{
    registerOid(library);
    library.type("enum System.Security.Cryptography.X509Certificates.X509NameType")
        .values(
            {"SimpleName", "EmailName", "UpnName", "DnsName", "DnsFromAlternativeName", "UrlName"});
    library.type("enum System.Security.Cryptography.X509Certificates.X509ContentType")
        .value("Unknown", 0)
        .value("Cert", 1)
        .value("SerializedCert", 2)
        .value("Pfx", 3)
        .value("Pkcs12", 3)
        .value("SerializedStore", 4)
        .value("Pkcs7", 5)
        .value("Authenticode", 6);
    library
        .type("class System.Security.Cryptography.X509Certificates.X500DistinguishedName",
              "The name of a certificate's subject or issuer")
        .property("string Name", [](Env&, Args a) { return a[0].get<RecordObject>().fields[0]; });
    library.type("class System.Security.Cryptography.X509Certificates.PublicKey")
        .property("AsymmetricAlgorithm Key",
                  [](Env&, Args a) {
                      return rsaValue(
                          X509_get0_pubkey(certificate(a[0].get<RecordObject>().fields[0])), false);
                  })
        .property("Oid Oid", [](Env&, Args a) {
            return oidOf(keyAlgorithm(certificate(a[0].get<RecordObject>().fields[0])));
        });
    library
        .type("class System.Security.Cryptography.X509Certificates.X509Certificate : IDisposable",
              "A certificate")
        .property(
            "string Subject",
            [](Env&, Args a) {
                return Value::ofString(nameText(X509_get_subject_name(certificate(a[0]))));
            },
            "Name of the holder")
        .property(
            "string Issuer",
            [](Env&, Args a) {
                return Value::ofString(nameText(X509_get_issuer_name(certificate(a[0]))));
            },
            "Name of the issuer")
        .method("byte[] GetCertHash()", certificateHash)
        .method("byte[] GetCertHash(HashAlgorithmName hashAlgorithm)", certificateHash)
        .method("string GetCertHashString()", certificateHashText)
        .method("string GetCertHashString(HashAlgorithmName hashAlgorithm)", certificateHashText)
        .method("string GetSerialNumberString()",
                [](Env&, Args a) { return Value::ofString(hex(serialNumber(certificate(a[0])))); })
        .method(
            "byte[] GetSerialNumber()",
            [](Env&, Args a) {
                std::string bytes(serialNumber(certificate(a[0])));
                std::reverse(bytes.begin(), bytes.end());
                return Value::ofBytes(std::move(bytes));
            },
            "Little-endian")
        .method("byte[] GetRawCertData()",
                [](Env&, Args a) { return Value::ofBytes(rawBytes(certificate(a[0]))); })
        .method("string GetRawCertDataString()",
                [](Env&, Args a) { return Value::ofString(hex(rawBytes(certificate(a[0])))); })
        .method("string GetFormat()", [](Env&, Args) { return Value::ofLiteral("X509"); })
        .method(
            "string GetKeyAlgorithm()",
            [](Env&, Args a) { return Value::ofString(oidText(keyAlgorithm(certificate(a[0])))); })
        .method("byte[] GetPublicKey()",
                [](Env&, Args a) {
                    return Value::ofBytes(std::string(publicKeyBytes(certificate(a[0]))));
                })
        .method(
            "string GetPublicKeyString()",
            [](Env&, Args a) { return Value::ofString(hex(publicKeyBytes(certificate(a[0])))); })
        .method("string GetEffectiveDateString()",
                [](Env&, Args a) {
                    return Value::ofString(timeOf(X509_get0_notBefore(certificate(a[0]))).toText());
                })
        .method("string GetExpirationDateString()",
                [](Env&, Args a) {
                    return Value::ofString(timeOf(X509_get0_notAfter(certificate(a[0]))).toText());
                })
        .method("byte[] Export(X509ContentType contentType)", exportCertificate)
        .method("byte[] Export(X509ContentType contentType, string password)", exportCertificate)
        .method("void Dispose()", [](Env&, Args) { return Value(); });
    library
        .type("class System.Security.Cryptography.X509Certificates.X509Certificate2 : "
              "X509Certificate",
              "A certificate")
        .method("new(byte[] rawData)", constructCertificate)
        .method("new(byte[] rawData, string password)", constructCertificate)
        .property("X500DistinguishedName SubjectName",
                  [](Env&, Args a) {
                      return record(
                          a, Value::ofString(nameText(X509_get_subject_name(certificate(a[0])))));
                  })
        .property("X500DistinguishedName IssuerName",
                  [](Env&, Args a) {
                      return record(
                          a, Value::ofString(nameText(X509_get_issuer_name(certificate(a[0])))));
                  })
        .property(
            "string Thumbprint",
            [](Env&, Args a) { return Value::ofString(hex(hashOf(certificate(a[0])))); },
            "SHA-1 of the certificate in upper-case hex")
        .property(
            "string SerialNumber",
            [](Env&, Args a) { return Value::ofString(hex(serialNumber(certificate(a[0])))); })
        .property("DateTime NotBefore",
                  [](Env&, Args a) { return timeOf(X509_get0_notBefore(certificate(a[0]))); })
        .property("DateTime NotAfter",
                  [](Env&, Args a) { return timeOf(X509_get0_notAfter(certificate(a[0]))); })
        .property("bool HasPrivateKey",
                  [](Env&, Args a) {
                      return Value::ofBool(a[0].get<CertificateObject>().key != nullptr);
                  })
        .property("byte[] RawData",
                  [](Env&, Args a) { return Value::ofBytes(rawBytes(certificate(a[0]))); })
        .property("PublicKey PublicKey", [](Env&, Args a) { return record(a, a[0]); })
        .property("string FriendlyName", [](Env&, Args) { return Value::ofLiteral(""); })
        .property("int Version",
                  [](Env&, Args a) {
                      return Value::ofInt(
                          static_cast<std::int32_t>(X509_get_version(certificate(a[0]))) + 1);
                  })
        .property("Oid SignatureAlgorithm",
                  [](Env&, Args a) {
                      return oidOf(OBJ_nid2obj(X509_get_signature_nid(certificate(a[0]))));
                  })
        .property("AsymmetricAlgorithm PrivateKey", privateKey)
        .method("static X509ContentType GetCertContentType(byte[] rawData)", contentType)
        .method("string GetNameInfo(X509NameType nameType, bool forIssuer)",
                [](Env&, Args a) {
                    auto* x509 = certificate(a[0]);
                    return Value::ofString(commonName(a[2].asBool() ? X509_get_issuer_name(x509)
                                                                    : X509_get_subject_name(x509)));
                })
        .method(
            "bool Verify()",
            [](Env&, Args a) { return Value::ofBool(verifies(certificate(a[0]))); },
            "Chain validation against the trusted roots");
    library.type("static System.Security.Cryptography.X509Certificates.RSACertificateExtensions")
        .method("static RSA GetRSAPublicKey(this X509Certificate2 certificate)",
                [](Env&, Args a) {
                    auto* key = X509_get0_pubkey(certificate(a[0]));
                    return key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA
                        ? rsaValue(key, false)
                        : Value();
                })
        .method("static RSA GetRSAPrivateKey(this X509Certificate2 certificate)", privateKey)
        .method("static X509Certificate2 CopyWithPrivateKey(this X509Certificate2 certificate, "
                "RSA privateKey)",
                withPrivateKey)
        .method(
            "static bool VerifyNoRevocation(this X509Certificate2 certificate)",
            [](Env&, Args a) { return Value::ofBool(verifies(certificate(a[0]))); },
            "Chain validation without a revocation check");
}

} // namespace gatelens::expression
