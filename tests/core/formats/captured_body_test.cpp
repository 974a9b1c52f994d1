#include "core/formats/captured_body.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

MessageCapture capture(std::string body, bool isCut)
{
    MessageCapture message;
    message.body = std::move(body);
    message.isBodyCut = isCut;
    return message;
}

TEST(CapturedBodyTest, TextStaysTextAndTheRestIsBase64)
{
    EXPECT_EQ(bodyText(capture("gr\xC3\xBC\xC3\x9F", false)).text, "gr\xC3\xBC\xC3\x9F");
    const BodyText binary = bodyText(capture("\xFF\xFE", false));
    EXPECT_TRUE(binary.isBinary);
    EXPECT_EQ(binary.text, "//4=");
}

TEST(CapturedBodyTest, ACharacterBrokenByTheCaptureLimitIsLeftOut)
{
    const BodyText cut = bodyText(capture("price \xE2\x82", true));
    EXPECT_FALSE(cut.isBinary);
    EXPECT_EQ(cut.text, "price ");
    EXPECT_TRUE(bodyText(capture("price \xE2\x82", false)).isBinary) << "not the limit's doing";
}

} // namespace
} // namespace gatelens
