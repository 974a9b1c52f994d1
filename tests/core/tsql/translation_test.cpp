#include "core/tsql/translation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::tsql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The statements in SQLite's spelling, or the error.
std::vector<std::string> told(std::string_view text)
{
    const Result<std::vector<Translated>> translated = translate(text);
    if (!translated)
        return {toString(translated.error())};
    std::vector<std::string> statements;
    for (const Translated& one : *translated)
        statements.push_back(one.sql);
    return statements;
}

struct Case
{
    std::string_view text;
    std::string_view sqlite;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.text; }

class OneStatement : public testing::TestWithParam<Case>
{
};

TEST_P(OneStatement, IsToldInSqlitesWords)
{
    EXPECT_THAT(told(GetParam().text), ElementsAre(std::string(GetParam().sqlite)));
}

INSTANTIATE_TEST_SUITE_P(
    Translation, OneStatement,
    testing::Values(
        Case{"SELECT f.[Id] AS [id] FROM [dbo].[Family] f WHERE @id = f.[Id]",
             R"(SELECT f . "Id" AS "id" FROM "dbo" . "Family" f WHERE @id = f . "Id")"},
        Case{"SELECT [a]]b], [c\"d] FROM t", R"(SELECT "a]b" , "c""d" FROM t)"},
        Case{"SELECT N'it''s' -- it''s\n FROM t /* a /* b */ c */", "SELECT 'it''s' FROM t"},
        Case{"SELECT '-- no comment', '/*' FROM t", "SELECT '-- no comment' , '/*' FROM t"},
        Case{"SELECT 0x1FA, 1.5e-3, .5", "SELECT X'01FA' , 1.5e-3 , .5"},
        Case{"SELECT TOP 5 a FROM t ORDER BY b", "SELECT a FROM t ORDER BY b LIMIT 5"},
        Case{"SELECT DISTINCT TOP (@n) a FROM t", "SELECT DISTINCT a FROM t LIMIT ( @n )"},
        Case{"SELECT a FROM (SELECT TOP 1 b FROM u) x WHERE a IN (1, 2)",
             "SELECT a FROM ( SELECT b FROM u LIMIT 1 ) x WHERE a IN ( 1 , 2 )"},
        Case{"SELECT a FROM t ORDER BY a OFFSET @skip ROWS FETCH NEXT 10 ROWS ONLY",
             "SELECT a FROM t ORDER BY a LIMIT 10 OFFSET @skip"},
        Case{"SELECT a FROM t ORDER BY a OFFSET (1 + 2) ROWS FETCH FIRST (@n) ROWS ONLY",
             "SELECT a FROM t ORDER BY a LIMIT ( @n ) OFFSET ( 1 + 2 )"},
        Case{"SELECT a FROM t ORDER BY a OFFSET 3 ROWS",
             "SELECT a FROM t ORDER BY a LIMIT -1 OFFSET 3"},
        Case{"SELECT offset FROM t", "SELECT offset FROM t"},
        Case{"SELECT a FROM t WITH (NOLOCK) JOIN u WITH (NOLOCK) ON t.a = u.a OPTION (RECOMPILE)",
             "SELECT a FROM t JOIN u ON t . a = u . a"},
        Case{"SELECT * FROM people.dbo.t", "SELECT * FROM dbo . t"},
        Case{"SELECT ISNULL(a, ''), LEFT(b, 2), RIGHT(b, 2) FROM t LEFT JOIN u ON 1 = 1",
             "SELECT ifnull ( a , '' ) , tsql_left ( b , 2 ) , tsql_right ( b , 2 ) FROM t LEFT "
             "JOIN u ON 1 = 1"},
        Case{"SELECT a WHERE b IS NULL", "SELECT a WHERE b IS NULL"},
        Case{"SELECT CAST(a AS DATETIME2(3)), CAST(b AS INT)",
             "SELECT CAST ( a AS TEXT ( 3 ) ) , CAST ( b AS INT )"},
        Case{"SELECT @@IDENTITY", "SELECT SCOPE_IDENTITY()"},
        Case{"INSERT Family ([Id]) OUTPUT INSERTED.[Id], inserted.Name AS n VALUES (@id)",
             R"(INSERT INTO Family ( "Id" ) VALUES ( @id ) RETURNING "Id" , Name AS n)"},
        Case{"UPDATE t SET a = 1 OUTPUT INSERTED.* WHERE b = 2",
             "UPDATE t SET a = 1 WHERE b = 2 RETURNING *"},
        Case{"DELETE t OUTPUT DELETED.a WHERE a = 1", "DELETE FROM t WHERE a = 1 RETURNING a"},
        Case{"WITH c AS (SELECT 1 AS a) SELECT a FROM c",
             "WITH c AS ( SELECT 1 AS a ) SELECT a "
             "FROM c"},
        Case{"SELECT output FROM t", "SELECT output FROM t"},
        Case{"SELECT a + 1 FROM t", "SELECT tsql_number ( a ) + 1 FROM t"}));

TEST(TranslationTest, LetsEveryOperandOfASumBeLookedAt)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"SELECT t.[a] + b + @c",
         "SELECT tsql_number ( t . \"a\" ) + tsql_number ( b ) + "
         "tsql_parameter ( @c )"},
        {"SELECT 2 * a + LEN(b) * 3",
         "SELECT 2 * tsql_number ( a ) + tsql_number ( LEN ( b ) ) "
         "* 3"},
        {"SELECT (a + 1) + MAX(b)",
         "SELECT tsql_number ( ( tsql_number ( a ) + 1 ) ) + "
         "tsql_number ( MAX ( b ) )"},
        {"SELECT SUM(a) OVER (ORDER BY b) + 1", "SELECT SUM ( a ) OVER ( ORDER BY b ) + 1"},
        {"SELECT 1 + SUM(a) OVER (ORDER BY b)", "SELECT 1 + SUM ( a ) OVER ( ORDER BY b )"},
        {"SELECT CASE WHEN a = 1 THEN 2 END + 1", "SELECT CASE WHEN a = 1 THEN 2 END + 1"},
        {"SELECT +a, a = + b", "SELECT + a , a = + b"},
        {"SELECT a WHERE b IN (1) AND c + 1 = 2",
         "SELECT a WHERE b IN ( 1 ) AND tsql_number ( c "
         ") + 1 = 2"},
        {"SELECT a +", "SELECT tsql_number ( a ) +"},
    };
    for (const auto& [text, sqlite] : cases)
        EXPECT_THAT(told(text), ElementsAre(sqlite)) << text;
}

TEST(TranslationTest, FindsStatementsThatNothingSeparates)
{
    EXPECT_THAT(told("SET NOCOUNT ON INSERT INTO t (a) VALUES (@a) SELECT a FROM t WHERE a = @a"),
                ElementsAre("INSERT INTO t ( a ) VALUES ( @a )", "SELECT a FROM t WHERE a = @a"));
    EXPECT_THAT(
        told("INSERT INTO t SELECT a FROM u UPDATE t SET a = 1 DELETE FROM u"),
        ElementsAre("INSERT INTO t SELECT a FROM u", "UPDATE t SET a = 1", "DELETE FROM u"));
    EXPECT_THAT(told("SELECT 1 UNION ALL SELECT 2; SELECT (SELECT 3) WITH c AS (SELECT 4) SELECT "
                     "* FROM c"),
                ElementsAre("SELECT 1 UNION ALL SELECT 2", "SELECT ( SELECT 3 )",
                            "WITH c AS ( SELECT 4 ) SELECT * FROM c"));
}

TEST(TranslationTest, TransactionsFallAwayBecauseABatchIsOne)
{
    EXPECT_THAT(told("BEGIN TRANSACTION; DELETE FROM t; COMMIT TRAN"),
                ElementsAre("DELETE FROM t"));
    EXPECT_THAT(told("BEGIN TRAN UPDATE t SET a = 1 COMMIT"), ElementsAre("UPDATE t SET a = 1"));
}

TEST(TranslationTest, SaysWhereAndWhyAStatementIsNotRun)
{
    const std::vector<std::pair<std::string_view, std::string_view>> cases{
        {"\n  EXEC dbo.GetFamily @id", "2:3: stored procedures are not run locally"},
        {"SELECT 1 DECLARE @a INT", "1:10: 'DECLARE' is not run locally"},
        {"SELECT first + ' ' + last FROM t", "1:14: '+' joins no texts locally"},
        {"SELECT 'open", "1:8: a text that begins here is not closed"},
        {"SELECT [open", "1:8: a name that begins here is not closed"},
        {"SELECT 1 /* open", "1:10: a comment is not closed"},
        {"SELECT * FROM #t", "1:15: temporary tables"},
        {"SELECT @", "1:8: a name is missing"},
        {"SELECT TOP 5 PERCENT a FROM t", "1:14: TOP runs locally without PERCENT"},
        {"SELECT TOP a FROM t", "1:8: TOP needs a number"},
        {"SELECT 1 UNION SELECT TOP 1 a FROM t", "1:23: TOP does not run locally in a UNION"},
        {"SELECT @@VERSION", "1:8: '@@VERSION' is not known"},
        {"UPDATE t SET a = 1 OUTPUT DELETED.a", "1:27: OUTPUT DELETED of an UPDATE"},
        {"DELETE FROM t OUTPUT DELETED.a INTO @x", "INTO is not run locally"},
        {"ROLLBACK", "1:1: 'ROLLBACK' is not run locally"},
        {"SET NOCOUNT ON", "the text holds no SELECT"},
        {"", "the text holds no SELECT"},
    };
    for (const auto& [text, message] : cases)
        EXPECT_THAT(told(text), ElementsAre(HasSubstr(std::string(message)))) << text;
}

TEST(TranslationTest, KnowsWhereEachPieceStoodAndWhetherItWrites)
{
    const auto translated = translate("SELECT  TOP 1   [a]\nFROM t").value();
    EXPECT_EQ(translated.front().sql, "SELECT \"a\" FROM t LIMIT 1");
    EXPECT_EQ(translated.front().sourceOf(8), 16U);
    EXPECT_EQ(translated.front().sourceOf(16), 25U);
    EXPECT_TRUE(translated.front().isReading);
    EXPECT_FALSE(translate("WITH c AS (SELECT 1) DELETE FROM t").value().front().isReading);
}

} // namespace
} // namespace gatelens::tsql
