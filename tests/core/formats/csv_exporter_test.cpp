#include "tests/core/formats/sample_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace gatelens {
namespace {

/// Reads RFC 4180 strictly: every row ends with CRLF, quotes only around whole cells.
std::vector<std::vector<std::string>> readCsv(std::string_view text)
{
    std::vector<std::vector<std::string>> rows;
    while (!text.empty()) {
        std::vector<std::string> row;
        while (true) {
            std::string cell;
            if (text.starts_with('"')) {
                text.remove_prefix(1);
                while (true) {
                    const std::size_t quote = text.find('"');
                    cell += text.substr(0, quote);
                    text.remove_prefix(quote + 1);
                    if (!text.starts_with('"'))
                        break;
                    cell += '"';
                    text.remove_prefix(1);
                }
            } else {
                const std::size_t end = text.find_first_of(",\r");
                cell = text.substr(0, end);
                EXPECT_EQ(cell.find('"'), std::string::npos) << cell;
                text.remove_prefix(end);
            }
            row.push_back(std::move(cell));
            const bool goesOn = text.starts_with(',');
            EXPECT_TRUE(goesOn || text.starts_with("\r\n")) << text.substr(0, 20);
            text.remove_prefix(goesOn ? 1 : 2);
            if (!goesOn)
                break;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

using Row = std::map<std::string, std::string>;

std::vector<Row> rowsOf(std::string_view text)
{
    const auto cells = readCsv(text);
    std::vector<Row> rows;
    for (std::size_t i = 1; i < cells.size(); ++i) {
        EXPECT_EQ(cells[i].size(), cells[0].size());
        Row row;
        for (std::size_t column = 0; column < cells[0].size(); ++column)
            row[cells[0][column]] = cells[i][column];
        rows.push_back(std::move(row));
    }
    return rows;
}

TEST(CsvExporterTest, EveryItemIsOneRow)
{
    test::SampleStore store;
    const auto rows = rowsOf(store.exported("csv"));
    std::map<std::string, int> kinds;
    for (const Row& row : rows)
        ++kinds[row.at("kind")];
    EXPECT_EQ(kinds["request"], 3);
    EXPECT_EQ(kinds["dependency"], 3);
    EXPECT_EQ(kinds["exception"], 1);
    EXPECT_EQ(kinds["trace"], 3);
    EXPECT_EQ(kinds["event"], 1);
    EXPECT_EQ(kinds["metric"], 1);
    EXPECT_EQ(rows.size(), 12U);
}

TEST(CsvExporterTest, CellsHoldWhatTheItemHolds)
{
    test::SampleStore store;
    const auto rows = rowsOf(store.exported("csv"));
    const auto find = [&](std::string_view kind, std::size_t index) -> const Row& {
        for (const Row& row : rows) {
            if (row.at("kind") == kind && index-- == 0)
                return row;
        }
        ADD_FAILURE() << "no " << kind;
        return rows.at(0);
    };
    const Row& request = find("request", 0);
    EXPECT_EQ(request.at("time"), "2026-11-20T12:00:01.1234560Z");
    EXPECT_EQ(request.at("durationMs"), "12.3450");
    EXPECT_EQ(request.at("method"), "POST");
    EXPECT_EQ(request.at("code"), "200");
    EXPECT_EQ(request.at("success"), "true");
    EXPECT_EQ(request.at("api"), "demo-conference-api");
    EXPECT_EQ(request.at("loggers"), "conference platform");
    EXPECT_EQ(request.at("reqBytes"), "9");
    EXPECT_EQ(find("request", 1).at("loggers"), "platform");
    const Row& exception = find("exception", 0);
    EXPECT_EQ(exception.at("message"), "no \"answer\"");
    EXPECT_EQ(exception.at("exceptionType"), "BackendConnectionFailure");
    EXPECT_EQ(find("trace", 0).at("message"), "hello, \xE2\x82\xAC");
    EXPECT_EQ(find("metric", 0).at("metricValue"), "12.5");
    EXPECT_EQ(find("metric", 0).at("metricCount"), "5");
    EXPECT_EQ(find("event", 0).at("weight"), "2");
    EXPECT_EQ(test::parsed(find("event", 0).at("props")).at("lineNumber").as_string(), "142");
}

TEST(CsvExporterTest, ASpreadsheetIsNotTrickedIntoFormulas)
{
    test::SampleStore store;
    ExportScope scope;
    scope.isForSpreadsheets = true;
    const std::string text = store.exported("csv", scope);
    EXPECT_TRUE(text.starts_with("\xEF\xBB\xBF"));
    for (const auto& row : readCsv(text.substr(3))) {
        for (const std::string& cell : row) {
            const bool isFormula
                = !cell.empty() && std::string("=+-@").find(cell.front()) != std::string::npos;
            EXPECT_FALSE(isFormula) << cell;
        }
    }
}

} // namespace
} // namespace gatelens
