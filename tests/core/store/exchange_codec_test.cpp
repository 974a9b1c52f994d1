#include "core/store/exchange_codec.h"
#include "tests/core/store/sample_exchange.h"

#include <gtest/gtest.h>
#include <protozero/pbf_writer.hpp>

namespace gatelens::store {
namespace {

/// Decodes into a copy without what the payload holds.
Result<Exchange> roundTrip(const Exchange& exchange, std::string payload)
{
    Exchange decoded = exchange;
    decoded.requestId.clear();
    decoded.parentId.clear();
    decoded.spanId.clear();
    decoded.requestSource.clear();
    decoded.clientTime = decoded.inboundTime = decoded.outboundTime = Micros(0);
    decoded.url.clear();
    decoded.clientIp.clear();
    decoded.cache.clear();
    decoded.request = {};
    decoded.response = {};
    decoded.backendCalls.clear();
    decoded.errors.clear();
    decoded.messages.clear();
    decoded.metrics.clear();
    decoded.recorded.clear();
    decoded.steps.clear();
    decoded.loggers.clear();
    if (Result<void> read = decodePayload(payload, decoded); !read)
        return read.error();
    return decoded;
}

std::string encoded(const Exchange& exchange)
{
    std::string payload;
    encodePayload(exchange, payload);
    return payload;
}

TEST(ExchangeCodecTest, WhatIsEncodedDecodesToTheSameExchange)
{
    const auto seed = std::random_device()();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 300; ++round) {
        const Exchange exchange = test::randomExchange(random);
        const Result<Exchange> decoded = roundTrip(exchange, encoded(exchange));
        ASSERT_TRUE(decoded) << decoded.error().message;
        ASSERT_EQ(*decoded, exchange) << "round " << round;
    }
}

TEST(ExchangeCodecTest, DamagedBytesAreRefusedOrReadAndNeverCrash)
{
    const auto seed = std::random_device()();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random(seed);
    const Exchange exchange = test::randomExchange(random);
    const std::string payload = encoded(exchange);
    for (int round = 0; round < 3000; ++round) {
        std::string damaged = payload;
        for (std::uint64_t hits = random() % 8; hits > 0 && !damaged.empty(); --hits)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        damaged.resize(random() % (damaged.size() + 1));
        Exchange decoded;
        decoded.startedAt = exchange.startedAt;
        const Result<void> read = decodePayload(damaged, decoded);
        EXPECT_TRUE(read || read.error().code == ErrorCode::Malformed);
    }
}

TEST(ExchangeCodecTest, SkipsFieldsOfANewerWriter)
{
    std::mt19937_64 random(7);
    const Exchange exchange = test::randomExchange(random);
    std::string payload = encoded(exchange);
    protozero::pbf_writer writer(payload);
    writer.add_string(5000, "something new");
    writer.add_fixed64(5001, 17);
    writer.add_uint64(5002, 17);
    const Result<Exchange> decoded = roundTrip(exchange, payload);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, exchange);
}

} // namespace
} // namespace gatelens::store
