#include "proxy/gateway/correlation.h"

#include "core/telemetry/ids.h"
#include "core/telemetry/trace_context.h"

#include <utility>

namespace gatelens::proxy {

namespace {

constexpr std::size_t kLongestLegacyId = 1024;

void beginNew(Exchange& record)
{
    record.operationId = newTraceId();
    record.spanId = newSpanId();
}

void beginW3c(ExchangeContext& context)
{
    Exchange& record = *context.record;
    const auto headers = context.request.headers.all("traceparent");
    std::optional<TraceParent> parent;
    if (headers.size() == 1) // more than one is as good as none
        parent = parseTraceParent(headers.front());
    if (!parent) {
        beginNew(record);
        return;
    }
    record.operationId = std::move(parent->traceId);
    record.parentId = std::move(parent->parentId);
    record.spanId = newSpanId();
    if (std::optional<std::string> state = context.request.headers.joined("tracestate"))
        context.traceState = std::move(*state);
}

void beginLegacy(ExchangeContext& context)
{
    Exchange& record = *context.record;
    record.isLegacyCorrelation = true;
    const std::string* const requestId = context.request.headers.find("Request-Id");
    std::optional<std::string> root;
    if (requestId != nullptr && requestId->size() <= kLongestLegacyId)
        root = legacyRoot(*requestId);
    if (root) {
        record.operationId = std::move(*root);
        record.parentId = *requestId;
    } else {
        record.operationId = newTraceId();
    }
    record.spanId = "|" + record.operationId + "." + newSpanId().substr(0, 8) + ".";
}

} // namespace

void beginCorrelation(ExchangeContext& context, CorrelationProtocol protocol,
                      const std::string& requestContext)
{
    switch (protocol) {
    case CorrelationProtocol::None:
        beginNew(*context.record);
        return;
    case CorrelationProtocol::W3C:
        context.propagatesW3c = true;
        beginW3c(context);
        break;
    case CorrelationProtocol::Legacy:
        context.propagatesLegacy = true;
        context.requestContext = requestContext;
        beginLegacy(context);
        break;
    }
    if (const std::string* const caller = context.request.headers.find("Request-Context"))
        context.record->requestSource = requestContextAppId(*caller).value_or(std::string());
}

} // namespace gatelens::proxy
