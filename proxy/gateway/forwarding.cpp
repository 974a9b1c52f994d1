#include "proxy/gateway/forwarding.h"

#include "core/base/time.h"
#include "core/telemetry/ids.h"
#include "core/telemetry/trace_context.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatelens::proxy {

namespace {

constexpr std::array<std::string_view, 9> kHopByHop{
    "connection",        "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
    "transfer-encoding", "upgrade",    "proxy-connection"};

/// Names in a Connection header belong to the connection as well.
bool isNamedIn(std::string_view list, std::string_view name)
{
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        std::string_view entry = list.substr(0, comma);
        while (!entry.empty() && (entry.front() == ' ' || entry.front() == '\t'))
            entry.remove_prefix(1);
        while (!entry.empty() && (entry.back() == ' ' || entry.back() == '\t'))
            entry.remove_suffix(1);
        if (equalsIgnoringCase(entry, name))
            return true;
        if (comma == std::string_view::npos)
            break;
        list.remove_prefix(comma + 1);
    }
    return false;
}

/// A Host that the client sent names the gateway; one that differs was set by a policy.
bool isClientsHost(const ExchangeContext& context, std::string_view host)
{
    return equalsIgnoringCase(host, context.request.originalUrl.authority())
        || equalsIgnoringCase(host, context.request.originalUrl.host);
}

bool isForwarded(const HeaderField& field, const std::string* connection,
                 const ExchangeContext& context)
{
    if (isHopByHop(field.name) || equalsIgnoringCase(field.name, "Content-Length")
        || equalsIgnoringCase(field.name, "Expect"))
        return false;
    if (equalsIgnoringCase(field.name, "Host"))
        return !isClientsHost(context, field.value);
    return connection == nullptr || !isNamedIn(*connection, field.name);
}

} // namespace

bool isHopByHop(std::string_view name) noexcept
{
    return std::any_of(kHopByHop.begin(), kHopByHop.end(),
                       [name](std::string_view entry) { return equalsIgnoringCase(entry, name); });
}

HeaderList forwardedHeaders(const ExchangeContext& context)
{
    HeaderList headers;
    headers.reserve(context.request.headers.size() + 3);
    const std::string* const connection = context.request.headers.find("Connection");
    for (const HeaderField& field : context.request.headers) {
        if (isForwarded(field, connection, context))
            headers.append(field.name, field.value);
    }
    if (context.request.ipAddress.empty())
        return headers;
    if (const std::optional<std::string> chain = headers.joined("X-Forwarded-For", ", "))
        headers.set("X-Forwarded-For", *chain + ", " + context.request.ipAddress);
    else
        headers.append("X-Forwarded-For", context.request.ipAddress);
    return headers;
}

HeaderList returnedHeaders(HeaderList headers)
{
    const bool hasHopByHop
        = std::any_of(headers.begin(), headers.end(),
                      [](const HeaderField& field) { return isHopByHop(field.name); });
    if (!hasHopByHop)
        return headers;
    const std::string* const connection = headers.find("Connection");
    HeaderList kept;
    kept.reserve(headers.size());
    for (const HeaderField& field : headers) {
        if (!isHopByHop(field.name)
            && (connection == nullptr || !isNamedIn(*connection, field.name)))
            kept.append(field.name, field.value);
    }
    return kept;
}

std::string newCallId(const ExchangeContext& context)
{
    if (!context.propagatesLegacy || context.record == nullptr)
        return newSpanId();
    // A legacy id lengthens its caller's by one part.
    return context.record->spanId + newSpanId().substr(0, 8) + ".";
}

void addCorrelation(HeaderList& headers, const ExchangeContext& context, std::string_view spanId)
{
    if (context.record == nullptr)
        return;
    if (context.propagatesW3c) {
        const TraceParent parent{context.record->operationId, std::string(spanId),
                                 context.isSampledFlag};
        headers.set("traceparent", printTraceParent(parent));
        if (!context.traceState.empty())
            headers.set("tracestate", context.traceState);
    } else if (context.propagatesLegacy) {
        headers.set("Request-Id", std::string(spanId));
        if (!context.requestContext.empty())
            headers.set("Request-Context", context.requestContext);
    }
}

BackendCall beginCall(CallKind kind, std::string_view method, const Url& url,
                      std::string_view backendId, const HeaderList& headers)
{
    BackendCall call;
    call.kind = kind;
    call.startedAt = now();
    call.method = method;
    call.url = url.toString();
    call.target = url.authority();
    call.backendId = backendId;
    call.request.headers = headers;
    return call;
}

std::size_t addCall(ExchangeContext& context, BackendCall call)
{
    const std::size_t index = context.record->backendCalls.size();
    context.record->backendCalls.push_back(std::move(call));
    ExchangeContext::CallCapture& capture = context.callCaptures.emplace_back();
    capture.callIndex = index;
    capture.startedAt = std::chrono::steady_clock::now();
    capture.request = std::make_shared<BodyCapture>();
    capture.request->limit = context.captureBytes;
    capture.response = std::make_shared<BodyCapture>();
    capture.response->limit = context.captureBytes;
    return index;
}

void finishCalls(ExchangeContext& context)
{
    for (ExchangeContext::CallCapture& capture : context.callCaptures) {
        BackendCall& call = context.record->backendCalls[capture.callIndex];
        capture.request->moveInto(call.request);
        BodyCapture& response = *capture.response;
        if (response.lastReadAt > capture.startedAt) {
            const auto whole
                = std::chrono::duration_cast<Micros>(response.lastReadAt - capture.startedAt);
            const Micros toFirstByte = call.timing.queue + call.timing.connect + call.timing.tls
                + call.timing.send + call.timing.firstByte;
            call.timing.receive = std::max(whole - toFirstByte, Micros(0));
            call.duration = std::max(call.duration, whole);
        }
        if (response.isBroken && call.failure.empty())
            call.failure = "BackendConnectionFailure: the response broke off";
        response.moveInto(call.response);
    }
    context.callCaptures.clear();
}

} // namespace gatelens::proxy
