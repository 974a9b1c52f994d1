#include "core/message/url.h"
#include "core/store/store_reader.h"
#include "proxy/engine/local_engine.h"
#include "proxy/http/http_server.h"
#include "tests/proxy/http/raw_client.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

using proxy::testing::RawClient;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr std::chrono::seconds kDrain{1};

/// Another program that holds a port until it is destroyed.
class PortHolder
{
public:
    PortHolder()
    {
        m_server = std::move(*HttpServer::listen(
            m_threads, {}, [](ServerExchange&) -> boost::asio::awaitable<void> { co_return; }));
    }
    [[nodiscard]] ListenAddress address() const { return {"127.0.0.1", m_server->port()}; }
    void release() { m_server->stop(std::chrono::milliseconds(0)); }

private:
    IoThreads m_threads{1};
    std::unique_ptr<HttpServer> m_server;
};

class LocalEngineTest : public ::testing::Test
{
protected:
    LocalEngineTest()
    {
        options.storePath = folder / "store.gatelens";
        options.dataFolder = folder / "data";
        options.gateway = ListenAddress{};
        options.ingest = ListenAddress{};
        options.workspace = workspaceAnswering("first");
    }

    /// One open operation, GET /greet/hello, answered by the gateway with `body`.
    static std::shared_ptr<Workspace> workspaceAnswering(const std::string& body)
    {
        Operation hello;
        hello.id = "hello";
        hello.method = "GET";
        hello.urlTemplate = "/hello";
        Api api;
        api.id = "greet";
        api.path = "greet";
        api.subscriptionRequired = false;
        api.operations = {hello};
        api.policy = PolicySource{"policy.xml",
                                  "<policies><inbound><return-response><set-status code=\"200\"/>"
                                  "<set-body>"
                                      + body
                                      + "</set-body></return-response></inbound>"
                                        "<backend/><outbound/><on-error/></policies>"};
        auto workspace = std::make_shared<Workspace>();
        workspace->apis = {api};
        return workspace;
    }

    Findings start()
    {
        auto started = startEngine(options);
        EXPECT_TRUE(started) << started.error().message;
        engine = std::move(started->engine);
        return started->findings;
    }

    std::string hello(const std::string& headers = {}) const
    {
        RawClient client(parseUrl(*engine->endpoints().gateway)->port);
        client.send("GET /greet/hello HTTP/1.1\r\nHost: test\r\nConnection: close\r\n" + headers
                    + "\r\n");
        return client.readAll();
    }

    test::TemporaryFolder folder;
    EngineOptions options;
    std::unique_ptr<Engine> engine;
};

TEST_F(LocalEngineTest, RefusesToStartOnATakenPortUnlessToldOtherwise)
{
    const PortHolder other;
    options.ingest = other.address();
    const auto started = startEngine(options);
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::Conflict);
    EXPECT_THAT(started.error().message, HasSubstr(std::to_string(other.address().port)));
}

TEST_F(LocalEngineTest, GoesOnWithoutATakenPortAndTakesItOnceItIsFree)
{
    PortHolder other;
    options.ingest = other.address();
    options.failsWithoutListener = false;
    start();
    EXPECT_THAT(engine->status().listenerProblems,
                ElementsAre(HasSubstr(std::to_string(other.address().port))));
    EXPECT_EQ(engine->endpoints().ingest, std::nullopt);
    EXPECT_THAT(hello(), StartsWith("HTTP/1.1 200"));
    EXPECT_FALSE(engine->retryListeners());

    other.release();
    const auto retried = engine->retryListeners();
    ASSERT_TRUE(retried) << retried.error().message;
    EXPECT_THAT(engine->status().listenerProblems, IsEmpty());
    EXPECT_TRUE(engine->endpoints().ingest);
}

TEST_F(LocalEngineTest, GoesOnWithoutTheGatewaysPortAndTakesItOnceItIsFree)
{
    PortHolder other;
    options.gateway = other.address();
    options.failsWithoutListener = false;
    start();
    EXPECT_FALSE(engine->status().isGatewayRunning);
    EXPECT_TRUE(engine->endpoints().ingest);

    other.release();
    ASSERT_TRUE(engine->retryListeners());
    EXPECT_TRUE(engine->status().isGatewayRunning);
    EXPECT_THAT(hello(), StartsWith("HTTP/1.1 200"));
}

TEST_F(LocalEngineTest, StartsTheGatewayWithTheFirstWorkspaceThatCompiles)
{
    auto broken = workspaceAnswering("x");
    broken->apis.front().policy->text = "<policies><inbound><no-such-policy/></inbound></policies>";
    options.workspace = broken;
    const Findings findings = start();
    EXPECT_FALSE(findings.empty());
    EXPECT_FALSE(engine->status().isGatewayRunning);
    EXPECT_TRUE(engine->endpoints().ingest) << "everything but the gateway runs";

    const ApplyReport report = engine->apply(workspaceAnswering("mended"));
    ASSERT_TRUE(report.isApplied);
    EXPECT_THAT(hello(), HasSubstr("mended"));
}

TEST_F(LocalEngineTest, KeepsTheLastGoodWorkspaceWhenOneIsRefused)
{
    start();
    auto broken = workspaceAnswering("x");
    broken->apis.front().policy->text = "<policies><inbound><no-such-policy/></inbound></policies>";
    EXPECT_FALSE(engine->apply(broken).isApplied);
    EXPECT_THAT(hello(), HasSubstr("first"));
    EXPECT_EQ(engine->workspace(), options.workspace);
}

TEST_F(LocalEngineTest, MakesKeysForSubscriptionsWhoseRealOnesLiveInAzure)
{
    auto workspace = workspaceAnswering("opened");
    workspace->folder = folder / "shop";
    workspace->apis.front().subscriptionRequired = true;
    Subscription subscription;
    subscription.id = "starter";
    subscription.state = SubscriptionState::Active;
    workspace->subscriptions = {subscription};
    options.workspace = workspace;
    start();
    EXPECT_THAT(hello(), StartsWith("HTTP/1.1 401"));
    const auto key = engine->subscriptionKey("starter");
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_THAT(hello("Ocp-Apim-Subscription-Key: " + *key + "\r\n"), HasSubstr("opened"));
    EXPECT_EQ(engine->subscriptionKey("unknown").error().code, ErrorCode::NotFound);

    engine.reset();
    start();
    EXPECT_EQ(*engine->subscriptionKey("starter"), *key) << "the same after a restart";
}

TEST_F(LocalEngineTest, HasStoredEveryExchangeWhenItHasStopped)
{
    constexpr std::uint64_t kRequests = 25;
    start();
    for (std::uint64_t i = 0; i < kRequests; ++i)
        ASSERT_THAT(hello(), StartsWith("HTTP/1.1 200"));
    engine->stop(kDrain);
    EXPECT_EQ(engine->status().requestsTotal, kRequests);
    engine.reset();

    const auto reader = StoreReader::open(options.storePath);
    ASSERT_TRUE(reader) << reader.error().message;
    const auto stats = (*reader)->stats();
    ASSERT_TRUE(stats) << stats.error().message;
    EXPECT_EQ(stats->exchanges, kRequests);
}

} // namespace
} // namespace gatelens::proxy
