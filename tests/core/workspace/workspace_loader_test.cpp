#include "core/workspace/demo_workspace.h"
#include "core/workspace/iso_duration.h"
#include "core/workspace/workspace.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace gatelens {
namespace {

namespace fs = std::filesystem;

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

void writeText(const fs::path& path, std::string_view text)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

std::vector<std::string> placesAndCodes(const Findings& findings)
{
    std::vector<std::string> lines;
    for (const Finding& finding : findings)
        lines.push_back(toString(finding.position) + " " + finding.code);
    return lines;
}

class Loading : public testing::Test
{
protected:
    void put(std::string_view path, std::string_view text)
    {
        writeText(m_folder.path() / path, text);
    }

    LoadedWorkspace load()
    {
        auto loaded = loadWorkspace(m_folder.path());
        EXPECT_TRUE(loaded) << loaded.error().message;
        return loaded ? std::move(*loaded) : LoadedWorkspace{};
    }

    test::TemporaryFolder m_folder;
};

TEST_F(Loading, ABrokenFileIsReportedAndTheRestLoads)
{
    ASSERT_TRUE(writeDemoWorkspace(m_folder.path()));
    put("backends/badge-printer/backendInformation.json",
        "{\n  \"properties\": {\n    \"url\" \"x\"\n  }\n}");
    put("apis/status-api-v1/specification.json", "{\n  \"openapi\": \n}");
    const LoadedWorkspace loaded = load();
    EXPECT_THAT(placesAndCodes(loaded.findings),
                ElementsAre("backends/badge-printer/backendInformation.json:3:11 GL4002",
                            "apis/status-api-v1/specification.json:3:1 GL4204",
                            "apis/status-api-v1/operations/get-ready/policy.xml GL4015"));
    EXPECT_THAT(loaded.workspace.backends, SizeIs(3));
    EXPECT_THAT(loaded.workspace.apis, SizeIs(3));
}

TEST_F(Loading, ValuesOfAWrongTypeAreReportedWithTheirPlace)
{
    put("diagnostics/d/diagnosticInformation.json",
        "{\"properties\": {\n \"sampling\": {\"percentage\": 120},\n \"verbosity\": \"loud\",\n "
        "\"metrics\": []}}");
    put("backends/b/backendInformation.json",
        "{\"properties\": {\"url\": \"https://x\", \"circuitBreaker\": {\"rules\": "
        "[\n{\"tripDuration\": \"1m\"}]}}}");
    EXPECT_THAT(placesAndCodes(load().findings),
                ElementsAre("backends/b/backendInformation.json:2:18 GL4008",
                            "diagnostics/d/diagnosticInformation.json:2:29 GL4007",
                            "diagnostics/d/diagnosticInformation.json:3:15 GL4005",
                            "diagnostics/d/diagnosticInformation.json:4:13 GL4003"));
}

TEST_F(Loading, NumbersMayStandInQuotesAndNamesInAnyCase)
{
    put("backends/b/backendInformation.json",
        R"({"properties": {"type": "pool", "pool": {"services": [{"id": "/subscriptions/x/backends/m", "weight": "3"}]}}})");
    put("diagnostics/d/diagnosticInformation.json",
        R"({"properties": {"loggerId": "/a/b/loggers/l", "alwaysLog": "AllErrors", "sampling": {"samplingType": "Fixed", "percentage": "12.5"}}})");
    const LoadedWorkspace loaded = load();
    EXPECT_THAT(loaded.findings, IsEmpty());
    EXPECT_THAT(loaded.workspace.backends[0].members, ElementsAre(PoolMember{"m", 1, 3}));
    EXPECT_EQ(loaded.workspace.diagnostics[0].loggerId, "l");
    EXPECT_TRUE(loaded.workspace.diagnostics[0].alwaysLogErrors);
    EXPECT_EQ(loaded.workspace.diagnostics[0].samplingPercentage, 12.5);
}

TEST_F(Loading, ReadsTheRelationsOfVersions2To5)
{
    put("apis/a/apiInformation.json", R"({"properties": {"path": "a"}})");
    put("apis/a/tags.json", R"([{"name": "t"}])");
    put("products/p/productInformation.json", R"({"properties": {"displayName": "P"}})");
    put("products/p/apis.json", R"([{"name": "a"}, "b"])");
    put("products/p/groups.json", R"([{"name": "g"}])");
    put("version sets/v/apiVersionSetInformation.json",
        R"({"properties": {"versioningScheme": "Header", "versionHeaderName": "h"}})");
    const Workspace workspace = load().workspace;
    EXPECT_EQ(workspace.dialect, LayoutDialect::V2To5);
    EXPECT_THAT(workspace.apis[0].tags, ElementsAre("t"));
    EXPECT_THAT(workspace.products[0].apiIds, ElementsAre("a", "b"));
    EXPECT_THAT(workspace.products[0].groupIds, ElementsAre("g"));
    EXPECT_EQ(workspace.versionSets[0].scheme, VersioningScheme::Header);
}

TEST_F(Loading, ReadsTheRelationsOfVersion6)
{
    put("apis/a/apiInformation.json", R"({"properties": {"path": "a"}})");
    put("apis/a/tags/t/apiTagInformation.json", "{}");
    put("products/p/productInformation.json", R"({"properties": {"displayName": "P"}})");
    put("products/p/apis/a/productApiInformation.json", "{}");
    const Workspace workspace = load().workspace;
    EXPECT_EQ(workspace.dialect, LayoutDialect::V6);
    EXPECT_THAT(workspace.apis[0].tags, ElementsAre("t"));
    EXPECT_THAT(workspace.products[0].apiIds, ElementsAre("a"));
}

TEST_F(Loading, ReadsVersion1AsReadOnly)
{
    put("apis/My API/Original/1/apiInformation.json",
        R"({"name": "my-api", "properties": {"path": "my", "displayName": "My API"}})");
    put("apis/My API/Original/1/policy.xml", "<policies />");
    put("products/Starter/productInformation.json",
        R"({"name": "starter", "properties": {"displayName": "Starter"}})");
    put("products/Starter/apis.json", R"([{"name": "my-api"}])");
    const LoadedWorkspace loaded = load();
    EXPECT_EQ(loaded.workspace.dialect, LayoutDialect::V1);
    EXPECT_THAT(placesAndCodes(loaded.findings), ElementsAre(" GL4013"));
    ASSERT_THAT(loaded.workspace.apis, SizeIs(1));
    EXPECT_EQ(loaded.workspace.apis[0].id, "my-api");
    EXPECT_TRUE(loaded.workspace.apis[0].policy);
    ASSERT_THAT(loaded.workspace.products, SizeIs(1));
    EXPECT_EQ(loaded.workspace.products[0].id, "starter");
    EXPECT_THAT(loaded.workspace.products[0].apiIds, ElementsAre("my-api"));
}

TEST_F(Loading, MixedFoldersAreReadByAllRules)
{
    put("apis/a/apiInformation.json", R"({"properties": {"path": "a"}})");
    put("apis/a/tags.json", R"(["old"])");
    put("tags/new/apis/a/tagApiInformation.json", "{}");
    const LoadedWorkspace loaded = load();
    EXPECT_EQ(loaded.workspace.dialect, LayoutDialect::V7);
    EXPECT_THAT(placesAndCodes(loaded.findings), ElementsAre(" GL4012"));
    EXPECT_THAT(loaded.workspace.apis[0].tags, testing::UnorderedElementsAre("old", "new"));
}

TEST_F(Loading, ReadsServiceWorkspaces)
{
    put("workspaces/w/apis/a/apiInformation.json", R"({"properties": {"path": "a"}})");
    put("workspaces/w/policy.xml", "<policies />");
    put("apis/b/apiInformation.json", R"({"properties": {"path": "b"}})");
    const Workspace workspace = load().workspace;
    ASSERT_THAT(workspace.serviceWorkspaces, SizeIs(1));
    EXPECT_TRUE(workspace.serviceWorkspaces[0].policy);
    ASSERT_NE(workspace.findApi("a"), nullptr);
    EXPECT_EQ(workspace.findApi("a")->workspaceId, "w");
}

TEST_F(Loading, APartialApiTakesItsNameFromTheSpecification)
{
    put("apis/echo/specification.yaml",
        "openapi: 3.0.1\ninfo: {title: Echo API}\npaths: {/x: {get: {}}}\n");
    const Workspace workspace = load().workspace;
    ASSERT_THAT(workspace.apis, SizeIs(1));
    EXPECT_TRUE(workspace.apis[0].isPartial);
    EXPECT_EQ(workspace.apis[0].displayName, "Echo API");
    EXPECT_EQ(workspace.apis[0].path, "echo");
    EXPECT_THAT(workspace.apis[0].operations, SizeIs(1));
}

TEST_F(Loading, RevisionsTakeTheirPathFromTheCurrentOne)
{
    put("apis/a/apiInformation.json", R"({"properties": {"path": "/now/", "displayName": "Now"}})");
    put("apis/a;rev=3/apiInformation.json",
        R"({"properties": {"path": "old", "apiRevision": "2", "serviceUrl": "https://r3"}})");
    const Workspace workspace = load().workspace;
    const Api* revision = workspace.findApi("a;rev=3");
    ASSERT_NE(revision, nullptr);
    EXPECT_EQ(revision->path, "now");
    EXPECT_EQ(revision->displayName, "Now");
    EXPECT_EQ(revision->revision, "3");
    EXPECT_EQ(revision->serviceUrl, "https://r3");
}

TEST_F(Loading, WarnsOfSecretsInClearAndStrayPolicies)
{
    put("named values/n/namedValueInformation.json",
        R"({"properties": {"displayName": "n", "secret": true, "value": "x"}})");
    put("subscriptions/s/subscriptionInformation.json",
        R"({"properties": {"scope": "/apis", "primaryKey": "k", "state": "active"}})");
    put("loggers/l/loggerInformation.json",
        R"({"properties": {"loggerType": "applicationInsights", "credentials": {"instrumentationKey": "k"}}})");
    put("backup.xml", "<policies />");
    std::vector<std::string> codes;
    for (const Finding& finding : load().findings) {
        EXPECT_EQ(finding.severity, FindingSeverity::Warning);
        codes.push_back(finding.code);
    }
    EXPECT_THAT(codes, ElementsAre("GL4010", "GL4010", "GL4010", "GL4006"));
}

TEST_F(Loading, FindsTheArtifactFolderBelow)
{
    writeText(m_folder / "src/apim/apis/a/apiInformation.json", R"({"properties": {"path": "a"}})");
    EXPECT_EQ(load().workspace.folder, m_folder / "src/apim");
    writeText(m_folder / "other/apis/b/apiInformation.json", R"({"properties": {"path": "b"}})");
    const auto several = loadWorkspace(m_folder.path());
    ASSERT_FALSE(several);
    EXPECT_EQ(several.error().code, ErrorCode::Conflict);
    EXPECT_THAT(several.error().message, testing::HasSubstr((m_folder / "other").string()));
}

TEST_F(Loading, TellsWhenThereIsNoWorkspace)
{
    EXPECT_EQ(loadWorkspace(m_folder.path()).error().code, ErrorCode::NotFound);
    EXPECT_EQ(loadWorkspace(m_folder / "gone").error().code, ErrorCode::NotFound);
}

TEST_F(Loading, ReportsUnknownAndUnusableLocalSettings)
{
    put("gatelens.json", R"({
  "listen": {"gateway": "nowhere", "metrics": null, "ingset": "127.0.0.1:1"},
  "secrets": {"namedValues": {"a": {"plain": "x"}, "b": {}}},
  "demo": {"traffic": {"rate": 0}},
  "forward": [{"name": "f", "type": "otlpHttp"}]
})");
    const LoadedWorkspace loaded = load();
    EXPECT_THAT(placesAndCodes(loaded.findings),
                ElementsAre("gatelens.json:2:63 GL4102", "gatelens.json:2:25 GL4103",
                            "gatelens.json:3:46 GL4104", "gatelens.json:3:57 GL4103",
                            "gatelens.json:4:32 GL4103", "gatelens.json:5:15 GL4105"));
    EXPECT_FALSE(loaded.workspace.local.metrics);
    EXPECT_EQ(loaded.workspace.local.gateway, (ListenAddress{"127.0.0.1", 8080}));
}

TEST(IsoDurations, RoundTrip)
{
    using std::chrono::seconds;
    EXPECT_EQ(parseIsoDuration("PT30S"), seconds(30));
    EXPECT_EQ(parseIsoDuration("P7D"), seconds(7 * 86400));
    EXPECT_EQ(parseIsoDuration("P1DT2H3M4.5S"), Micros(93784500000));
    for (const char* wrong : {"", "P", "PT", "30S", "P1M", "PT1D", "P1Y", "PT-1S", "PT1S2"})
        EXPECT_EQ(parseIsoDuration(wrong), std::nullopt) << wrong;
    for (const char* text : {"PT0S", "PT30S", "P7D", "P1DT2H", "PT1M1.500000S"})
        EXPECT_EQ(toIsoDuration(*parseIsoDuration(text)), text);
}

} // namespace
} // namespace gatelens
