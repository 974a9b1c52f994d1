#include "core/policy/document.h"
#include "tests/support/finding_codes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace gatelens::policy {
namespace {

using test::codesOf;

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// The path of the first element called `name`.
NodePath pathTo(const std::vector<Node>& nodes, std::string_view name, const NodePath& above = {})
{
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        NodePath path = above;
        path.push_back(index);
        if (nodes[index].name == name)
            return path;
        if (NodePath below = pathTo(nodes[index].children, name, path); !below.empty())
            return below;
    }
    return {};
}

const Node& find(const Document& document, std::string_view name)
{
    return *document.nodeAt(pathTo(document.nodes(), name));
}

NodePath pathTo(const Document& document, std::string_view name)
{
    return pathTo(document.nodes(), name);
}

TEST(DocumentReading, TakesRawQuotesAndAnglesInAttributeExpressions)
{
    const auto document = Document::parse(
        R"cs(<choose><when condition="@(x["a"] == "b" && y.As<JObject>() != null)" /></choose>)cs");
    EXPECT_THAT(document.findings(), IsEmpty());
    const Attribute& condition = *find(document, "when").attribute("condition");
    EXPECT_TRUE(condition.isExpression);
    EXPECT_EQ(condition.value, R"cs(@(x["a"] == "b" && y.As<JObject>() != null))cs");
}

TEST(DocumentReading, TakesBlocksInText)
{
    const auto document
        = Document::parse("<set-body>@{\n  // it's \"a\" comment }\n  if (a < b) { return '}'; }\n"
                          "  return @\"a\"\"}\";\n}</set-body>");
    EXPECT_THAT(document.findings(), IsEmpty());
    const Node* expression = document.root()->textExpression();
    ASSERT_NE(expression, nullptr);
    EXPECT_EQ(expression->text, document.textIn(document.root()->contentRange()));
}

TEST(DocumentReading, UnderstandsInterpolatedStrings)
{
    const auto document = Document::parse(
        R"cs(<a b="@($"{(x ? "}" : $"{y:yyyy-MM-dd}")} {{literal}} {z["k"]}")" c='@($@"a""{b}")' />)cs");
    EXPECT_THAT(document.findings(), IsEmpty());
    EXPECT_THAT(document.root()->attributes, SizeIs(2));
}

TEST(DocumentReading, DecodesExpressionsOfTheXmlFormat)
{
    const auto document = Document::parse(
        R"cs(<when condition="@(x[&quot;)&quot;] == &quot;b&quot; &amp;&amp; 1 &lt; 2)">)cs"
        R"cs(@(a &amp;&amp; b)</when>)cs");
    EXPECT_THAT(document.findings(), IsEmpty());
    EXPECT_EQ(document.root()->attribute("condition")->value, R"cs(@(x[")"] == "b" && 1 < 2))cs");
    EXPECT_EQ(document.root()->textExpression()->text, "@(a && b)");
}

TEST(DocumentReading, KeepsEntitiesInsideStringsOfRawExpressions)
{
    const auto document = Document::parse(R"cs(<a b="@(x.Replace("&amp;", "&"))" />)cs");
    EXPECT_THAT(document.findings(), IsEmpty());
    EXPECT_EQ(document.root()->attribute("b")->value, R"cs(@(x.Replace("&amp;", "&")))cs");
}

TEST(DocumentReading, DecodesEntitiesInLiterals)
{
    const auto document = Document::parse("<a b='&lt;&#65;&#x42;&apos;'>&amp;amp;</a>");
    EXPECT_EQ(document.root()->attribute("b")->value, "<AB'");
    EXPECT_EQ(document.root()->innerText(), "&amp;");
}

TEST(DocumentReading, KeepsCommentsCDataAndInstructions)
{
    const auto document
        = Document::parse("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- a -- <b> -->\n<policies><!-- "
                          "x --><a><![CDATA[<raw & text>]]></a></policies>");
    EXPECT_THAT(document.findings(), IsEmpty());
    ASSERT_THAT(document.nodes(), SizeIs(3));
    EXPECT_EQ(document.nodes()[1].text, " a -- <b> ");
    EXPECT_EQ(find(document, "a").innerText(), "<raw & text>");
}

TEST(DocumentReading, TellsWhereAnExpressionIsDamaged)
{
    const auto document = Document::parse("<a>\n  <b c=\"@(x(\"y)\">\n  </b>\n</a>", "p.xml");
    ASSERT_FALSE(document.isWellFormed());
    EXPECT_EQ(document.findings().front().code, "GL1001");
    EXPECT_EQ(document.findings().front().position, (SourcePosition{"p.xml", 2, 9}));
    EXPECT_NE(document.root()->child("b"), nullptr) << "the reader goes on after the attribute";
}

struct Damage
{
    std::string_view text;
    std::vector<std::string> codes;
};

class DamagedDocument : public testing::TestWithParam<Damage>
{
};

TEST_P(DamagedDocument, IsReadWithAFinding)
{
    const auto document = Document::parse(std::string(GetParam().text));
    EXPECT_EQ(codesOf(document.findings()), GetParam().codes);
    EXPECT_EQ(document.text(), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Table, DamagedDocument,
    testing::Values(Damage{"", {"GL1013"}}, Damage{"text", {"GL1012", "GL1013"}},
                    Damage{"<a><b></a>", {"GL1003"}}, Damage{"<a>", {"GL1003"}},
                    Damage{"<a></b></a>", {"GL1004"}}, Damage{"<a b=c/>", {"GL1006"}},
                    Damage{"<a b/>", {"GL1006"}}, Damage{"<a b=\"x/>\n<c/>", {"GL1007", "GL1003"}},
                    Damage{"<a b=\"1\" b=\"2\"/>", {"GL1008"}},
                    Damage{"<a><!-- x</a>", {"GL1009", "GL1003"}},
                    Damage{"<a>1 < 2</a>", {"GL1010"}}, Damage{"<a>x & y</a>", {"GL1011"}},
                    Damage{"<a b=\"x & y\"/>", {"GL1011"}}, Damage{"<!DOCTYPE a><a/>", {"GL1015"}},
                    Damage{"<a b=\"1 < 2\"/>", {"GL1016"}}, Damage{"<a>x @(y)</a>", {"GL1017"}},
                    Damage{"<a>@(y) x</a>", {"GL1002"}}, Damage{"<a b=\"@(y) x\"/>", {"GL1002"}},
                    Damage{"<a>@(\"y)</a>", {"GL1001", "GL1001"}},
                    Damage{"<a b=\"x \"y\" z\" c=\"1\"/>", {"GL1005"}}));

TEST(DocumentReading, SurvivesDeepNesting)
{
    std::string text;
    for (int i = 0; i < 100'000; ++i)
        text += "<a>";
    const auto document = Document::parse(text);
    EXPECT_FALSE(document.isWellFormed());
}

TEST(DocumentPositions, CountLinesAndBytes)
{
    const auto document = Document::parse("<a>\r\n\t<b/>\r\n</a>", "f.xml");
    const Node& b = find(document, "b");
    EXPECT_EQ(document.positionOf(b.range.begin), (SourcePosition{"f.xml", 2, 2}));
    EXPECT_EQ(document.offsetOf(2, 2), b.range.begin);
    EXPECT_EQ(document.pathAt(b.range.begin + 1), pathTo(document, "b"));
}

constexpr std::string_view kPolicy = R"(<policies>
    <inbound>
        <base />
        <!-- who calls -->
        <set-header name="x" exists-action="override">
            <value>@(context.RequestId.ToString())</value>
        </set-header>
        <rate-limit calls='5'
                    renewal-period='60' />
    </inbound>
    <backend />
    <outbound>
    </outbound>
</policies>
)";

Document sample() { return Document::parse(std::string(kPolicy)); }

/// The lines that differ, as "-old" and "+new".
std::vector<std::string> differingLines(const std::string& before, const std::string& after)
{
    const auto split = [](const std::string& text) {
        std::vector<std::string> lines;
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);)
            lines.push_back(line);
        return lines;
    };
    std::vector<std::string> left = split(before);
    std::vector<std::string> right = split(after);
    while (!left.empty() && !right.empty() && left.back() == right.back()) {
        left.pop_back();
        right.pop_back();
    }
    std::size_t same = 0;
    while (same < left.size() && same < right.size() && left[same] == right[same])
        ++same;
    std::vector<std::string> lines;
    for (std::size_t i = same; i < left.size(); ++i)
        lines.push_back("-" + left[i]);
    for (std::size_t i = same; i < right.size(); ++i)
        lines.push_back("+" + right[i]);
    return lines;
}

std::vector<std::string> changeOf(const Document& document, const TextEdit& edit)
{
    const Document after = document.apply(edit);
    EXPECT_TRUE(after.isWellFormed()) << after.text();
    return differingLines(document.text(), after.text());
}

TEST(DocumentEdits, ChangeOneAttributeInItsQuotes)
{
    const Document document = sample();
    EXPECT_THAT(
        changeOf(document, document.setAttribute(pathTo(document, "rate-limit"), "calls", "7")),
        ElementsAre("-        <rate-limit calls='5'", "+        <rate-limit calls='7'"));
}

TEST(DocumentEdits, AddAnAttributeLikeItsNeighbours)
{
    const Document document = sample();
    EXPECT_THAT(
        changeOf(document, document.setAttribute(pathTo(document, "rate-limit"), "id", "r\"<'")),
        ElementsAre("-                    renewal-period='60' />",
                    "+                    renewal-period='60'",
                    "+                    id='r\"&lt;&apos;' />"));
    EXPECT_THAT(changeOf(document, document.setAttribute(pathTo(document, "base"), "id", "b")),
                ElementsAre("-        <base />", "+        <base id=\"b\" />"));
}

TEST(DocumentEdits, WriteExpressionsRaw)
{
    const Document document = sample();
    const std::string expression = R"cs(@(a["x"] && b < 1))cs";
    const Document after
        = document.apply(document.setAttribute(pathTo(document, "set-header"), "name", expression));
    EXPECT_NE(after.text().find("name=\"" + expression + "\""), std::string::npos);
    EXPECT_EQ(find(after, "set-header").attribute("name")->value, expression);
}

TEST(DocumentEdits, RemoveAnAttributeWithItsBlank)
{
    const Document document = sample();
    EXPECT_THAT(changeOf(document,
                         document.removeAttribute(pathTo(document, "set-header"), "exists-action")),
                ElementsAre("-        <set-header name=\"x\" exists-action=\"override\">",
                            "+        <set-header name=\"x\">"));
}

TEST(DocumentEdits, SetTextKeepsTheLayoutAroundExpressions)
{
    const Document document = Document::parse("<set-body>\n    @(a)\n</set-body>");
    EXPECT_EQ(document.apply(document.setText({0}, "@(b)")).text(),
              "<set-body>\n    @(b)\n</set-body>");
    EXPECT_EQ(document.apply(document.setText({0}, "a < b")).text(),
              "<set-body>a &lt; b</set-body>");
}

TEST(DocumentEdits, SetTextOpensASelfClosedElementAndKeepsComments)
{
    const Document closed = Document::parse("<set-body />");
    EXPECT_EQ(closed.apply(closed.setText({0}, "x")).text(), "<set-body>x</set-body>");
    const Document commented = Document::parse("<a> <!-- c --> </a>");
    EXPECT_EQ(commented.apply(commented.setText({0}, "x")).text(), "<a> <!-- c -->x</a>");
}

TEST(DocumentEdits, InsertWithTheNeighboursIndentation)
{
    const Document document = sample();
    EXPECT_THAT(
        changeOf(document,
                 document.insertElement(pathTo(document, "inbound"), 1,
                                        "<choose>\n    <when condition=\"@(true)\" />\n</choose>")),
        ElementsAre("+        <choose>", "+            <when condition=\"@(true)\" />",
                    "+        </choose>"));
    EXPECT_THAT(changeOf(document, document.insertElement(pathTo(document, "inbound"), 9, "<a />")),
                ElementsAre("+        <a />"));
}

TEST(DocumentEdits, InsertIntoEmptySections)
{
    const Document document = sample();
    EXPECT_THAT(
        changeOf(document, document.insertElement(pathTo(document, "backend"), 0, "<base />")),
        ElementsAre("-    <backend />", "+    <backend>", "+        <base />", "+    </backend>"));
    EXPECT_THAT(
        changeOf(document, document.insertElement(pathTo(document, "outbound"), 0, "<base />")),
        ElementsAre("+        <base />"));
}

TEST(DocumentEdits, RemoveANodeWithItsLines)
{
    const Document document = sample();
    EXPECT_THAT(changeOf(document, document.removeNode(pathTo(document, "rate-limit"))),
                ElementsAre("-        <rate-limit calls='5'",
                            "-                    renewal-period='60' />"));
}

TEST(DocumentEdits, MoveWithinASection)
{
    const Document document = sample();
    const Document after = document.apply(
        document.moveElement(pathTo(document, "rate-limit"), pathTo(document, "inbound"), 0));
    EXPECT_EQ(after.root()->child("inbound")->childElements()[0]->name, "rate-limit");
    const Document back
        = after.apply(after.moveElement(pathTo(after, "rate-limit"), pathTo(after, "inbound"), 2));
    EXPECT_EQ(back.text(), document.text());
}

TEST(DocumentEdits, MoveToAnotherSection)
{
    const Document document = sample();
    const Document after = document.apply(
        document.moveElement(pathTo(document, "set-header"), pathTo(document, "outbound"), 0));
    EXPECT_TRUE(after.isWellFormed());
    EXPECT_EQ(after.root()->child("outbound")->childElements().size(), 1U);
    EXPECT_NE(after.text().find("    <outbound>\n        <set-header"), std::string::npos);
}

TEST(DocumentEdits, RefuseToMoveIntoItself)
{
    const Document document = sample();
    const NodePath inbound = pathTo(document, "inbound");
    NodePath inside = inbound;
    inside.push_back(0);
    EXPECT_EQ(document.moveElement(inbound, inside, 0), TextEdit{});
}

TEST(DocumentEdits, KeepCarriageReturns)
{
    const Document document = Document::parse("<a>\r\n\t<b />\r\n</a>\r\n");
    EXPECT_EQ(document.apply(document.insertElement({0}, 1, "<c>\n    <d />\n</c>")).text(),
              "<a>\r\n\t<b />\r\n\t<c>\r\n\t    <d />\r\n\t</c>\r\n</a>\r\n");
}

TEST(DocumentEdits, DoNotIndentContentAnew)
{
    const Document document = Document::parse("<a>\n    <b>\n    </b>\n</a>");
    const Document after = document.apply(
        document.insertElement({0, 0}, 0, "<set-body>line 1\n  line 2</set-body>"));
    EXPECT_EQ(find(after, "set-body").innerText(), "line 1\n  line 2");
}

} // namespace
} // namespace gatelens::policy
