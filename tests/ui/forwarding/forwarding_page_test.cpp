#include "tests/ui/support/page_fixture.h"
#include "ui/forwarding/destination_dialog.h"
#include "ui/forwarding/destination_saving.h"
#include "ui/forwarding/forwarding_page.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>

namespace gatelens::ui::test {
namespace {

constexpr const char* kConnection = "InstrumentationKey=11111111-2222-3333-4444-555555555555;"
                                    "IngestionEndpoint=https://westeurope.example.test/";

class ForwardingPageTest : public PageFixture
{
protected:
    void addDestinations()
    {
        ForwardStatus good;
        good.name = "appi-prod";
        good.target = "westeurope.example.test, key …5555";
        good.accepted = 929148;
        good.queued = 6400;
        good.rejected = 12;
        good.uncertain = 3;
        good.lastStatus = "429, next try in 18 s";
        good.lastError = "429 Too Many Requests";
        good.nextAttempt = now() + std::chrono::seconds(18);
        good.oldestQueued = now() - std::chrono::seconds(41);
        ForwardStatus other;
        other.name = "appi-dev";
        other.accepted = 10;
        other.lastStatus = "200";
        m_engine->m_status.forward = {good, other};
        ForwardAttempt attempt;
        attempt.at = now();
        attempt.destination = "appi-prod";
        attempt.items = 200;
        attempt.bytes = 118000;
        attempt.statusCode = 206;
        attempt.accepted = 188;
        attempt.rejected = 12;
        ForwardAttempt older = attempt;
        older.at -= std::chrono::seconds(30);
        older.statusCode = 200;
        older.accepted = 200;
        older.rejected = 0;
        m_engine->m_attempts = {older, attempt};
    }

    void show()
    {
        m_session->refreshStatus();
        m_page = new ForwardingPage(*m_session, *m_commands);
        showPage(m_page);
        m_page->activate();
    }

    ForwardingPage* m_page = nullptr;
};

TEST_F(ForwardingPageTest, WithoutDestinationsItSaysThatNothingLeaves)
{
    show();
    EXPECT_TRUE(find(QStringLiteral("fwd.empty"))->isVisible());
    EXPECT_FALSE(find(QStringLiteral("fwd.pause"))->isEnabled());
}

TEST_F(ForwardingPageTest, ShowsDestinationsLedgerAndBatchesNewestFirst)
{
    addDestinations();
    show();
    auto* table = find<QTableView>(QStringLiteral("fwd.table"));
    ASSERT_EQ(table->model()->rowCount(), 2);
    QAbstractItemModelTester tester(table->model(),
                                    QAbstractItemModelTester::FailureReportingMode::Fatal);
    EXPECT_EQ(table->model()->index(0, DestinationModel::State).data().toString(),
              QStringLiteral("backing off"));
    EXPECT_EQ(table->model()->index(1, DestinationModel::State).data().toString(),
              QStringLiteral("delivering"));
    auto* batches = find<QTableView>(QStringLiteral("fwd.batches"));
    ASSERT_EQ(batches->model()->rowCount(), 2);
    EXPECT_EQ(batches->model()->index(0, AttemptModel::Answer).data().toString(),
              QStringLiteral("188 accepted, 12 rejected"));
    EXPECT_TRUE(find<QLabel>(QStringLiteral("fwd.lastError"))
                    ->text()
                    .contains(QStringLiteral("Too Many Requests")));
    EXPECT_TRUE(find(QStringLiteral("fwd.balance"))
                    ->accessibleName()
                    .contains(QStringLiteral("929148 accepted")));
    grab(QStringLiteral("forwarding-light"));
}

TEST_F(ForwardingPageTest, PauseAndResumeReachTheEngine)
{
    addDestinations();
    show();
    click(QStringLiteral("fwd.pause"));
    EXPECT_TRUE(m_engine->status().forward.front().isPaused);
    waitFor(
        [this] {
            return find<QToolButton>(QStringLiteral("fwd.pause"))->text()
                == QStringLiteral("Resume");
        },
        "the word Resume");
    click(QStringLiteral("fwd.pause"));
    EXPECT_FALSE(m_engine->status().forward.front().isPaused);
}

TEST_F(ForwardingPageTest, TheDialogChecksTheConnectionStringWhileTyping)
{
    DestinationDialog dialog({QStringLiteral("appinsights-platform"), QStringLiteral("other")},
                             {QStringLiteral("taken")});
    auto* name = dialog.findChild<QLineEdit*>(QStringLiteral("fwd.add.name"));
    auto* connection = dialog.findChild<QLineEdit*>(QStringLiteral("fwd.add.connection"));
    auto* accept = dialog.findChild<QPushButton*>(QStringLiteral("fwd.add.accept"));
    auto* problem = dialog.findChild<QLabel*>(QStringLiteral("fwd.add.connection.problem"));
    name->setText(QStringLiteral("prod"));
    connection->setText(QStringLiteral("IngestionEndpoint=https://x.test"));
    EXPECT_FALSE(accept->isEnabled());
    EXPECT_FALSE(problem->text().isEmpty());
    connection->setText(QString::fromLatin1(kConnection));
    EXPECT_TRUE(accept->isEnabled()) << problem->text().toStdString();
    name->setText(QStringLiteral("taken"));
    EXPECT_FALSE(accept->isEnabled());
    EXPECT_EQ(connection->echoMode(), QLineEdit::Password);
}

TEST_F(ForwardingPageTest, ChosenLoggersAreWhatIsSent)
{
    DestinationDialog dialog({QStringLiteral("a"), QStringLiteral("b")}, {});
    EXPECT_TRUE(dialog.settings().loggers.empty());
    auto* list = dialog.findChild<QListWidget*>(QStringLiteral("fwd.add.loggers"));
    list->item(1)->setCheckState(Qt::Unchecked);
    EXPECT_EQ(dialog.settings().loggers, (std::vector<std::string>{"a", "(received)"}));
}

TEST_F(ForwardingPageTest, TheSecretIsNeverInTheSettingsFile)
{
    ForwardSettings settings;
    settings.name = "prod";
    settings.connectionString = KeychainSecret{"forward/prod"};
    EXPECT_EQ(
        printDestinations({settings}),
        R"([{"name":"prod","type":"applicationInsights","connectionString":{"keychain":"forward/prod"}}])");
    settings.connectionString = PlainSecret{kConnection};
    EXPECT_EQ(printDestinations({settings}).find("11111111"), std::string::npos);
    ASSERT_TRUE(saveDestinations(*m_workspace, {settings}));
    EXPECT_EQ(readFile("gatelens.json").find("11111111"), std::string::npos);
    EXPECT_NE(readFile("gatelens.json").find("\"prod\""), std::string::npos);
}

} // namespace
} // namespace gatelens::ui::test
