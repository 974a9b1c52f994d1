#include "core/expression/library/encodings.h"
#include "core/expression/library/families.h"
#include "core/expression/library/uri.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/message/url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace gatelens::expression {

namespace {

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

class UriObject final : public Object
{
public:
    explicit UriObject(UriParts content)
        : parts(std::move(content))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("Uri")->self;
        return *known;
    }
    [[nodiscard]] std::string toText() const override;
    [[nodiscard]] bool equals(const Value& other) const noexcept override;
    [[nodiscard]] std::size_t hash() const noexcept override;

    const UriParts parts;
};

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

/// Escapes what may not stand in a URI and undoes escapes of characters that never need one; other
/// escapes stay.
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

constexpr std::string_view kPathCharacters = "/:@!$&'()*+,;=";

int defaultPortOf(std::string_view scheme)
{
    if (scheme == "ftp")
        return 21;
    const auto port = defaultPort(scheme);
    return port == 0 ? -1 : port;
}

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

/// UriHostNameType of a host: Unknown, Dns, IPv4 or IPv6.
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

/// The display form: escapes of plain characters undone.
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

std::string UriObject::toText() const
{
    return parts.isAbsolute ? displayed(absoluteUri(parts)) : parts.original;
}

bool UriObject::equals(const Value& other) const noexcept
{
    const auto* uri = other.as<UriObject>();
    if (uri == nullptr)
        return false;
    auto left = parts;
    auto right = uri->parts;
    left.fragment.clear();
    right.fragment.clear();
    return absoluteUri(left) == absoluteUri(right);
}

std::size_t UriObject::hash() const noexcept { return hashText(absoluteUri(parts)); }

const UriParts& uri(const Value& value) { return value.get<UriObject>().parts; }

Value notAbsolute(Env& env)
{
    return env.invalidOperation("This operation is not supported for a relative URI.");
}

template<class Read>
Value absolute(Env& env, Args a, Read read)
{
    const auto& parts = uri(a[0]);
    return parts.isAbsolute ? read(parts) : notAbsolute(env);
}

/// RFC 3986, 5.3.
std::optional<UriParts> resolve(const UriParts& base, std::string_view relative)
{
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

Value tryCreate(Env&, Args a)
{
    Value& out = *a[a.size() - 1].address();
    out = Value();
    if (a[0].isNull())
        return Value::ofBool(false);
    const auto kind = a[1].asLong();
    auto parts = kind == 2 ? std::nullopt : parseUri(a[0].text());
    if (!parts && kind != 1) {
        parts.emplace();
        parts->isAbsolute = false;
        parts->original = a[0].toText();
    }
    if (parts)
        out = makeValue<UriObject>(std::move(*parts));
    return Value::ofBool(!out.isNull());
}

/// The bits of System.UriComponents.
enum UriComponent : std::int64_t
{
    kScheme = 1,
    kUserInfo = 2,
    kHost = 4,
    kPort = 8,
    kPath = 16,
    kQuery = 32,
    kFragment = 64,
    kStrongPort = 128,
    kKeepDelimiter = 0x40000000,
};

Value componentsOf(Env& env, Args a)
{
    return absolute(env, a, [&](const UriParts& p) {
        const auto wanted = a[1].asLong();
        const auto has = [&](std::int64_t part) { return (wanted & part) != 0; };
        const bool isOnly = (wanted & (wanted - 1)) == 0;
        std::string out;
        if (has(kScheme))
            out += p.scheme + (isOnly ? "" : "://");
        if (has(kUserInfo) && !p.userInfo.empty())
            out += p.userInfo + (isOnly ? "" : "@");
        if (has(kHost))
            out += p.host;
        const bool isUsual = p.port == defaultPortOf(p.scheme);
        if ((has(kPort) && !isUsual) || has(kStrongPort))
            out += (isOnly ? "" : ":") + std::to_string(p.port);
        if (has(kPath))
            out += isOnly ? p.path.substr(p.path.starts_with("/") ? 1 : 0) : p.path;
        if (has(kQuery) && !p.query.empty())
            out += isOnly ? p.query.substr(1) : p.query;
        if (has(kFragment) && !p.fragment.empty())
            out += isOnly ? p.fragment.substr(1) : p.fragment;
        return Value::ofString(a[2].asLong() == 1 ? out : decodeUtf8(unescapeData(out)));
    });
}

/// A UriBuilder: parts that are still being set.
class UriBuilderObject final : public Object
{
public:
    explicit UriBuilderObject(UriParts content)
        : parts(std::move(content))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("UriBuilder")->self;
        return *known;
    }
    [[nodiscard]] std::string toText() const override { return absoluteUri(parts); }

    UriParts parts;
};

UriParts& draft(const Value& value) { return value.get<UriBuilderObject>().parts; }

Value makeBuilder(Env& env, Args a)
{
    UriParts parts;
    parts.scheme = "http";
    parts.host = "localhost";
    parts.path = "/";
    if (a.size() == 1 && a[0].isNull())
        return env.argumentNull("uri");
    if (a.size() == 1 && a[0].isString()) {
        auto parsed = parseUri(a[0].text());
        if (!parsed)
            parsed = parseUri("http://" + a[0].toText());
        if (!parsed)
            return env.raise("UriFormatException",
                             "Invalid URI: The hostname could not be parsed.");
        parts = std::move(*parsed);
    } else if (a.size() == 1) {
        parts = uri(a[0]);
    } else if (a.size() > 1) {
        parts.scheme = toLower(a[0].text());
        parts.host = toLower(a[1].text());
        if (a.size() > 2)
            parts.port = a[2].asInt();
        if (a.size() > 3)
            parts.path = a[3].text().starts_with("/") ? a[3].toText() : "/" + a[3].toText();
    }
    return makeValue<UriBuilderObject>(std::move(parts));
}

/// A text part with the delimiter that belongs before it.
std::string delimited(const Value& text, char delimiter)
{
    return text.text().empty() ? std::string() : delimiter + text.toText();
}

} // namespace

void registerUriBuilderType(LibraryBuilder& library)
{
    library.type("class System.UriBuilder", "Puts a URI together")
        .unlisted()
        .method("new()", makeBuilder)
        .method("new(string uri)", makeBuilder)
        .method("new(Uri uri)", makeBuilder)
        .method("new(string schemeName, string hostName)", makeBuilder)
        .method("new(string scheme, string host, int portNumber)", makeBuilder)
        .method("new(string scheme, string host, int port, string pathValue)", makeBuilder)
        .property(
            "string Scheme", [](Env&, Args a) { return Value::ofText(draft(a[0]).scheme); }, "",
            [](Env&, Args a) {
                draft(a[0]).scheme = toLower(a[1].text());
                return Value();
            })
        .property(
            "string Host", [](Env&, Args a) { return Value::ofText(draft(a[0]).host); }, "",
            [](Env&, Args a) {
                draft(a[0]).host = a[1].toText();
                return Value();
            })
        .property(
            "int Port", [](Env&, Args a) { return Value::ofInt(draft(a[0]).port); },
            "-1 for the scheme's own",
            [](Env& env, Args a) {
                if (a[1].asInt() < -1 || a[1].asInt() > 65535)
                    return env.argumentRange("value");
                draft(a[0]).port = a[1].asInt();
                return Value();
            })
        .property(
            "string Path", [](Env&, Args a) { return Value::ofText(draft(a[0]).path); }, "",
            [](Env&, Args a) {
                const auto path = canonical(a[1].text(), kPathCharacters);
                draft(a[0]).path = path.starts_with("/") ? path : "/" + path;
                return Value();
            })
        .property(
            "string Query", [](Env&, Args a) { return Value::ofText(draft(a[0]).query); },
            "Set without its question mark",
            [](Env&, Args a) {
                draft(a[0]).query = delimited(a[1], '?');
                return Value();
            })
        .property(
            "string Fragment", [](Env&, Args a) { return Value::ofText(draft(a[0]).fragment); },
            "Set without its hash",
            [](Env&, Args a) {
                draft(a[0]).fragment = delimited(a[1], '#');
                return Value();
            })
        .property(
            "string UserName", [](Env&, Args a) { return Value::ofText(draft(a[0]).userInfo); }, "",
            [](Env&, Args a) {
                draft(a[0]).userInfo = a[1].toText();
                return Value();
            })
        .property("Uri Uri",
                  [](Env& env, Args a) { return makeUri(env, absoluteUri(draft(a[0]))); });
}

void registerUriPartEnums(LibraryBuilder& library)
{
    library.type("enum System.UriComponents")
        .flags()
        .unlisted()
        .value("Scheme", kScheme)
        .value("UserInfo", kUserInfo)
        .value("Host", kHost)
        .value("Port", kPort)
        .value("SchemeAndServer", kScheme | kHost | kPort)
        .value("Path", kPath)
        .value("Query", kQuery)
        .value("PathAndQuery", kPath | kQuery)
        .value("HttpRequestUrl", kScheme | kHost | kPort | kPath | kQuery)
        .value("Fragment", kFragment)
        .value("AbsoluteUri", 127)
        .value("StrongPort", kStrongPort)
        .value("HostAndPort", kHost | kStrongPort)
        .value("StrongAuthority", kUserInfo | kHost | kStrongPort)
        .value("KeepDelimiter", kKeepDelimiter);
    library.type("enum System.UriFormat")
        .unlisted()
        .value("UriEscaped", 1)
        .value("Unescaped", 2)
        .value("SafeUnescaped", 3);
}

void registerUri(LibraryBuilder& library)
{
    library.type("enum System.UriKind").values({"RelativeOrAbsolute", "Absolute", "Relative"});
    library.type("enum System.UriPartial").values({"Scheme", "Authority", "Path", "Query"});
    library.type("enum System.UriHostNameType").values({"Unknown", "Basic", "Dns", "IPv4", "IPv6"});
    library.type("class System.Uri", "A URI")
        .method(
            "new(string uriString)",
            [](Env& env, Args a) {
                return a[0].isNull() ? env.argumentNull("uriString") : makeUri(env, a[0].toText());
            },
            "Reads an absolute URI")
        .method("new(string uriString, UriKind uriKind)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("uriString");
                    Value made;
                    Value values[3] = {a[0], a[1], Value::ofAddress(&made)};
                    tryCreate(env, Args(values, 3, a.site()));
                    return made.isNull()
                        ? env.raise("UriFormatException",
                                    "Invalid URI: The format of the URI could not be determined.")
                        : made;
                })
        .method("new(Uri baseUri, string relativeUri)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("baseUri");
                    auto parts = resolve(uri(a[0]), a[1].text());
                    return parts ? makeValue<UriObject>(std::move(*parts))
                                 : env.raise("UriFormatException", "Invalid URI.");
                })
        .method("new(Uri baseUri, Uri relativeUri)",
                [](Env& env, Args a) {
                    if (a[0].isNull() || a[1].isNull())
                        return env.argumentNull("baseUri");
                    auto parts = resolve(uri(a[0]), uri(a[1]).original);
                    return parts ? makeValue<UriObject>(std::move(*parts))
                                 : env.raise("UriFormatException", "Invalid URI.");
                })
        .property("string Scheme",
                  [](Env& env, Args a) {
                      return absolute(env, a,
                                      [](const UriParts& p) { return Value::ofText(p.scheme); });
                  })
        .property("string Host",
                  [](Env& env, Args a) {
                      return absolute(env, a,
                                      [](const UriParts& p) { return Value::ofText(p.host); });
                  })
        .property("string DnsSafeHost",
                  [](Env& env, Args a) {
                      return absolute(env, a,
                                      [](const UriParts& p) { return Value::ofText(p.host); });
                  })
        .property("string IdnHost",
                  [](Env& env, Args a) {
                      return absolute(env, a,
                                      [](const UriParts& p) { return Value::ofText(p.host); });
                  })
        .property("int Port",
                  [](Env& env, Args a) {
                      return absolute(env, a,
                                      [](const UriParts& p) { return Value::ofInt(p.port); });
                  })
        .property("string Authority",
                  [](Env& env, Args a) {
                      return absolute(env, a, [](const UriParts& p) {
                          return Value::ofString(authorityOf(p));
                      });
                  })
        .property("string UserInfo",
                  [](Env& env, Args a) {
                      return absolute(env, a,
                                      [](const UriParts& p) { return Value::ofText(p.userInfo); });
                  })
        .property("string AbsolutePath",
                  [](Env& env, Args a) {
                      return absolute(env, a,
                                      [](const UriParts& p) { return Value::ofText(p.path); });
                  })
        .property("string LocalPath",
                  [](Env& env, Args a) {
                      return absolute(env, a, [](const UriParts& p) {
                          return Value::ofString(unescapeData(p.path));
                      });
                  })
        .property(
            "string AbsoluteUri",
            [](Env& env, Args a) {
                return absolute(env, a,
                                [](const UriParts& p) { return Value::ofString(absoluteUri(p)); });
            },
            "The escaped form")
        .property("string PathAndQuery",
                  [](Env& env, Args a) {
                      return absolute(env, a, [](const UriParts& p) {
                          return Value::ofString(p.path + p.query);
                      });
                  })
        .property(
            "string Query",
            [](Env& env, Args a) {
                return absolute(env, a, [](const UriParts& p) { return Value::ofText(p.query); });
            },
            "With its question mark")
        .property(
            "string Fragment",
            [](Env& env, Args a) {
                return absolute(env, a,
                                [](const UriParts& p) { return Value::ofText(p.fragment); });
            },
            "With its hash")
        .property("string OriginalString",
                  [](Env&, Args a) { return Value::ofText(uri(a[0]).original); })
        .property("bool IsAbsoluteUri",
                  [](Env&, Args a) { return Value::ofBool(uri(a[0]).isAbsolute); })
        .property("bool IsDefaultPort",
                  [](Env& env, Args a) {
                      return absolute(env, a, [](const UriParts& p) {
                          return Value::ofBool(p.port == defaultPortOf(p.scheme));
                      });
                  })
        .property("bool IsFile",
                  [](Env&, Args a) { return Value::ofBool(uri(a[0]).scheme == "file"); })
        .property("bool IsLoopback",
                  [](Env&, Args a) {
                      return Value::ofBool(uri(a[0]).host == "localhost"
                                           || uri(a[0]).host.starts_with("127.")
                                           || uri(a[0]).host == "[::1]");
                  })
        .property("UriHostNameType HostNameType",
                  [](Env&, Args a) {
                      return Value::ofEnum(*a.site().result, hostNameType(uri(a[0]).host));
                  })
        .property("string[] Segments",
                  [](Env& env, Args a) {
                      return absolute(env, a, [](const UriParts& p) {
                          std::vector<std::string> segments;
                          for (std::size_t at = 0; at < p.path.size();) {
                              const auto slash = p.path.find('/', at);
                              const auto end
                                  = slash == std::string::npos ? p.path.size() : slash + 1;
                              segments.push_back(p.path.substr(at, end - at));
                              at = end;
                          }
                          return Value::ofStringList(segments);
                      });
                  })
        .method("string GetLeftPart(UriPartial part)",
                [](Env& env, Args a) {
                    return absolute(env, a, [&](const UriParts& p) {
                        std::string out = p.scheme + (p.hasAuthority ? "://" : ":");
                        if (a[1].asLong() >= 1)
                            out += (p.userInfo.empty() ? "" : p.userInfo + "@") + authorityOf(p);
                        if (a[1].asLong() >= 2)
                            out += p.path;
                        if (a[1].asLong() >= 3)
                            out += p.query;
                        return Value::ofString(std::move(out));
                    });
                })
        .method("bool IsBaseOf(Uri uri)",
                [](Env&, Args a) {
                    const auto base = absoluteUri(uri(a[0]));
                    return Value::ofBool(
                        absoluteUri(uri(a[1])).starts_with(base.substr(0, base.rfind('/') + 1)));
                })
        .method("Uri MakeRelativeUri(Uri uri)",
                [](Env&, Args a) {
                    const auto base = absoluteUri(uri(a[0]));
                    const auto full = absoluteUri(uri(a[1]));
                    const auto folder = base.substr(0, base.rfind('/') + 1);
                    UriParts parts;
                    parts.isAbsolute = false;
                    parts.original = full.starts_with(folder) ? full.substr(folder.size()) : full;
                    return makeValue<UriObject>(std::move(parts));
                })
        .method("static bool TryCreate(string uriString, UriKind uriKind, out Uri result)",
                tryCreate)
        .method("static bool TryCreate(Uri baseUri, string relativeUri, out Uri result)",
                [](Env&, Args a) {
                    auto parts = a[0].isNull() ? std::nullopt : resolve(uri(a[0]), a[1].text());
                    *a[2].address() = parts ? makeValue<UriObject>(std::move(*parts)) : Value();
                    return Value::ofBool(!a[2].address()->isNull());
                })
        .method("static bool IsWellFormedUriString(string uriString, UriKind uriKind)",
                [](Env&, Args a) {
                    const auto text = a[0].text();
                    const bool hasBad = text.find_first_of(" <>\"{}|\\^`") != std::string_view::npos
                        || !isAscii(text);
                    const bool isAbsoluteText = parseUri(text).has_value();
                    return Value::ofBool(!a[0].isNull() && !hasBad
                                         && (a[1].asLong() == 1
                                                 ? isAbsoluteText
                                                 : (a[1].asLong() == 2 ? !isAbsoluteText : true)));
                })
        .method("static bool CheckSchemeName(string schemeName)",
                [](Env&, Args a) { return Value::ofBool(isScheme(a[0].text())); })
        .method(
            "static UriHostNameType CheckHostName(string name)",
            [](Env&, Args a) { return Value::ofEnum(*a.site().result, hostNameType(a[0].text())); })
        .method("string GetComponents(UriComponents components, UriFormat format)", componentsOf)
        .method("static bool IsHexDigit(char character)",
                [](Env&, Args a) {
                    return Value::ofBool(a[0].asChar() < 0x80 && std::isxdigit(a[0].asChar()) != 0);
                })
        .method("static string HexEscape(char character)",
                [](Env& env, Args a) {
                    if (a[0].asChar() > 0xFF)
                        return env.argumentRange("character");
                    std::string out;
                    appendEscaped(out, static_cast<char>(a[0].asChar()));
                    return Value::ofString(std::move(out));
                })
        .method("static bool IsHexEncoding(string pattern, int index)",
                [](Env&, Args a) {
                    const auto text = a[0].text();
                    const auto at = a[1].asLong();
                    return Value::ofBool(
                        at >= 0 && at + 2 < static_cast<std::int64_t>(text.size())
                        && unescapeData(text.substr(static_cast<std::size_t>(at), 3)).size() == 1);
                })
        .method(
            "static string EscapeDataString(string stringToEscape)",
            [](Env& env, Args a) {
                return a[0].isNull() ? env.argumentNull("stringToEscape")
                                     : Value::ofString(escapeData(a[0].text()));
            },
            "Percent-encodes everything but unreserved characters")
        .method(
            "static string UnescapeDataString(string stringToUnescape)",
            [](Env& env, Args a) {
                return a[0].isNull() ? env.argumentNull("stringToUnescape")
                                     : Value::ofString(decodeUtf8(unescapeData(a[0].text())));
            },
            "Undoes percent-encoding; + stays")
        .method(
            "static string EscapeUriString(string stringToEscape)",
            [](Env& env, Args a) {
                if (a[0].isNull())
                    return env.argumentNull("stringToEscape");
                std::string out;
                for (const char c : a[0].text()) {
                    if (isUnreserved(c)
                        || std::string_view(";/?:@&=+$,#!'()*[]").find(c) != std::string_view::npos)
                        out.push_back(c);
                    else
                        appendEscaped(out, c);
                }
                return Value::ofString(std::move(out));
            },
            "Percent-encodes what may not stand in a URI")
        .method("static bool operator ==(Uri uri1, Uri uri2)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator !=(Uri uri1, Uri uri2)",
                [](Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); })
        .constant("string UriSchemeHttp", Value::ofLiteral("http"))
        .constant("string UriSchemeHttps", Value::ofLiteral("https"));
    registerUriPartEnums(library);
    registerUriBuilderType(library);
}

Value makeUri(Env& env, const std::string& text)
{
    auto parts = parseUri(text);
    if (!parts)
        return env.raise("UriFormatException",
                         "Invalid URI: The format of the URI could not be determined.");
    return makeValue<UriObject>(std::move(*parts));
}

std::string escapeData(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (isUnreserved(c))
            out.push_back(c);
        else
            appendEscaped(out, c);
    }
    return out;
}

std::string unescapeData(std::string_view text) { return percentDecode(text, false); }

} // namespace gatelens::expression
