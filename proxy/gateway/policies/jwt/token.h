#pragma once

#include "core/base/result.h"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// A JSON web signature in compact form, read but not verified.
struct Token
{
    std::string text; ///< as received
    std::string signingInput; ///< header and payload, as signed
    std::string signature; ///< decoded
    boost::json::object header;
    boost::json::object claims;

    [[nodiscard]] std::string headerText(std::string_view name) const; ///< "" when absent
    [[nodiscard]] std::string claimText(std::string_view name) const;
};

/// Reads three Base64url parts with JSON in the first two. Malformed otherwise; Unsupported for an
/// encrypted token (five parts).
[[nodiscard]] Result<Token> parseToken(std::string_view text);

/// The texts of a claim: a string, the elements of an array, or the JSON text of a number or
/// boolean.
[[nodiscard]] std::vector<std::string> claimValues(const boost::json::value& claim);

} // namespace gatelens::proxy
