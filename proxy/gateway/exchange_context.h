#pragma once

#include "core/base/time.h"
#include "core/expression/policy_context.h"
#include "core/expression/value.h"
#include "core/telemetry/exchange.h"
#include "proxy/gateway/body_capture.h"
#include "proxy/http/body_reader.h"
#include "proxy/http/byte_stream.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatelens {
struct Operation;
}

namespace gatelens::proxy {

class PolicyServices;
struct CompiledBackend; // proxy/gateway/policies/backend_table.h
struct ApiPlan; // proxy/gateway/gateway_plan.h

/// One request on its way through the gateway: what policies read and change. Owned by the
/// connection's coroutine, used on its strand only.
struct ExchangeContext
{
    const ApiPlan* api = nullptr; ///< null: no API matched
    const Operation* operation = nullptr; ///< null: none matched
    PolicyServices* services = nullptr;

    RequestMessage request;
    std::unique_ptr<BodyReader> requestStream; ///< set while request.body is Streaming
    std::optional<ResponseMessage> response;
    std::unique_ptr<BodyReader> responseStream; ///< set while response->body is Streaming

    expression::Variables variables;
    expression::PolicyContext facts; ///< points at request, response and variables above
    expression::LastErrorFacts lastError;

    /// Where forward-request goes. Starts as the API's service URL, changed by set-backend-service;
    /// nullopt when the API has none: forwarding then fails.
    std::optional<Url> backendBaseUrl;
    /// Backend entity or pool selected by set-backend-service; null for a bare URL.
    const CompiledBackend* backend = nullptr;
    /// Protocol the client wishes to switch to ("websocket"), "" for none. forward-request passes
    /// it on and puts the connection that a 101 gave here; the gateway then tunnels.
    std::string upgrade;
    std::unique_ptr<ByteStream> upgraded;
    /// What follows the base URL's path on the way to the backend: the rest of the client's path
    /// after API suffix and version segment, or what rewrite-uri made of it. The query lives in
    /// `request.url`.
    std::string operationPath = "/";

    /// The record in the making. Policies append messages, metrics, calls, steps; raw until
    /// diagnostics mask it.
    std::unique_ptr<Exchange> record;
    /// Bytes of each body that the record keeps at most.
    std::uint64_t captureBytes = 0;
    std::shared_ptr<BodyCapture> requestCapture; ///< the client's body as it is read
    /// One for each entry of record->backendCalls that was made with `addCall`
    /// (proxy/gateway/forwarding.h); merged into the record at the end of the exchange.
    struct CallCapture
    {
        std::size_t callIndex = 0;
        std::chrono::steady_clock::time_point startedAt;
        std::shared_ptr<BodyCapture> request;
        std::shared_ptr<BodyCapture> response;
    };
    std::vector<CallCapture> callCaptures;
    bool isStepTracing = false;
    /// Which propagation headers backend calls get (from the diagnostics; W3C wins over Legacy).
    bool propagatesW3c = false;
    bool propagatesLegacy = false;
    std::string traceState;
    std::string requestContext; ///< our own `appId=cid-v1:…` for legacy correlation
    /// The client has closed its connection: what is waited for is cancelled, nothing more need be
    /// done for it. Loops that wait (retry, wait) end when they see it.
    bool isClientGone = false;
    bool isSampledFlag = true;

    /// Run in order after the response was sent, before the record is finished: counters that
    /// depend on it, one-way calls. record->requestBytes and responseBytes are final by then.
    std::vector<std::function<boost::asio::awaitable<void>()>> deferred;
    /// Applied to the response before outbound starts (rate limit headers).
    std::vector<HeaderField> pendingResponseHeaders;
};

/// The response in the making; an empty 200 is made first when there is none. `facts.response`
/// points at it afterwards.
ResponseMessage& ensureResponse(ExchangeContext& context);

/// Replaces the response and forgets a stream that belonged to the old one.
void setResponse(ExchangeContext& context, ResponseMessage response);

/// Makes `request.url` what forward-request would call now: base URL joined with `operationPath`,
/// query kept. Without a base URL only the path changes. Call after changing either.
void refreshRequestUrl(ExchangeContext& context);

/// Reads the rest of the request's body into request.body (Buffered); no-op otherwise.
/// LimitExceeded, PeerClosed, …
boost::asio::awaitable<Result<void>> bufferRequestBody(ExchangeContext& context,
                                                       std::uint64_t limit);
boost::asio::awaitable<Result<void>> bufferResponseBody(ExchangeContext& context,
                                                        std::uint64_t limit);

} // namespace gatelens::proxy
