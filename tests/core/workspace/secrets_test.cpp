#include "core/workspace/demo_workspace.h"
#include "core/workspace/secrets.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace gatelens {
namespace {

class DemoSecrets : public testing::Test
{
protected:
    DemoSecrets()
        : secrets(m_folder.path())
    {
        EXPECT_TRUE(writeDemoWorkspace(m_folder.path()));
        workspace = loadWorkspace(m_folder.path())->workspace;
    }

    test::TemporaryFolder m_folder;
    SecretResolver secrets;
    Workspace workspace;
};

TEST(DemoSecret, IsTheHashOfItsName)
{
    EXPECT_EQ(demoSecret("starter-demo/primary"),
              "831d0040a78d37b37cfbaa5c00b3577d253908fb7eb5c93bc9e685c2c85b3ccf");
}

TEST_F(DemoSecrets, GiveTheDocumentedKeys)
{
    const auto unlimited = std::find_if(
        workspace.subscriptions.begin(), workspace.subscriptions.end(),
        [](const Subscription& subscription) { return subscription.id == "unlimited-demo"; });
    ASSERT_NE(unlimited, workspace.subscriptions.end());
    EXPECT_EQ(subscriptionKeys(workspace, secrets, *unlimited).primary,
              "fda2290c6511116c037ffddfef248bebdd61ea92e05ce23009abd2f2c1119056");
    EXPECT_EQ(namedValue(workspace, secrets, "conference-jwt-key"),
              "31f8776e0519985dee8e1f78ba3335df0bc86c4640b8c0b88dad7bca45e6266f");
    EXPECT_EQ(namedValue(workspace, secrets, "badges-enabled"), "true");
    EXPECT_EQ(namedValue(workspace, secrets, "no-such"), std::nullopt);
}

TEST_F(DemoSecrets, GiveLoggersStableInstrumentationKeys)
{
    const std::string platform
        = instrumentationKey(workspace, secrets, *workspace.findLogger("appinsights-platform"));
    const std::string conference
        = instrumentationKey(workspace, secrets, *workspace.findLogger("appinsights-conference"));
    EXPECT_THAT(platform,
                testing::MatchesRegex(
                    "[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_NE(platform, conference);
}

TEST_F(DemoSecrets, TakeTheInstrumentationKeyFromCredentials)
{
    constexpr std::string_view kKey = "00000000-0000-0000-0000-0000000000aa";
    Logger logger{.id = "l", .credentials = {{"instrumentationKey", std::string(kKey)}}};
    EXPECT_EQ(instrumentationKey(workspace, secrets, logger), kKey);
    logger.credentials = {{"connectionString", "instrumentationkey=" + std::string(kKey) + ";X=1"}};
    EXPECT_EQ(instrumentationKey(workspace, secrets, logger), kKey);
}

TEST(SecretSources, AreReadWhereTheyAre)
{
    const test::TemporaryFolder folder;
    std::ofstream(folder / "secret.txt") << "from file\n";
    ASSERT_EQ(setenv("GATELENS_SECRETS_TEST", "from environment", 1), 0);
    const SecretResolver secrets(folder.path(), [](const std::string& name) {
        return name == "entry" ? std::optional<std::string>("from keychain") : std::nullopt;
    });
    EXPECT_EQ(secrets.valueOf(FileSecret{"secret.txt"}), "from file");
    EXPECT_EQ(secrets.valueOf(FileSecret{"none.txt"}), std::nullopt);
    EXPECT_EQ(secrets.valueOf(EnvironmentSecret{"GATELENS_SECRETS_TEST"}), "from environment");
    EXPECT_EQ(secrets.valueOf(KeychainSecret{"entry"}), "from keychain");
    EXPECT_EQ(secrets.valueOf(KeychainSecret{"other"}), std::nullopt);
    EXPECT_EQ(SecretResolver(folder.path()).valueOf(KeychainSecret{"entry"}), std::nullopt);
    EXPECT_EQ(secrets.valueOf(PlainSecret{"p"}), "p");
}

TEST(SubscriptionKeysWithoutEntry, ComeFromTheKeychain)
{
    Workspace workspace;
    workspace.folder = "/somewhere/shop";
    const Subscription subscription{.id = "s"};
    const SecretResolver secrets({}, [](const std::string& name) {
        return name == "shop/subscriptions/s/primary" ? std::optional<std::string>("k")
                                                      : std::nullopt;
    });
    EXPECT_EQ(subscriptionKeys(workspace, secrets, subscription).primary, "k");
    EXPECT_EQ(subscriptionKeys(workspace, secrets, subscription).secondary, "");
    const auto key = newSubscriptionKey();
    ASSERT_TRUE(key);
    EXPECT_THAT(*key, testing::MatchesRegex("[0-9a-f]{32}"));
    EXPECT_NE(*key, *newSubscriptionKey());
}

TEST(NamedValuesInText, AreReplacedOnce)
{
    Workspace workspace;
    workspace.namedValues = {{"a", "a", "{{b}}", false, ""}, {"b", "b", "B", false, ""}};
    const SecretResolver secrets({});
    EXPECT_EQ(withNamedValues(workspace, secrets, "x{{a}}y{{b}}{{c}}{{"), "x{{b}}yB{{c}}{{");
}

} // namespace
} // namespace gatelens
