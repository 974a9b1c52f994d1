#include "core/diagnostics/utf8_prefix.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

TEST(Utf8PrefixTest, ATextWithinTheLimitStaysWhole)
{
    EXPECT_EQ(utf8Prefix("grüße", 7), "grüße");
    EXPECT_EQ(utf8Prefix("", 0), "");
}

TEST(Utf8PrefixTest, ACutNeverSplitsACharacter)
{
    const std::string text = "a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80z"; // a ü € 😀 z
    const std::vector<std::size_t> expected{0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
    for (std::size_t limit = 0; limit < expected.size(); ++limit)
        EXPECT_EQ(utf8Prefix(text, limit).size(), expected[limit]) << "limit " << limit;
}

TEST(Utf8PrefixTest, BinaryIsCutAtTheLimit)
{
    const std::string bytes(20, '\x80');
    EXPECT_EQ(utf8Prefix(bytes, 10).size(), 10U);
}

TEST(Utf8PrefixTest, InvalidBytesBecomeReplacementCharacters)
{
    EXPECT_EQ(toValidUtf8("a\xFF"
                          "b"),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(toValidUtf8("\xC3"), "\xEF\xBF\xBD");
    EXPECT_EQ(toValidUtf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); // surrogate
    EXPECT_EQ(toValidUtf8("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD"); // overlong
    EXPECT_EQ(toValidUtf8("\xF4\x90\x80\x80").size(), 12U); // above U+10FFFF
}

TEST(Utf8PrefixTest, ValidityIsToldWithoutACopy)
{
    EXPECT_TRUE(isValidUtf8("gr\xC3\xBC\xC3\x9F"
                            "e"));
    EXPECT_FALSE(isValidUtf8("gr\xFC"));
}

} // namespace
} // namespace gatelens
