#include "core/expression/library/families.h"
#include "core/expression/library/uri.h"
#include "core/expression/library/uri_object.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// A UriBuilder: parts that are still being set.
class UriBuilderObject final : public Object
{
public:
    explicit UriBuilderObject(uris::UriParts content)
        : parts(std::move(content))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("UriBuilder")->self;
        return *known;
    }
    /// With the port, although it is the scheme's own.
    [[nodiscard]] std::string toText() const override
    {
        std::string out = parts.scheme + (parts.hasAuthority ? "://" : ":");
        if (!parts.userInfo.empty())
            out += parts.userInfo + "@";
        out += parts.host;
        if (parts.hasAuthority && parts.port >= 0)
            out += ":" + std::to_string(parts.port);
        return out + parts.path + parts.query + parts.fragment;
    }

    uris::UriParts parts;
};

uris::UriParts& draft(const Value& value) { return value.get<UriBuilderObject>().parts; }

Value makeBuilder(Env& env, Args a)
{
    uris::UriParts parts;
    parts.scheme = "http";
    parts.host = "localhost";
    parts.path = "/";
    if (a.size() == 1 && a[0].isNull())
        return env.argumentNull("uri");
    if (a.size() == 1 && a[0].isString()) {
        auto parsed = uris::parseUri(a[0].text());
        if (!parsed)
            parsed = uris::parseUri("http://" + a[0].toText());
        if (!parsed)
            return env.raise("UriFormatException",
                             "Invalid URI: The hostname could not be parsed.");
        parts = std::move(*parsed);
    } else if (a.size() == 1) {
        parts = uri(a[0]);
    } else if (a.size() > 1) {
        if (!uris::isScheme(a[0].text()))
            return env.argument("Invalid URI: The URI scheme is not valid.");
        parts.scheme = toLower(a[0].text());
        parts.host = toLower(a[1].text());
        if (a.size() > 2)
            parts.port = a[2].asInt();
        if (a.size() > 3)
            parts.path = a[3].text().starts_with("/") ? a[3].toText() : "/" + a[3].toText();
        if (a.size() > 4 && !a[4].text().empty()) {
            if (a[4].text()[0] != '?' && a[4].text()[0] != '#')
                return env.argument("extraValue");
            const auto extra = a[4].toText();
            const auto hash = std::min(extra.find('#'), extra.size());
            parts.query = extra.substr(0, hash);
            parts.fragment = extra.substr(hash);
        }
    }
    return makeValue<UriBuilderObject>(std::move(parts));
}

std::string_view userOf(const uris::UriParts& parts)
{
    return std::string_view(parts.userInfo).substr(0, parts.userInfo.find(':'));
}

std::string_view passwordOf(const uris::UriParts& parts)
{
    const auto colon = parts.userInfo.find(':');
    return colon == std::string::npos ? std::string_view()
                                      : std::string_view(parts.userInfo).substr(colon + 1);
}

std::string userInfo(std::string_view user, std::string_view password)
{
    return std::string(user) + (password.empty() ? "" : ":") + std::string(password);
}

/// A text part with the delimiter that belongs before it.
std::string delimited(const Value& text, char delimiter)
{
    return text.text().empty() ? std::string() : delimiter + text.toText();
}

} // namespace

void registerUriBuilder(LibraryBuilder& library)
{
    library.type("class System.UriBuilder", "Puts a URI together")
        .unlisted()
        .method("new()", makeBuilder)
        .method("new(string uri)", makeBuilder)
        .method("new(Uri uri)", makeBuilder)
        .method("new(string schemeName, string hostName)", makeBuilder)
        .method("new(string scheme, string host, int portNumber)", makeBuilder)
        .method("new(string scheme, string host, int port, string pathValue)", makeBuilder)
        .method("new(string scheme, string host, int port, string path, string extraValue)",
                makeBuilder)
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
                const auto path = uris::canonical(a[1].text(), uris::kPathCharacters);
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
            "string UserName", [](Env&, Args a) { return Value::ofText(userOf(draft(a[0]))); }, "",
            [](Env&, Args a) {
                draft(a[0]).userInfo = userInfo(a[1].text(), passwordOf(draft(a[0])));
                return Value();
            })
        .property(
            "string Password", [](Env&, Args a) { return Value::ofText(passwordOf(draft(a[0]))); },
            "",
            [](Env&, Args a) {
                draft(a[0]).userInfo = userInfo(userOf(draft(a[0])), a[1].text());
                return Value();
            })
        .property("Uri Uri",
                  [](Env& env, Args a) { return makeUri(env, uris::absoluteUri(draft(a[0]))); });
}

} // namespace gatelens::expression
