#include "tests/ui/support/page_fixture.h"
#include "ui/settings/settings_page.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>
#include <QStackedWidget>

namespace gatelens::ui::test {
namespace {

class SettingsPageTest : public PageFixture
{
protected:
    SettingsPageTest() { showPage(new SettingsPage(*m_session, *m_commands)); }

    void open(int section)
    {
        find<QListWidget>(QStringLiteral("settings.pages"))->setCurrentRow(section);
    }
};

TEST_F(SettingsPageTest, AChangedPortIsTheOnlyChangeOfTheFile)
{
    auto expected = readFile("gatelens.json");
    expected.replace(expected.find("127.0.0.1:8080"), 14, "127.0.0.1:8085");
    open(1);
    auto* field = find<QLineEdit>(QStringLiteral("settings.listen.gateway"));
    EXPECT_EQ(field->text(), QStringLiteral("127.0.0.1:8080"));
    EXPECT_FALSE(find(QStringLiteral("settings.save"))->isEnabled());
    field->setText(QStringLiteral("127.0.0.1:8085"));
    click(QStringLiteral("settings.save"));
    auto* banner = find(QStringLiteral("settings.banner"));
    waitFor([&] { return banner->isVisible(); }, "the result");
    EXPECT_EQ(readFile("gatelens.json"), expected);
    EXPECT_FALSE(find(QStringLiteral("settings.save"))->isEnabled());
    grab(QStringLiteral("settings-light"));
}

TEST_F(SettingsPageTest, AWrongAddressCannotBeSaved)
{
    open(1);
    auto* field = find<QLineEdit>(QStringLiteral("settings.listen.metrics"));
    field->setText(QStringLiteral("localhost"));
    EXPECT_FALSE(find(QStringLiteral("settings.save"))->isEnabled());
    EXPECT_TRUE(find<QLabel>(QStringLiteral("settings.listen.metrics.problem"))->isVisible());
    click(QStringLiteral("settings.reset"));
    EXPECT_EQ(field->text(), QStringLiteral("127.0.0.1:9464"));
}

TEST_F(SettingsPageTest, AnAddressBeyondThisMachineIsPointedOut)
{
    open(1);
    find<QLineEdit>(QStringLiteral("settings.listen.gateway"))
        ->setText(QStringLiteral("0.0.0.0:8080"));
    auto* problem = find<QLabel>(QStringLiteral("settings.listen.gateway.problem"));
    EXPECT_TRUE(problem->isVisible());
    EXPECT_TRUE(problem->text().contains(QStringLiteral("Other machines")));
}

TEST_F(SettingsPageTest, RetentionIsWrittenAsADuration)
{
    open(2);
    find<QSpinBox>(QStringLiteral("settings.store.days"))->setValue(3);
    click(QStringLiteral("settings.save"));
    waitFor([this] { return readFile("gatelens.json").find("\"P3D\"") != std::string::npos; },
            "the new retention");
    auto again = loadWorkspace(m_workspace->folder);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->workspace.local.store.retention, std::chrono::hours(72));
}

TEST_F(SettingsPageTest, SearchShowsTheGroupThatHasTheSetting)
{
    find<QLineEdit>(QStringLiteral("settings.search"))->setText(QStringLiteral("retention"));
    auto* list = find<QListWidget>(QStringLiteral("settings.pages"));
    EXPECT_TRUE(list->item(0)->isHidden());
    EXPECT_FALSE(list->item(2)->isHidden());
    EXPECT_EQ(list->currentRow(), 2);
}

TEST_F(SettingsPageTest, TheThemeChangesAtOnce)
{
    auto* theme = find<QComboBox>(QStringLiteral("settings.theme"));
    theme->setCurrentIndex(theme->findData(static_cast<int>(ThemeKind::Dark)));
    Q_EMIT theme->activated(theme->currentIndex());
    EXPECT_EQ(currentTheme().kind, ThemeKind::Dark);
    theme->setCurrentIndex(theme->findData(static_cast<int>(ThemeKind::Light)));
    Q_EMIT theme->activated(theme->currentIndex());
    EXPECT_EQ(currentTheme().kind, ThemeKind::Light);
}

TEST(SettingsModelTest, AddressesAreReadAndPrinted)
{
    const auto read = [](const char* text) { return parseAddress(QString::fromLatin1(text)); };
    EXPECT_EQ(printAddress(*read("127.0.0.1:80")), QStringLiteral("127.0.0.1:80"));
    EXPECT_EQ(printAddress(*read("[::1]:80")), QStringLiteral("[::1]:80"));
    EXPECT_FALSE(read("")->has_value());
    for (const auto* wrong : {"8080", "host:", "host:99999", ":80", "::1:80"})
        EXPECT_FALSE(read(wrong)) << wrong;
}

TEST(SettingsModelTest, OnlyWhatDiffersIsEdited)
{
    EditableSettings before;
    auto after = before;
    EXPECT_TRUE(editsBetween(before, after).empty());
    after.store.maxBytes = 64ULL * 1024 * 1024;
    after.gatewayTls = ListenAddress{"127.0.0.1", 8443};
    const auto edits = editsBetween(before, after);
    ASSERT_EQ(edits.size(), 2U);
    EXPECT_EQ(edits[0], (SettingEdit{{"listen", "gatewayTls"}, "\"127.0.0.1:8443\""}));
    EXPECT_EQ(edits[1], (SettingEdit{{"store", "maxSizeMb"}, "64"}));
}

} // namespace
} // namespace gatelens::ui::test
