#include "tests/ui/support/filled_store.h"
#include "tests/ui/support/page_fixture.h"
#include "ui/sampling/candidate_dialog.h"
#include "ui/sampling/comparison_view.h"
#include "ui/sampling/sampling_page.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTimer>

namespace gatelens::ui::test {
namespace {

constexpr int kExchanges = 400;

class SamplingPageTest : public PageFixture
{
protected:
    SamplingPageTest()
    {
        fillStore(m_engine->storePath(), kExchanges);
        showPage(new SamplingPage(*m_session, *m_commands));
        m_model
            = static_cast<ComparisonModel*>(find<QTableView>(QStringLiteral("lab.table"))->model());
    }

    void run()
    {
        click(QStringLiteral("lab.run"));
        waitFor([this] { return m_model->resultOf(0) != nullptr; }, "the comparison");
    }

    /// Chooses an entry of a combo box as a user does: open, type its beginning, Enter.
    void choose(const QString& name, const QString& entry)
    {
        auto* box = find<QComboBox>(name);
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Home);
        for (int index = 0; box->currentText() != entry && index < box->count(); ++index)
            QTest::keyClick(box, Qt::Key_Down);
        ASSERT_EQ(box->currentText(), entry);
    }

    [[nodiscard]] QString cell(int row, int candidate) const
    {
        return m_model->index(row, candidate + 1).data().toString();
    }

    /// Fills in the dialog that the next action opens.
    static void answerDialog(std::function<void(CandidateDialog&)> answer)
    {
        QTimer::singleShot(0, qApp, [answer = std::move(answer)] {
            auto* dialog = qobject_cast<CandidateDialog*>(QApplication::activeModalWidget());
            ASSERT_NE(dialog, nullptr);
            answer(*dialog);
            dialog->accept();
        });
    }

    ComparisonModel* m_model = nullptr;
};

TEST_F(SamplingPageTest, ComparesTheCandidatesAndNamesWhatIsLost)
{
    run();
    ASSERT_TRUE(m_model->comparison());
    EXPECT_EQ(m_model->comparison()->everything.requests, std::uint64_t(kExchanges));
    // 25 % and errors loses no failure; 10 % without them does.
    EXPECT_EQ(cell(ComparisonModel::FailedLostRow, 1), QStringLiteral("0"));
    EXPECT_GT(m_model->resultOf(3)->kept.failedLost, 0U);
    auto* view = find<ComparisonView>(QStringLiteral("lab.table"));
    view->selectCandidate(3);
    auto* losses = find<QTableView>(QStringLiteral("lab.losses"));
    ASSERT_GT(losses->model()->rowCount(), 0);
    std::uint64_t named = 0;
    for (const auto& loss : m_model->resultOf(3)->losses)
        named += loss.count;
    EXPECT_EQ(named, m_model->resultOf(3)->kept.failedLost);
    EXPECT_GT(find<QTableView>(QStringLiteral("lab.groups"))->model()->rowCount(), 2);
    grab(QStringLiteral("sampling-light"));
}

TEST_F(SamplingPageTest, TheAppliedColumnSaysWhatTheDiagnosticsSay)
{
    choose(QStringLiteral("lab.logger"), QStringLiteral("appinsights-conference"));
    EXPECT_EQ(cell(ComparisonModel::SamplingRow, 0), QStringLiteral("25 %"));
    EXPECT_EQ(cell(ComparisonModel::ErrorsRow, 0), QStringLiteral("yes"));
    EXPECT_EQ(cell(ComparisonModel::VerbosityRow, 0), QStringLiteral("verbose 1024"));
    choose(QStringLiteral("lab.logger"), QStringLiteral("appinsights-platform"));
    EXPECT_EQ(cell(ComparisonModel::SamplingRow, 0), QStringLiteral("5 to 100 %"));
    EXPECT_EQ(cell(ComparisonModel::ErrorsRow, 0), QStringLiteral("differs"));
}

TEST_F(SamplingPageTest, AnotherPopulationIsComparedAtOnce)
{
    run();
    choose(QStringLiteral("lab.population"), QStringLiteral("Status API"));
    waitFor([this] { return m_model->comparison()->everything.requests < kExchanges; },
            "the comparison of one API");
}

TEST_F(SamplingPageTest, ALowerPercentageNeverKeepsMore)
{
    run();
    const auto kept = [this](std::size_t candidate) {
        return m_model->resultOf(candidate)->kept.volume.requests;
    };
    EXPECT_GE(kept(1), kept(2));
    EXPECT_GE(kept(2), kept(3));
    EXPECT_GE(kept(3), kept(4));
}

TEST_F(SamplingPageTest, AnAddedCandidateIsAColumnOfItsOwn)
{
    const int before = m_model->columnCount();
    answerDialog([](CandidateDialog& dialog) {
        dialog.findChild<QDoubleSpinBox*>(QStringLiteral("lab.candidate.sampling"))->setValue(50);
    });
    click(QStringLiteral("lab.add"));
    ASSERT_EQ(m_model->columnCount(), before + 1);
    EXPECT_EQ(cell(ComparisonModel::SamplingRow, before - 1), QStringLiteral("50 %"));
    run();
    EXPECT_NE(m_model->resultOf(static_cast<std::size_t>(before) - 1), nullptr);
}

TEST_F(SamplingPageTest, AChangedCandidateSaysThatItsResultIsOld)
{
    run();
    auto* view = find<ComparisonView>(QStringLiteral("lab.table"));
    view->selectCandidate(2);
    view->setFocus();
    answerDialog([](CandidateDialog& dialog) {
        dialog.findChild<QCheckBox*>(QStringLiteral("lab.candidate.alwaysLog"))->click();
    });
    QTest::keyClick(view, Qt::Key_Return);
    EXPECT_EQ(m_model->resultOf(2), nullptr);
    EXPECT_EQ(cell(ComparisonModel::ErrorsRow, 2), QStringLiteral("no"));
    EXPECT_EQ(m_model->headerData(3, Qt::Horizontal, ComparisonModel::VerdictRole).toString(),
              QStringLiteral("changed since the last run"));
}

TEST_F(SamplingPageTest, RemovingACandidateKeepsTheOthersResults)
{
    run();
    QAbstractItemModelTester tester(m_model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const auto name = m_model->resultOf(3)->name;
    m_model->removeCandidate(1);
    ASSERT_NE(m_model->resultOf(2), nullptr);
    EXPECT_EQ(m_model->resultOf(2)->name, name);
}

TEST_F(SamplingPageTest, ThePriceScalesTheCost)
{
    run();
    const auto before = m_model->resultOf(1)->costPerMonth;
    auto* price = find<QDoubleSpinBox>(QStringLiteral("lab.costModel"));
    price->setValue(price->value() * 2);
    click(QStringLiteral("lab.run"));
    waitFor([&] { return m_model->resultOf(1)->costPerMonth > before * 1.5; }, "the second run");
    EXPECT_NEAR(m_model->resultOf(1)->costPerMonth, before * 2, before * 0.01);
}

} // namespace
} // namespace gatelens::ui::test
