#include "proxy/ingest/intake.h"

#include "core/base/overloaded.h"
#include "proxy/http/body_reader.h"
#include "proxy/http/completion.h"
#include "proxy/ingest/application_id.h"
#include "proxy/ingest/content_decoder.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kJson = "application/json; charset=utf-8";
constexpr std::string_view kText = "text/plain; charset=utf-8";
constexpr std::string_view kRequestIdHeader = "x-ms-client-request-id";

/// The path in lower case with runs of slashes collapsed: connection strings end in "/", and SDKs
/// add theirs.
std::string normalPath(std::string_view target)
{
    std::string path;
    for (const char character : target.substr(0, target.find('?'))) {
        if (character == '/' && path.ends_with('/'))
            continue;
        path += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    }
    return path;
}

/// The key of "/api/profiles/{key}/appid"; nullopt for other paths.
std::optional<std::string> profileKey(std::string_view path)
{
    constexpr std::string_view kBefore = "/api/profiles/";
    constexpr std::string_view kAfter = "/appid";
    if (!path.starts_with(kBefore) || !path.ends_with(kAfter)
        || path.size() <= kBefore.size() + kAfter.size())
        return std::nullopt;
    path.remove_prefix(kBefore.size());
    path.remove_suffix(kAfter.size());
    return std::string(path);
}

std::string_view headerOf(const RequestHead& head, std::string_view name)
{
    const std::string* value = head.headers.find(name);
    return value != nullptr ? std::string_view(*value) : std::string_view();
}

// g++ 12 cannot compile braced lists inside a co_await expression: hence these two.
HeaderList header(std::string name, std::string value)
{
    return {{std::move(name), std::move(value)}};
}

std::string refusal(int statusCode, std::string message)
{
    return trackAnswer(0, 0, "", {{0, statusCode, std::move(message)}});
}

/// Waits for the store's commit, on the coroutine's own thread.
asio::awaitable<Result<void>> submit(Store& store, std::vector<IngestedItem> items)
{
    const auto committed = std::make_shared<Completion>();
    store.submit(std::move(items),
                 [committed](Result<void> done) { committed->complete(std::move(done)); });
    co_return co_await committed->wait();
}

std::string_view typeOf(const TelemetryItem& item)
{
    return std::visit(
        Overloaded{
            [](const RequestItem&) -> std::string_view { return "request"; },
            [](const DependencyItem&) -> std::string_view { return "dependency"; },
            [](const ExceptionItem&) -> std::string_view { return "exception"; },
            [](const TraceItem&) -> std::string_view { return "trace"; },
            [](const EventItem&) -> std::string_view { return "event"; },
            [](const MetricItem&) -> std::string_view { return "metric"; },
            [](const AvailabilityItem&) -> std::string_view { return "availability"; },
            [](const PageViewItem&) -> std::string_view { return "pageview"; },
        },
        item);
}

int statusFor(const Error& error)
{
    switch (error.code) {
    case ErrorCode::LimitExceeded:
        return 413;
    case ErrorCode::Unsupported:
        return 415;
    case ErrorCode::Timeout:
        return 408;
    default:
        return 400;
    }
}

} // namespace

Intake::Intake(Store& store, IntakeLimits limits)
    : m_store(store)
    , m_limits(limits)
{
}

asio::awaitable<void> Intake::serve(ServerExchange& exchange)
{
    const std::string path = normalPath(exchange.head().target);
    const std::string& method = exchange.head().method;
    if (path == "/v2/track" || path == "/v2.1/track") {
        if (method != "POST") {
            HeaderList allow = header("Allow", "POST");
            co_await answer(exchange, 405, kText, "send telemetry with POST\n", std::move(allow));
            co_return;
        }
        co_await serveTrack(exchange);
    } else if (path == "/quickpulseservice.svc/ping" || path == "/quickpulseservice.svc/post") {
        HeaderList nobodyWatches = header("x-ms-qps-subscribed", "false");
        co_await answer(exchange, 200, kJson, "", std::move(nobodyWatches));
    } else if (const std::optional<std::string> key = profileKey(path)) {
        co_await answer(exchange, 200, kText, applicationIdFor(*key));
    } else {
        co_await answer(exchange, 404, kText,
                        "This is the Gatelens intake. Telemetry goes to /v2.1/track.\n");
    }
}

asio::awaitable<void> Intake::serveTrack(ServerExchange& exchange)
{
    std::string body;
    if (const std::unique_ptr<BodyReader> reader = exchange.takeBody()) {
        Result<std::string> received = co_await readAll(*reader, m_limits.bodyBytes);
        if (!received) {
            co_await answer(exchange, statusFor(received.error()), kText,
                            received.error().message + '\n');
            co_return;
        }
        body = std::move(*received);
    }
    co_await serveBody(exchange, std::move(body));
}

asio::awaitable<void> Intake::serveBody(ServerExchange& exchange, std::string body)
{
    const std::string encoding(headerOf(exchange.head(), "Content-Encoding"));
    const std::string requestId(headerOf(exchange.head(), kRequestIdHeader));
    Result<std::string> decoded = decodeContent(encoding, std::move(body), m_limits.bodyBytes);
    if (!decoded) {
        const int status = statusFor(decoded.error());
        std::string text = refusal(status, decoded.error().message);
        co_await answer(exchange, status, kJson, std::move(text));
        co_return;
    }
    if (std::optional<RecentBatches::Answer> known = m_recent.find(requestId, *decoded)) {
        co_await answer(exchange, known->statusCode, kJson, std::move(known->body));
        co_return;
    }
    TrackBatch batch = readTrackBatch(*decoded);
    co_await serveBatch(exchange, std::move(batch), requestId, *decoded);
}

asio::awaitable<void> Intake::serveBatch(ServerExchange& exchange, TrackBatch batch,
                                         const std::string& requestId, const std::string& body)
{
    const std::size_t accepted = batch.accepted.size();
    const std::size_t rejected = batch.errors.size();
    const int status = trackStatus(batch.received, accepted);
    std::string text
        = trackAnswer(batch.received, accepted, batch.instrumentationKey, batch.errors);
    std::map<std::string, std::uint64_t> types;
    for (const IngestedItem& item : batch.accepted)
        ++types[std::string(typeOf(item.item))];
    if (accepted > 0) {
        const Result<void> committed = co_await submit(m_store, std::move(batch.accepted));
        if (!committed) {
            co_await answerBusy(exchange, committed.error().message);
            co_return;
        }
        m_recent.remember(requestId, body, {status, text});
    }
    countItems(types, rejected);
    co_await answer(exchange, status, kJson, std::move(text));
}

void Intake::countItems(const std::map<std::string, std::uint64_t>& acceptedByType,
                        std::uint64_t rejected)
{
    const std::lock_guard lock(m_mutex);
    m_counters.rejectedItems += rejected;
    for (const auto& [type, count] : acceptedByType) {
        m_counters.acceptedItems += count;
        m_counters.acceptedByType[type] += count;
    }
}

/// The sender keeps its items and comes again. No JSON: an SDK that finds a body with an empty list
/// of errors throws the batch away.
asio::awaitable<void> Intake::answerBusy(ServerExchange& exchange, std::string reason)
{
    HeaderList retryAfter = header("Retry-After", std::to_string(m_limits.retryAfter.count()));
    co_await answer(exchange, 503, kText, reason + '\n', std::move(retryAfter));
}

asio::awaitable<void> Intake::answer(ServerExchange& exchange, int statusCode,
                                     std::string_view contentType, std::string body,
                                     HeaderList headers)
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_counters.requestsByStatus[statusCode];
    }
    headers.set("Content-Type", std::string(contentType));
    OutgoingBody outgoing;
    outgoing.bytes = std::move(body);
    // A sender that has gone away does not get its answer; it will ask again.
    ResponseHead head;
    head.statusCode = statusCode;
    head.headers = std::move(headers);
    [[maybe_unused]] const Result<void> sent
        = co_await exchange.respond(std::move(head), std::move(outgoing));
}

IntakeCounters Intake::counters() const
{
    const std::lock_guard lock(m_mutex);
    return m_counters;
}

} // namespace gatelens::proxy
