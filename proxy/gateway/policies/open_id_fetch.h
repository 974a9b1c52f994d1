#pragma once

#include "proxy/gateway/policies/execution.h"
#include "proxy/gateway/policies/jwt/token.h"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <span>
#include <string>

namespace gatelens::proxy {

struct OpenIdAnswer
{
    std::shared_ptr<const OpenIdConfiguration> configuration; ///< null: see `problem`
    std::string problem;
};

/// The OpenID configuration at `url` with its keys: from the cache, or fetched when that is due.
/// `otherKeys` are keys known besides; a token that names a key which neither has asks again.
boost::asio::awaitable<OpenIdAnswer> openIdConfiguration(Execution& execution,
                                                         const std::string& url, const Token& token,
                                                         std::span<const JwtKey> otherKeys);

} // namespace gatelens::proxy
