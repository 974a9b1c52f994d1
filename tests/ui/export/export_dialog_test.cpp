#include "tests/ui/support/filled_store.h"
#include "tests/ui/support/page_fixture.h"
#include "ui/export/export_dialog.h"
#include "ui/export/export_panel.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace gatelens::ui::test {
namespace {

constexpr int kExchanges = 50;
/// Enough that an export of them is still under way when it is cancelled.
constexpr int kManyExchanges = 3000;

class ExportDialogTest : public PageFixture
{
protected:
    ExportDialogTest()
    {
        fillStore(m_engine->storePath(), kExchanges);
        m_panel = new ExportPanel(*m_session);
        showPage(m_panel);
    }

    void choose(const QString& format, const QString& file)
    {
        auto* box = find<QComboBox>(QStringLiteral("export.format"));
        box->setCurrentIndex(box->findData(format));
        m_path = QDir(QString::fromStdString(m_folder.path().string())).filePath(file);
        find<QLineEdit>(QStringLiteral("export.path"))->setText(m_path);
    }

    [[nodiscard]] QList<QByteArray> lines() const
    {
        QFile file(m_path);
        EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << m_path.toStdString();
        return file.readAll().trimmed().split('\n');
    }

    void run()
    {
        click(QStringLiteral("export.run"));
        waitFor([this] { return !m_panel->isRunning(); }, "the export");
    }

    ExportPanel* m_panel = nullptr;
    QString m_path;
};

TEST_F(ExportDialogTest, WritesAllEnvelopesToTheChosenFile)
{
    choose(QStringLiteral("appinsights"), QStringLiteral("all.ndjson"));
    run();
    EXPECT_GT(lines().size(), kExchanges);
    EXPECT_TRUE(lines().front().startsWith('{'));
    EXPECT_TRUE(find<QLabel>(QStringLiteral("export.result"))->text().contains(m_path));
    grab(QStringLiteral("export-light"));
}

TEST_F(ExportDialogTest, TheFilterLimitsWhatIsWritten)
{
    choose(QStringLiteral("csv"), QStringLiteral("all.csv"));
    run();
    const auto all = lines().size();
    choose(QStringLiteral("csv"), QStringLiteral("failed.csv"));
    find<QLineEdit>(QStringLiteral("export.filter"))->setText(QStringLiteral("status:5xx"));
    run();
    EXPECT_LT(lines().size(), all);
    EXPECT_GT(lines().size(), 1);
}

TEST_F(ExportDialogTest, ThePreviewIsHowTheFileWillBegin)
{
    auto* preview = find<QPlainTextEdit>(QStringLiteral("export.preview"));
    for (const auto& [format, beginning] :
         {std::pair("appinsights", R"({"name":)"), std::pair("csv", "time,kind"),
          std::pair("har", R"({"log":)")}) {
        choose(QString::fromLatin1(format),
               QStringLiteral("preview.%1").arg(QLatin1String(format)));
        waitFor([&] { return preview->toPlainText().startsWith(QLatin1String(beginning)); },
                "the preview");
        run();
        QFile file(m_path);
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        const QString whole = QString::fromUtf8(file.readAll())
                                  .replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
        EXPECT_TRUE(whole.startsWith(preview->toPlainText())) << format;
        EXPECT_GT(preview->toPlainText().size(), 100) << format;
    }
    auto* note = find<QLabel>(QStringLiteral("export.preview.note"));
    choose(QStringLiteral("appinsights"), QStringLiteral("none.ndjson"));
    find<QLineEdit>(QStringLiteral("export.filter"))->setText(QStringLiteral("status:418"));
    waitFor([&] { return note->text().startsWith(QStringLiteral("nothing")); }, "an empty preview");
}

TEST_F(ExportDialogTest, AWrongFilterIsNamedAndNothingCanRun)
{
    find<QLineEdit>(QStringLiteral("export.filter"))->setText(QStringLiteral("stauts:5xx"));
    auto* problem = find<QLabel>(QStringLiteral("export.filter.problem"));
    waitFor([&] { return problem->isVisible(); }, "the problem of the filter");
    EXPECT_TRUE(problem->text().contains(QStringLiteral("stauts")));
    EXPECT_FALSE(find(QStringLiteral("export.run"))->isEnabled());
}

TEST_F(ExportDialogTest, AFolderThatCannotBeWrittenIsAnErrorAndLeavesNoFile)
{
    choose(QStringLiteral("har"), QStringLiteral("no-such-folder/x.har"));
    run();
    EXPECT_TRUE(find<QLabel>(QStringLiteral("export.result"))
                    ->text()
                    .startsWith(QStringLiteral("No file was written")));
    EXPECT_FALSE(QFile::exists(m_path));
}

TEST_F(ExportDialogTest, EveryFormatWritesAFile)
{
    auto* box = find<QComboBox>(QStringLiteral("export.format"));
    ASSERT_GE(box->count(), 4);
    for (int index = 0; index < box->count(); ++index) {
        choose(box->itemData(index).toString(), QStringLiteral("out.%1").arg(index));
        run();
        EXPECT_TRUE(QFile::exists(m_path)) << box->itemText(index).toStdString();
    }
}

TEST_F(ExportDialogTest, CancelLeavesNoFileAndTheJobSaysSo)
{
    fillStore(m_engine->storePath(), kManyExchanges);
    choose(QStringLiteral("appinsights"), QStringLiteral("cancelled.ndjson"));
    click(QStringLiteral("export.run"));
    EXPECT_FALSE(find(QStringLiteral("export.format"))->isEnabled());
    click(QStringLiteral("export.cancel"));
    waitFor([this] { return !m_panel->isRunning(); }, "the export to stop");
    EXPECT_FALSE(QFile::exists(m_path));
    EXPECT_TRUE(find<QLabel>(QStringLiteral("export.result"))
                    ->text()
                    .startsWith(QStringLiteral("Cancelled")));
    const auto job = m_session->jobs().index(0, 0);
    EXPECT_EQ(job.data(Jobs::StateRole).toInt(), static_cast<int>(JobState::Cancelled));
    EXPECT_TRUE(find(QStringLiteral("export.run"))->isVisible());
}

TEST_F(ExportDialogTest, TheCommandLineDoesTheSame)
{
    choose(QStringLiteral("csv"), QStringLiteral("it's.csv"));
    find<QLineEdit>(QStringLiteral("export.filter"))->setText(QStringLiteral("status:5xx"));
    click(QStringLiteral("export.commandLine"));
    const auto line = QGuiApplication::clipboard()->text();
    EXPECT_TRUE(line.contains(QStringLiteral("--format csv")));
    EXPECT_TRUE(line.contains(QStringLiteral("--filter 'status:5xx'")));
    EXPECT_TRUE(line.contains(QStringLiteral("it'\\''s.csv'")));
}

} // namespace
} // namespace gatelens::ui::test
