#include "core/formats/base64.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

TEST(Base64Test, TheVectorsOfRfc4648)
{
    EXPECT_EQ(toBase64(""), "");
    EXPECT_EQ(toBase64("f"), "Zg==");
    EXPECT_EQ(toBase64("fo"), "Zm8=");
    EXPECT_EQ(toBase64("foo"), "Zm9v");
    EXPECT_EQ(toBase64("foob"), "Zm9vYg==");
    EXPECT_EQ(toBase64("fooba"), "Zm9vYmE=");
    EXPECT_EQ(toBase64("foobar"), "Zm9vYmFy");
}

TEST(Base64Test, EveryByteIsEncoded)
{
    EXPECT_EQ(toBase64(std::string("\x00\xFF\xFE\x80", 4)), "AP/+gA==");
}

} // namespace
} // namespace gatelens
