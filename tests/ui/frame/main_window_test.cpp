#include "tests/support/temporary_folder.h"
#include "tests/ui/support/demo_traffic.h"
#include "tests/ui/support/waiting.h"
#include "ui/frame/command_palette.h"
#include "ui/frame/command_registry.h"
#include "ui/frame/main_window.h"
#include "ui/frame/page_pictures.h"
#include "ui/live/filter_bar.h"
#include "ui/live/live_page.h"
#include "ui/metrics/metrics_page.h"
#include "ui/session/session.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDir>
#include <QImage>
#include <QLineEdit>
#include <QListView>
#include <QSettings>
#include <QTest>

#include <gtest/gtest.h>

#include <set>

namespace gatelens::ui {

namespace {

std::shared_ptr<const Workspace> workspace()
{
    Workspace made;
    Api api;
    api.id = "demo-conference-api";
    api.displayName = "Demo Conference API";
    Operation operation;
    operation.id = "get-session";
    operation.method = "GET";
    operation.urlTemplate = "/sessions/{sessionId}";
    api.operations = {operation};
    made.apis = {api};
    return std::make_shared<const Workspace>(std::move(made));
}

class MainWindowTest : public testing::Test
{
protected:
    void SetUp() override
    {
        QSettings().clear();
        const auto path = m_folder / "capture.gatelens";
        test::writeTraffic(path, 600, now(), std::chrono::milliseconds(1300));
        m_session = std::make_unique<Session>(nullptr, path, workspace());
        open();
    }

    void open()
    {
        m_window = std::make_unique<MainWindow>(*m_session,
                                                PageList{LivePage::entry(), MetricsPage::entry()});
        m_window->setSubject(QStringLiteral("demo-conference"), QStringLiteral("capture 14:02"));
        m_window->show();
    }

    QAction* action(const char* id)
    {
        QAction* found = m_window->commands().find(QString::fromLatin1(id));
        EXPECT_NE(found, nullptr) << id;
        return found;
    }

    test::TemporaryFolder m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace

TEST_F(MainWindowTest, OpensTheFirstPageAndGoesToOthersByTheRail)
{
    EXPECT_EQ(m_window->currentPageId(), QStringLiteral("live"));
    auto* metrics = m_window->findChild<QAbstractButton*>(QStringLiteral("main.rail.metrics"));
    ASSERT_NE(metrics, nullptr);
    QTest::mouseClick(metrics, Qt::LeftButton);
    EXPECT_EQ(m_window->currentPageId(), QStringLiteral("metrics"));
    EXPECT_TRUE(metrics->isChecked());
}

TEST_F(MainWindowTest, BackAndForwardBringTheFilterOfThePlace)
{
    auto* filter = m_window->findChild<FilterBar*>();
    filter->setText(QStringLiteral("status:5xx"));
    m_window->go({QStringLiteral("metrics"), {}});
    action("act.go.back")->trigger();
    EXPECT_EQ(m_window->currentPageId(), QStringLiteral("live"));
    EXPECT_EQ(filter->text(), QStringLiteral("status:5xx"));
    action("act.go.back")->trigger();
    EXPECT_EQ(filter->text(), QString());
    EXPECT_FALSE(action("act.go.back")->isEnabled());
    action("act.go.forward")->trigger();
    EXPECT_EQ(filter->text(), QStringLiteral("status:5xx"));
}

TEST_F(MainWindowTest, ThePaletteFindsCommandsAndOperationsAndRunsThem)
{
    action("act.edit.palette")->trigger();
    auto* palette = m_window->findChild<CommandPalette*>();
    ASSERT_NE(palette, nullptr);
    EXPECT_TRUE(palette->isVisible());
    const auto commands = palette->offers(QStringLiteral(">full"));
    ASSERT_FALSE(commands.empty());
    EXPECT_EQ(commands.front().text, QStringLiteral("Full screen"));
    auto* input = m_window->findChild<QLineEdit*>(QStringLiteral("palette.input"));
    QTest::keyClicks(input, QStringLiteral("@get-ses"));
    QTest::keyClick(input, Qt::Key_Return);
    EXPECT_FALSE(palette->isVisible());
    EXPECT_EQ(m_window->findChild<FilterBar*>()->text(),
              QStringLiteral("api=demo-conference-api op=get-session"));
}

TEST_F(MainWindowTest, EveryCommandHasAnIdATextAndAShortcutOfItsOwn)
{
    std::set<QString> ids;
    std::map<QString, QString> shortcuts;
    for (const QAction* each : m_window->commands().actions()) {
        EXPECT_TRUE(ids.insert(each->objectName()).second) << each->objectName().toStdString();
        EXPECT_FALSE(each->text().isEmpty()) << each->objectName().toStdString();
        const QString keys = each->shortcut().toString();
        if (keys.isEmpty())
            continue;
        const auto [other, isNew] = shortcuts.emplace(keys, each->objectName());
        EXPECT_TRUE(isNew) << keys.toStdString() << " is " << other->second.toStdString() << " and "
                           << each->objectName().toStdString();
    }
}

TEST_F(MainWindowTest, InteractiveWidgetsHaveNamesForPeopleAndTests)
{
    m_window->go({QStringLiteral("metrics"), {}});
    for (const QAbstractButton* button : m_window->findChildren<QAbstractButton*>()) {
        if (button->isHidden() || button->parent()->inherits("QTableView")
            || button->objectName().startsWith(QStringLiteral("qt_")) || button->inherits("QTabBar")
            || button->parent()->inherits("QTabBar"))
            continue;
        EXPECT_FALSE(button->accessibleName().isEmpty() && button->text().isEmpty())
            << button->metaObject()->className() << ' ' << button->objectName().toStdString();
    }
    for (const QComboBox* box : m_window->findChildren<QComboBox*>())
        EXPECT_FALSE(box->objectName().isEmpty());
}

TEST_F(MainWindowTest, KeepsRailAndPageForTheNextStart)
{
    m_window->go({QStringLiteral("metrics"), {}});
    m_window->setExpandedRail(false);
    m_window->close();
    m_window.reset();
    open();
    EXPECT_EQ(m_window->currentPageId(), QStringLiteral("metrics"));
    EXPECT_FALSE(action("act.view.rail")->isChecked());
}

TEST_F(MainWindowTest, FitsIntoASmallScreen)
{
    m_window->go({QStringLiteral("metrics"), {}});
    m_window->setExpandedRail(false);
    EXPECT_LE(m_window->minimumSizeHint().width(), 1024);
    EXPECT_LE(m_window->minimumSizeHint().height(), 640);
}

TEST_F(MainWindowTest, MakesAPictureOfEveryPageInEachTheme)
{
    // A developer may name a folder to look at the pictures.
    const QString wanted = qEnvironmentVariable("GATELENS_PICTURE_FOLDER");
    const QString folder
        = wanted.isEmpty() ? QString::fromStdString((m_folder / "pictures").string()) : wanted;
    for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
        m_session->appearance().showTheme(kind);
        const auto saved = grabPages(*m_window, folder);
        ASSERT_TRUE(saved) << saved.error().message;
    }
    m_session->appearance().showTheme(ThemeKind::Light);
    for (const char* name :
         {"01-live-light", "02-metrics-light", "01-live-dark", "02-metrics-dark"}) {
        const QImage picture(
            QDir(folder).filePath(QString::fromLatin1(name) + QStringLiteral(".png")));
        ASSERT_FALSE(picture.isNull()) << name;
        std::set<QRgb> colors;
        for (int y = 0; y < picture.height(); y += 7) {
            for (int x = 0; x < picture.width(); x += 7)
                colors.insert(picture.pixel(x, y));
        }
        EXPECT_GT(colors.size(), 20U) << name;
    }
}

} // namespace gatelens::ui
