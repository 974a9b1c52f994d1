#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The parts of a System.Uri: reading, canonical form, resolution.
namespace gatelens::expression::uris {

struct UriParts
{
    bool isAbsolute = true;
    std::string original;
    std::string scheme;
    std::string userInfo;
    std::string host;
    int port = -1;
    std::string path;
    std::string query; ///< with "?"
    std::string fragment; ///< with "#"
    bool hasAuthority = true;
};

/// A character that never needs an escape: RFC 3986, 2.3.
[[nodiscard]] bool isUnreserved(char c);

void appendEscaped(std::string& out, char c); ///< "%2F"

/// Escapes what may not stand in a URI and undoes escapes of characters that never need one; other
/// escapes stay. `allowed` may stand besides the unreserved characters.
[[nodiscard]] std::string canonical(std::string_view text, std::string_view allowed);

[[nodiscard]] int defaultPortOf(std::string_view scheme); ///< -1 when it has none

[[nodiscard]] bool isScheme(std::string_view text);

/// UriHostNameType of a host: Unknown, Dns, IPv4 or IPv6.
[[nodiscard]] std::int64_t hostNameType(std::string_view host);

/// An absolute URI in canonical parts; nothing when it is none.
[[nodiscard]] std::optional<UriParts> parseUri(std::string_view text);

[[nodiscard]] std::string authorityOf(const UriParts& parts);

[[nodiscard]] std::string absoluteUri(const UriParts& parts);

/// The display form: escapes of plain characters undone.
[[nodiscard]] std::string displayed(const std::string& text);

/// RFC 3986, 5.3.
[[nodiscard]] std::optional<UriParts> resolve(const UriParts& base, std::string_view relative);

/// What may stand in a path besides unreserved characters.
constexpr std::string_view kPathCharacters = "/:@!$&'()*+,;=";

} // namespace gatelens::expression::uris
