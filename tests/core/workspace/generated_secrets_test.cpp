#include "core/workspace/generated_secrets.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace gatelens {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

TEST(GeneratedSecretsTest, KeepsAKeyOnceItWasMade)
{
    const test::TemporaryFolder folder;
    const auto file = folder / "data" / "keys.json";
    std::string made;
    {
        const auto secrets = GeneratedSecrets::open(file);
        ASSERT_TRUE(secrets) << secrets.error().message;
        EXPECT_EQ((*secrets)->find("shop/subscriptions/one/primary"), std::nullopt);
        made = *(*secrets)->findOrMakeKey("shop/subscriptions/one/primary");
        EXPECT_THAT(made, MatchesRegex("[0-9a-f]+"));
        EXPECT_EQ(made.size(), 32U);
        EXPECT_NE(*(*secrets)->findOrMakeKey("shop/subscriptions/two/primary"), made);
    }
    const auto again = GeneratedSecrets::open(file);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ((*again)->find("shop/subscriptions/one/primary"), made);
    EXPECT_EQ(*(*again)->findOrMakeKey("shop/subscriptions/one/primary"), made);
}

TEST(GeneratedSecretsTest, OnlyTheUserCanReadTheFile)
{
    const test::TemporaryFolder folder;
    const auto secrets = GeneratedSecrets::open(folder / "keys.json");
    ASSERT_TRUE((*secrets)->findOrMakeKey("a"));
    EXPECT_EQ(std::filesystem::status(folder / "keys.json").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(GeneratedSecretsTest, LeavesADamagedFileAlone)
{
    const test::TemporaryFolder folder;
    for (const char* content : {"{\"a\":", "[]", "{\"a\": 1}"}) {
        std::ofstream(folder / "keys.json") << content;
        const auto secrets = GeneratedSecrets::open(folder / "keys.json");
        ASSERT_FALSE(secrets) << content;
        EXPECT_EQ(secrets.error().code, ErrorCode::Malformed);
        EXPECT_THAT(toString(secrets.error()), HasSubstr("keys.json"));
    }
}

TEST(GeneratedSecretsTest, SaysWhenAKeyCannotBeKept)
{
    const test::TemporaryFolder folder;
    std::ofstream(folder / "file") << "in the way";
    const auto secrets = GeneratedSecrets::open(folder / "file" / "keys.json");
    ASSERT_TRUE(secrets);
    const auto made = (*secrets)->findOrMakeKey("a");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::Io);
    EXPECT_EQ((*secrets)->find("a"), std::nullopt);
}

} // namespace
} // namespace gatelens
