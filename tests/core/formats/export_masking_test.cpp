#include "core/formats/export_masking.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

TEST(ExportMaskingTest, UsualSecretsAreMaskedByName)
{
    const ExportMasking masking(true);
    EXPECT_EQ(masking.headerValue("AUTHORIZATION", "Bearer x"), "*****");
    EXPECT_EQ(masking.headerValue("x-functions-key", "x"), "*****");
    EXPECT_EQ(masking.headerValue("Accept", "*/*"), "*/*");
    EXPECT_EQ(masking.url("https://h/p?sig=abc&x=1"), "https://h/p?sig=*****&x=1");
}

TEST(ExportMaskingTest, SwitchedOffNothingChanges)
{
    const ExportMasking masking(false);
    EXPECT_EQ(masking.headerValue("Authorization", "Bearer x"), "Bearer x");
    EXPECT_EQ(masking.url("https://h/p?sig=abc"), "https://h/p?sig=abc");
}

} // namespace
} // namespace gatelens
