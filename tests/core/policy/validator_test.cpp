#include "core/policy/validator.h"
#include "core/workspace/demo_workspace.h"
#include "tests/support/finding_codes.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::policy {
namespace {

using test::codesOf;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string describe(const Findings& findings)
{
    std::string text;
    for (const Finding& finding : findings)
        text += toString(finding.position) + ": " + std::string(toString(finding.severity)) + " "
            + finding.code + " " + finding.message + '\n';
    return text;
}

Findings withoutInformation(Findings findings)
{
    std::erase_if(findings, [](const Finding& finding) {
        return finding.severity == FindingSeverity::Information;
    });
    return findings;
}

Findings check(std::string_view text, ValidationContext context = {})
{
    return validate(Document::parse(std::string(text), "p.xml"), context);
}

struct Case
{
    std::string_view name;
    std::string_view text;
    std::vector<std::string> codes;
};

std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.name; }

class Rule : public testing::TestWithParam<Case>
{
};

TEST_P(Rule, IsChecked)
{
    const Findings findings = check(GetParam().text);
    EXPECT_EQ(codesOf(findings), GetParam().codes) << describe(findings);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Rule,
    testing::Values(
        Case{"Empty", "<policies><inbound/><backend><base/></backend></policies>", {}},
        Case{"Root", "<policy/>", {"GL2001"}},
        Case{"Snippet", "<set-method>GET</set-method>", {"GL2002"}},
        Case{"Section", "<policies><inbond/></policies>", {"GL2004"}},
        Case{"StatementOutsideSection", "<policies><base/></policies>", {"GL2004"}},
        Case{"SectionTwice", "<policies><inbound/><inbound/></policies>", {"GL2005"}},
        Case{
            "UnknownStatement", "<policies><inbound><set-heder/></inbound></policies>", {"GL2101"}},
        Case{"WrongSection",
             "<policies><outbound><rewrite-uri template=\"/\"/></outbound></policies>",
             {"GL2102"}},
        Case{"BaseTwice", "<policies><inbound><base/><base/></inbound></policies>", {"GL2010"}},
        Case{"BaseInFragment", "<fragment><base/></fragment>", {"GL2011"}},
        Case{"UnknownAttribute",
             "<policies><inbound><set-variable name=\"a\" value=\"b\" "
             "vlaue=\"c\"/></inbound></policies>",
             {"GL2201"}},
        Case{"MissingAttribute",
             "<policies><inbound><set-variable name=\"a\"/></inbound></policies>",
             {"GL2202"}},
        Case{"ConditionallyMissing",
             "<policies><inbound><set-backend-service/></inbound></policies>",
             {"GL2203"}},
        Case{"Number",
             "<policies><inbound><rate-limit calls=\"x\" "
             "renewal-period=\"60\"/></inbound></policies>",
             {"GL2204"}},
        Case{"Enumeration",
             "<policies><inbound><set-header name=\"a\" "
             "exists-action=\"overide\"><value>1</value></set-header>"
             "</inbound></policies>",
             {"GL2205"}},
        Case{"Range",
             "<policies><inbound><rate-limit calls=\"1\" "
             "renewal-period=\"3600\"/></inbound></policies>",
             {"GL2206"}},
        Case{"MissingChild", "<policies><inbound><choose/></inbound></policies>", {"GL2208"}},
        Case{"RepeatedChild",
             "<policies><inbound><choose><when "
             "condition=\"@(true)\"/><otherwise/><otherwise/></choose></inbound>"
             "</policies>",
             {"GL2209"}},
        Case{"StrayText", "<policies><inbound>text</inbound></policies>", {"GL2210"}},
        Case{"NamedValueAsStatement", "<policies><inbound>{{x}}</inbound></policies>", {"GL2008"}},
        Case{"MissingText", "<policies><inbound><set-method/></inbound></policies>", {"GL2211"}},
        Case{"Exclusive",
             "<policies><inbound><set-backend-service base-url=\"https://a\" "
             "backend-id=\"b\"/></inbound></policies>",
             {"GL2212"}},
        Case{"MissingValue",
             "<policies><inbound><set-header name=\"a\"/></inbound></policies>",
             {"GL2213"}},
        Case{"DeletedHeader",
             "<policies><inbound><set-header name=\"a\" "
             "exists-action=\"delete\"/></inbound></policies>",
             {}},
        Case{"Unreachable",
             "<policies><inbound><return-response/><set-method>GET</set-method></inbound></"
             "policies>",
             {"GL2301"}},
        Case{"UnreachableAfterChoose",
             "<policies><inbound><choose><when condition=\"@(true)\"><return-response/></when>"
             "<otherwise><mock-response/></otherwise></choose><set-method>GET</set-method></"
             "inbound></policies>",
             {"GL2301"}},
        Case{"ReachableAfterOneBranch",
             "<policies><inbound><choose><when "
             "condition=\"@(true)\"><return-response/></when></choose>"
             "<set-method>GET</set-method></inbound></policies>",
             {}},
        Case{"RelativeBaseUrl",
             "<policies><inbound><set-backend-service "
             "base-url=\"backend/v1\"/></inbound></policies>",
             {"GL2204"}},
        Case{"NoAddress",
             "<policies><inbound><ip-filter action=\"allow\"><address>300.1.1.1</address>"
             "</ip-filter></inbound></policies>",
             {"GL2204"}},
        Case{"NoAddressOfARange",
             "<policies><inbound><ip-filter action=\"allow\"><address-range from=\"10.0.0.1\" "
             "to=\"x\"/></ip-filter></inbound></policies>",
             {"GL2204"}},
        Case{"Addresses",
             "<policies><inbound><ip-filter action=\"allow\"><address> 10.0.0.1 </address>"
             "<address>2001:db8::1</address><address>{{office}}</address></ip-filter></inbound>"
             "</policies>",
             {}},
        Case{"NoStatusCode",
             "<policies><inbound><mock-response status-code=\"2000\"/></inbound></policies>",
             {"GL2206"}},
        Case{"ShortQuotaPeriod",
             "<policies><inbound><quota-by-key counter-key=\"k\" calls=\"1\" "
             "renewal-period=\"60\"/></inbound></policies>",
             {"GL2206"}},
        Case{"ForwardsNothing", "<policies><backend/></policies>", {"GL2302"}},
        Case{"RepeatedStatement",
             "<policies><inbound><rate-limit calls=\"1\" renewal-period=\"1\"/>"
             "<rate-limit calls=\"1\" renewal-period=\"1\"/></inbound></policies>",
             {"GL2105"}},
        Case{"ReadBeforeSet",
             "<policies><inbound><set-variable name=\"a\" "
             "value=\"@((string)context.Variables[\"b\"])\"/>"
             "<set-variable name=\"b\" value=\"1\"/></inbound></policies>",
             {"GL2305"}},
        Case{"ReadAfterSet",
             "<policies><inbound><set-variable name=\"b\" value=\"1\"/>"
             "<set-variable name=\"a\" "
             "value=\"@((string)context.Variables[\"b\"])\"/></inbound></policies>",
             {}},
        Case{"ReadWithAsking",
             "<policies><inbound><set-variable name=\"a\" "
             "value=\"@(context.Variables.ContainsKey(\"b\") ? "
             "context.Variables[\"b\"] : 1)\"/></inbound></policies>",
             {}}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(Validation, SuggestsTheNearestName)
{
    const Findings findings = check("<policies><inbound><set-heder/></inbound></policies>");
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_THAT(findings[0].message, HasSubstr("\"set-header\""));
    EXPECT_EQ(findings[0].position, (SourcePosition{"p.xml", 1, 20}));
}

TEST(Validation, ABackendThatIsNeverReachedNeedNotForward)
{
    EXPECT_THAT(check("<policies><inbound><return-response/></inbound><backend/></policies>"),
                IsEmpty());
}

TEST(Validation, ARetryMayAskForWhatItsChildrenSet)
{
    EXPECT_THAT(check("<policies><inbound><retry count=\"2\" interval=\"1\" "
                      "condition=\"@(context.Variables[\"answer\"] == null)\">"
                      "<set-variable name=\"answer\" value=\"1\"/></retry></inbound></policies>"),
                IsEmpty());
}

TEST(Validation, PlaceholdersOfDeploymentToolsAreWarnings)
{
    const auto codes = [](const std::string& count) {
        return codesOf(
            check("<policies><inbound><retry condition=\"@(true)\" interval=\"1\" count=\"" + count
                  + "\"><base/></retry></inbound></policies>"));
    };
    const auto holds = [&](const std::string& count, const std::string& code) {
        const auto found = codes(count);
        return std::find(found.begin(), found.end(), code) != found.end();
    };
    for (const char* count : {"${retries}", "#{Retries}#", "__RETRIES__", "$(retries)", "{retries}",
                              "{1}", "RETRY_COUNT"})
        EXPECT_TRUE(holds(count, "GL2215") && !holds(count, "GL2204")) << count;
    for (const char* count : {"three", "{}", "${}", "RETRIES", "1_000"})
        EXPECT_TRUE(holds(count, "GL2204") && !holds(count, "GL2215")) << count;
}

TEST(Validation, PlaceholdersInCodeAreWarningsAndOtherErrorsStay)
{
    ValidationContext context;
    context.checkExpression = compileExpression;
    const auto codes = [&](const std::string& expression) {
        return codesOf(check("<policies><inbound><set-variable name=\"a\" value=\"" + expression
                                 + "\"/></inbound></policies>",
                             context));
    };
    EXPECT_THAT(codes("@(${is-enabled})"), ElementsAre("GL2215"));
    EXPECT_THAT(codes("@(MAX_TRIES + 1)"), ElementsAre("GL2215"));
    EXPECT_THAT(codes("@($\"https://${gateway_host}/v1\")"), ElementsAre("GL2215"));
    EXPECT_THAT(codes("@($\"groups/{group-id}/members\")"), ElementsAre("GL2215", "GL2215"));
    EXPECT_THAT(codes("@(\"${price}\" + nowhere)"), ElementsAre("CS0103"));
}

TEST(Validation, WhatMustBeTrueOrFalseIsNeitherANumberNorADate)
{
    ValidationContext context;
    context.checkExpression = compileExpression;
    const auto findings = [&](const std::string& condition) {
        return check("<policies><inbound><choose><when condition=\"" + condition
                         + "\"/></choose></inbound></policies>",
                     context);
    };
    EXPECT_THAT(codesOf(findings("@(context.Request.Headers.Count)")), ElementsAre("GL2216"));
    EXPECT_TRUE(hasErrors(findings("@(DateTime.UtcNow)")));
    EXPECT_TRUE(hasErrors(findings("@{ return 1; }")));
    EXPECT_THAT(codesOf(findings("@(context.Request.Method)")), ElementsAre("GL2216"));
    EXPECT_FALSE(hasErrors(findings("@(context.Request.Method)")));
    for (const char* fine :
         {"@(context.Request.Method == \"GET\")", "@(context.Variables[\"a\"] != null)",
          "@((bool)context.Variables.GetValueOrDefault(\"a\", false))",
          "@(context.Request.Body.As<JObject>()[\"a\"])", "@({{number}})"})
        EXPECT_THAT(codesOf(findings(fine)), testing::Not(testing::Contains("GL2216"))) << fine;
}

TEST(Validation, VariablesAreReadWhereACommonWayLeadsToThem)
{
    const auto codes = [](const std::string& content) {
        return codesOf(check("<policies>" + content + "</policies>"));
    };
    const std::string read
        = "<set-header name=\"h\"><value>@((string)context.Variables[\"v\"])</value></set-header>";
    const std::string set = "<set-variable name=\"v\" value=\"1\"/>";
    EXPECT_THAT(codes("<inbound>" + read + set + "</inbound>"), ElementsAre("GL2305"));
    EXPECT_THAT(
        codes("<inbound><choose><when condition=\"@(context.Variables.ContainsKey(\"v\"))\">" + read
              + "</when></choose>" + set + "</inbound>"),
        IsEmpty());
    // What one branch knows, what follows does not.
    EXPECT_THAT(
        codes("<inbound><choose><when condition=\"@(context.Variables.ContainsKey(\"v\"))\">"
              "<set-method>GET</set-method></when></choose>"
              + read + set + "</inbound>"),
        ElementsAre("GL2305"));
    EXPECT_THAT(
        codes("<inbound/><outbound>" + set + "</outbound><on-error>" + read + "</on-error>"),
        IsEmpty());
    EXPECT_THAT(codes("<inbound/><on-error>" + read + "</on-error>"), ElementsAre("GL2306"));
}

TEST(Validation, VariablesOfFragmentsMayComeFromAnyDocumentOfTheWorkspace)
{
    Workspace workspace;
    ValidationContext context;
    context.workspace = &workspace;
    const std::string fragment
        = "<fragment><set-header name=\"h\"><value>@((string)context.Variables[\"v\"])</value>"
          "</set-header></fragment>";
    EXPECT_THAT(codesOf(check(fragment, context)), ElementsAre("GL2306"));
    workspace.policy = PolicySource{
        "policy.xml",
        "<policies><inbound><set-variable name=\"v\" value=\"1\"/></inbound></policies>"};
    EXPECT_THAT(codesOf(check(fragment, context)), IsEmpty());
    EXPECT_THAT(codesOf(check(fragment)), IsEmpty());
}

TEST(Validation, CertificatesAreThoseThatTheWorkspaceNamesLocally)
{
    Workspace workspace;
    ValidationContext context;
    context.workspace = &workspace;
    const std::string policies
        = "<policies><inbound><authentication-certificate certificate-id=\"mine\"/>"
          "<validate-jwt header-name=\"A\"><issuer-signing-keys><key certificate-id=\"theirs\"/>"
          "</issuer-signing-keys></validate-jwt></inbound></policies>";
    const auto found = [&] {
        std::vector<std::string> ids;
        for (const Finding& finding : check(policies, context)) {
            if (finding.code == "GL3007" && finding.severity == FindingSeverity::Warning)
                ids.push_back(finding.message.find("\"mine\"") != std::string::npos ? "mine"
                                                                                    : "theirs");
        }
        return ids;
    };
    EXPECT_THAT(found(), IsEmpty()); // only information: none is named
    workspace.local.certificates["Mine"] = {};
    EXPECT_THAT(found(), ElementsAre("theirs"));
}

TEST(Validation, TypesThatPublishedPoliciesUseAreNoCertainError)
{
    ValidationContext context;
    context.checkExpression = compileExpression;
    const auto findings = [&](const std::string& type) {
        return check("<policies><inbound><set-variable name=\"a\" value=\"@(new " + type
                         + "())\"/></inbound></policies>",
                     context);
    };
    EXPECT_FALSE(hasErrors(findings("RSACng")));
    EXPECT_THAT(codesOf(findings("RSACng")), ElementsAre("GL5001"));
    EXPECT_TRUE(hasErrors(findings("HttpClient")));
}

TEST(Validation, ATemplateMayChooseBetweenChildren)
{
    EXPECT_FALSE(
        hasErrors(check("<policies><inbound><send-request response-variable-name=\"r\">"
                        "%{ if test }<set-url>https://a</set-url>%{ else }"
                        "<set-url>https://b</set-url>%{ endif }<set-method>GET</set-method>"
                        "</send-request></inbound></policies>")));
}

TEST(Validation, TwoOnDifferentBranchesAreOnlyAWarning)
{
    const Findings findings
        = check("<policies><inbound><choose><when condition=\"@(true)\"><rate-limit calls=\"1\" "
                "renewal-period=\"1\"/></when>"
                "<otherwise><rate-limit calls=\"2\" "
                "renewal-period=\"1\"/></otherwise></choose></inbound></policies>");
    EXPECT_THAT(codesOf(findings), ElementsAre("GL2105"));
    EXPECT_FALSE(hasErrors(findings));
}

TEST(Validation, KnowsTheScope)
{
    ValidationContext context;
    context.scope = Scope::Api;
    EXPECT_THAT(
        codesOf(check(
            "<policies><inbound><quota calls=\"1\" renewal-period=\"300\"/></inbound></policies>",
            context)),
        ElementsAre("GL2104"));
}

TEST(Validation, MapsExpressionFindingsIntoTheDocument)
{
    ValidationContext context;
    context.checkExpression = [](std::string_view source) {
        Finding finding;
        finding.position = {"", 1, static_cast<std::uint32_t>(source.find("bad") + 1)};
        finding.length = 3;
        finding.message = "no bad";
        return Findings{finding};
    };
    const Findings raw = check(
        "<policies>\n<inbound><set-variable name=\"a\" value=\"@(x + bad)\"/></inbound></policies>",
        context);
    ASSERT_EQ(raw.size(), 1U);
    EXPECT_EQ(raw[0].position, (SourcePosition{"p.xml", 2, 46}));
    EXPECT_EQ(raw[0].code, "GL5000");
    const Findings escaped = check("<policies>\n<inbound><set-variable name=\"a\" "
                                   "value=\"@(&quot;&quot; + bad)\"/></inbound></policies>",
                                   context);
    ASSERT_EQ(escaped.size(), 1U);
    EXPECT_EQ(escaped[0].position, (SourcePosition{"p.xml", 2, 57}));
    EXPECT_EQ(escaped[0].length, 3U);
}

class DemoValidation : public testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_TRUE(writeDemoWorkspace(m_folder.path()));
        workspace = loadWorkspace(m_folder.path())->workspace;
    }

    void expectClean(const std::optional<PolicySource>& source, DocumentRole role,
                     std::optional<Scope> scope)
    {
        if (!source)
            return;
        ++documents;
        const Findings findings = withoutInformation(
            validate(Document::parse(source->text, source->file), {&workspace, scope, role, {}}));
        EXPECT_THAT(findings, IsEmpty()) << describe(findings);
    }

    Workspace workspace;
    int documents = 0;

private:
    test::TemporaryFolder m_folder;
};

TEST_F(DemoValidation, FindsNothing)
{
    expectClean(workspace.policy, DocumentRole::Policy, Scope::Global);
    for (const Product& product : workspace.products)
        expectClean(product.policy, DocumentRole::Policy, Scope::Product);
    for (const PolicyFragment& fragment : workspace.fragments)
        expectClean(fragment.policy, DocumentRole::Fragment, std::nullopt);
    for (const Api& api : workspace.apis) {
        expectClean(api.policy, DocumentRole::Policy, Scope::Api);
        for (const Operation& operation : api.operations)
            expectClean(operation.policy, DocumentRole::Policy, Scope::Operation);
    }
    EXPECT_EQ(documents, 20);
}

TEST_F(DemoValidation, FindsWhatIsNotInTheWorkspace)
{
    const Findings findings
        = check("<policies><inbound><include-fragment fragment-id=\"x\"/><set-backend-service "
                "backend-id=\"y\"/>"
                "<log-to-eventhub logger-id=\"z\">t</log-to-eventhub><set-method>{{v}}</set-method>"
                "<set-variable name=\"a\" value=\"@(\"{{w}}\")\"/></inbound></policies>",
                {&workspace, std::nullopt, DocumentRole::Policy, {}});
    EXPECT_THAT(codesOf(findings), ElementsAre("GL3003", "GL3005", "GL3006", "GL3001", "GL3001"))
        << describe(findings);
}

TEST_F(DemoValidation, KnowsVariablesThatOtherDocumentsSet)
{
    workspace.policy = PolicySource{
        "policy.xml",
        "<policies><inbound><set-variable name=\"g\" value=\"1\"/></inbound></policies>"};
    const auto read = [&](const std::string& name) {
        return codesOf(
            check("<policies><inbound><base/><set-variable name=\"x\" value=\"@((string)"
                  "context.Variables[\""
                      + name + "\"])\"/><set-variable name=\"x\" value=\"\"/></inbound></policies>",
                  {&workspace, Scope::Api, DocumentRole::Policy, {}, {}}));
    };
    EXPECT_THAT(read("g"), IsEmpty());
    EXPECT_THAT(read("nowhere"), ElementsAre("GL2306"));
    EXPECT_THAT(read("x"), ElementsAre("GL2305"));
}

TEST(CatalogTemplates, AreValidSourceOfTheirStatement)
{
    for (const PolicyDescriptor& policy : Catalog::builtIn().policies()) {
        const Document document = Document::parse(policy.example);
        ASSERT_TRUE(document.isWellFormed()) << policy.name << ": " << policy.example;
        EXPECT_EQ(document.root()->name, policy.element.name);
        const Findings findings = withoutInformation(validate(document, {}));
        EXPECT_THAT(findings, IsEmpty()) << policy.example << '\n' << describe(findings);
    }
}

} // namespace
} // namespace gatelens::policy
