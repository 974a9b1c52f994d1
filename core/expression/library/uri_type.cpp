#include "core/expression/library/encodings.h"
#include "core/expression/library/families.h"
#include "core/expression/library/uri.h"
#include "core/expression/library/uri_object.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/message/url.h"

namespace gatelens::expression {

std::string UriObject::toText() const
{
    return parts.isAbsolute ? uris::displayed(uris::absoluteUri(parts)) : parts.original;
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
    return uris::absoluteUri(left) == uris::absoluteUri(right);
}

std::size_t UriObject::hash() const noexcept { return hashText(uris::absoluteUri(parts)); }

namespace {

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

Value tryCreate(Env&, Args a)
{
    Value& out = *a[a.size() - 1].address();
    out = Value();
    if (a[0].isNull())
        return Value::ofBool(false);
    const auto kind = a[1].asLong();
    auto parts = kind == 2 ? std::nullopt : uris::parseUri(a[0].text());
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
    return absolute(env, a, [&](const uris::UriParts& p) {
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
        const bool isUsual = p.port == uris::defaultPortOf(p.scheme);
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

/// `%41` at the index becomes its character and the index moves behind it; another character is
/// taken as it stands.
Value hexUnescape(Env& env, Args a)
{
    const auto text = a[0].text();
    Value& index = *a[1].address();
    const auto at = index.asLong();
    if (at < 0 || at >= static_cast<std::int64_t>(lengthUtf16(text)))
        return env.argumentRange("index");
    const auto begin = byteOffset(text, static_cast<std::size_t>(at));
    const auto escape = text.substr(begin, 3);
    const auto plain = unescapeData(escape);
    const bool isEscape = escape.size() == 3 && escape[0] == '%' && plain.size() == 1;
    index = Value::ofInt(static_cast<std::int32_t>(at + (isEscape ? 3 : 1)));
    return Value::ofChar(isEscape ? static_cast<unsigned char>(plain[0])
                                  : unitAt(text, static_cast<std::size_t>(at)));
}

Value fromHex(Env& env, Args a)
{
    const auto digit = a[0].asChar();
    if (digit >= 0x80 || std::isxdigit(digit) == 0)
        return env.argument("digit");
    return Value::ofInt(std::isdigit(digit) != 0 ? digit - '0' : (digit | 0x20) - 'a' + 10);
}

/// `(uri1, uri2, UriComponents, UriFormat, StringComparison)`
Value compareUris(Env& env, Args a)
{
    if (a[0].isNull() || a[1].isNull())
        return Value::ofInt(a[0].isNull() ? (a[1].isNull() ? 0 : -1) : 1);
    Value texts[2];
    for (std::size_t i = 0; i < 2; ++i) {
        Value arguments[] = {a[i], a[2], a[3]};
        texts[i] = componentsOf(env, Args(arguments, 3, a.site()));
        if (env.raised())
            return {};
    }
    const int order
        = compareText(texts[0].text(), texts[1].text(), static_cast<Comparison>(a[4].asLong()));
    return Value::ofInt(order < 0 ? -1 : (order > 0 ? 1 : 0));
}

bool isWellFormed(std::string_view text, std::int64_t kind)
{
    const bool hasBad
        = text.find_first_of(" <>\"{}|\\^`") != std::string_view::npos || !isAscii(text);
    const bool isAbsoluteText = uris::parseUri(text).has_value();
    return !hasBad && (kind == 1 ? isAbsoluteText : (kind == 2 ? !isAbsoluteText : true));
}

/// How to get from one path to another: `..` for each folder to leave, then the rest.
std::string relativePath(std::string_view from, std::string_view to)
{
    if (from == to)
        return {};
    std::size_t common = 0;
    for (std::size_t i = 0; i < std::min(from.size(), to.size()) && from[i] == to[i]; ++i) {
        if (from[i] == '/')
            common = i + 1;
    }
    std::string out;
    for (const char c : from.substr(common))
        out += c == '/' ? "../" : "";
    out += to.substr(common);
    return out.empty() ? "./" : out;
}

/// As it is when scheme or server differ.
std::string relativeUri(const uris::UriParts& base, const uris::UriParts& target)
{
    if (base.scheme != target.scheme || uris::authorityOf(base) != uris::authorityOf(target)
        || base.userInfo != target.userInfo)
        return uris::absoluteUri(target);
    return relativePath(base.path, target.path) + target.query + target.fragment;
}

Value makeRelative(Env& env, Args a)
{
    if (!uri(a[0]).isAbsolute || !uri(a[1]).isAbsolute)
        return env.invalidOperation("This operation is not supported for a relative URI.");
    uris::UriParts parts;
    parts.isAbsolute = false;
    parts.original = relativeUri(uri(a[0]), uri(a[1]));
    return makeValue<UriObject>(std::move(parts));
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

} // namespace

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
                    auto parts = uris::resolve(uri(a[0]), a[1].text());
                    return parts ? makeValue<UriObject>(std::move(*parts))
                                 : env.raise("UriFormatException", "Invalid URI.");
                })
        .method("new(Uri baseUri, Uri relativeUri)",
                [](Env& env, Args a) {
                    if (a[0].isNull() || a[1].isNull())
                        return env.argumentNull("baseUri");
                    auto parts = uris::resolve(uri(a[0]), uri(a[1]).original);
                    return parts ? makeValue<UriObject>(std::move(*parts))
                                 : env.raise("UriFormatException", "Invalid URI.");
                })
        .property("string Scheme",
                  [](Env& env, Args a) {
                      return absolute(
                          env, a, [](const uris::UriParts& p) { return Value::ofText(p.scheme); });
                  })
        .property("string Host",
                  [](Env& env, Args a) {
                      return absolute(
                          env, a, [](const uris::UriParts& p) { return Value::ofText(p.host); });
                  })
        .property("string DnsSafeHost",
                  [](Env& env, Args a) {
                      return absolute(
                          env, a, [](const uris::UriParts& p) { return Value::ofText(p.host); });
                  })
        .property("string IdnHost",
                  [](Env& env, Args a) {
                      return absolute(
                          env, a, [](const uris::UriParts& p) { return Value::ofText(p.host); });
                  })
        .property("int Port",
                  [](Env& env, Args a) {
                      return absolute(env, a,
                                      [](const uris::UriParts& p) { return Value::ofInt(p.port); });
                  })
        .property("string Authority",
                  [](Env& env, Args a) {
                      return absolute(env, a, [](const uris::UriParts& p) {
                          return Value::ofString(uris::authorityOf(p));
                      });
                  })
        .property("string UserInfo",
                  [](Env& env, Args a) {
                      return absolute(env, a, [](const uris::UriParts& p) {
                          return Value::ofText(p.userInfo);
                      });
                  })
        .property("string AbsolutePath",
                  [](Env& env, Args a) {
                      return absolute(
                          env, a, [](const uris::UriParts& p) { return Value::ofText(p.path); });
                  })
        .property("string LocalPath",
                  [](Env& env, Args a) {
                      return absolute(env, a, [](const uris::UriParts& p) {
                          return Value::ofString(unescapeData(p.path));
                      });
                  })
        .property(
            "string AbsoluteUri",
            [](Env& env, Args a) {
                return absolute(env, a, [](const uris::UriParts& p) {
                    return Value::ofString(uris::absoluteUri(p));
                });
            },
            "The escaped form")
        .property("string PathAndQuery",
                  [](Env& env, Args a) {
                      return absolute(env, a, [](const uris::UriParts& p) {
                          return Value::ofString(p.path + p.query);
                      });
                  })
        .property(
            "string Query",
            [](Env& env, Args a) {
                return absolute(env, a,
                                [](const uris::UriParts& p) { return Value::ofText(p.query); });
            },
            "With its question mark")
        .property(
            "string Fragment",
            [](Env& env, Args a) {
                return absolute(env, a,
                                [](const uris::UriParts& p) { return Value::ofText(p.fragment); });
            },
            "With its hash")
        .property("string OriginalString",
                  [](Env&, Args a) { return Value::ofText(uri(a[0]).original); })
        .property("bool IsAbsoluteUri",
                  [](Env&, Args a) { return Value::ofBool(uri(a[0]).isAbsolute); })
        .property("bool IsDefaultPort",
                  [](Env& env, Args a) {
                      return absolute(env, a, [](const uris::UriParts& p) {
                          return Value::ofBool(p.port == uris::defaultPortOf(p.scheme));
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
                      return Value::ofEnum(*a.site().result, uris::hostNameType(uri(a[0]).host));
                  })
        .property("string[] Segments",
                  [](Env& env, Args a) {
                      return absolute(env, a, [](const uris::UriParts& p) {
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
                    return absolute(env, a, [&](const uris::UriParts& p) {
                        std::string out = p.scheme + (p.hasAuthority ? "://" : ":");
                        if (a[1].asLong() >= 1)
                            out += (p.userInfo.empty() ? "" : p.userInfo + "@")
                                + uris::authorityOf(p);
                        if (a[1].asLong() >= 2)
                            out += p.path;
                        if (a[1].asLong() >= 3)
                            out += p.query;
                        return Value::ofString(std::move(out));
                    });
                })
        .method("bool IsBaseOf(Uri uri)",
                [](Env&, Args a) {
                    const auto base = uris::absoluteUri(uri(a[0]));
                    return Value::ofBool(uris::absoluteUri(uri(a[1])).starts_with(
                        base.substr(0, base.rfind('/') + 1)));
                })
        .method("Uri MakeRelativeUri(Uri uri)", makeRelative, "How to get there from here")
        .method("string MakeRelative(Uri toUri)",
                [](Env& env, Args a) {
                    const Value made = makeRelative(env, a);
                    return env.raised() ? Value() : Value::ofText(uri(made).original);
                })
        .method("bool IsWellFormedOriginalString()",
                [](Env&, Args a) { return Value::ofBool(isWellFormed(uri(a[0]).original, 0)); })
        .property(
            "bool IsUnc", [](Env&, Args) { return Value::ofBool(false); },
            "True of \\\\server\\share, which is no URI here")
        .property("bool UserEscaped", [](Env&, Args) { return Value::ofBool(false); })
        .method("static char HexUnescape(string pattern, ref int index)", hexUnescape)
        .method("static int FromHex(char digit)", fromHex)
        .method("static int Compare(Uri uri1, Uri uri2, UriComponents partsToCompare, "
                "UriFormat compareFormat, StringComparison comparisonType)",
                compareUris)
        .method("static bool TryCreate(string uriString, UriKind uriKind, out Uri result)",
                tryCreate)
        .method("static bool TryCreate(Uri baseUri, string relativeUri, out Uri result)",
                [](Env&, Args a) {
                    auto parts
                        = a[0].isNull() ? std::nullopt : uris::resolve(uri(a[0]), a[1].text());
                    *a[2].address() = parts ? makeValue<UriObject>(std::move(*parts)) : Value();
                    return Value::ofBool(!a[2].address()->isNull());
                })
        .method("static bool TryCreate(Uri baseUri, Uri relativeUri, out Uri result)",
                [](Env&, Args a) {
                    auto parts = uris::resolve(uri(a[0]), uri(a[1]).original);
                    *a[2].address() = parts ? makeValue<UriObject>(std::move(*parts)) : Value();
                    return Value::ofBool(!a[2].address()->isNull());
                })
        .method("static bool IsWellFormedUriString(string uriString, UriKind uriKind)",
                [](Env&, Args a) {
                    return Value::ofBool(!a[0].isNull()
                                         && isWellFormed(a[0].text(), a[1].asLong()));
                })
        .method("static bool CheckSchemeName(string schemeName)",
                [](Env&, Args a) { return Value::ofBool(uris::isScheme(a[0].text())); })
        .method("static UriHostNameType CheckHostName(string name)",
                [](Env&, Args a) {
                    return Value::ofEnum(*a.site().result, uris::hostNameType(a[0].text()));
                })
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
                    uris::appendEscaped(out, static_cast<char>(a[0].asChar()));
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
                    if (uris::isUnreserved(c)
                        || std::string_view(";/?:@&=+$,#!'()*[]").find(c) != std::string_view::npos)
                        out.push_back(c);
                    else
                        uris::appendEscaped(out, c);
                }
                return Value::ofString(std::move(out));
            },
            "Percent-encodes what may not stand in a URI")
        .method("static bool operator ==(Uri uri1, Uri uri2)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator !=(Uri uri1, Uri uri2)",
                [](Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); })
        .constant("string SchemeDelimiter", Value::ofLiteral("://"))
        .constant("string UriSchemeFile", Value::ofLiteral("file"))
        .constant("string UriSchemeFtp", Value::ofLiteral("ftp"))
        .constant("string UriSchemeGopher", Value::ofLiteral("gopher"))
        .constant("string UriSchemeHttp", Value::ofLiteral("http"))
        .constant("string UriSchemeHttps", Value::ofLiteral("https"))
        .constant("string UriSchemeMailto", Value::ofLiteral("mailto"))
        .constant("string UriSchemeNetPipe", Value::ofLiteral("net.pipe"))
        .constant("string UriSchemeNetTcp", Value::ofLiteral("net.tcp"))
        .constant("string UriSchemeNews", Value::ofLiteral("news"))
        .constant("string UriSchemeNntp", Value::ofLiteral("nntp"));
    registerUriPartEnums(library);
    registerUriBuilder(library);
}

Value makeUri(Env& env, const std::string& text)
{
    auto parts = uris::parseUri(text);
    if (!parts)
        return env.raise("UriFormatException",
                         "Invalid URI: The format of the URI could not be determined.");
    return makeValue<UriObject>(std::move(*parts));
}

} // namespace gatelens::expression
