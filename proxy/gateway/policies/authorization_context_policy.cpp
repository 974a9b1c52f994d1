#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <array>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;

enum class IdentityType
{
    Managed,
    Jwt
};

constexpr std::array<EnumValue<IdentityType>::Name, 2> kIdentityTypes{{
    {"managed", IdentityType::Managed},
    {"jwt", IdentityType::Jwt},
}};

/// The token of a credential manager's connection, from the local store of secrets.authorizations
/// or from the local token issuer.
class GetAuthorizationContext final : public Step
{
public:
    GetAuthorizationContext(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_provider = reader.requiredText("provider-id");
        m_authorization = reader.requiredText("authorization-id");
        m_variable = reader.requiredText("context-variable-name");
        m_identityType = reader.enumeration<IdentityType>("identity-type", kIdentityTypes,
                                                          IdentityType::Managed);
        m_identity = reader.text("identity");
        m_ignoresError = reader.boolean("ignore-error", false);
        const policy::StatementAttribute* type = statement.attribute("identity-type");
        if (type != nullptr && type->value == "jwt" && !reader.has("identity"))
            reader.missing("identity");
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> variable = m_variable.text(execution);
        if (!variable)
            return variable.error();
        const PolicyResult<bool> ignoresError = m_ignoresError.boolean(execution);
        if (!ignoresError)
            return ignoresError.error();
        PolicyResult<expression::Value> authorization = find(execution);
        if (authorization) {
            execution.context.variables.set(*variable, std::move(*authorization));
            return Next::Continue;
        }
        if (!*ignoresError || authorization.error()->reason == "ExpressionValueEvaluationFailure")
            return authorization.error();
        execution.summarize(authorization.error()->message + " (ignored)");
        execution.context.variables.set(*variable, expression::Value::null());
        return Next::Continue;
    }

private:
    [[nodiscard]] PolicyResult<expression::Value> find(Execution& execution) const
    {
        const PolicyResult<std::string> provider = m_provider.text(execution);
        if (!provider)
            return provider.error();
        const PolicyResult<std::string> id = m_authorization.text(execution);
        if (!id)
            return id.error();
        const PolicyResult<void> hasIdentity = checkIdentity(execution);
        if (!hasIdentity)
            return hasIdentity.error();
        const auto stored = execution.plan.authorization
            ? execution.plan.authorization(*provider, *id)
            : std::nullopt;
        if (!stored)
            return execution.internalFailure(
                "AuthorizationNotFound",
                fmt::format("The credential manager has no connection '{}' of provider '{}'; add "
                            "it to secrets.authorizations of gatelens.json.",
                            *id, *provider));
        if (!stored->accessToken.empty()) {
            execution.summarize("stored token of {}/{}", *provider, *id);
            return expression::Value::ofAuthorization(stored->accessToken, stored->claims);
        }
        return issue(execution, *provider, *id, stored->claims);
    }

    /// With identity-type="jwt" the caller's token is checked against the connection's access
    /// policy; locally it only must be readable.
    [[nodiscard]] PolicyResult<void> checkIdentity(Execution& execution) const
    {
        const PolicyResult<IdentityType> type = m_identityType.get(execution);
        if (!type)
            return type.error();
        if (*type == IdentityType::Managed)
            return {};
        const PolicyResult<std::string> identity = m_identity.text(execution);
        if (!identity)
            return identity.error();
        if (expression::Value::ofJwt(*identity).isNull())
            return execution.internalFailure("AuthorizationIdentityInvalid",
                                             "The identity is not a JWT.");
        return {};
    }

    static PolicyResult<expression::Value> issue(Execution& execution, const std::string& provider,
                                                 const std::string& id, const std::string& claims)
    {
        boost::system::error_code error;
        const json::value given = json::parse(claims, error);
        json::object body = !error && given.is_object() ? given.get_object() : json::object();
        const std::int64_t issuedAt
            = std::chrono::floor<std::chrono::seconds>(execution.services.now())
                  .time_since_epoch()
                  .count();
        constexpr std::int64_t kLifeSeconds = 3600;
        body["iss"] = TokenIssuer::issuer();
        body["iat"] = issuedAt;
        body["nbf"] = issuedAt;
        body["exp"] = issuedAt + kLifeSeconds;
        if (!body.contains("aud"))
            body["aud"] = provider;
        if (!body.contains("sub"))
            body["sub"] = id;
        Result<std::string> token = execution.state.issuer().sign(body);
        if (!token)
            return execution.internalFailure("AuthorizationTokenError", token.error().message);
        execution.summarize("token of the local issuer for {}/{}", provider, id);
        return expression::Value::ofAuthorization(std::move(*token), claims);
    }

    PolicyValue m_provider;
    PolicyValue m_authorization;
    PolicyValue m_variable;
    EnumValue<IdentityType> m_identityType;
    PolicyValue m_identity;
    PolicyValue m_ignoresError;
};

} // namespace

void registerAuthorizationContextPolicy(PolicyRegistry& registry)
{
    registry.add("get-authorization-context", compileStep<GetAuthorizationContext>);
}

} // namespace gatelens::proxy
