#pragma once

#include "core/base/time.h"
#include "proxy/gateway/policies/jwt/keys.h"
#include "proxy/gateway/policies/jwt/token.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gatelens::proxy {

/// Why a token is refused: LastError.Reason and Message.
struct TokenProblem
{
    std::string reason;
    std::string message;
};

struct RequiredClaim
{
    std::string name;
    bool isAny = false; ///< one of the values suffices
    std::string separator; ///< splits a text claim; "" does not
    std::vector<std::string> values; ///< empty: presence suffices
};

// The checks of validate-jwt in their order; each gives the problem or nothing.

[[nodiscard]] std::optional<TokenProblem> checkSignature(const Token& token,
                                                         std::span<const JwtKey> keys);
[[nodiscard]] std::optional<TokenProblem>
checkTimes(const Token& token, Timestamp now, std::chrono::seconds skew, bool requiresExpiration);
[[nodiscard]] std::optional<TokenProblem> checkIssuer(const Token& token,
                                                      const std::vector<std::string>& issuers);
[[nodiscard]] std::optional<TokenProblem> checkAudience(const Token& token,
                                                        const std::vector<std::string>& audiences);
[[nodiscard]] std::optional<TokenProblem> checkClaims(const Token& token,
                                                      const std::vector<RequiredClaim>& claims);

/// True when the token names a key that none of `keys` is.
[[nodiscard]] bool namesUnknownKey(const Token& token, std::span<const JwtKey> keys);

} // namespace gatelens::proxy
