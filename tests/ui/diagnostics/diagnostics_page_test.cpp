#include "tests/ui/support/filled_store.h"
#include "tests/ui/support/page_fixture.h"
#include "ui/diagnostics/diagnostic_saving.h"
#include "ui/diagnostics/diagnostics_matrix.h"
#include "ui/diagnostics/diagnostics_page.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>

namespace gatelens::ui::test {
namespace {

const DiagnosticCell kGlobal{{}, "appinsights-platform"};
const DiagnosticCell kConference{"demo-conference-api", "appinsights-conference"};
const DiagnosticCell kStatus{"status-api-v1", "appinsights-platform"};

class DiagnosticsPageTest : public PageFixture
{
protected:
    DiagnosticsPageTest()
    {
        fillStore(m_engine->storePath(), 60);
        m_page = new DiagnosticsPage(*m_session, *m_commands);
        showPage(m_page);
    }

    void selectCell(const DiagnosticCell& cell)
    {
        auto* matrix = find<DiagnosticsMatrix>(QStringLiteral("diag.matrix"));
        auto* model = static_cast<DiagnosticsMatrixModel*>(matrix->model());
        const auto index = model->indexOf(cell);
        ASSERT_TRUE(index.isValid());
        matrix->scrollTo(index);
        QTest::mouseClick(matrix->viewport(), Qt::LeftButton, {},
                          matrix->visualRect(index).center());
    }

    void setPercentage(double value)
    {
        auto* spin = find<QDoubleSpinBox>(QStringLiteral("diag.form.sampling"));
        spin->setFocus();
        spin->selectAll();
        QTest::keyClicks(spin, QString::number(value));
        QTest::keyClick(spin, Qt::Key_Tab);
    }

    void apply()
    {
        click(QStringLiteral("diag.apply"));
        waitFor([this] { return m_engine->applyCount() > 0; }, "Apply");
    }

    DiagnosticsPage* m_page = nullptr;
};

TEST_F(DiagnosticsPageTest, ChangedSamplingIsWrittenAsOneValueAndApplied)
{
    const std::string file
        = "apis/demo-conference-api/diagnostics/applicationinsights/diagnosticInformation.json";
    auto expected = readFile(file);
    expected.replace(expected.find("\"percentage\": 25"), 16, "\"percentage\": 40");
    selectCell(kConference);
    setPercentage(40);
    EXPECT_EQ(find<QPushButton>(QStringLiteral("diag.apply"))->text(),
              QStringLiteral("Apply 1 change"));
    apply();
    EXPECT_EQ(readFile(file), expected);
    waitFor([this] { return m_session->workspace() != m_workspace; }, "the applied workspace");
    EXPECT_EQ(m_session->workspace()
                  ->findApi("demo-conference-api")
                  ->diagnostics.front()
                  .samplingPercentage,
              40);
    EXPECT_FALSE(find(QStringLiteral("diag.apply"))->isEnabled());
}

TEST_F(DiagnosticsPageTest, UndoAndRedoRestoreASetting)
{
    selectCell(kConference);
    auto* box = find<QCheckBox>(QStringLiteral("diag.form.alwaysLog"));
    ASSERT_TRUE(box->isChecked());
    QTest::mouseClick(box, Qt::LeftButton, {}, {8, box->height() / 2});
    EXPECT_FALSE(box->isChecked());
    click(QStringLiteral("diag.undo"));
    EXPECT_TRUE(box->isChecked());
    click(QStringLiteral("diag.redo"));
    EXPECT_FALSE(box->isChecked());
    click(QStringLiteral("diag.discard"));
    EXPECT_TRUE(box->isChecked());
}

TEST_F(DiagnosticsPageTest, TheMatrixSaysInWordsWhatEachLoggerDoes)
{
    auto* model = find<DiagnosticsMatrix>(QStringLiteral("diag.matrix"))->model();
    auto* matrix = static_cast<DiagnosticsMatrixModel*>(model);
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const auto word = [&](const DiagnosticCell& cell) {
        return matrix->indexOf(cell).data(DiagnosticsMatrixModel::WordRole).toString();
    };
    EXPECT_EQ(word(kConference), QStringLiteral("added"));
    EXPECT_EQ(word(kStatus), QStringLiteral("overrides"));
    EXPECT_EQ(word({"demo-conference-api", "appinsights-platform"}), QStringLiteral("inherits"));
    EXPECT_EQ(matrix->indexOf({{}, "appinsights-conference"}).data().toString(),
              QStringLiteral("off"));
    EXPECT_EQ(matrix->indexOf(kGlobal).data().toString(), QStringLiteral("100 %, errors"));
}

TEST_F(DiagnosticsPageTest, RemovingTheApisSettingsLetsItInherit)
{
    selectCell(kStatus);
    click(QStringLiteral("diag.form.remove"));
    auto* matrix = find<DiagnosticsMatrix>(QStringLiteral("diag.matrix"));
    auto* model = static_cast<DiagnosticsMatrixModel*>(matrix->model());
    EXPECT_EQ(model->indexOf(kStatus).data(DiagnosticsMatrixModel::WordRole).toString(),
              QStringLiteral("inherits"));
    apply();
    waitFor([this] { return m_session->workspace() != m_workspace; }, "the applied workspace");
    EXPECT_TRUE(m_session->workspace()->findApi("status-api-v1")->diagnostics.empty());
    auto again = loadWorkspace(m_workspace->folder);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->workspace.findApi("status-api-v1")->diagnostics.empty());
}

TEST_F(DiagnosticsPageTest, AHeaderIsAddedAndRemovedAsAChip)
{
    selectCell(kConference);
    auto* add = find<QLineEdit>(QStringLiteral("diag.form.frontendResponse.headers.add"));
    QTest::keyClicks(add, QStringLiteral("ETag"));
    QTest::keyClick(add, Qt::Key_Return);
    auto* chip = find(QStringLiteral("diag.form.frontendResponse.headers.1"));
    ASSERT_NE(chip, nullptr);
    apply();
    EXPECT_NE(
        readFile(
            "apis/demo-conference-api/diagnostics/applicationinsights/diagnosticInformation.json")
            .find("\"etag\""),
        std::string::npos);
}

TEST_F(DiagnosticsPageTest, EffectiveDestinationsAndPreviewFollowTheEdit)
{
    selectCell(kConference);
    auto* logger = find<QComboBox>(QStringLiteral("diag.preview.logger"));
    EXPECT_EQ(logger->count(), 2);
    auto* captured = find<QComboBox>(QStringLiteral("diag.preview.exchange"));
    waitFor([&] { return captured->count() == 20; }, "the captured requests");
    auto* tabs = find<QTabBar>(QStringLiteral("diag.preview.items"));
    logger->setFocus();
    QTest::keyClicks(logger, QStringLiteral("appinsights-platform"));
    EXPECT_TRUE(tabs->tabText(0).startsWith(QStringLiteral("request")));
    const auto newest = captured->currentText();
    QTest::keyClick(captured, Qt::Key_Down);
    EXPECT_NE(captured->currentText(), newest);
    grab(QStringLiteral("diagnostics-light"));
    click(QStringLiteral("diag.form.remove"));
    EXPECT_EQ(logger->count(), 1);
}

TEST_F(DiagnosticsPageTest, AnOriginLeadsToTheSettingsThatAct)
{
    selectCell(kConference);
    click(QStringLiteral("diag.effective.origin.appinsights-platform"));
    auto* matrix = find<DiagnosticsMatrix>(QStringLiteral("diag.matrix"));
    const auto* model = static_cast<DiagnosticsMatrixModel*>(matrix->model());
    EXPECT_EQ(model->cellAt(matrix->currentIndex()), kGlobal);
}

TEST_F(DiagnosticsPageTest, RefusedApplyIsShownAndKeepsTheOldWorkspace)
{
    m_engine->m_refusal = {{{}, 0, FindingSeverity::Error, "GL2", "logger has no key"}};
    selectCell(kConference);
    setPercentage(50);
    apply();
    auto* banner = find(QStringLiteral("diag.banner"));
    waitFor([&] { return banner->isVisible(); }, "the refusal");
    EXPECT_EQ(m_session->workspace(), m_workspace);
}

} // namespace
} // namespace gatelens::ui::test
