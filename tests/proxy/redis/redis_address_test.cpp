#include "proxy/redis/redis_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

using testing::HasSubstr;

TEST(RedisAddressTest, ReadsHostAndPort)
{
    const auto address = parseRedisAddress("cache.example:6380");
    ASSERT_TRUE(address) << address.error().message;
    EXPECT_EQ(address->host, "cache.example");
    EXPECT_EQ(address->port, 6380);
    EXPECT_EQ(parseRedisAddress("cache.example")->port, 6379);
}

TEST(RedisAddressTest, ReadsTheOptionsOfStackExchangeRedis)
{
    const auto address = parseRedisAddress(
        "localhost:6379, password=p=w,user=me,defaultDatabase=3,connectTimeout=500,"
        "syncTimeout=700,abortConnect=False,ssl=False");
    ASSERT_TRUE(address) << address.error().message;
    EXPECT_EQ(address->password, "p=w");
    EXPECT_EQ(address->user, "me");
    EXPECT_EQ(address->database, 3);
    EXPECT_EQ(address->connectTimeout, std::chrono::milliseconds(500));
    EXPECT_EQ(address->commandTimeout, std::chrono::milliseconds(700));
}

TEST(RedisAddressTest, ReadsWhatAzureCacheForRedisShows)
{
    const auto address = parseRedisAddress(
        "mine.redis.cache.windows.net:6380,password=Zm9v+/bar=,ssl=True,abortConnect=False");
    ASSERT_TRUE(address) << address.error().message;
    EXPECT_EQ(address->host, "mine.redis.cache.windows.net");
    EXPECT_EQ(address->port, 6380);
    EXPECT_EQ(address->password, "Zm9v+/bar=");
    EXPECT_TRUE(address->usesTls);
    EXPECT_EQ(parseRedisAddress("host,ssl=true")->port, 6380);
    EXPECT_EQ(parseRedisAddress("host,ssl=true,sslHost=other")->tlsHost, "other");
    EXPECT_FALSE(parseRedisAddress("host,ssl=False")->usesTls);
}

TEST(RedisAddressTest, ReadsUrls)
{
    const auto address = parseRedisAddress("rediss://me:p%40ss@host:7000/3");
    ASSERT_TRUE(address) << address.error().message;
    EXPECT_EQ(address->host, "host");
    EXPECT_EQ(address->port, 7000);
    EXPECT_EQ(address->user, "me");
    EXPECT_EQ(address->password, "p@ss");
    EXPECT_EQ(address->database, 3);
    EXPECT_TRUE(address->usesTls);
    EXPECT_EQ(parseRedisAddress("rediss://host")->port, 6380);
    EXPECT_FALSE(parseRedisAddress("redis://:secret@host")->usesTls);
    EXPECT_EQ(parseRedisAddress("redis://:secret@host")->password, "secret");
}

TEST(RedisAddressTest, RefusesWhatCannotBeUsed)
{
    EXPECT_THAT(parseRedisAddress("").error().message, HasSubstr("names no host"));
    EXPECT_THAT(parseRedisAddress("password=x").error().message, HasSubstr("names no host"));
    EXPECT_THAT(parseRedisAddress("host:port").error().message, HasSubstr("host:port"));
    EXPECT_THAT(parseRedisAddress("host,defaultDatabase=one").error().message,
                HasSubstr("defaultDatabase"));
    EXPECT_THAT(parseRedisAddress("rediss://host/first").error().message, HasSubstr("'first'"));
}

} // namespace
} // namespace gatelens::proxy
