#include "proxy/gateway/policies/connection_edit.h"

#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/proxy_address.h"
#include "proxy/gateway/policies/text.h"
#include "proxy/http/client_identity.h"

#include <fmt/format.h>

namespace gatelens::proxy {

ProxyEdit::ProxyEdit(const policy::Statement& statement, Compilation& compilation)
{
    StatementReader reader(statement, compilation);
    m_url = reader.requiredText("url");
    m_username = reader.text("username");
    m_password = reader.text("password");
    if (m_url.isLiteral() && !proxyAddress(m_url.source(), {}, {}))
        reader.malformed("url", "the address of a proxy such as http://host:8080");
}

PolicyResult<HttpProxy> ProxyEdit::evaluate(Execution& execution) const
{
    const PolicyResult<std::string> url = m_url.text(execution);
    if (!url)
        return url.error();
    const PolicyResult<std::string> username = m_username.text(execution);
    if (!username)
        return username.error();
    const PolicyResult<std::string> password = m_password.text(execution);
    if (!password)
        return password.error();
    Result<HttpProxy> proxy = proxyAddress(*url, *username, *password);
    if (!proxy)
        return execution.internalFailure("ProxyAddressInvalid", proxy.error().message);
    return std::move(*proxy);
}

CertificateEdit::CertificateEdit(const policy::Statement& statement, Compilation& compilation)
{
    StatementReader reader(statement, compilation);
    int given = 0;
    for (const char* name : {"thumbprint", "certificate-id", "body"})
        given += reader.has(name) ? 1 : 0;
    if (given != 1)
        compilation.error(reader.position(), given == 0 ? "GL6002" : "GL6003",
                          "<authentication-certificate> needs exactly one of certificate-id, "
                          "thumbprint and body");
    m_name = reader.has("thumbprint") ? reader.text("thumbprint") : reader.text("certificate-id");
    m_body = reader.text("body");
    m_password = reader.text("password");
}

PolicyResult<std::shared_ptr<const ClientIdentity>>
CertificateEdit::evaluate(Execution& execution) const
{
    if (m_body.isPresent())
        return fromBody(execution);
    const PolicyResult<std::string> name = m_name.text(execution);
    if (!name)
        return name.error();
    const auto found
        = execution.plan.certificate ? execution.plan.certificate(*name) : std::nullopt;
    if (!found || !found->identity)
        return execution.internalFailure(
            "CertificateNotFound",
            fmt::format("The certificate '{}' is not in the local certificate store.", *name));
    return found->identity;
}

PolicyResult<std::shared_ptr<const ClientIdentity>>
CertificateEdit::fromBody(Execution& execution) const
{
    const PolicyResult<expression::Value> body = m_body.value(execution);
    if (!body)
        return body.error();
    const PolicyResult<std::string> password = m_password.text(execution);
    if (!password)
        return password.error();
    std::string bytes(body->bytes());
    if (!body->isBytes()) // a literal, or an expression that gives text: Base64, or PEM
        bytes = base64Decode(body->toText()).value_or(body->toText());
    Result<std::shared_ptr<const ClientIdentity>> identity
        = ClientIdentity::parse(bytes, *password);
    if (!identity)
        return execution.internalFailure(
            "CertificateInvalid",
            "The certificate in body cannot be used: " + identity.error().message + '.');
    return std::move(*identity);
}

} // namespace gatelens::proxy
