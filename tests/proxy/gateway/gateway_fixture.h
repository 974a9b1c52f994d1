#pragma once

#include "proxy/gateway/gateway.h"
#include "proxy/http/http_server.h"
#include "tests/proxy/http/raw_client.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

namespace gatelens::proxy::testing {

namespace asio = boost::asio;

/// A backend whose answer a test chooses; it notes what it was asked.
class Backend
{
public:
    using Answer = std::function<asio::awaitable<void>(ServerExchange&)>;

    explicit Backend(Answer answer = ok)
        : m_answer(std::move(answer))
        , m_server(std::move(*HttpServer::listen(
              m_threads, {}, [this](ServerExchange& exchange) -> asio::awaitable<void> {
                  {
                      const std::lock_guard lock(m_mutex);
                      m_heads.push_back(exchange.head());
                  }
                  m_asked.notify_all();
                  co_await m_answer(exchange);
              })))
    {
    }
    ~Backend() { m_server->stop(std::chrono::milliseconds(0)); }
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    static asio::awaitable<void> ok(ServerExchange& exchange)
    {
        ResponseHead head;
        head.headers = {{"Content-Type", "text/plain"}, {"X-Backend", "yes"}};
        OutgoingBody body;
        body.bytes = "from backend";
        co_await exchange.respond(head, std::move(body));
    }
    static asio::awaitable<void> echo(ServerExchange& exchange)
    {
        const ResponseHead head;
        OutgoingBody body;
        body.stream = exchange.takeBody();
        co_await exchange.respond(head, std::move(body));
    }
    static asio::awaitable<void> never(ServerExchange&)
    {
        asio::steady_timer forever(co_await asio::this_coro::executor);
        forever.expires_at(std::chrono::steady_clock::time_point::max());
        co_await forever.async_wait(asio::use_awaitable);
    }

    [[nodiscard]] std::string url() const { return m_server->url(); }
    RequestHead lastHead()
    {
        std::unique_lock lock(m_mutex);
        m_asked.wait_for(lock, std::chrono::seconds(20), [this] { return !m_heads.empty(); });
        return m_heads.empty() ? RequestHead{} : m_heads.back();
    }

private:
    Answer m_answer;
    std::mutex m_mutex; ///< guards m_heads
    std::condition_variable m_asked;
    std::vector<RequestHead> m_heads;
    IoThreads m_threads{1};
    std::unique_ptr<HttpServer> m_server;
};

/// The records of a gateway as they come.
class Records
{
public:
    void add(const Exchange& exchange)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_records.push_back(exchange);
        }
        m_added.notify_all();
    }
    Exchange wait(std::size_t number = 1)
    {
        std::unique_lock lock(m_mutex);
        m_added.wait_for(lock, std::chrono::seconds(20),
                         [&] { return m_records.size() >= number; });
        return m_records.size() < number ? Exchange{} : m_records[number - 1];
    }

private:
    std::mutex m_mutex; ///< guards m_records
    std::condition_variable m_added;
    std::vector<Exchange> m_records;
};

inline Operation operation(std::string id, std::string method, std::string urlTemplate)
{
    Operation made;
    made.id = std::move(id);
    made.method = std::move(method);
    made.urlTemplate = std::move(urlTemplate);
    return made;
}

class GatewayTest : public ::testing::Test
{
protected:
    GatewayTest()
    {
        Api api;
        api.id = "orders";
        api.displayName = "Orders";
        api.path = "shop/orders";
        api.subscriptionRequired = false;
        api.operations
            = {operation("get", "GET", "/items/{id}"), operation("head", "HEAD", "/items/{id}"),
               operation("post", "POST", "/items")};
        workspace.apis = {api};
        workspace.local.store.captureBodyBytes = 64;
        StoreOptions options;
        options.path = folder.path() / "store.db";
        store = std::move(*Store::open(std::move(options)));
    }
    ~GatewayTest() override { gateway.reset(); }
    GatewayTest(const GatewayTest&) = delete;
    GatewayTest& operator=(const GatewayTest&) = delete;

    Api& api() { return workspace.apis.front(); }
    static PolicySource policy(const std::string& inbound, const std::string& onError = "<base/>")
    {
        return {"policy.xml",
                "<policies><inbound><base/>" + inbound
                    + "</inbound><backend><base/></backend><outbound><base/></outbound><on-error>"
                    + onError + "</on-error></policies>"};
    }
    void requireKey()
    {
        api().subscriptionRequired = true;
        Subscription subscription;
        subscription.id = "starter";
        subscription.displayName = "Starter";
        subscription.state = SubscriptionState::Active;
        workspace.subscriptions = {subscription};
        workspace.local.subscriptionSecrets["starter"].primary = DemoSecret{"starter"};
    }
    ApplyReport apply()
    {
        return gateway->apply(std::make_shared<Workspace>(workspace),
                              SecretResolver(folder.path()));
    }
    void start()
    {
        GatewayOptions options;
        options.http->port = 0;
        options.observer = [this](const Exchange& exchange) { records.add(exchange); };
        gateway = std::make_unique<Gateway>(threads, *store, std::move(options));
        const ApplyReport report = apply();
        ASSERT_TRUE(report.isApplied)
            << (report.findings.empty() ? "" : report.findings.front().message);
        const Result<void> started = gateway->start();
        ASSERT_TRUE(started) << started.error().message;
        port = parseUrl(*gateway->url())->port;
    }
    void startBefore(const Backend& backend)
    {
        api().serviceUrl = backend.url() + "/base";
        start();
    }
    std::string ask(std::string_view requestLine, std::string_view headers = {},
                    std::string_view body = {})
    {
        RawClient client(port);
        client.send(std::string(requestLine) + " HTTP/1.1\r\nHost: gateway.test:8080\r\n"
                    + std::string(headers) + "Connection: close\r\n\r\n" + std::string(body));
        return client.readAll();
    }

    test::TemporaryFolder folder;
    Workspace workspace;
    std::unique_ptr<Store> store;
    IoThreads threads{2};
    Records records;
    std::unique_ptr<Gateway> gateway;
    std::uint16_t port = 0;
};

} // namespace gatelens::proxy::testing
