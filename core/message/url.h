#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatelens {

/// An absolute URL in parts, as policies read and change it (IUrl of policy expressions).
/// `path` begins with "/" and keeps its percent-encoding; `query` keeps its text without the "?".
struct Url
{
    std::string scheme = "http"; ///< lower case: http, https, ws, wss, builtin
    std::string host; ///< lower case, IPv6 without brackets
    std::uint16_t port = 80; ///< the scheme's default when the text names none
    std::string path = "/";
    std::string query;

    friend bool operator==(const Url&, const Url&) = default;

    /// "host" or "host:port" when the port is not the scheme's default.
    [[nodiscard]] std::string authority() const;

    /// "path" or "path?query": what stands in the request line.
    [[nodiscard]] std::string target() const;

    [[nodiscard]] std::string toString() const;
};

/// 80 for http and ws, 443 for https and wss, 0 for others.
[[nodiscard]] std::uint16_t defaultPort(std::string_view scheme) noexcept;

/// Reads an absolute URL, or `builtin:name/path` for a responder inside the process. Malformed
/// names the part that is wrong.
[[nodiscard]] Result<Url> parseUrl(std::string_view text);

/// Path of `base` and `path` with exactly one slash between them.
[[nodiscard]] std::string joinPaths(std::string_view base, std::string_view path);

/// Percent-decodes; "+" becomes a blank only when `plusIsBlank`. Broken escapes stay as they are.
[[nodiscard]] std::string percentDecode(std::string_view text, bool plusIsBlank);

/// Percent-encodes everything but RFC 3986 unreserved characters.
[[nodiscard]] std::string percentEncode(std::string_view text);

/// Name/value pairs of a query in order, decoded; a name without "=" has an empty value.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> parseQuery(std::string_view query);

} // namespace gatelens
