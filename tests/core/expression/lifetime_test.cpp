#include "core/expression/case_runner.h"
#include "core/expression/context_json.h"
#include "core/expression/expression.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <variant>

// What an expression gives may be used after its evaluation has ended: by the next expression,
// through a variable.

namespace gatelens::expression {
namespace {

/// Evaluates expressions one after the other over one context.
class Session
{
public:
    explicit Session(std::string_view contextJson = "{}")
        : m_context(*OwnedContext::fromJson(contextJson))
    {
    }

    Value value(std::string_view source)
    {
        auto compiled = Expression::compile(source);
        if (const auto* findings = std::get_if<Findings>(&compiled)) {
            ADD_FAILURE() << source << ": " << findings->front().message;
            return {};
        }
        auto result = std::get<0>(compiled)->evaluate(m_context->context());
        if (const auto* thrown = std::get_if<Thrown>(&result)) {
            ADD_FAILURE() << source << ": " << thrown->typeName << ": " << thrown->message;
            return {};
        }
        return std::get<Value>(std::move(result));
    }

    /// set-variable.
    void set(std::string_view name, std::string_view source)
    {
        m_context->context().variables->set(name, value(source));
    }

    std::string text(std::string_view source) { return value(source).toText(); }

private:
    std::unique_ptr<OwnedContext> m_context;
};

TEST(LazySequences, KeepTheTreeThatTheySelectFrom)
{
    Session session;
    session.set("paths",
                "@(JObject.Parse(\"{'a':[{'x':1},{'x':2}]}\").SelectTokens(\"a[*].x\")"
                ".Select(t => t.Path))");
    EXPECT_EQ(
        session.text("@(string.Join(\",\", (IEnumerable<string>)context.Variables[\"paths\"]))"),
        "a[0].x,a[1].x");
}

TEST(LazySequences, KeepTheVariablesOfTheirClosures)
{
    Session session;
    session.set("late",
                "@{ var wanted = new List<int> { 2, 3 }; return new[] { 1, 2, 3 }"
                ".Where(x => wanted.Contains(x)); }");
    EXPECT_EQ(session.text("@(((IEnumerable<int>)context.Variables[\"late\"]).Sum())"), "5");
    EXPECT_EQ(session.text("@(((IEnumerable<int>)context.Variables[\"late\"]).Count())"), "2")
        << "it runs anew each time";
}

TEST(LazySequences, CanBeOrderedFurtherByTheNextExpression)
{
    Session session;
    session.set("sorted",
                "@{ var key = new List<int> { 1 }; return new[] { 3, 1, 2 }"
                ".OrderBy(x => x % 2 * key[0]); }");
    EXPECT_EQ(session.text("@(string.Join(\",\", ((IOrderedEnumerable<int>)"
                           "context.Variables[\"sorted\"]).ThenByDescending(x => x)))"),
              "2,3,1");
}

TEST(LazySequences, AreSerializedInTheContextOfTheirEvaluation)
{
    Session session(R"({"requestId":"00000000-0000-0000-0000-000000000007"})");
    EXPECT_EQ(session.text("@(JsonConvert.SerializeObject(new[] { 1 }"
                           ".Select(x => new { x, id = context.RequestId })))"),
              R"([{"x":1,"id":"00000000-0000-0000-0000-000000000007"}])");
}

TEST(LazySequences, ThrowWhatTheirFunctionsThrowWhenTheyAreSerialized)
{
    const auto outcome
        = runCase("@(JsonConvert.SerializeObject(new[] { \"x\" }.Select(int.Parse)))", "{}");
    EXPECT_EQ(outcome.throws, "FormatException");
}

TEST(LazySequences, ThrowWhenTheyAreTheResultAndRunLate)
{
    const auto outcome = runCase("@(new[] { 0 }.Select(x => 1 / x))", "{}");
    EXPECT_EQ(outcome.throws, "DivideByZeroException");
}

TEST(PartsOfTrees, KeepTheirTreeInAVariable)
{
    Session session;
    session.set("token", "@(JObject.Parse(\"{'a':{'b':[1,2]}}\")[\"a\"][\"b\"])");
    EXPECT_EQ(session.text("@(((JToken)context.Variables[\"token\"]).Path)"), "a.b");
    EXPECT_EQ(session.text("@(((JToken)context.Variables[\"token\"]).Root.ToString("
                           "Newtonsoft.Json.Formatting.None))"),
              R"({"a":{"b":[1,2]}})");
    session.set("element", "@(XDocument.Parse(\"<r><a><b/></a></r>\").Root.Element(\"a\"))");
    EXPECT_EQ(session.text("@(((XElement)context.Variables[\"element\"]).Parent.Name)"), "r");
    EXPECT_EQ(session.text("@(((XElement)context.Variables[\"element\"]).Document != null)"),
              "True");
    EXPECT_EQ(session.text("@(((JToken)context.Variables[\"token\"]).Parent.Path)"), "a.b")
        << "a part of another tree changes nothing";
}

TEST(PartsOfTrees, KeepTheirTreeInAnArray)
{
    Session session;
    session.set("tokens", "@(JObject.Parse(\"{'a':[{'x':1},{'x':2}]}\").SelectTokens(\"a[*].x\"))");
    session.set(
        "mixed",
        "@(new List<JToken> { JArray.Parse(\"[1]\")[0], JObject.Parse(\"{'k':1}\")[\"k\"] })");
    EXPECT_EQ(session.text("@(string.Join(\",\", ((IEnumerable<JToken>)context.Variables["
                           "\"tokens\"]).Select(t => t.Path)))"),
              "a[0].x,a[1].x");
    EXPECT_EQ(session.text("@(string.Join(\",\", ((List<JToken>)context.Variables[\"mixed\"])"
                           ".Select(t => t.Path)))"),
              "[0],k");
}

TEST(PartsOfTrees, OutliveAPropertyThatHeldThem)
{
    Session session;
    EXPECT_EQ(
        session.text("@{ JToken value; { value = new JProperty(\"a\", new JArray(1)).Value; } "
                     "return value.Path + (value.Parent == null); }"),
        "True");
    session.set("list",
                "@(new Dictionary<string, JToken> { { \"k\", "
                "JObject.Parse(\"{'a':{'b':1}}\")[\"a\"] } })");
    EXPECT_EQ(
        session.text("@(((Dictionary<string, JToken>)context.Variables[\"list\"])[\"k\"].Path)"),
        "");
}

TEST(PartsOfTrees, LetTheirTreeGoWithTheVariable)
{
    Session session;
    for (int i = 0; i < 3; ++i)
        session.set("token", "@(JObject.Parse(\"{'a':{'b':1}}\")[\"a\"])");
    EXPECT_EQ(session.text("@(((JToken)context.Variables[\"token\"]).Parent.Path)"), "a");
    session.set("token", "@(((JToken)context.Variables[\"token\"]).Root)");
    session.set("other", "@(JArray.Parse(\"[[1]]\")[0])");
    EXPECT_EQ(session.text("@(((JToken)context.Variables[\"token\"])[\"a\"].Path)"), "a");
}

TEST(Annotations, StayWithTheirNodeInAVariable)
{
    Session session;
    session.set("node", "@{ var e = new XElement(\"a\"); e.AddAnnotation(\"note\"); return e; }");
    session.set("token", "@{ JToken t = new JArray(); t.AddAnnotation(t.ToString()); return t; }");
    EXPECT_EQ(session.text("@(((XElement)context.Variables[\"node\"]).Annotation<string>())"),
              "note");
    EXPECT_EQ(session.text("@(((JToken)context.Variables[\"token\"]).Annotation<string>())"), "[]");
}

TEST(XmlFromOutside, NeverReadsFiles)
{
    Session session;
    // A parser that followed it would fail, since a folder is no text.
    EXPECT_EQ(session.text("@(XElement.Parse(\"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///'>]>"
                           "<a>&e;</a>\").Value.Length)"),
              "0");
    EXPECT_EQ(session.text("@(XElement.Parse(\"<!DOCTYPE a [<!ENTITY % e SYSTEM 'file:///'> %e;]>"
                           "<a>t</a>\").Value)"),
              "t");
    EXPECT_EQ(
        session.text("@{ var d = new XmlDocument { XmlResolver = null }; d.LoadXml(\"<!DOCTYPE "
                     "a SYSTEM 'file:///etc/hostname'><a>t</a>\"); return d.InnerText; }"),
        "t");
}

TEST(XmlDocuments, KeepNoCommentsInJson)
{
    Session session;
    EXPECT_EQ(session.text("@(JsonConvert.SerializeXNode(XDocument.Parse(\"<?xml version='1.0'?>"
                           "<!--c--><a x='1'><!--d-->t</a>\")))"),
              R"({"?xml":{"@version":"1.0"},"a":{"@x":"1","#text":"t"}})");
}

TEST(Disposal, UsingRunsItsBodyAndGivesItsValue)
{
    Session session;
    EXPECT_EQ(session.text("@{ using (var hash = SHA256.Create()) "
                           "{ return hash.ComputeHash(new byte[0]).Length; } }"),
              "32");
    EXPECT_EQ(session.text(
                  "@{ using (var reader = new StringReader(\"a\\nb\")) using (var other = "
                  "new StringReader(\"c\")) { return reader.ReadLine() + other.ReadToEnd(); } }"),
              "ac");
    EXPECT_EQ(session.text("@{ IDisposable nothing = null; using (nothing) { return 1; } }"), "1");
}

TEST(Disposal, AnExceptionLeavesAUsingStatement)
{
    const auto outcome = runCase(
        "@{ using (var r = new StringReader(\"a\")) { return int.Parse(r.ReadLine()); } }", "{}");
    EXPECT_EQ(outcome.throws, "FormatException");
}

TEST(RegularExpressions, SayExactlyWhatThisEngineCannotMatch)
{
    const auto unbounded = runCase(R"x(@(Regex.IsMatch("a", "(?<=a+)b")))x", "{}");
    EXPECT_EQ(unbounded.throws, "NotSupportedException");
    EXPECT_NE(unbounded.message.find("look-behind of unbounded length"), std::string::npos);
    const auto balancing = runCase(R"x(@(Regex.IsMatch("a", "(?<o>a)(?<-o>b)")))x", "{}");
    EXPECT_EQ(balancing.throws, "NotSupportedException");
    EXPECT_NE(balancing.message.find("Balancing groups"), std::string::npos);
    const auto backwards
        = runCase(R"x(@(Regex.IsMatch("a", "a", RegexOptions.RightToLeft)))x", "{}");
    EXPECT_EQ(backwards.throws, "NotSupportedException");
    const auto wrong = runCase(R"x(@(Regex.IsMatch("a", "(?<n>a")))x", "{}");
    EXPECT_EQ(wrong.throws, "ArgumentException");
}

} // namespace
} // namespace gatelens::expression
