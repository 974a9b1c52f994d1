#include "core/tsql/local_database.h"
#include "tests/support/temporary_folder.h"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace gatelens::tsql {
namespace {

using testing::HasSubstr;

class LocalDatabaseTest : public testing::Test
{
protected:
    LocalDatabaseTest()
    {
        sqlite3* database = nullptr;
        sqlite3_open(file().c_str(), &database);
        EXPECT_EQ(sqlite3_exec(database,
                               "CREATE TABLE Family(Id INTEGER PRIMARY KEY, Name TEXT NOT NULL,"
                               " Active BIT, Weight REAL, Photo BLOB);"
                               "INSERT INTO Family VALUES (1, 'Ada', 1, 1.5, x'0001FF'),"
                               " (2, 'Ben', 0, NULL, NULL)",
                               nullptr, nullptr, nullptr),
                  SQLITE_OK);
        sqlite3_close(database);
    }

    [[nodiscard]] std::filesystem::path file() const { return m_folder / "people.sqlite"; }

    [[nodiscard]] Batch batch(std::string text, std::vector<Parameter> parameters = {}) const
    {
        Batch batch;
        batch.file = file();
        batch.text = std::move(text);
        batch.parameters = std::move(parameters);
        batch.now = *parseIso8601("2026-11-20T12:00:00.25Z");
        return batch;
    }

    /// The rows as JSON text, or the error.
    [[nodiscard]] std::string ran(const Batch& batch) const
    {
        const Result<boost::json::array> rows = run(batch, m_isCancelled);
        return rows ? boost::json::serialize(*rows) : "error: " + rows.error().message;
    }
    [[nodiscard]] std::string ran(std::string text, std::vector<Parameter> parameters = {}) const
    {
        return ran(batch(std::move(text), std::move(parameters)));
    }

    std::atomic<bool> m_isCancelled{false};

private:
    test::TemporaryFolder m_folder;
};

TEST_F(LocalDatabaseTest, GivesRowsWithTheTypesOfTheirColumns)
{
    EXPECT_EQ(ran("SELECT * FROM [dbo].[Family] ORDER BY Id"),
              R"([{"Id":1,"Name":"Ada","Active":true,"Weight":1.5E0,"Photo":"AAH/"},)"
              R"({"Id":2,"Name":"Ben","Active":false,"Weight":null,"Photo":null}])");
}

TEST_F(LocalDatabaseTest, BindsParametersByNameWithoutRegardToCase)
{
    EXPECT_EQ(ran("SELECT Id FROM Family WHERE Name = @Name AND Id = @id",
                  {{"@name", std::string("Ada")}, {"ID", std::string("1")}}),
              R"([{"Id":1}])");
    EXPECT_EQ(ran("SELECT @a AS a, @b AS b, @c AS c, @d AS d",
                  {{"a", {}}, {"b", std::int64_t{7}}, {"c", 0.5}, {"d", std::string("x'; --")}}),
              R"([{"a":null,"b":7,"c":5E-1,"d":"x'; --"}])");
    EXPECT_THAT(ran("SELECT @missing"), HasSubstr("reads @missing, which no <parameter> gives"));
}

TEST_F(LocalDatabaseTest, GivesTheRowsOfTheLastStatement)
{
    EXPECT_EQ(ran("INSERT INTO Family (Name) VALUES (@n) SELECT SCOPE_IDENTITY() AS id",
                  {{"@n", std::string("Cy")}}),
              R"([{"id":3}])");
    EXPECT_EQ(ran("SELECT 1 AS one UPDATE Family SET Name = 'Z' WHERE Id = 1"), "[]");
    EXPECT_EQ(ran("DELETE FROM Family OUTPUT DELETED.Name WHERE Id = 2"), R"([{"Name":"Ben"}])");
}

TEST_F(LocalDatabaseTest, ABatchThatFailsChangesNothing)
{
    EXPECT_THAT(ran("DELETE FROM Family; INSERT INTO Family (Id, Name) VALUES (9, NULL)"),
                HasSubstr("NOT NULL constraint failed"));
    EXPECT_EQ(ran("SELECT COUNT(*) AS n FROM Family"), R"([{"n":2}])");
}

TEST_F(LocalDatabaseTest, HasTheFunctionsOfTSql)
{
    EXPECT_EQ(ran("SELECT GETDATE() AS a, LEN(N'h\u00e9 ') AS b, ISNULL(NULL, 'x') AS c, "
                  "CONCAT('a', NULL, 1) AS d, CHARINDEX('b', N'\u00e9b') AS e, LEFT(N'\u00e9bc', "
                  "2) AS f, RIGHT('abc', 2) AS g, SCOPE_IDENTITY() AS h, LEN(NULL) AS i"),
              "[{\"a\":\"2026-11-20 12:00:00.250\",\"b\":2,\"c\":\"x\",\"d\":\"a1\",\"e\":2,"
              "\"f\":\"\u00e9b\",\"g\":\"bc\",\"h\":null,\"i\":null}]");
    const std::string id = ran("SELECT NEWID() AS id");
    EXPECT_EQ(id.size(),
              std::string_view(R"([{"id":"00000000-0000-4000-8000-000000000000"}])").size());
    EXPECT_NE(id, ran("SELECT NEWID() AS id"));
}

TEST_F(LocalDatabaseTest, AddsNumbersAndRefusesToJoinTexts)
{
    EXPECT_EQ(ran("SELECT Id + Weight AS a, Id + @n + 1 AS b, NULL + Id AS c FROM Family WHERE Id "
                  "= 1",
                  {{"@n", std::string("40")}}),
              R"([{"a":2.5E0,"b":42,"c":null}])");
    EXPECT_THAT(ran("SELECT Name + Name AS a FROM Family"),
                HasSubstr("'+' joins no texts locally, and 'Ada' is one"));
    EXPECT_THAT(ran("SELECT @a + @b AS c", {{"@a", std::string("x")}, {"@b", std::string("y")}}),
                HasSubstr("write CONCAT(a, b) or a || b"));
}

TEST_F(LocalDatabaseTest, TellsThePlaceOfWhatSqliteCannotRun)
{
    EXPECT_THAT(ran("SELECT TOP 1 Id\nFROM Famly"),
                HasSubstr("no such table: Famly; the local database is SQLite"));
    EXPECT_THAT(ran("SELECT Id\n  FORM Family"), HasSubstr("line 2, column 8 of the statement"));
    EXPECT_THAT(ran("EXEC p"), HasSubstr("line 1, column 1 of the statement: stored procedures"));
}

TEST_F(LocalDatabaseTest, TakesNoStatementThatReachesBeyondRows)
{
    for (const char* text :
         {"SELECT load_extension('x')", "SELECT * FROM pragma_table_info('Family')"})
        EXPECT_THAT(ran(text), HasSubstr("error: ")) << text;
    for (const char* text : {"ATTACH 'x' AS y", "PRAGMA user_version = 1", "CREATE TABLE t(a)",
                             "VACUUM", "DROP TABLE Family"})
        EXPECT_THAT(ran(text), HasSubstr("is not run locally")) << text;
    EXPECT_THAT(ran("DELETE FROM sqlite_master"), HasSubstr("error: "));
}

TEST_F(LocalDatabaseTest, EndsAtItsLimits)
{
    const std::string endless
        = "WITH n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    Batch rows = batch(endless);
    rows.maxRows = 100;
    EXPECT_THAT(ran(rows), HasSubstr("larger than 100 rows"));
    Batch bytes = batch(endless);
    bytes.maxBytes = 50;
    bytes.text = "SELECT Name FROM Family CROSS JOIN (SELECT 1 AS a UNION ALL SELECT 2 UNION ALL "
                 "SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5)";
    EXPECT_THAT(ran(bytes), HasSubstr("larger than 50 bytes"));
    Batch time = batch("WITH n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) "
                       "AS c FROM n");
    time.timeout = std::chrono::milliseconds(20);
    EXPECT_THAT(ran(time), HasSubstr("ran longer than 20 ms"));
    m_isCancelled = true;
    EXPECT_THAT(ran(time), HasSubstr("the gateway stops"));
}

TEST_F(LocalDatabaseTest, WaitsForAnotherWriterOnlySoLong)
{
    sqlite3* other = nullptr;
    sqlite3_open(file().c_str(), &other);
    sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    Batch writing = batch("UPDATE Family SET Name = 'x'");
    writing.timeout = std::chrono::milliseconds(20);
    EXPECT_THAT(ran(writing), HasSubstr("is being written by another process"));
    EXPECT_THAT(ran("SELECT Id FROM Family WHERE Id = 1"), HasSubstr("1"));
    sqlite3_close(other);
}

TEST_F(LocalDatabaseTest, MakesNoFile)
{
    Batch missing = batch("SELECT 1");
    missing.file = file().parent_path() / "missing.sqlite";
    EXPECT_THAT(ran(missing), HasSubstr("there is no SQLite file"));
    EXPECT_FALSE(std::filesystem::exists(missing.file));
}

} // namespace
} // namespace gatelens::tsql
