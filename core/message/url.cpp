#include "core/message/url.h"

#include <boost/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gatelens {

namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

int hexValue(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return result;
}

} // namespace

std::uint16_t defaultPort(std::string_view scheme) noexcept
{
    if (scheme == "http" || scheme == "ws")
        return 80;
    if (scheme == "https" || scheme == "wss")
        return 443;
    return 0;
}

std::string Url::authority() const
{
    const bool isIpv6 = host.find(':') != std::string::npos;
    std::string text = isIpv6 ? '[' + host + ']' : host;
    if (port != 0 && port != defaultPort(scheme))
        text += ':' + std::to_string(port);
    return text;
}

std::string Url::target() const { return query.empty() ? path : path + '?' + query; }

std::string Url::toString() const
{
    // `builtin:name/path` names a responder inside the process and has no authority.
    const std::string_view separator = scheme == "builtin" ? ":" : "://";
    return scheme + std::string(separator) + authority() + target();
}

namespace {

/// Nothing, or a number up to 65535.
bool isPort(std::string_view digits)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool isWhole = error == std::errc() && end == digits.data() + digits.size();
    return digits.empty() || (isWhole && number <= 65535);
}

/// Reads what follows "builtin:": a name and perhaps a path.
Result<Url> parseBuiltin(std::string_view text)
{
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::string_view name = text.substr(0, slash);
    const bool isName = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '-' || c == '_' || c == '.';
    });
    if (!isName)
        return Error{ErrorCode::Malformed,
                     fmt::format("'builtin:{}' names no built-in backend; write builtin:name/path "
                                 "with a name of letters, digits, '-', '_' and '.'",
                                 text),
                     {}};
    Url url;
    url.scheme = "builtin";
    url.host = lowered(name);
    url.port = 0;
    if (slash != text.size())
        url.path = text.substr(slash);
    return url;
}

} // namespace

Result<Url> parseUrl(std::string_view text)
{
    static constexpr std::string_view kBuiltin = "builtin:";
    if (text.starts_with(kBuiltin))
        return parseBuiltin(text.substr(kBuiltin.size()));
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed || !parsed->has_authority() || parsed->encoded_host().empty())
        return Error{ErrorCode::Malformed,
                     fmt::format("'{}' is not an absolute URL such as https://host/path", text),
                     {}};
    // Boost.URL takes "http://host:x/" for an empty port before the path "x/", and cuts 99999.
    const bool isCutPort = !parsed->encoded_path().empty() && parsed->encoded_path().front() != '/';
    if (isCutPort || !isPort(parsed->port()))
        return Error{ErrorCode::Malformed,
                     fmt::format("the port of '{}' is not a number up to 65535", text),
                     {}};
    Url url;
    url.scheme = lowered(parsed->scheme());
    url.host = lowered(parsed->host_address());
    url.port = parsed->has_port() && parsed->port_number() != 0 ? parsed->port_number()
                                                                : defaultPort(url.scheme);
    url.path = std::string(parsed->encoded_path());
    if (url.path.empty())
        url.path = "/";
    url.query = std::string(parsed->encoded_query());
    return url;
}

std::string joinPaths(std::string_view base, std::string_view path)
{
    while (base.ends_with('/'))
        base.remove_suffix(1);
    if (path.starts_with('/'))
        path.remove_prefix(1);
    return std::string(base) + '/' + std::string(path);
}

std::string percentDecode(std::string_view text, bool plusIsBlank)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hexValue(text[i + 1]) >= 0
            && hexValue(text[i + 2]) >= 0) {
            result += static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2]));
            i += 2;
        } else
            result += plusIsBlank && text[i] == '+' ? ' ' : text[i];
    }
    return result;
}

std::string percentEncode(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        const bool isUnreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (isUnreserved) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += kHexDigits[byte >> 4U];
        result += kHexDigits[byte & 15U];
    }
    return result;
}

std::vector<std::pair<std::string, std::string>> parseQuery(std::string_view query)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view part = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (part.empty())
            continue;
        const std::size_t equals = part.find('=');
        const std::string_view value
            = equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
        pairs.emplace_back(percentDecode(part.substr(0, equals), true), percentDecode(value, true));
    }
    return pairs;
}

} // namespace gatelens
