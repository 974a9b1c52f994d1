#include "core/odata/query_options.h"
#include "core/odata/request_check.h"
#include "sales_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::odata {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> problems(std::string_view type, const QueryOptions& options)
{
    return optionProblems(test::salesModel(), {std::string(type)}, options);
}

TEST(QueryOptionsTest, TakeWhatTheModelHas)
{
    const std::vector<std::pair<std::string, std::string>> fine{
        {"$filter", "Price gt 5 and Name eq 'x' or not (IsActive)"},
        {"$filter", "IsActive"},
        {"$filter", "Price add 5 mul 2 gt -3 and Weight lt 1.5e3"},
        {"$filter", "Category/Name ne null and null eq Price"},
        {"$filter", "Color eq Sales.Color'Red,Blue' or Color has Self.Color'Red'"},
        {"$filter", "Color eq 'Green' or Color in ('Red', 'Blue')"},
        {"$filter", "Name in ('a','b') and Id in (1,2)"},
        {"$filter", "Token eq 01234567-89ab-cdef-0123-456789abcdef"},
        {"$filter", "Token eq abcdef01-89ab-cdef-0123-456789abcdef"},
        {"$filter", "Released eq 2024-05-01 and Changed gt 2024-05-01T12:00:00Z"},
        {"$filter", "Changed gt 2024-05-01 and OpensAt lt 12:30:00"},
        {"$filter", "Shelf gt duration'P1D' or Shelf eq 'PT2H'"},
        {"$filter", "Sku eq 'A-1' and contains(tolower(Sku),'a')"},
        {"$filter", "Tags/any(t:t eq 'new') and Tags/any()"},
        {"$filter", "Lines/all(l:l/Quantity gt 1 and l/Product/Id eq Id)"},
        {"$filter", "Lines/any(l:l/Product/Lines/any(m:m/Quantity gt l/Quantity))"},
        {"$filter", "Lines/$count gt 2 and $it/Price gt 1"},
        {"$filter", "year(Released) eq 2024 and now() gt Changed"},
        {"$filter", "length(Name) gt 3 and substring(Name,1,2) eq 'b'"},
        {"$filter", "round(Price) eq 2 and hour(OpensAt) eq 1"},
        {"$filter", "totalseconds(Shelf) gt 60"},
        {"$filter", "cast(Price,Edm.Int32) eq 1 and isof(Sales.Product)"},
        {"$filter", "geo.distance(Place,geography'POINT(1 2)') lt 5"},
        {"$filter", "case(IsActive:1,true:2) eq 2"},
        {"$filter", "Sales.Discounted(percent=5) lt 3"},
        {"$filter", "Discounted(percent=Id) lt 3"},
        {"$filter", "$root/Me/Salary gt Price and $root/Products(1)/Price lt 2"},
        {"$filter", "Extra/Anything/Goes eq 5"},
        {"$filter", "@p eq Name"},
        {"$filter", "Name eq 'it''s, (not) a eq b'"},
        {"$filter", "Price eq INF or Price eq NaN"},
        {"$orderby", "Name desc,Price asc,length(Name),Category/Name"},
        {"$select", "*"},
        {"$select", "Name,Category/Name,Sales.*,Category,Sales.Rate"},
        {"$expand", "*"},
        {"$expand", "Category,Lines/$ref,Lines/$count"},
        {"$expand",
         "Lines($filter=Quantity gt 1 and Product/Name eq 'a;b';$orderby=Quantity desc;"
         "$top=3;$select=Quantity;$expand=Product($select=Name);$count=true)"},
        {"$expand", "Category($expand=Products($levels=max))"},
        {"$expand", "Lines($filter=Quantity gt $it/Stock and $it/Price gt 1)"},
        {"$compute", "Price mul 2 as Twice,length(Name) as Size"},
        {"$search", "blue NOT green"},
    };
    for (const auto& option : fine)
        EXPECT_THAT(problems("Sales.Product", {option}), IsEmpty()) << option.second;
}

TEST(QueryOptionsTest, NameWhatIsWrongAndWhatThereIs)
{
    struct Wrong
    {
        std::string option;
        std::string value;
        std::string problem;
    };
    const std::vector<Wrong> cases{
        {"$filter", "Categry eq 1",
         "'Categry' is not a property of 'Sales.Product'; did you mean 'Category'?"},
        {"$filter", "Category/Nam eq 'x'", "'Nam' is not a property of 'Sales.Category'"},
        {"$filter", "Price eq 'x'", "'Price eq 'x'' compares Edm.Decimal with Edm.String"},
        {"$filter", "1 lt Name", "'1 lt Name' compares Edm.Int32 with Edm.String"},
        {"$filter", "Id in (1,'b')", "compares Edm.Int32 with Edm.String"},
        {"$filter", "Token eq 'abc'", "compares Edm.Guid with Edm.String"},
        {"$filter", "Category eq 5", "compares Sales.Category with Edm.Int32"},
        {"$filter", "Tags eq 'x'", "compares Collection(Edm.String) with Edm.String"},
        {"$filter", "Name", "'Name' is Edm.String, and $filter needs a condition"},
        {"$filter", "Name and IsActive", "'Name' is Edm.String, and and needs a condition"},
        {"$filter", "not Price", "'Price' is Edm.Decimal, and not needs a condition"},
        {"$filter", "Name add 1 eq 2", "'Name' is Edm.String, which cannot be calculated with"},
        {"$filter", "Color eq Sales.Color'Rod'",
         "'Rod' is not a member of 'Sales.Color'; did you mean 'Red'?"},
        {"$filter", "Color eq 'Pink'", "'Pink' is not a member of 'Sales.Color'"},
        {"$filter", "Color eq Sales.Colour'Red'",
         "'Sales.Colour' is not an enumeration type; did you mean 'Sales.Color'?"},
        {"$filter", "contain(Name,'x')",
         "'contain' is not a function of OData; did you mean 'contains'?"},
        {"$filter", "substringof('x',Name)", "did you mean 'contains'?"},
        {"$filter", "contains(Name)", "'contains' takes 2 arguments, not 1"},
        {"$filter", "substring(Name) eq 'a'", "'substring' takes 2 or 3 arguments, not 1"},
        {"$filter", "now(1) eq Changed", "'now' takes 0 arguments, not 1"},
        {"$filter", "contains(Price,'1')",
         "'Price' is Edm.Decimal, which 'contains' does not "
         "take"},
        {"$filter", "year(Name) eq 1", "'Name' is Edm.String, which 'year' does not take"},
        {"$filter", "Lines/Quantity gt 1",
         "'Quantity' follows 'Collection(Sales.OrderLine)'; go on with any, all or $count"},
        {"$filter", "Lines/any(l:l/Quantty gt 1)",
         "'Quantty' is not a property of 'Sales.OrderLine'; did you mean 'Quantity'?"},
        {"$filter", "Lines/any(l:l/Quantity)",
         "'l/Quantity' is Edm.Int32, and any needs a "
         "condition"},
        {"$filter", "Lines/any(l:x/Quantity gt 1)", "'x' is not a property of 'Sales.Product'"},
        {"$filter", "Lines/any(Quantity gt 1)", "'any' needs a variable"},
        {"$filter", "Name/any(n:n eq 'a')", "'any' follows 'Edm.String', which is no collection"},
        {"$filter", "Name/Length eq 1", "'Length' follows a value of 'Edm.String'"},
        {"$filter", "Sales.Discounted(percnt=5) lt 3",
         "'Sales.Discounted' takes the parameters percent, currency"},
        {"$filter", "Sales.Nothing() eq 1", "'Sales.Nothing' is neither a type nor a function"},
        {"$filter", "Category/Sales.Product/Name eq 'x'", "does not derive from 'Sales.Category'"},
        {"$filter", "$root/Nothing eq 1", "an entity set or singleton is missing"},
        {"$filter", "Price eq", "an operand is missing at its end"},
        {"$filter", "(Price eq 1", "')' is missing at its end"},
        {"$filter", "Price eq 1 Name", "'Name' was not expected there"},
        {"$filter", "Price eq 5x", "'5x' is no literal"},
        {"$filter", "Name eq 'x", "a text is not closed"},
        {"$filter", "Price # 5", "'#' does not belong there"},
        {"$filter", "Shelf eq duration'x'", "'x' is no Edm.Duration"},
        {"$orderby", "Nme desc",
         "'Nme' is not a property of 'Sales.Product'; did you mean 'Name'?"},
        {"$orderby", "Name down", "'down' was not expected there"},
        {"$select", "Name,Foo", "'Foo' is not a property of 'Sales.Product'; there are Id, Name"},
        {"$select", "Name/Length", "'Length' follows a value of 'Edm.String'"},
        {"$expand", "Name", "'Name' is not a navigation property"},
        {"$expand", "Linez", "'Linez' is not a property of 'Sales.Product'; did you mean 'Lines'?"},
        {"$expand", "Lines($filter=Qty eq 1)",
         "in 'Lines', $filter: 'Qty' is not a property of 'Sales.OrderLine'"},
        {"$expand", "Lines($expand=Product($select=Nam))",
         "in 'Lines', $expand: in 'Product', $select: 'Nam' is not a property"},
        {"$expand", "Lines($fliter=Quantity eq 1)",
         "'$fliter' in the brackets of 'Lines' is no query option; did you mean '$filter'?"},
        {"$expand", "Lines($levels=many)", "$levels is a number or max, not 'many'"},
        {"$compute", "Price mul 2", "an expression lacks its name"},
        {"$compute", "Prise mul 2 as Twice", "'Prise' is not a property"},
    };
    for (const Wrong& wrong : cases)
        EXPECT_THAT(problems("Sales.Product", {{wrong.option, wrong.value}}),
                    ElementsAre(HasSubstr(wrong.problem)))
            << wrong.option << '=' << wrong.value;
}

TEST(QueryOptionsTest, KnowTheNamesThatComputeAndApplyMake)
{
    EXPECT_THAT(problems("Sales.Product",
                         {{"$filter", "Twice gt 5"},
                          {"$orderby", "Twice"},
                          {"$select", "Twice"},
                          {"$compute", "Price mul 2 as Twice"}}),
                IsEmpty());
    EXPECT_THAT(problems("Sales.Product",
                         {{"$apply",
                           "groupby((Color),aggregate(Price with sum as Total,$count as "
                           "N))"},
                          {"$orderby", "Total desc,N"}}),
                IsEmpty());
    EXPECT_THAT(problems("Sales.Product", {{"$orderby", "Total"}}),
                ElementsAre(HasSubstr("'Total' is not a property")));
}

TEST(QueryOptionsTest, LeaveOpenTypesOpen)
{
    EXPECT_THAT(problems("Sales.Event",
                         {{"$filter", "Anything/Goes eq 5 and Id eq 1"},
                          {"$select", "Anything"},
                          {"$orderby", "Other desc"}}),
                IsEmpty());
    EXPECT_THAT(problems("Sales.Event", {{"$filter", "Id eq 'x'"}}),
                ElementsAre(HasSubstr("compares")));
}

TEST(QueryOptionsTest, EndOnDeepNesting)
{
    EXPECT_THAT(problems("Sales.Product", {{"$filter", std::string(5000, '(')}}),
                ElementsAre(HasSubstr("nested too deeply")));
    std::string nots;
    for (int i = 0; i < 5000; ++i)
        nots += "not ";
    EXPECT_THAT(problems("Sales.Product", {{"$filter", nots + "true"}}),
                ElementsAre(HasSubstr("nested too deeply")));
    std::string expand = "Products";
    for (int i = 0; i < 50; ++i)
        expand = "Category($expand=Products($expand=" + expand + "))";
    EXPECT_THAT(problems("Sales.Product", {{"$expand", expand}}),
                ElementsAre(HasSubstr("nested too deeply")));
}

TEST(RequestCheckTest, TellsEveryPartThatDoesNotFit)
{
    const RequestFacts request{"DELETE", "/People", "$filter=Nme%20eq%20'x'&$OrderBy=Age&custom=1",
                               "", ""};
    const auto found = checkRequest(test::salesModel(), request);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].rule, "Method");
    EXPECT_EQ(found[1].rule, "QueryOption");
    EXPECT_THAT(found[1].message, HasSubstr("'Nme' is not a property of 'Sales.Person'"));
}

TEST(RequestCheckTest, ReadsNothingElseOfAPathThatLeadsNowhere)
{
    const auto found = checkRequest(test::salesModel(), {"DELETE", "/Peopel", "$filter=x", "", ""});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, "ResourcePath");
}

TEST(RequestCheckTest, LooksAtTheItemsOfWhatThePathLeadsTo)
{
    const auto problemsOf = [](std::string_view path, std::string_view query) {
        return checkRequest(test::salesModel(), {"GET", path, query, "", ""}).size();
    };
    EXPECT_EQ(problemsOf("/People/Sales.Employee", "$filter=Salary%20gt%205"), 0U);
    EXPECT_EQ(problemsOf("/People", "$filter=Salary%20gt%205"), 1U);
    EXPECT_EQ(problemsOf("/People", "$filter=Sales.Employee/Salary%20gt%205"), 0U);
    EXPECT_EQ(problemsOf("/NearestProducts(lat=1,lon=2)", "$select=Nam"), 1U);
    EXPECT_EQ(problemsOf("/People('x')/Home", "$select=City/Name"), 0U);
    EXPECT_EQ(problemsOf("/People/$count", "$filter=Age%20gt%205"), 0U);
    EXPECT_EQ(problemsOf("/Products(1)/Tags", "$filter=$it%20eq%20%27a%27"), 0U);
}

} // namespace
} // namespace gatelens::odata
