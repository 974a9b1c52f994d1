#include "core/base/json_text.h"
#include "core/base/nearest_name.h"
#include "core/base/utf8.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace gatelens {
namespace {

std::string utf8(char32_t code)
{
    std::string text;
    appendUtf8(text, code);
    return text;
}

TEST(Utf8Test, TakesAsManyBytesAsTheCodePointNeeds)
{
    EXPECT_EQ(utf8(U'A'), "A");
    EXPECT_EQ(utf8(0x7F), "\x7F");
    EXPECT_EQ(utf8(0x80), "\xC2\x80");
    EXPECT_EQ(utf8(U'é'), "é");
    EXPECT_EQ(utf8(0x7FF), "\xDF\xBF");
    EXPECT_EQ(utf8(U'€'), "€");
    EXPECT_EQ(utf8(0xFFFF), "\xEF\xBF\xBF");
    EXPECT_EQ(utf8(U'😀'), "😀");
    EXPECT_EQ(utf8(0x10FFFF), "\xF4\x8F\xBF\xBF");
}

TEST(Utf8Test, WritesHalfOfASurrogatePairInThreeBytes) { EXPECT_EQ(utf8(0xD83D), "\xED\xA0\xBD"); }

std::string jsonOf(std::string_view text)
{
    std::string out;
    appendJsonString(out, text);
    return out;
}

TEST(JsonTextTest, EscapesWhatJsonForbidsAndNothingElse)
{
    EXPECT_EQ(jsonOf("a\"b\\c/é"), R"("a\"b\\c/é")");
    EXPECT_EQ(jsonOf("\n\t\x01"), R"("\n\t\u0001")");
}

TEST(JsonTextTest, ReplacesBytesThatAreNoUtf8)
{
    EXPECT_EQ(jsonOf("a\xFF"), "\"a\xEF\xBF\xBD\"");
    EXPECT_EQ(jsonOf("\xC3"), "\"\xEF\xBF\xBD\"");
}

TEST(JsonTextTest, WritesNumbersInTheirShortestForm)
{
    const auto number = [](double value) {
        std::string out;
        appendJsonNumber(out, value);
        return out;
    };
    EXPECT_EQ(number(100), "100");
    EXPECT_EQ(number(0.25), "0.25");
    EXPECT_EQ(number(-0.1), "-0.1");
    EXPECT_EQ(number(std::nan("")), "null");
    EXPECT_EQ(number(std::numeric_limits<double>::infinity()), "null");
}

TEST(NearestNameTest, FindsTheNameThatWasMeant)
{
    EXPECT_EQ(nearestName("set-hedaer", {"set-body", "set-header", "set-status"}), "set-header");
    EXPECT_EQ(nearestName("SET-HEADER", {"set-header"}), "set-header");
    EXPECT_EQ(nearestName("x", {"y", "z"}), "y");
}

TEST(NearestNameTest, FindsNothingFarAway)
{
    EXPECT_EQ(nearestName("banana", {"set-header"}), "");
    EXPECT_EQ(nearestName("", {"set-header"}), "");
    EXPECT_EQ(nearestName(std::string(1000, 'a'), {std::string_view("a")}), "");
    EXPECT_EQ(nearestName("a", {}), "");
}

TEST(NearestNameTest, AsksOnlyWhenThereIsSomethingToAsk)
{
    EXPECT_EQ(didYouMean("rewrite-url", {"rewrite-uri"}), " Did you mean \"rewrite-uri\"?");
    EXPECT_EQ(didYouMean("banana", {"rewrite-uri"}), "");
}

} // namespace
} // namespace gatelens
