#include "proxy/demo/backend_telemetry.h"

#include "core/telemetry/envelope.h"
#include "core/telemetry/ids.h"
#include "core/telemetry/trace_context.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <deque>
#include <exception>

namespace gatelens::proxy {

namespace asio = boost::asio;

namespace {

/// Instrumentation key of the demo's backend services: public, names nothing outside this machine.
constexpr std::string_view kInstrumentationKey = "c0ffee00-0000-4000-8000-000000000001";
constexpr std::size_t kMostQueued = 4096;
constexpr std::size_t kBatch = 500;
constexpr std::uint64_t kAnswerLimit = 1ULL << 20U;

} // namespace

std::string conferenceEnvelope(const ConferenceCall& call)
{
    RequestItem item;
    item.context.time = call.startedAt;
    item.context.instrumentationKey = kInstrumentationKey;
    if (const auto parent = parseTraceParent(call.traceParent)) {
        item.context.operationId = parent->traceId;
        item.context.parentId = parent->parentId;
    } else
        item.context.operationId = newTraceId();
    item.context.operationName
        = fmt::format("{} {}", call.method, call.route.empty() ? call.path : call.route);
    item.context.cloudRoleName = call.service;
    item.context.cloudRoleInstance = "demo";
    item.context.sdkVersion = "gatelens-demo:1.0";
    item.id = newSpanId();
    item.name = item.context.operationName;
    item.url = call.path;
    item.duration = call.duration;
    item.responseCode = std::to_string(call.statusCode);
    item.success = call.statusCode < 400;
    item.context.properties = {{"http.request.method", call.method},
                               {"url.path", call.path},
                               {"http.route", call.route},
                               {"http.response.status_code", item.responseCode}};
    for (const HeaderField& field : call.proxyHeaders) {
        // x-dd-proxy-path -> dd.proxy.path
        const std::string_view rest = std::string_view(field.name).substr(10);
        const std::string name
            = rest.empty() ? "dd.proxy" : "dd.proxy." + std::string(rest.substr(1));
        item.context.properties.emplace_back(name, field.value);
    }
    return printEnvelope(item);
}

struct BackendTelemetry::State : std::enable_shared_from_this<BackendTelemetry::State>
{
    State(const asio::any_io_executor& executor, HttpTransport& transport, Url intake)
        : strand(asio::make_strand(executor))
        , timer(strand)
        , client(transport)
        , url(std::move(intake))
    {
        url.path = joinPaths(url.path, "/v2.1/track");
    }

    void add(ConferenceCall call)
    {
        if (queue.size() >= kMostQueued) {
            queue.pop_front();
            ++dropped;
        }
        queue.push_back(std::move(call));
    }

    static asio::awaitable<void> run(std::shared_ptr<State> self)
    {
        while (!self->isStopped) {
            self->timer.expires_after(std::chrono::seconds(1));
            boost::system::error_code error;
            co_await self->timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
            while (!self->isStopped && !self->queue.empty()) {
                const bool isTaken = co_await self->sendBatch();
                if (!isTaken)
                    break;
            }
        }
    }

    /// False when the intake did not take it: the calls stay queued.
    asio::awaitable<bool> sendBatch()
    {
        OutgoingRequest request;
        request.method = "POST";
        request.url = url;
        request.timeout = std::chrono::seconds(10);
        request.headers.append("Content-Type", "application/x-json-stream");
        const std::size_t count = std::min(queue.size(), kBatch);
        for (std::size_t i = 0; i < count; ++i) {
            if (i != 0)
                request.body.bytes += '\n';
            request.body.bytes += conferenceEnvelope(queue[i]);
        }
        auto response = co_await client.send(std::move(request));
        if (!response) {
            spdlog::debug("demo backend telemetry: {}", toString(response.error()));
            co_return false;
        }
        const bool isTaken = response->statusCode < 300;
        if (response->body) {
            const auto body = co_await readAll(*response->body, kAnswerLimit);
            if (!body)
                co_return false;
        }
        if (isTaken)
            queue.erase(queue.begin(),
                        queue.begin() + static_cast<std::ptrdiff_t>(std::min(count, queue.size())));
        co_return isTaken;
    }

    asio::strand<asio::any_io_executor> strand;
    asio::steady_timer timer;
    HttpTransport& client;
    Url url;
    std::deque<ConferenceCall> queue;
    std::atomic<bool> isStopped = false;
    std::atomic<std::uint64_t> dropped = 0;
};

BackendTelemetry::BackendTelemetry(asio::any_io_executor executor, HttpTransport& client,
                                   Url intake)
    : m_state(std::make_shared<State>(executor, client, std::move(intake)))
{
    asio::co_spawn(m_state->strand, State::run(m_state), [](const std::exception_ptr& failure) {
        if (failure)
            spdlog::error("demo backend telemetry ended with an unexpected exception");
    });
}

BackendTelemetry::~BackendTelemetry()
{
    m_state->isStopped = true;
    asio::dispatch(m_state->strand, [state = m_state] { state->timer.cancel(); });
}

void BackendTelemetry::report(ConferenceCall call)
{
    asio::post(m_state->strand, [state = m_state, call = std::move(call)]() mutable {
        state->add(std::move(call));
    });
}

std::uint64_t BackendTelemetry::dropped() const { return m_state->dropped; }

} // namespace gatelens::proxy
