#include "app/gui/page_list.h"
#include "core/workspace/demo_workspace.h"
#include "proxy/engine/local_engine.h"
#include "tests/support/temporary_folder.h"
#include "ui/frame/main_window.h"
#include "ui/frame/page_pictures.h"
#include "ui/policies/card_widget.h"
#include "ui/policies/code_editor.h"
#include "ui/policies/policies_page.h"
#include "ui/session/session.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QSettings>
#include <QTest>

#include <boost/asio/ip/tcp.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace gatelens::ui {
namespace {

/// The window over a real engine with the demo workspace on free ports: what is clicked acts on
/// real requests.
class JourneyTest : public testing::Test
{
protected:
    void SetUp() override
    {
        QSettings().clear();
        const auto folder = m_folder / "workspace";
        ASSERT_TRUE(writeDemoWorkspace(folder));
        auto loaded = loadWorkspace(folder);
        ASSERT_TRUE(loaded);
        auto workspace = std::make_shared<const Workspace>(std::move(loaded->workspace));
        EngineOptions options;
        options.workspace = workspace;
        options.storePath = m_folder / "store.gatelens";
        options.dataFolder = m_folder / "data";
        options.gateway = ListenAddress{};
        options.ingest = ListenAddress{};
        options.ingestTls = ListenAddress{};
        options.metrics = ListenAddress{};
        auto started = proxy::startEngine(std::move(options));
        ASSERT_TRUE(started) << started.error().message;
        m_engine = std::move(started->engine);
        m_session = std::make_unique<Session>(m_engine.get(), m_engine->storePath(), workspace);
        m_window = std::make_unique<MainWindow>(*m_session, app::pageList());
        m_window->resize(1440, 900);
        m_window->show();
        m_window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void TearDown() override
    {
        m_window.reset();
        m_session.reset();
        if (m_engine)
            m_engine->stop(std::chrono::seconds(2));
    }

    /// Sends a GET to the gateway and returns the whole answer.
    [[nodiscard]] std::string get(const std::string& path) const
    {
        const auto& gateway = m_session->endpoints().gateway;
        const auto port = gateway->substr(gateway->rfind(':') + 1);
        boost::asio::ip::tcp::iostream stream("127.0.0.1", port);
        stream << "GET " << path << " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
               << std::flush;
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    template<class Widget = QWidget>
    Widget* find(const QString& name)
    {
        auto* found = m_window->findChild<Widget*>(name);
        EXPECT_NE(found, nullptr) << name.toStdString();
        return found;
    }

    PoliciesPage* openPolicies(const PolicyTarget& target)
    {
        m_window->go({QStringLiteral("policies"), {}});
        auto* page = qobject_cast<PoliciesPage*>(m_window->page(QStringLiteral("policies")));
        page->openTarget(target);
        settle(*m_session);
        return page;
    }

    /// Clicks Save and apply and waits until the workspace has been swapped.
    void apply()
    {
        const auto before = m_session->workspace();
        QTest::mouseClick(find<QAbstractButton>(QStringLiteral("policy.apply")), Qt::LeftButton);
        ASSERT_TRUE(QTest::qWaitFor([&] { return m_session->workspace() != before; }, 20'000));
    }

    gatelens::test::TemporaryFolder m_folder;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

constexpr const char* kPath = "/status/v1/live";

} // namespace

TEST_F(JourneyTest, AnAddedHeaderStandsInTheNextAnswerAndUndoTakesItAway)
{
    ASSERT_NE(get(kPath).find("200"), std::string::npos);
    openPolicies({});
    // The picker, by the keyboard: a set-header at the end of outbound.
    QTest::mouseClick(find<QAbstractButton>(QStringLiteral("policy.add.outbound")), Qt::LeftButton);
    auto* search = find<QLineEdit>(QStringLiteral("policy.addPicker.search"));
    QTest::keyClicks(search, QStringLiteral("set-header"));
    QTest::keyClick(search, Qt::Key_Return);
    // The form of the new card, which is selected.
    auto* name = find<QLineEdit>(QStringLiteral("policy.form.name"));
    ASSERT_NE(name, nullptr);
    name->setFocus();
    name->selectAll();
    QTest::keyClicks(name, QStringLiteral("x-journey"));
    // The value in the code view: both are the same document.
    auto* editor = find<CodeEditor>(QStringLiteral("policy.code"));
    const auto text = editor->text();
    const auto value
        = text.indexOf(QStringLiteral("<value>"), text.indexOf(QStringLiteral("x-journey")));
    ASSERT_GE(value, 0) << text.toStdString();
    const auto begin = value + 7;
    const auto end = text.indexOf(QStringLiteral("</value>"), begin);
    editor->setFocus();
    editor->SendScintilla(QsciScintillaBase::SCI_SETSEL, begin, end);
    QTest::keyClicks(editor, QStringLiteral("seen"));
    apply();
    EXPECT_NE(get(kPath).find("x-journey: seen"), std::string::npos) << get(kPath);

    auto* undo = find<QAbstractButton>(QStringLiteral("policy.undo"));
    for (int step = 0; step < 50 && undo->isEnabled(); ++step)
        QTest::mouseClick(undo, Qt::LeftButton);
    EXPECT_FALSE(editor->text().contains(QStringLiteral("x-journey")));
    apply();
    EXPECT_EQ(get(kPath).find("x-journey"), std::string::npos);
}

TEST_F(JourneyTest, ADocumentThatDoesNotCompileIsRefusedAndTheOldOneServesOn)
{
    openPolicies({});
    auto* editor = find<CodeEditor>(QStringLiteral("policy.code"));
    const auto at = editor->text().indexOf(QStringLiteral("<outbound>")) + 10;
    editor->setFocus();
    editor->SendScintilla(QsciScintillaBase::SCI_GOTOPOS, static_cast<unsigned long>(at));
    QTest::keyClicks(editor, QStringLiteral("<no-such-policy />"));
    QTest::mouseClick(find<QAbstractButton>(QStringLiteral("policy.apply")), Qt::LeftButton);
    auto* refusal = find(QStringLiteral("policy.refusal"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return refusal->isVisible(); }, 20'000));
    EXPECT_TRUE(refusal->accessibleName().contains(QStringLiteral("no-such-policy")))
        << refusal->accessibleName().toStdString();
    EXPECT_NE(get(kPath).find("200"), std::string::npos);
}

TEST_F(JourneyTest, ARequestAppearsInLiveByItself)
{
    m_window->go({QStringLiteral("live"), {}});
    settle(*m_session);
    auto* table = find<QAbstractItemView>(QStringLiteral("live.table"));
    const int before = table->model()->rowCount();
    ASSERT_FALSE(get(kPath).empty());
    EXPECT_TRUE(QTest::qWaitFor([&] { return table->model()->rowCount() == before + 1; }, 20'000));
}

} // namespace gatelens::ui
