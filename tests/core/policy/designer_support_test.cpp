#include "core/policy/completion.h"
#include "core/policy/summary.h"
#include "core/policy/templates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatelens::policy {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

struct SummaryCase
{
    std::string_view source;
    std::string_view summary;
};

class Summary : public testing::TestWithParam<SummaryCase>
{
};

TEST_P(Summary, TellsTheStatement)
{
    EXPECT_EQ(summaryOf(*Document::parse(std::string(GetParam().source)).root()),
              GetParam().summary);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Summary,
    testing::Values(
        SummaryCase{"<rate-limit calls=\"600\" renewal-period=\"60\"/>",
                    "600 / 60 s per subscription"},
        SummaryCase{"<rate-limit-by-key calls=\"5\" renewal-period=\"10\" "
                    "counter-key=\"@(context.Request.IpAddress)\"/>",
                    "5 / 10 s per Request.IpAddress"},
        SummaryCase{"<quota bandwidth=\"40\" renewal-period=\"60\"/>",
                    "40 KB / 60 s per subscription"},
        SummaryCase{
            "<set-header name=\"x\" exists-action=\"skip\"><value>@(1)</value></set-header>",
            "x: 1 (skip)"},
        SummaryCase{"<set-header name=\"x\" exists-action=\"delete\"/>", "delete x"},
        SummaryCase{"<set-variable name=\"a\" value=\"@{ return 1; }\"/>", "a = {…}"},
        SummaryCase{"<set-variable name=\"a\" value=\"@(context.Product?.Id ?? mycontext.Id)\"/>",
                    "a = Product?.Id ?? mycontext.Id"},
        SummaryCase{"<when condition=\"@(context.Response.StatusCode &gt;= 500)\"/>",
                    "Response.StatusCode >= 500"},
        SummaryCase{"<set-backend-service backend-id=\"pool\"/>", "→ pool"},
        SummaryCase{
            "<send-request "
            "response-variable-name=\"r\"><set-url>https://a</set-url><set-method>GET</set-method>"
            "</send-request>",
            "GET https://a → r"},
        SummaryCase{"<choose><when condition=\"@(a &lt; b)\"/><when condition=\"@(c)\"/></choose>",
                    "when a < b (+1)"},
        SummaryCase{"<forward-request timeout=\"20\"/>", "timeout 20 s"},
        SummaryCase{"<return-response><set-status code=\"401\" reason=\"No\"/></return-response>",
                    "401 No"},
        SummaryCase{"<include-fragment fragment-id=\"f\"/>", "f"}, SummaryCase{"<base/>", ""},
        SummaryCase{"<set-body>\n  <a:Envelope xmlns:a=\"u\"/>\n</set-body>", "<a:Envelope…>"}));

TEST(Summary, IsCutByCharacters)
{
    std::string value;
    for (int i = 0; i < 100; ++i)
        value += "ä";
    const std::string summary
        = summaryOf(*Document::parse("<set-method>" + value + "</set-method>").root());
    EXPECT_EQ(summary.size(), 80 * 2 + std::string_view("…").size());
}

/// Labels of what completes at the "|" of `text`.
std::vector<std::string> labelsAt(std::string text, const CompletionContext& context = {})
{
    const std::size_t caret = text.find('|');
    text.erase(caret, 1);
    std::vector<std::string> labels;
    for (const CompletionItem& item : completeAt(Document::parse(text), caret, context).items)
        labels.push_back(item.label);
    return labels;
}

/// The text after the item with that label was taken.
std::string take(std::string text, std::string_view label, const CompletionContext& context = {})
{
    const std::size_t caret = text.find('|');
    text.erase(caret, 1);
    const Completion completion = completeAt(Document::parse(text), caret, context);
    for (const CompletionItem& item : completion.items) {
        if (item.label == label) {
            text.replace(completion.range.begin, completion.range.size(), item.insertText);
            return text;
        }
    }
    return "no such item";
}

TEST(Completion, OffersRootsAndSections)
{
    EXPECT_THAT(labelsAt("|"), ElementsAre("policies", "fragment"));
    EXPECT_THAT(labelsAt("<policies>|"),
                ElementsAre("inbound", "backend", "outbound", "on-error", "/policies"));
}

TEST(Completion, OffersStatementsOfTheSection)
{
    const auto inbound = labelsAt("<policies><inbound><|");
    EXPECT_THAT(inbound, Contains("rate-limit"));
    EXPECT_THAT(inbound, Not(Contains("forward-request")));
    EXPECT_THAT(labelsAt("<policies><backend>|</backend></policies>"), Contains("forward-request"));
    EXPECT_THAT(labelsAt("<policies><inbound>|", {nullptr, Scope::Global}),
                Not(Contains("rate-limit")));
}

TEST(Completion, ReplacesTheTypedTag)
{
    EXPECT_EQ(take("<policies><inbound><set-m|</inbound></policies>", "set-method"),
              "<policies><inbound><set-method>POST</set-method></inbound></policies>");
}

TEST(Completion, OffersChildrenAndContainers)
{
    EXPECT_THAT(labelsAt("<policies><inbound><choose>|"),
                ElementsAre("when", "otherwise", "/choose"));
    EXPECT_THAT(labelsAt("<policies><inbound><choose><when condition=\"@(x > \"a>b\")\">|"),
                Contains("set-header"));
    EXPECT_THAT(labelsAt("<policies><inbound><set-header name=\"a\">|"),
                ElementsAre("value", "/set-header"));
}

TEST(Completion, OffersMissingAttributes)
{
    const auto labels = labelsAt(
        "<policies><inbound><set-header name=\"x\" |></set-header></inbound></policies>");
    EXPECT_THAT(labels, Contains("exists-action"));
    EXPECT_THAT(labels, Not(Contains("name")));
    EXPECT_EQ(take("<policies><inbound><set-header na|", "name"),
              "<policies><inbound><set-header name=\"\"");
}

TEST(Completion, OffersValues)
{
    EXPECT_THAT(labelsAt("<policies><inbound><set-header exists-action=\"|\"/>"),
                ElementsAre("override", "skip", "append", "delete"));
    EXPECT_EQ(take("<policies><inbound><set-header exists-action=\"sk|\"/>", "skip"),
              "<policies><inbound><set-header exists-action=\"skip\"/>");
    EXPECT_THAT(labelsAt("<policies><inbound><check-header ignore-case=\"|"),
                ElementsAre("true", "false"));
}

TEST(Completion, OffersWhatTheWorkspaceHas)
{
    Workspace workspace;
    workspace.namedValues = {{"id", "the-name", "v", false, ""}};
    workspace.fragments = {{"frag", "", {}}};
    workspace.backends = {{.id = "back"}};
    const CompletionContext context{&workspace, {}};
    EXPECT_THAT(labelsAt("<policies><inbound><include-fragment fragment-id=\"|\"/>", context),
                ElementsAre("frag"));
    EXPECT_THAT(labelsAt("<policies><inbound><set-backend-service backend-id=\"|", context),
                ElementsAre("back"));
    EXPECT_EQ(take("<policies><inbound><set-variable name=\"a{{th|\"/>", "the-name", context),
              "<policies><inbound><set-variable name=\"a{{the-name}}\"/>");
    EXPECT_EQ(take("<set-body>@(\"{{|\")</set-body>", "the-name", context),
              "<set-body>@(\"{{the-name}}\")</set-body>");
}

TEST(Completion, LeavesExpressionsToTheirRoom)
{
    const std::string text = "<policies><inbound><set-body>@(context.</set-body>";
    const std::size_t caret = text.find("context.") + 8;
    const Completion completion = completeAt(Document::parse(text), caret, {});
    EXPECT_TRUE(completion.isInExpression);
    EXPECT_EQ(completion.expressionRange, (TextRange{text.find('@'), caret}));
    EXPECT_THAT(completion.items, IsEmpty());
}

TEST(Completion, ClosesTheOpenElement)
{
    EXPECT_EQ(take("<policies><inbound></|", "inbound"), "<policies><inbound></inbound>");
}

TEST(Palette, SaysWhyAStatementDoesNotFit)
{
    const Document document = Document::parse("<policies><outbound><wait/></outbound></policies>");
    std::map<std::string, std::string> why;
    for (const AddableStatement& statement : addableStatements(document, {0, 0}, Scope::Api))
        why[statement.policy->name] = statement.whyNot;
    EXPECT_EQ(why.at("set-header"), "");
    EXPECT_EQ(why.at("rewrite-uri"), "allowed in inbound only");
    EXPECT_EQ(why.at("cross-domain"), "allowed in inbound only");
    why.clear();
    for (const AddableStatement& statement : addableStatements(document, {0, 0, 0}, Scope::Api))
        why[statement.policy->name] = statement.whyNot;
    EXPECT_EQ(why.at("set-header"), "not allowed in wait");
    EXPECT_EQ(why.at("send-request"), "");
}

TEST(Templates, GiveWellFormedDocuments)
{
    for (const Scope scope : {Scope::Global, Scope::Api}) {
        const Document document = Document::parse(documentTemplate(scope));
        EXPECT_TRUE(document.isWellFormed());
        EXPECT_EQ(document.root()->childElements().size(), 4U);
    }
    EXPECT_TRUE(Document::parse(fragmentTemplate()).isWellFormed());
}

} // namespace
} // namespace gatelens::policy
