#pragma once

#include "core/base/time.h"
#include "core/message/header_list.h"
#include "core/telemetry/items.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatelens {

/// The gateway that produced an exchange: constant for a run of the gateway, shared by its
/// exchanges and written to the store once.
struct GatewayIdentity
{
    std::string serviceId = "gatelens"; ///< short name, property "Service ID"
    std::string serviceName = "gatelens.azure-api.net"; ///< property "Service Name"
    std::string region = "local";
    std::string gatewayId = "managed";
    std::string cloudRoleName; ///< "service.azure-api.net Region"
    std::string cloudRoleInstance = "gatelens_0";
    std::string sdkVersion = "apim:gatelens";

    friend bool operator==(const GatewayIdentity&, const GatewayIdentity&) = default;
};

/// One message as the local store keeps it: after masking, its body cut to the capture limit.
struct MessageCapture
{
    HeaderList headers;
    std::string body; ///< the first bytes; may be shorter than the message's body
    std::uint64_t bodyBytes = 0; ///< size on the wire
    bool isBodyCut = false;

    friend bool operator==(const MessageCapture&, const MessageCapture&) = default;
};

/// Why a backend was called.
enum class CallKind
{
    ForwardRequest,
    SendRequest,
    SendOneWayRequest
};

/// Where the time of one call went; zero for what did not happen (a pooled connection connects in
/// no time).
struct CallTiming
{
    Micros queue{0};
    Micros connect{0};
    Micros tls{0};
    Micros send{0};
    Micros firstByte{0};
    Micros receive{0};

    friend bool operator==(const CallTiming&, const CallTiming&) = default;
};

/// One attempt to reach a backend; becomes a Dependency.
struct BackendCall
{
    CallKind kind = CallKind::ForwardRequest;
    std::string spanId; ///< went out in `traceparent`; id of the dependency
    Timestamp startedAt;
    Micros duration{0};
    std::string method;
    std::string url; ///< full, masked
    std::string target; ///< host, with the port when it is not the default
    std::string backendId; ///< backend entity, empty for a bare URL
    int statusCode = 0; ///< 0: no answer
    std::string
        failure; ///< why there was no whole answer: "Timeout", "BackendConnectionFailure: …"
    CallTiming timing;
    MessageCapture request;
    MessageCapture response;

    friend bool operator==(const BackendCall&, const BackendCall&) = default;
};

/// `context.LastError` in the end; becomes an Exception.
struct ExchangeError
{
    Timestamp at;
    std::string source;
    std::string reason;
    std::string message;
    std::string scope;
    std::string section;
    std::string path;
    std::string policyId;

    friend bool operator==(const ExchangeError&, const ExchangeError&) = default;
};

/// What one `trace` policy said; becomes a Trace.
struct PolicyMessage
{
    Timestamp at;
    Severity severity = Severity::Verbose; ///< Verbose, Information or Error
    std::string source;
    std::string message;
    Properties metadata;

    friend bool operator==(const PolicyMessage&, const PolicyMessage&) = default;
};

/// One run of `emit-metric` or a token metric policy.
struct PolicyMetric
{
    Timestamp at;
    std::string name;
    std::string metricNamespace;
    double value = 1;
    Properties dimensions;

    friend bool operator==(const PolicyMetric&, const PolicyMetric&) = default;
};

/// What a `recorded` policy would have sent to a system that does not exist locally (event hub,
/// service bus, …).
struct RecordedMessage
{
    Timestamp at;
    std::string policy; ///< element name
    std::string destination; ///< logger or queue
    Properties properties; ///< partition key and the like
    std::string body;

    friend bool operator==(const RecordedMessage&, const RecordedMessage&) = default;
};

enum class StepOutcome
{
    Ran,
    Skipped,
    Ended,
    Failed
};

/// One policy statement of a traced exchange.
struct PolicyStep
{
    std::string section; ///< inbound, backend, outbound, on-error
    std::string scope; ///< global, workspace, product, api, operation
    std::string
        scopeName; ///< id of the product, API or operation; of the fragment when it stands in one
    std::string policy; ///< element name
    std::string file; ///< relative to the workspace
    std::uint32_t line = 0;
    std::uint32_t depth = 0; ///< nesting: 0 directly in the section
    StepOutcome outcome = StepOutcome::Ran;
    Micros startedAfter{0}; ///< since the exchange began
    Micros duration{0};
    std::string summary; ///< what it did, in a few words ("x-attendee = attendee-17")
    /// JSON object: evaluated attributes, taken branch, before/after of headers, status, variables,
    /// body size.
    std::string detail;

    friend bool operator==(const PolicyStep&, const PolicyStep&) = default;
};

/// Why a logger got an exchange, or did not.
enum class KeepReason
{
    Drawn, ///< within the percentage
    AlwaysLogErrors, ///< not drawn, but failed and `alwaysLog: allErrors`
    SampledOut,
    Verbosity, ///< verbosity `error` and the request succeeded
};

/// Headers and the beginning of a body that one logger's settings select, masked by its rules.
struct LoggedMessage
{
    Properties headers; ///< names as configured
    std::string body;

    friend bool operator==(const LoggedMessage&, const LoggedMessage&) = default;
};

/// What one Application Insights logger received of an exchange, and why.
struct LoggerOutcome
{
    std::string loggerId;
    std::string diagnosticScope; ///< "service" or "api"
    std::string instrumentationKey;
    double percentage = 100; ///< configured
    bool isKept = true; ///< request, dependencies and exceptions
    KeepReason reason = KeepReason::Drawn;
    double sampleRate = 100; ///< stamped on what was kept
    Severity verbosity
        = Severity::Information; ///< Verbose, Information or Error: least severity of traces
    bool hasClientIp = false;
    bool hasMetrics = false;
    bool isUrlOperationName = false; ///< operationNameFormat Url
    std::string url; ///< masked by this logger's rules; empty: as the exchange's
    LoggedMessage frontendRequest;
    LoggedMessage frontendResponse;
    std::vector<LoggedMessage> backendRequests; ///< one a backend call, or empty
    std::vector<LoggedMessage> backendResponses;
    std::vector<std::string> backendUrls; ///< one a backend call where masking differs, or empty

    friend bool operator==(const LoggerOutcome&, const LoggerOutcome&) = default;
};

/// One request through the gateway with everything known about it at its end. A value: no pointers
/// to configuration but the shared identity. Nothing in it is unmasked (see core/diagnostics).
struct Exchange
{
    std::int64_t id = 0; ///< given by the store; grows with time
    std::shared_ptr<const GatewayIdentity> gateway;

    std::string requestId; ///< GUID, `context.RequestId`
    std::string operationId; ///< trace id, or root of a legacy Request-Id
    std::string parentId; ///< span of the caller, empty at a root
    std::string spanId; ///< id of the Request item
    std::string requestSource; ///< appId of the caller's Request-Context
    bool isLegacyCorrelation = false;

    Timestamp startedAt;
    Micros duration{0};
    Micros clientTime{0}; ///< receiving the request and sending the response
    Micros inboundTime{0};
    Micros backendTime{0};
    Micros outboundTime{0};

    std::string method;
    std::string url; ///< as the client sent it, masked
    std::string path; ///< without host and query
    std::string clientIp;
    int statusCode = 0; ///< 0: the client left before anything was sent
    bool isSentInFull = true;
    std::string cache = "None"; ///< None, Hit, Miss

    std::string apiId; ///< empty: no API matched
    std::string apiName;
    std::string apiType = "http";
    std::string apiRevision = "1";
    std::string apimOperationId; ///< `context.Operation.Id`; not the trace's operation id
    std::string apimOperationName;
    std::string productId;
    std::string productName;
    std::string subscriptionId;
    std::string subscriptionName;
    std::string userId;
    std::string workspaceId;

    std::uint64_t requestBytes = 0; ///< body, as measured for "Request Size"
    std::uint64_t responseBytes = 0;
    std::uint32_t stepsRun = 0; ///< policy statements executed …
    std::uint32_t stepsTotal = 0; ///< … of those in the effective policy
    bool isAnsweredByGateway = false; ///< no backend answer reached the client

    MessageCapture request;
    MessageCapture response;
    std::vector<BackendCall> backendCalls;
    std::vector<ExchangeError> errors;
    std::vector<PolicyMessage> messages;
    std::vector<PolicyMetric> metrics;
    std::vector<RecordedMessage> recorded;
    std::vector<PolicyStep> steps; ///< empty unless traced
    std::vector<LoggerOutcome> loggers; ///< one an effective diagnostic

    friend bool operator==(const Exchange&, const Exchange&) = default;
};

/// True when the request counts as failed: an error, a status of 400 or more, or not sent in full.
[[nodiscard]] bool isFailed(const Exchange& exchange);

/// "api;rev=1 - operation", or "VERB path" when no operation matched.
[[nodiscard]] std::string operationNameOf(const Exchange& exchange);

/// The items that one logger receives for an exchange, in order: request, dependencies, exceptions,
/// traces. Metrics are aggregated over time and are not part of it. Source: Application Insights
/// reference, part A.
[[nodiscard]] std::vector<TelemetryItem> itemsFor(const Exchange& exchange,
                                                  const LoggerOutcome& outcome);

/// All items of an exchange as the local views show them, whatever any logger kept; no
/// instrumentation key.
[[nodiscard]] std::vector<TelemetryItem> allItemsOf(const Exchange& exchange);

} // namespace gatelens
