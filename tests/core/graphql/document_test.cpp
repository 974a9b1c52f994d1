#include "core/graphql/depth.h"
#include "core/graphql/parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace gatelens::graphql {
namespace {

using testing::HasSubstr;

std::string reprinted(std::string_view text)
{
    const Result<Document> document = parseDocument(text);
    return document ? print(*document) : "error: " + document.error().message;
}

TEST(GraphQlDocumentTest, PrintsWhatItRead)
{
    EXPECT_EQ(reprinted("{a}"), "query { a }");
    EXPECT_EQ(reprinted("query Q ( $a : Int = 1 , $b:[String!]! ) @d(x:1) { x : a(n:$a) @skip(if: "
                        "true) { ...F ... on T { b } ... { c } } } fragment F on T { d }"),
              "query Q($a: Int = 1, $b: [String!]!) @d(x: 1) { x: a(n: $a) @skip(if: true) { ...F "
              "... on T { b } ... { c } } }\nfragment F on T { d }");
    EXPECT_EQ(
        reprinted("mutation { m(o: {a: [1, -2.5e3, null], b: \"x\\\"y\\u00e9\\n\", c: RED}) }"),
        "mutation { m(o: {a: [1, -2.5e3, null], b: \"x\\\"y\xC3\xA9\\u000a\", c: RED}) }");
    EXPECT_EQ(reprinted("subscription S { s } # comment"), "subscription S { s }");
}

TEST(GraphQlDocumentTest, ReadsBlockStringsWithoutTheirIndentation)
{
    EXPECT_EQ(reprinted("{ a(t: \"\"\"\n    one\n      two\n\n    \"\"\") }"),
              "query { a(t: \"one\\u000a  two\") }");
}

TEST(GraphQlDocumentTest, NamesThePlaceOfAFault)
{
    const auto position = [](std::string_view text) {
        const Result<Document> document = parseDocument(text);
        EXPECT_FALSE(document) << text;
        return document ? std::string()
                        : std::to_string(document.error().position.line) + ':'
                + std::to_string(document.error().position.column);
    };
    EXPECT_EQ(position("{ a("), "1:5");
    EXPECT_EQ(position("{\n  a {\n  }\n}"), "3:3");
    EXPECT_EQ(position("query { a } }"), "1:13");
    EXPECT_EQ(position("{ a(b: \"x\n\") }"), "1:10");
    EXPECT_EQ(position("{ a(b: 01) }"), "1:8");
    EXPECT_EQ(position("{ a ? }"), "1:5");
    EXPECT_EQ(position("{ a(b: \"\\ud800\") }"), "1:15");
}

TEST(GraphQlDocumentTest, RefusesTextsThatNestTooDeeply)
{
    const std::string text = std::string(100'000, '{') + 'a';
    EXPECT_THAT(parseDocument(text).error().message, HasSubstr("expected"));
    std::string fields;
    for (int i = 0; i < 1000; ++i)
        fields += "{ a ";
    EXPECT_THAT(parseDocument(fields).error().message, HasSubstr("nests too deeply"));
    EXPECT_THAT(parseDocument("{ a(b: " + std::string(10'000, '[') + ") }").error().message,
                HasSubstr("nests too deeply"));
}

TEST(GraphQlDocumentTest, FindsTheOperationToRun)
{
    const Document one = *parseDocument("{ a }");
    EXPECT_NE(one.operation(""), nullptr);
    const Document two = *parseDocument("query A { a } query B { b }");
    EXPECT_EQ(two.operation(""), nullptr);
    EXPECT_EQ(two.operation("B")->name, "B");
    EXPECT_EQ(two.operation("C"), nullptr);
}

TEST(GraphQlDocumentTest, MeasuresDepthThroughFragments)
{
    const auto depth = [](std::string_view text) {
        const Document document = *parseDocument(text);
        return depthOf(document, document.operations.front());
    };
    EXPECT_EQ(depth("{ a }"), 1);
    EXPECT_EQ(depth("{ a { b { c } } d }"), 3);
    EXPECT_EQ(depth("{ a { ...F } } fragment F on T { b { c } }"), 3);
    EXPECT_EQ(depth("{ a { ... on T { b } } }"), 2);
    EXPECT_EQ(depth("{ ...F } fragment F on T { a { ...F } }"), 1);
}

TEST(GraphQlDocumentTest, SurvivesAnyText)
{
    const std::string seedText
        = "query Q($a: [Int!]! = [1]) @d { x: a(n: $a, s: \"t\\u0041\", o: {k: RED}) { ...F } } "
          "fragment F on T { b } \"\"\"block\"\"\" # c\n";
    std::mt19937_64 random(20261121);
    for (int round = 0; round < 5000; ++round) {
        std::string text = seedText;
        for (int change = 0; change < 4; ++change) {
            const std::size_t at = random() % text.size();
            switch (random() % 3) {
            case 0:
                text[at] = static_cast<char>(random() % 256);
                break;
            case 1:
                text.erase(at, random() % 8);
                break;
            default:
                text.insert(at, seedText.substr(random() % seedText.size(), random() % 12));
            }
            if (text.empty())
                text = "{";
        }
        const Result<Document> document = parseDocument(text);
        if (!document)
            continue;
        const std::string once = print(*document);
        ASSERT_EQ(reprinted(once), once) << text;
    }
}

} // namespace
} // namespace gatelens::graphql
