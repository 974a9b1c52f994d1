#include "core/expression/library/encodings.h"
#include "core/expression/library/families.h"
#include "core/expression/library/uri.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/message/url.h"

#include <arpa/inet.h>
#include <openssl/rand.h>

#include <algorithm>
#include <charconv>

namespace gatelens::expression {

namespace {

const std::array<std::uint8_t, 16>& bytesOf(const Value& guid)
{
    return guid.get<GuidObject>().bytes;
}

/// The first three groups are little-endian in ToByteArray.
constexpr std::array<std::size_t, 16> kMixedOrder
    = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

Value newGuid(Env&, Args)
{
    std::array<std::uint8_t, 16> bytes{};
    RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
    return makeValue<GuidObject>(bytes);
}

Value parseGuidText(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("input");
    const auto bytes = parseGuid(a[0].text());
    return bytes
        ? makeValue<GuidObject>(*bytes)
        : env.format(
            "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).");
}

void registerGuid(LibraryBuilder& library)
{
    library.type("struct System.Guid : ValueType, IComparable", "A globally unique identifier")
        .method("new()", [](Env&, Args) { return Value::ofGuid(""); })
        .method("new(string g)", parseGuidText, "Reads a GUID")
        .method("new(byte[] b)",
                [](Env& env, Args a) {
                    if (a[0].bytes().size() != 16)
                        return env.argument("Byte array for GUID must be exactly 16 bytes long.");
                    std::array<std::uint8_t, 16> bytes{};
                    for (std::size_t i = 0; i < 16; ++i)
                        bytes[kMixedOrder[i]] = static_cast<std::uint8_t>(a[0].bytes()[i]);
                    return makeValue<GuidObject>(bytes);
                })
        .property(
            "static Guid Empty", [](Env&, Args) { return Value::ofGuid(""); }, "All zeros")
        .method("static Guid NewGuid()", newGuid, "A random GUID")
        .method("static Guid Parse(string input)", parseGuidText, "Reads a GUID")
        .method("static Guid ParseExact(string input, string format)", parseGuidText)
        .method("static bool TryParse(string input, out Guid result)",
                [](Env&, Args a) {
                    const auto bytes = a[0].isNull() ? std::nullopt : parseGuid(a[0].text());
                    *a[1].address()
                        = makeValue<GuidObject>(bytes.value_or(std::array<std::uint8_t, 16>{}));
                    return Value::ofBool(bytes.has_value());
                })
        .method("byte[] ToByteArray()",
                [](Env&, Args a) {
                    std::string bytes(16, '\0');
                    for (std::size_t i = 0; i < 16; ++i)
                        bytes[i] = static_cast<char>(bytesOf(a[0])[kMixedOrder[i]]);
                    return Value::ofBytes(std::move(bytes));
                })
        .method(
            "string ToString(string format)",
            [](Env& env, Args a) {
                if (a[1].text().empty())
                    return Value::ofString(formatGuid(bytesOf(a[0]), 'D'));
                const char form = static_cast<char>(a[1].text()[0] & ~0x20);
                if (a[1].text().size() != 1
                    || std::string_view("NDBPX").find(form) == std::string_view::npos)
                    return env.format("Format String can be only \"D\", \"d\", \"N\", \"n\", "
                                      "\"P\", \"p\", \"B\", \"b\", \"X\" or \"x\".");
                return Value::ofString(formatGuid(bytesOf(a[0]), form));
            },
            "Forms N, D, B, P, X")
        .method("bool Equals(Guid g)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("int CompareTo(Guid value)",
                [](Env&, Args a) {
                    return Value::ofInt(bytesOf(a[0]) < bytesOf(a[1])
                                            ? -1
                                            : (bytesOf(a[1]) < bytesOf(a[0]) ? 1 : 0));
                })
        .method("static bool operator ==(Guid a, Guid b)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator !=(Guid a, Guid b)",
                [](Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); });
}

// --- Uri -----------------------------------------------------------------------------------------

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

/// Escapes what may not stand in a URI; what is escaped already stays.
std::string canonical(std::string_view text, std::string_view allowed)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool isEscape = c == '%' && i + 2 < text.size()
            && std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0
            && std::isxdigit(static_cast<unsigned char>(text[i + 2])) != 0;
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

std::optional<UriParts> parseUri(std::string_view text)
{
    text = trimWhiteSpace(text);
    UriParts parts;
    parts.original = std::string(text);
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon < 2)
        return std::nullopt;
    for (std::size_t i = 0; i < colon; ++i) {
        const char c = text[i];
        const bool isLetter = std::isalpha(static_cast<unsigned char>(c)) != 0;
        if (!isLetter
            && (i == 0
                || (std::isdigit(static_cast<unsigned char>(c)) == 0 && c != '+' && c != '-'
                    && c != '.')))
            return std::nullopt;
    }
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
    return out + authorityOf(parts) + parts.path + parts.query + parts.fragment;
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
                      const auto& host = uri(a[0]).host;
                      in_addr v4{};
                      const int kind = host.starts_with("[")
                          ? 4
                          : (inet_pton(AF_INET, host.c_str(), &v4) == 1 ? 3 : 2);
                      return Value::ofEnum(*a.site().result, kind);
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
                [](Env&, Args a) {
                    return Value::ofBool(!a[0].text().empty()
                                         && std::isalpha(static_cast<unsigned char>(a[0].text()[0]))
                                             != 0);
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
    library.type("class System.UriBuilder")
        .unlisted()
        .method("new(string uri)", [](Env& env, Args a) { return makeUri(env, a[0].toText()); })
        .property("Uri Uri", [](Env&, Args a) { return a[0]; });
}

// --- IPAddress -----------------------------------------------------------------------------------

class AddressObject final : public Object
{
public:
    AddressObject(std::string content, bool isSix)
        : bytes(std::move(content))
        , isV6(isSix)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("IPAddress")->self;
        return *known;
    }
    [[nodiscard]] std::string toText() const override
    {
        char buffer[INET6_ADDRSTRLEN] = {};
        inet_ntop(isV6 ? AF_INET6 : AF_INET, bytes.data(), buffer, sizeof buffer);
        return buffer;
    }
    [[nodiscard]] bool equals(const Value& other) const noexcept override
    {
        const auto* address = other.as<AddressObject>();
        return address != nullptr && address->bytes == bytes;
    }
    [[nodiscard]] std::size_t hash() const noexcept override { return hashText(bytes); }

    const std::string bytes;
    const bool isV6;
};

Value parseAddress(const Value& text)
{
    const auto plain = text.toText();
    unsigned char bytes[16] = {};
    if (inet_pton(AF_INET, plain.c_str(), bytes) == 1)
        return makeValue<AddressObject>(std::string(reinterpret_cast<const char*>(bytes), 4),
                                        false);
    if (inet_pton(AF_INET6, plain.c_str(), bytes) == 1)
        return makeValue<AddressObject>(std::string(reinterpret_cast<const char*>(bytes), 16),
                                        true);
    return {};
}

void registerAddress(LibraryBuilder& library)
{
    library.type("enum System.Net.Sockets.AddressFamily")
        .value("Unknown", -1)
        .value("Unspecified", 0)
        .value("InterNetwork", 2)
        .value("InterNetworkV6", 23);
    library.type("class System.Net.IPAddress", "An IP address")
        .method("new(byte[] address)",
                [](Env& env, Args a) {
                    const auto size = a[0].bytes().size();
                    return size == 4 || size == 16
                        ? makeValue<AddressObject>(std::string(a[0].bytes()), size == 16)
                        : env.argument("An invalid IP address was specified.");
                })
        .property("static IPAddress Loopback",
                  [](Env&, Args) { return parseAddress(Value::ofLiteral("127.0.0.1")); })
        .property("static IPAddress Any",
                  [](Env&, Args) { return parseAddress(Value::ofLiteral("0.0.0.0")); })
        .property("AddressFamily AddressFamily",
                  [](Env&, Args a) {
                      return Value::ofEnum(*a.site().result,
                                           a[0].get<AddressObject>().isV6 ? 23 : 2);
                  })
        .method("byte[] GetAddressBytes()",
                [](Env&, Args a) { return Value::ofBytes(a[0].get<AddressObject>().bytes); })
        .method("static bool IsLoopback(IPAddress address)",
                [](Env&, Args a) {
                    const auto text = a[0].toText();
                    return Value::ofBool(text.starts_with("127.") || text == "::1");
                })
        .method("static IPAddress Parse(string ipString)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("ipString");
                    Value parsed = parseAddress(a[0]);
                    return parsed.isNull() ? env.format("An invalid IP address was specified.")
                                           : parsed;
                })
        .method("static bool TryParse(string ipString, out IPAddress address)", [](Env&, Args a) {
            *a[1].address() = a[0].isNull() ? Value() : parseAddress(a[0]);
            return Value::ofBool(!a[1].address()->isNull());
        });
}

} // namespace

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

void registerIdentity(LibraryBuilder& library)
{
    registerGuid(library);
    registerUri(library);
    registerAddress(library);
}

} // namespace gatelens::expression
