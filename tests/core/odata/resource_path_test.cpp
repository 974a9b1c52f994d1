#include "core/odata/resource_path.h"
#include "sales_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::odata {
namespace {

using testing::HasSubstr;

/// "kind type" of what a path leads to, or the error.
std::string reached(std::string_view path)
{
    static constexpr std::array<std::string_view, 14> kKinds{
        "root",   "metadata", "batch", "collection", "entity", "complex", "primitive",
        "stream", "count",    "value", "reference",  "action", "query",   "unchecked"};
    const Result<Resource> resource = readResourcePath(test::salesModel(), path);
    if (!resource)
        return resource.error().message;
    return std::string(kKinds.at(static_cast<std::size_t>(resource->kind))) + ' '
        + resource->type.name + (resource->isFunctionResult ? " of a function" : "");
}

struct PathCase
{
    std::string_view path;
    std::string_view leadsTo;
};

void PrintTo(const PathCase& one, std::ostream* out) { *out << one.path; }

class ResourcePath : public testing::TestWithParam<PathCase>
{
};

TEST_P(ResourcePath, LeadsThere) { EXPECT_EQ(reached(GetParam().path), GetParam().leadsTo); }

INSTANTIATE_TEST_SUITE_P(
    Sound, ResourcePath,
    testing::Values(
        PathCase{"/", "root "}, PathCase{"", "root "}, PathCase{"/$metadata", "metadata "},
        PathCase{"/$batch", "batch "}, PathCase{"/$entity", "unchecked "},
        PathCase{"/$all/Sales.Product", "unchecked "},
        PathCase{"/$crossjoin(Products,People)", "unchecked "},
        PathCase{"/Products", "collection Sales.Product"},
        PathCase{"/Products/", "collection Sales.Product"},
        PathCase{"/Products/$count", "count Sales.Product"},
        PathCase{"/Products(5)", "entity Sales.Product"},
        PathCase{"/Products(Id=5)", "entity Sales.Product"},
        PathCase{"/Products(@key)", "entity Sales.Product"},
        PathCase{"/Products(5)/Name", "primitive Edm.String"},
        PathCase{"/Products(5)/Name/$value", "value Edm.String"},
        PathCase{"/Products(5)/Tags", "collection Edm.String"},
        PathCase{"/Products(5)/Tags/$count", "count Edm.String"},
        PathCase{"/Products(5)/Photo", "stream Edm.Stream"},
        PathCase{"/Products(5)/Category/Products", "collection Sales.Product"},
        PathCase{"/Products(5)/Category/$ref", "reference Sales.Category"},
        PathCase{"/Products(5)/Extra/Whatever", "unchecked "},
        PathCase{"/Pictures(1)/$value", "value Sales.Picture"},
        PathCase{"/People('o''neil')", "entity Sales.Person"},
        PathCase{"/People(%27a%2Fb%27)/Home/City/Name", "primitive Edm.String"},
        PathCase{"/People/Sales.Employee", "collection Sales.Employee"},
        PathCase{"/People/Sales.Employee('x')/Manager/Salary", "primitive Edm.Decimal"},
        PathCase{"/People('x')/Self.Employee/Salary", "primitive Edm.Decimal"},
        PathCase{"/People('x')/Friends('y')/Orders", "collection Sales.Order"},
        PathCase{"/People('x')/Home/Sales.EventAddress/Building", "primitive Edm.String"},
        PathCase{"/People/$filter(@p)/$each", "collection Sales.Person"},
        PathCase{"/People/$query", "query Sales.Person"},
        PathCase{"/Orders(01234567-89ab-cdef-0123-456789abcdef)/Lines",
                 "collection "
                 "Sales.OrderLine"},
        PathCase{"/Lines(OrderNumber=1,Position=2)/Product", "entity Sales.Product"},
        PathCase{"/Events(1)/anything/goes", "unchecked "},
        PathCase{"/Me/Salary", "primitive Edm.Decimal"},
        PathCase{"/NearestProducts(lat=1.5,lon=-2)", "collection Sales.Product of a function"},
        PathCase{"/NearestProducts(lat=@a,lon=@b)/$count", "count Sales.Product"},
        PathCase{"/ResetData", "action "},
        PathCase{"/Products/Sales.MostExpensive()/Name", "primitive Edm.String"},
        PathCase{"/Products/MostExpensive", "entity Sales.Product of a function"},
        PathCase{"/Products(1)/Sales.Discounted(percent=5)", "primitive Edm.Decimal of a function"},
        PathCase{"/Products(1)/Sales.Discounted(percent=5,currency='EUR')",
                 "primitive Edm.Decimal of a function"},
        PathCase{"/Products(1)/Sales.Rate", "action Edm.Double"}));

INSTANTIATE_TEST_SUITE_P(
    Wrong, ResourcePath,
    testing::Values(
        PathCase{"/Prodcts",
                 "'Prodcts' is not an entity set, singleton or operation of the "
                 "service; did you mean 'Products'?"},
        PathCase{"/Products(5)/Categry",
                 "'Categry' is not a property of 'Sales.Product'; did you "
                 "mean 'Category'?"},
        PathCase{"/Products('a')", "the key 'Id' of 'Sales.Product' is Edm.Int32; 'a' is none"},
        PathCase{"/Products()", "the key 'Id' of 'Sales.Product' is Edm.Int32; nothing is none"},
        PathCase{"/People(5)", "the key 'UserName' of 'Sales.Person' is Edm.String; 5 is none"},
        PathCase{"/Orders(5)", "the key 'Id' of 'Sales.Order' is Edm.Guid; 5 is none"},
        PathCase{"/Products(Ids=5)",
                 "'Ids' is not part of the key of 'Sales.Product'; did you mean 'Id'?"},
        PathCase{"/Lines(1)",
                 "the key of 'Sales.OrderLine' has several parts; write "
                 "OrderNumber=…,Position=…"},
        PathCase{"/Lines(Position=1)", "the key of 'Sales.OrderLine' is OrderNumber, Position"},
        PathCase{"/Products/Name",
                 "'Name' follows the collection 'Products'; a key in brackets is missing"},
        PathCase{"/Products(1)/Name/Length",
                 "'Length' follows 'Name', which is Edm.String and has no properties"},
        PathCase{"/Products(1)/Name(1)", "'Name' takes no key"},
        PathCase{"/Products(1)/$count",
                 "'$count' cannot follow 'Products(1)', which is Sales.Product"},
        PathCase{"/Products(1)/$value",
                 "'$value' cannot follow 'Products(1)', which is Sales.Product"},
        PathCase{"/Products(1)/Name/$ref", "'$ref' cannot follow 'Name', which is Edm.String"},
        PathCase{"/Products/$count/Name", "'Name' follows '$count', which ends a path"},
        PathCase{"/Products/$sum", "'$sum' is no segment of an OData path"},
        PathCase{"/People/Sales.Product", "'Sales.Product' does not derive from 'Sales.Person'"},
        PathCase{"/People/Sales.Employe",
                 "'Sales.Employe' is neither a type nor an operation on "
                 "'Collection(Sales.Person)'; did you mean "
                 "'Sales.Employee'?"},
        PathCase{"/NearestProducts(lat=1)", "'NearestProducts' takes the parameters lat, lon"},
        PathCase{"/NearestProducts(1,2)", "parameters of 'NearestProducts' are written name=value"},
        PathCase{"/$crossjoin(Products,Me)",
                 "'Me' is not an entity set of the service; there are "
                 "Products, Categories, People, Orders, Lines, "
                 "Events, Pictures"}));

TEST(ResourceMethodTest, FollowsFromTheResource)
{
    const auto problem = [](std::string_view method, std::string_view path) {
        return methodProblem(readResourcePath(test::salesModel(), path).value(), method);
    };
    const std::vector<std::pair<std::string_view, std::string_view>> fine{
        {"GET", "/Products"},
        {"POST", "/Products"},
        {"PATCH", "/Products(1)"},
        {"DELETE", "/Products(1)"},
        {"HEAD", "/Products/$count"},
        {"OPTIONS", "/ResetData"},
        {"POST", "/ResetData"},
        {"POST", "/$batch"},
        {"PUT", "/Products(1)/Name"},
        {"DELETE", "/Products/$filter(@p)/$each"},
        {"POST", "/Products(1)/Tags"},
        {"PUT", "/Pictures(1)/$value"},
        {"POST", "/Products(1)/Lines/$ref"},
        {"POST", "/Events(1)/other"}};
    for (const auto& [method, path] : fine)
        EXPECT_EQ(problem(method, path), "") << method << ' ' << path;
    EXPECT_EQ(problem("POST", "/Products(1)/Name"),
              "POST cannot be used with 'Name'; use GET, PUT, DELETE");
    EXPECT_EQ(problem("GET", "/Products(1)/Sales.Rate"),
              "GET cannot be used with the action 'Sales.Rate'; use POST");
    EXPECT_EQ(problem("POST", "/NearestProducts(lat=1,lon=2)"),
              "POST cannot be used with the function 'NearestProducts(lat=1,lon=2)'; use GET");
    EXPECT_THAT(problem("DELETE", "/Products"), HasSubstr("use GET, POST, PATCH, PUT"));
    EXPECT_THAT(problem("POST", "/Products(1)"), HasSubstr("use GET, PATCH, PUT, DELETE"));
    EXPECT_THAT(problem("POST", "/"), HasSubstr("'/'; use GET"));
    EXPECT_THAT(problem("GET", "/$batch"), HasSubstr("use POST"));
}

} // namespace
} // namespace gatelens::odata
