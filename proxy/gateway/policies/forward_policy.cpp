#include "proxy/gateway/error_response.h"
#include "proxy/gateway/forwarding.h"
#include "proxy/gateway/policies/backend_choice.h"
#include "proxy/gateway/policies/gathering_reader.h"
#include "proxy/gateway/policies/graphql/graphql_forwarding.h"
#include "proxy/gateway/policies/outgoing_call.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

constexpr int kMostRedirects = 50;

struct ForwardOptions
{
    std::chrono::milliseconds timeout{300'000};
    std::optional<std::chrono::milliseconds> continueTimeout;
    bool followsRedirects = false;
};

bool isRedirect(int statusCode)
{
    return statusCode == 301 || statusCode == 302 || statusCode == 303 || statusCode == 307
        || statusCode == 308;
}

/// Where a Location header leads from `current`; nothing when it cannot be read.
std::optional<Url> redirectTarget(const Url& current, std::string_view location)
{
    if (location.starts_with('/') && !location.starts_with("//")) {
        Url url = current;
        const std::size_t question = location.find('?');
        url.path = location.substr(0, question);
        url.query = question == std::string_view::npos ? std::string()
                                                       : std::string(location.substr(question + 1));
        return url;
    }
    Result<Url> absolute = parseUrl(location);
    return absolute ? std::optional(std::move(*absolute)) : std::nullopt;
}

/// Sends the request to the chosen backend and makes its answer the response.
class ForwardRequest final : public WaitingStep
{
public:
    ForwardRequest(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_timeout = reader.number("timeout", 300);
        m_timeoutMs = reader.has("timeout-ms") ? reader.number("timeout-ms", 0) : PolicyValue();
        if (reader.has("timeout") && reader.has("timeout-ms"))
            compilation.error(reader.position(), "GL6003",
                              "<forward-request>: timeout and timeout-ms exclude each other");
        if (m_timeout.isLiteral() && m_timeout.source() == "0")
            compilation.warning(reader.positionOf("timeout"), "GL6014",
                                "<forward-request>: a timeout of 0 seconds lets every call fail");
        m_followsRedirects = reader.boolean("follow-redirects", false);
        m_buffersRequestBody = reader.literalBoolean("buffer-request-body", false);
        m_failsOnErrorStatus = reader.literalBoolean("fail-on-error-status-code", false);
        m_buffersResponse = reader.literalBoolean("buffer-response", true);
        m_continueTimeout
            = reader.has("continue-timeout") ? reader.number("continue-timeout", 0) : PolicyValue();
        m_version = versionOf(reader);
        if (compilation.plan().api != nullptr)
            m_apiKey = compilation.plan().api->key();
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const std::optional<StepResult> resolved = co_await resolveGraphQl(execution);
        if (resolved)
            co_return *resolved;
        const PolicyResult<ForwardOptions> options = evaluateOptions(execution);
        if (!options)
            co_return options.error();
        PolicyResult<BackendChoice> choice = chooseBackend(execution, m_apiKey);
        if (!choice)
            co_return choice.error();
        if (m_buffersRequestBody) {
            const PolicyResult<void> ready = co_await bufferBodies(execution, {.request = true});
            if (!ready)
                co_return ready.error();
        }
        const std::string where = choice->base.toString();
        if (execution.isTraced())
            execution.step->extra["timeoutSeconds"] = options->timeout.count() % 1000 == 0
                ? boost::json::value(options->timeout.count() / 1000)
                : boost::json::value(static_cast<double>(options->timeout.count()) / 1000.0);
        Result<IncomingResponse> answer
            = co_await send(execution, callFor(execution, *choice, *options), *options);
        noteResult(execution, *choice, answer);
        if (!answer)
            co_return failure(execution, answer.error(), where);
        accept(execution, *choice, std::move(*answer));
        const int statusCode = execution.context.response->statusCode;
        execution.summarize("{} from {}", statusCode, where);
        if (m_failsOnErrorStatus && statusCode >= 400) {
            co_return FailurePtr({.reason = "BackendErrorStatusCode",
                                  .message = fmt::format("The backend answered {}.", statusCode)});
        }
        co_return Next::Continue;
    }

private:
    static HttpVersion versionOf(StatementReader& reader)
    {
        const std::string version = reader.literal("http-version", "1");
        if (version == "2")
            return HttpVersion::Http2;
        if (version == "2or1")
            return HttpVersion::Http2OrHttp1;
        if (version != "1")
            reader.malformed("http-version", "1, 2 or 2or1");
        return HttpVersion::Http1;
    }

    [[nodiscard]] PolicyResult<ForwardOptions> evaluateOptions(Execution& execution) const
    {
        const bool isMs = m_timeoutMs.isPresent();
        const PolicyResult<double> timeout = (isMs ? m_timeoutMs : m_timeout).number(execution);
        if (!timeout)
            return timeout.error();
        const PolicyResult<bool> follows = m_followsRedirects.boolean(execution);
        if (!follows)
            return follows.error();
        ForwardOptions options;
        options.timeout = millisecondsOf(*timeout * (isMs ? 1 : 1000));
        options.followsRedirects = *follows;
        if (m_continueTimeout.isPresent() && expectsContinue(execution.context.request)) {
            const PolicyResult<double> patience = m_continueTimeout.number(execution);
            if (!patience)
                return patience.error();
            options.continueTimeout = millisecondsOf(*patience * 1000);
        }
        return options;
    }

    static std::chrono::milliseconds millisecondsOf(double milliseconds)
    {
        return std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds));
    }

    static bool expectsContinue(const RequestMessage& request)
    {
        const std::string* const expected = request.headers.find("Expect");
        return expected != nullptr && equalsIgnoringCase(*expected, "100-continue");
    }

    [[nodiscard]] OutgoingCall callFor(Execution& execution, const BackendChoice& choice,
                                       const ForwardOptions& options) const
    {
        ExchangeContext& context = execution.context;
        OutgoingCall call;
        call.method = context.request.method;
        call.base = choice.base;
        call.path = context.operationPath;
        call.query = choice.queryWithCredentials(context.request.url.query);
        call.apiKey = choice.apiKey;
        call.backendId = choice.backend == nullptr ? std::string() : choice.backend->entity.id;
        call.headers = forwardedHeaders(context);
        choice.addCredentials(call.headers);
        call.body = takeBody(execution);
        call.timeout = options.timeout;
        call.continueTimeout = options.continueTimeout;
        call.version = m_version;
        call.upgrade = context.upgrade;
        choice.applyConnection(call);
        if (execution.notes.identity)
            call.identity = execution.notes.identity;
        if (execution.notes.proxy)
            call.proxy = execution.notes.proxy;
        return call;
    }

    /// Bytes at hand are copied, so that a retry can send them again. A stream goes out once: a
    /// repeat then has no body, as in the service.
    [[nodiscard]] static OutgoingBody takeBody(Execution& execution)
    {
        ExchangeContext& context = execution.context;
        OutgoingBody body;
        if (context.request.body.state == MessageBody::State::Buffered)
            body.bytes = context.request.body.bytes;
        else if (context.request.body.state == MessageBody::State::Streaming) {
            body.stream = std::move(context.requestStream);
            context.request.body.state = MessageBody::State::Consumed;
            execution.notes.isBodySent = true;
        } else if (execution.notes.isBodySent && execution.isTraced())
            execution.step->extra["body"]
                = "the body was not buffered and went out with an earlier attempt: this attempt "
                  "has none; set buffer-request-body";
        return body;
    }

    awaitable<Result<IncomingResponse>> send(Execution& execution, OutgoingCall call,
                                             const ForwardOptions& options) const
    {
        const std::string bytes = call.body.bytes;
        OutgoingCall next;
        for (int hop = 0;; ++hop) {
            if (options.followsRedirects) {
                next = withoutBody(call);
                if (call.method != "GET" && call.method != "HEAD")
                    next.body.bytes = bytes;
            }
            const Url current = call.base;
            const std::string currentPath = call.path;
            Result<IncomingResponse> answer = co_await sendCall(execution, std::move(call));
            if (!answer || !options.followsRedirects || !isRedirect(answer->statusCode)
                || hop >= kMostRedirects)
                co_return answer;
            const std::string* location = answer->headers.find("Location");
            Url from = current;
            if (!currentPath.empty())
                from.path = joinPaths(current.path, currentPath);
            const std::optional<Url> target
                = location == nullptr ? std::nullopt : redirectTarget(from, *location);
            if (!target)
                co_return answer;
            if (answer->body)
                static_cast<void>(co_await readAll(*answer->body, kRedirectBodyLimit));
            redirect(next, *target, answer->statusCode);
            call = std::move(next);
        }
    }

    /// The call again, for another hop; the body is given by the caller.
    static OutgoingCall withoutBody(const OutgoingCall& call)
    {
        OutgoingCall copy;
        copy.kind = call.kind;
        copy.method = call.method;
        copy.headers = call.headers;
        copy.timeout = call.timeout;
        copy.verifyCertificateChain = call.verifyCertificateChain;
        copy.verifyCertificateName = call.verifyCertificateName;
        copy.identity = call.identity;
        copy.proxy = call.proxy;
        copy.version = call.version;
        return copy;
    }

    static void redirect(OutgoingCall& call, const Url& target, int statusCode)
    {
        call.base = target;
        call.base.query.clear();
        call.query = target.query;
        const bool becomesGet = statusCode == 303
            || ((statusCode == 301 || statusCode == 302) && call.method == "POST");
        if (becomesGet && call.method != "HEAD") {
            call.method = "GET";
            call.body.bytes.clear();
            call.headers.remove("Content-Type");
        }
    }

    static void noteResult(Execution& execution, const BackendChoice& choice,
                           const Result<IncomingResponse>& answer)
    {
        if (choice.backend == nullptr)
            return;
        const Timestamp now = execution.services.now();
        CallResult result;
        if (answer) {
            result.statusCode = answer->statusCode;
            result.retryAfter = retryAfterOf(answer->headers, now);
        } else
            result.reason = callFailureReason(answer.error(), execution.context.isClientGone);
        execution.state.circuits().record(choice.backend->entity, result, now);
    }

    static FailurePtr failure(Execution& execution, const Error& error, const std::string& where)
    {
        std::string reason = callFailureReason(error, execution.context.isClientGone);
        std::string message = reason == "Timeout"
            ? fmt::format("{} did not answer within the timeout.", where)
            : error.message;
        if (reason == "ClientConnectionFailure")
            message = "The operation was canceled";
        return execution.internalFailure(std::move(reason), std::move(message));
    }

    /// Events are passed on as they come whatever the policy says, so that a local client sees
    /// them. A real gateway would hold them back: the trace says so.
    [[nodiscard]] std::unique_ptr<BodyReader>
    paced(Execution& execution, std::unique_ptr<BodyReader> body, const HeaderList& headers) const
    {
        if (!m_buffersResponse)
            return body;
        const std::string* const type = headers.find("Content-Type");
        if (type == nullptr || mediaType(*type) != "text/event-stream")
            return gathering(std::move(body));
        if (execution.isTraced())
            execution.step->extra["buffering"]
                = "a stream of events: in Azure set buffer-response=\"false\", or the gateway "
                  "collects 8 KB before it passes events on";
        return body;
    }

    void accept(Execution& execution, const BackendChoice& choice, IncomingResponse answer) const
    {
        ExchangeContext& context = execution.context;
        ResponseMessage response;
        response.statusCode = answer.statusCode;
        response.statusReason = std::move(answer.reason);
        response.headers = returnedHeaders(std::move(answer.headers));
        if (!choice.affinityCookie.empty())
            response.headers.append("Set-Cookie", choice.affinityCookie);
        std::unique_ptr<BodyReader> body;
        if (answer.body) {
            body = paced(execution, std::move(answer.body), response.headers);
            response.body.state = MessageBody::State::Streaming;
        }
        if (answer.version == HttpVersion::Http2 && execution.isTraced())
            execution.step->extra["httpVersion"] = "2";
        setResponse(context, std::move(response));
        context.responseStream = std::move(body);
        context.upgraded = std::move(answer.upgraded);
        execution.notes.isBackendResponse = true;
    }

    static constexpr std::uint64_t kRedirectBodyLimit = 1024 * 1024;

    PolicyValue m_timeout;
    PolicyValue m_timeoutMs;
    PolicyValue m_followsRedirects;
    PolicyValue m_continueTimeout;
    HttpVersion m_version = HttpVersion::Http1;
    bool m_buffersRequestBody = false;
    bool m_buffersResponse = true;
    bool m_failsOnErrorStatus = false;
    std::string m_apiKey;
};

} // namespace

void registerForwardPolicy(PolicyRegistry& registry)
{
    registry.add("forward-request", compileStep<ForwardRequest>);
}

} // namespace gatelens::proxy
