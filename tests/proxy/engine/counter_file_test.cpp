#include "proxy/engine/counter_file.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace gatelens::proxy {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class CounterFileTest : public testing::Test
{
protected:
    [[nodiscard]] std::string content() const
    {
        std::ifstream input(m_path);
        return {std::istreambuf_iterator<char>(input), {}};
    }

    test::TemporaryFolder m_folder;
    std::filesystem::path m_path = m_folder.path() / "store.db.quotas.json";
};

TEST_F(CounterFileTest, GivesBackWhatWasSaved)
{
    CounterFile(m_path).save({{"a", "1 2 3"}, {"b \"c\"", "4 5 6"}});
    EXPECT_THAT(CounterFile(m_path).loadAll(),
                ElementsAre(Pair("a", "1 2 3"), Pair("b \"c\"", "4 5 6")));
}

TEST_F(CounterFileTest, KeepsCountersThatDidNotChange)
{
    CounterFile(m_path).save({{"a", "1"}, {"b", "2"}});
    CounterFile again(m_path);
    EXPECT_EQ(again.loadAll().size(), 2U);
    again.save({{"b", "3"}});
    EXPECT_THAT(CounterFile(m_path).loadAll(), ElementsAre(Pair("a", "1"), Pair("b", "3")));
}

TEST_F(CounterFileTest, HasNoCountersWithoutAFile)
{
    EXPECT_THAT(CounterFile(m_path).loadAll(), IsEmpty());
}

TEST_F(CounterFileTest, SetsAnUnreadableFileAside)
{
    std::ofstream(m_path) << "{ broken";
    EXPECT_THAT(CounterFile(m_path).loadAll(), IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(m_path));
    EXPECT_TRUE(std::filesystem::exists(m_path.string() + ".unreadable"));
}

TEST_F(CounterFileTest, LetsQuotasSurviveTheStateThatCountedThem)
{
    const Timestamp now = *parseIso8601("2026-11-20T12:00:00Z");
    const std::vector<QuotaRule> rules{{.key = "k", .calls = 3, .period = 3600s, .start = now}};
    {
        CounterFile file(m_path);
        PolicyState state(&file);
        EXPECT_TRUE(state.quotas().admit(rules, 2, now).isAdmitted);
    }
    CounterFile file(m_path);
    PolicyState state(&file);
    EXPECT_EQ(state.quotas().used(rules.front(), now).first, 2);
    EXPECT_TRUE(state.quotas().admit(rules, 1, now).isAdmitted);
    EXPECT_FALSE(state.quotas().admit(rules, 1, now).isAdmitted);
    // The next window begins with nothing used.
    EXPECT_TRUE(state.quotas().admit(rules, 1, now + 2h).isAdmitted);
}

TEST_F(CounterFileTest, IsWrittenAtOnceWhenFlushed)
{
    CounterFile file(m_path);
    PolicyState state(&file);
    const Timestamp now = *parseIso8601("2026-11-20T12:00:00Z");
    state.quotas().addCalls({.key = "k", .calls = 3, .period = 3600s, .start = now}, 1, now);
    state.flush();
    EXPECT_EQ(content(), R"({"k":"0 1 0"})");
}

} // namespace
} // namespace gatelens::proxy
