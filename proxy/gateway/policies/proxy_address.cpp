#include "proxy/gateway/policies/proxy_address.h"

#include "core/message/url.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

namespace gatelens::proxy {

Result<HttpProxy> proxyAddress(std::string_view url, std::string_view username,
                               std::string_view password)
{
    // The reference writes http://host:port, and some documents host:port alone.
    const bool hasScheme = url.find("://") != std::string_view::npos;
    Result<Url> parsed = parseUrl(hasScheme ? std::string(url) : "http://" + std::string(url));
    if (!parsed || parsed->scheme != "http")
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("'{}' is no address of a proxy; write http://host:port", url),
                     {}};
    HttpProxy proxy;
    proxy.host = std::move(parsed->host);
    proxy.port = parsed->port;
    if (!username.empty())
        proxy.authorization = "Basic " + base64Encode(fmt::format("{}:{}", username, password));
    return proxy;
}

} // namespace gatelens::proxy
