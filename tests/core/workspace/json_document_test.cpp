#include "core/workspace/json_document.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

std::string textOf(std::string_view literal)
{
    const auto document = JsonDocument::parse("[\"" + std::string(literal) + "\"]", "f.json");
    return document ? document->root().elements.front().text : document.error().message;
}

TEST(JsonDocumentTest, KnowsWhereEveryMemberStands)
{
    const auto document = JsonDocument::parse("{\n  \"a\": {\"b\": 12}\n}", "f.json");
    ASSERT_TRUE(document);
    const JsonNode* b = document->root().member("a")->member("b");
    ASSERT_NE(b, nullptr);
    EXPECT_EQ(b->text, "12");
    EXPECT_EQ(toString(document->positionOf(b->range.begin)), "f.json:2:14");
    EXPECT_EQ(document->root().member("c"), nullptr);
}

TEST(JsonDocumentTest, DecodesEscapes)
{
    EXPECT_EQ(textOf(R"(a\n\t\"\\\/\u00e9)"), "a\n\t\"\\/é");
    EXPECT_EQ(textOf(R"(\ud83d\ude00!)"), "😀!");
}

TEST(JsonDocumentTest, ReplacesHalvesOfSurrogatePairsAndLosesNothingBesides)
{
    EXPECT_EQ(textOf(R"(\ud83dx)"), "\uFFFDx");
    EXPECT_EQ(textOf(R"(\ude00)"), "\uFFFD");
    EXPECT_EQ(textOf(R"(\ud83d\u0041)"), "\uFFFDA");
    EXPECT_EQ(textOf(R"(\ud83d\ud83d\ude00)"), "\uFFFD😀");
}

TEST(JsonDocumentTest, NamesThePlaceOfAMistake)
{
    for (const auto& [text, place] :
         {std::pair("{\n\"a\" 1}", ":2:5"), std::pair("[1,]", ":1:4"), std::pair("", ":1:1"),
          std::pair("[1] 2", ":1:5"), std::pair("[\"\\ud8\"]", ":1:7")}) {
        const auto document = JsonDocument::parse(text, "f.json");
        ASSERT_FALSE(document) << text;
        EXPECT_EQ(toString(document.error().position), std::string("f.json") + place) << text;
    }
}

TEST(JsonDocumentTest, RefusesDepthsThatWouldExhaustTheStack)
{
    const auto document = JsonDocument::parse(std::string(100'000, '['), "f.json");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().position.file, "f.json");
}

TEST(JsonDocumentTest, SetsAMemberAndLeavesAllOtherBytes)
{
    const std::string text = "{\n    \"a\": 1,\n    \"b\": [ 2 ]\n}\n";
    const auto document = JsonDocument::parse(text, "f.json");
    ASSERT_TRUE(document);
    const auto replace = document->setMember({"a"}, "true");
    ASSERT_TRUE(replace);
    std::string changed = text;
    changed.replace(replace->range.begin, replace->range.size(), replace->replacement);
    EXPECT_EQ(changed, "{\n    \"a\": true,\n    \"b\": [ 2 ]\n}\n");
}

} // namespace
} // namespace gatelens
