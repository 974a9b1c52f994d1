#include "core/workspace/demo_workspace.h"
#include "core/workspace/json_document.h"
#include "core/workspace/workspace_writer.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace gatelens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

namespace fs = std::filesystem;

std::string readText(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

using Tree = std::map<std::string, std::string>;

Tree snapshot(const fs::path& folder)
{
    Tree tree;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            tree[entry.path().lexically_relative(folder).generic_string()] = readText(entry.path());
    }
    return tree;
}

/// Changed lines as "-file: old" and "+file: new".
std::vector<std::string> changes(const Tree& before, const Tree& after)
{
    const auto lines = [](const std::string& text) {
        std::vector<std::string> list;
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);)
            list.push_back(line);
        return list;
    };
    std::vector<std::string> result;
    Tree all = before;
    all.insert(after.begin(), after.end());
    for (const auto& [file, text] : all) {
        auto left = lines(before.contains(file) ? before.at(file) : "");
        auto right = lines(after.contains(file) ? after.at(file) : "");
        while (!left.empty() && !right.empty() && left.back() == right.back()) {
            left.pop_back();
            right.pop_back();
        }
        std::size_t same = 0;
        while (same < left.size() && same < right.size() && left[same] == right[same])
            ++same;
        for (std::size_t i = same; i < left.size(); ++i)
            result.push_back("-" + left[i]);
        for (std::size_t i = same; i < right.size(); ++i)
            result.push_back("+" + right[i]);
    }
    return result;
}

class Writing : public testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_TRUE(writeDemoWorkspace(m_folder.path()));
        reload();
        before = snapshot(m_folder.path());
    }

    void reload()
    {
        auto loaded = loadWorkspace(m_folder.path());
        ASSERT_TRUE(loaded);
        workspace = std::move(loaded->workspace);
        EXPECT_THAT(loaded->findings, IsEmpty());
    }

    std::vector<std::string> changed() { return changes(before, snapshot(m_folder.path())); }

    test::TemporaryFolder m_folder;
    Workspace workspace;
    Tree before;
};

TEST_F(Writing, OpeningChangesNothing)
{
    reload();
    EXPECT_EQ(snapshot(m_folder.path()), before);
}

TEST_F(Writing, SavingAnUnchangedDiagnosticChangesNothing)
{
    const WorkspaceWriter writer(workspace);
    for (const Diagnostic& diagnostic : workspace.diagnostics)
        ASSERT_TRUE(writer.saveDiagnostic("", diagnostic));
    EXPECT_EQ(snapshot(m_folder.path()), before);
}

TEST_F(Writing, OneFieldIsOneLine)
{
    Diagnostic diagnostic = workspace.findApi("demo-conference-api")->diagnostics[0];
    diagnostic.samplingPercentage = 12.5;
    ASSERT_TRUE(WorkspaceWriter(workspace).saveDiagnostic("demo-conference-api", diagnostic));
    EXPECT_THAT(changed(),
                ElementsAre("-      \"percentage\": 25,", "+      \"percentage\": 12.5,"));
    reload();
    EXPECT_EQ(workspace.findApi("demo-conference-api")->diagnostics[0], diagnostic);
}

TEST_F(Writing, EveryDiagnosticFieldComesBack)
{
    Diagnostic diagnostic = workspace.diagnostics[0];
    diagnostic.loggerId = "appinsights-conference";
    diagnostic.alwaysLogErrors = false;
    diagnostic.verbosity = Verbosity::Error;
    diagnostic.correlation = CorrelationProtocol::Legacy;
    diagnostic.logClientIp = false;
    diagnostic.operationNameFormat = OperationNameFormat::Url;
    diagnostic.metrics = false;
    for (MessageDiagnostic* message : {&diagnostic.frontendRequest, &diagnostic.frontendResponse,
                                       &diagnostic.backendRequest, &diagnostic.backendResponse}) {
        message->headers = {"a", "b\"c"};
        message->bodyBytes = 77;
        message->maskedHeaders = {{"h", MaskingMode::Hide}, {"i", MaskingMode::Mask}};
        message->maskedQueryParameters = {{"q", MaskingMode::Mask}};
    }
    ASSERT_TRUE(WorkspaceWriter(workspace).saveDiagnostic("", diagnostic));
    reload();
    EXPECT_EQ(workspace.diagnostics[0], diagnostic);
}

TEST_F(Writing, ANewDiagnosticGetsItsFile)
{
    Diagnostic diagnostic{
        .id = "applicationinsights", .loggerId = "appinsights-platform", .samplingPercentage = 50};
    diagnostic.frontendRequest.headers = {"user-agent"};
    ASSERT_TRUE(WorkspaceWriter(workspace).saveDiagnostic("demo-conference-api;rev=2", diagnostic));
    reload();
    EXPECT_THAT(workspace.findApi("demo-conference-api;rev=2")->diagnostics,
                ElementsAre(diagnostic));
    ASSERT_TRUE(WorkspaceWriter(workspace).deleteDiagnostic("demo-conference-api;rev=2",
                                                            "applicationinsights"));
    EXPECT_EQ(snapshot(m_folder.path()), before);
}

TEST_F(Writing, PoliciesAreTexts)
{
    const WorkspaceWriter writer(workspace);
    const PolicyPlace place{PolicyPlace::Kind::Operation, "demo-conference-api", "get-session"};
    EXPECT_EQ(writer.policyFile(place),
              "apis/demo-conference-api/operations/get-session/policy.xml");
    ASSERT_TRUE(writer.savePolicy(place, "<policies>\r\n</policies>"));
    EXPECT_EQ(readText(m_folder / "apis/demo-conference-api/operations/get-session/policy.xml"),
              "<policies>\r\n</policies>");
}

TEST_F(Writing, MakesAndDeletesPolicyDocuments)
{
    const WorkspaceWriter writer(workspace);
    const PolicyPlace fragment{PolicyPlace::Kind::Fragment, "new-one", ""};
    ASSERT_TRUE(writer.savePolicy(fragment, "<fragment />"));
    const PolicyPlace operation{PolicyPlace::Kind::Operation, "status-api-v1", "get-live"};
    ASSERT_TRUE(writer.savePolicy(operation, "<policies />"));
    reload();
    ASSERT_NE(workspace.findFragment("new-one"), nullptr);
    EXPECT_EQ(workspace.findFragment("new-one")->policy.text, "<fragment />");
    ASSERT_TRUE(writer.deletePolicy(fragment));
    ASSERT_TRUE(writer.deletePolicy(operation));
    EXPECT_EQ(snapshot(m_folder.path()), before);
}

TEST_F(Writing, NamedValuesKeepTheirOtherFields)
{
    const WorkspaceWriter writer(workspace);
    NamedValue named = *workspace.findNamedValue("badges-enabled");
    named.value = "false";
    ASSERT_TRUE(writer.saveNamedValue(named));
    EXPECT_THAT(changed(), ElementsAre("-    \"value\": \"true\"", "+    \"value\": \"false\""));
    NamedValue secret{.id = "s", .displayName = "s", .value = "never written", .isSecret = true};
    ASSERT_TRUE(writer.saveNamedValue(secret));
    EXPECT_EQ(readText(m_folder / "named values/s/namedValueInformation.json").find("never"),
              std::string::npos);
}

TEST_F(Writing, LocalSettingsAreEditedInPlace)
{
    const WorkspaceWriter writer(workspace);
    ASSERT_TRUE(writer.setLocalSetting({"demo", "traffic", "rate"}, "7"));
    EXPECT_THAT(changed(), ElementsAre("-      \"rate\": 5,", "+      \"rate\": 7,"));
    ASSERT_TRUE(writer.setLocalSetting({"tls", "verifyUpstream"}, "false"));
    reload();
    EXPECT_EQ(workspace.local.demo.rate, 7);
    EXPECT_FALSE(workspace.local.tls.verifyUpstream);
    ASSERT_TRUE(writer.removeLocalSetting({"tls"}));
    ASSERT_TRUE(writer.setLocalSetting({"demo", "traffic", "rate"}, "5"));
    EXPECT_EQ(snapshot(m_folder.path()), before);
}

TEST_F(Writing, ABrokenFileIsLeftAsItIs)
{
    std::ofstream(m_folder / "gatelens.json") << "{ \"demo\": ";
    const auto written = WorkspaceWriter(workspace).setLocalSetting({"demo", "seed"}, "2");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().position.file, "gatelens.json");
    EXPECT_EQ(readText(m_folder / "gatelens.json"), "{ \"demo\": ");
}

TEST_F(Writing, LeavesNoTemporaryFile)
{
    ASSERT_TRUE(WorkspaceWriter(workspace).setLocalSetting({"demo", "seed"}, "2"));
    for (const auto& [file, text] : snapshot(m_folder.path()))
        EXPECT_FALSE(file.ends_with(".gatelens-tmp")) << file;
}

TEST(AtomicWriting, TellsWhichFileItCouldNotWrite)
{
    const auto written = writeFileAtomically("/proc/no-such/file", "x");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::Io);
    EXPECT_NE(written.error().message.find("/proc/no-such"), std::string::npos);
}

struct JsonEdit
{
    std::string_view text;
    std::vector<std::string> path;
    std::string_view value;
    std::string_view expected;
};

class JsonMemberEdit : public testing::TestWithParam<JsonEdit>
{
};

TEST_P(JsonMemberEdit, ChangesOnlyItsBytes)
{
    const auto document = JsonDocument::parse(std::string(GetParam().text));
    ASSERT_TRUE(document);
    const auto edit = document->setMember(GetParam().path, GetParam().value);
    ASSERT_TRUE(edit);
    std::string text(GetParam().text);
    text.replace(edit->range.begin, edit->range.size(), edit->replacement);
    EXPECT_EQ(text, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, JsonMemberEdit,
    testing::Values(JsonEdit{"{\"a\":1}", {"a"}, "2", "{\"a\":2}"},
                    JsonEdit{"{\"a\": 1}", {"b"}, "2", "{\"a\": 1, \"b\": 2}"},
                    JsonEdit{"{\n\t\"a\": 1\n}", {"b"}, "2", "{\n\t\"a\": 1,\n\t\"b\": 2\n}"},
                    JsonEdit{"{\r\n  \"a\": 1\r\n}",
                             {"b", "c"},
                             "2",
                             "{\r\n  \"a\": 1,\r\n  \"b\": {\r\n    \"c\": 2\r\n  }\r\n}"},
                    JsonEdit{"{}", {"a", "b"}, "[]", "{\n  \"a\": {\n    \"b\": []\n  }\n}"},
                    JsonEdit{"\xEF\xBB\xBF{\"a\":\"\\u00e9\", \"b\":0}",
                             {"b"},
                             "1",
                             "\xEF\xBB\xBF{\"a\":\"\\u00e9\", \"b\":1}"}));

TEST(JsonMemberEdits, RefuseToGoThroughAValue)
{
    const auto document = JsonDocument::parse("{\"a\": 1}");
    EXPECT_FALSE(document->setMember({"a", "b"}, "2"));
}

} // namespace
} // namespace gatelens
