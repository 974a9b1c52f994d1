#pragma once

#include "core/base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace gatelens::proxy {

struct CertificateChecks
{
    bool notBefore = true;
    bool notAfter = true;
    bool trust = true; ///< refuse a certificate that is its own issuer
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

/// Checks a client certificate (DER). Nothing when it is accepted, else why not. An empty list of
/// identities accepts any.
[[nodiscard]] std::optional<std::string>
checkClientCertificate(const std::optional<std::string>& der, const CertificateChecks& checks,
                       const std::vector<CertificateIdentity>& identities, Timestamp now);

} // namespace gatelens::proxy
