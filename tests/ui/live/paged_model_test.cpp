#include "tests/support/temporary_folder.h"
#include "tests/ui/support/demo_traffic.h"
#include "tests/ui/support/waiting.h"
#include "ui/live/paged_model.h"
#include "ui/session/session.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <gtest/gtest.h>

namespace gatelens::ui {

namespace {

constexpr int kModelRows = 1000;

std::vector<TableColumn> columns()
{
    return {{ColumnKind::Time, QStringLiteral("Time")},
            {ColumnKind::Status, QStringLiteral("Status")},
            {ColumnKind::Operation, QStringLiteral("Operation")},
            {ColumnKind::Duration, QStringLiteral("Duration")}};
}

class PagedModelTest : public testing::Test
{
protected:
    void SetUp() override
    {
        StoreOptions options;
        options.path = m_folder / "capture.gatelens";
        auto store = Store::open(options);
        ASSERT_TRUE(store) << store.error().message;
        m_store = std::move(*store);
        write(0, kModelRows);
        m_session = std::make_unique<Session>(nullptr, options.path, nullptr);
        m_model = std::make_unique<PagedModel>(*m_session, readExchanges(), columns());
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    }

    void write(int from, int count)
    {
        for (int index = from; index < from + count; ++index) {
            const Timestamp at = m_begin + std::chrono::milliseconds(100) * index;
            ASSERT_TRUE(m_store->offer(test::makeExchange(index, at)));
        }
        ASSERT_TRUE(m_store->flush(std::chrono::seconds(30)));
    }

    void load(const ExchangeQuery& query = {})
    {
        const QSignalSpy loaded(m_model.get(), &PagedModel::loaded);
        m_model->setQuery(query);
        ASSERT_TRUE(test::waitFor([&] { return loaded.size() == 1; }));
    }

    QString textAt(int row, int column)
    {
        EXPECT_TRUE(test::waitFor([&] { return m_model->rowAt(row) != nullptr; }));
        return m_model->index(row, column).data().toString();
    }

    test::TemporaryFolder m_folder;
    Timestamp m_begin = now() - std::chrono::minutes(10);
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<PagedModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

} // namespace

TEST_F(PagedModelTest, ShowsEveryRowInTheOrderOfTime)
{
    load();
    EXPECT_EQ(m_model->rowCount(), kModelRows);
    EXPECT_EQ(textAt(0, 2), QStringLiteral("GET list-speakers"));
    EXPECT_EQ(textAt(kModelRows - 1, 2), QStringLiteral("POST register-attendee"));
    EXPECT_EQ(textAt(3, 1), QStringLiteral("500 Internal Server Error"));
}

TEST_F(PagedModelTest, ARowWhosePageIsMissingIsADashUntilThePageComes)
{
    load();
    EXPECT_EQ(m_model->index(700, 2).data().toString(), QString(QChar(0x2014)));
    const QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    ASSERT_TRUE(test::waitFor([&] { return m_model->rowAt(700) != nullptr; }));
    EXPECT_FALSE(changed.isEmpty());
    EXPECT_EQ(m_model->index(700, 2).data().toString(), QStringLiteral("GET get-speaker"));
}

TEST_F(PagedModelTest, AppendsWhatCameSinceWithoutTouchingTheRest)
{
    load();
    const std::int64_t first = m_model->idAt(0);
    write(kModelRows, 40);
    const QSignalSpy appended(m_model.get(), &PagedModel::rowsAppended);
    const QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->fetchNew();
    ASSERT_TRUE(test::waitFor([&] { return !appended.isEmpty(); }));
    EXPECT_EQ(m_model->rowCount(), kModelRows + 40);
    EXPECT_EQ(m_model->idAt(0), first);
    EXPECT_TRUE(reset.isEmpty());
    EXPECT_EQ(m_model->rowOf(m_model->idAt(kModelRows + 5)), kModelRows + 5);
}

TEST_F(PagedModelTest, CountsWhatCameWithoutTakingItInWhilePaused)
{
    load();
    write(kModelRows, 12);
    const QSignalSpy waiting(m_model.get(), &PagedModel::newRowsWaiting);
    m_model->countNew();
    ASSERT_TRUE(test::waitFor([&] { return !waiting.isEmpty(); }));
    EXPECT_EQ(waiting.first().first().toInt(), 12);
    EXPECT_EQ(m_model->rowCount(), kModelRows);
}

TEST_F(PagedModelTest, NewestFirstTurnsTheListAround)
{
    load();
    const std::int64_t newest = m_model->idAt(kModelRows - 1);
    m_model->setNewestFirst(true);
    EXPECT_EQ(m_model->idAt(0), newest);
    EXPECT_EQ(m_model->rowOf(newest), 0);
    write(kModelRows, 3);
    const QSignalSpy appended(m_model.get(), &PagedModel::rowsAppended);
    m_model->fetchNew();
    ASSERT_TRUE(test::waitFor([&] { return !appended.isEmpty(); }));
    EXPECT_EQ(m_model->rowOf(newest), 3);
}

TEST_F(PagedModelTest, SortsByDurationInTheStore)
{
    ExchangeQuery query;
    query.sort = ExchangeSort::Duration;
    query.isDescending = true;
    load(query);
    ASSERT_TRUE(test::waitFor([&] { return m_model->rowAt(0) != nullptr; }));
    ASSERT_TRUE(test::waitFor([&] { return m_model->rowAt(kModelRows - 1) != nullptr; }));
    EXPECT_EQ(m_model->rowAt(0)->name, QStringLiteral("register-attendee"));
    EXPECT_LT(*m_model->rowAt(kModelRows - 1)->duration, std::chrono::milliseconds(2));
}

TEST_F(PagedModelTest, DropsWholePagesThatTheRangeHasLeft)
{
    load();
    TimeRange range;
    range.from = m_begin + std::chrono::milliseconds(100) * 600;
    const QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    m_model->trimTo(range);
    ASSERT_TRUE(test::waitFor([&] { return !removed.isEmpty(); }));
    EXPECT_EQ(m_model->rowCount(), kModelRows - 512);
    EXPECT_EQ(textAt(0, 2), QStringLiteral("GET list-speakers"));
}

TEST_F(PagedModelTest, NewerQueryWins)
{
    const QSignalSpy loaded(m_model.get(), &PagedModel::loaded);
    ExchangeQuery narrow;
    narrow.range.from = m_begin + std::chrono::milliseconds(100) * 900;
    m_model->setQuery({});
    m_model->setQuery(narrow);
    ASSERT_TRUE(test::waitFor([&] { return !m_session->queries().isBusy(); }));
    EXPECT_EQ(loaded.size(), 1);
    EXPECT_EQ(m_model->rowCount(), 100);
}

} // namespace gatelens::ui
