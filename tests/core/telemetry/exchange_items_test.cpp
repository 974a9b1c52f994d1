#include "core/telemetry/exchange.h"

#include <gmock/gmock.h>

namespace gatelens {
namespace {

using testing::Contains;
using testing::Not;
using testing::Pair;

/// An exchange as in the reference's example: API, operation, product, subscription, one backend
/// call.
Exchange orderExchange()
{
    auto gateway = std::make_shared<GatewayIdentity>();
    gateway->serviceId = "aztail-apim";
    gateway->serviceName = "aztail-apim.azure-api.net";
    gateway->region = "West Europe";
    Exchange exchange;
    exchange.gateway = gateway;
    exchange.requestId = "e84f10ca-b9f8-40ab-8ed8-6e3588445262";
    exchange.operationId = "4bf92f3577b34da6a3ce929d0e0e4736";
    exchange.parentId = "1111111111111111";
    exchange.spanId = "00f067aa0ba902b7";
    exchange.startedAt = *parseIso8601("2021-12-22T22:56:48.164Z");
    exchange.duration = Micros(2248);
    exchange.clientTime = Micros(1500);
    exchange.method = "GET";
    exchange.url = "https://aztail-apim.azure-api.net/example/?foo=bar";
    exchange.path = "/example/";
    exchange.clientIp = "203.0.113.9";
    exchange.statusCode = 200;
    exchange.apiId = "aztail-api";
    exchange.apiName = "Aztail";
    exchange.apimOperationId = "get-ping";
    exchange.productId = "starter";
    exchange.productName = "Starter";
    exchange.subscriptionId = "master-id";
    exchange.subscriptionName = "master";
    exchange.responseBytes = 93;
    BackendCall call;
    call.spanId = "2222222222222222";
    call.startedAt = exchange.startedAt + Micros(300);
    call.duration = Micros(900);
    call.method = "POST";
    call.url = "https://backend.test:8443/orders/7?x=1";
    call.target = "backend.test:8443";
    call.statusCode = 200;
    exchange.backendCalls.push_back(call);
    return exchange;
}

LoggerOutcome keptBy(std::string key)
{
    LoggerOutcome outcome;
    outcome.loggerId = "appinsights";
    outcome.instrumentationKey = std::move(key);
    outcome.percentage = 25;
    outcome.sampleRate = 25;
    return outcome;
}

template<class Item>
std::vector<Item> only(const std::vector<TelemetryItem>& items)
{
    std::vector<Item> found;
    for (const TelemetryItem& item : items) {
        if (const auto* kind = std::get_if<Item>(&item))
            found.push_back(*kind);
    }
    return found;
}

TEST(ExchangeItemsTest, TheRequestHasTheServicesNamesAndProperties)
{
    LoggerOutcome outcome = keptBy("key");
    outcome.frontendRequest = {{{"Request-Id-Header", "7"}, {"accept", "*/*"}}, "in"};
    outcome.frontendResponse = {{{"content-length", "93"}}, ""};
    const auto items = itemsFor(orderExchange(), outcome);
    ASSERT_EQ(items.size(), 2U);
    const auto& request = std::get<RequestItem>(items.front());
    EXPECT_EQ(request.id, "00f067aa0ba902b7");
    EXPECT_EQ(request.name, "GET /example/");
    EXPECT_EQ(request.url, "https://aztail-apim.azure-api.net/example/?foo=bar");
    EXPECT_EQ(request.duration, Micros(2248));
    EXPECT_EQ(request.responseCode, "200");
    EXPECT_TRUE(request.success);
    const ItemContext& context = request.context;
    EXPECT_EQ(context.instrumentationKey, "key");
    EXPECT_EQ(context.sampleRate, 25);
    EXPECT_EQ(context.operationId, "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(context.parentId, "1111111111111111");
    EXPECT_EQ(context.operationName, "aztail-api;rev=1 - get-ping");
    EXPECT_EQ(context.cloudRoleName, "aztail-apim.azure-api.net West Europe");
    EXPECT_EQ(context.cloudRoleInstance, "gatelens_0");
    EXPECT_EQ(context.clientIp, "");
    const Properties wanted{{"API Name", "aztail-api"},
                            {"API Type", "http"},
                            {"API Revision", "1"},
                            {"Operation Name", "get-ping"},
                            {"Product Name", "Starter"},
                            {"Subscription Name", "master"},
                            {"Region", "West Europe"},
                            {"Service ID", "aztail-apim"},
                            {"Service Name", "aztail-apim.azure-api.net"},
                            {"Service Type", "API Management"},
                            {"HTTP Method", "GET"},
                            {"Cache", "None"},
                            {"Request Id", "e84f10ca-b9f8-40ab-8ed8-6e3588445262"},
                            {"Request-Request-Id-Header", "7"},
                            {"Request-accept", "*/*"},
                            {"Request-Body", "in"},
                            {"Response-content-length", "93"}};
    EXPECT_EQ(context.properties, wanted);
    const Measurements measured{
        {"Request Size", 0}, {"Response Size", 93}, {"Client Time (in ms)", 1.5}};
    EXPECT_EQ(context.measurements, measured);
}

TEST(ExchangeItemsTest, TheClientsAddressAppearsOnlyWhenLogged)
{
    LoggerOutcome outcome = keptBy("key");
    outcome.hasClientIp = true;
    const auto items = itemsFor(orderExchange(), outcome);
    EXPECT_EQ(contextOf(items[0]).clientIp, "203.0.113.9");
    EXPECT_EQ(contextOf(items[1]).clientIp, "") << "a dependency is called by the gateway";
}

TEST(ExchangeItemsTest, EveryBackendCallIsADependencyOfTheRequest)
{
    Exchange exchange = orderExchange();
    BackendCall failed = exchange.backendCalls.front();
    failed.statusCode = 0;
    failed.failure = "Timeout";
    failed.url = "builtin:conference/speakers";
    exchange.backendCalls.push_back(failed);
    LoggerOutcome outcome = keptBy("key");
    outcome.backendRequests = {{{{"x-a", "1"}}, {}}, {}};
    outcome.backendResponses = {{}, {{}, "late"}};
    outcome.backendUrls = {"https://backend.test:8443/orders/7?x=*****", ""};
    const auto dependencies = only<DependencyItem>(itemsFor(exchange, outcome));
    ASSERT_EQ(dependencies.size(), 2U);
    EXPECT_EQ(dependencies[0].id, "2222222222222222");
    EXPECT_EQ(dependencies[0].context.parentId, "00f067aa0ba902b7");
    EXPECT_EQ(dependencies[0].name, "POST /orders/7");
    EXPECT_EQ(dependencies[0].data, "https://backend.test:8443/orders/7?x=*****");
    EXPECT_EQ(dependencies[0].target, "backend.test:8443");
    EXPECT_EQ(dependencies[0].type, "HTTP");
    EXPECT_EQ(dependencies[0].resultCode, "200");
    EXPECT_TRUE(dependencies[0].success);
    EXPECT_THAT(dependencies[0].context.properties, Contains(Pair("Request-x-a", "1")));
    EXPECT_THAT(dependencies[0].context.properties, Contains(Pair("API Name", "aztail-api")));
    EXPECT_EQ(dependencies[1].name, "POST /speakers");
    EXPECT_EQ(dependencies[1].data, "builtin:conference/speakers");
    EXPECT_EQ(dependencies[1].resultCode, "0");
    EXPECT_FALSE(dependencies[1].success);
    EXPECT_THAT(dependencies[1].context.properties, Contains(Pair("Response-Body", "late")));
}

TEST(ExchangeItemsTest, AnErrorBecomesAnExceptionWithItsProblem)
{
    Exchange exchange = orderExchange();
    exchange.statusCode = 404;
    ExchangeError error;
    error.at = exchange.startedAt + Micros(10);
    error.source = "configuration";
    error.reason = "OperationNotFound";
    error.message = "Unable to match incoming request to an operation.";
    error.section = "backend";
    exchange.errors = {error, error};
    const auto exceptions = only<ExceptionItem>(itemsFor(exchange, keptBy("key")));
    ASSERT_EQ(exceptions.size(), 1U) << "one for each distinct error";
    EXPECT_EQ(exceptions[0].problemId, "OperationNotFound at configuration");
    EXPECT_EQ(exceptions[0].severity, Severity::Error);
    ASSERT_EQ(exceptions[0].exceptions.size(), 1U);
    EXPECT_EQ(exceptions[0].exceptions[0].typeName, "OperationNotFound");
    EXPECT_EQ(exceptions[0].exceptions[0].message, error.message);
    EXPECT_EQ(exceptions[0].exceptions[0].parsedStack.at(0).method, "configuration");
    EXPECT_EQ(exceptions[0].context.parentId, exchange.spanId);
    EXPECT_THAT(exceptions[0].context.properties, Not(Contains(Pair("Section", testing::_))));
}

TEST(ExchangeItemsTest, ABackendsErrorStatusIsAnExceptionToo)
{
    Exchange exchange = orderExchange();
    exchange.statusCode = 500;
    const auto exceptions = only<ExceptionItem>(itemsFor(exchange, keptBy("key")));
    ASSERT_EQ(exceptions.size(), 1U);
    EXPECT_EQ(exceptions[0].problemId, "BackendError at forward-request");
    EXPECT_EQ(exceptions[0].exceptions[0].message, "HTTP 500");
}

TEST(ExchangeItemsTest, AResponseThatWasCutShortSaysSo)
{
    Exchange exchange = orderExchange();
    exchange.isSentInFull = false;
    const auto items = itemsFor(exchange, keptBy("key"));
    EXPECT_EQ(std::get<RequestItem>(items[0]).responseCode, "200 [not sent in full]");
    EXPECT_FALSE(std::get<RequestItem>(items[0]).success);
    EXPECT_EQ(only<ExceptionItem>(items).at(0).problemId,
              "ClientConnectionFailure at transfer-response");
    exchange.statusCode = 0;
    const auto nothingSent = itemsFor(exchange, keptBy("key"));
    EXPECT_EQ(std::get<RequestItem>(nothingSent[0]).responseCode, "0 [not sent in full]");
    EXPECT_EQ(only<ExceptionItem>(nothingSent).at(0).problemId,
              "ClientConnectionFailure at forward-request");
}

TEST(ExchangeItemsTest, TracesPassByVerbosityWhateverSamplingSays)
{
    Exchange exchange = orderExchange();
    for (const Severity severity : {Severity::Verbose, Severity::Information, Severity::Error}) {
        PolicyMessage message;
        message.severity = severity;
        message.source = "orders";
        message.message = "m";
        message.metadata = {{"Operation Name", "New Order"}, {"extra", "1"}};
        exchange.messages.push_back(message);
    }
    LoggerOutcome outcome = keptBy("key");
    outcome.isKept = false;
    outcome.reason = KeepReason::SampledOut;
    for (const auto& [verbosity, count] :
         {std::pair(Severity::Verbose, 3U), std::pair(Severity::Information, 2U),
          std::pair(Severity::Error, 1U)}) {
        outcome.verbosity = verbosity;
        const auto items = itemsFor(exchange, outcome);
        EXPECT_EQ(items.size(), count);
        EXPECT_EQ(only<TraceItem>(items).size(), count);
    }
    const TraceItem trace = only<TraceItem>(itemsFor(exchange, outcome)).at(0);
    EXPECT_EQ(trace.context.sampleRate, 100);
    EXPECT_EQ(trace.context.parentId, exchange.spanId);
    EXPECT_THAT(trace.context.properties, Contains(Pair("Source", "orders")));
    EXPECT_THAT(trace.context.properties, Contains(Pair("extra", "1")));
    EXPECT_THAT(trace.context.properties, Contains(Pair("Operation Name", "New Order")));
    EXPECT_THAT(trace.context.properties, Not(Contains(Pair("Operation Name", "get-ping"))));
}

TEST(ExchangeItemsTest, WithoutAnApiThereIsNoApiProperty)
{
    Exchange exchange = orderExchange();
    exchange.apiId.clear();
    exchange.apimOperationId.clear();
    exchange.productId.clear();
    exchange.productName.clear();
    const auto items = itemsFor(exchange, keptBy("key"));
    EXPECT_EQ(contextOf(items[0]).operationName, "GET /example/");
    for (const char* key :
         {"API Name", "API Type", "API Revision", "Operation Name", "Product Name"})
        EXPECT_THAT(contextOf(items[0]).properties, Not(Contains(Pair(key, testing::_))));
}

TEST(ExchangeItemsTest, AUrlOperationNameIsVerbAndPath)
{
    LoggerOutcome outcome = keptBy("key");
    outcome.isUrlOperationName = true;
    EXPECT_EQ(contextOf(itemsFor(orderExchange(), outcome)[0]).operationName, "GET /example/");
}

TEST(ExchangeItemsTest, TheLocalViewsSeeEverythingWhateverWasKept)
{
    Exchange exchange = orderExchange();
    exchange.messages.push_back({exchange.startedAt, Severity::Verbose, "s", "m", {}});
    LoggerOutcome outcome = keptBy("secret");
    outcome.isKept = false;
    outcome.verbosity = Severity::Error;
    outcome.frontendRequest = {{{"accept", "*/*"}}, {}};
    exchange.loggers = {outcome};
    const auto items = allItemsOf(exchange);
    ASSERT_EQ(items.size(), 3U);
    for (const TelemetryItem& item : items) {
        EXPECT_EQ(contextOf(item).instrumentationKey, "");
        EXPECT_EQ(contextOf(item).sampleRate, 100);
    }
    EXPECT_THAT(contextOf(items[0]).properties, Contains(Pair("Request-accept", "*/*")));
}

TEST(ExchangeItemsTest, FailedMeansErrorStatusErrorOrCutShort)
{
    Exchange exchange = orderExchange();
    EXPECT_FALSE(isFailed(exchange));
    exchange.statusCode = 399;
    EXPECT_FALSE(isFailed(exchange));
    exchange.statusCode = 400;
    EXPECT_TRUE(isFailed(exchange));
    exchange.statusCode = 200;
    exchange.isSentInFull = false;
    EXPECT_TRUE(isFailed(exchange));
    exchange.isSentInFull = true;
    exchange.errors.emplace_back();
    EXPECT_TRUE(isFailed(exchange));
}

} // namespace
} // namespace gatelens
