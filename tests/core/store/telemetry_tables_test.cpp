#include "core/store/row_functions.h"
#include "core/store/telemetry_columns.h"
#include "core/store/telemetry_tables.h"
#include "core/telemetry/envelope.h"
#include "tests/core/store/sample_exchange.h"
#include "tests/support/temporary_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <fstream>

namespace gatelens::store {
namespace {

using test::failedExchange;
using test::record;
using test::sampleEvent;
using test::sampleExchange;

class TelemetryTablesTest : public testing::Test
{
protected:
    void SetUp() override { m_store = test::openStore(m_folder / "s.db"); }

    void open()
    {
        m_database.emplace(
            std::move(*sqlite::Database::open(m_folder / "s.db", sqlite::OpenMode::ReadOnly)));
        m_rows = std::move(*RowReader::open(*m_database));
        ASSERT_TRUE(registerRowFunctions(*m_database, *m_rows));
        ASSERT_TRUE(registerTelemetryTables(*m_database, *m_rows));
    }

    /// Rows as text, cells separated by "|".
    std::vector<std::string> rows(const std::string& sql)
    {
        std::vector<std::string> found;
        Result<sqlite::Statement> statement = m_database->prepare(sql);
        EXPECT_TRUE(statement) << sql << ": " << statement.error().message;
        if (!statement)
            return found;
        while (true) {
            const Result<bool> row = statement->step();
            EXPECT_TRUE(row) << sql << ": " << row.error().message;
            if (!row || !*row)
                return found;
            std::string text;
            for (int column = 0; column < sqlite3_column_count(statement->handle()); ++column) {
                if (column > 0)
                    text += '|';
                text += statement->isNull(column) ? "NULL" : std::string(statement->text(column));
            }
            found.push_back(text);
        }
    }

    test::TemporaryFolder m_folder;
    std::unique_ptr<Store> m_store;
    std::optional<sqlite::Database> m_database;
    std::unique_ptr<RowReader> m_rows;
};

using testing::ElementsAre;

TEST_F(TelemetryTablesTest, ShowExchangesInTheShapeOfApplicationInsights)
{
    Exchange exchange = failedExchange(1, 503);
    exchange.duration = std::chrono::milliseconds(1250);
    exchange.messages.push_back({exchange.startedAt, Severity::Warning, "orders", "low", {}});
    record(*m_store, exchange);
    open();
    EXPECT_THAT(rows("SELECT name, resultCode, success, duration, performanceBucket, itemType, "
                     "itemCount, operation_Name, cloud_RoleInstance, client_Type FROM requests"),
                ElementsAre("GET /orders/1|503|False|1250.0|1sec-3sec|request|1|"
                            "orders;rev=1 - get-order|gatelens_0|PC"));
    EXPECT_THAT(rows("SELECT target, type, data, resultCode, success FROM dependencies"),
                ElementsAre("stock.test|HTTP|http://stock.test/items/1|200|True"));
    EXPECT_THAT(rows("SELECT type, method, problemId, outerType, innermostMessage, severityLevel, "
                     "details ->> '$[0].type' FROM exceptions"),
                ElementsAre("RateLimitExceeded|rate-limit|RateLimitExceeded at rate-limit|"
                            "RateLimitExceeded|Rate limit is exceeded. Try again in 5 seconds.|3|"
                            "RateLimitExceeded"));
    EXPECT_THAT(rows("SELECT message, severityLevel, customDimensions ->> '$.Source' FROM traces"),
                ElementsAre("low|2|orders"));
    EXPECT_THAT(rows("SELECT customDimensions ->> '$.\"API Name\"', "
                     "customMeasurements ->> '$.\"Response Size\"', timestamp FROM requests"),
                ElementsAre(fmt::format("orders|101|{}", toTicks(exchange.startedAt))));
}

TEST_F(TelemetryTablesTest, ShowIngestedItemsBesideThoseOfTheGateway)
{
    std::ifstream file(std::string(GATELENS_TEST_DATA)
                       + "/../telemetry/captures/applicationinsights-2.9.8.ndjson");
    const std::string body((std::istreambuf_iterator<char>(file)), {});
    ASSERT_FALSE(body.empty());
    for (TrackedItem& tracked : *readTrackBody(body))
        record(*m_store, IngestedItem{*tracked.item, tracked.text});
    record(*m_store, sampleExchange(1));
    open();
    EXPECT_GE(rows("SELECT id FROM requests").size(), 2U);
    EXPECT_FALSE(rows("SELECT name FROM customEvents WHERE itemType = 'customEvent'").empty());
    EXPECT_FALSE(rows("SELECT name, value FROM customMetrics WHERE valueCount >= 1").empty());
    EXPECT_FALSE(
        rows("SELECT location FROM availabilityResults WHERE success IN ('0', '1')").empty());
    EXPECT_FALSE(rows("SELECT url FROM pageViews").empty());
    EXPECT_THAT(rows("SELECT DISTINCT cloud_RoleName FROM customEvents"),
                ElementsAre("heldout-classic"));
}

TEST_F(TelemetryTablesTest, NarrowByTimeAndOperationWithoutChangingTheAnswer)
{
    for (int number = 0; number < 50; ++number)
        ASSERT_TRUE(m_store->offer(std::make_unique<Exchange>(sampleExchange(number))));
    record(*m_store, sampleEvent(7, sampleExchange(9).operationId));
    open();
    const auto ticks
        = [](int second) { return toTicks(test::sampleTime() + std::chrono::seconds(second)); };
    const auto count = [&](const std::string& condition) {
        return rows("SELECT count(*) FROM requests WHERE " + condition).at(0);
    };
    EXPECT_EQ(count(fmt::format("timestamp >= {}", ticks(10))), "40");
    EXPECT_EQ(count(fmt::format("timestamp > {}", ticks(10))), "39");
    EXPECT_EQ(count(fmt::format("timestamp < {}", ticks(10))), "10");
    EXPECT_EQ(count(fmt::format("timestamp BETWEEN {} AND {}", ticks(10), ticks(12))), "3");
    EXPECT_EQ(count("timestamp < 'text'"), "50") << "numbers sort before text";
    const std::string id = sampleExchange(9).operationId;
    EXPECT_EQ(count("operation_Id = '" + id + "'"), "1");
    EXPECT_EQ(count(fmt::format("operation_Id = '{}' AND timestamp > {}", id, ticks(10))), "0");
    EXPECT_EQ(count("operation_Id = 'nobody'"), "0");
    EXPECT_THAT(rows("SELECT r.name, e.name FROM requests r JOIN customEvents e "
                     "ON e.operation_Id = r.operation_Id"),
                ElementsAre("GET /orders/9|CheckedOut"));
}

TEST_F(TelemetryTablesTest, AskTheOperationIndexForOneOperation)
{
    record(*m_store, sampleExchange(1));
    open();
    const auto plan = rows("EXPLAIN QUERY PLAN SELECT id FROM requests WHERE operation_Id = 'x' "
                           "AND timestamp > 5");
    ASSERT_EQ(plan.size(), 1U);
    EXPECT_THAT(plan[0], testing::HasSubstr("VIRTUAL TABLE INDEX 5"));
}

TEST_F(TelemetryTablesTest, HaveEveryColumnOfTheReferenceInItsOrder)
{
    open();
    std::ifstream golden(std::string(GATELENS_TEST_DATA) + "/golden/columns.txt");
    std::string line;
    std::size_t tables = 0;
    while (std::getline(golden, line)) {
        const std::string table = line.substr(0, line.find(' '));
        std::string columns = table;
        for (const std::string& column :
             rows(fmt::format("SELECT name FROM pragma_table_info('{}')", table)))
            columns += ' ' + column;
        EXPECT_EQ(columns, line);
        ++tables;
    }
    EXPECT_EQ(tables, telemetryTables().size());
}

} // namespace
} // namespace gatelens::store
