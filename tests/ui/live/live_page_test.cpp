#include "tests/support/temporary_folder.h"
#include "tests/ui/support/demo_traffic.h"
#include "tests/ui/support/waiting.h"
#include "ui/frame/main_window.h"
#include "ui/frame/page_pictures.h"
#include "ui/live/detail_pane.h"
#include "ui/live/filter_bar.h"
#include "ui/live/grouped_view.h"
#include "ui/live/item_table.h"
#include "ui/live/live_page.h"
#include "ui/live/timeline_strip.h"
#include "ui/session/session.h"
#include "ui/widgets/segmented_control.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QTreeView>

#include <gtest/gtest.h>

namespace gatelens::ui {

namespace {

constexpr int kRows = 400;

class LivePageTest : public testing::Test
{
protected:
    void SetUp() override
    {
        QSettings().clear();
        StoreOptions options;
        options.path = m_folder / "capture.gatelens";
        auto store = Store::open(options);
        ASSERT_TRUE(store) << store.error().message;
        m_store = std::move(*store);
        write(0, kRows);
        m_session = std::make_unique<Session>(nullptr, options.path, nullptr);
        m_window = std::make_unique<MainWindow>(*m_session, PageList{LivePage::entry()});
        m_window->show();
        ASSERT_TRUE(test::waitFor([&] { return table()->rows().rowCount() == kRows; }));
        settle(*m_session);
    }

    void write(int from, int count)
    {
        for (int index = from; index < from + count; ++index) {
            const Timestamp at = m_begin + std::chrono::seconds(1) * index;
            ASSERT_TRUE(m_store->offer(test::makeExchange(index, at)));
        }
        ASSERT_TRUE(m_store->flush(std::chrono::seconds(30)));
    }

    template<class Widget>
    Widget* find(const char* name) const
    {
        auto* found = m_window->findChild<Widget*>(QString::fromLatin1(name));
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    [[nodiscard]] ItemTable* table() const { return find<ItemTable>("live.table"); }
    [[nodiscard]] FilterBar* filter() const { return m_window->findChild<FilterBar*>(); }
    [[nodiscard]] DetailPane* detail() const { return find<DetailPane>("live.detail"); }

    void selectRow(int row)
    {
        table()->setCurrentIndex(table()->rows().index(row, 0));
        ASSERT_TRUE(test::waitFor([&] {
            return detail()->detail()
                && detail()->detail()->exchange.id == table()->rows().idAt(row);
        }));
    }

    test::TemporaryFolder m_folder;
    Timestamp m_begin = now() - std::chrono::minutes(8);
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace

TEST_F(LivePageTest, ShowsTheTrafficWithItsCount)
{
    EXPECT_EQ(table()->rows().rowCount(), kRows);
    const auto* count = find<QLabel>("live.filter.count");
    ASSERT_TRUE(test::waitFor([&] {
        return count->text().startsWith(QStringLiteral("400 of 400"));
    })) << count->text().toStdString();
}

TEST_F(LivePageTest, AFilterNarrowsTheListAndSaysOfHowMany)
{
    filter()->setText(QStringLiteral("status:5xx"));
    ASSERT_TRUE(test::waitFor([&] { return table()->rows().rowCount() == kRows / 8; }));
    const auto* count = find<QLabel>("live.filter.count");
    ASSERT_TRUE(test::waitFor([&] {
        return count->text().startsWith(QStringLiteral("50 of 400"));
    })) << count->text().toStdString();
}

TEST_F(LivePageTest, AFilterThatMatchesNothingOffersToClearIt)
{
    filter()->setText(QStringLiteral("status:418"));
    auto* clear = find<QPushButton>("live.empty.clear");
    ASSERT_TRUE(test::waitFor([&] { return clear->isVisible(); }));
    QTest::mouseClick(clear, Qt::LeftButton);
    ASSERT_TRUE(
        test::waitFor([&] { return table()->isVisible() && table()->rows().rowCount() == kRows; }));
}

TEST_F(LivePageTest, NewRowsAppearAtTheEndAndAreFollowed)
{
    EXPECT_TRUE(table()->isFollowing());
    write(kRows, 20);
    Q_EMIT m_session->storeChanged();
    ASSERT_TRUE(test::waitFor([&] { return table()->rows().rowCount() == kRows + 20; }));
    EXPECT_TRUE(table()->isFollowing());
    EXPECT_TRUE(table()->viewport()->rect().intersects(
        table()->visualRect(table()->rows().index(kRows + 19, 0))));
}

TEST_F(LivePageTest, ScrollingUpStopsFollowingAndTheChipGoesBack)
{
    table()->scrollToTop();
    ASSERT_TRUE(test::waitFor([&] { return !table()->isFollowing(); }));
    write(kRows, 20);
    Q_EMIT m_session->storeChanged();
    auto* chip = table()->findChild<QPushButton*>(QStringLiteral("live.followChip"));
    ASSERT_NE(chip, nullptr);
    ASSERT_TRUE(test::waitFor([&] { return chip->isVisible(); }));
    EXPECT_EQ(chip->text(), QStringLiteral("20 new"));
    EXPECT_EQ(table()->rowAt(2), 0) << "what is read must not move";
    QTest::mouseClick(chip, Qt::LeftButton);
    EXPECT_TRUE(table()->isFollowing());
    EXPECT_FALSE(chip->isVisible());
}

TEST_F(LivePageTest, PauseStopsTheViewAndCountsWhatWaits)
{
    auto* pause = find<QPushButton>("live.pause");
    QTest::mouseClick(pause, Qt::LeftButton);
    write(kRows, 7);
    Q_EMIT m_session->storeChanged();
    ASSERT_TRUE(test::waitFor([&] { return pause->text() == QStringLiteral("Paused, 7 waiting"); }))
        << pause->text().toStdString();
    EXPECT_EQ(table()->rows().rowCount(), kRows);
    QTest::mouseClick(pause, Qt::LeftButton);
    ASSERT_TRUE(test::waitFor([&] { return table()->rows().rowCount() == kRows + 7; }));
}

TEST_F(LivePageTest, ARowOpensItsDetailsInEveryTab)
{
    selectRow(2);
    auto* tabs = find<QTabBar>("live.detail.tabs");
    for (int tab = 0; tab < DetailPane::Item; ++tab) {
        tabs->setCurrentIndex(tab);
        QApplication::processEvents();
    }
    const auto* steps = find<QTreeView>("live.detail.steps");
    EXPECT_EQ(steps->model()->rowCount(), 3) << "inbound, backend, outbound";
    auto* telemetry = find<QTreeView>("live.detail.telemetry");
    ASSERT_EQ(telemetry->model()->rowCount(), 2) << "one a logger";
    const QModelIndex logger = telemetry->model()->index(0, 0);
    ASSERT_GT(telemetry->model()->rowCount(logger), 0);
    telemetry->setCurrentIndex(telemetry->model()->index(0, 0, logger));
    const auto* envelope = find<QPlainTextEdit>("live.detail.envelope");
    EXPECT_TRUE(envelope->toPlainText().contains(QStringLiteral("RequestData")))
        << envelope->toPlainText().left(200).toStdString();
}

TEST_F(LivePageTest, SelectingARowTellsTheWholeWindow)
{
    selectRow(3);
    EXPECT_EQ(m_session->selection().kind, Selection::Kind::Exchange);
    EXPECT_EQ(m_session->selection().id, table()->rows().idAt(3));
    EXPECT_TRUE(test::waitFor([&] {
        return m_session->selection().apimOperationId == QStringLiteral("get-topic");
    })) << "the row's page may come after the selection";
}

TEST_F(LivePageTest, KeysMoveBetweenRowsFailuresAndDetails)
{
    selectRow(0);
    QTest::keyClick(table(), Qt::Key_J);
    EXPECT_EQ(table()->currentIndex().row(), 1);
    QTest::keyClick(table(), Qt::Key_K);
    EXPECT_EQ(table()->currentIndex().row(), 0);
    table()->goToFailure(1);
    EXPECT_TRUE(test::waitFor([&] { return table()->currentIndex().row() == 3; }));
    const bool wasVisible = detail()->isVisible();
    QTest::keyClick(table(), Qt::Key_Space);
    EXPECT_NE(detail()->isVisible(), wasVisible);
}

TEST_F(LivePageTest, AllItemsShowsTheItemsOfTheGateway)
{
    find<SegmentedControl>("live.viewMode")->setCurrent(LivePage::AllItems);
    auto* items = find<ItemTable>("live.items");
    ASSERT_TRUE(test::waitFor([&] { return items->rows().rowCount() > kRows; }));
    ASSERT_TRUE(test::waitFor([&] { return items->rows().rowAt(0) != nullptr; }));
    items->setCurrentIndex(items->rows().index(0, 0));
    EXPECT_TRUE(test::waitFor(
        [&] { return find<QTabBar>("live.detail.tabs")->isTabVisible(DetailPane::Item); }));
}

TEST_F(LivePageTest, GroupedCountsByOperationUnderTheirApi)
{
    find<SegmentedControl>("live.viewMode")->setCurrent(LivePage::Grouped);
    auto* grouped = find<GroupedView>("live.grouped");
    ASSERT_TRUE(test::waitFor([&] { return grouped->model()->rowCount() == 1; }));
    const QModelIndex api = grouped->model()->index(0, 0);
    EXPECT_EQ(grouped->model()->rowCount(api), 7);
    EXPECT_EQ(grouped->model()->index(0, GroupedView::Requests, api).data().toString(),
              QStringLiteral("100"))
        << "get-session comes twice in eight";
    QSignalSpy opened(grouped, &GroupedView::groupOpened);
    Q_EMIT grouped->activated(grouped->model()->index(0, 0, api));
    ASSERT_EQ(opened.size(), 1);
    EXPECT_EQ(filter()->text(), QStringLiteral("api=demo-conference-api op=get-session"));
    ASSERT_TRUE(test::waitFor([&] { return table()->rows().rowCount() == 100; }));
}

TEST_F(LivePageTest, DraggingOverTheTimelineSetsTheTimeRange)
{
    auto* timeline = find<TimelineStrip>("live.timeline");
    const int y = 40;
    QTest::mousePress(timeline, Qt::LeftButton, Qt::NoModifier, QPoint(200, y));
    QTest::mouseMove(timeline, QPoint(320, y));
    QTest::mouseRelease(timeline, Qt::LeftButton, Qt::NoModifier, QPoint(320, y));
    EXPECT_FALSE(m_session->time().isLive());
    EXPECT_LT(*m_session->time().width(), Micros(std::chrono::minutes(15)));
    QTest::mouseDClick(timeline, Qt::LeftButton, Qt::NoModifier, QPoint(200, y));
    EXPECT_TRUE(m_session->time().isLive());
}

TEST_F(LivePageTest, ClearViewHidesAndShowsAgainWithoutDeleting)
{
    auto* clear = find<QPushButton>("live.clear");
    QTest::mouseClick(clear, Qt::LeftButton);
    ASSERT_TRUE(test::waitFor([&] { return table()->rows().rowCount() == 0; }));
    QTest::mouseClick(clear, Qt::LeftButton);
    ASSERT_TRUE(test::waitFor([&] { return table()->rows().rowCount() == kRows; }));
}

} // namespace gatelens::ui
