#include "core/graphql/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::graphql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(GraphQlSchemaTest, ReadsEveryKindOfType)
{
    const Result<Schema> schema = Schema::parse(R"(
        "The roots" schema { query: Root mutation: Change }
        directive @auth(role: String = "x") repeatable on FIELD_DEFINITION | OBJECT
        type Root { a(x: Int = 1, y: [String!]!): [Thing!]! @auth old: Int @deprecated(reason: "gone") }
        type Change { set(in: In!): Thing }
        interface Named { name: String }
        """ A thing """ type Thing implements Named & Other @key(fields: "id") { name: String id: ID! }
        interface Other { id: ID! }
        union Any = | Thing | Root
        enum Color { RED "green" GREEN @deprecated }
        input In { id: ID! n: Int = 3 }
        scalar Date @specifiedBy(url: "x")
        extend type Thing { extra: Date }
    )",
                                                "s.graphql");
    ASSERT_TRUE(schema) << toString(schema.error());
    EXPECT_EQ(schema->root(OperationKind::Query)->name, "Root");
    EXPECT_EQ(schema->root(OperationKind::Mutation)->name, "Change");
    EXPECT_EQ(schema->root(OperationKind::Subscription), nullptr);
    const TypeDefinition& thing = *schema->find("Thing");
    EXPECT_EQ(thing.description, " A thing ");
    EXPECT_THAT(thing.interfaces, ElementsAre("Named", "Other"));
    EXPECT_EQ(thing.field("extra")->type.name, "Date");
    EXPECT_EQ(schema->root(OperationKind::Query)->field("a")->type.toString(), "[Thing!]!");
    EXPECT_TRUE(schema->root(OperationKind::Query)->field("old")->isDeprecated);
    EXPECT_THAT(schema->find("Color")->values, ElementsAre("RED", "GREEN"));
    EXPECT_TRUE(schema->isPossible(*schema->find("Any"), thing));
    EXPECT_TRUE(schema->isPossible(*schema->find("Named"), thing));
    EXPECT_FALSE(schema->isPossible(*schema->find("Named"), *schema->find("Root")));
}

TEST(GraphQlSchemaTest, NamesWhatIsWrongWithASchema)
{
    const auto message = [](std::string_view text) {
        const Result<Schema> schema = Schema::parse(text, "s.graphql");
        return schema ? std::string() : toString(schema.error());
    };
    EXPECT_THAT(message("type Query { a: Int "), HasSubstr("s.graphql:1:21: expected a field"));
    EXPECT_THAT(message("type Query { a: Gone }"), HasSubstr("Query.a uses the type Gone"));
    EXPECT_THAT(message("type T { a: Int }"), HasSubstr("no query type"));
    EXPECT_THAT(message("type Query { a: Int } type Query { b: Int }"), HasSubstr("defined twice"));
    EXPECT_THAT(message("typo Query { a: Int }"), HasSubstr("s.graphql:1:1: expected schema"));
    EXPECT_THAT(message("type Query implements I { a: Int }"), HasSubstr("uses the type I"));
}

TEST(GraphQlSchemaTest, HasTheMetaFields)
{
    const Schema schema = *Schema::parse("type Query { a: Query }", "s.graphql");
    const TypeDefinition& query = *schema.root(OperationKind::Query);
    EXPECT_EQ(schema.field(query, "__typename")->type.name, "String");
    EXPECT_EQ(schema.field(query, "__schema")->type.name, "__Schema");
    EXPECT_NE(schema.field(query, "__type")->argument("name"), nullptr);
    EXPECT_EQ(schema.field(*schema.find("__Type"), "__schema"), nullptr);
    EXPECT_EQ(schema.field(query, "b"), nullptr);
}

} // namespace
} // namespace gatelens::graphql
