#include "proxy/gateway/router.h"

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

Operation templateOperation(std::string id, std::string method, std::string urlTemplate)
{
    Operation made;
    made.id = std::move(id);
    made.method = std::move(method);
    made.urlTemplate = std::move(urlTemplate);
    return made;
}

Api api(std::string id, std::string path, std::vector<Operation> operations)
{
    Api made;
    made.id = std::move(id);
    made.path = std::move(path);
    made.operations = std::move(operations);
    return made;
}

/// "api operation path" of what `router` finds; "-" for what it does not.
std::string find(const Router& router, const Workspace& workspace, std::string_view method,
                 std::string_view target, const HeaderList& headers = {})
{
    const std::size_t question = target.find('?');
    const Route route = router.match(
        method, target.substr(0, question),
        question == std::string_view::npos ? "" : target.substr(question + 1), headers);
    if (!route.api)
        return "-";
    const Api& found = workspace.apis[*route.api];
    const std::string id = route.operation ? found.operations[*route.operation].id : "-";
    return found.key() + " " + id + " " + route.operationPath;
}

class RouterTest : public ::testing::Test
{
protected:
    std::string find(std::string_view method, std::string_view target,
                     const HeaderList& headers = {})
    {
        return proxy::find(Router(workspace), workspace, method, target, headers);
    }
    MatchedParameters parameters(std::string_view method, std::string_view path,
                                 std::string_view query = {})
    {
        return Router(workspace).match(method, path, query, {}).parameters;
    }

    Workspace workspace;
};

TEST_F(RouterTest, TakesTheLongestSuffixAtASegmentBoundary)
{
    workspace.apis = {api("root", "", {templateOperation("all", "GET", "/*")}),
                      api("orders", "orders", {templateOperation("get", "GET", "/items")}),
                      api("admin", "orders/admin", {templateOperation("list", "GET", "/items")})};
    EXPECT_EQ(find("GET", "/orders/items"), "orders get /items");
    EXPECT_EQ(find("GET", "/orders/admin/items"), "admin list /items");
    EXPECT_EQ(find("GET", "/ORDERS/Items"), "orders get /Items");
    EXPECT_EQ(find("GET", "/ordersx/items"), "root all /ordersx/items");
    EXPECT_EQ(find("GET", "/orders/other"), "orders - /other");
}

TEST_F(RouterTest, FindsNothingWithoutAnApi)
{
    workspace.apis = {api("orders", "orders", {templateOperation("get", "GET", "/")})};
    EXPECT_EQ(find("GET", "/unknown"), "-");
    EXPECT_EQ(find("GET", "/orders"), "orders get /");
    EXPECT_EQ(find("GET", "/orders/"), "orders get /");
    EXPECT_EQ(find("get", "/orders"), "orders - /");
    EXPECT_EQ(find("HEAD", "/orders"), "orders - /");
}

TEST_F(RouterTest, SelectsRevisions)
{
    Api second = api("orders", "orders", {templateOperation("second", "GET", "/items")});
    second.revision = "2";
    second.isCurrent = false;
    workspace.apis
        = {api("orders", "orders", {templateOperation("first", "GET", "/items")}), second};
    EXPECT_EQ(find("GET", "/orders/items"), "orders first /items");
    EXPECT_EQ(find("GET", "/orders;rev=1/items"), "orders first /items");
    EXPECT_EQ(find("GET", "/orders;rev=2/items"), "orders;rev=2 second /items");
    EXPECT_EQ(find("GET", "/orders;rev=3/items"), "-");
}

class VersionedRouterTest : public RouterTest
{
protected:
    void useScheme(VersioningScheme scheme, bool hasOriginal)
    {
        VersionSet set;
        set.id = "set";
        set.scheme = scheme;
        set.queryName = "api-version";
        set.headerName = "X-Version";
        workspace.versionSets = {set};
        for (const std::string version : {"", "v1", "v2"}) {
            if (version.empty() && !hasOriginal)
                continue;
            Api made
                = api("orders" + version, "orders", {templateOperation("get", "GET", "/items")});
            made.version = version;
            made.versionSetId = "set";
            workspace.apis.push_back(made);
        }
    }
};

TEST_F(VersionedRouterTest, ReadsTheVersionFromASegment)
{
    useScheme(VersioningScheme::Segment, true);
    EXPECT_EQ(find("GET", "/orders/v1/items"), "ordersv1 get /items");
    EXPECT_EQ(find("GET", "/orders/V2/items"), "ordersv2 get /items");
    EXPECT_EQ(find("GET", "/orders/items"), "orders get /items");
    EXPECT_EQ(find("GET", "/orders/v3/items"), "orders - /v3/items");
    EXPECT_EQ(find("GET", "/orders/v1;rev=1/items"), "ordersv1 get /items");
    EXPECT_EQ(find("GET", "/orders/v1;rev=9/items"), "-");
}

TEST_F(VersionedRouterTest, FindsNoVersionlessApiWhereThereIsNone)
{
    useScheme(VersioningScheme::Segment, false);
    EXPECT_EQ(find("GET", "/orders/items"), "-");
}

TEST_F(VersionedRouterTest, ReadsTheVersionFromTheQuery)
{
    useScheme(VersioningScheme::Query, true);
    EXPECT_EQ(find("GET", "/orders/items?api-version=v2"), "ordersv2 get /items");
    EXPECT_EQ(find("GET", "/orders/items?api-version=V2"), "-");
    EXPECT_EQ(find("GET", "/orders/items?api-version=v9"), "-");
    EXPECT_EQ(find("GET", "/orders/items?x=1"), "orders get /items");
}

TEST_F(VersionedRouterTest, ReadsTheVersionFromAHeader)
{
    useScheme(VersioningScheme::Header, false);
    EXPECT_EQ(find("GET", "/orders/items", {{"x-version", "v1"}}), "ordersv1 get /items");
    EXPECT_EQ(find("GET", "/orders/items", {{"x-version", "v9"}}), "-");
    EXPECT_EQ(find("GET", "/orders/items"), "-");
}

TEST_F(RouterTest, PrefersLiteralsToParametersToWildcards)
{
    workspace.apis = {api("a", "a",
                          {templateOperation("rest", "GET", "/items/*"),
                           templateOperation("parameter", "GET", "/items/{id}"),
                           templateOperation("mixed", "GET", "/items/v{id}"),
                           templateOperation("literal", "GET", "/items/vip"),
                           templateOperation("query", "GET", "/items/{id}?full={full}")})};
    EXPECT_EQ(find("GET", "/a/items/vip"), "a literal /items/vip");
    EXPECT_EQ(find("GET", "/a/items/v7"), "a mixed /items/v7");
    EXPECT_EQ(find("GET", "/a/items/7"), "a parameter /items/7");
    EXPECT_EQ(find("GET", "/a/items/7?full=1"), "a query /items/7");
    EXPECT_EQ(find("GET", "/a/items/7/8"), "a rest /items/7/8");
    EXPECT_EQ(find("GET", "/a/items"), "a rest /items");
}

TEST_F(RouterTest, CapturesParametersDecoded)
{
    workspace.apis = {api("a", "a",
                          {templateOperation("one", "GET", "/items/{id}"),
                           templateOperation("pair", "GET", "/GetBy(Text={text},Sort={sort})"),
                           templateOperation("tail", "GET", "/files/{*path}"),
                           templateOperation("star", "GET", "/static/*"),
                           templateOperation("query", "GET", "/find?q={q}&kind=full")})};
    using Pairs = MatchedParameters;
    EXPECT_EQ(parameters("GET", "/a/items/a%20b"), (Pairs{{"id", "a b"}}));
    EXPECT_EQ(parameters("GET", "/a/items/a%2Fb"), (Pairs{{"id", "a/b"}}));
    EXPECT_EQ(parameters("GET", "/a/getby(text=x,sort=y)"), (Pairs{{"text", "x"}, {"sort", "y"}}));
    EXPECT_EQ(parameters("GET", "/a/files/x/y"), (Pairs{{"path", "x/y"}}));
    EXPECT_EQ(parameters("GET", "/a/static"), (Pairs{{"*", ""}}));
    EXPECT_EQ(parameters("GET", "/a/find", "kind=FULL&q=a+b&more=1"), (Pairs{{"q", "a b"}}));
}

TEST_F(RouterTest, RequiresTheQueryOfTheTemplate)
{
    workspace.apis = {api("a", "a",
                          {templateOperation("full", "GET", "/find?kind=full"),
                           templateOperation("short", "GET", "/find?kind=short")})};
    EXPECT_EQ(find("GET", "/a/find?kind=short"), "a short /find");
    EXPECT_EQ(find("GET", "/a/find?kind=Full"), "a full /find");
    EXPECT_EQ(find("GET", "/a/find?kind=none"), "a - /find");
    EXPECT_EQ(find("GET", "/a/find"), "a - /find");
}

TEST_F(RouterTest, RefusesAnEmptyParameter)
{
    workspace.apis = {api("a", "a", {templateOperation("one", "GET", "/x{id}y")})};
    EXPECT_EQ(find("GET", "/a/xy"), "a - /xy");
    EXPECT_EQ(find("GET", "/a/xyy"), "a one /xyy");
}

} // namespace
} // namespace gatelens::proxy
