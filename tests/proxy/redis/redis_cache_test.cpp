#include "proxy/http/certificate_authority.h"
#include "proxy/redis/redis_cache.h"
#include "proxy/redis/redis_connection.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <future>

namespace gatelens::proxy {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Optional;

std::uint16_t freePort()
{
    asio::io_context io;
    asio::ip::tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    return acceptor.local_endpoint().port();
}

/// A redis-server that keeps nothing on disk; ended by its process id.
class RedisServer
{
public:
    explicit RedisServer(std::uint16_t port, std::vector<std::string> more = {})
        : m_port(port)
    {
        std::vector<std::string> arguments{
            "redis-server", "--port", std::to_string(port), "--bind", "127.0.0.1",
            "--save",       "",       "--appendonly",       "no"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        m_process = std::make_unique<test::ChildProcess>(
            test::ChildProcess::Options{.arguments = std::move(arguments)});
    }

    /// False when it ended at once: another program took the port.
    bool waitUntilReady()
    {
        while (const auto line = m_process->readLine(20s)) {
            if (line->find("eady to accept connections") != std::string::npos)
                return true;
        }
        return false;
    }

    void stop()
    {
        m_process->signal(SIGTERM);
        EXPECT_TRUE(m_process->wait(20s)) << m_process->errors();
    }

    [[nodiscard]] RedisAddress address() const
    {
        RedisAddress address;
        address.host = "127.0.0.1";
        address.port = m_port;
        return address;
    }

private:
    std::uint16_t m_port;
    std::unique_ptr<test::ChildProcess> m_process;
};

std::unique_ptr<RedisServer> startRedis(std::vector<std::string> more = {})
{
    for (int attempt = 0; attempt < 5; ++attempt) {
        auto server = std::make_unique<RedisServer>(freePort(), more);
        if (server->waitUntilReady())
            return server;
    }
    return nullptr;
}

/// Runs one coroutine to its end.
template<class T>
T await(asio::awaitable<T> work)
{
    asio::io_context io;
    std::future<T> result = asio::co_spawn(io, std::move(work), asio::use_future);
    io.run();
    return result.get();
}

class RedisCacheTest : public testing::Test
{
protected:
    void SetUp() override
    {
        m_server = startRedis();
        ASSERT_NE(m_server, nullptr) << "redis-server does not start";
        m_cache.emplace(m_server->address());
    }

    std::unique_ptr<RedisServer> m_server;
    std::optional<RedisCache> m_cache;
};

TEST_F(RedisCacheTest, KeepsBytesUntilTheyAreRemoved)
{
    const std::string bytes("a\0b\r\n\xFF", 6);
    ASSERT_TRUE(await(m_cache->set("key one", bytes, 60s)));
    EXPECT_THAT(*await(m_cache->get("key one")), Optional(bytes));
    EXPECT_TRUE(*await(m_cache->remove("key one")));
    EXPECT_FALSE(*await(m_cache->remove("key one")));
    EXPECT_FALSE(await(m_cache->get("key one"))->has_value());
}

TEST_F(RedisCacheTest, GivesKeysTheirLife)
{
    ASSERT_TRUE(await(m_cache->set("key", "value", 1234s)));
    const test::Finished asked = test::runProgram(
        {"redis-cli", "-p", std::to_string(m_server->address().port), "TTL", "key"});
    const int seconds = std::stoi(asked.output);
    EXPECT_GT(seconds, 1200);
    EXPECT_LE(seconds, 1234);
}

TEST_F(RedisCacheTest, AnswersManyCoroutinesAtOnce)
{
    asio::io_context io;
    std::vector<std::future<bool>> results;
    for (int i = 0; i < 200; ++i) {
        results.push_back(asio::co_spawn(
            io,
            [](RedisCache& cache, int number) -> asio::awaitable<bool> {
                const std::string key = "k" + std::to_string(number);
                const std::string value = std::to_string(number);
                const Result<void> stored = co_await cache.set(key, value, 60s);
                const auto found = co_await cache.get(key);
                const bool isRight = stored && found && *found == value;
                co_return isRight;
            }(*m_cache, i),
            asio::use_future));
    }
    io.run();
    for (std::future<bool>& result : results)
        EXPECT_TRUE(result.get());
}

TEST_F(RedisCacheTest, ReconnectsAfterTheServerClosedTheConnection)
{
    ASSERT_TRUE(await(m_cache->set("key", "value", 60s)));
    test::runProgram({"redis-cli", "-p", std::to_string(m_server->address().port), "CLIENT", "KILL",
                      "TYPE", "normal"});
    EXPECT_THAT(*await(m_cache->get("key")), Optional(std::string("value")));
}

TEST_F(RedisCacheTest, FailsWithTheAddressWhenTheServerIsGone)
{
    ASSERT_TRUE(await(m_cache->set("key", "value", 60s)));
    m_server->stop();
    const auto first = await(m_cache->get("key"));
    ASSERT_FALSE(first);
    EXPECT_THAT(first.error().message,
                HasSubstr("127.0.0.1:" + std::to_string(m_server->address().port)));
    // While it is known to be gone, nobody waits for it.
    EXPECT_FALSE(await(m_cache->get("key")));
}

TEST(RedisCacheLoginTest, LogsInAndChoosesItsDatabase)
{
    const auto server = startRedis({"--requirepass", "open sesame"});
    ASSERT_NE(server, nullptr);
    RedisAddress address = server->address();
    {
        RedisCache stranger(address);
        const auto refused = await(stranger.get("key"));
        ASSERT_FALSE(refused);
        EXPECT_THAT(refused.error().message, HasSubstr("NOAUTH"));
    }
    address.password = "open sesame";
    address.database = 2;
    RedisCache cache(address);
    ASSERT_TRUE(await(cache.set("key", "value", 60s)));
    const test::Finished asked
        = test::runProgram({"redis-cli", "-p", std::to_string(address.port), "-a", "open sesame",
                            "--no-auth-warning", "-n", "2", "GET", "key"});
    EXPECT_EQ(asked.output, "value\n");
}

TEST(RedisCacheMissingTest, FailsWhenNobodyListens)
{
    RedisAddress address;
    address.host = "127.0.0.1";
    address.port = freePort();
    RedisCache cache(address);
    const auto found = await(cache.get("key"));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::Refused);
    EXPECT_THAT(found.error().message, HasSubstr("cannot be reached"));
}

/// A server that takes TLS only, with a certificate of the local authority for 127.0.0.1.
class RedisTlsTest : public testing::Test
{
protected:
    void SetUp() override
    {
        const auto authority = CertificateAuthority::open(m_folder / "ca");
        ASSERT_TRUE(authority) << authority.error().message;
        m_caFile = authority->certificateFile();
        for (int attempt = 0; attempt < 5 && !m_server; ++attempt) {
            const std::uint16_t port = freePort();
            auto server = std::make_unique<RedisServer>(
                0,
                std::vector<std::string>{
                    "--tls-port", std::to_string(port), "--tls-auth-clients", "no",
                    "--tls-cert-file", (m_folder / "ca/localhost.pem").string(), "--tls-key-file",
                    (m_folder / "ca/localhost.key").string(), "--tls-ca-cert-file",
                    m_caFile.string(), "--requirepass", "secret"});
            if (!server->waitUntilReady())
                continue;
            m_address = server->address();
            m_address.port = port;
            m_server = std::move(server);
        }
        ASSERT_NE(m_server, nullptr) << "redis-server does not start";
        m_address.usesTls = true;
        m_address.password = "secret";
        m_address.caFile = m_caFile;
    }

    test::TemporaryFolder m_folder;
    std::filesystem::path m_caFile;
    std::unique_ptr<RedisServer> m_server;
    RedisAddress m_address;
};

TEST_F(RedisTlsTest, KeepsBytesUntilTheyAreRemoved)
{
    RedisCache cache(m_address);
    const std::string bytes(100'000, '\0');
    const auto stored = await(cache.set("key", bytes, 60s));
    ASSERT_TRUE(stored) << stored.error().message;
    EXPECT_THAT(*await(cache.get("key")), Optional(bytes));
    EXPECT_TRUE(*await(cache.remove("key")));
    EXPECT_FALSE(await(cache.get("key"))->has_value());
}

TEST_F(RedisTlsTest, TrustsOnlyCertificatesOfKnownAuthorities)
{
    m_address.caFile.clear();
    const auto opened = RedisConnection::open(m_address);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("certificate"));
    m_address.verifiesTls = false;
    EXPECT_TRUE(RedisConnection::open(m_address));
}

TEST_F(RedisTlsTest, ChecksWhomTheCertificateIsMadeOutTo)
{
    m_address.tlsHost = "cache.example";
    const auto opened = RedisConnection::open(m_address);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("ostname mismatch"));
    m_address.tlsHost = "localhost";
    EXPECT_TRUE(RedisConnection::open(m_address));
}

TEST_F(RedisTlsTest, TellsThatTheServerWantsTls)
{
    m_address.usesTls = false;
    EXPECT_FALSE(RedisConnection::open(m_address));
}

TEST_F(RedisTlsTest, TellsThatTheServerLeft)
{
    RedisCache cache(m_address);
    ASSERT_TRUE(await(cache.set("key", "value", 60s)));
    m_server->stop();
    const auto gone = await(cache.get("key"));
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::Refused);
}

} // namespace
} // namespace gatelens::proxy
