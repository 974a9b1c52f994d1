#include "proxy/gateway/policies/client_certificate.h"

#include "core/message/header_list.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

namespace gatelens::proxy {

namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Certificate parseCertificate(const std::string& der)
{
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    return {d2i_X509(nullptr, &at, static_cast<long>(der.size())), &X509_free};
}

std::string nameText(const X509_NAME* name)
{
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new(BIO_s_mem()), &BIO_free_all);
    X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string commonName(const X509_NAME* name)
{
    char buffer[256];
    const int size = X509_NAME_get_text_by_NID(name, NID_commonName, buffer, sizeof buffer);
    return size <= 0 ? std::string() : std::string(buffer, static_cast<std::size_t>(size));
}

std::string hexadecimal(const unsigned char* bytes, std::size_t size)
{
    std::string text;
    for (std::size_t i = 0; i < size; ++i)
        text += fmt::format("{:02x}", bytes[i]);
    return text;
}

std::string thumbprintOf(const X509* certificate)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    X509_digest(certificate, EVP_sha1(), digest, &size);
    return hexadecimal(digest, size);
}

std::string serialNumber(X509* certificate)
{
    const ASN1_INTEGER* serial = X509_get_serialNumber(certificate);
    return hexadecimal(serial->data, static_cast<std::size_t>(serial->length));
}

/// "CN=a, O=b" and "O=b,CN=a" are the same name: parts without blanks around them, sorted.
std::vector<std::string> nameParts(std::string_view name)
{
    std::vector<std::string> parts;
    for (const std::string_view part : splitTrimmed(name, ',')) {
        const std::size_t equals = part.find('=');
        parts.push_back(lowered(trimmed(part.substr(0, equals))) + '='
                        + std::string(equals == std::string_view::npos
                                          ? std::string_view()
                                          : trimmed(part.substr(equals + 1))));
    }
    std::sort(parts.begin(), parts.end());
    return parts;
}

/// Thumbprints and serial numbers are written with or without colons and blanks.
std::string plainHex(std::string_view text)
{
    std::string result = lowered(text);
    std::erase_if(result, [](char c) { return c == ':' || c == ' '; });
    return result;
}

bool hasDnsName(X509* certificate, const std::string& name)
{
    return X509_check_host(certificate, name.c_str(), name.size(), 0, nullptr) == 1;
}

bool hasIssuer(X509* certificate, const std::string& wanted, const std::vector<std::string>& chain)
{
    if (chain.size() > 1)
        return chain[1] == plainHex(wanted);
    // Without a chain only a self-signed certificate shows its issuer: itself.
    return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0
        && plainHex(wanted) == thumbprintOf(certificate);
}

bool matches(X509* certificate, const CertificateIdentity& identity,
             const std::vector<std::string>& chain)
{
    const X509_NAME* subject = X509_get_subject_name(certificate);
    const X509_NAME* issuer = X509_get_issuer_name(certificate);
    const auto isGivenAnd
        = [](const std::string& wanted, auto check) { return wanted.empty() || check(); };
    return isGivenAnd(identity.thumbprint,
                      [&] { return plainHex(identity.thumbprint) == thumbprintOf(certificate); })
        && isGivenAnd(identity.serialNumber,
                      [&] { return plainHex(identity.serialNumber) == serialNumber(certificate); })
        && isGivenAnd(identity.commonName,
                      [&] { return equalsIgnoringCase(identity.commonName, commonName(subject)); })
        && isGivenAnd(identity.subject,
                      [&] { return nameParts(identity.subject) == nameParts(nameText(subject)); })
        && isGivenAnd(identity.dnsName, [&] { return hasDnsName(certificate, identity.dnsName); })
        && isGivenAnd(
               identity.issuerSubject,
               [&] { return nameParts(identity.issuerSubject) == nameParts(nameText(issuer)); })
        && isGivenAnd(identity.issuerThumbprint,
                      [&] { return hasIssuer(certificate, identity.issuerThumbprint, chain); });
}

} // namespace

Result<std::shared_ptr<const CertificateTrust>> CertificateTrust::parse(std::string_view pem)
{
    auto trust = std::make_shared<CertificateTrust>();
    trust->m_store = {X509_STORE_new(), [](X509_STORE* store) { X509_STORE_free(store); }};
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all);
    std::size_t count = 0;
    for (;; ++count) {
        const Certificate authority(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr),
                                    &X509_free);
        if (!authority)
            break;
        X509_STORE_add_cert(trust->m_store.get(), authority.get());
    }
    ERR_clear_error(); // the end of the text is one
    if (count == 0)
        return Error{ErrorCode::Malformed, "there is no certificate in PEM", {}};
    X509_STORE_set_flags(trust->m_store.get(), X509_V_FLAG_NO_CHECK_TIME);
    return std::shared_ptr<const CertificateTrust>(std::move(trust));
}

Result<std::vector<std::string>> CertificateTrust::chainOf(const std::string& der) const
{
    const Certificate leaf = parseCertificate(der);
    const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(
        X509_STORE_CTX_new(), &X509_STORE_CTX_free);
    if (!leaf || !context
        || X509_STORE_CTX_init(context.get(), m_store.get(), leaf.get(), nullptr) != 1)
        return Error{ErrorCode::Internal, "its chain cannot be checked", {}};
    if (X509_verify_cert(context.get()) != 1)
        return Error{ErrorCode::Refused,
                     X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())),
                     {}};
    std::vector<std::string> chain;
    STACK_OF(X509)* const links = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 0; i < sk_X509_num(links); ++i)
        chain.push_back(thumbprintOf(sk_X509_value(links, i)));
    return chain;
}

std::optional<std::string>
checkClientCertificate(const std::optional<std::string>& der, const CertificateChecks& checks,
                       const std::vector<CertificateIdentity>& identities,
                       const CertificateTrust* trust, Timestamp now)
{
    if (!der)
        return "The client presented no certificate.";
    const Certificate certificate = parseCertificate(*der);
    if (!certificate)
        return "The client's certificate cannot be read.";
    std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    if (checks.notBefore && X509_cmp_time(X509_get0_notBefore(certificate.get()), &seconds) > 0)
        return "The client's certificate is not valid yet.";
    if (checks.notAfter && X509_cmp_time(X509_get0_notAfter(certificate.get()), &seconds) < 0)
        return "The client's certificate has expired.";
    std::vector<std::string> chain;
    if (trust != nullptr) {
        Result<std::vector<std::string>> found = trust->chainOf(*der);
        if (found)
            chain = std::move(*found);
        else if (checks.trust)
            return "The client's certificate is not trusted: " + found.error().message + '.';
    } else if (checks.trust
               && X509_NAME_cmp(X509_get_subject_name(certificate.get()),
                                X509_get_issuer_name(certificate.get()))
                   == 0)
        return "The client's certificate is self-signed and not trusted.";
    const bool isKnown = identities.empty()
        || std::any_of(identities.begin(), identities.end(),
                       [&](const CertificateIdentity& identity) {
                           return matches(certificate.get(), identity, chain);
                       });
    return isKnown ? std::nullopt
                   : std::optional<std::string>("No accepted identity matches the certificate.");
}

} // namespace gatelens::proxy
