#include "core/odata/payload.h"
#include "core/odata/request_check.h"
#include "sales_model.h"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::odata {
namespace {

using testing::HasSubstr;

std::string problem(std::string_view type, std::string_view body, PayloadRules rules = {})
{
    return payloadProblem(test::salesModel(), {std::string(type)}, boost::json::parse(body), rules);
}

TEST(PayloadTest, TakesWhatTheModelHas)
{
    const std::vector<std::pair<std::string_view, std::string_view>> fine{
        {"Sales.Product", "{}"},
        {"Sales.Product", R"({"Id": 1, "Name": "x", "Price": 1.5, "Weight": "INF", "Stock": -3,
            "Sold": 9223372036854775807, "Released": "2024-05-01",
            "Changed": "2024-05-01T12:00:00.5+02:00", "Shelf": "P1DT2H", "OpensAt": "12:30:00",
            "Token": "01234567-89ab-cdef-0123-456789abcdef", "IsActive": true, "Color": "Red,Blue",
            "Sku": "A", "Tags": ["a", "b"], "Extra": {"any": 1},
            "Place": {"type": "Point", "coordinates": [1, 2]}})"},
        {"Sales.Product", R"json({"Price": null, "Stock": 5.0, "Color": 2, "@odata.etag": "x",
            "Category@odata.bind": "Categories(1)", "Category": {"Name": "deep"},
            "Lines": [{"Quantity": 1}]})json"},
        {"Sales.Person", R"({"@odata.type": "#Sales.Employee", "Salary": 5})"},
        {"Sales.Person", R"({"Home": {"@odata.type": "#Self.EventAddress", "Building": "B",
            "City": {"Name": "c"}}, "Addresses": [{"Street": "s"}]})"},
        {"Sales.Event", R"({"Id": 1, "anything": {"goes": []}})"},
    };
    for (const auto& [type, body] : fine)
        EXPECT_EQ(problem(type, body), "") << body;
}

TEST(PayloadTest, NamesWhatDoesNotFit)
{
    struct Wrong
    {
        std::string_view type;
        std::string_view body;
        std::string_view problem;
    };
    const std::vector<Wrong> cases{
        {"Sales.Product", R"({"Nme": "x"})",
         "'Nme' is not a property of 'Sales.Product'; did you mean 'Name'?"},
        {"Sales.Product", R"({"Name": 5})", "'Name' is Edm.String; 5 is none"},
        {"Sales.Product", R"({"Name": null})", "'Name' cannot be null"},
        {"Sales.Product", R"({"Price": "5"})", "'Price' is Edm.Decimal; \"5\" is none"},
        {"Sales.Product", R"({"Stock": 40000})", "'Stock' is Edm.Int16; 40000 is none"},
        {"Sales.Product", R"({"Stock": 1.5})", "'Stock' is Edm.Int16"},
        {"Sales.Product", R"({"Sold": 9223372036854775808})", "'Sold' is Edm.Int64"},
        {"Sales.Product", R"({"Released": "1.5.2024"})", "'Released' is Edm.Date"},
        {"Sales.Product", R"({"Changed": "2024-05-01T12:00"})", "'Changed' is Edm.DateTimeOffset"},
        {"Sales.Product", R"({"Token": "x"})", "'Token' is Edm.Guid"},
        {"Sales.Product", R"({"IsActive": "true"})", "'IsActive' is Edm.Boolean"},
        {"Sales.Product", R"({"Color": "Rod"})",
         "'Rod' in 'Color' is not a member of 'Sales.Color'; did you mean 'Red'?"},
        {"Sales.Product", R"({"Color": true})", "'Color' is Sales.Color; true is none"},
        {"Sales.Product", R"({"Tags": "a"})", "'Tags' is Collection(Edm.String); \"a\" is none"},
        {"Sales.Product", R"({"Tags": ["a", 1]})", "'Tags[1]' is Edm.String; 1 is none"},
        {"Sales.Product", R"({"Categry@odata.bind": "x"})", "'Categry' is not a property"},
        {"Sales.Product", R"({"Lines": [{"Quantity": "1"}]})", "'Lines[0]/Quantity' is Edm.Int32"},
        {"Sales.Product", "[]", "the body is Sales.Product; [] is none"},
        {"Sales.Person", R"({"Salary": 5})", "'Salary' is not a property of 'Sales.Person'"},
        {"Sales.Person", R"({"@odata.type": "#Sales.Product"})",
         "@odata.type names 'Sales.Product', which is no type that derives from 'Sales.Person'"},
        {"Sales.Person", R"({"Home": {"City": {"Nam": "x"}}})",
         "'Nam' is not a property of 'Sales.City'"},
    };
    for (const Wrong& wrong : cases)
        EXPECT_THAT(problem(wrong.type, wrong.body), HasSubstr(std::string(wrong.problem)))
            << wrong.body;
}

TEST(PayloadTest, LargeNumbersMayStandBetweenQuotesWhenTheClientSaysSo)
{
    constexpr std::string_view kBody = R"({"Sold": "5", "Price": "1.5"})";
    EXPECT_NE(problem("Sales.Product", kBody), "");
    EXPECT_EQ(problem("Sales.Product", kBody, {.isIeee754Compatible = true}), "");
    EXPECT_NE(problem("Sales.Product", R"({"Sold": "x"})", {.isIeee754Compatible = true}), "");
}

std::string requestProblem(std::string_view method, std::string_view path, std::string_view body,
                           std::string_view contentType = "application/json")
{
    const auto found = checkRequest(test::salesModel(), {method, path, "", contentType, body});
    return found.empty() ? std::string() : found.front().message;
}

TEST(PayloadTest, BelongsToWhatThePathLeadsTo)
{
    EXPECT_EQ(requestProblem("POST", "/Products", R"({"Name": "x"})"), "");
    EXPECT_THAT(requestProblem("POST", "/Products", R"({"Foo": 1})"), HasSubstr("'Foo'"));
    EXPECT_THAT(requestProblem("PATCH", "/Me", R"({"Salary": "x"})"), HasSubstr("'Salary'"));
    EXPECT_THAT(requestProblem("PUT", "/People('x')/Home", R"({"Stret": "x"})"),
                HasSubstr("did you mean 'Street'?"));
    EXPECT_EQ(requestProblem("PUT", "/Products(1)/Name", R"({"value": "x"})"), "");
    EXPECT_THAT(requestProblem("PUT", "/Products(1)/Name", R"({"value": 1})"),
                HasSubstr("Edm.String; 1 is none"));
    EXPECT_THAT(requestProblem("PUT", "/Products(1)/Name", "1"), HasSubstr("the member 'value'"));
    EXPECT_THAT(requestProblem("POST", "/Products", "{"), HasSubstr("the body is no JSON"));
    EXPECT_EQ(requestProblem("POST", "/Products", "<a/>", "application/atom+xml"), "");
    EXPECT_EQ(requestProblem("POST", "/Products", R"({"Sold": "5"})",
                             "application/json;IEEE754Compatible=true"),
              "");
    EXPECT_EQ(requestProblem("PATCH", "/Products", R"({"@context": "#$delta", "value": []})"), "");
}

TEST(PayloadTest, AnActionTakesItsParameters)
{
    EXPECT_EQ(requestProblem("POST", "/Products(1)/Sales.Rate", R"({"stars": 5})"), "");
    EXPECT_THAT(requestProblem("POST", "/Products(1)/Sales.Rate", R"({"star": 5})"),
                HasSubstr("'star' is not a property of 'Sales.Rate'; did you mean 'stars'?"));
    EXPECT_THAT(requestProblem("POST", "/Products(1)/Sales.Rate", R"({"stars": "5"})"),
                HasSubstr("is Edm.Int32"));
    EXPECT_THAT(requestProblem("POST", "/Products(1)/Sales.Rate", "[]"),
                HasSubstr("an object with its parameters"));
}

} // namespace
} // namespace gatelens::odata
