#include "core/store/store_reader.h"
#include "proxy/forward/gzip.h"
#include "proxy/http/http_server.h"
#include "proxy/http/pooled_client.h"
#include "proxy/ingest/application_id.h"
#include "proxy/ingest/intake.h"
#include "tests/support/temporary_folder.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace gatelens::proxy {
namespace {

using testing::HasSubstr;

struct Answer
{
    int statusCode = 0;
    HeaderList headers;
    std::string body;
};

boost::asio::awaitable<Answer> exchange(HttpTransport& client, OutgoingRequest request)
{
    Answer answer;
    Result<IncomingResponse> response = co_await client.send(std::move(request));
    if (!response) {
        answer.body = response.error().message;
        co_return answer;
    }
    answer.statusCode = response->statusCode;
    answer.headers = response->headers;
    if (response->body) {
        Result<std::string> body = co_await readAll(*response->body, 1'000'000);
        answer.body = std::move(body).value();
    }
    co_return answer;
}

std::string item(int number, std::string_view time = "2026-11-20T12:00:00.000Z")
{
    return R"({"time":")" + std::string(time)
        + R"(","iKey":"11111111-2222-3333-4444-555555555555","data":{"baseType":"MessageData",)"
          R"("baseData":{"message":"item )"
        + std::to_string(number) + R"("}}})";
}

/// The intake behind a real listener, over a real store.
class IntakeTest : public testing::Test
{
protected:
    IntakeTest()
        : store(openStore())
        , intake(*store)
        , threads(1)
        , client(std::move(PooledClient::create().value()))
    {
        auto listening = HttpServer::listen(threads, {},
                                            [this](ServerExchange& e) { return intake.serve(e); });
        server = std::move(listening.value());
    }
    ~IntakeTest() override { server->stop(std::chrono::seconds(1)); }

    std::unique_ptr<Store> openStore()
    {
        StoreOptions options;
        options.path = folder / "store.db";
        options.batchDelay = std::chrono::milliseconds(5);
        return std::move(Store::open(options).value());
    }

    Answer send(std::string method, std::string_view target, std::string body = {},
                HeaderList headers = {})
    {
        OutgoingRequest request;
        request.method = std::move(method);
        request.url = parseUrl(server->url()).value();
        const std::size_t mark = target.find('?');
        request.url.path = target.substr(0, mark);
        if (mark != std::string_view::npos)
            request.url.query = target.substr(mark + 1);
        request.headers = std::move(headers);
        request.body.bytes = std::move(body);
        return boost::asio::co_spawn(threads.context(0), exchange(*client, std::move(request)),
                                     boost::asio::use_future)
            .get();
    }

    /// Envelopes in the store, as they would be forwarded.
    std::vector<std::string> stored()
    {
        store->flush(std::chrono::seconds(10)).value();
        const auto reader = std::move(StoreReader::open(store->path()).value());
        std::vector<std::string> envelopes;
        reader
            ->forEachEnvelope(0, {}, {},
                              [&](StoreReader::OutgoingEnvelope&& outgoing) {
                                  envelopes.push_back(std::move(outgoing.envelope));
                                  return true;
                              })
            .value();
        return envelopes;
    }

    test::TemporaryFolder folder;
    std::unique_ptr<Store> store;
    Intake intake;
    IoThreads threads;
    std::unique_ptr<PooledClient> client;
    std::unique_ptr<HttpServer> server;
};

TEST_F(IntakeTest, AnAcceptedBatchIsInTheStoreWhenTheAnswerComes)
{
    const Answer answer = send("POST", "/v2.1/track", item(1) + "\n" + item(2));
    EXPECT_EQ(answer.statusCode, 200);
    const auto json = boost::json::parse(answer.body);
    EXPECT_EQ(json.at("itemsReceived").as_int64(), 2);
    EXPECT_EQ(json.at("itemsAccepted").as_int64(), 2);
    EXPECT_TRUE(json.at("errors").as_array().empty());
    EXPECT_EQ(stored(), (std::vector<std::string>{item(1), item(2)})) << "byte for byte";
}

TEST_F(IntakeTest, PathsAreReadWithoutRegardToCaseAndDoubledSlashes)
{
    for (const std::string_view path :
         {"/v2/track", "/v2.1/track", "//v2.1/track", "/V2.1/TRACK", "/v2/track?x=1"})
        EXPECT_EQ(send("POST", path, item(1)).statusCode, 200) << path;
}

TEST_F(IntakeTest, CompressedAndArrayBodiesAreRead)
{
    EXPECT_EQ(
        send("POST", "/v2/track", gzip(item(1)).value(), {{"Content-Encoding", "gzip"}}).statusCode,
        200);
    EXPECT_EQ(send("POST", "/v2/track", "[" + item(2) + "," + item(3) + "]").statusCode, 200);
    EXPECT_EQ(stored().size(), 3U);
}

TEST_F(IntakeTest, APartlyBadBatchIsAnsweredItemByItem)
{
    const Answer answer = send("POST", "/v2/track", item(1) + "\n{\"iKey\":\"x\"}\n" + item(2));
    EXPECT_EQ(answer.statusCode, 206);
    const auto json = boost::json::parse(answer.body);
    EXPECT_EQ(json.at("itemsReceived").as_int64(), 3);
    EXPECT_EQ(json.at("itemsAccepted").as_int64(), 2);
    EXPECT_EQ(json.at("errors").at(0).at("index").as_int64(), 1);
    EXPECT_EQ(stored().size(), 2U);
}

TEST_F(IntakeTest, WhatCannotBeReadIsRefusedWithItsReason)
{
    EXPECT_EQ(send("POST", "/v2/track", "[{").statusCode, 400);
    EXPECT_EQ(send("POST", "/v2/track").statusCode, 400);
    EXPECT_EQ(send("POST", "/v2/track", "x", {{"Content-Encoding", "gzip"}}).statusCode, 400);
    EXPECT_EQ(send("POST", "/v2/track", "x", {{"Content-Encoding", "br"}}).statusCode, 415);
    const Answer wrongMethod = send("GET", "/v2/track");
    EXPECT_EQ(wrongMethod.statusCode, 405);
    EXPECT_EQ(*wrongMethod.headers.find("Allow"), "POST");
    EXPECT_EQ(send("GET", "/elsewhere").statusCode, 404);
    EXPECT_TRUE(stored().empty());
}

TEST_F(IntakeTest, ABombIsRefusedAsTooLarge)
{
    const std::string bomb = gzip(std::string(65 * 1024 * 1024, ' ')).value();
    const Answer answer = send("POST", "/v2/track", bomb, {{"Content-Encoding", "gzip"}});
    EXPECT_EQ(answer.statusCode, 413);
}

TEST_F(IntakeTest, ARepeatedBatchIsAnsweredAgainAndStoredOnce)
{
    const HeaderList id{{"x-ms-client-request-id", "abc"}};
    const Answer first = send("POST", "/v2/track", item(1), id);
    const Answer second = send("POST", "/v2/track", item(1), id);
    EXPECT_EQ(first.statusCode, 200);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(send("POST", "/v2/track", item(1)).statusCode, 200) << "no id: a batch of its own";
    EXPECT_EQ(stored().size(), 2U);
}

TEST_F(IntakeTest, ApplicationIdsAndLiveMetricsAreAnswered)
{
    const Answer appId = send("GET", "/api/profiles/11111111-2222-3333-4444-555555555555/appId");
    EXPECT_EQ(appId.statusCode, 200);
    EXPECT_EQ(appId.body, applicationIdFor("11111111-2222-3333-4444-555555555555"));
    for (const std::string_view path :
         {"/QuickPulseService.svc/ping?ikey=x", "/QuickPulseService.svc/post?ikey=x"}) {
        const Answer live = send("POST", path, "{}");
        EXPECT_EQ(live.statusCode, 200);
        EXPECT_EQ(*live.headers.find("x-ms-qps-subscribed"), "false");
    }
}

TEST_F(IntakeTest, EverythingIsCounted)
{
    send("POST", "/v2/track", item(1) + "\n{}");
    send("GET", "/elsewhere");
    const IntakeCounters counters = intake.counters();
    EXPECT_EQ(counters.acceptedItems, 1U);
    EXPECT_EQ(counters.rejectedItems, 1U);
    EXPECT_EQ(counters.acceptedByType.at("trace"), 1U);
    EXPECT_EQ(counters.requestsByStatus.at(206), 1U);
    EXPECT_EQ(counters.requestsByStatus.at(404), 1U);
}

/// A store that takes nothing.
class FullStore : public Store
{
public:
    [[nodiscard]] StoreMode mode() const override { return StoreMode::ReadWrite; }
    [[nodiscard]] const std::string& message() const override { return m_message; }
    [[nodiscard]] const std::filesystem::path& path() const override { return m_path; }
    bool offer(std::unique_ptr<Exchange>) noexcept override { return false; }
    void submit(std::vector<IngestedItem>, std::function<void(Result<void>)> done) override
    {
        done(Error{ErrorCode::LimitExceeded, "the queue is full", {}});
    }
    bool offerMetric(MetricItem, std::string) noexcept override { return false; }
    Result<void> flush(std::chrono::milliseconds) override { return {}; }
    [[nodiscard]] StoreCounters counters() const override { return {}; }
    void onCommit(std::chrono::milliseconds, std::function<void()>) override { }
    void setRetention(std::chrono::seconds, std::uint64_t) override { }
    [[nodiscard]] std::optional<std::int64_t> forwardCursor(const std::string&) const override
    {
        return std::nullopt;
    }
    void saveForwardCursor(std::string, std::int64_t, std::function<void(Result<void>)>) override {
    }

private:
    std::string m_message;
    std::filesystem::path m_path;
};

TEST_F(IntakeTest, AFullQueueAsksTheSenderToComeAgainAndSaysSoWithoutJson)
{
    FullStore full;
    Intake busy(full);
    const auto listener = std::move(
        HttpServer::listen(threads, {}, [&](ServerExchange& e) { return busy.serve(e); }).value());
    const std::string url = server->url();
    OutgoingRequest request;
    request.method = "POST";
    request.url = parseUrl(listener->url()).value();
    request.url.path = "/v2.1/track";
    request.body.bytes = item(1);
    const Answer answer
        = boost::asio::co_spawn(threads.context(0), exchange(*client, std::move(request)),
                                boost::asio::use_future)
              .get();
    EXPECT_EQ(answer.statusCode, 503);
    EXPECT_EQ(*answer.headers.find("Retry-After"), "5");
    EXPECT_THAT(*answer.headers.find("Content-Type"), HasSubstr("text/plain"));
    EXPECT_EQ(answer.body, "the queue is full\n");
    EXPECT_EQ(busy.counters().acceptedItems, 0U);
    listener->stop(std::chrono::seconds(1));
}

/// Envelopes that real SDKs sent, one a line.
std::vector<std::string> recorded(const std::string& file)
{
    std::ifstream stream(std::string(GATELENS_TEST_DATA) + "/../../core/telemetry/captures/"
                         + file);
    EXPECT_TRUE(stream) << file;
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

std::string joined(const std::vector<std::string>& lines, std::string_view separator)
{
    std::string text;
    for (const std::string& line : lines) {
        text += text.empty() ? "" : separator;
        text += line;
    }
    return text;
}

TEST_F(IntakeTest, WhatRealSdksSentIsAcceptedWholeAndComesOutAsItCameIn)
{
    std::vector<std::string> sent;
    for (const std::string name :
         {"applicationinsights-2.9.8.ndjson", "applicationinsights-3.16.0.ndjson",
          "azure-monitor-opentelemetry-1.20.0.ndjson",
          "azure-monitor-opentelemetry-exporter-1.0.0-beta.45.ndjson",
          "opencensus-ext-azure-1.1.dev0.ndjson"}) {
        const std::vector<std::string> lines = recorded(name);
        const bool isNewlineDelimited = name.starts_with("applicationinsights-2");
        const std::string body
            = isNewlineDelimited ? joined(lines, "\n") : "[" + joined(lines, ",") + "]";
        const Answer answer = send("POST", "//v2.1/track", body);
        EXPECT_EQ(answer.statusCode, 200) << name << ": " << answer.body;
        sent.insert(sent.end(), lines.begin(), lines.end());
    }
    EXPECT_GT(sent.size(), 30U);
    EXPECT_EQ(stored(), sent);
}

} // namespace
} // namespace gatelens::proxy
