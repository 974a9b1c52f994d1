#include "core/store/filter_sql.h"
#include "core/store/row_functions.h"
#include "core/store/schema.h"
#include "tests/core/store/sample_exchange.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>

namespace gatelens::store {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What SQLite means to do for a statement.
class QueryPlanTest : public testing::Test
{
protected:
    void SetUp() override
    {
        test::record(*test::openStore(m_folder / "s.db"), test::sampleExchange(1));
        m_database.emplace(
            std::move(*sqlite::Database::open(m_folder / "s.db", sqlite::OpenMode::ReadOnly)));
        m_rows = std::move(*RowReader::open(*m_database));
        ASSERT_TRUE(registerRowFunctions(*m_database, *m_rows));
    }

    std::string plan(const std::string& sql)
    {
        Result<sqlite::Statement> statement = m_database->prepare("EXPLAIN QUERY PLAN " + sql);
        EXPECT_TRUE(statement) << sql << ": " << statement.error().message;
        std::string steps;
        while (statement && *statement->step()) {
            steps += statement->text(3);
            steps += '\n';
        }
        return steps;
    }

    std::string planOfFilter(std::string_view text)
    {
        const auto filter = filter::Filter::parse(text);
        const auto condition = filter::compile(*filter, filter::SqlTarget::Exchanges, now());
        return plan("SELECT e.id FROM exchanges AS e WHERE e.id >= ? AND e.id < ? AND "
                    + condition.text + " ORDER BY e.id");
    }

    test::TemporaryFolder m_folder;
    std::optional<sqlite::Database> m_database;
    std::unique_ptr<RowReader> m_rows;
};

TEST_F(QueryPlanTest, OneOperationIsLookedUpByItsKey)
{
    EXPECT_THAT(plan("SELECT id FROM exchanges WHERE operation_key = ? AND operation_id = ?"),
                HasSubstr("USING INDEX exchanges_by_operation (operation_key=?)"));
    EXPECT_THAT(plan("SELECT id FROM items WHERE operation_key = ? AND operation_id = ?"),
                HasSubstr("USING INDEX items_by_operation (operation_key=?)"));
    EXPECT_THAT(planOfFilter("opid=4bf92f3577b34da6a3ce929d0e0e4736"),
                HasSubstr("USING INDEX exchanges_by_operation (operation_key=?"));
}

TEST_F(QueryPlanTest, FollowingAndPagingSeekInTheTableItself)
{
    for (const std::string_view filter : {"", "status:5xx", "api:orders dur>1s"}) {
        const std::string steps = planOfFilter(filter);
        EXPECT_THAT(steps, HasSubstr("USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)")) << filter;
        EXPECT_THAT(steps, Not(HasSubstr("TEMP B-TREE"))) << filter;
    }
}

TEST_F(QueryPlanTest, NamesAreComparedOnceARouteNotOnceARow)
{
    const std::string steps = planOfFilter("api:orders");
    EXPECT_THAT(steps, HasSubstr("LIST SUBQUERY"));
    EXPECT_THAT(steps, Not(HasSubstr("CORRELATED")));
}

TEST_F(QueryPlanTest, RetentionReadsTheOldestBlockFirst)
{
    EXPECT_THAT(plan("SELECT id, last_commit FROM blocks ORDER BY id LIMIT 1"),
                Not(HasSubstr("TEMP B-TREE")));
    EXPECT_THAT(plan("DELETE FROM payloads WHERE id >= ? AND id < ?"),
                HasSubstr("USING INTEGER PRIMARY KEY"));
}

} // namespace
} // namespace gatelens::store
