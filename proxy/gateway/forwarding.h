#pragma once

#include "core/message/message.h"
#include "core/telemetry/exchange.h"
#include "proxy/gateway/exchange_context.h"

#include <string>
#include <string_view>

namespace gatelens::proxy {

/// True for header fields that belong to one connection (RFC 9110, 7.6.1) and are never passed on.
[[nodiscard]] bool isHopByHop(std::string_view name) noexcept;

/// Headers of `context.request` for a backend: hop-by-hop fields, those named by Connection, Host,
/// Content-Length and Expect left out, X-Forwarded-For extended with the caller's address. A Host
/// that a policy set is kept.
[[nodiscard]] HeaderList forwardedHeaders(const ExchangeContext& context);

/// Headers of a backend's response for the client, without hop-by-hop fields and framing.
[[nodiscard]] HeaderList returnedHeaders(HeaderList headers);

/// The id of a new call, to be recorded as BackendCall::spanId and sent by `addCorrelation`: a span
/// id, or a legacy id below the exchange's own.
[[nodiscard]] std::string newCallId(const ExchangeContext& context);

/// Sets the propagation headers that the exchange's diagnostics ask for: `traceparent` with
/// `spanId` as parent and `tracestate` (W3C), or `Request-Id` and `Request-Context` (Legacy);
/// leaves the headers alone otherwise.
void addCorrelation(HeaderList& headers, const ExchangeContext& context, std::string_view spanId);

/// A new call record: started now, request line, target and headers noted (raw).
[[nodiscard]] BackendCall beginCall(CallKind kind, std::string_view method, const Url& url,
                                    std::string_view backendId, const HeaderList& headers);

/// Appends `call` to the exchange's record and prepares the capture of both bodies. Returns the
/// index of the call.
std::size_t addCall(ExchangeContext& context, BackendCall call);

/// Moves the captured bodies into the record and completes durations. Called at the end of the
/// exchange, once nothing reads from a backend any more.
void finishCalls(ExchangeContext& context);

} // namespace gatelens::proxy
