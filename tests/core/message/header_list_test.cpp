#include "core/message/header_list.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

HeaderList sample() { return {{"Accept", "*/*"}, {"X-Id", "1"}, {"x-id", "2"}, {"Host", "a"}}; }

TEST(HeaderListTest, FindsNamesWithoutRegardToCase)
{
    const HeaderList headers = sample();
    ASSERT_NE(headers.find("ACCEPT"), nullptr);
    EXPECT_EQ(*headers.find("X-ID"), "1");
    EXPECT_EQ(headers.find("accep"), nullptr);
    EXPECT_FALSE(headers.contains(""));
}

TEST(HeaderListTest, JoinsRepeatedFieldsInTheirOrder)
{
    const HeaderList headers = sample();
    EXPECT_EQ(headers.all("x-Id"), (std::vector<std::string_view>{"1", "2"}));
    EXPECT_EQ(headers.joined("x-id"), "1,2");
    EXPECT_EQ(headers.joined("x-id", "; "), "1; 2");
    EXPECT_EQ(headers.joined("absent"), std::nullopt);
}

TEST(HeaderListTest, SetsInThePlaceOfTheFirstAndKeepsItsSpelling)
{
    HeaderList headers = sample();
    headers.set("x-ID", "3");
    EXPECT_EQ(headers, (HeaderList{{"Accept", "*/*"}, {"X-Id", "3"}, {"Host", "a"}}));
    headers.set("New", "n");
    EXPECT_EQ(std::prev(headers.end())->name, "New");
}

TEST(HeaderListTest, RemovesEveryFieldOfAName)
{
    HeaderList headers = sample();
    EXPECT_EQ(headers.remove("x-id"), 2U);
    EXPECT_EQ(headers.remove("x-id"), 0U);
    EXPECT_EQ(headers.size(), 2U);
}

TEST(HeaderListTest, IgnoresTheCaseOfAsciiLettersOnly)
{
    EXPECT_TRUE(equalsIgnoringCase("aZ-1", "Az-1"));
    EXPECT_FALSE(equalsIgnoringCase("a@", "a`")); // 0x20 apart, but no letters
    EXPECT_FALSE(equalsIgnoringCase("ä", "Ä"));
    EXPECT_FALSE(equalsIgnoringCase("a", "ab"));
}

} // namespace
} // namespace gatelens
