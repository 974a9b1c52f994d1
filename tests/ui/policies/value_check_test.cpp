#include "ui/policies/value_check.h"

#include <gtest/gtest.h>

namespace gatelens::ui {
namespace {

policy::AttributeDescriptor attribute(const std::string& type)
{
    policy::AttributeDescriptor one;
    one.name = "x";
    one.type = type;
    return one;
}

TEST(ValueCheckTest, NumbersHaveRanges)
{
    auto calls = attribute("int");
    calls.min = 1;
    EXPECT_FALSE(problemOf(calls, QStringLiteral("600")));
    EXPECT_EQ(problemOf(calls, QStringLiteral("0")), QStringLiteral("A whole number from 1 on"));
    EXPECT_TRUE(problemOf(calls, QStringLiteral("1.5")));
    EXPECT_TRUE(problemOf(calls, QStringLiteral("abc")));
    calls.max = 300;
    EXPECT_EQ(problemOf(calls, QStringLiteral("301")),
              QStringLiteral("A whole number from 1 to 300"));
}

TEST(ValueCheckTest, NamedValuesAreNotJudged)
{
    EXPECT_FALSE(problemOf(attribute("int"), QStringLiteral("{{calls}}")));
}

TEST(ValueCheckTest, ExpressionsOnlyWhereTheyAreAllowed)
{
    auto one = attribute("int");
    EXPECT_TRUE(problemOf(one, QStringLiteral("@(5)")));
    one.isExpressionAllowed = true;
    EXPECT_FALSE(problemOf(one, QStringLiteral("@(5)")));
    EXPECT_TRUE(problemOf(one, QStringLiteral("@(5")));
}

TEST(ValueCheckTest, AnEnumerationNamesItsValues)
{
    auto one = attribute("enum");
    one.values = {"override", "skip"};
    EXPECT_FALSE(problemOf(one, QStringLiteral("skip")));
    EXPECT_EQ(problemOf(one, QStringLiteral("maybe")), QStringLiteral("One of override, skip"));
}

TEST(ValueCheckTest, RequiredValuesMayNotBeEmpty)
{
    auto one = attribute("string");
    EXPECT_FALSE(problemOf(one, QString()));
    one.isRequired = true;
    EXPECT_TRUE(problemOf(one, QString()));
}

} // namespace
} // namespace gatelens::ui
