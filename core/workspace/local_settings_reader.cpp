#include "core/workspace/local_settings_reader.h"

#include "core/base/nearest_name.h"
#include "core/workspace/iso_duration.h"

#include <fmt/format.h>

#include <charconv>

namespace gatelens {

namespace {

constexpr double kKnownVersion = 1;
constexpr std::uint64_t kMegabyte = 1024ULL * 1024;

/// A finding for every member of `fields` that is none of `known`.
void reportUnknown(const FieldReader& fields, const std::vector<std::string_view>& known)
{
    if (fields.node() == nullptr)
        return;
    for (const JsonMember& member : fields.node()->members) {
        if (std::find(known.begin(), known.end(), member.name) == known.end())
            fields.report(member.value, FindingSeverity::Warning, "GL4102",
                          fmt::format("\"{}\" is no setting and is ignored.{}", member.name,
                                      didYouMean(member.name, known)));
    }
}

void reportValue(const FieldReader& fields, std::string_view name, std::string message)
{
    fields.report(*fields.find(name), FindingSeverity::Error, "GL4103", std::move(message));
}

std::optional<ListenAddress> parseAddress(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        return std::nullopt;
    std::string_view host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    const std::string_view digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return ListenAddress{std::string(host), port};
}

/// Keeps the default when the key is absent; JSON null turns the listener off.
void readListener(const FieldReader& fields, std::string_view name,
                  std::optional<ListenAddress>& listener)
{
    if (fields.node() == nullptr)
        return;
    const JsonNode* value = fields.node()->member(name);
    if (value == nullptr)
        return;
    if (value->kind == JsonKind::Null) {
        listener.reset();
        return;
    }
    const std::string text = fields.textOrEmpty(name);
    if (auto address = parseAddress(text))
        listener = std::move(address);
    else
        fields.report(
            *value, FindingSeverity::Error, "GL4103",
            fmt::format("\"{}\" is no listener; write host:port, or null to turn it off.", text));
}

void readListeners(const FieldReader& fields, LocalSettings& settings)
{
    reportUnknown(
        fields, {"gateway", "gatewayTls", "ingest", "ingestTls", "otlpGrpc", "ocagent", "metrics"});
    readListener(fields, "gateway", settings.gateway);
    readListener(fields, "gatewayTls", settings.gatewayTls);
    readListener(fields, "ingest", settings.ingest);
    readListener(fields, "ingestTls", settings.ingestTls);
    readListener(fields, "otlpGrpc", settings.otlpGrpc);
    readListener(fields, "ocagent", settings.openCensus);
    readListener(fields, "metrics", settings.metrics);
}

std::map<std::string, std::string> readTargets(const FieldReader& fields)
{
    std::map<std::string, std::string> targets;
    if (fields.node() == nullptr)
        return targets;
    for (const JsonMember& member : fields.node()->members) {
        const std::string target = fields.textOrEmpty(member.name);
        const bool isTarget
            = target.starts_with("builtin:") || target.find("://") != std::string::npos;
        if (isTarget)
            targets.emplace(member.name, target);
        else
            reportValue(fields, member.name,
                        fmt::format("\"{}\" is no target; write an absolute URL or builtin:<name>.",
                                    target));
    }
    return targets;
}

/// Reads the secrets of a file and remembers whether clear values are allowed.
class SecretReader
{
public:
    explicit SecretReader(bool isPlainAllowed)
        : m_isPlainAllowed(isPlainAllowed)
    {
    }

    [[nodiscard]] std::optional<SecretSource> read(const FieldReader& parent,
                                                   std::string_view name) const
    {
        const FieldReader fields = parent.object(name);
        if (fields.node() == nullptr)
            return std::nullopt;
        if (const auto keychain = fields.text("keychain"))
            return KeychainSecret{*keychain};
        if (const auto variable = fields.text("env"))
            return EnvironmentSecret{*variable};
        if (const auto path = fields.text("file"))
            return FileSecret{*path};
        if (const auto text = fields.text("demo"))
            return DemoSecret{*text};
        if (const JsonNode* plain = fields.find("plain")) {
            if (m_isPlainAllowed)
                return PlainSecret{plain->text};
            fields.report(
                *plain, FindingSeverity::Error, "GL4104",
                fmt::format("The secret \"{}\" stands here in clear; move it to the keychain, or "
                            "set secrets.allowPlain.",
                            name));
            return std::nullopt;
        }
        reportValue(parent, name,
                    fmt::format("\"{}\" names no source; use keychain, env, file or demo.", name));
        return std::nullopt;
    }

    [[nodiscard]] std::map<std::string, SecretSource> readAll(const FieldReader& fields) const
    {
        std::map<std::string, SecretSource> secrets;
        if (fields.node() == nullptr)
            return secrets;
        for (const JsonMember& member : fields.node()->members) {
            if (auto source = read(fields, member.name))
                secrets.emplace(member.name, std::move(*source));
        }
        return secrets;
    }

private:
    bool m_isPlainAllowed;
};

void readSecrets(const FieldReader& fields, LocalSettings& settings)
{
    reportUnknown(fields,
                  {"allowPlain", "namedValues", "subscriptions", "certificates", "managedIdentity",
                   "authorizations"});
    const SecretReader secrets(settings.allowPlainSecrets);
    settings.namedValueSecrets = secrets.readAll(fields.object("namedValues"));
    const FieldReader subscriptions = fields.object("subscriptions");
    if (subscriptions.node() != nullptr) {
        for (const JsonMember& member : subscriptions.node()->members) {
            const FieldReader keys = subscriptions.object(member.name);
            settings.subscriptionSecrets[member.name]
                = {secrets.read(keys, "primary"), secrets.read(keys, "secondary")};
        }
    }
    const FieldReader certificates = fields.object("certificates");
    if (certificates.node() != nullptr) {
        for (const JsonMember& member : certificates.node()->members) {
            const FieldReader certificate = certificates.object(member.name);
            settings.certificates[member.name]
                = {certificate.textOrEmpty("file"), secrets.read(certificate, "password")};
        }
    }
    settings.managedIdentityToken = secrets.read(fields, "managedIdentity");
}

/// { "provider": { "connection": { "accessToken": secret, "claims": { … } } } }
void readAuthorizations(const FieldReader& fields, LocalSettings& settings)
{
    if (fields.node() == nullptr)
        return;
    const SecretReader secrets(settings.allowPlainSecrets);
    for (const JsonMember& provider : fields.node()->members) {
        const FieldReader connections = fields.object(provider.name);
        if (connections.node() == nullptr)
            continue;
        for (const JsonMember& connection : connections.node()->members) {
            const FieldReader source = connections.object(connection.name);
            reportUnknown(source, {"accessToken", "claims"});
            AuthorizationSource& authorization
                = settings.authorizations[provider.name][connection.name];
            authorization.accessToken = secrets.read(source, "accessToken");
            if (const JsonNode* claims = source.find("claims"))
                authorization.claims = source.rawText(*claims);
        }
    }
}

/// Names of databases with their SQLite files; a file that is not there is told at its place.
void readDatabases(const FieldReader& fields, const std::filesystem::path& folder,
                   PolicySettings& policies)
{
    if (fields.node() == nullptr)
        return;
    for (const JsonMember& database : fields.node()->members) {
        const std::string file = fields.textOrEmpty(database.name);
        std::error_code error;
        if (file.empty() || !std::filesystem::is_regular_file(folder / file, error))
            fields.report(database.value, FindingSeverity::Error, "GL4107",
                          fmt::format("The database \"{}\" has no SQLite file \"{}\" in the "
                                      "workspace; create it, or correct the path.",
                                      database.name, file));
        policies.databases[database.name] = file;
    }
}

void readPolicies(const FieldReader& fields, const std::filesystem::path& folder,
                  PolicySettings& policies)
{
    reportUnknown(fields,
                  {"daprUrl", "dataSources", "databases", "blocklists", "requestTracing",
                   "missingSection", "callerIpHeader", "internalCache"});
    policies.requestTracing = fields.flag("requestTracing").value_or(policies.requestTracing);
    policies.internalCache = fields.flag("internalCache").value_or(policies.internalCache);
    policies.callerIpHeader = fields.textOrEmpty("callerIpHeader");
    static const std::vector<std::string_view> kMissingSections{"inherit", "empty"};
    if (const auto missing = fields.enumeration("missingSection", kMissingSections))
        policies.missingSection = *missing == 0 ? MissingSection::Inherit : MissingSection::Empty;
    policies.daprUrl = fields.text("daprUrl").value_or(policies.daprUrl);
    const FieldReader sources = fields.object("dataSources");
    if (sources.node() != nullptr) {
        for (const JsonMember& source : sources.node()->members)
            policies.dataSources[source.name] = sources.rawText(source.value);
    }
    readDatabases(fields.object("databases"), folder, policies);
    const FieldReader blocklists = fields.object("blocklists");
    if (blocklists.node() != nullptr) {
        for (const JsonMember& list : blocklists.node()->members)
            policies.blocklists[list.name] = blocklists.texts(list.name);
    }
}

void readDemo(const FieldReader& fields, DemoSettings& demo)
{
    reportUnknown(fields, {"seed", "latencyScale", "errorScale", "traffic"});
    if (const auto seed = fields.number("seed"); seed && *seed >= 0)
        demo.seed = static_cast<std::uint64_t>(*seed);
    demo.latencyScale = fields.number("latencyScale").value_or(demo.latencyScale);
    demo.errorScale = fields.number("errorScale").value_or(demo.errorScale);
    const FieldReader traffic = fields.object("traffic");
    reportUnknown(traffic, {"autoStart", "rate", "profile"});
    demo.autoStart = traffic.flag("autoStart").value_or(demo.autoStart);
    demo.rate = traffic.number("rate").value_or(demo.rate);
    if (demo.rate <= 0 || demo.rate > 5000) {
        reportValue(traffic, "rate",
                    "\"rate\" must be above 0 and at most 5000 requests a second.");
        demo.rate = DemoSettings{}.rate;
    }
    static const std::vector<std::string_view> kProfiles{"steady", "wave", "burst"};
    if (const auto profile = traffic.enumeration("profile", kProfiles))
        demo.profile = kProfiles[*profile];
}

template<class Duration>
void readDuration(const FieldReader& fields, std::string_view name, Duration& duration)
{
    const auto text = fields.text(name);
    if (!text)
        return;
    if (const auto parsed = parseIsoDuration(*text))
        duration = std::chrono::duration_cast<Duration>(*parsed);
    else
        reportValue(fields, name,
                    fmt::format("\"{}\" is no ISO 8601 duration such as P7D or PT5S.", *text));
}

void readStore(const FieldReader& fields, StoreSettings& store)
{
    reportUnknown(fields, {"path", "retention", "maxSizeMb", "captureBodies", "maxBodyKb"});
    store.path = fields.textOrEmpty("path");
    readDuration(fields, "retention", store.retention);
    if (const auto megabytes = fields.number("maxSizeMb"); megabytes && *megabytes >= 16)
        store.maxBytes = static_cast<std::uint64_t>(*megabytes) * kMegabyte;
    else if (megabytes)
        reportValue(fields, "maxSizeMb", "\"maxSizeMb\" must be at least 16.");
    store.captureBodies = fields.flag("captureBodies").value_or(store.captureBodies);
    if (const auto kilobytes = fields.number("maxBodyKb"); kilobytes && *kilobytes >= 0)
        store.captureBodyBytes = static_cast<std::uint64_t>(*kilobytes) * 1024;
}

ForwardSettings readDestination(const FieldReader& fields, const SecretReader& secrets)
{
    reportUnknown(fields,
                  {"name", "type", "enabled", "connectionString", "endpoint", "headers", "loggers",
                   "encoding", "gzip", "batchItems", "batchInterval", "queueMb", "filter"});
    ForwardSettings destination;
    destination.name = fields.textOrEmpty("name");
    static const std::vector<std::string_view> kTypes{"applicationInsights", "otlpHttp"};
    if (const auto type = fields.enumeration("type", kTypes))
        destination.type = kTypes[*type];
    destination.isEnabled = fields.flag("enabled").value_or(true);
    destination.connectionString = secrets.read(fields, "connectionString");
    destination.url = fields.textOrEmpty("endpoint");
    destination.headers = secrets.readAll(fields.object("headers"));
    destination.loggers = fields.texts("loggers");
    std::erase(destination.loggers, "*");
    destination.filter = fields.textOrEmpty("filter");
    destination.encoding = fields.text("encoding").value_or(destination.encoding);
    destination.isGzipped = fields.flag("gzip").value_or(true);
    destination.batchItems = fields.integer("batchItems").value_or(destination.batchItems);
    readDuration(fields, "batchInterval", destination.batchInterval);
    if (const auto megabytes = fields.number("queueMb"); megabytes && *megabytes >= 1)
        destination.queueBytes = static_cast<std::uint64_t>(*megabytes) * kMegabyte;
    const bool isInsights = destination.type == "applicationInsights";
    if (isInsights ? !destination.connectionString : destination.url.empty())
        fields.report(*fields.node(), FindingSeverity::Error, "GL4105",
                      fmt::format("The destination \"{}\" needs \"{}\".", destination.name,
                                  isInsights ? "connectionString" : "endpoint"));
    return destination;
}

} // namespace

LocalSettings readLocalSettings(const FieldReader& fields, const std::filesystem::path& folder)
{
    LocalSettings settings;
    reportUnknown(fields,
                  {"$schema", "version", "listen", "deployment", "urls", "secrets", "tls", "demo",
                   "store", "forward", "policies"});
    if (fields.number("version").value_or(kKnownVersion) > kKnownVersion) {
        fields.report(*fields.find("version"), FindingSeverity::Error, "GL4101",
                      "This file was written by a newer Gatelens; its settings are not used.");
        return settings;
    }
    readListeners(fields.object("listen"), settings);

    const FieldReader deployment = fields.object("deployment");
    reportUnknown(deployment, {"serviceName", "serviceId", "region", "gatewayId"});
    settings.deployment.serviceName
        = deployment.text("serviceName").value_or(settings.deployment.serviceName);
    settings.deployment.serviceId
        = deployment.text("serviceId").value_or(settings.deployment.serviceId);
    settings.deployment.region = deployment.text("region").value_or(settings.deployment.region);
    settings.deployment.gatewayId
        = deployment.text("gatewayId").value_or(settings.deployment.gatewayId);

    const FieldReader urls = fields.object("urls");
    reportUnknown(urls, {"apis", "backends", "hosts", "allowUnlisted"});
    settings.urls.apis = readTargets(urls.object("apis"));
    settings.urls.backends = readTargets(urls.object("backends"));
    settings.urls.hosts = readTargets(urls.object("hosts"));
    settings.urls.allowUnlisted = urls.flag("allowUnlisted").value_or(true);

    const FieldReader secrets = fields.object("secrets");
    settings.allowPlainSecrets = secrets.flag("allowPlain").value_or(false);
    readSecrets(secrets, settings);
    readAuthorizations(secrets.object("authorizations"), settings);
    readPolicies(fields.object("policies"), folder, settings.policies);

    const FieldReader tls = fields.object("tls");
    reportUnknown(tls, {"certificate", "key", "clientCa", "upstreamCa", "verifyUpstream"});
    settings.tls.certificateFile = tls.textOrEmpty("certificate");
    settings.tls.privateKeyFile = tls.textOrEmpty("key");
    settings.tls.clientCaFile = tls.textOrEmpty("clientCa");
    settings.tls.upstreamCaFile = tls.textOrEmpty("upstreamCa");
    settings.tls.verifyUpstream = tls.flag("verifyUpstream").value_or(true);

    readDemo(fields.object("demo"), settings.demo);
    readStore(fields.object("store"), settings.store);
    const SecretReader secretReader(settings.allowPlainSecrets);
    for (const FieldReader& destination : fields.objects("forward"))
        settings.forward.push_back(readDestination(destination, secretReader));
    return settings;
}

} // namespace gatelens
