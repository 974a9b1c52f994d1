#pragma once

#include "core/base/finding.h"
#include "core/message/url.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatelens {

// Azure API Management entities as the APIOps artifact layout describes them (reference "formats",
// part A). Ids are resource names; references hold the last segment of the id. A missing optional
// means that the file has no such member, so that defaults stay visible as defaults.

/// A policy document's text and the file it came from, relative to the workspace's folder.
struct PolicySource
{
    std::string file;
    std::string text;

    friend bool operator==(const PolicySource&, const PolicySource&) = default;
};

struct Operation
{
    struct Parameter
    {
        std::string name;
        bool isRequired = false;
        std::string type; ///< OpenAPI type, "" when unknown
        std::string schema; ///< JSON Schema text, "" when none

        friend bool operator==(const Parameter&, const Parameter&) = default;
    };

    /// One content of a request or response body.
    struct Content
    {
        std::string contentType;
        std::string schema; ///< JSON Schema text with references resolved, "" when none
        std::string example; ///< JSON text, "" when none

        friend bool operator==(const Content&, const Content&) = default;
    };

    struct Response
    {
        int statusCode = 200; ///< 0 for `default`
        std::string description;
        std::vector<Parameter> headers;
        std::vector<Content> contents;

        friend bool operator==(const Response&, const Response&) = default;
    };

    std::string id;
    std::string displayName;
    std::string method; ///< upper case
    std::string urlTemplate; ///< "/sessions/{sessionId}?q={q}"
    std::string description;
    std::vector<Parameter> pathParameters;
    std::vector<Parameter> queryParameters;
    std::vector<Parameter> headerParameters;
    bool isRequestBodyRequired = false;
    std::vector<Content> requestContents;
    std::vector<Response> responses;
    std::optional<PolicySource> policy;

    friend bool operator==(const Operation&, const Operation&) = default;
};

enum class MaskingMode
{
    Mask,
    Hide
};

struct MaskingRule
{
    std::string value; ///< header or query parameter name
    MaskingMode mode = MaskingMode::Mask;

    friend bool operator==(const MaskingRule&, const MaskingRule&) = default;
};

/// Settings of one direction of a diagnostic (frontend/backend, request/response).
struct MessageDiagnostic
{
    std::vector<std::string> headers;
    int bodyBytes = 0; ///< at most 8192
    std::vector<MaskingRule> maskedHeaders;
    std::vector<MaskingRule> maskedQueryParameters;

    friend bool operator==(const MessageDiagnostic&, const MessageDiagnostic&) = default;
};

enum class Verbosity
{
    Verbose,
    Information,
    Error
};
enum class CorrelationProtocol
{
    None,
    Legacy,
    W3C
};
enum class OperationNameFormat
{
    Name,
    Url
};

struct Diagnostic
{
    std::string id; ///< "applicationinsights", "azuremonitor", "local"
    std::string loggerId;
    bool alwaysLogErrors = false;
    double samplingPercentage = 100;
    Verbosity verbosity = Verbosity::Information;
    CorrelationProtocol correlation = CorrelationProtocol::Legacy;
    bool logClientIp = false;
    OperationNameFormat operationNameFormat = OperationNameFormat::Name;
    bool metrics = false;
    MessageDiagnostic frontendRequest;
    MessageDiagnostic frontendResponse;
    MessageDiagnostic backendRequest;
    MessageDiagnostic backendResponse;

    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// A GraphQL field's resolver: a document of its own that inherits nothing. `apis/<api>/resolvers/
/// <id>/resolverInformation.json` names the field as the management API does ("Query/users"), and
/// `policy.xml` beside it holds the data source.
struct Resolver
{
    std::string id;
    std::string type; ///< "Query", "Mutation", an object type
    std::string field;
    PolicySource policy;

    friend bool operator==(const Resolver&, const Resolver&) = default;
};

enum class ApiType
{
    Http,
    Soap,
    WebSocket,
    GraphQl
};

struct Api
{
    std::string id; ///< folder name without ";rev=N"
    std::string revision = "1";
    bool isCurrent = true; ///< the folder has no ";rev="
    std::string displayName;
    std::string path; ///< suffix without slashes at its ends
    std::vector<std::string> protocols{"https"};
    std::string
        serviceUrl; ///< "" when none; from the specification's servers when the file has none
    bool subscriptionRequired = true;
    std::string subscriptionKeyHeader = "Ocp-Apim-Subscription-Key";
    std::string subscriptionKeyQuery = "subscription-key";
    ApiType type = ApiType::Http;
    std::string version; ///< "" is the Original version
    std::string versionSetId; ///< "" when unversioned
    std::string description;
    std::string workspaceId; ///< "" outside workspaces
    std::vector<Operation> operations;
    std::optional<PolicySource> policy;
    std::vector<Diagnostic> diagnostics;
    std::vector<std::string> tags;
    std::string specificationFile; ///< relative, "" when none
    bool isPartial = false; ///< no information file: the API exists in Azure already
    std::optional<PolicySource> graphQlSchema; ///< the schema language text of a GraphQL API
    std::vector<Resolver> resolvers;
    std::optional<PolicySource> odataMetadata; ///< CSDL of an OData API: specification.edmx
    bool isPassThrough = false; ///< SOAP, GraphQL, OData without another specification: requests
                                ///< pass through without operations

    /// "id" or "id;rev=N": the folder's name, and the key of `urls.apis` in gatelens.json.
    [[nodiscard]] std::string key() const { return isCurrent ? id : id + ";rev=" + revision; }

    friend bool operator==(const Api&, const Api&) = default;
};

enum class VersioningScheme
{
    Segment,
    Query,
    Header
};

struct VersionSet
{
    std::string id;
    std::string displayName;
    VersioningScheme scheme = VersioningScheme::Segment;
    std::string queryName;
    std::string headerName;

    friend bool operator==(const VersionSet&, const VersionSet&) = default;
};

struct Product
{
    std::string id;
    std::string displayName;
    std::string description;
    bool subscriptionRequired = true;
    bool approvalRequired = false;
    std::optional<int> subscriptionsLimit;
    bool isPublished = false;
    std::vector<std::string> apiIds;
    std::vector<std::string> groupIds;
    std::optional<PolicySource> policy;

    friend bool operator==(const Product&, const Product&) = default;
};

enum class SubscriptionState
{
    Active,
    Suspended,
    Expired,
    Submitted,
    Rejected,
    Cancelled
};
enum class SubscriptionScope
{
    AllApis,
    Product,
    Api
};

struct Subscription
{
    std::string id;
    std::string displayName;
    SubscriptionScope scope = SubscriptionScope::AllApis;
    std::string scopeId; ///< product or API, "" for all APIs
    SubscriptionState state = SubscriptionState::Submitted;
    bool allowTracing = false;
    std::string ownerId;
    std::optional<std::string> primaryKey; ///< in clear in the file, which a finding warns of
    std::optional<std::string> secondaryKey;

    friend bool operator==(const Subscription&, const Subscription&) = default;
};

struct Group
{
    std::string id;
    std::string displayName;

    friend bool operator==(const Group&, const Group&) = default;
};

struct NamedValue
{
    std::string id;
    std::string displayName; ///< the name in {{…}}
    std::optional<std::string> value; ///< absent for secrets
    bool isSecret = false;
    std::string keyVaultSecret; ///< secret identifier, "" when none

    friend bool operator==(const NamedValue&, const NamedValue&) = default;
};

struct PolicyFragment
{
    std::string id;
    std::string description;
    PolicySource policy;

    friend bool operator==(const PolicyFragment&, const PolicyFragment&) = default;
};

/// A workspace inside the API Management service (Premium): a scope between global and product.
struct ServiceWorkspace
{
    std::string id;
    std::string displayName;
    std::optional<PolicySource> policy;

    friend bool operator==(const ServiceWorkspace&, const ServiceWorkspace&) = default;
};

struct CircuitBreakerRule
{
    struct StatusRange
    {
        int min = 500;
        int max = 599;

        friend bool operator==(const StatusRange&, const StatusRange&) = default;
    };

    std::string name;
    std::optional<int> failureCount;
    std::optional<int> failurePercentage;
    std::chrono::seconds interval{0};
    std::vector<StatusRange> statusCodeRanges;
    std::vector<std::string> errorReasons;
    std::chrono::seconds tripDuration{0};
    bool acceptRetryAfter = false;

    friend bool operator==(const CircuitBreakerRule&, const CircuitBreakerRule&) = default;
};

struct PoolMember
{
    std::string backendId;
    int priority = 1;
    int weight = 1;

    friend bool operator==(const PoolMember&, const PoolMember&) = default;
};

/// The HTTP proxy of a backend; texts may hold {{named values}}.
struct BackendProxy
{
    std::string url;
    std::string username;
    std::string password;

    friend bool operator==(const BackendProxy&, const BackendProxy&) = default;
};

struct Backend
{
    std::string id;
    std::string title;
    std::string url; ///< "" for a pool
    bool isPool = false;
    std::vector<PoolMember> members;
    std::string sessionAffinityCookie; ///< of a pool: cookie that names the member, "" for none
    std::vector<std::pair<std::string, std::string>> credentialHeaders;
    std::vector<std::pair<std::string, std::string>> credentialQuery;
    std::string authorizationScheme;
    std::string authorizationParameter;
    std::vector<std::string> certificates; ///< ids or thumbprints; the first one is presented
    std::optional<BackendProxy> proxy;
    bool validateCertificateChain = true;
    bool validateCertificateName = true;
    std::vector<CircuitBreakerRule> circuitBreakerRules;

    friend bool operator==(const Backend&, const Backend&) = default;
};

/// A schema of the service's schema store, which validate-content names by id. `schemas/<id>/
/// schemaInformation.json`, as the management API describes it.
struct Schema
{
    std::string id;
    bool isXml = false;
    std::string text;

    friend bool operator==(const Schema&, const Schema&) = default;
};

/// An external cache: Redis, reached by a StackExchange.Redis connection string. `caches/<id>/
/// cacheInformation.json`, as the management API describes it.
struct Cache
{
    std::string id;
    std::string description;
    std::string connectionString; ///< may hold {{named values}}
    std::string useFromLocation; ///< "default" or a region

    friend bool operator==(const Cache&, const Cache&) = default;
};

enum class LoggerType
{
    ApplicationInsights,
    AzureEventHub,
    AzureMonitor
};

struct Logger
{
    std::string id;
    LoggerType type = LoggerType::ApplicationInsights;
    std::string description;
    bool isBuffered = true;
    std::map<std::string, std::string> credentials; ///< values may hold {{named values}}

    friend bool operator==(const Logger&, const Logger&) = default;
};

} // namespace gatelens
