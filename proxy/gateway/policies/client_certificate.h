#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using X509_STORE = struct x509_store_st;

namespace gatelens::proxy {

/// Authorities that client certificates must lead to. Immutable; shared by all threads.
class CertificateTrust
{
public:
    /// Certificates in PEM; Malformed when there is none.
    [[nodiscard]] static Result<std::shared_ptr<const CertificateTrust>>
    parse(std::string_view pem);

    /// The chain from the certificate (DER) to an authority, as SHA-1 thumbprints from the leaf on,
    /// or why there is none. Times are not checked: statements do that on their own.
    [[nodiscard]] Result<std::vector<std::string>> chainOf(const std::string& der) const;

private:
    std::shared_ptr<X509_STORE> m_store;
};

struct CertificateChecks
{
    bool notBefore = true;
    bool notAfter = true;
    /// The certificate must lead to an authority; without known authorities only one that is its
    /// own issuer is refused.
    bool trust = true;
};

/// One accepted identity: every part that is given must match.
struct CertificateIdentity
{
    std::string thumbprint;
    std::string serialNumber;
    std::string commonName;
    std::string subject;
    std::string dnsName;
    std::string issuerSubject;
    std::string issuerThumbprint;
};

/// Checks a client certificate (DER); `trust` may be null. Nothing when it is accepted, else why
/// not. An empty list of identities accepts any.
[[nodiscard]] std::optional<std::string>
checkClientCertificate(const std::optional<std::string>& der, const CertificateChecks& checks,
                       const std::vector<CertificateIdentity>& identities,
                       const CertificateTrust* trust, Timestamp now);

} // namespace gatelens::proxy
