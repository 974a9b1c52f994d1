#pragma once

#include "core/base/time.h"
#include "core/message/message.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatelens::expression {

class Variables;

// The plain facts behind the `context` tree of policy expressions. The gateway fills them from its
// configuration, once per configuration where it can; tests and `gatelensctl eval` fill them from
// JSON. Null pointers are null in `context`. Members and nullability follow the reference of policy
// expressions, chapter 2.

struct SubscriptionKeyNames
{
    std::string header = "Ocp-Apim-Subscription-Key";
    std::string query = "subscription-key";
};

struct ApiFacts
{
    std::string id;
    std::string name;
    std::string path; ///< suffix, prefixed with "/"
    std::string revision = "1";
    bool isCurrentRevision = true;
    std::optional<std::string> version;
    std::optional<Url> serviceUrl;
    std::vector<std::string> protocols;
    SubscriptionKeyNames subscriptionKeyParameterNames;
};

struct OperationFacts
{
    std::string id;
    std::string method;
    std::string name;
    std::string urlTemplate;
};

struct GroupFacts
{
    std::string id;
    std::string name;
};

struct ProductFacts
{
    std::string id;
    std::string name;
    bool approvalRequired = false;
    bool subscriptionRequired = true;
    std::optional<int> subscriptionsLimit;
    bool isPublished = true;
    std::vector<GroupFacts> groups;
    std::vector<ApiFacts> apis;
};

struct SubscriptionFacts
{
    std::string id;
    std::string name;
    std::string key; ///< the key used by this request
    std::string primaryKey;
    std::string secondaryKey;
    Timestamp createdDate;
    std::optional<Timestamp> startDate;
    std::optional<Timestamp> endDate;
};

struct UserFacts
{
    std::string id;
    std::string email;
    std::string firstName;
    std::string lastName;
    std::string note;
    Timestamp registrationDate;
    std::vector<GroupFacts> groups;
    std::vector<std::pair<std::string, std::string>> identities; ///< id, provider
};

struct DeploymentFacts
{
    std::string gatewayId = "managed";
    std::string gatewayInstanceId = "managed";
    bool isManagedGateway = true;
    std::string region = "local";
    std::string serviceId = "gatelens";
    std::string serviceName = "gatelens.azure-api.net";
    std::vector<std::pair<std::string, std::string>> certificates; ///< id, DER
};

struct BackendFacts
{
    std::string id;
    std::string azureRegion;
    bool isPool = false;
};

struct WorkspaceFacts
{
    std::string id;
    std::string name;
};

/// `context.LastError`. Members other than source and message may be absent (null).
struct LastErrorFacts
{
    std::string source;
    std::optional<std::string> reason;
    std::string message;
    std::optional<std::string> scope;
    std::optional<std::string> section;
    std::optional<std::string> path;
    std::optional<std::string> policyId;
};

/// `context.GraphQL`: JSON texts.
struct GraphQlFacts
{
    std::string arguments;
    std::optional<std::string> parent;
};

/// Everything one evaluation can see. Owned by the exchange; used by one thread at a time.
struct PolicyContext
{
    const ApiFacts* api = nullptr;
    const OperationFacts* operation = nullptr;
    const ProductFacts* product = nullptr;
    const SubscriptionFacts* subscription = nullptr;
    const UserFacts* user = nullptr;
    const DeploymentFacts* deployment = nullptr;
    const BackendFacts* backend = nullptr;
    const WorkspaceFacts* workspace = nullptr;
    const LastErrorFacts* lastError = nullptr;
    const GraphQlFacts* graphQl = nullptr;

    RequestMessage* request = nullptr; ///< never null during evaluation
    ResponseMessage* response = nullptr;
    Variables* variables = nullptr; ///< never null during evaluation

    std::string requestId; ///< GUID
    Timestamp timestamp;
    bool isTracing = false;

    std::chrono::steady_clock::time_point startedAt;
    std::optional<Micros> fixedElapsed; ///< used instead of the clock in tests and replays

    /// Receives `context.Trace(...)`; may be empty.
    std::function<void(std::string)> trace;
};

} // namespace gatelens::expression
