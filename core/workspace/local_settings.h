#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gatelens {

/// Where a secret's value comes from (gatelens.json, `secrets`). Never the value itself, except
/// `PlainSecret`, which is refused unless `secrets.allowPlain`.
struct KeychainSecret
{
    std::string name;
    friend bool operator==(const KeychainSecret&, const KeychainSecret&) = default;
};
struct EnvironmentSecret
{
    std::string name;
    friend bool operator==(const EnvironmentSecret&, const EnvironmentSecret&) = default;
};
struct FileSecret
{
    std::string path;
    friend bool operator==(const FileSecret&, const FileSecret&) = default;
};
/// Lower-case hexadecimal SHA-256 of "gatelens-demo:" + text.
struct DemoSecret
{
    std::string text;
    friend bool operator==(const DemoSecret&, const DemoSecret&) = default;
};
struct PlainSecret
{
    std::string value;
    friend bool operator==(const PlainSecret&, const PlainSecret&) = default;
};
using SecretSource
    = std::variant<KeychainSecret, EnvironmentSecret, FileSecret, DemoSecret, PlainSecret>;

struct SubscriptionSecrets
{
    std::optional<SecretSource> primary;
    std::optional<SecretSource> secondary;

    friend bool operator==(const SubscriptionSecrets&, const SubscriptionSecrets&) = default;
};

/// A client certificate with its key: PKCS#12 or PEM.
struct CertificateSource
{
    std::string path;
    std::optional<SecretSource> password;

    friend bool operator==(const CertificateSource&, const CertificateSource&) = default;
};

/// A listener's address; `port` 0 picks a free one.
struct ListenAddress
{
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;

    friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

/// One connection of the credential manager: a token given here, or one that the local token issuer
/// makes.
struct AuthorizationSource
{
    std::optional<SecretSource> accessToken; ///< nullopt: issued locally
    std::string claims = "{}"; ///< JSON object: Authorization.Claims, and of an issued token's body

    friend bool operator==(const AuthorizationSource&, const AuthorizationSource&) = default;
};

/// What a section means that a policy document leaves out; Azure does not say.
enum class MissingSection
{
    Inherit, ///< as if it held <base /> alone
    Empty
};

/// What stands in locally for services that policies call, and where the local gateway can be told
/// to act otherwise.
struct PolicySettings
{
    bool requestTracing = true; ///< Ocp-Apim-Trace is honoured
    MissingSection missingSection = MissingSection::Inherit;
    /// Header with the caller's address, set by a proxy before the gateway; "" takes the peer's.
    std::string callerIpHeader;
    bool internalCache = true; ///< false: there is none, as in the Consumption tier
    std::string daprUrl = "http://localhost:3500"; ///< of the sidecar
    /// Results of SQL and Cosmos DB resolvers, JSON texts by "api/Type/field".
    std::map<std::string, std::string> dataSources;
    /// SQLite files that stand in for databases of sql-data-source, by the database's name; paths
    /// are relative to the workspace.
    std::map<std::string, std::string> databases;
    /// Words that each blocklist of llm-content-safety's local stand-in refuses, by its id.
    std::map<std::string, std::vector<std::string>> blocklists;

    friend bool operator==(const PolicySettings&, const PolicySettings&) = default;
};

struct DeploymentSettings
{
    std::string serviceName = "gatelens";
    std::string serviceId = "gatelens.local";
    std::string region = "local";
    std::string gatewayId = "managed";

    friend bool operator==(const DeploymentSettings&, const DeploymentSettings&) = default;
};

/// Where calls go locally: override texts are absolute URLs or `builtin:<name>/path`.
struct UrlOverrides
{
    std::map<std::string, std::string> apis; ///< by Api::key()
    std::map<std::string, std::string> backends;
    std::map<std::string, std::string> hosts; ///< by "host" or "host:port"
    bool allowUnlisted = true;

    friend bool operator==(const UrlOverrides&, const UrlOverrides&) = default;
};

struct TlsSettings
{
    std::string
        certificateFile; ///< PEM of the listener, "" makes one from the local certificate authority
    std::string privateKeyFile;
    std::string clientCaFile;
    std::string upstreamCaFile; ///< trusted besides the system's
    bool verifyUpstream = true;

    friend bool operator==(const TlsSettings&, const TlsSettings&) = default;
};

struct DemoSettings
{
    std::uint64_t seed = 1;
    double latencyScale = 1;
    double errorScale = 1;
    bool autoStart = false;
    double rate = 5; ///< requests a second
    std::string profile = "steady"; ///< steady, wave, …

    friend bool operator==(const DemoSettings&, const DemoSettings&) = default;
};

struct StoreSettings
{
    std::string path; ///< "" in the user's data folder
    std::chrono::seconds retention{std::chrono::hours(7 * 24)};
    std::uint64_t maxBytes = 1024ULL * 1024 * 1024;
    bool captureBodies = true;
    std::uint64_t captureBodyBytes = 256ULL * 1024;

    friend bool operator==(const StoreSettings&, const StoreSettings&) = default;
};

/// One entry of `forward[]`.
struct ForwardSettings
{
    std::string name;
    std::string type = "applicationInsights"; ///< or otlpHttp
    std::optional<SecretSource> connectionString;
    std::string url; ///< otlpHttp: the base URL (`endpoint` in the file)
    std::map<std::string, SecretSource> headers; ///< added to each request
    bool isEnabled = true;
    std::vector<std::string>
        loggers; ///< which loggers' items; empty: all; "(received)": what the intake received
    std::string filter;
    std::string encoding = "protobuf"; ///< otlpHttp: protobuf or json
    bool isGzipped = true;
    int batchItems = 500;
    std::chrono::milliseconds batchInterval{5000};
    std::uint64_t queueBytes = 64ULL * 1024 * 1024;

    friend bool operator==(const ForwardSettings&, const ForwardSettings&) = default;
};

/// gatelens.json: everything about a workspace that is only local. A null listener is off.
struct LocalSettings
{
    std::optional<ListenAddress> gateway = ListenAddress{"127.0.0.1", 8080};
    std::optional<ListenAddress> gatewayTls;
    std::optional<ListenAddress> ingest = ListenAddress{"127.0.0.1", 4318};
    std::optional<ListenAddress> ingestTls = ListenAddress{"127.0.0.1", 4319};
    std::optional<ListenAddress> otlpGrpc = ListenAddress{"127.0.0.1", 4317};
    std::optional<ListenAddress> openCensus;
    std::optional<ListenAddress> metrics = ListenAddress{"127.0.0.1", 9464};
    DeploymentSettings deployment;
    UrlOverrides urls;
    std::map<std::string, SecretSource> namedValueSecrets; ///< by id (folder name)
    std::map<std::string, SubscriptionSecrets> subscriptionSecrets;
    std::map<std::string, CertificateSource> certificates; ///< by id or thumbprint
    std::optional<SecretSource> managedIdentityToken;
    /// Credential manager: by provider, then by authorization.
    std::map<std::string, std::map<std::string, AuthorizationSource>> authorizations;
    PolicySettings policies;
    bool allowPlainSecrets = false;
    TlsSettings tls;
    DemoSettings demo;
    StoreSettings store;
    std::vector<ForwardSettings> forward;

    friend bool operator==(const LocalSettings&, const LocalSettings&) = default;
};

} // namespace gatelens
