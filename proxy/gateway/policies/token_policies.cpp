#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/jwt/encryption.h"
#include "proxy/gateway/policies/open_id_fetch.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/text.h"
#include "proxy/gateway/policies/token_source.h"
#include "proxy/http/client_identity.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

/// `required-claims` as written; values may be expressions.
class ClaimRules
{
public:
    void read(const policy::Statement& statement, Compilation& compilation)
    {
        const policy::Statement* list = statement.child("required-claims");
        if (list == nullptr)
            return;
        for (const policy::Statement* claim : childrenNamed(*list, "claim")) {
            StatementReader reader(*claim, compilation);
            Rule rule;
            rule.fixed.name = reader.requiredLiteral("name");
            rule.fixed.isAny = equalsIgnoringCase(reader.literal("match", "all"), "any");
            rule.fixed.separator = reader.literal("separator");
            for (const policy::Statement* value : childrenNamed(*claim, "value"))
                rule.values.push_back(StatementReader(*value, compilation).innerTextTrimmed());
            m_rules.push_back(std::move(rule));
        }
    }

    [[nodiscard]] PolicyResult<std::vector<RequiredClaim>> evaluate(Execution& execution) const
    {
        std::vector<RequiredClaim> claims;
        for (const Rule& rule : m_rules) {
            RequiredClaim& claim = claims.emplace_back(rule.fixed);
            PolicyResult<std::vector<std::string>> values = evaluateTexts(execution, rule.values);
            if (!values)
                return values.error();
            claim.values = std::move(*values);
        }
        return claims;
    }

private:
    struct Rule
    {
        RequiredClaim fixed;
        std::vector<PolicyValue> values;
    };

    std::vector<Rule> m_rules;
};

class ValidateJwt final : public WaitingStep
{
public:
    ValidateJwt(const policy::Statement& statement, Compilation& compilation)
        : m_source(statement, compilation, TokenSource::DefaultHeader::None)
    {
        StatementReader reader(statement, compilation);
        m_requiresExpiration = reader.boolean("require-expiration-time", true);
        m_requiresSigned = reader.boolean("require-signed-tokens", true);
        m_skew = reader.integer("clock-skew", 0);
        m_outputVariable = reader.literal("output-token-variable-name");
        for (const policy::Statement* config : childrenNamed(statement, "openid-config"))
            m_openIdUrls.push_back(StatementReader(*config, compilation).requiredLiteral("url"));
        readKeys(statement, compilation);
        m_issuers = readTexts(statement, "issuers", "issuer", compilation);
        m_audiences = readTexts(statement, "audiences", "audience", compilation);
        m_claims.read(statement, compilation);
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        PolicyResult<std::string> found = m_source.find(execution);
        if (!found)
            co_return found.error();
        if (found->empty())
            co_return m_source.refuse(execution, {"TokenNotPresent", "JWT not present."});
        const PolicyResult<Result<Token>> read = readToken(execution, *found);
        if (!read)
            co_return read.error();
        const Result<Token>& token = *read;
        if (!token)
            co_return m_source.refuse(execution, {"JwtInvalid", token.error().message});
        const PolicyResult<std::optional<TokenProblem>> problem
            = co_await validate(execution, *token);
        if (!problem)
            co_return problem.error();
        if (*problem)
            co_return m_source.refuse(execution, **problem);
        if (!m_outputVariable.empty())
            execution.context.variables.set(m_outputVariable,
                                            expression::Value::ofJwt(token->text));
        execution.summarize("token of '{}' is valid", token->claimText("sub"));
        co_return Next::Continue;
    }

private:
    using Verdict = PolicyResult<std::optional<TokenProblem>>;

    struct KeySource
    {
        JwtKey fixed; ///< known when compiled
        PolicyValue text; ///< Base64 of a symmetric key otherwise
        std::string id;
    };

    struct DecryptionSource
    {
        DecryptionKey fixed; ///< known when compiled
        PolicyValue text; ///< Base64 of a symmetric key
    };

    void readKeys(const policy::Statement& statement, Compilation& compilation)
    {
        if (const policy::Statement* decryption = statement.child("decryption-keys")) {
            for (const policy::Statement* element : childrenNamed(*decryption, "key"))
                readDecryptionKey(*element, compilation);
        }
        const policy::Statement* list = statement.child("issuer-signing-keys");
        if (list == nullptr)
            return;
        for (const policy::Statement* element : childrenNamed(*list, "key"))
            readKey(*element, compilation);
    }

    void readKey(const policy::Statement& element, Compilation& compilation)
    {
        StatementReader reader(element, compilation);
        KeySource source;
        source.id = reader.literal("id");
        if (reader.has("certificate-id"))
            readCertificate(reader, compilation, source);
        else if (reader.has("n"))
            take(rsaKey(reader.literal("n"), reader.literal("e"), source.id), reader, compilation,
                 source);
        else {
            source.text = reader.innerTextTrimmed("key");
            if (source.text.isLiteral())
                take(symmetricKey(source.text.source(), source.id), reader, compilation, source);
        }
        m_keys.push_back(std::move(source));
    }

    void readDecryptionKey(const policy::Statement& element, Compilation& compilation)
    {
        StatementReader reader(element, compilation);
        DecryptionSource source;
        source.fixed.id = reader.literal("id");
        if (reader.has("certificate-id")) {
            const std::string id = reader.literal("certificate-id");
            const auto certificate = compilation.plan().certificate
                ? compilation.plan().certificate(id)
                : std::nullopt;
            if (certificate && certificate->identity)
                source.fixed.privateKey = certificate->identity->key();
            else
                compilation.error(reader.positionOf("certificate-id"), "GL6005",
                                  fmt::format("Certificate with id '{}' could not be found", id));
        } else {
            source.text = reader.innerTextTrimmed("key");
            const auto bytes = base64Decode(source.text.source());
            if (source.text.isLiteral() && (!bytes || bytes->empty()))
                compilation.error(reader.position(), "GL6003",
                                  "<validate-jwt>: a decryption key is not Base64");
            else if (source.text.isLiteral())
                source.fixed.secret = *bytes;
        }
        m_decryptionKeys.push_back(std::move(source));
    }

    /// The token itself; of an encrypted one what it holds.
    [[nodiscard]] PolicyResult<Result<Token>> readToken(Execution& execution,
                                                        const std::string& text) const
    {
        if (!isEncryptedToken(text) || m_decryptionKeys.empty())
            return parseToken(text);
        std::vector<DecryptionKey> keys;
        for (const DecryptionSource& source : m_decryptionKeys) {
            DecryptionKey& key = keys.emplace_back(source.fixed);
            if (!source.text.isExpression())
                continue;
            const PolicyResult<std::string> base64 = source.text.text(execution);
            if (!base64)
                return base64.error();
            key.secret = base64Decode(*base64).value_or("");
        }
        const Result<std::string> content = decryptToken(text, keys);
        if (!content)
            return Result<Token>(content.error());
        if (!content->starts_with('{'))
            return parseToken(*content);
        // Claims without a signature of their own: an unsigned token.
        std::string payload = base64Encode(*content);
        std::erase(payload, '=');
        std::replace(payload.begin(), payload.end(), '+', '-');
        std::replace(payload.begin(), payload.end(), '/', '_');
        constexpr std::string_view kAlgorithmNone = "eyJhbGciOiJub25lIn0"; // {"alg":"none"}
        return parseToken(fmt::format("{}.{}.", kAlgorithmNone, payload));
    }

    static void take(Result<JwtKey> key, StatementReader& reader, Compilation& compilation,
                     KeySource& source)
    {
        if (key)
            source.fixed = std::move(*key);
        else
            compilation.error(reader.position(), "GL6003",
                              "<validate-jwt>: " + key.error().message);
    }

    static void readCertificate(StatementReader& reader, Compilation& compilation,
                                KeySource& source)
    {
        const std::string id = reader.literal("certificate-id");
        const auto certificate
            = compilation.plan().certificate ? compilation.plan().certificate(id) : std::nullopt;
        if (!certificate) {
            compilation.error(reader.positionOf("certificate-id"), "GL6005",
                              fmt::format("Certificate with id '{}' could not be found", id));
            return;
        }
        take(certificateKey(certificate->der, source.id), reader, compilation, source);
    }

    [[nodiscard]] PolicyResult<std::vector<JwtKey>> fixedKeys(Execution& execution) const
    {
        std::vector<JwtKey> keys;
        for (const KeySource& source : m_keys) {
            if (!source.text.isExpression()) {
                keys.push_back(source.fixed);
                continue;
            }
            const PolicyResult<std::string> text = source.text.text(execution);
            if (!text)
                return text.error();
            Result<JwtKey> key = symmetricKey(*text, source.id);
            if (!key)
                return execution.internalFailure("JwtInvalid", key.error().message);
            keys.push_back(std::move(*key));
        }
        return keys;
    }

    awaitable<Verdict> validate(Execution& execution, const Token& token) const
    {
        PolicyResult<std::vector<JwtKey>> keys = fixedKeys(execution);
        if (!keys)
            co_return keys.error();
        PolicyResult<std::vector<std::string>> issuers = evaluateTexts(execution, m_issuers);
        if (!issuers)
            co_return issuers.error();
        const bool takesIssuers = issuers->empty();
        for (const std::string& url : m_openIdUrls) {
            const OpenIdAnswer answer = co_await openIdConfiguration(execution, url, token, *keys);
            if (!answer.configuration)
                co_return TokenProblem{"JwtInvalid", answer.problem};
            keys->insert(keys->end(), answer.configuration->keys.begin(),
                         answer.configuration->keys.end());
            if (takesIssuers && !answer.configuration->issuer.empty())
                issuers->push_back(answer.configuration->issuer);
        }
        co_return check(execution, token, *keys, *issuers);
    }

    [[nodiscard]] Verdict check(Execution& execution, const Token& token,
                                const std::vector<JwtKey>& keys,
                                const std::vector<std::string>& issuers) const
    {
        const PolicyResult<bool> requiresSigned = m_requiresSigned.boolean(execution);
        if (!requiresSigned)
            return requiresSigned.error();
        const bool isUnsigned = token.headerText("alg") == "none";
        if (isUnsigned && *requiresSigned)
            return TokenProblem{"TokenSignatureInvalid", "The token is not signed. Access denied."};
        if (!isUnsigned && (!keys.empty() || *requiresSigned)) {
            if (auto problem = checkSignature(token, keys))
                return problem;
        }
        const PolicyResult<std::int64_t> skew = m_skew.integer(execution);
        if (!skew)
            return skew.error();
        const PolicyResult<bool> requiresExpiration = m_requiresExpiration.boolean(execution);
        if (!requiresExpiration)
            return requiresExpiration.error();
        if (auto problem = checkTimes(token, execution.services.now(), std::chrono::seconds(*skew),
                                      *requiresExpiration))
            return problem;
        if (auto problem = checkIssuer(token, issuers))
            return problem;
        const PolicyResult<std::vector<std::string>> audiences
            = evaluateTexts(execution, m_audiences);
        if (!audiences)
            return audiences.error();
        if (auto problem = checkAudience(token, *audiences))
            return problem;
        const PolicyResult<std::vector<RequiredClaim>> claims = m_claims.evaluate(execution);
        if (!claims)
            return claims.error();
        return checkClaims(token, *claims);
    }

    TokenSource m_source;
    PolicyValue m_requiresExpiration;
    PolicyValue m_requiresSigned;
    PolicyValue m_skew;
    std::string m_outputVariable;
    std::vector<std::string> m_openIdUrls;
    std::vector<KeySource> m_keys;
    std::vector<DecryptionSource> m_decryptionKeys;
    std::vector<PolicyValue> m_issuers;
    std::vector<PolicyValue> m_audiences;
    ClaimRules m_claims;
};

/// validate-jwt for tokens of one Microsoft Entra tenant; its keys come from the tenant's OpenID
/// configuration, or from the local token issuer for tokens that it made.
class ValidateAzureAdToken final : public WaitingStep
{
public:
    ValidateAzureAdToken(const policy::Statement& statement, Compilation& compilation)
        : m_source(statement, compilation, TokenSource::DefaultHeader::Authorization)
    {
        StatementReader reader(statement, compilation);
        m_tenant = reader.requiredText("tenant-id");
        m_outputVariable = reader.literal("output-token-variable-name");
        m_clients = readTexts(statement, "client-application-ids", "application-id", compilation);
        m_backends = readTexts(statement, "backend-application-ids", "application-id", compilation);
        m_audiences = readTexts(statement, "audiences", "audience", compilation);
        m_claims.read(statement, compilation);
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        PolicyResult<std::string> found = m_source.find(execution);
        if (!found)
            co_return found.error();
        if (found->empty())
            co_return m_source.refuse(execution, {"TokenNotPresent", "JWT not present."});
        const Result<Token> token = parseToken(*found);
        if (!token)
            co_return m_source.refuse(execution, {"JwtInvalid", token.error().message});
        const PolicyResult<std::optional<TokenProblem>> problem
            = co_await validate(execution, *token);
        if (!problem)
            co_return problem.error();
        if (*problem)
            co_return m_source.refuse(execution, **problem);
        if (!m_outputVariable.empty())
            execution.context.variables.set(m_outputVariable,
                                            expression::Value::ofJwt(token->text));
        co_return Next::Continue;
    }

private:
    using Verdict = PolicyResult<std::optional<TokenProblem>>;

    awaitable<Verdict> validate(Execution& execution, const Token& token) const
    {
        const PolicyResult<std::string> tenant = m_tenant.text(execution);
        if (!tenant)
            co_return tenant.error();
        std::vector<JwtKey> keys;
        std::vector<std::string> issuers{
            fmt::format("https://sts.windows.net/{}/", *tenant),
            fmt::format("https://login.microsoftonline.com/{}/v2.0", *tenant)};
        if (token.claimText("iss") == TokenIssuer::issuer()) {
            issuers.emplace_back(TokenIssuer::issuer());
            const Result<std::string> jwks = execution.state.issuer().jwks();
            Result<std::vector<JwtKey>> local
                = jwks ? parseJwks(*jwks) : Result<std::vector<JwtKey>>(jwks.error());
            if (local)
                keys = std::move(*local);
        } else {
            const std::string url = fmt::format("https://login.microsoftonline.com/{}/v2.0/"
                                                ".well-known/openid-configuration",
                                                *tenant);
            const OpenIdAnswer answer = co_await openIdConfiguration(execution, url, token, {});
            if (!answer.configuration)
                co_return TokenProblem{"JwtInvalid", answer.problem};
            keys = answer.configuration->keys;
        }
        if (auto problem = checkSignature(token, keys))
            co_return problem;
        if (auto problem
            = checkTimes(token, execution.services.now(), std::chrono::seconds(0), true))
            co_return problem;
        if (auto problem = checkIssuer(token, issuers))
            co_return problem;
        co_return checkApplications(execution, token);
    }

    [[nodiscard]] Verdict checkApplications(Execution& execution, const Token& token) const
    {
        PolicyResult<std::vector<std::string>> audiences = evaluateTexts(execution, m_audiences);
        if (!audiences)
            return audiences.error();
        const PolicyResult<std::vector<std::string>> backends
            = evaluateTexts(execution, m_backends);
        if (!backends)
            return backends.error();
        for (const std::string& id : *backends) {
            audiences->push_back(id);
            audiences->push_back("api://" + id);
        }
        if (auto problem = checkAudience(token, *audiences))
            return problem;
        const PolicyResult<std::vector<std::string>> clients = evaluateTexts(execution, m_clients);
        if (!clients)
            return clients.error();
        if (!clients->empty()) {
            const std::string client = token.claimText("appid").empty() ? token.claimText("azp")
                                                                        : token.claimText("appid");
            if (std::find(clients->begin(), clients->end(), client) == clients->end())
                return TokenProblem{"TokenClaimValueNotAllowed",
                                    fmt::format("Claim appid value of {} is not allowed. Access "
                                                "denied.",
                                                client)};
        }
        const PolicyResult<std::vector<RequiredClaim>> claims = m_claims.evaluate(execution);
        if (!claims)
            return claims.error();
        return checkClaims(token, *claims);
    }

    TokenSource m_source;
    PolicyValue m_tenant;
    std::string m_outputVariable;
    std::vector<PolicyValue> m_clients;
    std::vector<PolicyValue> m_backends;
    std::vector<PolicyValue> m_audiences;
    ClaimRules m_claims;
};

} // namespace

void registerTokenPolicies(PolicyRegistry& registry)
{
    registry.add("validate-jwt", compileStep<ValidateJwt>);
    registry.add("validate-azure-ad-token", compileStep<ValidateAzureAdToken>);
}

} // namespace gatelens::proxy
