#include "proxy/gateway/url_overrides.h"

#include "core/message/header_list.h"

#include <algorithm>
#include <map>
#include <string>

namespace gatelens::proxy {

namespace {

using Table = std::map<std::string, std::string>;

const std::string* findKey(const Table& table, std::string_view key)
{
    if (key.empty())
        return nullptr;
    const auto found = std::find_if(table.begin(), table.end(), [&](const auto& entry) {
        return equalsIgnoringCase(entry.first, key);
    });
    return found == table.end() ? nullptr : &found->second;
}

Result<Url> onto(const Url& url, std::string_view overrideText)
{
    Result<Url> target = parseUrl(overrideText);
    if (!target)
        return target;
    target->path = joinPaths(target->path, url.path);
    target->query = url.query;
    return target;
}

} // namespace

Result<Url> overrideUrl(const UrlOverrides& overrides, const Url& url, std::string_view apiKey,
                        std::string_view backendId)
{
    const std::string* whole = findKey(overrides.backends, backendId);
    if (whole == nullptr)
        whole = findKey(overrides.apis, apiKey);
    if (whole != nullptr)
        return parseUrl(*whole);
    const std::string withPort = url.host + ":" + std::to_string(url.port);
    const std::string* host = findKey(overrides.hosts, withPort);
    if (host == nullptr)
        host = findKey(overrides.hosts, url.host);
    if (host != nullptr)
        return onto(url, *host);
    if (overrides.allowUnlisted || url.scheme == "builtin")
        return url;
    return Error{ErrorCode::Refused,
                 "no call to " + url.authority()
                     + " leaves this machine: gatelens.json sets urls.allowUnlisted to false and "
                       "lists no override for it",
                 {}};
}

} // namespace gatelens::proxy
