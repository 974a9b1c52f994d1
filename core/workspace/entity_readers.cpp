#include "core/workspace/entity_readers.h"

#include "core/message/header_list.h"
#include "core/workspace/iso_duration.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens {

namespace {

constexpr int kMaxBodyBytes = 8192;
constexpr std::string_view kRevisionMark = ";rev=";

template<class Enum>
Enum enumOr(const FieldReader& fields, std::string_view name,
            const std::vector<std::string_view>& names, Enum fallback)
{
    const auto index = fields.enumeration(name, names);
    return index ? static_cast<Enum>(*index) : fallback;
}

std::string trimSlashes(std::string_view text)
{
    while (!text.empty() && text.front() == '/')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == '/')
        text.remove_suffix(1);
    return std::string(text);
}

ApiType readApiType(const FieldReader& fields)
{
    const std::string type = fields.text("type").value_or(fields.textOrEmpty("apiType"));
    if (equalsIgnoringCase(type, "soap"))
        return ApiType::Soap;
    if (equalsIgnoringCase(type, "websocket"))
        return ApiType::WebSocket;
    if (equalsIgnoringCase(type, "graphql"))
        return ApiType::GraphQl;
    return ApiType::Http;
}

MessageDiagnostic readMessage(const FieldReader& fields)
{
    MessageDiagnostic message;
    message.headers = fields.texts("headers");
    const FieldReader body = fields.object("body");
    message.bodyBytes = body.integer("bytes").value_or(0);
    if (message.bodyBytes < 0 || message.bodyBytes > kMaxBodyBytes) {
        fields.report(*body.find("bytes"), FindingSeverity::Error, "GL4007",
                      fmt::format("\"bytes\" must be between 0 and {}.", kMaxBodyBytes));
        message.bodyBytes = std::clamp(message.bodyBytes, 0, kMaxBodyBytes);
    }
    const auto readRules = [](const std::vector<FieldReader>& rules) {
        std::vector<MaskingRule> masking;
        for (const FieldReader& rule : rules)
            masking.push_back({rule.textOrEmpty("value"),
                               enumOr(rule, "mode", {"Mask", "Hide"}, MaskingMode::Mask)});
        return masking;
    };
    const FieldReader masking = fields.object("dataMasking");
    message.maskedHeaders = readRules(masking.objects("headers"));
    message.maskedQueryParameters = readRules(masking.objects("queryParams"));
    return message;
}

/// Header or query credentials: an object of lists of texts, one entry a value.
std::vector<std::pair<std::string, std::string>> readCredentialValues(const FieldReader& fields)
{
    std::vector<std::pair<std::string, std::string>> values;
    if (fields.node() == nullptr)
        return values;
    for (const JsonMember& member : fields.node()->members) {
        for (const std::string& value : fields.texts(member.name))
            values.emplace_back(member.name, value);
    }
    return values;
}

std::chrono::seconds readDuration(const FieldReader& fields, std::string_view name)
{
    const auto text = fields.text(name);
    if (!text)
        return std::chrono::seconds(0);
    const auto duration = parseIsoDuration(*text);
    if (!duration) {
        fields.report(*fields.find(name), FindingSeverity::Error, "GL4008",
                      fmt::format("\"{}\" is no ISO 8601 duration such as PT30S.", *text));
        return std::chrono::seconds(0);
    }
    return std::chrono::duration_cast<std::chrono::seconds>(*duration);
}

CircuitBreakerRule readRule(const FieldReader& fields)
{
    CircuitBreakerRule rule;
    rule.name = fields.textOrEmpty("name");
    const FieldReader condition = fields.object("failureCondition");
    rule.failureCount = condition.integer("count");
    rule.failurePercentage = condition.integer("percentage");
    rule.interval = readDuration(condition, "interval");
    for (const FieldReader& range : condition.objects("statusCodeRanges"))
        rule.statusCodeRanges.push_back(
            {range.integer("min").value_or(500), range.integer("max").value_or(599)});
    rule.errorReasons = condition.texts("errorReasons");
    rule.tripDuration = readDuration(fields, "tripDuration");
    rule.acceptRetryAfter = fields.flag("acceptRetryAfter").value_or(false);
    return rule;
}

/// "/products/x", "/apis/x", "/apis" or the absolute form of one of them.
void readScope(const std::string& scope, Subscription& subscription)
{
    const auto marker = scope.rfind('/');
    const std::string last = lastSegment(scope);
    const std::string_view before = marker == std::string::npos
        ? std::string_view()
        : std::string_view(scope).substr(0, marker);
    if (before.ends_with("/products")) {
        subscription.scope = SubscriptionScope::Product;
        subscription.scopeId = last;
    } else if (before.ends_with("/apis")) {
        subscription.scope = SubscriptionScope::Api;
        subscription.scopeId = last;
    }
}

} // namespace

std::string lastSegment(std::string_view resourceId)
{
    while (!resourceId.empty() && resourceId.back() == '/')
        resourceId.remove_suffix(1);
    const std::size_t slash = resourceId.rfind('/');
    return std::string(slash == std::string_view::npos ? resourceId : resourceId.substr(slash + 1));
}

Api readApi(const FieldReader& fields, std::string_view folderName)
{
    Api api;
    const std::size_t mark = folderName.find(kRevisionMark);
    api.id = folderName.substr(0, mark);
    api.isCurrent = mark == std::string_view::npos;
    const std::string folderRevision(
        api.isCurrent ? "1" : folderName.substr(mark + kRevisionMark.size()));
    api.revision
        = api.isCurrent ? fields.text("apiRevision").value_or(folderRevision) : folderRevision;
    api.displayName = fields.text("displayName").value_or(api.id);
    api.path = trimSlashes(fields.textOrEmpty("path"));
    if (fields.has("protocols"))
        api.protocols = fields.texts("protocols");
    api.serviceUrl = fields.textOrEmpty("serviceUrl");
    api.subscriptionRequired = fields.flag("subscriptionRequired").value_or(true);
    const FieldReader names = fields.object("subscriptionKeyParameterNames");
    api.subscriptionKeyHeader = names.text("header").value_or(api.subscriptionKeyHeader);
    api.subscriptionKeyQuery = names.text("query").value_or(api.subscriptionKeyQuery);
    api.type = readApiType(fields);
    api.version = fields.textOrEmpty("apiVersion");
    api.versionSetId = lastSegment(fields.textOrEmpty("apiVersionSetId"));
    api.description = fields.textOrEmpty("description");
    if (const auto isCurrent = fields.flag("isCurrent"); isCurrent && *isCurrent != api.isCurrent)
        fields.report(
            *fields.find("isCurrent"), FindingSeverity::Warning, "GL4009",
            fmt::format("\"isCurrent\" says {}, but the folder's name says {}; the name counts.",
                        *isCurrent, api.isCurrent));
    return api;
}

VersionSet readInlineVersionSet(const FieldReader& fields)
{
    const FieldReader inlineSet = fields.object("apiVersionSet");
    VersionSet set = readVersionSet(inlineSet, lastSegment(inlineSet.textOrEmpty("id")));
    if (set.displayName.empty())
        set.displayName = inlineSet.textOrEmpty("name");
    if (set.id.empty())
        set.id = set.displayName;
    return set;
}

VersionSet readVersionSet(const FieldReader& fields, std::string id)
{
    VersionSet set;
    set.id = std::move(id);
    set.displayName = fields.textOrEmpty("displayName");
    set.scheme = enumOr(fields, "versioningScheme", {"Segment", "Query", "Header"},
                        VersioningScheme::Segment);
    set.queryName = fields.textOrEmpty("versionQueryName");
    set.headerName = fields.textOrEmpty("versionHeaderName");
    return set;
}

Product readProduct(const FieldReader& fields, std::string id)
{
    Product product;
    product.id = std::move(id);
    product.displayName = fields.text("displayName").value_or(product.id);
    product.description = fields.textOrEmpty("description");
    product.subscriptionRequired = fields.flag("subscriptionRequired").value_or(true);
    product.approvalRequired = fields.flag("approvalRequired").value_or(false);
    product.subscriptionsLimit = fields.integer("subscriptionsLimit");
    product.isPublished = equalsIgnoringCase(fields.textOrEmpty("state"), "published");
    return product;
}

Subscription readSubscription(const FieldReader& fields, std::string id)
{
    Subscription subscription;
    subscription.id = std::move(id);
    subscription.displayName = fields.text("displayName").value_or(subscription.id);
    readScope(fields.textOrEmpty("scope"), subscription);
    subscription.state = enumOr(
        fields, "state", {"active", "suspended", "expired", "submitted", "rejected", "cancelled"},
        SubscriptionState::Submitted);
    subscription.allowTracing = fields.flag("allowTracing").value_or(false);
    subscription.ownerId = lastSegment(fields.textOrEmpty("ownerId"));
    for (const auto& [name, key] : {std::pair("primaryKey", &subscription.primaryKey),
                                    std::pair("secondaryKey", &subscription.secondaryKey)}) {
        *key = fields.text(name);
        if (*key)
            fields.report(
                *fields.find(name), FindingSeverity::Warning, "GL4010",
                fmt::format("\"{}\" stands here in clear; move it to secrets.subscriptions of "
                            "gatelens.json.",
                            name));
    }
    return subscription;
}

Group readGroup(const FieldReader& fields, std::string id)
{
    Group group;
    group.id = std::move(id);
    group.displayName = fields.text("displayName").value_or(group.id);
    return group;
}

NamedValue readNamedValue(const FieldReader& fields, std::string id)
{
    NamedValue named;
    named.id = std::move(id);
    named.displayName = fields.text("displayName").value_or(named.id);
    named.value = fields.text("value");
    named.isSecret = fields.flag("secret").value_or(false);
    named.keyVaultSecret = fields.object("keyVault").textOrEmpty("secretIdentifier");
    if (named.isSecret && named.value)
        fields.report(
            *fields.find("value"), FindingSeverity::Warning, "GL4010",
            fmt::format("The secret \"{}\" stands here in clear; move it to secrets.namedValues "
                        "of gatelens.json.",
                        named.displayName));
    return named;
}

Backend readBackend(const FieldReader& fields, std::string id)
{
    Backend backend;
    backend.id = std::move(id);
    backend.title = fields.text("title").value_or(backend.id);
    backend.url = fields.textOrEmpty("url");
    backend.isPool = equalsIgnoringCase(fields.textOrEmpty("type"), "Pool");
    const FieldReader pool = fields.object("pool");
    // The service knows one source of a session's id: a cookie.
    backend.sessionAffinityCookie
        = pool.object("sessionAffinity").object("sessionId").textOrEmpty("name");
    for (const FieldReader& member : pool.objects("services"))
        backend.members.push_back({lastSegment(member.textOrEmpty("id")),
                                   member.integer("priority").value_or(1),
                                   member.integer("weight").value_or(1)});
    const FieldReader credentials = fields.object("credentials");
    backend.credentialHeaders = readCredentialValues(credentials.object("header"));
    backend.credentialQuery = readCredentialValues(credentials.object("query"));
    const FieldReader authorization = credentials.object("authorization");
    backend.authorizationScheme = authorization.textOrEmpty("scheme");
    backend.authorizationParameter = authorization.textOrEmpty("parameter");
    for (const std::string& resourceId : credentials.texts("certificateIds"))
        backend.certificates.push_back(lastSegment(resourceId));
    for (std::string& thumbprint : credentials.texts("certificate"))
        backend.certificates.push_back(std::move(thumbprint));
    if (const FieldReader proxy = fields.object("proxy"); proxy.node() != nullptr)
        backend.proxy = BackendProxy{proxy.textOrEmpty("url"), proxy.textOrEmpty("username"),
                                     proxy.textOrEmpty("password")};
    const FieldReader tls = fields.object("tls");
    backend.validateCertificateChain = tls.flag("validateCertificateChain").value_or(true);
    backend.validateCertificateName = tls.flag("validateCertificateName").value_or(true);
    for (const FieldReader& rule : fields.object("circuitBreaker").objects("rules"))
        backend.circuitBreakerRules.push_back(readRule(rule));
    if (!backend.isPool && backend.url.empty() && fields.node() != nullptr)
        fields.report(*fields.node(), FindingSeverity::Error, "GL4011",
                      fmt::format("The backend \"{}\" has no \"url\".", backend.id));
    return backend;
}

/// XML stands in `value`, JSON as an object in `document` or as text in `value`.
Schema readSchema(const FieldReader& fields, std::string id)
{
    Schema schema;
    schema.id = std::move(id);
    schema.isXml = equalsIgnoringCase(fields.textOrEmpty("schemaType"), "xml");
    const JsonNode* document = fields.find("document");
    schema.text = document != nullptr ? fields.rawText(*document) : fields.textOrEmpty("value");
    if (schema.text.empty() && fields.node() != nullptr)
        fields.report(
            *fields.node(), FindingSeverity::Error, "GL4020",
            fmt::format("The schema \"{}\" has neither \"value\" nor \"document\".", schema.id));
    return schema;
}

Cache readCache(const FieldReader& fields, std::string id)
{
    Cache cache;
    cache.id = std::move(id);
    cache.description = fields.textOrEmpty("description");
    cache.connectionString = fields.textOrEmpty("connectionString");
    cache.useFromLocation = fields.text("useFromLocation").value_or("default");
    if (cache.connectionString.empty() && fields.node() != nullptr)
        fields.report(*fields.node(), FindingSeverity::Error, "GL4017",
                      fmt::format("The cache \"{}\" has no \"connectionString\" such as "
                                  "localhost:6379.",
                                  cache.id));
    return cache;
}

Logger readLogger(const FieldReader& fields, std::string id)
{
    Logger logger;
    logger.id = std::move(id);
    logger.type
        = enumOr(fields, "loggerType", {"applicationInsights", "azureEventHub", "azureMonitor"},
                 LoggerType::ApplicationInsights);
    logger.description = fields.textOrEmpty("description");
    logger.isBuffered = fields.flag("isBuffered").value_or(true);
    const FieldReader credentials = fields.object("credentials");
    if (credentials.node() == nullptr)
        return logger;
    for (const JsonMember& member : credentials.node()->members) {
        const auto value = credentials.text(member.name);
        if (!value)
            continue;
        logger.credentials.emplace(member.name, *value);
        const bool isSecret
            = member.name == "connectionString" || member.name == "instrumentationKey";
        if (isSecret && value->find("{{") == std::string::npos)
            credentials.report(
                member.value, FindingSeverity::Warning, "GL4010",
                fmt::format("\"{}\" stands here in clear; put it into a secret named value "
                            "and write {{{{its name}}}} here.",
                            member.name));
    }
    return logger;
}

Diagnostic readDiagnostic(const FieldReader& fields, std::string id)
{
    Diagnostic diagnostic;
    diagnostic.id = std::move(id);
    diagnostic.loggerId = lastSegment(fields.textOrEmpty("loggerId"));
    diagnostic.alwaysLogErrors = equalsIgnoringCase(fields.textOrEmpty("alwaysLog"), "allErrors");
    const FieldReader sampling = fields.object("sampling");
    diagnostic.samplingPercentage = sampling.number("percentage").value_or(100);
    if (diagnostic.samplingPercentage < 0 || diagnostic.samplingPercentage > 100) {
        sampling.report(*sampling.find("percentage"), FindingSeverity::Error, "GL4007",
                        "\"percentage\" must be between 0 and 100.");
        diagnostic.samplingPercentage = std::clamp(diagnostic.samplingPercentage, 0.0, 100.0);
    }
    diagnostic.verbosity
        = enumOr(fields, "verbosity", {"verbose", "information", "error"}, Verbosity::Information);
    diagnostic.correlation = enumOr(fields, "httpCorrelationProtocol", {"None", "Legacy", "W3C"},
                                    CorrelationProtocol::Legacy);
    diagnostic.logClientIp = fields.flag("logClientIp").value_or(false);
    diagnostic.operationNameFormat
        = enumOr(fields, "operationNameFormat", {"Name", "Url"}, OperationNameFormat::Name);
    diagnostic.metrics = fields.flag("metrics").value_or(false);
    const FieldReader frontend = fields.object("frontend");
    diagnostic.frontendRequest = readMessage(frontend.object("request"));
    diagnostic.frontendResponse = readMessage(frontend.object("response"));
    const FieldReader backend = fields.object("backend");
    diagnostic.backendRequest = readMessage(backend.object("request"));
    diagnostic.backendResponse = readMessage(backend.object("response"));
    return diagnostic;
}

} // namespace gatelens
