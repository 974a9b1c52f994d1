#include "proxy/ingest/content_decoder.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace gatelens::proxy {
namespace {

constexpr std::uint64_t kLimit = 1024 * 1024;
constexpr int kGzip = 16 + MAX_WBITS;
constexpr int kZlib = MAX_WBITS;
constexpr int kRaw = -MAX_WBITS;

std::string compressed(std::string text, int window)
{
    z_stream stream{};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    std::string output(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(output.data());
    stream.avail_out = static_cast<uInt>(output.size());
    deflate(&stream, Z_FINISH);
    output.resize(stream.total_out);
    deflateEnd(&stream);
    return output;
}

TEST(ContentDecoderTest, EveryEncodingOfTheSdksIsUndone)
{
    const std::string text = "{\"a\":1}\n{\"b\":2}";
    EXPECT_EQ(decodeContent("", text, kLimit).value(), text);
    EXPECT_EQ(decodeContent("identity", text, kLimit).value(), text);
    EXPECT_EQ(decodeContent("gzip", compressed(text, kGzip), kLimit).value(), text);
    EXPECT_EQ(decodeContent("GZIP", compressed(text, kGzip), kLimit).value(), text);
    EXPECT_EQ(decodeContent("deflate", compressed(text, kZlib), kLimit).value(), text);
    EXPECT_EQ(decodeContent("deflate", compressed(text, kRaw), kLimit).value(), text);
}

TEST(ContentDecoderTest, GzipMembersMayFollowOneAnother)
{
    EXPECT_EQ(
        decodeContent("gzip", compressed("one", kGzip) + compressed("two", kGzip), kLimit).value(),
        "onetwo");
}

TEST(ContentDecoderTest, ABombIsStoppedAtTheLimit)
{
    const std::string bomb = compressed(std::string(10 * 1024 * 1024, 'x'), kGzip);
    ASSERT_LT(bomb.size(), 20'000U);
    const auto decoded = decodeContent("gzip", bomb, kLimit);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code, ErrorCode::LimitExceeded);
    EXPECT_EQ(decodeContent("", std::string(20, 'x'), 10).error().code, ErrorCode::LimitExceeded);
}

TEST(ContentDecoderTest, DamagedAndCutDataAreErrors)
{
    std::string cut = compressed(std::string(1000, 'x') + "y", kGzip);
    cut.resize(cut.size() / 2);
    EXPECT_EQ(decodeContent("gzip", cut, kLimit).error().code, ErrorCode::Malformed);
    EXPECT_EQ(decodeContent("gzip", "not gzip", kLimit).error().code, ErrorCode::Malformed);
    EXPECT_EQ(decodeContent("gzip", "", kLimit).error().code, ErrorCode::Malformed);
}

TEST(ContentDecoderTest, AnUnknownEncodingSaysWhatToSend)
{
    const auto decoded = decodeContent("br", "x", kLimit);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code, ErrorCode::Unsupported);
    EXPECT_NE(decoded.error().message.find("gzip"), std::string::npos);
}

} // namespace
} // namespace gatelens::proxy
