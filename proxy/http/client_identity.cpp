#include "proxy/http/client_identity.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>

namespace gatelens::proxy {

namespace {

using MemoryBio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

std::shared_ptr<X509> owned(X509* certificate)
{
    return {certificate, [](X509* one) { X509_free(one); }};
}

std::shared_ptr<EVP_PKEY> owned(EVP_PKEY* key)
{
    return {key, [](EVP_PKEY* one) { EVP_PKEY_free(one); }};
}

MemoryBio reader(std::string_view bytes)
{
    return {BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())), &BIO_free_all};
}

/// Gives the password that PEM readers ask for.
int answerPassword(char* into, int size, int, void* password)
{
    const std::string& text = *static_cast<const std::string*>(password);
    if (text.size() > static_cast<std::size_t>(size))
        return 0;
    text.copy(into, text.size());
    return static_cast<int>(text.size());
}

Error unreadable(std::string message)
{
    ERR_clear_error();
    return {ErrorCode::Malformed, std::move(message), {}};
}

} // namespace

Result<std::shared_ptr<const ClientIdentity>> ClientIdentity::parse(std::string_view bytes,
                                                                    const std::string& password)
{
    std::shared_ptr<ClientIdentity> identity(new ClientIdentity);
    if (bytes.find("-----BEGIN") != std::string_view::npos) {
        std::string secret = password;
        const MemoryBio keys = reader(bytes);
        identity->m_key
            = owned(PEM_read_bio_PrivateKey(keys.get(), nullptr, &answerPassword, &secret));
        const MemoryBio certificates = reader(bytes);
        while (X509* certificate = PEM_read_bio_X509(certificates.get(), nullptr, nullptr, nullptr))
            identity->m_chain.push_back(owned(certificate));
        if (!identity->m_key)
            return unreadable("the PEM text holds no private key that the password opens");
        if (identity->m_chain.empty())
            return unreadable("the PEM text holds no certificate");
        identity->m_certificate = identity->m_chain.front();
        identity->m_chain.erase(identity->m_chain.begin());
    } else {
        const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
        const std::unique_ptr<PKCS12, decltype(&PKCS12_free)> container(
            d2i_PKCS12(nullptr, &at, static_cast<long>(bytes.size())), &PKCS12_free);
        if (!container)
            return unreadable("it is neither PKCS#12 nor PEM");
        EVP_PKEY* key = nullptr;
        X509* certificate = nullptr;
        STACK_OF(X509)* chain = nullptr;
        if (PKCS12_parse(container.get(), password.c_str(), &key, &certificate, &chain) != 1)
            return unreadable("the password does not open the PKCS#12 container");
        identity->m_key = owned(key);
        identity->m_certificate = owned(certificate);
        while (X509* one = chain == nullptr ? nullptr : sk_X509_shift(chain))
            identity->m_chain.push_back(owned(one));
        sk_X509_free(chain);
        if (!identity->m_key || !identity->m_certificate)
            return unreadable("the PKCS#12 container lacks the certificate or its private key");
    }
    if (!identity->complete())
        return unreadable("the private key does not belong to the certificate");
    return std::shared_ptr<const ClientIdentity>(std::move(identity));
}

bool ClientIdentity::complete()
{
    if (X509_check_private_key(m_certificate.get(), m_key.get()) != 1)
        return false;
    unsigned char* bytes = nullptr;
    const int size = i2d_X509(m_certificate.get(), &bytes);
    if (size <= 0)
        return false;
    m_der.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned digestSize = 0;
    X509_digest(m_certificate.get(), EVP_sha1(), digest.data(), &digestSize);
    static constexpr std::string_view kDigits = "0123456789abcdef";
    for (unsigned i = 0; i < digestSize; ++i) {
        m_thumbprint += kDigits[digest[i] >> 4U];
        m_thumbprint += kDigits[digest[i] & 15U];
    }
    return true;
}

bool ClientIdentity::useIn(SSL* connection) const
{
    if (SSL_use_certificate(connection, m_certificate.get()) != 1
        || SSL_use_PrivateKey(connection, m_key.get()) != 1)
        return false;
    for (const std::shared_ptr<X509>& link : m_chain) {
        // What the macro SSL_add1_chain_cert does, without its C casts.
        if (SSL_ctrl(connection, SSL_CTRL_CHAIN_CERT, 1, link.get()) != 1)
            return false;
    }
    return true;
}

} // namespace gatelens::proxy
