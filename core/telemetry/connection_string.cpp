#include "core/telemetry/connection_string.h"

#include "core/base/whitespace.h"
#include "core/message/header_list.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens {

namespace {

constexpr std::size_t kMostCharacters = 4096;
constexpr std::string_view kDefaultEndpoint = "https://dc.services.visualstudio.com";
constexpr std::string_view kExample
    = "\"InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://…\"";

Error wrong(std::string message)
{
    return {ErrorCode::InvalidArgument, "connection string: " + std::move(message), {}};
}

void readPairs(std::string_view text, ConnectionString& result)
{
    std::size_t number = 0;
    while (!text.empty()) {
        const std::string_view pair = trimmed(text.substr(0, text.find(';')));
        text.remove_prefix(
            std::min(text.find(';') == std::string_view::npos ? text.size() : text.find(';') + 1,
                     text.size()));
        ++number;
        if (pair.empty())
            continue;
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos) {
            result.warnings.push_back(fmt::format("part {} has no \"=\" and was skipped", number));
            continue;
        }
        result.pairs.emplace_back(trimmed(pair.substr(0, equals)),
                                  trimmed(pair.substr(equals + 1)));
    }
}

std::string valueOf(const ConnectionString& read, std::string_view key)
{
    for (const auto& [name, value] : read.pairs) {
        if (equalsIgnoringCase(name, key))
            return value;
    }
    return {};
}

bool isGuid(std::string_view text)
{
    constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return text.size() == kForm.size()
        && std::equal(text.begin(), text.end(), kForm.begin(), [](char character, char form) {
               return form == '-' ? character == '-'
                                  : std::isxdigit(static_cast<unsigned char>(character)) != 0;
           });
}

std::string endpointText(const ConnectionString& read)
{
    if (std::string endpoint = valueOf(read, "IngestionEndpoint"); !endpoint.empty())
        return endpoint;
    const std::string suffix = valueOf(read, "EndpointSuffix");
    if (suffix.empty())
        return std::string(kDefaultEndpoint);
    const std::string location = valueOf(read, "Location");
    return "https://" + (location.empty() ? "" : location + '.') + "dc." + suffix;
}

Result<Url> readEndpoint(const ConnectionString& read)
{
    Result<Url> url = parseUrl(endpointText(read));
    if (!url)
        return wrong("IngestionEndpoint is not a URL; write for example "
                     "IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/");
    if (url->scheme != "https" && url->scheme != "http")
        return wrong("IngestionEndpoint must begin with https:// (or http:// on this machine)");
    while (url->path.ends_with('/'))
        url->path.pop_back();
    url->query.clear();
    return url;
}

} // namespace

Result<ConnectionString> parseConnectionString(std::string_view text)
{
    text = trimmed(text);
    if (text.empty())
        return wrong(fmt::format("it is empty; it looks like {}", kExample));
    if (text.size() > kMostCharacters)
        return wrong(fmt::format("it has {} characters; at most {} are allowed", text.size(),
                                 kMostCharacters));
    ConnectionString result;
    readPairs(text, result);
    if (isGuid(text)) {
        return wrong(
            "this is an instrumentation key alone; write InstrumentationKey= in front of it and "
            "add the IngestionEndpoint of the resource");
    }
    if (const std::string kind = valueOf(result, "Authorization");
        !kind.empty() && !equalsIgnoringCase(kind, "ikey"))
        return wrong("Authorization can only be \"ikey\"");
    result.instrumentationKey = valueOf(result, "InstrumentationKey");
    if (result.instrumentationKey.empty())
        return wrong(fmt::format("InstrumentationKey is missing; it looks like {}", kExample));
    if (!isGuid(result.instrumentationKey)) {
        return wrong("InstrumentationKey is not a GUID (8-4-4-4-12 hexadecimal digits); copy the "
                     "connection string from the resource's overview page");
    }
    Result<Url> endpoint = readEndpoint(result);
    if (!endpoint)
        return endpoint.error();
    result.ingestionEndpoint = std::move(*endpoint);
    result.applicationId = valueOf(result, "ApplicationId");
    return result;
}

std::string describeTarget(const ConnectionString& target)
{
    constexpr std::size_t kShownDigits = 4;
    const std::string& key = target.instrumentationKey;
    return fmt::format("{}, key …{}", target.ingestionEndpoint.authority(),
                       key.substr(key.size() - std::min(key.size(), kShownDigits)));
}

} // namespace gatelens
