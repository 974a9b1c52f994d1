#include "proxy/gateway/policies/client_certificate.h"

#include "core/message/header_list.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>
#include <openssl/evp.h>
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

bool matches(X509* certificate, const CertificateIdentity& identity)
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
        // The chain is not at hand; a self-signed certificate is its own issuer.
        && isGivenAnd(identity.issuerThumbprint, [&] {
               return X509_NAME_cmp(subject, issuer) == 0
                   && plainHex(identity.issuerThumbprint) == thumbprintOf(certificate);
           });
}

} // namespace

std::optional<std::string>
checkClientCertificate(const std::optional<std::string>& der, const CertificateChecks& checks,
                       const std::vector<CertificateIdentity>& identities, Timestamp now)
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
    if (checks.trust
        && X509_NAME_cmp(X509_get_subject_name(certificate.get()),
                         X509_get_issuer_name(certificate.get()))
            == 0)
        return "The client's certificate is self-signed and not trusted.";
    const bool isKnown = identities.empty()
        || std::any_of(identities.begin(), identities.end(),
                       [&](const CertificateIdentity& identity) {
                           return matches(certificate.get(), identity);
                       });
    return isKnown ? std::nullopt
                   : std::optional<std::string>("No accepted identity matches the certificate.");
}

} // namespace gatelens::proxy
