#pragma once

#include "proxy/gateway/policies/certificate_lookup.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/http/transport.h"

#include <memory>

namespace gatelens::proxy {

/// A compiled `proxy`, in a section or inside a request.
class ProxyEdit
{
public:
    ProxyEdit(const policy::Statement& statement, Compilation& compilation);

    [[nodiscard]] PolicyResult<HttpProxy> evaluate(Execution& execution) const;

private:
    PolicyValue m_url;
    PolicyValue m_username;
    PolicyValue m_password;
};

/// A compiled `authentication-certificate`, in a section or inside a request: a certificate of the
/// local store by id or thumbprint, or one whose bytes an expression gives.
class CertificateEdit
{
public:
    CertificateEdit(const policy::Statement& statement, Compilation& compilation);

    [[nodiscard]] PolicyResult<std::shared_ptr<const ClientIdentity>>
    evaluate(Execution& execution) const;

private:
    [[nodiscard]] PolicyResult<std::shared_ptr<const ClientIdentity>>
    fromBody(Execution& execution) const;

    PolicyValue m_name; ///< id or thumbprint
    PolicyValue m_body;
    PolicyValue m_password;
};

} // namespace gatelens::proxy
