#include "tests/core/store/sample_exchange.h"

#include "core/telemetry/envelope.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace gatelens::test {

namespace {

std::shared_ptr<const GatewayIdentity> sampleGateway()
{
    static const auto kGateway = std::make_shared<const GatewayIdentity>();
    return kGateway;
}

class Generator
{
public:
    explicit Generator(std::mt19937_64& random)
        : m_random(random)
    {
    }
    std::uint64_t below(std::uint64_t limit) { return m_random() % limit; }
    bool flag() { return below(2) == 1; }
    std::string text(std::size_t longest = 24)
    {
        std::string result;
        const std::size_t length = below(longest + 1);
        for (std::size_t index = 0; index < length; ++index)
            result += static_cast<char>(below(8) == 0 ? below(256) : 'a' + below(26));
        return result;
    }
    std::string word() { return 'w' + text(10); }
    Micros duration() { return Micros(static_cast<std::int64_t>(below(90'000'000))); }
    Properties pairs()
    {
        Properties result;
        for (std::size_t count = below(4); count > 0; --count)
            result.emplace_back(text(), text());
        return result;
    }
    MessageCapture capture()
    {
        MessageCapture result;
        for (auto& [name, value] : pairs())
            result.headers.append(std::move(name), std::move(value));
        result.body = text(300);
        result.bodyBytes = below(1'000'000);
        result.isBodyCut = flag();
        return result;
    }
    LoggedMessage logged()
    {
        LoggedMessage result;
        result.headers = pairs();
        result.body = text();
        return result;
    }

private:
    std::mt19937_64& m_random;
};

BackendCall randomCall(Generator& random, Timestamp start)
{
    BackendCall call;
    call.kind = static_cast<CallKind>(random.below(3));
    call.spanId = random.word();
    call.startedAt = start + random.duration();
    call.duration = random.duration();
    call.method = random.word();
    call.url = random.text();
    call.target = random.text();
    call.backendId = random.text();
    call.statusCode = static_cast<int>(random.below(600));
    call.failure = random.text();
    call.timing = {random.duration(), random.duration(), random.duration(),
                   random.duration(), random.duration(), random.duration()};
    call.request = random.capture();
    call.response = random.capture();
    return call;
}

LoggerOutcome randomLogger(Generator& random)
{
    LoggerOutcome logger;
    logger.loggerId = random.word();
    logger.diagnosticScope = random.flag() ? "api" : "service";
    logger.instrumentationKey = random.word();
    logger.percentage = static_cast<double>(random.below(1000)) / 10;
    logger.isKept = random.flag();
    logger.reason = static_cast<KeepReason>(random.below(4));
    logger.sampleRate = static_cast<double>(random.below(1000)) / 10;
    logger.verbosity = random.flag() ? Severity::Verbose : Severity::Error;
    logger.hasClientIp = random.flag();
    logger.hasMetrics = random.flag();
    logger.isUrlOperationName = random.flag();
    logger.url = random.text();
    logger.frontendRequest = random.logged();
    logger.frontendResponse = random.logged();
    for (std::size_t count = random.below(3); count > 0; --count) {
        logger.backendRequests.push_back(random.logged());
        logger.backendResponses.push_back(random.logged());
        logger.backendUrls.push_back(random.text());
    }
    return logger;
}

void fillLists(Exchange& exchange, Generator& random)
{
    const Timestamp start = exchange.startedAt;
    for (std::size_t count = random.below(3); count > 0; --count) {
        exchange.backendCalls.push_back(randomCall(random, start));
        exchange.errors.push_back({start + random.duration(), random.word(), random.text(),
                                   random.text(), random.text(), random.text(), random.text(),
                                   random.text()});
        exchange.messages.push_back({start + random.duration(),
                                     static_cast<Severity>(random.below(5)), random.word(),
                                     random.text(), random.pairs()});
        exchange.metrics.push_back({start - random.duration(), random.word(), random.text(),
                                    static_cast<double>(random.below(100)) / 4, random.pairs()});
        exchange.recorded.push_back(
            {start, random.word(), random.text(), random.pairs(), random.text(200)});
        exchange.steps.push_back({random.text(), random.text(), random.text(), random.word(),
                                  random.text(), static_cast<std::uint32_t>(random.below(500)),
                                  static_cast<std::uint32_t>(random.below(5)),
                                  static_cast<StepOutcome>(random.below(4)), random.duration(),
                                  random.duration(), random.text(), random.text()});
        exchange.loggers.push_back(randomLogger(random));
    }
}

} // namespace

Timestamp sampleTime()
{
    return Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 11 / 20)
                     + std::chrono::hours(14));
}

Exchange sampleExchange(int number)
{
    Exchange exchange;
    exchange.gateway = sampleGateway();
    exchange.requestId = fmt::format("00000000-0000-4000-8000-{:012x}", number);
    exchange.operationId = fmt::format("{:08x}00000000000000000000{:04x}", number + 1, 7);
    exchange.spanId = fmt::format("{:016x}", number + 1);
    exchange.startedAt = sampleTime() + std::chrono::seconds(number);
    exchange.duration = std::chrono::milliseconds(10 + number);
    exchange.backendTime = std::chrono::milliseconds(5 + number);
    exchange.method = "GET";
    exchange.url = fmt::format("http://127.0.0.1:8080/orders/{}?page=2", number);
    exchange.path = fmt::format("/orders/{}", number);
    exchange.clientIp = "127.0.0.1";
    exchange.statusCode = 200;
    exchange.apiId = "orders";
    exchange.apiName = "Orders API";
    exchange.apimOperationId = "get-order";
    exchange.apimOperationName = "Get an order";
    exchange.productId = "starter";
    exchange.productName = "Starter";
    exchange.subscriptionId = "team-a";
    exchange.subscriptionName = "Team A";
    exchange.responseBytes = static_cast<std::uint64_t>(100 + number);
    exchange.stepsRun = 3;
    exchange.stepsTotal = 5;
    exchange.request.headers = {{"Accept", "application/json"}};
    exchange.response.headers = {{"Content-Type", "application/json"}};
    exchange.response.body = fmt::format(R"({{"order":{},"item":"Kettle"}})", number);
    BackendCall call;
    call.spanId = fmt::format("{:016x}", number + 1'000'000);
    call.startedAt = exchange.startedAt + std::chrono::milliseconds(2);
    call.duration = exchange.backendTime;
    call.method = "GET";
    call.url = fmt::format("http://stock.test/items/{}", number);
    call.target = "stock.test";
    call.backendId = "stock";
    call.statusCode = 200;
    call.timing.firstByte = std::chrono::milliseconds(4);
    exchange.backendCalls.push_back(call);
    LoggerOutcome logger;
    logger.loggerId = "appinsights";
    logger.diagnosticScope = "service";
    logger.instrumentationKey = "00000000-1111-2222-3333-444444444444";
    exchange.loggers.push_back(logger);
    return exchange;
}

Exchange failedExchange(int number, int status)
{
    Exchange exchange = sampleExchange(number);
    exchange.statusCode = status;
    ExchangeError error;
    error.at = exchange.startedAt + std::chrono::milliseconds(3);
    error.source = "rate-limit";
    error.reason = "RateLimitExceeded";
    error.message = "Rate limit is exceeded. Try again in 5 seconds.";
    error.section = "inbound";
    exchange.errors.push_back(error);
    return exchange;
}

Exchange randomExchange(std::mt19937_64& source)
{
    Generator random(source);
    auto gateway = std::make_shared<GatewayIdentity>();
    gateway->region = random.word();
    gateway->cloudRoleName = random.text();
    Exchange exchange;
    exchange.gateway = std::move(gateway);
    for (std::string* text : {&exchange.requestId,
                              &exchange.operationId,
                              &exchange.parentId,
                              &exchange.spanId,
                              &exchange.requestSource,
                              &exchange.method,
                              &exchange.url,
                              &exchange.path,
                              &exchange.clientIp,
                              &exchange.cache,
                              &exchange.apiId,
                              &exchange.apiName,
                              &exchange.apiType,
                              &exchange.apiRevision,
                              &exchange.apimOperationId,
                              &exchange.apimOperationName,
                              &exchange.productId,
                              &exchange.productName,
                              &exchange.subscriptionId,
                              &exchange.subscriptionName,
                              &exchange.userId,
                              &exchange.workspaceId})
        *text = random.text();
    exchange.isLegacyCorrelation = random.flag();
    exchange.startedAt = sampleTime() + random.duration();
    for (Micros* duration : {&exchange.duration, &exchange.clientTime, &exchange.inboundTime,
                             &exchange.backendTime, &exchange.outboundTime})
        *duration = random.duration();
    exchange.statusCode = static_cast<int>(random.below(600));
    exchange.isSentInFull = random.flag();
    exchange.requestBytes = random.below(1'000'000);
    exchange.responseBytes = random.below(1'000'000);
    exchange.stepsRun = static_cast<std::uint32_t>(random.below(50));
    exchange.stepsTotal = static_cast<std::uint32_t>(random.below(50));
    exchange.isAnsweredByGateway = random.flag();
    exchange.request = random.capture();
    exchange.response = random.capture();
    fillLists(exchange, random);
    return exchange;
}

IngestedItem sampleEvent(int number, const std::string& operationId)
{
    EventItem event;
    event.context.time = sampleTime() + std::chrono::seconds(number);
    event.context.instrumentationKey = "00000000-1111-2222-3333-444444444444";
    event.context.operationId = operationId;
    event.context.cloudRoleName = "shop";
    event.context.properties = {{"basket", std::to_string(number)}};
    event.name = "CheckedOut";
    IngestedItem item;
    item.item = event;
    item.envelope = printEnvelope(item.item);
    return item;
}

std::unique_ptr<Store> openStore(StoreOptions options)
{
    Result<std::unique_ptr<Store>> store = Store::open(std::move(options));
    EXPECT_TRUE(store) << store.error().message;
    return store ? std::move(*store) : nullptr;
}

std::unique_ptr<Store> openStore(const std::filesystem::path& path)
{
    StoreOptions options;
    options.path = path;
    options.retention = std::chrono::hours(24 * 365 * 20);
    return openStore(std::move(options));
}

void record(Store& store, const Exchange& exchange)
{
    ASSERT_TRUE(store.offer(std::make_unique<Exchange>(exchange)));
    const Result<void> flushed = store.flush(std::chrono::seconds(20));
    ASSERT_TRUE(flushed) << flushed.error().message;
}

void record(Store& store, IngestedItem item)
{
    std::vector<IngestedItem> items;
    items.push_back(std::move(item));
    store.submit(std::move(items),
                 [](const Result<void>& done) { EXPECT_TRUE(done) << done.error().message; });
    const Result<void> flushed = store.flush(std::chrono::seconds(20));
    ASSERT_TRUE(flushed) << flushed.error().message;
}

} // namespace gatelens::test
