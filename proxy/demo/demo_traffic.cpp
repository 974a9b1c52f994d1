#include "proxy/demo/demo_traffic.h"

#include "core/telemetry/ids.h"
#include "proxy/demo/attendee_token.h"
#include "proxy/demo/conference_data.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <array>
#include <cmath>
#include <exception>
#include <numbers>

namespace gatelens::proxy {

namespace asio = boost::asio;

namespace {

struct Share
{
    std::string_view operation;
    double percent;
};

constexpr std::array kShares = std::to_array<Share>({
    {"list-speakers", 18},
    {"get-speaker", 16},
    {"list-sessions", 16},
    {"get-session", 14},
    {"search-sessions", 8},
    {"list-speaker-topics", 6},
    {"submit-feedback", 6},
    {"list-topics", 5},
    {"list-feedback", 4},
    {"get-topic", 3},
    {"register-attendee", 2},
    {"print-badge", 1},
    {"preview-schedule", 1},
});

constexpr std::array<std::string_view, 6> kSearchWords{"sampling", "gateways", "part 2",
                                                       "retries",  "metrics",  "costs"};
constexpr std::array<std::string_view, 4> kComments{"Clear and short.", "Too fast for me.",
                                                    "Best talk of the day.", "More demos, please."};
constexpr int kMostInFlight = 512;
constexpr std::uint64_t kResponseLimit = 16ULL << 20U;

template<class Items>
std::string_view pick(const Items& items, double u)
{
    return items[static_cast<std::size_t>(u * static_cast<double>(items.size()))];
}

} // namespace

DemoRequestSource::DemoRequestSource(std::uint64_t seed, Url gateway, DemoCredentials credentials)
    : m_random(seed ^ fnv1a("demo traffic"))
    , m_gateway(std::move(gateway))
    , m_credentials(std::move(credentials))
{
}

std::string DemoRequestSource::keyFor(double u) const
{
    if (u < 0.60)
        return m_credentials.starterKey;
    if (u < 0.95)
        return m_credentials.unlimitedKey;
    if (u < 0.98)
        return m_credentials.allApisKey;
    return u < 0.995 ? std::string() : m_credentials.suspendedKey;
}

int DemoRequestSource::pickId(int last)
{
    const bool exists = m_random.uniform() >= 0.02;
    const int id = 1 + static_cast<int>(m_random.uniform() * last);
    return exists ? id : last + id;
}

DemoRequest DemoRequestSource::next()
{
    double u = m_random.uniform() * 100;
    std::string_view operation = kShares.back().operation;
    for (const Share& share : kShares) {
        if (u < share.percent) {
            operation = share.operation;
            break;
        }
        u -= share.percent;
    }

    DemoRequest demo;
    demo.operation = operation;
    OutgoingRequest& request = demo.request;
    request.url = m_gateway;
    request.timeout = std::chrono::seconds(60);
    request.headers.append("User-Agent", "gatelens-demo/1.0");
    request.headers.append("Accept", "application/json");
    if (const std::string key = keyFor(m_random.uniform()); !key.empty())
        request.headers.append("Ocp-Apim-Subscription-Key", key);
    if (m_random.uniform() >= 0.25)
        request.headers.append("traceparent",
                               fmt::format("00-{}-{}-01", newTraceId(), newSpanId()));

    const auto path = [&](std::string text) { request.url.path = "/conference" + std::move(text); };
    const auto postJson = [&](std::string body) {
        request.method = "POST";
        request.headers.append("Content-Type", "application/json");
        request.body.bytes = std::move(body);
    };
    if (operation == "list-speakers") {
        path("/speakers");
        constexpr std::array<std::string_view, 4> kQueries{"", "track=cloud", "track=data",
                                                           "track=web"};
        request.url.query = pick(kQueries, m_random.uniform());
    } else if (operation == "get-speaker")
        path(fmt::format("/speakers/{}", pickId(conference::kSpeakers)));
    else if (operation == "list-speaker-topics")
        path(fmt::format("/speakers/{}/topics", pickId(conference::kSpeakers)));
    else if (operation == "list-sessions") {
        path("/sessions");
        request.url.query = fmt::format("day={}", 1 + static_cast<int>(m_random.uniform() * 3));
    } else if (operation == "get-session")
        path(fmt::format("/sessions/{}", pickId(conference::kSessions)));
    else if (operation == "search-sessions") {
        path("/sessions/search");
        request.url.query = "q=" + percentEncode(pick(kSearchWords, m_random.uniform()));
    } else if (operation == "submit-feedback") {
        path(fmt::format("/sessions/{}/feedback", pickId(conference::kSessions)));
        const int attendee = 1 + static_cast<int>(m_random.uniform() * 50);
        const bool isExpired = m_random.uniform() < 0.1;
        const Timestamp issuedAt
            = now() - (isExpired ? std::chrono::hours(2) : std::chrono::hours(0));
        request.headers.append("Authorization",
                               "Bearer "
                                   + attendeeToken(m_credentials.attendeeSigningKey,
                                                   fmt::format("attendee-{}", attendee), issuedAt));
        const int stars = 1 + static_cast<int>(m_random.uniform() * 5);
        postJson(fmt::format(R"({{"stars":{},"comment":"{}"}})", stars,
                             pick(kComments, m_random.uniform())));
    } else if (operation == "list-topics")
        path("/topics");
    else if (operation == "list-feedback")
        path(fmt::format("/sessions/{}/feedback", pickId(conference::kSessions)));
    else if (operation == "get-topic")
        path(fmt::format("/topics/{}", pickId(conference::kTopics)));
    else if (operation == "register-attendee") {
        path("/attendees");
        const int number = static_cast<int>(m_random.uniform() * 100'000);
        postJson(fmt::format(R"({{"name":"Visitor {0}","email":"visitor-{0}@visitor.example"}})",
                             number));
    } else if (operation == "print-badge") {
        path(fmt::format("/attendees/a-{}/badge", 1 + static_cast<int>(m_random.uniform() * 50)));
        postJson("{}");
    } else
        path("/schedule/preview");
    return demo;
}

double DemoRequestSource::nextGap(double rate) { return m_random.exponential(1 / rate); }

double demoRateAt(const DemoSettings& settings, double seconds)
{
    if (settings.profile == "wave")
        return settings.rate * (1 + 0.75 * std::sin(2 * std::numbers::pi * seconds / 120));
    if (settings.profile == "burst")
        return settings.rate * (std::fmod(seconds, 30) < 5 ? 4 : 1);
    return settings.rate;
}

/// Shared with the coroutines, so that one that is still waiting outlives the generator safely;
/// touched on the strand only, but for the atomics.
struct DemoTraffic::State : std::enable_shared_from_this<DemoTraffic::State>
{
    State(const asio::any_io_executor& executor, HttpTransport& transport, Url gateway,
          DemoSettings demoSettings, DemoCredentials credentials)
        : strand(asio::make_strand(executor))
        , timer(strand)
        , client(transport)
        , settings(std::move(demoSettings))
        , source(settings.seed, std::move(gateway), std::move(credentials))
    {
    }

    asio::awaitable<void> generate()
    {
        const auto startedAt = std::chrono::steady_clock::now();
        while (isOn) {
            const std::chrono::duration<double> age = std::chrono::steady_clock::now() - startedAt;
            const std::chrono::duration<double> gap(
                source.nextGap(demoRateAt(settings, age.count())));
            timer.expires_after(std::chrono::duration_cast<std::chrono::microseconds>(gap));
            boost::system::error_code error;
            co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
            if (!isOn)
                break;
            if (inFlight < kMostInFlight)
                start(source.next());
        }
        isGenerating = false;
    }

    void start(DemoRequest demo)
    {
        ++inFlight;
        ++sent;
        asio::co_spawn(strand, sendOne(shared_from_this(), std::move(demo)),
                       [self = shared_from_this()](const std::exception_ptr& failure) {
                           --self->inFlight;
                           if (failure)
                               spdlog::error(
                                   "demo traffic: a request ended with an unexpected exception");
                       });
    }

    static asio::awaitable<void> sendOne(std::shared_ptr<State> self, DemoRequest demo)
    {
        auto response = co_await self->client.send(std::move(demo.request));
        if (!response) {
            spdlog::debug("demo traffic: {}: {}", demo.operation, toString(response.error()));
            co_return;
        }
        if (response->body) {
            const auto body = co_await readAll(*response->body, kResponseLimit);
            if (!body)
                co_return;
        }
        ++self->answered;
    }

    void run()
    {
        if (isGenerating)
            return;
        isGenerating = true;
        asio::co_spawn(
            strand,
            [](std::shared_ptr<State> self) -> asio::awaitable<void> {
                co_await self->generate();
            }(shared_from_this()),
            [](const std::exception_ptr& failure) {
                if (failure)
                    spdlog::error("demo traffic: the generator ended with an unexpected exception");
            });
    }

    asio::strand<asio::any_io_executor> strand;
    asio::steady_timer timer;
    HttpTransport& client;
    DemoSettings settings;
    DemoRequestSource source;
    bool isGenerating = false;
    int inFlight = 0;
    std::atomic<bool> isOn = false;
    std::atomic<std::uint64_t> sent = 0;
    std::atomic<std::uint64_t> answered = 0;
};

DemoTraffic::DemoTraffic(asio::any_io_executor executor, HttpTransport& client, Url gateway,
                         DemoSettings settings, DemoCredentials credentials)
    : m_state(std::make_shared<State>(executor, client, std::move(gateway), std::move(settings),
                                      std::move(credentials)))
{
}

DemoTraffic::~DemoTraffic() { setRunning(false); }

void DemoTraffic::setRunning(bool isRunning)
{
    m_state->isOn = isRunning;
    asio::dispatch(m_state->strand, [state = m_state] {
        if (state->isOn)
            state->run();
        else
            state->timer.cancel();
    });
}

bool DemoTraffic::isRunning() const { return m_state->isOn; }

std::uint64_t DemoTraffic::sent() const { return m_state->sent; }

std::uint64_t DemoTraffic::answered() const { return m_state->answered; }

} // namespace gatelens::proxy
