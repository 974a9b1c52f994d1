#include "core/expression/library/uri_parts.h"

#include "core/expression/library/uri.h"
#include "core/expression/runtime/text.h"
#include "core/message/url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace gatelens::expression::uris {

namespace {

std::string withoutDots(const std::string& path)
{
    std::vector<std::string> segments;
    std::size_t at = 0;
    bool endsWithSlash = false;
    while (at < path.size()) {
        const auto next = std::min(path.find('/', at + 1), path.size());
        const auto segment = path.substr(at + 1, next - at - 1);
        endsWithSlash = false;
        if (segment == "..") {
            if (!segments.empty())
                segments.pop_back();
            endsWithSlash = true;
        } else if (segment == ".") {
            endsWithSlash = true;
        } else {
            segments.push_back(segment);
        }
        at = next;
    }
    std::string out;
    for (const auto& segment : segments)
        out += "/" + segment;
    if (endsWithSlash || out.empty())
        out += "/";
    return out;
}

} // namespace

bool isUnreserved(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.'
        || c == '~';
}

void appendEscaped(std::string& out, char c)
{
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    out.push_back('%');
    out.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
    out.push_back(kHex[static_cast<unsigned char>(c) & 15]);
}

std::string canonical(std::string_view text, std::string_view allowed)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool isEscape = c == '%' && i + 2 < text.size()
            && std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0
            && std::isxdigit(static_cast<unsigned char>(text[i + 2])) != 0;
        if (isEscape) {
            const auto plain = unescapeData(text.substr(i, 3));
            if (plain.size() == 1 && isUnreserved(plain[0])) {
                out += plain;
                i += 2;
                continue;
            }
        }
        if (isUnreserved(c) || isEscape || allowed.find(c) != std::string_view::npos)
            out.push_back(c);
        else
            appendEscaped(out, c);
    }
    return out;
}

int defaultPortOf(std::string_view scheme)
{
    if (scheme == "ftp")
        return 21;
    const auto port = defaultPort(scheme);
    return port == 0 ? -1 : port;
}

bool isScheme(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool isLetter = std::isalpha(static_cast<unsigned char>(c)) != 0;
        const bool isOther
            = std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '-' || c == '.';
        if (!isLetter && (i == 0 || !isOther))
            return false;
    }
    return !text.empty();
}

std::int64_t hostNameType(std::string_view host)
{
    const std::string name(
        host.starts_with("[") && host.ends_with("]") ? host.substr(1, host.size() - 2) : host);
    in_addr v4{};
    in6_addr v6{};
    if (inet_pton(AF_INET, name.c_str(), &v4) == 1)
        return 3;
    if (inet_pton(AF_INET6, name.c_str(), &v6) == 1)
        return 4;
    const bool isDns = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_'
            || static_cast<unsigned char>(c) >= 0x80;
    });
    return isDns && name.front() != '.' && name.front() != '-' ? 2 : 0;
}

std::optional<UriParts> parseUri(std::string_view text)
{
    text = trimWhiteSpace(text);
    UriParts parts;
    parts.original = std::string(text);
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon < 2 || !isScheme(text.substr(0, colon)))
        return std::nullopt;
    parts.scheme = toLower(text.substr(0, colon));
    auto rest = text.substr(colon + 1);
    if (const auto hash = rest.find('#'); hash != std::string_view::npos) {
        parts.fragment = canonical(rest.substr(hash), "#/?:@!$&'()*+,;=");
        rest = rest.substr(0, hash);
    }
    if (const auto mark = rest.find('?'); mark != std::string_view::npos) {
        parts.query = canonical(rest.substr(mark), "?/:@!$&'()*+,;=[]");
        rest = rest.substr(0, mark);
    }
    if (!rest.starts_with("//")) {
        const bool needsHost = parts.scheme == "http" || parts.scheme == "https"
            || parts.scheme == "ftp" || parts.scheme == "ws" || parts.scheme == "wss";
        if (needsHost)
            return std::nullopt;
        parts.hasAuthority = false;
        if (parts.scheme == "mailto" && rest.find('@') != std::string_view::npos) {
            parts.userInfo = std::string(rest.substr(0, rest.find('@')));
            parts.host = toLower(rest.substr(rest.find('@') + 1));
            parts.port = 25;
            return parts;
        }
        parts.path = canonical(rest, kPathCharacters);
        return parts;
    }
    rest.remove_prefix(2);
    const auto slash = std::min(rest.find_first_of("/\\"), rest.size());
    auto authority = rest.substr(0, slash);
    std::string path(rest.substr(slash));
    std::replace(path.begin(), path.end(), '\\', '/');
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        parts.userInfo = std::string(authority.substr(0, at));
        authority = authority.substr(at + 1);
    }
    parts.port = defaultPortOf(parts.scheme);
    const auto bracket = authority.rfind(']');
    const auto portAt = authority.rfind(':');
    if (portAt != std::string_view::npos
        && (bracket == std::string_view::npos || portAt > bracket)) {
        const auto digits = authority.substr(portAt + 1);
        int port = 0;
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
        if (!digits.empty()
            && (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()
                || port > 65535))
            return std::nullopt;
        if (!digits.empty())
            parts.port = port;
        authority = authority.substr(0, portAt);
    }
    if (authority.empty() && parts.scheme != "file")
        return std::nullopt;
    if (authority.find_first_of(" <>\"{}|^`") != std::string_view::npos)
        return std::nullopt;
    parts.host = toLower(authority);
    parts.path = withoutDots(path.empty() ? "/" : canonical(path, kPathCharacters));
    return parts;
}

std::string authorityOf(const UriParts& parts)
{
    if (!parts.hasAuthority)
        return {};
    const bool showsPort = parts.port >= 0 && parts.port != defaultPortOf(parts.scheme);
    return parts.host + (showsPort ? ":" + std::to_string(parts.port) : "");
}

std::string absoluteUri(const UriParts& parts)
{
    if (!parts.isAbsolute)
        return parts.original;
    std::string out = parts.scheme + (parts.hasAuthority ? "://" : ":");
    if (!parts.userInfo.empty())
        out += parts.userInfo + "@";
    return out + (parts.hasAuthority ? authorityOf(parts) : parts.host) + parts.path + parts.query
        + parts.fragment;
}

std::string displayed(const std::string& text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const auto one = unescapeData(text.substr(i, 3));
            const bool isKept = one.size() != 1
                || std::string_view("%#?/\\:@&=+$,").find(one[0]) != std::string_view::npos
                || static_cast<unsigned char>(one[0]) < 0x20;
            if (!isKept && static_cast<unsigned char>(one[0]) < 0x80) {
                out += one;
                i += 2;
                continue;
            }
            // A run of escapes that is UTF-8 is shown as the character.
            std::size_t end = i;
            while (end + 2 < text.size() && text[end] == '%'
                   && unescapeData(text.substr(end, 3)).size() == 1
                   && static_cast<unsigned char>(unescapeData(text.substr(end, 3))[0]) >= 0x80)
                end += 3;
            if (end > i) {
                out += unescapeData(text.substr(i, end - i));
                i = end - 1;
                continue;
            }
        }
        out.push_back(text[i]);
    }
    return out;
}

std::optional<UriParts> resolve(const UriParts& base, std::string_view relative)
{
    relative = trimWhiteSpace(relative);
    if (auto whole = parseUri(relative))
        return whole;
    if (relative.starts_with("//"))
        return parseUri(base.scheme + ":" + std::string(relative));
    auto target = base;
    target.fragment.clear();
    target.query.clear();
    auto rest = relative;
    if (const auto hash = rest.find('#'); hash != std::string_view::npos) {
        target.fragment = canonical(rest.substr(hash), "#/?:@!$&'()*+,;=");
        rest = rest.substr(0, hash);
    }
    const bool hasQuery = rest.find('?') != std::string_view::npos;
    if (hasQuery) {
        const auto mark = rest.find('?');
        target.query = canonical(rest.substr(mark), "?/:@!$&'()*+,;=[]");
        rest = rest.substr(0, mark);
    }
    if (rest.empty()) {
        if (!hasQuery)
            target.query = base.query;
    } else if (rest.front() == '/') {
        target.path = withoutDots(canonical(rest, kPathCharacters));
    } else {
        target.path = withoutDots(base.path.substr(0, base.path.rfind('/') + 1)
                                  + canonical(rest, kPathCharacters));
    }
    target.original = std::string(relative);
    return target;
}

} // namespace gatelens::expression::uris

namespace gatelens::expression {

std::string escapeData(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (uris::isUnreserved(c))
            out.push_back(c);
        else
            uris::appendEscaped(out, c);
    }
    return out;
}

std::string unescapeData(std::string_view text) { return percentDecode(text, false); }

} // namespace gatelens::expression
