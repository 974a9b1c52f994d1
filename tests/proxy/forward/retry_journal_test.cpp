#include "proxy/forward/retry_journal.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace gatelens::proxy {
namespace {

TEST(RetryJournalTest, WhatIsSavedIsLoaded)
{
    const test::TemporaryFolder folder;
    const RetryJournal journal(folder / "j");
    const std::vector<RetryItem> items{{10, R"({"a":"with blank"})"}, {20, R"({"b":2})"}};
    ASSERT_TRUE(journal.save(items));
    EXPECT_EQ(journal.load(20).value(), items);
}

TEST(RetryJournalTest, ItemsOfBatchesBehindTheCursorComeWithTheirBatch)
{
    const test::TemporaryFolder folder;
    const RetryJournal journal(folder / "j");
    ASSERT_TRUE(journal.save({{10, "{}"}, {20, "{}"}}));
    EXPECT_EQ(journal.load(10).value(), (std::vector<RetryItem>{{10, "{}"}}));
}

TEST(RetryJournalTest, AnEmptyJournalHasNoFile)
{
    const test::TemporaryFolder folder;
    const RetryJournal journal(folder / "j");
    EXPECT_TRUE(journal.load(0).value().empty());
    ASSERT_TRUE(journal.save({{1, "{}"}}));
    ASSERT_TRUE(journal.save({}));
    EXPECT_FALSE(std::filesystem::exists(folder / "j"));
    EXPECT_TRUE(journal.save({})) << "twice is fine";
}

TEST(RetryJournalTest, ADamagedFileIsNamed)
{
    const test::TemporaryFolder folder;
    std::ofstream(folder / "j") << "not a journal\n";
    const auto loaded = RetryJournal(folder / "j").load(0);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::Malformed);
    EXPECT_NE(loaded.error().message.find((folder / "j").string()), std::string::npos);
}

TEST(RetryJournalTest, AFolderThatIsGoneIsAnError)
{
    EXPECT_FALSE(RetryJournal("/nonexistent/folder/j").save({{1, "{}"}}));
}

} // namespace
} // namespace gatelens::proxy
