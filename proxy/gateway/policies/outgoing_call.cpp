#include "proxy/gateway/policies/outgoing_call.h"

#include "core/telemetry/ids.h"
#include "proxy/gateway/forwarding.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/stopwatch.h"
#include "proxy/gateway/policies/text.h"

#include <charconv>
#include <ctime>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

Url joined(Url base, const std::string& path, const std::string& query)
{
    if (!path.empty())
        base.path = joinPaths(base.path, path);
    base.query = query;
    return base;
}

/// Sets up what the record keeps of the request's body; returns the body to send.
OutgoingBody captured(OutgoingBody body, const std::shared_ptr<BodyCapture>& capture)
{
    if (body.isStream())
        body.stream = capturing(std::move(body.stream), capture);
    else if (!body.bytes.empty())
        capture->add(body.bytes);
    return body;
}

} // namespace

awaitable<Result<IncomingResponse>> sendCall(Execution& execution, OutgoingCall call)
{
    ExchangeContext& context = execution.context;
    const std::string spanId = newCallId(context);
    addCorrelation(call.headers, context, spanId);
    const Url shown = joined(call.base, call.path, call.query);
    BackendCall begun = beginCall(call.kind, call.method, shown, call.backendId, call.headers);
    begun.spanId = spanId;
    const std::size_t index = addCall(context, std::move(begun));
    const std::shared_ptr<BodyCapture> requestCapture = context.callCaptures.back().request;
    const std::shared_ptr<BodyCapture> responseCapture = context.callCaptures.back().response;
    const Stopwatch stopwatch;

    Result<IncomingResponse> response = Error{};
    Result<Url> resolved = execution.services.resolve(call.base, call.apiKey, call.backendId);
    if (resolved) {
        OutgoingRequest request;
        request.method = std::move(call.method);
        request.url = joined(std::move(*resolved), call.path, call.query);
        request.headers = std::move(call.headers);
        request.body = captured(std::move(call.body), requestCapture);
        request.timeout = call.timeout;
        request.verifyCertificateChain = call.verifyCertificateChain;
        request.verifyCertificateName = call.verifyCertificateName;
        request.identity = std::move(call.identity);
        request.proxy = std::move(call.proxy);
        request.upgrade = std::move(call.upgrade);
        request.version = call.version;
        request.continueTimeout = call.continueTimeout;
        HttpTransport& transport = execution.services.transportFor(request.url);
        response = co_await transport.send(std::move(request));
    } else
        response = std::move(resolved).error();

    BackendCall& record = context.record->backendCalls[index];
    record.duration = stopwatch.elapsed();
    if (!response) {
        const Error& error = response.error();
        const std::string reason = callFailureReason(error, context.isClientGone);
        record.failure = reason == "Timeout" ? reason : reason + ": " + error.message;
        co_return response;
    }
    record.statusCode = response->statusCode;
    record.timing = response->timing;
    record.response.headers = response->headers;
    if (response->body)
        response->body = capturing(std::move(response->body), responseCapture);
    co_return response;
}

std::string callFailureReason(const Error& error, bool isClientGone)
{
    if (isClientGone)
        return "ClientConnectionFailure";
    return error.code == ErrorCode::Timeout ? "Timeout" : "BackendConnectionFailure";
}

awaitable<Result<ResponseMessage>> sendAndRead(Execution& execution, OutgoingCall call)
{
    Result<IncomingResponse> response = co_await sendCall(execution, std::move(call));
    if (!response)
        co_return std::move(response).error();
    ResponseMessage message;
    message.statusCode = response->statusCode;
    message.statusReason = response->reason.empty()
        ? std::string(reasonPhrase(response->statusCode))
        : std::move(response->reason);
    message.headers = returnedHeaders(std::move(response->headers));
    if (response->body) {
        Result<std::string> bytes
            = co_await readAll(*response->body, execution.plan.bodyLimitBytes);
        if (!bytes)
            co_return std::move(bytes).error();
        message.body = {MessageBody::State::Buffered, std::move(*bytes)};
    }
    co_return message;
}

std::optional<std::chrono::seconds> retryAfterOf(const HeaderList& headers, Timestamp now)
{
    const std::string* value = headers.find("Retry-After");
    if (value == nullptr)
        return std::nullopt;
    const std::string_view text = trimmed(*value);
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc() && end == text.data() + text.size())
        return std::chrono::seconds(std::max<std::int64_t>(seconds, 0));
    std::tm date{};
    if (strptime(std::string(text).c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date) == nullptr)
        return std::nullopt;
    const auto at = std::chrono::system_clock::from_time_t(timegm(&date));
    return std::max(std::chrono::ceil<std::chrono::seconds>(at - now), std::chrono::seconds(0));
}

} // namespace gatelens::proxy
