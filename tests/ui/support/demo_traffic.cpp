#include "tests/ui/support/demo_traffic.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace gatelens::test {

namespace {

struct Kind
{
    const char* method;
    const char* operation;
    const char* path;
    int status;
    int micros;
};

constexpr std::array<Kind, 8> kKinds{{
    {"GET", "list-speakers", "/conference/speakers", 200, 48'200},
    {"GET", "get-session", "/conference/sessions/88", 200, 1'420},
    {"POST", "submit-feedback", "/conference/sessions/42/feedback", 202, 209'000},
    {"GET", "get-topic", "/conference/topics/7", 500, 36'400},
    {"GET", "get-speaker", "/conference/speakers/9017", 404, 14'800},
    {"GET", "get-session", "/conference/sessions/88", 429, 410},
    {"GET", "search-sessions", "/conference/sessions?q=api", 200, 91'600},
    {"POST", "register-attendee", "/conference/attendees", 201, 224'000},
}};

std::shared_ptr<const GatewayIdentity> identity()
{
    GatewayIdentity made;
    made.cloudRoleName = "gatelens.azure-api.net local";
    return std::make_shared<const GatewayIdentity>(made);
}

std::string hex(int index, std::size_t digits)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text(digits, '0');
    auto value = static_cast<unsigned>(index + 1);
    for (std::size_t at = digits; at-- > 0 && value > 0; value /= 16)
        text[at] = kDigits[value % 16];
    return text;
}

LoggerOutcome outcome(const char* logger, double percentage, bool isKept, KeepReason reason)
{
    LoggerOutcome made;
    made.loggerId = logger;
    made.diagnosticScope = "service";
    made.instrumentationKey = "11111111-2222-3333-4444-555555555555";
    made.percentage = percentage;
    made.isKept = isKept;
    made.reason = reason;
    made.sampleRate = reason == KeepReason::AlwaysLogErrors ? 100 : percentage;
    return made;
}

PolicyStep step(const char* section, const char* policy, const char* summary, int line, int micros)
{
    PolicyStep made;
    made.section = section;
    made.scope = "api";
    made.scopeName = "demo-conference-api";
    made.policy = policy;
    made.file = "apis/demo-conference-api/policy.xml";
    made.line = static_cast<std::uint32_t>(line);
    made.duration = Micros(micros);
    made.summary = summary;
    made.detail = R"({"attributes":{"name":"x-attendee"},"headers":{"added":["x-attendee"]}})";
    return made;
}

BackendCall call(const Exchange& exchange, int status, int micros)
{
    BackendCall made;
    made.spanId = "00f067aa0ba902b7";
    made.startedAt = exchange.startedAt + Micros(900);
    made.duration = Micros(micros);
    made.method = exchange.method;
    made.url = "https://conference.example" + exchange.path;
    made.target = "conference.example";
    made.backendId = "conference-eu";
    made.statusCode = status;
    made.timing.connect = Micros(micros / 10);
    made.timing.firstByte = Micros(micros * 6 / 10);
    made.timing.receive = Micros(micros * 3 / 10);
    return made;
}

} // namespace

std::unique_ptr<Exchange> makeExchange(int index, Timestamp startedAt)
{
    static const auto gateway = identity();
    const Kind& kind = kKinds.at(static_cast<std::size_t>(index) % kKinds.size());
    auto made = std::make_unique<Exchange>();
    made->gateway = gateway;
    made->requestId = "00000000-0000-0000-0000-" + hex(index, 12);
    made->operationId = hex(index, 32);
    made->spanId = hex(index, 16);
    made->startedAt = startedAt;
    made->duration = Micros(kind.micros + (index * 37) % 900);
    made->inboundTime = Micros(made->duration.count() / 10);
    made->backendTime = Micros(made->duration.count() * 8 / 10);
    made->outboundTime = Micros(made->duration.count() / 20);
    made->method = kind.method;
    made->path = kind.path;
    made->url = "http://127.0.0.1:8080" + made->path;
    made->clientIp = "127.0.0.1";
    made->statusCode = kind.status;
    made->apiId = "demo-conference-api";
    made->apiName = "Demo Conference API";
    made->apimOperationId = kind.operation;
    made->apimOperationName = kind.operation;
    made->productId = index % 3 == 0 ? "starter" : "unlimited";
    made->productName = made->productId;
    made->subscriptionId = made->productId + "-demo";
    made->requestBytes = 49;
    made->responseBytes = static_cast<std::uint64_t>(100 + (index * 131) % 18'000);
    made->stepsRun = 9;
    made->stepsTotal = 14;
    made->isAnsweredByGateway = kind.status == 429;
    made->request.headers = {{"Accept", "application/json"}, {"Host", "127.0.0.1:8080"}};
    made->response.headers = {{"Content-Type", "application/json"}};
    made->response.body = R"({"id":42,"name":"Ada","topics":["apis","telemetry"]})";
    made->response.bodyBytes = made->response.body.size();
    if (!made->isAnsweredByGateway) {
        if (index % 8 == 2)
            made->backendCalls.push_back(call(*made, 503, 19'400));
        made->backendCalls.push_back(call(*made, kind.status, kind.micros * 8 / 10));
    }
    const bool isFailure = kind.status >= 400;
    const bool isDrawn = index % 4 == 0;
    made->loggers.push_back(outcome("appinsights-platform", 100, true, KeepReason::Drawn));
    made->loggers.push_back(outcome("appinsights-conference", 25, isDrawn || isFailure,
                                    isDrawn         ? KeepReason::Drawn
                                        : isFailure ? KeepReason::AlwaysLogErrors
                                                    : KeepReason::SampledOut));
    made->steps = {step("inbound", "set-header", "x-attendee = attendee-17", 25, 20),
                   step("inbound", "rate-limit-by-key", "152 of 600 in this minute", 9, 50),
                   step("backend", "forward-request", "conference-eu", 31, kind.micros),
                   step("outbound", "set-header", "server deleted", 36, 10)};
    if (made->isAnsweredByGateway)
        made->steps[1].outcome = StepOutcome::Failed;
    return made;
}

void writeTraffic(const std::filesystem::path& path, int count, Timestamp until, Micros apart)
{
    StoreOptions options;
    options.path = path;
    options.retention = std::chrono::hours(24 * 365 * 100);
    options.maxBytes = std::numeric_limits<std::int64_t>::max(); // nothing is cleaned away
    auto store = Store::open(options);
    ASSERT_TRUE(store) << store.error().message;
    for (int index = 0; index < count; ++index) {
        const Timestamp at = until - apart * (count - 1 - index);
        // The queue is bounded: what does not fit waits for the writer.
        while (!(*store)->offer(makeExchange(index, at)))
            ASSERT_TRUE((*store)->flush(std::chrono::seconds(60)));
        if (index % 10'000 == 9'999) {
            ASSERT_TRUE((*store)->flush(std::chrono::seconds(60)));
        }
    }
    ASSERT_TRUE((*store)->flush(std::chrono::seconds(60)));
}

} // namespace gatelens::test
