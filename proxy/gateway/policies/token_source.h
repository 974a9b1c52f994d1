#pragma once

#include "proxy/gateway/policies/jwt/checks.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <string>
#include <vector>

namespace gatelens::proxy {

/// Where a token policy takes its token from, and how it refuses: the attributes that validate-jwt
/// and its kin share.
class TokenSource
{
public:
    enum class DefaultHeader
    {
        None,
        Authorization
    };

    TokenSource(const policy::Statement& statement, Compilation& compilation,
                DefaultHeader defaultHeader);

    /// The token; "" when there is none.
    [[nodiscard]] PolicyResult<std::string> find(Execution& execution) const;

    /// The failure that the client sees with the status and message of the policy.
    [[nodiscard]] FailurePtr refuse(Execution& execution, const TokenProblem& problem) const;

private:
    [[nodiscard]] PolicyResult<std::string> fromHeader(Execution& execution) const;

    PolicyValue m_header;
    PolicyValue m_query;
    PolicyValue m_value;
    PolicyValue m_scheme;
    PolicyValue m_statusCode;
    PolicyValue m_message;
};

/// Texts of `<element>` children of the child `list`.
[[nodiscard]] std::vector<PolicyValue> readTexts(const policy::Statement& statement,
                                                 std::string_view list, std::string_view element,
                                                 Compilation& compilation);

[[nodiscard]] PolicyResult<std::vector<std::string>>
evaluateTexts(Execution& execution, const std::vector<PolicyValue>& values);

} // namespace gatelens::proxy
