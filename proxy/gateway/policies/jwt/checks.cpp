#include "proxy/gateway/policies/jwt/checks.h"

#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gatelens::proxy {

namespace {

TokenProblem denied(std::string reason, std::string_view text)
{
    return {std::move(reason), fmt::format("{} Access denied.", text)};
}

/// A NumericDate claim; nullopt when absent or no number.
std::optional<double> dateOf(const Token& token, std::string_view name)
{
    const boost::json::value* claim = token.claims.if_contains(name);
    if (claim == nullptr || !claim->is_number())
        return std::nullopt;
    return claim->to_number<double>();
}

bool contains(const std::vector<std::string>& list, const std::string& value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

std::vector<std::string> valuesOf(const boost::json::value& claim, const std::string& separator)
{
    std::vector<std::string> values = claimValues(claim);
    if (separator.empty() || !claim.is_string())
        return values;
    std::vector<std::string> parts;
    std::string_view rest = values.front();
    while (true) {
        const std::size_t end = rest.find(separator);
        if (const std::string_view part = trimmed(rest.substr(0, end)); !part.empty())
            parts.emplace_back(part);
        if (end == std::string_view::npos)
            return parts;
        rest.remove_prefix(end + separator.size());
    }
}

} // namespace

bool namesUnknownKey(const Token& token, std::span<const JwtKey> keys)
{
    const std::string id = token.headerText("kid");
    return !id.empty()
        && std::none_of(keys.begin(), keys.end(), [&](const JwtKey& key) { return key.id == id; });
}

std::optional<TokenProblem> checkSignature(const Token& token, std::span<const JwtKey> keys)
{
    const std::string algorithm = token.headerText("alg");
    if (!isKnownAlgorithm(algorithm))
        return TokenProblem{
            "JwtInvalid", fmt::format("The signature algorithm '{}' is not supported.", algorithm)};
    const std::string id = token.headerText("kid");
    const auto verifies = [&](const JwtKey& key) {
        return verifySignature(key, algorithm, token.signingInput, token.signature);
    };
    const bool isVerifiedById = std::any_of(keys.begin(), keys.end(), [&](const JwtKey& key) {
        return !id.empty() && key.id == id && verifies(key);
    });
    if (isVerifiedById || std::any_of(keys.begin(), keys.end(), verifies))
        return std::nullopt;
    // A key without an id may be the one that the token means: then it is the signature that fails.
    const bool hasAnonymousKey
        = std::any_of(keys.begin(), keys.end(), [](const JwtKey& key) { return key.id.empty(); });
    if (keys.empty() || (namesUnknownKey(token, keys) && !hasAnonymousKey))
        return denied("TokenSignatureKeyNotFound",
                      fmt::format("No key '{}' to verify the signature was found.", id));
    return denied("TokenSignatureInvalid", "Signature validation failed.");
}

std::optional<TokenProblem> checkTimes(const Token& token, Timestamp now, std::chrono::seconds skew,
                                       bool requiresExpiration)
{
    const double seconds = std::chrono::duration<double>(now.time_since_epoch()).count();
    const auto tolerance = static_cast<double>(skew.count());
    const std::optional<double> expires = dateOf(token, "exp");
    if (!expires && requiresExpiration)
        return TokenProblem{"JwtInvalid", "The token has no expiration time."};
    if (expires && *expires + tolerance < seconds)
        return denied("TokenExpired", "The token has expired.");
    const std::optional<double> notBefore = dateOf(token, "nbf");
    if (notBefore && *notBefore - tolerance > seconds)
        return TokenProblem{"JwtInvalid", "The token is not valid yet."};
    return std::nullopt;
}

std::optional<TokenProblem> checkIssuer(const Token& token, const std::vector<std::string>& issuers)
{
    const std::string issuer = token.claimText("iss");
    if (issuers.empty() || contains(issuers, issuer))
        return std::nullopt;
    return denied("TokenIssuerNotAllowed", fmt::format("The issuer '{}' is not accepted.", issuer));
}

std::optional<TokenProblem> checkAudience(const Token& token,
                                          const std::vector<std::string>& audiences)
{
    if (audiences.empty())
        return std::nullopt;
    const boost::json::value* claim = token.claims.if_contains("aud");
    const std::vector<std::string> given
        = claim == nullptr ? std::vector<std::string>() : claimValues(*claim);
    const bool isAccepted = std::any_of(given.begin(), given.end(), [&](const std::string& value) {
        return contains(audiences, value);
    });
    if (isAccepted)
        return std::nullopt;
    return denied("TokenAudienceNotAllowed",
                  fmt::format("The audience '{}' is not accepted.", fmt::join(given, ", ")));
}

std::optional<TokenProblem> checkClaims(const Token& token,
                                        const std::vector<RequiredClaim>& claims)
{
    std::vector<std::string> missing;
    for (const RequiredClaim& claim : claims) {
        if (!token.claims.contains(claim.name))
            missing.push_back(claim.name);
    }
    if (!missing.empty())
        return TokenProblem{
            "TokenClaimNotFound",
            fmt::format("JWT token is missing the following claims: {}. Access denied.",
                        fmt::join(missing, ", "))};
    for (const RequiredClaim& claim : claims) {
        if (claim.values.empty())
            continue;
        const std::vector<std::string> given
            = valuesOf(token.claims.at(claim.name), claim.separator);
        const auto isGiven = [&](const std::string& value) { return contains(given, value); };
        const bool holds = claim.isAny
            ? std::any_of(claim.values.begin(), claim.values.end(), isGiven)
            : std::all_of(claim.values.begin(), claim.values.end(), isGiven);
        if (!holds)
            return TokenProblem{"TokenClaimValueNotAllowed",
                                fmt::format("Claim {} value of {} is not allowed. Access denied.",
                                            claim.name, fmt::join(given, ","))};
    }
    return std::nullopt;
}

} // namespace gatelens::proxy
