#include "core/diagnostics/secret_scrubber.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

TEST(SecretScrubberTest, EveryOccurrenceIsReplaced)
{
    SecretScrubber scrubber;
    scrubber.add("hunter22");
    std::string text = "hunter22 and again hunter22.";
    scrubber.scrub(text);
    EXPECT_EQ(text, "***** and again *****.");
}

TEST(SecretScrubberTest, CredentialsAreFoundWithoutTheirScheme)
{
    SecretScrubber scrubber;
    scrubber.add("Bearer eyJhbGciOi");
    std::string text = "token=eyJhbGciOi header=Bearer eyJhbGciOi";
    scrubber.scrub(text);
    EXPECT_EQ(text, "token=***** header=*****");
}

TEST(SecretScrubberTest, AValueThatIsPartOfAnotherDoesNotBreakIt)
{
    SecretScrubber scrubber;
    scrubber.add("secret");
    scrubber.add("secret-and-more");
    std::string text = "secret-and-more";
    scrubber.scrub(text);
    EXPECT_EQ(text, "*****");
}

TEST(SecretScrubberTest, ShortValuesAreLeftAlone)
{
    SecretScrubber scrubber;
    scrubber.add("on");
    EXPECT_TRUE(scrubber.isEmpty());
}

TEST(SecretScrubberTest, JsonEscapesDoNotHideAValue)
{
    SecretScrubber scrubber;
    scrubber.add("pass\"word");
    std::string json = R"({"value":"pass\"word"})";
    scrubber.scrubJson(json);
    EXPECT_EQ(json, R"({"value":"*****"})");
}

} // namespace
} // namespace gatelens
