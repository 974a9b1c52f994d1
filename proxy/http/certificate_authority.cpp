#include "proxy/http/certificate_authority.h"

#include <boost/asio/ssl/context.hpp>

#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

namespace gatelens::proxy {

namespace {

namespace fs = std::filesystem;

template<auto Function>
struct Freer
{
    template<class T>
    void operator()(T* object) const
    {
        Function(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

constexpr long kDay = 24L * 60 * 60;
constexpr long kAuthorityDays = 3650;
constexpr long kLeafDays = 397; ///< clients refuse certificates of servers that live longer
constexpr long kRenewalDays = 30;

struct Identity
{
    Key key;
    Certificate certificate;
};

Error failure(ErrorCode code, std::string message) { return Error{code, std::move(message), {}}; }

Result<std::string> readFile(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return failure(ErrorCode::Io, "reading " + path.string() + " failed");
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Writes beside the file and renames, so that no reader sees a part. `mode` holds from the first
/// byte on.
Result<void> writeFile(const fs::path& path, std::string_view text, mode_t mode)
{
    const fs::path temporary = path.string() + ".new";
    ::unlink(temporary.c_str());
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0)
        return failure(ErrorCode::Io,
                       "writing " + path.string() + " failed: is the folder writable?");
    const bool isWritten
        = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size())
        && ::fsync(file) == 0;
    ::close(file);
    if (!isWritten || std::rename(temporary.c_str(), path.c_str()) != 0)
        return failure(ErrorCode::Io, "writing " + path.string() + " failed: is the disk full?");
    return Result<void>();
}

std::string pemText(const Bio& bio)
{
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string toPem(const Key& key)
{
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return pemText(bio);
}

std::string toPem(const Certificate& certificate)
{
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate.get());
    return pemText(bio);
}

void addExtension(X509* certificate, X509* issuer, int nid, const char* value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    if (extension)
        X509_add_ext(certificate, extension.get(), -1);
}

void setSerial(X509* certificate)
{
    std::array<unsigned char, 16> bytes{};
    RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    bytes[0] &= 0x7f; // positive
    const std::unique_ptr<BIGNUM, Freer<BN_free>> number(
        BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

/// What a certificate says besides its names and times.
struct Profile
{
    const char* commonName;
    long days;
    const char* constraints;
    const char* usage;
    const char* extendedUsage; ///< null: none
    const char* names; ///< subject alternative names; null: none
};

Result<Identity> makeIdentity(const Profile& profile, const Identity* issuer)
{
    Identity made{Key(EVP_EC_gen("P-256")), Certificate(X509_new())};
    if (!made.key || !made.certificate)
        return failure(ErrorCode::Internal, "making a key failed");
    X509* const certificate = made.certificate.get();
    X509_set_version(certificate, 2);
    setSerial(certificate);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -kDay); // clocks differ
    X509_gmtime_adj(X509_getm_notAfter(certificate), profile.days * kDay);
    X509_set_pubkey(certificate, made.key.get());
    X509_NAME* const name = X509_get_subject_name(certificate);
    const auto* text
        = reinterpret_cast<const unsigned char*>(profile.commonName); // NOLINT: OpenSSL
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0);
    X509* const issuing = issuer != nullptr ? issuer->certificate.get() : certificate;
    X509_set_issuer_name(certificate, X509_get_subject_name(issuing));
    addExtension(certificate, issuing, NID_basic_constraints, profile.constraints);
    addExtension(certificate, issuing, NID_key_usage, profile.usage);
    if (profile.extendedUsage != nullptr)
        addExtension(certificate, issuing, NID_ext_key_usage, profile.extendedUsage);
    if (profile.names != nullptr)
        addExtension(certificate, issuing, NID_subject_alt_name, profile.names);
    addExtension(certificate, issuing, NID_subject_key_identifier, "hash");
    addExtension(certificate, issuing, NID_authority_key_identifier, "keyid:always");
    EVP_PKEY* const signer = issuer != nullptr ? issuer->key.get() : made.key.get();
    if (X509_sign(certificate, signer, EVP_sha256()) == 0)
        return failure(ErrorCode::Internal, "signing a certificate failed");
    return made;
}

Result<Identity> readIdentity(const fs::path& certificateFile, const fs::path& keyFile)
{
    const Result<std::string> certificateText = readFile(certificateFile);
    if (!certificateText)
        return certificateText.error();
    const Result<std::string> keyText = readFile(keyFile);
    if (!keyText)
        return keyText.error();
    const Bio certificateBio(
        BIO_new_mem_buf(certificateText->data(), static_cast<int>(certificateText->size())));
    const Bio keyBio(BIO_new_mem_buf(keyText->data(), static_cast<int>(keyText->size())));
    Identity identity{
        Key(PEM_read_bio_PrivateKey(keyBio.get(), nullptr, nullptr, nullptr)),
        Certificate(PEM_read_bio_X509(certificateBio.get(), nullptr, nullptr, nullptr))};
    if (!identity.certificate)
        return failure(ErrorCode::Malformed,
                       certificateFile.string()
                           + " holds no certificate; move it away to have a new one made");
    if (!identity.key)
        return failure(ErrorCode::Malformed,
                       keyFile.string() + " holds no key; move it away to have a new one made");
    if (X509_check_private_key(identity.certificate.get(), identity.key.get()) != 1)
        return failure(ErrorCode::Malformed,
                       keyFile.string() + " is not the key of " + certificateFile.string());
    return identity;
}

Result<void> writeIdentity(const Identity& identity, const fs::path& certificateFile,
                           const fs::path& keyFile)
{
    if (Result<void> written = writeFile(keyFile, toPem(identity.key), 0600); !written)
        return written;
    return writeFile(certificateFile, toPem(identity.certificate), 0644);
}

bool isUsable(const Identity& leaf, const Identity& authority)
{
    std::time_t renewal = std::time(nullptr) + kRenewalDays * kDay;
    return X509_cmp_time(X509_get0_notAfter(leaf.certificate.get()), &renewal) > 0
        && X509_verify(leaf.certificate.get(), authority.key.get()) == 1;
}

Result<Identity> openAuthority(const fs::path& certificateFile, const fs::path& keyFile)
{
    if (fs::exists(certificateFile) || fs::exists(keyFile))
        return readIdentity(certificateFile, keyFile);
    Result<Identity> made = makeIdentity({"Gatelens local certificate authority", kAuthorityDays,
                                          "critical,CA:TRUE,pathlen:0",
                                          "critical,keyCertSign,cRLSign", nullptr, nullptr},
                                         nullptr);
    if (!made)
        return made;
    if (const Result<void> written = writeIdentity(*made, certificateFile, keyFile); !written)
        return written.error();
    return made;
}

Result<void> openLeaf(const Identity& authority, const fs::path& certificateFile,
                      const fs::path& keyFile)
{
    if (fs::exists(certificateFile) && fs::exists(keyFile)) {
        const Result<Identity> leaf = readIdentity(certificateFile, keyFile);
        if (!leaf)
            return leaf.error();
        if (isUsable(*leaf, authority))
            return Result<void>();
    }
    const Result<Identity> made
        = makeIdentity({"localhost", kLeafDays, "critical,CA:FALSE", "critical,digitalSignature",
                        "serverAuth", "DNS:localhost,IP:127.0.0.1,IP:::1"},
                       &authority);
    if (!made)
        return made.error();
    return writeIdentity(*made, certificateFile, keyFile);
}

} // namespace

Result<CertificateAuthority> CertificateAuthority::open(const fs::path& folder)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return failure(ErrorCode::Io,
                       "making the folder " + folder.string() + ": " + error.message());
    CertificateAuthority authority;
    authority.m_caFile = folder / "ca.pem";
    authority.m_leafFile = folder / "localhost.pem";
    authority.m_leafKeyFile = folder / "localhost.key";
    const Result<Identity> root = openAuthority(authority.m_caFile, folder / "ca.key");
    if (!root)
        return root.error();
    if (const Result<void> leaf = openLeaf(*root, authority.m_leafFile, authority.m_leafKeyFile);
        !leaf)
        return leaf.error();
    return authority;
}

Result<std::shared_ptr<boost::asio::ssl::context>> CertificateAuthority::serverContext() const
{
    return serverTlsContext(m_leafFile, m_leafKeyFile, {});
}

Result<std::shared_ptr<boost::asio::ssl::context>> serverTlsContext(const fs::path& certificateFile,
                                                                    const fs::path& privateKeyFile,
                                                                    const fs::path& clientCaFile)
{
    using Context = boost::asio::ssl::context;
    boost::system::error_code error;
    auto context = std::make_shared<Context>(Context::tls_server);
    context->set_options(Context::default_workarounds | Context::no_sslv2 | Context::no_sslv3
                             | Context::no_tlsv1 | Context::no_tlsv1_1,
                         error);
    context->use_certificate_chain_file(certificateFile.string(), error);
    if (error)
        return failure(ErrorCode::Io,
                       "reading the certificate " + certificateFile.string() + ": "
                           + error.message());
    context->use_private_key_file(privateKeyFile.string(), Context::pem, error);
    if (error)
        return failure(ErrorCode::Io,
                       "reading the key " + privateKeyFile.string() + ": " + error.message());
    if (!clientCaFile.empty()) {
        context->load_verify_file(clientCaFile.string(), error);
        if (error)
            return failure(ErrorCode::Io,
                           "reading the client certificates' authority " + clientCaFile.string()
                               + ": " + error.message());
        context->set_verify_mode(boost::asio::ssl::verify_peer, error);
    }
    return context;
}

} // namespace gatelens::proxy
