#pragma once

#include "core/base/finding.h"
#include "core/workspace/secrets.h"
#include "core/workspace/workspace.h"
#include "proxy/gateway/policies/certificate_lookup.h"
#include "proxy/gateway/policies/client_certificate.h"

#include <map>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// The authorities of tls.clientCa; null when it is not set. A file that cannot be read is a
/// finding.
[[nodiscard]] std::shared_ptr<const CertificateTrust> readClientTrust(const Workspace& workspace,
                                                                      Findings& findings);

/// The certificates of gatelens.json's `secrets.certificates`, read once for each plan.
class CertificateStore
{
public:
    /// Reads them; one that cannot be read is a finding and left out.
    CertificateStore(const Workspace& workspace, const SecretResolver& secrets, Findings& findings);

    /// By id, or by thumbprint with or without colons and blanks.
    [[nodiscard]] std::optional<StoredCertificate> find(std::string_view idOrThumbprint) const;

private:
    std::map<std::string, StoredCertificate> m_certificates; ///< by id in lower case
};

} // namespace gatelens::proxy
