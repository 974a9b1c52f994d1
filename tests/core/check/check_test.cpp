#include "core/check/check.h"
#include "core/check/report.h"
#include "core/workspace/demo_workspace.h"
#include "tests/support/finding_codes.h"
#include "tests/support/temporary_folder.h"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace gatelens {
namespace {

using test::codesOf;

namespace fs = std::filesystem;
namespace json = boost::json;

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// Expressions are compiled in their own room's tests.
CheckOptions withoutExpressions() { return {.checkExpression = {}}; }

void writeText(const fs::path& path, std::string_view text)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

Result<CheckReport> check(const fs::path& path)
{
    const std::vector<fs::path> paths{path};
    return checkPaths(paths, withoutExpressions());
}

TEST(Checking, FindsNothingInTheDemoWorkspace)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeDemoWorkspace(folder.path()));
    const auto report = check(folder.path());
    ASSERT_TRUE(report);
    EXPECT_THAT(report->findings, IsEmpty()) << toText(report->findings);
    EXPECT_EQ(report->documents, 20U);
}

TEST(Checking, CompilesEveryExpressionOfTheDemoWorkspace)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeDemoWorkspace(folder.path()));
    const std::vector<fs::path> paths{folder.path()};
    const auto report = checkPaths(paths);
    ASSERT_TRUE(report);
    EXPECT_THAT(report->findings, IsEmpty()) << toText(report->findings);
}

TEST(Checking, PointsAtTheMistakeInAnExpression)
{
    const test::TemporaryFolder folder;
    writeText(folder / "p.xml",
              "<policies>\n  <inbound>\n    <set-variable name=\"a\" value=\"@(1 + nothing)\" />\n"
              "  </inbound>\n</policies>");
    const std::vector<fs::path> paths{folder / "p.xml"};
    const auto report = checkPaths(paths);
    ASSERT_TRUE(report);
    ASSERT_EQ(report->findings.size(), 1U) << toText(report->findings);
    EXPECT_EQ(report->findings[0].code, "CS0103");
    EXPECT_EQ(report->findings[0].position.line, 3U);
    EXPECT_EQ(report->findings[0].position.column, 41U);
}

TEST(Checking, NamesTheFileAsGiven)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeDemoWorkspace(folder.path()));
    writeText(folder / "policy.xml",
              "<policies>\n  <inbound>\n    <set-heder/>\n  </inbound>\n</policies>");
    const auto report = check(folder.path());
    ASSERT_TRUE(report);
    ASSERT_EQ(report->findings.size(), 1U) << toText(report->findings);
    EXPECT_EQ(report->findings[0].position,
              (SourcePosition{(folder / "policy.xml").string(), 3, 5}));
    EXPECT_TRUE(hasErrors(report->findings));
}

TEST(Checking, JudgesFragmentsWhereTheyAreIncluded)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeDemoWorkspace(folder.path()));
    writeText(folder / "policy fragments/problem-response/policy.xml",
              "<fragment><rewrite-uri template=\"/\" /></fragment>");
    const auto report = check(folder.path());
    EXPECT_THAT(codesOf(report->findings), ElementsAre("GL2102")) << toText(report->findings);
}

TEST(Checking, PointsAtTheLineOfWrongMetadata)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeDemoWorkspace(folder.path()));
    writeText(folder / "apis/sales/apiInformation.json", R"({"properties": {"path": "sales"}})");
    writeText(folder / "apis/sales/specification.edmx",
              "<edmx:Edmx xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n"
              "<edmx:DataServices><Schema Namespace=\"N\">\n<EntityType/>\n"
              "</Schema></edmx:DataServices></edmx:Edmx>");
    const auto report = check(folder.path());
    ASSERT_TRUE(report);
    EXPECT_THAT(codesOf(report->findings), ElementsAre("GL4205")) << toText(report->findings);
    EXPECT_EQ(report->findings[0].position.line, 3U);
}

TEST(Checking, TellsWhoAsksThatNamesAreNotCheckedWithoutMetadata)
{
    const test::TemporaryFolder folder;
    writeText(folder / "apis/sales/apiInformation.json", R"({"properties": {"path": "sales"}})");
    writeText(folder / "apis/sales/specification.json",
              R"({"openapi": "3.0.1", "info": {"title": "s", "version": "1"},
                  "paths": {"/Products": {"get": {"operationId": "list", "responses": {}}}}})");
    writeText(folder / "apis/sales/policy.xml",
              "<policies>\n<inbound><base />\n<validate-odata-request /></inbound>\n"
              "<backend><base /></backend><outbound><base /></outbound>\n"
              "<on-error><base /></on-error></policies>");
    const auto hints = [&] {
        const std::vector<fs::path> paths{folder.path()};
        const auto report = checkPaths(paths, {.checkExpression = {}, .includeInformation = true});
        return std::count_if(report->findings.begin(), report->findings.end(),
                             [](const Finding& one) { return one.code == "GL3008"; });
    };
    EXPECT_EQ(hints(), 1);
    EXPECT_THAT(codesOf(check(folder.path())->findings), IsEmpty());
    writeText(folder / "apis/sales/specification.edmx", "x");
    EXPECT_EQ(hints(), 0);
}

/// One API with an operation "get", and the policies of both, of the service and of a product that
/// holds the API.
class CheckingRequests : public testing::Test
{
protected:
    CheckingRequests()
    {
        m_loaded.workspace.apis.resize(1);
        Api& first = api();
        first.id = "shop";
        first.path = "shop";
        first.operations.resize(1);
        first.operations.front().id = "get";
        first.operations.front().method = "GET";
        first.operations.front().urlTemplate = "/";
        m_loaded.workspace.products.resize(1);
        m_loaded.workspace.products.front().id = "starter";
        m_loaded.workspace.products.front().apiIds = {"shop"};
    }

    static PolicySource document(const std::string& file, const std::string& inbound,
                                 const std::string& rest = "")
    {
        return {file, "<policies><inbound>" + inbound + "</inbound>" + rest + "</policies>"};
    }

    [[nodiscard]] Findings findings() const
    {
        return checkWorkspace(m_loaded, withoutExpressions()).findings;
    }

    Api& api() { return m_loaded.workspace.apis.front(); }

    LoadedWorkspace m_loaded;
};

constexpr const char* kRead
    = "<set-header name=\"h\"><value>@((string)context.Variables[\"v\"])</value></set-header>";
constexpr const char* kSet = "<set-variable name=\"v\" value=\"1\" />";

TEST_F(CheckingRequests, FindWhatAnOuterScopeKeepsFromBeingReached)
{
    m_loaded.workspace.policy
        = document("policy.xml",
                   "<return-response><set-status code=\"503\" reason=\"Closed\" />"
                   "</return-response>");
    api().policy = document("api.xml", "<base />" + std::string(kSet));
    const Findings found = findings();
    ASSERT_THAT(codesOf(found), ElementsAre("GL2301")) << toText(found);
    EXPECT_EQ(found.front().position.file, "api.xml");
    // Before the parent's statements it is reached.
    api().policy = document("api.xml", std::string(kSet) + "<base />");
    EXPECT_THAT(codesOf(findings()), IsEmpty()) << toText(findings());
}

TEST_F(CheckingRequests, FindVariablesThatOnlyAnotherPlaceSets)
{
    api().policy = document("api.xml", std::string(kRead) + "<base />");
    m_loaded.workspace.policy = document("policy.xml", kSet);
    EXPECT_THAT(codesOf(findings()), ElementsAre("GL2305")) << toText(findings());
    api().policy = document("api.xml", "<base />" + std::string(kRead));
    EXPECT_THAT(codesOf(findings()), IsEmpty()) << toText(findings());
}

TEST_F(CheckingRequests, KnowVariablesThatAProductSets)
{
    api().policy = document("api.xml", "<base />" + std::string(kRead));
    m_loaded.workspace.products.front().policy = document("product.xml", kSet);
    EXPECT_THAT(codesOf(findings()), IsEmpty()) << toText(findings());
}

TEST_F(CheckingRequests, FollowFragmentsToTheirPlace)
{
    m_loaded.workspace.fragments.push_back(
        {"use", "", {"use.xml", "<fragment>" + std::string(kRead) + "</fragment>"}});
    const std::string include = "<include-fragment fragment-id=\"use\" />";
    api().policy = document("api.xml", include + kSet);
    const Findings found = findings();
    ASSERT_THAT(codesOf(found), ElementsAre("GL2305")) << toText(found);
    EXPECT_EQ(found.front().position.file, "use.xml");
    api().policy = document("api.xml", kSet + include);
    EXPECT_THAT(codesOf(findings()), IsEmpty()) << toText(findings());
}

TEST(Checking, FindsWhatEntitiesMiss)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeDemoWorkspace(folder.path()));
    for (const char* gone : {"loggers/azuremonitor", "backends/conference-us",
                             "version sets/status", "products/unlimited"})
        fs::remove_all(folder / gone);
    const auto report = check(folder.path());
    EXPECT_THAT(codesOf(report->findings),
                UnorderedElementsAre("GL3101", "GL3102", "GL3103", "GL3105", "GL4106"))
        << toText(report->findings);
}

TEST(Checking, FindsTwoApisAtOnePath)
{
    const test::TemporaryFolder folder;
    writeText(folder / "apis/a/apiInformation.json", R"({"properties": {"path": "x"}})");
    writeText(folder / "apis/b/apiInformation.json", R"({"properties": {"path": "X"}})");
    EXPECT_THAT(codesOf(check(folder.path())->findings), ElementsAre("GL3107"));
}

TEST(Checking, TakesLoosePoliciesAndLeavesOtherXml)
{
    const test::TemporaryFolder folder;
    writeText(folder / "samples/good.xml", "<policies><inbound><base /></inbound></policies>");
    writeText(folder / "samples/bad.policy.xml", "<policies><inbound><base></inbound></policies>");
    writeText(folder / "pom.xml", "<project />");
    const auto report = check(folder.path());
    ASSERT_TRUE(report);
    EXPECT_EQ(report->documents, 2U);
    EXPECT_THAT(codesOf(report->findings), ElementsAre("GL1003"));
}

TEST(Checking, TellsWhatItCannotCheck)
{
    const test::TemporaryFolder folder;
    EXPECT_EQ(check(folder / "nothing").error().code, ErrorCode::NotFound);
    EXPECT_EQ(check(folder.path()).error().code, ErrorCode::Unsupported);
    writeText(folder / "x.xml", "<project />");
    const auto report = check(folder / "x.xml");
    ASSERT_TRUE(report);
    EXPECT_THAT(codesOf(report->findings), ElementsAre("GL2001"));
}

Findings twoFindings()
{
    return {{{"a b/p.xml", 3, 5}, 4, FindingSeverity::Error, "GL1001", "It \"is\" wrong."},
            {{"q.xml", 0, 0}, 0, FindingSeverity::Information, "GL2002", "A hint."}};
}

TEST(Report, IsOneLineAFinding)
{
    EXPECT_EQ(toText(twoFindings()),
              "a b/p.xml:3:5: error GL1001 It \"is\" wrong.\nq.xml: information GL2002 A hint.\n");
}

TEST(Report, IsJson)
{
    const json::value report = json::parse(toJson(twoFindings()));
    EXPECT_EQ(report.at(0),
              (json::value{{"file", "a b/p.xml"},
                           {"line", 3},
                           {"column", 5},
                           {"severity", "error"},
                           {"code", "GL1001"},
                           {"message", "It \"is\" wrong."}}));
    EXPECT_EQ(json::parse(toJson({})), json::value(json::array()));
}

TEST(Levels, AreTheAnswerToThoseWhoAskForInformation)
{
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "p.xml";
    std::ofstream(path, std::ios::binary)
        << "<policies><inbound><base /><rate-limit calls=\"1\" renewal-period=\"60\" />"
           "<set-method>GET</set-method></inbound></policies>\n";
    CheckOptions options;
    EXPECT_THAT(checkPaths(std::vector{path}, options)->findings, IsEmpty());
    options.includeInformation = true;
    const Findings findings = checkPaths(std::vector{path}, options)->findings;
    ASSERT_THAT(codesOf(findings), ElementsAre("GL2110"));
    EXPECT_THAT(findings[0].message, testing::HasSubstr("<rate-limit> is emulated"));
}

TEST(Report, CountsColumnsInCharacters)
{
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "p.xml";
    std::ofstream(path, std::ios::binary) << "\xEF\xBB\xBF<policies><inbound><!-- \u00e4\u20ac "
                                             "--><set-heder /></inbound></policies>\n";
    const auto report = checkPaths(std::vector{path}, {});
    ASSERT_TRUE(report);
    ASSERT_EQ(report->findings.size(), 1U);
    EXPECT_EQ(report->findings[0].position.column, 31U);
    EXPECT_EQ(report->findings[0].length, 10U);
    const json::value region
        = json::parse(toSarif(report->findings, "1"))
              .at_pointer("/runs/0/results/0/locations/0/physicalLocation/region");
    EXPECT_EQ(region.at("startColumn"), 31);
    EXPECT_EQ(region.at("endColumn"), 41);
}

TEST(Report, IsSarif)
{
    const json::value log = json::parse(toSarif(twoFindings(), "1.2.3"));
    EXPECT_EQ(log.at("version"), "2.1.0");
    const json::value& run = log.at("runs").at(0);
    EXPECT_EQ(run.at("tool").at("driver").at("rules").as_array().size(), 2U);
    const json::value& result = run.at("results").at(0);
    EXPECT_EQ(result.at("level"), "error");
    const json::value& place = result.at("locations").at(0).at("physicalLocation");
    EXPECT_EQ(place.at("artifactLocation").at("uri"), "a%20b/p.xml");
    EXPECT_EQ(place.at("region").at("startLine"), 3);
    EXPECT_EQ(run.at("results").at(1).at("level"), "note");
    EXPECT_TRUE(json::parse(toSarif({}, "1")).at("runs").at(0).at("results").as_array().empty());
}

} // namespace
} // namespace gatelens
