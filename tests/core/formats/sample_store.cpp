#include "tests/core/formats/sample_store.h"

#include "core/diagnostics/exchange_logging.h"
#include "core/telemetry/envelope.h"

#include <boost/json/parse.hpp>

#include <gtest/gtest.h>

#include <future>

namespace gatelens::test {

namespace {

Exchange exchange(int number, int statusCode)
{
    Exchange result;
    auto identity = std::make_shared<GatewayIdentity>();
    identity->cloudRoleName = "gatelens.azure-api.net local";
    result.gateway = identity;
    result.requestId = "e84f10ca-b9f8-40ab-8ed8-6e358844526" + std::to_string(number);
    // Scores below 25 and above: see the hash's table in the reference.
    result.operationId
        = number == 2 ? "4bf92f3577b34da6a3ce929d0e0e4736" : "5e1f6b1d2c3a4f5e8d7c6b5a49382716";
    result.spanId = "00f067aa0ba902b" + std::to_string(number);
    result.startedAt
        = parseIso8601("2026-11-20T12:00:00.123456Z").value() + std::chrono::seconds(number);
    result.duration = Micros(12'345);
    result.clientTime = Micros(345);
    result.method = "POST";
    result.url
        = "http://127.0.0.1:8080/conference/sessions?q=caf%C3%A9&subscription-key=s3cret&x=1";
    result.path = "/conference/sessions";
    result.clientIp = "127.0.0.1";
    result.statusCode = statusCode;
    result.apiId = "demo-conference-api";
    result.apimOperationId = "submit-feedback";
    result.productId = "starter";
    result.subscriptionId = "starter-demo";
    result.requestBytes = 9;
    result.responseBytes = 4;
    result.request.headers = {{"Content-Type", "text/plain"},
                              {"Cookie", "a=1; b=2"},
                              {"X-Api-Key", "k-123456"},
                              {"User-Agent", "curl/7.88"}};
    result.request.body = "=1+1,\"x\"\n";
    result.request.bodyBytes = result.request.body.size();
    result.response.headers
        = {{"Content-Type", "application/octet-stream"}, {"X-Note", "first"}, {"X-Note", "second"}};
    result.response.body = std::string("\xFF\x00\x01\x02", 4);
    result.response.bodyBytes = 4;
    BackendCall call;
    call.spanId = "1111111111111" + std::to_string(100 + number);
    call.startedAt = result.startedAt + Micros(1000);
    call.duration = Micros(9000);
    call.method = "POST";
    call.url = "https://backend.example/v1/sessions?q=1";
    call.target = "backend.example";
    call.statusCode = statusCode;
    call.timing = {.connect = Micros(1000),
                   .tls = Micros(2000),
                   .send = Micros(100),
                   .firstByte = Micros(5000),
                   .receive = Micros(900)};
    result.backendCalls.push_back(call);
    if (statusCode >= 500) {
        result.errors.push_back({.at = result.startedAt + Micros(10'000),
                                 .source = "forward-request",
                                 .reason = "BackendConnectionFailure",
                                 .message = "no \"answer\""});
    }
    result.messages.push_back({.at = result.startedAt + Micros(500),
                               .severity = Severity::Information,
                               .source = "test",
                               .message = "hello, \xE2\x82\xAC"});
    return result;
}

std::vector<EffectiveDiagnostic> diagnostics()
{
    EffectiveDiagnostic conference;
    conference.settings.loggerId = "conference";
    conference.settings.samplingPercentage = 25;
    conference.settings.alwaysLogErrors = true;
    conference.settings.frontendRequest.headers = {"user-agent", "x-api-key"};
    conference.settings.frontendRequest.maskedHeaders = {{"x-api-key", MaskingMode::Mask}};
    conference.instrumentationKey = "11111111-1111-1111-1111-111111111111";
    EffectiveDiagnostic platform;
    platform.settings.loggerId = "platform";
    platform.instrumentationKey = "22222222-2222-2222-2222-222222222222";
    return {conference, platform};
}

void submit(Store& store, std::vector<IngestedItem> items)
{
    std::promise<Result<void>> committed;
    store.submit(std::move(items),
                 [&committed](Result<void> done) { committed.set_value(std::move(done)); });
    committed.get_future().get().value();
}

class StringSink : public ExportSink
{
public:
    Result<void> write(std::string_view text) override
    {
        m_text += text;
        return {};
    }
    std::string take() { return std::move(m_text); }

private:
    std::string m_text;
};

} // namespace

SampleStore::SampleStore()
{
    StoreOptions options;
    options.path = m_folder / "store.db";
    options.batchDelay = std::chrono::milliseconds(5);
    m_store = std::move(Store::open(options).value());
    CaptureRules capture;
    capture.secretQueryParameters = {"subscription-key"};
    for (const auto& [number, statusCode] :
         {std::pair(1, 200), std::pair(2, 200), std::pair(3, 503)}) {
        auto stored = std::make_unique<Exchange>(exchange(number, statusCode));
        applyDiagnostics(*stored, diagnostics(), capture);
        EXPECT_TRUE(m_store->offer(std::move(stored)));
    }
    std::vector<IngestedItem> items;
    for (const std::string& envelope : ingestedEnvelopes())
        items.push_back({.item = readEnvelope(parsed(envelope)).value(), .envelope = envelope});
    submit(*m_store, std::move(items));
    m_store->flush(std::chrono::seconds(10)).value();
    m_reader = std::move(StoreReader::open(m_store->path()).value());
}

std::string SampleStore::exported(std::string_view format, const ExportScope& scope)
{
    const Exporter* exporter = findExporter(format);
    EXPECT_NE(exporter, nullptr) << format;
    StringSink sink;
    const Result<ExportSummary> summary = exporter->run(*m_reader, scope, sink, {});
    EXPECT_TRUE(summary) << summary.error().message;
    return sink.take();
}

const std::vector<std::string>& ingestedEnvelopes()
{
    static const std::vector<std::string> kEnvelopes{
        R"({"ver":1,"time":"2026-11-20T12:00:01.5Z","sampleRate":50.0,)"
        R"("iKey":"33333333-3333-3333-3333-333333333333","tags":{"ai.cloud.role":"orders",)"
        R"("ai.operation.id":"5e1f6b1d2c3a4f5e8d7c6b5a49382716","ai.unknown":"kept"},)"
        R"("data":{"baseType":"EventData","baseData":{"ver":2,"name":"sold \u20ac",)"
        R"("properties":{"lineNumber":142,"empty":""}}}})",
        R"({"time":"2026-11-20T12:00:04Z","iKey":"33333333-3333-3333-3333-333333333333",)"
        R"("data":{"baseType":"MetricData","baseData":{"metrics":[{"name":"queue","value":12.5,)"
        R"("count":5,"min":1,"max":4,"kind":1}]}}})"};
    return kEnvelopes;
}

std::vector<std::string> linesOf(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

boost::json::value parsed(std::string_view text)
{
    boost::system::error_code failure;
    boost::json::value value
        = boost::json::parse(boost::json::string_view(text.data(), text.size()), failure);
    EXPECT_FALSE(failure) << failure.message() << ": " << text.substr(0, 300);
    return value;
}

} // namespace gatelens::test
