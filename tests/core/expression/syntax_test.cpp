#include "core/expression/expression.h"
#include "core/expression/library_index.h"
#include "core/expression/syntax/parser.h"

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <string>

namespace gatelens::expression {
namespace {

std::string printed(std::string_view source)
{
    Diagnostics diagnostics;
    const auto tree = parse(source, diagnostics);
    if (tree == nullptr)
        return {};
    return tree->expression != nullptr ? "@(" + print(*tree->expression) + ")"
                                       : "@" + print(*tree->body);
}

std::vector<std::string> caseExpressions()
{
    std::vector<std::string> all;
    std::ifstream file(std::string(GATELENS_TEST_DATA) + "/cases.jsonl");
    std::string line;
    while (std::getline(file, line)) {
        const auto parsed = boost::json::parse(line);
        all.emplace_back(parsed.at("expr").as_string());
    }
    return all;
}

TEST(Printing, GivesTextThatParsesToTheSameTree)
{
    int count = 0;
    for (const auto& source : caseExpressions()) {
        const auto once = printed(source);
        if (once.empty())
            continue;
        EXPECT_EQ(printed(once), once) << source;
        ++count;
    }
    EXPECT_GT(count, 900);
}

TEST(Compiling, MeetsDamagedTextWithoutHarm)
{
    // Bounded stand-in for the fuzz target: cuts, doubles and swaps pieces of real expressions.
    const auto sources = caseExpressions();
    ASSERT_FALSE(sources.empty());
    std::mt19937 random(42);
    for (int round = 0; round < 3000; ++round) {
        std::string text = sources[random() % sources.size()];
        for (int change = 0; change < 3 && !text.empty(); ++change) {
            const auto at = random() % text.size();
            switch (random() % 4) {
            case 0:
                text.erase(at, 1 + random() % 5);
                break;
            case 1:
                text.insert(at, text.substr(random() % text.size(), random() % 10));
                break;
            case 2:
                text[at] = static_cast<char>(random() % 128);
                break;
            default:
                text.insert(at, std::string_view("(){}[]\"'.,;$@<>?:=").substr(random() % 18, 1));
            }
        }
        const auto result = Expression::compile(text);
        if (const auto* findings = std::get_if<Findings>(&result)) {
            EXPECT_TRUE(hasErrors(*findings)) << text;
        }
    }
}

bool offers(const std::vector<LibraryEntry>& entries, std::string_view name)
{
    return std::any_of(entries.begin(), entries.end(),
                       [&](const LibraryEntry& entry) { return entry.name == name; });
}

TEST(LibraryIndex, KnowsTypesAndMembers)
{
    EXPECT_TRUE(offers(libraryTypes(), "JObject"));
    EXPECT_TRUE(offers(membersOf("string"), "Substring"));
    EXPECT_TRUE(offers(membersOf("List<int>"), "Where"));
    EXPECT_TRUE(membersOf("NoSuchType").empty());
}

TEST(LibraryIndex, FollowsPaths)
{
    EXPECT_TRUE(offers(membersOfPath("context.Request"), "Headers"));
    EXPECT_TRUE(offers(membersOfPath("context.Request.Headers"), "GetValueOrDefault"));
    EXPECT_TRUE(offers(membersOfPath("Convert"), "ToInt32"));
    EXPECT_FALSE(offers(membersOfPath("Convert"), "GetHashCode"));
    EXPECT_EQ(typeOfPath("context.Request.Url.Port"), "int");
    EXPECT_EQ(typeOfPath("context.Nope"), std::nullopt);
}

TEST(LibraryIndex, CompletesAtTheCaret)
{
    const auto complete = [](std::string source) {
        const auto caret = source.find('|');
        source.erase(caret, 1);
        return completeAt(source, caret);
    };
    EXPECT_TRUE(offers(complete("@(context.Req|").entries, "Request"));
    EXPECT_TRUE(offers(complete("@(con|").entries, "context"));
    EXPECT_TRUE(
        offers(complete("@(context.Request.Body.As<JObject>(true).|").entries, "SelectToken"));
    EXPECT_TRUE(offers(complete("@(context.User?.|").entries, "Email"));
    EXPECT_TRUE(
        offers(complete("@{ var body = context.Request.Body.As<JObject>(); return body.|").entries,
               "Property"));
    EXPECT_TRUE(offers(complete("@(DayOfWeek.|").entries, "Monday"));
}

TEST(LibraryIndex, DescribesWhatThePointerIsOn)
{
    const std::string source = "@(context.Request.Method.Trim())";
    const auto method = describeAt(source, source.find("Trim"));
    ASSERT_TRUE(method);
    EXPECT_EQ(method->signature, "string Trim()");
    EXPECT_EQ(describeAt(source, 1), std::nullopt);
}

} // namespace
} // namespace gatelens::expression
