#include "core/sampling/setting_text.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

std::string described(std::string_view text)
{
    const Result<Candidate> candidate = parseSetting(text);
    return candidate ? candidate->strategy->describe() : "error: " + candidate.error().message;
}

TEST(SettingTextTest, PercentagesAndErrorsAreReadInEverySpelling)
{
    EXPECT_EQ(described("25%"), "25 %");
    EXPECT_EQ(described("25 %"), "25 %");
    EXPECT_EQ(described("12.5"), "12.5 %");
    EXPECT_EQ(described("25%+errors"), "25 % and all errors");
    EXPECT_EQ(described("errors, 25 %"), "25 % and all errors");
    EXPECT_EQ(described("0"), "0 %");
}

TEST(SettingTextTest, VerbosityBodyAndNameAreRead)
{
    EXPECT_EQ(described("5% verbosity=error"), "5 %, only failed requests");
    const Result<Candidate> candidate = parseSetting("5% body=512 name=small");
    ASSERT_TRUE(candidate);
    EXPECT_EQ(candidate->bodyBytes, 512);
    EXPECT_EQ(candidate->name, "small");
}

TEST(SettingTextTest, TheAppliedSettingOfALoggerCanBeACandidate)
{
    EXPECT_EQ(described("applied:platform"), "as applied to platform");
}

TEST(SettingTextTest, WhatIsWrongIsNamed)
{
    EXPECT_EQ(described(""),
              "error: sampling setting: \"\" is not understood; it needs a "
              "percentage, for example \"25% errors\"");
    for (const std::string word :
         {"101%", "-1", "nan", "12x", "verbosity=loud", "body=9000", "body=-1", "everything"}) {
        const std::string message = described("10 errors " + word);
        EXPECT_NE(message.find('"' + word + '"'), std::string::npos) << message;
    }
    EXPECT_NE(described("10 20").find("one percentage already"), std::string::npos);
    EXPECT_NE(described("10 applied:x").find("either"), std::string::npos);
}

} // namespace
} // namespace gatelens
