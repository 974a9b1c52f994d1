#include "tests/support/temporary_folder.h"
#include "tests/ui/support/demo_traffic.h"
#include "tests/ui/support/waiting.h"
#include "ui/frame/main_window.h"
#include "ui/metrics/chart_panel.h"
#include "ui/metrics/metrics_page.h"
#include "ui/session/session.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QSettings>
#include <QTableView>
#include <QTest>

#include <gtest/gtest.h>

namespace gatelens::ui {

namespace {

class MetricsPageTest : public testing::Test
{
protected:
    void SetUp() override
    {
        QSettings().clear();
        const auto path = m_folder / "capture.gatelens";
        test::writeTraffic(path, 480, now(), std::chrono::seconds(1));
        m_session = std::make_unique<Session>(nullptr, path, nullptr);
        m_window = std::make_unique<MainWindow>(*m_session, PageList{MetricsPage::entry()});
        m_window->show();
        ASSERT_TRUE(test::waitFor([&] { return !panel(1)->lines().empty(); }));
    }

    [[nodiscard]] ChartPanel* panel(int number) const
    {
        return m_window->findChild<ChartPanel*>(QStringLiteral("metrics.panel.%1").arg(number));
    }

    test::TemporaryFolder m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

double sumOf(const ChartLine& line)
{
    double sum = 0;
    for (const auto& piece : line.pieces) {
        for (const QPointF& point : piece)
            sum += point.y();
    }
    return sum;
}

} // namespace

TEST_F(MetricsPageTest, DrawsOneLineAnOperationAndOneForAll)
{
    const auto& lines = panel(1)->lines();
    ASSERT_EQ(lines.size(), 8U);
    EXPECT_EQ(lines.front().name, QStringLiteral("get-session"));
    double parts = 0;
    for (std::size_t index = 0; index + 1 < lines.size(); ++index)
        parts += sumOf(lines[index]);
    EXPECT_NEAR(parts, sumOf(lines.back()), 1e-6);
}

TEST_F(MetricsPageTest, EmptyBucketsAreGapsOfPercentilesAndZerosOfCounts)
{
    const ChartLine& all = panel(1)->lines().back();
    EXPECT_EQ(all.pieces.size(), 1U);
    EXPECT_EQ(all.pieces.front().front().y(), 0.0) << "nothing came in the first minutes";
    const ChartLine& median = panel(3)->lines().front();
    ASSERT_FALSE(median.pieces.empty());
    EXPECT_GT(median.pieces.front().front().x(), all.pieces.front().front().x());
}

TEST_F(MetricsPageTest, SplittingByApiDrawsItsLines)
{
    auto* split = m_window->findChild<QComboBox*>(QStringLiteral("metrics.split"));
    split->setCurrentText(QStringLiteral("API"));
    ASSERT_TRUE(test::waitFor([&] { return panel(1)->lines().size() == 2; }));
    EXPECT_EQ(panel(1)->lines().front().name, QStringLiteral("demo-conference-api"));
}

TEST_F(MetricsPageTest, DraggingInAPanelSetsTheRangeOfTheWindow)
{
    QWidget* plot = panel(2)->viewport();
    const QPointF centre = panel(2)->chart()->plotArea().center();
    QTest::mousePress(plot, Qt::LeftButton, Qt::NoModifier, centre.toPoint());
    QTest::mouseMove(plot, centre.toPoint() + QPoint(60, 0));
    QTest::mouseRelease(plot, Qt::LeftButton, Qt::NoModifier, centre.toPoint() + QPoint(60, 0));
    EXPECT_FALSE(m_session->time().isLive());
    EXPECT_LT(*m_session->time().width(), Micros(std::chrono::minutes(15)));
}

TEST_F(MetricsPageTest, TheTableHoldsTheSameBuckets)
{
    m_window->findChild<SegmentedControl*>(QStringLiteral("metrics.form"))->setCurrent(1);
    const auto* table = m_window->findChild<QTableView*>(QStringLiteral("metrics.table"));
    ASSERT_TRUE(table->isVisible());
    int requests = 0;
    for (int row = 0; row < table->model()->rowCount(); ++row)
        requests += table->model()->index(row, 1).data().toInt();
    EXPECT_EQ(requests, 480);
}

} // namespace gatelens::ui
