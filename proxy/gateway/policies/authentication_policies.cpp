#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/client_certificate.h"
#include "proxy/gateway/policies/connection_edit.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"
#include "proxy/http/client_identity.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

class AuthenticationBasic final : public Step
{
public:
    AuthenticationBasic(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_username = reader.requiredText("username");
        m_password = reader.requiredText("password");
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> username = m_username.text(execution);
        if (!username)
            return username.error();
        const PolicyResult<std::string> password = m_password.text(execution);
        if (!password)
            return password.error();
        execution.context.request.headers.set("Authorization",
                                              "Basic " + base64Encode(*username + ':' + *password));
        execution.summarize("Authorization of " + *username);
        return Next::Continue;
    }

private:
    PolicyValue m_username;
    PolicyValue m_password;
};

/// The certificate that forward-request presents to the backend.
class AuthenticationCertificate final : public Step
{
public:
    AuthenticationCertificate(const policy::Statement& statement, Compilation& compilation)
        : m_certificate(statement, compilation)
    {
    }

    StepResult run(Execution& execution) const override
    {
        PolicyResult<std::shared_ptr<const ClientIdentity>> identity
            = m_certificate.evaluate(execution);
        if (!identity)
            return identity.error();
        execution.summarize("certificate " + (*identity)->thumbprint());
        execution.notes.identity = std::move(*identity);
        return Next::Continue;
    }

private:
    CertificateEdit m_certificate;
};

/// The local token issuer stands in for the managed identity endpoint.
class AuthenticationManagedIdentity final : public Step
{
public:
    AuthenticationManagedIdentity(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_resource = reader.requiredText("resource");
        m_clientId = reader.text("client-id");
        m_outputVariable = reader.literal("output-token-variable-name");
        m_ignoresError = reader.literalBoolean("ignore-error", false);
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> resource = m_resource.text(execution);
        if (!resource)
            return resource.error();
        const PolicyResult<std::string> clientId = m_clientId.text(execution);
        if (!clientId)
            return clientId.error();
        Result<std::string> token = managedIdentityToken(execution, *resource, *clientId);
        if (!token) {
            if (!m_ignoresError)
                return execution.internalFailure("ManagedIdentityTokenError",
                                                 token.error().message);
            if (!m_outputVariable.empty())
                execution.context.variables.set(m_outputVariable, expression::Value::null());
            return Next::Continue;
        }
        execution.summarize("token of the local issuer for " + *resource);
        if (m_outputVariable.empty())
            execution.context.request.headers.set("Authorization", "Bearer " + *token);
        else
            execution.context.variables.set(m_outputVariable,
                                            expression::Value::ofString(std::move(*token)));
        return Next::Continue;
    }

private:
    PolicyValue m_resource;
    PolicyValue m_clientId;
    std::string m_outputVariable;
    bool m_ignoresError = false;
};

/// Checks the certificate that the client presented to the TLS listener.
class ValidateClientCertificate final : public Step
{
public:
    ValidateClientCertificate(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_checks.notBefore = reader.literalBoolean("validate-not-before", true);
        m_checks.notAfter = reader.literalBoolean("validate-not-after", true);
        m_checks.trust = reader.literalBoolean("validate-trust", true);
        m_ignoresError = reader.literalBoolean("ignore-error", false);
        const policy::Statement* identities = statement.child("identities");
        if (identities == nullptr)
            return;
        for (const policy::Statement* identity : childrenNamed(*identities, "identity")) {
            StatementReader identityReader(*identity, compilation);
            m_identities.push_back(
                {.thumbprint = identityReader.literal("thumbprint"),
                 .serialNumber = identityReader.literal("serial-number"),
                 .commonName = identityReader.literal("common-name"),
                 .subject = identityReader.literal("subject"),
                 .dnsName = identityReader.literal("dns-name"),
                 .issuerSubject = identityReader.literal("issuer-subject"),
                 .issuerThumbprint = identityReader.literal("issuer-thumbprint")});
        }
    }

    StepResult run(Execution& execution) const override
    {
        const std::optional<std::string> problem = checkClientCertificate(
            execution.context.request.clientCertificate, m_checks, m_identities,
            execution.plan.clientTrust.get(), execution.services.now());
        if (!problem) {
            execution.summarize("certificate accepted");
            return Next::Continue;
        }
        if (m_ignoresError) {
            execution.summarize(*problem + " (ignored)");
            return Next::Continue;
        }
        return makeFailure("ClientCertificateInvalid", *problem,
                           errorResponse(403, "Invalid client certificate"));
    }

private:
    CertificateChecks m_checks;
    std::vector<CertificateIdentity> m_identities;
    bool m_ignoresError = false;
};

} // namespace

void registerAuthenticationPolicies(PolicyRegistry& registry)
{
    registry.add("authentication-basic", compileStep<AuthenticationBasic>);
    registry.add("authentication-certificate", compileStep<AuthenticationCertificate>);
    registry.add("authentication-managed-identity", compileStep<AuthenticationManagedIdentity>);
    registry.add("validate-client-certificate", compileStep<ValidateClientCertificate>);
}

} // namespace gatelens::proxy
