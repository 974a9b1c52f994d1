#include "tests/support/temporary_folder.h"
#include "tests/ui/support/demo_traffic.h"
#include "tests/ui/support/waiting.h"
#include "ui/session/query_service.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace gatelens::ui {

namespace {

class QueryServiceTest : public testing::Test
{
protected:
    void SetUp() override
    {
        m_path = m_folder.path() / "capture.gatelens";
        test::writeTraffic(m_path, 50, now(), std::chrono::seconds(1));
    }

    test::TemporaryFolder m_folder;
    std::filesystem::path m_path;
};

} // namespace

TEST_F(QueryServiceTest, AnswersOnTheGuiThreadWithWhatTheStoreHolds)
{
    QueryService queries(m_path);
    QObject receiver;
    std::uint64_t count = 0;
    bool isGuiThread = false;
    queries.ask(
        &receiver, 0, [](StoreReader& reader) { return reader.totals({}); },
        [&](const Result<Totals>& totals) {
            ASSERT_TRUE(totals) << totals.error().message;
            count = totals->count;
            isGuiThread = QThread::currentThread() == receiver.thread();
        });
    ASSERT_TRUE(test::waitFor([&] { return !queries.isBusy(); }));
    EXPECT_EQ(count, 50U);
    EXPECT_TRUE(isGuiThread);
}

TEST_F(QueryServiceTest, OnlyTheNewestQuestionOfASlotIsAnswered)
{
    QueryService queries(m_path, 1);
    QObject receiver;
    std::latch gate(1);
    queries.ask(
        &receiver, 99,
        [&](StoreReader&) -> Result<int> {
            gate.wait();
            return 0;
        },
        [](const Result<int>&) {});
    std::vector<int> answers;
    for (int question = 1; question <= 5; ++question) {
        queries.ask(
            &receiver, 0, [question](StoreReader&) -> Result<int> { return question; },
            [&](const Result<int>& answer) { answers.push_back(*answer); });
    }
    gate.count_down();
    ASSERT_TRUE(test::waitFor([&] { return !queries.isBusy(); }));
    EXPECT_EQ(answers, std::vector{5});
}

TEST_F(QueryServiceTest, SlotsAndReceiversDoNotReplaceEachOther)
{
    QueryService queries(m_path);
    QObject first;
    QObject second;
    int answers = 0;
    const auto ask = [&](QObject* receiver, int slot) {
        queries.ask(
            receiver, slot, [](StoreReader&) -> Result<int> { return 1; },
            [&](const Result<int>& answer) { answers += *answer; });
    };
    ask(&first, 0);
    ask(&first, 1);
    ask(&second, 0);
    ASSERT_TRUE(test::waitFor([&] { return !queries.isBusy(); }));
    EXPECT_EQ(answers, 3);
}

TEST_F(QueryServiceTest, AnAnswerForAReceiverThatIsGoneIsDropped)
{
    QueryService queries(m_path, 1);
    auto receiver = std::make_unique<QObject>();
    std::latch gate(1);
    bool isAnswered = false;
    queries.ask(
        receiver.get(), 0,
        [&](StoreReader&) -> Result<int> {
            gate.wait();
            return 1;
        },
        [&](const Result<int>&) { isAnswered = true; });
    receiver.reset();
    gate.count_down();
    ASSERT_TRUE(test::waitFor([&] { return !queries.isBusy(); }));
    EXPECT_FALSE(isAnswered);
}

TEST_F(QueryServiceTest, CancelledQuestionsAreNotAnswered)
{
    QueryService queries(m_path, 1);
    QObject receiver;
    std::latch gate(1);
    bool isAnswered = false;
    queries.ask(
        &receiver, 0,
        [&](StoreReader&) -> Result<int> {
            gate.wait();
            return 1;
        },
        [&](const Result<int>&) { isAnswered = true; });
    queries.cancel(&receiver, 0);
    gate.count_down();
    ASSERT_TRUE(test::waitFor([&] { return !queries.isBusy(); }));
    EXPECT_FALSE(isAnswered);
}

TEST(QueryService, SaysWhyAStoreCannotBeOpened)
{
    QueryService queries("/nonexistent/folder/capture.gatelens");
    QObject receiver;
    std::string message;
    queries.ask(
        &receiver, 0, [](StoreReader& reader) { return reader.totals({}); },
        [&](const Result<Totals>& totals) {
            ASSERT_FALSE(totals);
            message = totals.error().message;
        });
    ASSERT_TRUE(test::waitFor([&] { return !queries.isBusy(); }));
    EXPECT_NE(message.find("opening the store to read it"), std::string::npos) << message;
}

} // namespace gatelens::ui
