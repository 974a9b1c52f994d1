#include "core/expression/context_json.h"

#include "core/expression/json/token.h"
#include "core/expression/library/base64.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/parse.h"

#include <boost/json.hpp>

namespace gatelens::expression {

namespace json = boost::json;

struct OwnedContext::Parts
{
    RequestMessage request;
    std::unique_ptr<ResponseMessage> response;
    Variables variables;
    std::unique_ptr<ApiFacts> api;
    std::unique_ptr<OperationFacts> operation;
    std::unique_ptr<ProductFacts> product;
    std::unique_ptr<SubscriptionFacts> subscription;
    std::unique_ptr<UserFacts> user;
    DeploymentFacts deployment;
    std::unique_ptr<BackendFacts> backend;
    std::unique_ptr<WorkspaceFacts> workspace;
    std::unique_ptr<LastErrorFacts> lastError;
    std::unique_ptr<GraphQlFacts> graphQl;
    std::vector<std::string> traces;
    PolicyContext context;
};

namespace {

/// Reads members and remembers the first that has the wrong shape.
class Source
{
public:
    [[nodiscard]] const std::string& problem() const { return m_problem; }
    void fail(std::string_view member, std::string_view wanted)
    {
        if (m_problem.empty())
            m_problem = "\"" + std::string(member) + "\" must be " + std::string(wanted);
    }

    void text(const json::object& from, std::string_view name, std::string& out)
    {
        if (const auto found = optionalText(from, name))
            out = *found;
    }
    std::optional<std::string> optionalText(const json::object& from, std::string_view name)
    {
        const auto* value = from.if_contains(name);
        if (value == nullptr || value->is_null())
            return std::nullopt;
        if (!value->is_string()) {
            if (value->is_number() || value->is_bool())
                return json::serialize(*value);
            fail(name, "a text");
            return std::nullopt;
        }
        return std::string(value->as_string());
    }
    void flag(const json::object& from, std::string_view name, bool& out)
    {
        const auto* value = from.if_contains(name);
        if (value == nullptr || value->is_null())
            return;
        if (value->is_bool())
            out = value->as_bool();
        else
            fail(name, "true or false");
    }
    std::optional<std::int64_t> number(const json::object& from, std::string_view name)
    {
        const auto* value = from.if_contains(name);
        if (value == nullptr || value->is_null())
            return std::nullopt;
        if (value->is_int64())
            return value->as_int64();
        if (value->is_double())
            return static_cast<std::int64_t>(value->as_double());
        fail(name, "a number");
        return std::nullopt;
    }
    std::optional<Timestamp> time(const json::object& from, std::string_view name)
    {
        const auto found = optionalText(from, name);
        if (!found)
            return std::nullopt;
        const auto parsed = parseIso8601(*found);
        if (!parsed) {
            fail(name, "an ISO 8601 time");
            return std::nullopt;
        }
        return *parsed;
    }
    std::optional<Url> url(const json::object& from, std::string_view name)
    {
        const auto found = optionalText(from, name);
        if (!found)
            return std::nullopt;
        auto parsed = parseUrl(*found);
        if (!parsed) {
            fail(name, "an absolute URL");
            return std::nullopt;
        }
        return *parsed;
    }
    const json::object* object(const json::object& from, std::string_view name)
    {
        const auto* value = from.if_contains(name);
        if (value == nullptr || value->is_null())
            return nullptr;
        if (!value->is_object())
            fail(name, "an object");
        return value->if_object();
    }
    const json::array* array(const json::object& from, std::string_view name)
    {
        const auto* value = from.if_contains(name);
        if (value == nullptr || value->is_null())
            return nullptr;
        if (!value->is_array())
            fail(name, "an array");
        return value->if_array();
    }

private:
    std::string m_problem;
};

std::string plain(const json::value& value)
{
    return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

void readHeaders(Source& source, const json::object& from, HeaderList& headers)
{
    const auto* members = source.object(from, "headers");
    if (members == nullptr)
        return;
    for (const auto& [name, value] : *members) {
        if (const auto* many = value.if_array()) {
            for (const auto& one : *many)
                headers.append(std::string(name), plain(one));
        } else {
            headers.append(std::string(name), plain(value));
        }
    }
}

void readBody(Source& source, const json::object& from, MessageBody& body)
{
    if (const auto encoded = source.optionalText(from, "bodyBase64")) {
        auto bytes = decodeBase64(*encoded);
        if (!bytes)
            source.fail("bodyBase64", "base64");
        body.bytes = bytes.value_or("");
        body.state = MessageBody::State::Buffered;
    } else if (const auto text = source.optionalText(from, "body")) {
        body.bytes = *text;
        body.state = MessageBody::State::Buffered;
    }
}

ResponseMessage readResponse(Source& source, const json::object& from)
{
    ResponseMessage response;
    response.statusCode = static_cast<int>(source.number(from, "statusCode").value_or(200));
    response.statusReason = std::string(reasonPhrase(response.statusCode));
    source.text(from, "statusReason", response.statusReason);
    readHeaders(source, from, response.headers);
    readBody(source, from, response.body);
    return response;
}

Value readTyped(Source& source, std::string_view name, const json::object& from)
{
    const auto* type = from.if_contains("$type");
    const std::string kind
        = type != nullptr && type->is_string() ? std::string(type->as_string()) : "";
    const auto text = [&] {
        const auto* value = from.if_contains("value");
        return value == nullptr ? std::string() : plain(*value);
    };
    if (kind == "response")
        return Value::ofResponse(std::make_shared<ResponseMessage>(readResponse(source, from)));
    if (kind == "long")
        return Value::ofLong(parseInteger(text()).value_or(0));
    if (kind == "double")
        return Value::ofDouble(parseReal(text()).value_or(0));
    if (kind == "decimal")
        return Value::ofDecimal(Decimal::parse(text()).value_or(Decimal()));
    if (kind == "guid")
        return Value::ofGuid(text());
    if (kind == "char")
        return Value::ofChar(
            text().empty() ? u'\0' : static_cast<char16_t>(static_cast<unsigned char>(text()[0])));
    if (kind == "bytes")
        return Value::ofBytes(decodeBase64(text()).value_or(""));
    if (kind == "jwt")
        return Value::ofJwt(text());
    if (kind == "timespan")
        return Value::ofTimeSpanTicks(parseTimeSpanTicks(text()).value_or(0));
    if (kind == "datetime") {
        const auto parsed = parseDateTime(text()).value_or(ParsedTime());
        const auto ticks = parsed.ticks - parsed.offsetMinutes * kTicksPerMinute;
        return Value::ofDateTimeTicks(ticks,
                                      parsed.hasOffset ? ClockKind::Utc : ClockKind::Unspecified);
    }
    if (kind == "strings") {
        std::vector<std::string> items;
        if (const auto* all = source.array(from, "value")) {
            for (const auto& one : *all)
                items.push_back(plain(one));
        }
        return Value::ofStringList(items);
    }
    source.fail(name, "of a known \"$type\"");
    return {};
}

Value readVariable(Source& source, std::string_view name, const json::value& value)
{
    switch (value.kind()) {
    case json::kind::null:
        return {};
    case json::kind::bool_:
        return Value::ofBool(value.get_bool());
    case json::kind::string:
        return Value::ofText(value.get_string());
    case json::kind::double_:
        return Value::ofDouble(value.get_double());
    case json::kind::int64:
        if (value.get_int64() >= INT32_MIN && value.get_int64() <= INT32_MAX)
            return Value::ofInt(static_cast<std::int32_t>(value.get_int64()));
        return Value::ofLong(value.get_int64());
    case json::kind::uint64:
        return Value::ofLong(static_cast<std::int64_t>(value.get_uint64()));
    case json::kind::object:
        if (value.get_object().if_contains("$type") != nullptr)
            return readTyped(source, name, value.get_object());
        break;
    case json::kind::array:
        break;
    }
    const auto token = readJson(json::serialize(value));
    return token ? *token : Value();
}

std::vector<GroupFacts> readGroups(Source& source, const json::object& from)
{
    std::vector<GroupFacts> groups;
    if (const auto* all = source.array(from, "groups")) {
        for (const auto& one : *all) {
            auto& group = groups.emplace_back();
            if (const auto* object = one.if_object()) {
                source.text(*object, "id", group.id);
                source.text(*object, "name", group.name);
            }
        }
    }
    return groups;
}

ApiFacts readApi(Source& source, const json::object& from)
{
    ApiFacts api;
    source.text(from, "id", api.id);
    source.text(from, "name", api.name);
    source.text(from, "path", api.path);
    source.text(from, "revision", api.revision);
    source.flag(from, "isCurrentRevision", api.isCurrentRevision);
    api.version = source.optionalText(from, "version");
    api.serviceUrl = source.url(from, "serviceUrl");
    if (const auto* protocols = source.array(from, "protocols")) {
        for (const auto& one : *protocols)
            api.protocols.push_back(plain(one));
    }
    if (const auto* names = source.object(from, "subscriptionKeyParameterNames")) {
        source.text(*names, "header", api.subscriptionKeyParameterNames.header);
        source.text(*names, "query", api.subscriptionKeyParameterNames.query);
    }
    return api;
}

void readRequest(Source& source, const json::object& from, RequestMessage& request)
{
    source.text(from, "method", request.method);
    if (auto url = source.url(from, "url"))
        request.url = std::move(*url);
    request.originalUrl = source.url(from, "originalUrl").value_or(request.url);
    readHeaders(source, from, request.headers);
    readBody(source, from, request.body);
    source.text(from, "ip", request.ipAddress);
    if (const auto* parameters = source.object(from, "matchedParameters")) {
        for (const auto& [name, value] : *parameters)
            request.matchedParameters.emplace_back(std::string(name), plain(value));
    }
    if (const auto certificate = source.optionalText(from, "certificate"))
        request.clientCertificate = decodeBase64(*certificate);
}

template<class T, class Read>
void section(Source& source, const json::object& from, std::string_view name,
             std::unique_ptr<T>& out, Read read)
{
    if (const auto* object = source.object(from, name)) {
        out = std::make_unique<T>();
        read(*object, *out);
    }
}

} // namespace

OwnedContext::OwnedContext()
    : m_parts(std::make_unique<Parts>())
{
}

OwnedContext::~OwnedContext() = default;

PolicyContext& OwnedContext::context() noexcept { return m_parts->context; }

const std::vector<std::string>& OwnedContext::traces() const noexcept { return m_parts->traces; }

Result<std::unique_ptr<OwnedContext>> OwnedContext::fromJson(std::string_view text)
{
    boost::system::error_code failed;
    const auto document = json::parse(text, failed);
    if (failed || !document.is_object())
        return Error{ErrorCode::Malformed,
                     failed ? "the context is no JSON: " + failed.message()
                            : "the context must be a JSON object",
                     {}};
    const auto& root = document.get_object();
    Source source;
    auto owned = std::make_unique<OwnedContext>();
    auto& parts = *owned->m_parts;
    auto& context = parts.context;
    context.timestamp
        = source.time(root, "timestamp").value_or(*parseIso8601("2024-01-02T03:04:05Z"));
    context.requestId = "00000000-0000-0000-0000-000000000000";
    source.text(root, "requestId", context.requestId);
    context.fixedElapsed = Micros(source.number(root, "elapsedMs").value_or(250) * 1000);
    source.flag(root, "tracing", context.isTracing);
    parts.request.url = *parseUrl("https://gateway.example/");
    parts.request.originalUrl = parts.request.url;
    parts.request.ipAddress = "203.0.113.7";
    if (const auto* request = source.object(root, "request"))
        readRequest(source, *request, parts.request);
    if (const auto* response = source.object(root, "response"))
        parts.response = std::make_unique<ResponseMessage>(readResponse(source, *response));
    if (const auto* variables = source.object(root, "variables")) {
        for (const auto& [name, value] : *variables)
            parts.variables.set(name, readVariable(source, name, value));
    }
    section(source, root, "api", parts.api,
            [&](const json::object& from, ApiFacts& api) { api = readApi(source, from); });
    section(source, root, "operation", parts.operation,
            [&](const json::object& from, OperationFacts& operation) {
                source.text(from, "id", operation.id);
                source.text(from, "method", operation.method);
                source.text(from, "name", operation.name);
                source.text(from, "urlTemplate", operation.urlTemplate);
            });
    section(source, root, "product", parts.product,
            [&](const json::object& from, ProductFacts& product) {
                source.text(from, "id", product.id);
                source.text(from, "name", product.name);
                source.flag(from, "approvalRequired", product.approvalRequired);
                source.flag(from, "subscriptionRequired", product.subscriptionRequired);
                if (const auto limit = source.number(from, "subscriptionsLimit"))
                    product.subscriptionsLimit = static_cast<int>(*limit);
                const auto* state = from.if_contains("state");
                product.isPublished = state == nullptr || plain(*state) == "1"
                    || plain(*state) == "Published" || plain(*state) == "published";
                product.groups = readGroups(source, from);
                if (const auto* apis = source.array(from, "apis")) {
                    for (const auto& one : *apis) {
                        if (const auto* object = one.if_object())
                            product.apis.push_back(readApi(source, *object));
                    }
                }
            });
    section(source, root, "subscription", parts.subscription,
            [&](const json::object& from, SubscriptionFacts& subscription) {
                source.text(from, "id", subscription.id);
                source.text(from, "name", subscription.name);
                source.text(from, "key", subscription.key);
                source.text(from, "primaryKey", subscription.primaryKey);
                source.text(from, "secondaryKey", subscription.secondaryKey);
                subscription.createdDate = source.time(from, "createdDate").value_or(Timestamp());
                subscription.startDate = source.time(from, "startDate");
                subscription.endDate = source.time(from, "endDate");
            });
    section(source, root, "user", parts.user, [&](const json::object& from, UserFacts& user) {
        source.text(from, "id", user.id);
        source.text(from, "email", user.email);
        source.text(from, "firstName", user.firstName);
        source.text(from, "lastName", user.lastName);
        source.text(from, "note", user.note);
        user.registrationDate = source.time(from, "registrationDate").value_or(Timestamp());
        user.groups = readGroups(source, from);
        if (const auto* identities = source.array(from, "identities")) {
            for (const auto& one : *identities) {
                auto& identity = user.identities.emplace_back();
                if (const auto* object = one.if_object()) {
                    source.text(*object, "id", identity.first);
                    source.text(*object, "provider", identity.second);
                }
            }
        }
    });
    parts.deployment.region = "West Europe";
    parts.deployment.serviceName = "contoso";
    parts.deployment.serviceId = "contoso-id";
    if (const auto* deployment = source.object(root, "deployment")) {
        source.text(*deployment, "region", parts.deployment.region);
        source.text(*deployment, "serviceName", parts.deployment.serviceName);
        source.text(*deployment, "serviceId", parts.deployment.serviceId);
        source.text(*deployment, "gatewayId", parts.deployment.gatewayId);
        if (const auto* certificates = source.object(*deployment, "certificates")) {
            for (const auto& [id, encoded] : *certificates)
                parts.deployment.certificates.emplace_back(
                    std::string(id), decodeBase64(plain(encoded)).value_or(""));
        }
    }
    section(source, root, "backend", parts.backend,
            [&](const json::object& from, BackendFacts& backend) {
                source.text(from, "id", backend.id);
                source.text(from, "azureRegion", backend.azureRegion);
                const auto* type = from.if_contains("type");
                backend.isPool = type != nullptr
                    && (plain(*type) == "Pool" || plain(*type) == "pool" || plain(*type) == "1");
            });
    section(source, root, "workspace", parts.workspace,
            [&](const json::object& from, WorkspaceFacts& workspace) {
                source.text(from, "id", workspace.id);
                source.text(from, "name", workspace.name);
            });
    section(source, root, "lastError", parts.lastError,
            [&](const json::object& from, LastErrorFacts& error) {
                source.text(from, "source", error.source);
                source.text(from, "message", error.message);
                error.reason = source.optionalText(from, "reason");
                error.scope = source.optionalText(from, "scope");
                error.section = source.optionalText(from, "section");
                error.path = source.optionalText(from, "path");
                error.policyId = source.optionalText(from, "policyId");
            });
    section(source, root, "graphql", parts.graphQl,
            [&](const json::object& from, GraphQlFacts& graph) {
                graph.arguments = "{}";
                if (const auto* arguments = from.if_contains("arguments");
                    arguments != nullptr && !arguments->is_null())
                    graph.arguments = json::serialize(*arguments);
                if (const auto* parent = from.if_contains("parent");
                    parent != nullptr && !parent->is_null())
                    graph.parent = json::serialize(*parent);
            });
    if (!source.problem().empty())
        return Error{ErrorCode::Malformed, "in the context, " + source.problem(), {}};
    context.request = &parts.request;
    context.response = parts.response.get();
    context.variables = &parts.variables;
    context.api = parts.api.get();
    context.operation = parts.operation.get();
    context.product = parts.product.get();
    context.subscription = parts.subscription.get();
    context.user = parts.user.get();
    context.deployment = &parts.deployment;
    context.backend = parts.backend.get();
    context.workspace = parts.workspace.get();
    context.lastError = parts.lastError.get();
    context.graphQl = parts.graphQl.get();
    context.trace
        = [traces = &parts.traces](std::string message) { traces->push_back(std::move(message)); };
    return owned;
}

} // namespace gatelens::expression
