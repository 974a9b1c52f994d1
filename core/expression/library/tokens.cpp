#include "core/expression/json/token.h"
#include "core/expression/library/base64.h"
#include "core/expression/library/facts_view.h"
#include "core/expression/library/families.h"
#include "core/expression/library/jwt.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/text.h"

namespace gatelens::expression {

namespace {

class JwtObject final : public Object
{
public:
    JwtObject(Ref<JsonObject> tokenHeader, Ref<JsonObject> tokenPayload)
        : header(std::move(tokenHeader))
        , payload(std::move(tokenPayload))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("Jwt")->self;
        return *known;
    }

    const Ref<JsonObject> header;
    const Ref<JsonObject> payload;
};

class BasicObject final : public Object
{
public:
    BasicObject(std::string user, std::string secret)
        : userId(std::move(user))
        , password(std::move(secret))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("BasicAuthCredentials")->self;
        return *known;
    }

    const std::string userId;
    const std::string password;
};

std::optional<std::string_view> withoutScheme(std::string_view text, std::string_view scheme)
{
    text = trimWhiteSpace(text);
    if (text.size() > scheme.size() && text[scheme.size()] == ' '
        && equalText(text.substr(0, scheme.size()), scheme, Comparison::OrdinalIgnoreCase))
        return trimWhiteSpace(text.substr(scheme.size() + 1));
    return std::nullopt;
}

Ref<JsonObject> decodePart(std::string_view part)
{
    const auto bytes = decodeBase64Url(part);
    if (!bytes)
        return {};
    const auto parsed = readJson(*bytes);
    if (!parsed)
        return {};
    return Ref(parsed->as<JsonObject>());
}

Value claimText(const JsonToken& token)
{
    if (token.kind() == JsonKind::String)
        return token.scalar();
    if (token.kind() == JsonKind::Date)
        return Value::ofString(
            writeJson(token.scalar(), JsonStyle::Compact)
                .substr(1, writeJson(token.scalar(), JsonStyle::Compact).size() - 2));
    return Value::ofString(token.toCompactText());
}

Value claimOf(const Value& jwt, std::string_view name, bool isHeader = false)
{
    const auto& object = jwt.get<JwtObject>();
    const auto* token = (isHeader ? object.header : object.payload)->get(name);
    return token == nullptr ? Value() : claimText(*token);
}

Value claimTime(const Value& jwt, std::string_view name)
{
    const auto* token = jwt.get<JwtObject>().payload->get(name);
    if (token == nullptr || !token->isScalar())
        return {};
    const auto seconds = token->scalar().toDouble();
    if (!seconds || *seconds < 0 || *seconds > 253402300799.0)
        return {};
    return Value::ofDateTimeTicks(
        kUnixEpoch + static_cast<std::int64_t>(*seconds) * kTicksPerSecond, ClockKind::Utc);
}

std::vector<Value> claimValues(const JsonToken& token)
{
    std::vector<Value> values;
    if (token.kind() == JsonKind::Array) {
        for (const auto& item : static_cast<const JsonArray&>(token).items())
            values.push_back(claimText(*item));
    } else {
        values.push_back(claimText(token));
    }
    return values;
}

Value claims(Env&, Args a)
{
    auto all = make<DictionaryObject>(*a.site().result);
    for (const auto& property : a[0].get<JwtObject>().payload->properties())
        all->set(Value::ofText(property->name),
                 newArray(core().string, claimValues(*property->value())));
    return all.value();
}

Value parseBasic(std::string_view text)
{
    const auto credentials = withoutScheme(text, "Basic");
    const auto decoded = credentials ? decodeBase64(*credentials) : std::nullopt;
    const auto colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos)
        return {};
    const auto plain = decodeUtf8(*decoded);
    const auto split = plain.find(':');
    return makeValue<BasicObject>(plain.substr(0, split), plain.substr(split + 1));
}

} // namespace

Value Value::ofAuthorization(std::string accessToken, std::string_view claimsJson)
{
    static const Type* known = Library::instance().find("Authorization")->self;
    const auto claims = readJson(claimsJson);
    return makeValue<RecordObject>(*known,
                                   std::vector<Value>{Value::ofString(std::move(accessToken)),
                                                      claims ? *claims : Value::null()});
}

Value parseJwt(std::string_view token)
{
    token = withoutScheme(token, "Bearer").value_or(trimWhiteSpace(token));
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
        return {};
    auto header = decodePart(token.substr(0, first));
    auto payload = decodePart(token.substr(first + 1, second - first - 1));
    if (!header || !payload)
        return {};
    return makeValue<JwtObject>(std::move(header), std::move(payload));
}

void registerTokens(LibraryBuilder& library)
{
    library.type("class Gatelens.Jwt", "A JSON web token, parsed but not verified")
        .property(
            "string Algorithm", [](Env&, Args a) { return claimOf(a[0], "alg", true); },
            "alg of the header")
        .property(
            "string Type", [](Env&, Args a) { return claimOf(a[0], "typ", true); },
            "typ of the header")
        .property("string Id", [](Env&, Args a) { return claimOf(a[0], "jti"); })
        .property("string Issuer", [](Env&, Args a) { return claimOf(a[0], "iss"); })
        .property("string Subject", [](Env&, Args a) { return claimOf(a[0], "sub"); })
        .property("IEnumerable<string> Audiences",
                  [](Env&, Args a) {
                      const auto* token = a[0].get<JwtObject>().payload->get("aud");
                      return newArray(core().string,
                                      token == nullptr ? std::vector<Value>()
                                                       : claimValues(*token));
                  })
        .property("DateTime? ExpirationTime", [](Env&, Args a) { return claimTime(a[0], "exp"); })
        .property("DateTime? IssuedAt", [](Env&, Args a) { return claimTime(a[0], "iat"); })
        .property("DateTime? NotBefore", [](Env&, Args a) { return claimTime(a[0], "nbf"); })
        .property("IReadOnlyDictionary<string, string[]> Claims", claims, "Claims by name");
    library.type("class Gatelens.BasicAuthCredentials", "User and password of Basic authentication")
        .property("string UserId",
                  [](Env&, Args a) { return Value::ofText(a[0].get<BasicObject>().userId); })
        .property("string Username",
                  [](Env&, Args a) { return Value::ofText(a[0].get<BasicObject>().userId); })
        .property("string Password",
                  [](Env&, Args a) { return Value::ofText(a[0].get<BasicObject>().password); });
    library.type("class Gatelens.Authorization", "Result of get-authorization-context")
        .property("string AccessToken",
                  [](Env&, Args a) { return a[0].get<RecordObject>().fields[0]; })
        .property("IReadOnlyDictionary<string, object> Claims", [](Env&, Args a) {
            auto all = make<DictionaryObject>(*a.site().result);
            const Value& claims = a[0].get<RecordObject>().fields[1];
            if (const auto* object = claims.as<JsonObject>()) {
                for (const auto& property : object->properties())
                    all->set(Value::ofText(property->name), claimText(*property->value()));
            }
            return all.value();
        });
    library.type("static Gatelens.TokenExtensions")
        .method(
            "static Jwt AsJwt(this string value)",
            [](Env&, Args a) { return a[0].isNull() ? Value() : parseJwt(a[0].text()); },
            "The parsed token, or null")
        .method("static bool TryParseJwt(this string value, out Jwt result)",
                [](Env&, Args a) {
                    *a[1].address() = a[0].isNull() ? Value() : parseJwt(a[0].text());
                    return Value::ofBool(!a[1].address()->isNull());
                })
        .method(
            "static BasicAuthCredentials AsBasic(this string value)",
            [](Env&, Args a) { return a[0].isNull() ? Value() : parseBasic(a[0].text()); },
            "User and password, or null")
        .method("static bool TryParseBasic(this string value, out BasicAuthCredentials result)",
                [](Env&, Args a) {
                    *a[1].address() = a[0].isNull() ? Value() : parseBasic(a[0].text());
                    return Value::ofBool(!a[1].address()->isNull());
                });
}

} // namespace gatelens::expression
