#include "ui/policies/code_tokens.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace gatelens::ui {
namespace {

std::string tokensOf(std::string_view text, CodeToken wanted)
{
    std::string result;
    std::size_t at = 0;
    for (const auto& run : tokenize(text)) {
        if (run.token == wanted)
            result += std::string(text.substr(at, run.length)) + "|";
        at += run.length;
    }
    return result;
}

TEST(CodeTokensTest, ExpressionsInAttributesMayHoldQuotesAndAngles)
{
    constexpr std::string_view text = R"xml(<a value="@(x < 5 ? "b" : "c")" other="1"/>)xml";
    EXPECT_EQ(tokensOf(text, CodeToken::ExpressionString), "\"b\"|\"c\"|");
    EXPECT_EQ(tokensOf(text, CodeToken::AttributeName), "value|other|");
    EXPECT_EQ(tokensOf(text, CodeToken::Tag), "<a|/>|");
}

TEST(CodeTokensTest, KeywordsAreNotMembers)
{
    constexpr std::string_view text = "<a>@{ var x = y.is; return null; }</a>";
    EXPECT_EQ(tokensOf(text, CodeToken::Keyword), "var|return|null|");
}

TEST(CodeTokensTest, NamedValuesStandOutInTextAndExpressions)
{
    EXPECT_EQ(tokensOf("<a b=\"{{key}}\">@(\"x\" + {{n}})</a>", CodeToken::NamedValue),
              "{{key}}|{{n}}|");
}

TEST(CodeTokensTest, AMissingQuoteDoesNotColourTheRest)
{
    EXPECT_EQ(tokensOf("<a b=\"x\n<c/>", CodeToken::Tag), "<a|<c/>|");
}

TEST(CodeTokensTest, RunsAddUpToTheTextWhateverItIs)
{
    std::mt19937_64 random(7);
    constexpr std::string_view kPieces = "<>/\"'=@({}) ab-!\n[]?\\*\xC3\xA4";
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        const auto length = random() % 60;
        for (std::size_t index = 0; index < length; ++index)
            text += kPieces[random() % kPieces.size()];
        std::size_t sum = 0;
        for (const auto& run : tokenize(text))
            sum += run.length;
        ASSERT_EQ(sum, text.size()) << text;
    }
}

} // namespace
} // namespace gatelens::ui
