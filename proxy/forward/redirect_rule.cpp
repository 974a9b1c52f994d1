#include "proxy/forward/redirect_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatelens::proxy {

namespace {

using Domains = std::array<std::string_view, 3>;

/// The ingestion domains of each cloud; telemetry never moves from one cloud to another.
constexpr std::array<Domains, 3> kClouds{
    Domains{".monitor.azure.com", ".applicationinsights.azure.com", ".services.visualstudio.com"},
    Domains{".monitor.azure.us", ".applicationinsights.azure.us", ""},
    Domains{".monitor.azure.cn", ".applicationinsights.azure.cn", ""}};

bool isBelow(std::string_view host, const Domains& domains)
{
    return std::any_of(domains.begin(), domains.end(), [host](std::string_view domain) {
        return !domain.empty() && host.ends_with(domain);
    });
}

bool areOfOneCloud(std::string_view a, std::string_view b)
{
    return std::any_of(kClouds.begin(), kClouds.end(), [&](const Domains& domains) {
        return isBelow(a, domains) && isBelow(b, domains);
    });
}

Error refused(std::string message) { return {ErrorCode::Refused, std::move(message), {}}; }

} // namespace

Result<Url> followRedirect(const Url& from, std::string_view location)
{
    if (location.empty())
        return refused("the endpoint redirects without saying where");
    if (location.front() == '/') {
        Url to = from;
        to.path = location.substr(0, location.find('?'));
        return to;
    }
    const Result<Url> to = parseUrl(location);
    if (!to)
        return refused("the endpoint redirects to something that is no URL");
    const bool isSameHost = to->host == from.host;
    if (!isSameHost && !areOfOneCloud(from.host, to->host)) {
        return refused(fmt::format("the endpoint redirects to {}, which is neither its own host "
                                   "nor a known ingestion host; nothing was sent there",
                                   to->host));
    }
    if (to->scheme != "https" && !(isSameHost && from.scheme == "http" && to->scheme == "http"))
        return refused(fmt::format("the endpoint redirects to {} without TLS", to->host));
    return *to;
}

} // namespace gatelens::proxy
