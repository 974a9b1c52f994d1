#include "tests/ui/support/filled_store.h"

#include "core/diagnostics/exchange_logging.h"
#include "core/store/store.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace gatelens::ui::test {
namespace {

/// 32 hexadecimal digits that differ from call to call and spread over the whole range.
std::string operationId(int index)
{
    char text[33];
    const auto mixed = static_cast<unsigned long long>(index + 1) * 0x9E3779B97F4A7C15ULL;
    std::snprintf(text, sizeof text, "%016llx%016llx", mixed, mixed ^ 0x5555555555555555ULL);
    return text;
}

EffectiveDiagnostic diagnosticOf(const std::string& loggerId, double percentage)
{
    EffectiveDiagnostic diagnostic;
    diagnostic.settings.id = "applicationinsights";
    diagnostic.settings.loggerId = loggerId;
    diagnostic.settings.samplingPercentage = percentage;
    diagnostic.settings.alwaysLogErrors = true;
    diagnostic.scope = "service";
    diagnostic.instrumentationKey = "00000000-0000-0000-0000-000000000001";
    return diagnostic;
}

std::unique_ptr<Exchange> makeExchange(int index,
                                       const std::shared_ptr<const GatewayIdentity>& gateway)
{
    auto exchange = std::make_unique<Exchange>();
    exchange->gateway = gateway;
    exchange->operationId = operationId(index);
    exchange->spanId = exchange->operationId.substr(0, 16);
    exchange->requestId = exchange->operationId;
    exchange->startedAt = now() - std::chrono::minutes(5) + std::chrono::milliseconds(index);
    exchange->duration = std::chrono::milliseconds(20 + index % 90);
    exchange->method = "GET";
    const bool isStatus = index % 4 == 0;
    exchange->apiId = isStatus ? "status-api-v1" : "demo-conference-api";
    exchange->apiName = exchange->apiId;
    exchange->apimOperationId = isStatus ? "live" : "list-speakers";
    exchange->path = isStatus ? "/status/v1/live" : "/conference/speakers";
    exchange->url = "http://127.0.0.1:8080" + exchange->path;
    exchange->statusCode = index % 5 == 0 ? 500 : index % 7 == 0 ? 429 : 200;
    exchange->isAnsweredByGateway = exchange->statusCode == 429;
    exchange->response.body = "{}";
    exchange->response.bodyBytes = 2;
    BackendCall call;
    call.spanId = exchange->operationId.substr(16);
    call.startedAt = exchange->startedAt;
    call.duration = exchange->duration / 2;
    call.method = "GET";
    call.url = "http://backend.example/speakers";
    call.target = "backend.example";
    call.statusCode = exchange->statusCode;
    exchange->backendCalls.push_back(std::move(call));
    return exchange;
}

} // namespace

void fillStore(const std::filesystem::path& path, int count)
{
    StoreOptions options;
    options.path = path;
    auto store = Store::open(options);
    ASSERT_TRUE(store) << store.error().message;
    const auto gateway = std::make_shared<const GatewayIdentity>();
    const std::vector<EffectiveDiagnostic> diagnostics{diagnosticOf("appinsights-conference", 25),
                                                       diagnosticOf("appinsights-platform", 100)};
    for (int index = 0; index < count; ++index) {
        auto exchange = makeExchange(index, gateway);
        applyDiagnostics(*exchange, diagnostics, {});
        ASSERT_TRUE((*store)->offer(std::move(exchange)));
    }
    const auto flushed = (*store)->flush(std::chrono::seconds(30));
    ASSERT_TRUE(flushed) << flushed.error().message;
}

} // namespace gatelens::ui::test
