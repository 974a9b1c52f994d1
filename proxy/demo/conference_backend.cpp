#include "proxy/demo/conference_backend.h"

#include "core/message/message.h"
#include "proxy/demo/conference_data.h"
#include "proxy/demo/conference_endpoints.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <map>
#include <mutex>

namespace gatelens::proxy {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr double kUsSurchargeMs = 65;
constexpr double kHangMs = 30'000;
constexpr int kSeats = 500;
constexpr std::size_t kFeedbackPerSession = 200;
constexpr std::uint64_t kRequestBodyLimit = 1ULL << 20U;

struct Answer
{
    int statusCode = 200;
    std::string contentType = "application/json; charset=utf-8";
    std::string body;
    HeaderList headers;
};

Answer jsonAnswer(int statusCode, const json::value& value)
{
    Answer answer;
    answer.statusCode = statusCode;
    answer.body = json::serialize(value);
    return answer;
}

Answer errorAnswer(int statusCode, std::string_view text)
{
    Answer answer = jsonAnswer(statusCode, json::object{{"error", text}});
    if (statusCode == 503)
        answer.headers.append("Retry-After", "5");
    return answer;
}

template<class Found>
Answer foundOr404(const std::optional<Found>& found)
{
    return found ? jsonAnswer(200, *found) : errorAnswer(404, "no such resource");
}

int numberOf(std::string_view text, int otherwise)
{
    int value = otherwise;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : otherwise;
}

/// First value of a query parameter, "" when absent.
std::string queryValue(const Url& url, std::string_view name)
{
    for (auto& [key, value] : parseQuery(url.query)) {
        if (key == name)
            return value;
    }
    return {};
}

std::optional<json::object> bodyObject(const std::string& body)
{
    boost::system::error_code error;
    json::value value = json::parse(body, error);
    if (error || !value.is_object())
        return std::nullopt;
    return std::move(value.as_object());
}

std::string textMember(const json::object& object, std::string_view name)
{
    const json::value* member = object.if_contains(name);
    return member != nullptr && member->is_string() ? std::string(member->as_string())
                                                    : std::string();
}

} // namespace

struct ConferenceBackend::State
{
    DemoSettings settings;
    std::chrono::steady_clock::time_point startedAt = std::chrono::steady_clock::now();
    CallObserver observer;

    std::mutex mutex; ///< guards what follows
    std::map<const ConferenceEndpoint*, std::uint64_t> requestCounts;
    std::map<int, std::deque<json::object>> feedback; ///< by session, newest first
    std::uint64_t feedbackCount = 0;
    std::uint64_t attendeeCount = 0;
    std::map<std::string, std::uint64_t> badges;

    struct Draw
    {
        double latencyMs = 0;
        std::optional<int> fault; ///< status; 0 hangs
        DemoRandom random;
    };

    Draw draw(const ConferenceRoute& route)
    {
        std::uint64_t n = 0;
        {
            const std::lock_guard lock(mutex);
            n = requestCounts[route.endpoint]++;
        }
        const ConferenceEndpoint& endpoint = *route.endpoint;
        DemoRandom random = DemoRandom::forRequest(
            settings.seed, fmt::format("{} {}", endpoint.method, endpoint.pattern), n);
        const double u = random.uniform();
        std::optional<int> fault;
        if (isBrownout(route.node))
            fault = u < 0.6 ? std::optional(503) : std::nullopt;
        else
            fault = faultFor(endpoint, u);
        double latency = random.logNormal(endpoint.medianMs, endpoint.sigma);
        if (route.node == "us")
            latency += kUsSurchargeMs;
        if (fault == 0)
            latency = kHangMs;
        return {latency * settings.latencyScale, fault, random};
    }

    [[nodiscard]] std::optional<int> faultFor(const ConferenceEndpoint& endpoint, double u) const
    {
        double total = 0;
        for (const DemoFault& fault : endpoint.faults)
            total += fault.percent / 100 * settings.errorScale;
        const double cap = total > 1 ? 1 / total : 1;
        double edge = 0;
        for (const DemoFault& fault : endpoint.faults) {
            edge += fault.percent / 100 * settings.errorScale * cap;
            if (u < edge)
                return fault.statusCode;
        }
        return std::nullopt;
    }

    /// In every 90 s, during seconds 60 to 70, node eu is in trouble so that its circuit breaker
    /// trips.
    [[nodiscard]] bool isBrownout(std::string_view node) const
    {
        const auto seconds
            = std::chrono::duration<double>(std::chrono::steady_clock::now() - startedAt).count();
        const double phase
            = seconds - 90 * static_cast<double>(static_cast<std::uint64_t>(seconds / 90));
        return node == "eu" && phase >= 60 && phase < 70;
    }

    Answer answer(const ConferenceRoute& route, const Url& url, const std::string& body,
                  DemoRandom& random);
    Answer listFeedback(int sessionId);
    Answer submitFeedback(int sessionId, const std::string& body);
    Answer registerAttendee(const std::string& body);
};

Answer ConferenceBackend::State::listFeedback(int sessionId)
{
    if (!conference::session(sessionId))
        return errorAnswer(404, "no such resource");
    json::array list;
    const std::lock_guard lock(mutex);
    for (const json::object& entry : feedback[sessionId])
        list.push_back(entry);
    return jsonAnswer(200, list);
}

Answer ConferenceBackend::State::submitFeedback(int sessionId, const std::string& body)
{
    if (!conference::session(sessionId))
        return errorAnswer(404, "no such resource");
    const auto entry = bodyObject(body);
    const json::value* stars = entry ? entry->if_contains("stars") : nullptr;
    if (stars == nullptr || !stars->is_int64() || stars->as_int64() < 1 || stars->as_int64() > 5)
        return errorAnswer(422, "stars must be 1 to 5");
    const std::lock_guard lock(mutex);
    json::object stored{{"id", fmt::format("f-{}", ++feedbackCount)},
                        {"sessionId", sessionId},
                        {"stars", stars->as_int64()},
                        {"comment", textMember(*entry, "comment")},
                        {"at", toIso8601(now())}};
    auto& list = feedback[sessionId];
    list.push_front(stored);
    if (list.size() > kFeedbackPerSession)
        list.pop_back();
    return jsonAnswer(202, stored);
}

Answer ConferenceBackend::State::registerAttendee(const std::string& body)
{
    const auto entry = bodyObject(body);
    if (!entry || textMember(*entry, "name").empty() || textMember(*entry, "email").empty())
        return errorAnswer(422, "name and email are required");
    std::uint64_t number = 0;
    {
        const std::lock_guard lock(mutex);
        number = ++attendeeCount;
    }
    const std::string id = fmt::format("a-{}", number);
    Answer answer = jsonAnswer(201,
                               json::object{{"id", id},
                                            {"name", textMember(*entry, "name")},
                                            {"email", textMember(*entry, "email")}});
    answer.headers.append("Location", "/v1/attendees/" + id);
    return answer;
}

Answer ConferenceBackend::State::answer(const ConferenceRoute& route, const Url& url,
                                        const std::string& body, DemoRandom& random)
{
    const int id = numberOf(route.id, 0);
    switch (route.endpoint->action) {
    case ConferenceAction::ListSpeakers:
        return jsonAnswer(200,
                          conference::speakers(
                              {queryValue(url, "track"), numberOf(queryValue(url, "limit"), 50)}));
    case ConferenceAction::GetSpeaker:
        return foundOr404(conference::speaker(id));
    case ConferenceAction::ListSpeakerTopics:
        return foundOr404(conference::speakerTopics(id));
    case ConferenceAction::ListSessions: {
        const std::string day = queryValue(url, "day");
        const std::string track = queryValue(url, "track");
        const std::string part = queryValue(url, "query");
        const auto dayNumber = day.empty() ? std::nullopt : std::optional(numberOf(day, 0));
        return jsonAnswer(200, conference::sessions({dayNumber, track, part}));
    }
    case ConferenceAction::GetSession:
        return foundOr404(conference::session(id));
    case ConferenceAction::ListFeedback:
        return listFeedback(id);
    case ConferenceAction::SubmitFeedback:
        return submitFeedback(id, body);
    case ConferenceAction::ListTopics:
        return jsonAnswer(200, conference::topics());
    case ConferenceAction::GetTopic:
        return foundOr404(conference::topic(id));
    case ConferenceAction::RegisterAttendee:
        return registerAttendee(body);
    case ConferenceAction::GetCapacity: {
        const std::lock_guard lock(mutex);
        const auto free = kSeats - static_cast<int>(attendeeCount % kSeats);
        return jsonAnswer(200, json::object{{"total", kSeats}, {"free", free}});
    }
    case ConferenceAction::GetVenueMap: {
        Answer map;
        map.contentType = "image/svg+xml";
        map.body = conference::venueMap();
        return map;
    }
    case ConferenceAction::GetProbe:
        return jsonAnswer(200,
                          json::object{{"ready", true}, {"checks", json::array{"store", "queue"}}});
    case ConferenceAction::PrintBadge: {
        const double seconds = std::round(random.uniform() * 40) / 10;
        return jsonAnswer(
            200,
            json::object{{"attendeeId", route.id}, {"printer", "hall-a"}, {"seconds", seconds}});
    }
    case ConferenceAction::GetTrends:
        return jsonAnswer(200, conference::trendingTopics());
    case ConferenceAction::CheckFraud:
        return jsonAnswer(200, json::object{{"score", std::round(random.uniform() * 1000) / 1000}});
    case ConferenceAction::RecordAudit: {
        Answer nothing;
        nothing.statusCode = 204;
        nothing.contentType.clear();
        return nothing;
    }
    }
    return errorAnswer(404, "no such resource");
}

ConferenceBackend::ConferenceBackend(const DemoSettings& settings)
    : m_state(std::make_unique<State>())
{
    m_state->settings = settings;
}

ConferenceBackend::~ConferenceBackend() = default;

void ConferenceBackend::observeCalls(CallObserver observer)
{
    m_state->observer = std::move(observer);
}

asio::awaitable<Result<IncomingResponse>> ConferenceBackend::send(OutgoingRequest request)
{
    const auto startedAt = std::chrono::steady_clock::now();
    ConferenceCall call;
    call.startedAt = now();
    call.method = request.method;
    call.path = request.url.path;
    if (const std::string* traceParent = request.headers.find("traceparent"))
        call.traceParent = *traceParent;
    for (const HeaderField& field : request.headers) {
        if (field.name.size() >= 10
            && equalsIgnoringCase(std::string_view(field.name).substr(0, 10), "x-dd-proxy"))
            call.proxyHeaders.append(field.name, field.value);
    }

    std::string body = std::move(request.body.bytes);
    if (request.body.isStream()) {
        auto read = co_await readAll(*request.body.stream, kRequestBodyLimit);
        if (!read)
            co_return read.error();
        body = std::move(*read);
    }

    const ConferenceRoute route = routeConference(request.method, request.url.path);
    call.service = route.service;
    Answer answer;
    if (route.endpoint == nullptr && route.allowedMethods.empty())
        answer = errorAnswer(404, "no such resource");
    else if (route.endpoint == nullptr) {
        answer = errorAnswer(405, "method not allowed");
        answer.headers.append("Allow", route.allowedMethods);
    } else {
        call.route = route.endpoint->pattern;
        State::Draw draw = m_state->draw(route);
        const auto latency
            = std::chrono::microseconds(static_cast<std::int64_t>(draw.latencyMs * 1000));
        asio::steady_timer timer(co_await asio::this_coro::executor);
        timer.expires_after(std::min<std::chrono::microseconds>(latency, request.timeout));
        co_await timer.async_wait(asio::use_awaitable);
        if (latency > request.timeout)
            co_return Error{ErrorCode::Timeout,
                            fmt::format("{} did not answer within {} ms", request.url.toString(),
                                        request.timeout.count()),
                            {}};
        if (draw.fault)
            answer = errorAnswer(*draw.fault == 0 ? 504 : *draw.fault,
                                 reasonPhrase(*draw.fault == 0 ? 504 : *draw.fault));
        else
            answer = m_state->answer(route, request.url, body, draw.random);
    }

    IncomingResponse response;
    response.statusCode = answer.statusCode;
    response.reason = reasonPhrase(answer.statusCode);
    if (!answer.contentType.empty())
        response.headers.append("Content-Type", answer.contentType);
    for (const HeaderField& field : answer.headers)
        response.headers.append(field.name, field.value);
    response.headers.append("Server", "demo-backend");
    response.headers.append("X-Demo-Node", std::string(route.node));
    response.timing.firstByte
        = std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - startedAt);
    if (request.method == "HEAD")
        response.headers.append("Content-Length", std::to_string(answer.body.size()));
    else if (answer.statusCode != 204)
        response.body = std::make_unique<BytesReader>(std::move(answer.body));
    if (m_state->observer) {
        call.duration = response.timing.firstByte;
        call.statusCode = answer.statusCode;
        m_state->observer(std::move(call));
    }
    co_return response;
}

} // namespace gatelens::proxy
