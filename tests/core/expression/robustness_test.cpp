#include "core/expression/context_json.h"
#include "core/expression/expression.h"
#include "tests/core/expression/program_generator.h"

#include <gtest/gtest.h>

namespace gatelens::expression {
namespace {

constexpr std::string_view kContext = R"({
    "request": {"headers": {"A": ["1", "2"]}, "body": "{\"a\":[1,{\"b\":null}]}",
                "url": "https://h/p?q=1&q=2"},
    "response": {"statusCode": 200, "body": "text"},
    "variables": {"v": 1, "s": "x", "n": null, "o": {"a": 1}, "l": [1, 2]},
    "user": {"id": "u", "groups": [{"id": "g", "name": "G"}]}})";

/// Counts what became of programs; what counts is that each came back at all.
struct Outcomes
{
    int refused = 0;
    int thrown = 0;
    int valued = 0;
};

void run(const std::string& program, Outcomes& outcomes)
{
    const auto compiled = Expression::compile(program);
    if (const auto* findings = std::get_if<Findings>(&compiled)) {
        EXPECT_FALSE(findings->empty()) << program;
        for (const auto& finding : *findings)
            EXPECT_FALSE(finding.message.empty()) << program;
        ++outcomes.refused;
        return;
    }
    auto owned = OwnedContext::fromJson(kContext);
    ASSERT_TRUE(owned);
    Limits limits;
    limits.steps = 20'000;
    limits.bytes = 8 * 1024 * 1024;
    limits.regexMatchLimit = 10'000;
    const auto result = std::get<0>(compiled)->evaluate((*owned)->context(), limits);
    if (const auto* thrown = std::get_if<Thrown>(&result)) {
        EXPECT_FALSE(thrown->typeName.empty()) << program;
        ++outcomes.thrown;
        return;
    }
    ++outcomes.valued;
    static_cast<void>(std::get<Value>(result).toText());
    static_cast<void>(std::get<Value>(result).hash());
}

TEST(Robustness, EveryMemberSurvivesFittingNullAndWrongArguments)
{
    Outcomes outcomes;
    for (std::size_t member = 0; member < ProgramGenerator::memberCount(); ++member) {
        for (std::uint64_t round = 0; round < 4; ++round)
            run(ProgramGenerator(member * 16 + round).callOfMember(member), outcomes);
    }
    // The generator must reach the members, not only the compiler's refusals.
    EXPECT_GT(outcomes.valued, static_cast<int>(ProgramGenerator::memberCount()));
    EXPECT_GT(outcomes.thrown, 200);
}

TEST(Robustness, ProgramsOfRandomStatementsComeBack)
{
    Outcomes outcomes;
    for (std::uint64_t seed = 0; seed < 3000; ++seed)
        run(ProgramGenerator(seed).program(), outcomes);
    EXPECT_GT(outcomes.valued, 100);
    EXPECT_GT(outcomes.thrown, 100);
}

} // namespace
} // namespace gatelens::expression
