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

/// The oracle's compiler (mcs) reads each digit separator as a digit 0: it takes 1_000_000 for
/// 100000000. The language says 1000000, and so does the gateway's compiler.
constexpr std::string_view kSeparatorCase = "numeric-0059";

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
    const auto wanted = memberText(expected, "id") == kSeparatorCase
        ? std::string("1000000")
        : folded(memberText(expected, "value"));
    if (folded(outcome.value) != wanted)
        return "value <" + outcome.value + ">, wanted <" + wanted + ">";
    if (const auto* traces = expected.if_contains("trace");
        traces != nullptr && traces->is_array() && json::value_from(outcome.traces) != *traces)
        return "trace " + json::serialize(json::value_from(outcome.traces)) + ", wanted "
            + json::serialize(*traces);
    return {};
}

TEST(ConformanceCases, EveryCaseGivesWhatTheRealRuntimeGives)
{
    std::ifstream file(std::string(GATELENS_TEST_DATA) + "/cases.jsonl");
    ASSERT_TRUE(file) << "cases.jsonl must stand beside this test";
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
    EXPECT_GE(count, 1000);
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
