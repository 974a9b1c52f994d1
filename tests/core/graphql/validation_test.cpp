#include "core/graphql/parser.h"
#include "core/graphql/validation.h"

#include <gtest/gtest.h>

namespace gatelens::graphql {
namespace {

constexpr std::string_view kSchema = R"(
    type Query { pet: Pet dog(id: ID!, size: Int = 1, tags: [String!], kind: Kind): Dog }
    type Mutation { add(in: In!): Dog }
    interface Pet { name: String } union Any = Dog | Cat
    type Dog implements Pet { name: String friend: Any barks: Boolean }
    type Cat implements Pet { name: String meows: Boolean }
    type Stone { weight: Float }
    enum Kind { BIG SMALL } input In { name: String! age: Int more: In }
)";

/// The first problem, "" for none.
std::string problem(std::string_view query)
{
    static const Schema schema = *Schema::parse(kSchema, "s.graphql");
    const Result<Document> document = parseDocument(query);
    if (!document)
        return "syntax: " + document.error().message;
    const std::vector<Problem> problems = validate(schema, *document);
    return problems.empty() ? std::string() : problems.front().message;
}

TEST(GraphQlValidationTest, AcceptsValidDocuments)
{
    for (const char* query :
         {"{ pet { name } }",
          "{ pet { __typename ... on Dog { barks } ...C } } fragment C on Cat { meows }",
          "query Q($id: ID!, $k: Kind = BIG) { dog(id: $id, kind: $k, tags: [\"a\"]) { name } }",
          "{ dog(id: 7, tags: \"one\") { friend { ... on Pet { name } } } }",
          "mutation { add(in: {name: \"x\", more: {name: \"y\"}}) { name } }",
          "{ __schema { types { name } } __type(name: \"Dog\") { name } }",
          "query A { pet { name } } query B { pet { name } }"})
        EXPECT_EQ(problem(query), "") << query;
}

TEST(GraphQlValidationTest, FindsWhatIsWrong)
{
    EXPECT_EQ(problem("{ pat }"), "Cannot query field \"pat\" on type \"Query\".");
    EXPECT_EQ(problem("{ pet { barks } }"), "Cannot query field \"barks\" on type \"Pet\".");
    EXPECT_EQ(problem("{ pet }"),
              "Field \"pet\" of type \"Pet\" must have a selection of subfields.");
    EXPECT_EQ(problem("{ dog(id: 1) { barks { x } } }"),
              "Field \"barks\" must not have a selection since type \"Boolean\" has no subfields.");
    EXPECT_EQ(problem("{ dog { name } }"),
              "Field \"dog\" argument \"id\" of type \"ID!\" is "
              "required, but it was not provided.");
    EXPECT_EQ(problem("{ dog(id: null) { name } }"), "Expected value of type \"ID!\", found null.");
    EXPECT_EQ(problem("{ dog(id: 1, size: \"x\") { name } }"),
              "Expected value of type \"Int\", found \"x\".");
    EXPECT_EQ(problem("{ dog(id: 1, kind: HUGE) { name } }"),
              "Expected value of type \"Kind\", found HUGE.");
    EXPECT_EQ(problem("{ dog(id: 1, tags: [1]) { name } }"),
              "Expected value of type \"String!\", found 1.");
    EXPECT_EQ(problem("{ dog(id: $x) { name } }"), "Variable \"$x\" is not defined.");
    EXPECT_EQ(problem("query($x: Dog) { pet { name } }"),
              "Variable \"$x\" cannot be non-input type \"Dog\".");
    EXPECT_EQ(problem("query($x: Nope) { pet { name } }"), "Unknown type \"Nope\".");
    EXPECT_EQ(problem("query($x: Int, $x: Int) { pet { name } }"),
              "There can be only one variable named \"$x\".");
    EXPECT_EQ(problem("{ ...F }"), "Unknown fragment \"F\".");
    EXPECT_EQ(problem("{ pet { ...F } } fragment F on Stone { weight }"),
              "Fragment \"F\" cannot be spread here as objects of type \"Pet\" can never be of "
              "type \"Stone\".");
    EXPECT_EQ(problem("{ pet { ... on Stone { weight } } }"),
              "Fragment cannot be spread here as objects of type \"Pet\" can never be of type "
              "\"Stone\".");
    EXPECT_EQ(problem("{ pet { ...A } } fragment A on Pet { ...B } fragment B on Pet { ...A }"),
              "Cannot spread fragment \"A\" within itself.");
    EXPECT_EQ(problem("{ pet { ...A } } fragment A on Kind { x }"),
              "Fragment \"A\" cannot condition on non composite type \"Kind\".");
    EXPECT_EQ(problem("{ pet { name } } query B { pet { name } }"),
              "An anonymous operation must be the only one.");
    EXPECT_EQ(problem("query A { pet { name } } query A { pet { name } }"),
              "There can be only one operation named \"A\".");
    EXPECT_EQ(problem("mutation { add(in: {age: 1}) { name } }"),
              "Field \"In.name\" of required type \"String!\" was not provided.");
    EXPECT_EQ(problem("mutation { add(in: {name: \"x\", size: 1}) { name } }"),
              "Field \"size\" is not defined by type \"In\".");
    EXPECT_EQ(problem("subscription { x }"),
              "Schema is not configured to execute subscription operation.");
}

TEST(GraphQlValidationTest, EndsOnFragmentsThatMultiply)
{
    // Each fragment spreads the next one twice: followed naively this takes 2^40 steps.
    std::string query = "{ pet { ...F0 } }";
    for (int i = 0; i < 40; ++i)
        query += " fragment F" + std::to_string(i) + " on Pet { ...F" + std::to_string(i + 1)
            + " ...F" + std::to_string(i + 1) + " }";
    query += " fragment F40 on Pet { name }";
    EXPECT_EQ(problem(query), "");
}

} // namespace
} // namespace gatelens::graphql
