#include "core/expression/case_runner.h"

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace gatelens::expression {
namespace {

namespace json = boost::json;

std::string folded(std::string text)
{
    std::erase(text, '\r');
    return text;
}

std::string memberText(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

/// What is wrong with the outcome of one case; "" when nothing is.
std::string mismatch(const json::object& expected)
{
    const auto* context = expected.if_contains("context");
    const auto outcome = runCase(memberText(expected, "expr"),
                                 context == nullptr ? "{}" : json::serialize(*context));
    const auto wantedThrow = memberText(expected, "throws");
    if (outcome.throws != wantedThrow)
        return "throws '" + outcome.throws + "' (" + outcome.message + "), wanted '" + wantedThrow
            + "'";
    if (!wantedThrow.empty())
        return {};
    const auto wantedType = memberText(expected, "type");
    if (outcome.type != wantedType)
        return "type " + outcome.type + " (" + outcome.value + "), wanted " + wantedType;
    if (outcome.isNull)
        return {};
    const auto wanted = folded(memberText(expected, "value"));
    if (folded(outcome.value) != wanted)
        return "value <" + outcome.value + ">, wanted <" + wanted + ">";
    if (const auto* traces = expected.if_contains("trace");
        traces != nullptr && traces->is_array() && json::value_from(outcome.traces) != *traces)
        return "trace " + json::serialize(json::value_from(outcome.traces)) + ", wanted "
            + json::serialize(*traces);
    return {};
}

/// Runs every case of a file and says how many there were.
int runCases(const std::string& name)
{
    std::ifstream file(std::string(GATELENS_TEST_DATA) + "/" + name);
    EXPECT_TRUE(file) << name << " must stand beside this test";
    std::string line;
    int count = 0;
    while (std::getline(file, line)) {
        if (line.empty())
            continue;
        const auto parsed = json::parse(line);
        const auto problem = mismatch(parsed.as_object());
        EXPECT_EQ(problem, "") << memberText(parsed.as_object(), "id") << ": "
                               << memberText(parsed.as_object(), "expr");
        ++count;
    }
    return count;
}

TEST(ConformanceCases, EveryCaseGivesWhatTheRealRuntimeGives)
{
    EXPECT_GE(runCases("cases.jsonl"), 1000);
}

/// Our own cases: each value was obtained by running the expression with mcs and Mono 6.8 and
/// Json.NET 6.0.8, in UTC and the invariant culture.
TEST(ConformanceCases, OurOwnCasesGiveWhatTheRealRuntimeGives)
{
    EXPECT_GE(runCases("runtime_cases.jsonl"), 2000);
}

TEST(ConformanceCases, ARunOfOneLineGivesOneResultLine)
{
    EXPECT_EQ(runCaseLine(R"x({"id":"a","expr":"@(1 + 2)"})x"),
              R"x({"id":"a","type":"int","value":"3"})x");
    EXPECT_EQ(runCaseLine(R"x({"id":"b","expr":"@(null)"})x"),
              R"x({"id":"b","type":"null","value":null})x");
    EXPECT_NE(runCaseLine(R"x({"id":"c","expr":"@(1 +)"})x").find("CompileError"),
              std::string::npos);
    EXPECT_NE(runCaseLine("{").find("InvalidCase"), std::string::npos);
}

} // namespace
} // namespace gatelens::expression
