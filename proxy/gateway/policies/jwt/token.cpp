#include "proxy/gateway/policies/jwt/token.h"

#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

namespace gatelens::proxy {

namespace {

Error malformed(std::string message) { return {ErrorCode::Malformed, std::move(message), {}}; }

std::string textOf(const boost::json::object& object, std::string_view name)
{
    const boost::json::value* found = object.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
}

Result<boost::json::object> decodePart(std::string_view part, std::string_view what)
{
    const std::optional<std::string> bytes = base64Decode(part);
    if (!bytes)
        return malformed("the token's " + std::string(what) + " is not Base64url");
    boost::system::error_code error;
    boost::json::value parsed = boost::json::parse(*bytes, error);
    if (error || !parsed.is_object())
        return malformed("the token's " + std::string(what) + " is not a JSON object");
    return std::move(parsed.get_object());
}

} // namespace

std::string Token::headerText(std::string_view name) const { return textOf(header, name); }

std::string Token::claimText(std::string_view name) const { return textOf(claims, name); }

Result<Token> parseToken(std::string_view text)
{
    const std::size_t first = text.find('.');
    const std::size_t second
        = first == std::string_view::npos ? std::string_view::npos : text.find('.', first + 1);
    if (second == std::string_view::npos)
        return malformed("the token does not have three parts");
    if (text.find('.', second + 1) != std::string_view::npos)
        return Error{ErrorCode::Unsupported, "encrypted tokens (JWE) cannot be read", {}};
    Token token;
    token.text = text;
    token.signingInput = text.substr(0, second);
    Result<boost::json::object> header = decodePart(text.substr(0, first), "header");
    if (!header)
        return header.error();
    Result<boost::json::object> claims
        = decodePart(text.substr(first + 1, second - first - 1), "payload");
    if (!claims)
        return claims.error();
    std::optional<std::string> signature = base64Decode(text.substr(second + 1));
    if (!signature)
        return malformed("the token's signature is not Base64url");
    token.header = std::move(*header);
    token.claims = std::move(*claims);
    token.signature = std::move(*signature);
    return token;
}

std::vector<std::string> claimValues(const boost::json::value& claim)
{
    std::vector<std::string> values;
    if (const boost::json::array* list = claim.if_array()) {
        for (const boost::json::value& entry : *list) {
            for (std::string& value : claimValues(entry))
                values.push_back(std::move(value));
        }
    } else if (claim.is_string())
        values.emplace_back(claim.get_string());
    else
        values.push_back(boost::json::serialize(claim));
    return values;
}

} // namespace gatelens::proxy
