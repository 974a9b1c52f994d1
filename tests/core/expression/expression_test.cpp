#include "core/expression/case_runner.h"
#include "core/expression/context_json.h"
#include "core/expression/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <thread>

namespace gatelens::expression {
namespace {

__extension__ using Wide = __int128;

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::shared_ptr<const Expression> compiled(std::string_view source)
{
    auto result = Expression::compile(source);
    if (const auto* findings = std::get_if<Findings>(&result)) {
        ADD_FAILURE() << source << ": " << (findings->empty() ? "" : findings->front().message);
        return nullptr;
    }
    return std::get<0>(result);
}

Findings errorsOf(std::string_view source, SourcePosition origin = {})
{
    auto result = Expression::compile(source, {std::move(origin)});
    return std::holds_alternative<Findings>(result) ? std::get<Findings>(result) : Findings();
}

std::string valueOf(std::string_view source, std::string_view context = "{}")
{
    const auto outcome = runCase(source, context);
    return outcome.throws.empty() ? outcome.value : outcome.throws + ": " + outcome.message;
}

TEST(CompileErrors, AnExtensionThatFitsTheReceiverButNotTheArgumentIsNoMissingMember)
{
    const auto errors = errorsOf("@(new List<int> { 1 }.Contains(\"a\") || "
                                 "context.User.Groups.Contains(\"premium\"))");
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_EQ(errors[0].code, "CS1503");
    EXPECT_EQ(errors[1].code, "CS1503");
}

TEST(MemberAccess, ACallPassesOverPropertiesThatCannotBeCalled)
{
    EXPECT_EQ(valueOf("@(JArray.Parse(\"[{'a':1},{'a':2}]\").First().Value<int>(\"a\"))"), "1");
    EXPECT_EQ(valueOf("@(JArray.Parse(\"[3,4]\").Last(t => (int)t < 4).ToString())"), "3");
    EXPECT_EQ(valueOf("@((int)JArray.Parse(\"[3,4]\").First)"), "3");
    const auto errors = errorsOf("@(\"abc\".Length())");
    ASSERT_EQ(errors.size(), 1U);
}

TEST(Lookups, WithoutATypeGiveTheVariableAsItIs)
{
    constexpr std::string_view kContext = R"({"variables":{"n":5,"t":"x"}})";
    EXPECT_EQ(valueOf("@(context.Variables.GetValueOrDefault(\"n\").GetType().Name)", kContext),
              "Int32");
    EXPECT_EQ(valueOf("@(context.Variables.GetValueOrDefault(\"none\") == null)", kContext),
              "True");
    EXPECT_EQ(valueOf("@(context.Variables.GetValueOrDefault(\"none\", 3) + 1)", kContext), "4");
    EXPECT_EQ(valueOf("@(context.Variables.GetValueOrDefault(\"t\", \"\").Length)", kContext), "1");
}

TEST(Lookups, WithAnArrayForADefaultGiveTheValuesOneByOne)
{
    constexpr std::string_view kContext = R"({"request":{"headers":{"X-A":["1","2"]}}})";
    EXPECT_EQ(valueOf("@(context.Request.Headers.GetValueOrDefault(\"x-a\", new string[0]).Length)",
                      kContext),
              "2");
    EXPECT_EQ(valueOf("@(context.Request.Headers.GetValueOrDefault(\"x-a\", \"\"))", kContext),
              "1,2");
    EXPECT_EQ(
        valueOf("@(context.Request.Headers.GetValueOrDefault(\"x-b\", null) == null)", kContext),
        "True");
}

TEST(CompileErrors, StandAtTheirPlaceInTheDocument)
{
    const auto errors = errorsOf("@{\n  var x = 1;\n  return x.Foo;\n}", {"policy.xml", 10, 5});
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].position, (SourcePosition{"policy.xml", 12, 12}));
    EXPECT_EQ(errors[0].code, "CS1061");
    EXPECT_THAT(errors[0].message, HasSubstr("'int' does not contain a definition for 'Foo'"));
}

TEST(CompileErrors, OnTheFirstLineCountFromTheOriginsColumn)
{
    const auto errors = errorsOf("@(nope)", {"policy.xml", 3, 20});
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].position, (SourcePosition{"policy.xml", 3, 22}));
}

TEST(CompileErrors, SuggestWhatWasProbablyMeant)
{
    EXPECT_THAT(errorsOf("@(context.Request.Heders)").at(0).message,
                HasSubstr("did you mean 'Headers'?"));
    EXPECT_THAT(errorsOf("@(contxt.Request)").at(0).message, HasSubstr("did you mean 'context'?"));
    EXPECT_THAT(errorsOf("@(new JObjct())").at(0).message, HasSubstr("did you mean 'JObject'?"));
}

TEST(CompileErrors, AreAllReportedAtOnce)
{
    EXPECT_EQ(errorsOf("@{ int a = \"x\"; string b = 5; return a; }").size(), 2U);
}

TEST(CompileErrors, SayWhichLanguageVersionSomethingNeeds)
{
    EXPECT_THAT(errorsOf("@(context.User is not null)").at(0).message, HasSubstr("C# 9"));
    EXPECT_THAT(errorsOf("@(\"a\" switch { _ => 1 })").at(0).message, HasSubstr("C# 8"));
}

TEST(CompileErrors, MeetTextThatIsNoExpression)
{
    for (const auto* source : {"", "@", "@(", "@{", "x", "@()", "@{}", "@(1", "@{ return 1;",
                               "@(\"a)", "@('')", "@(1 2)", "@(a.)", "@(/* )", "@{ if }"})
        EXPECT_FALSE(errorsOf(source).empty()) << source;
}

TEST(Warnings, NameAReferenceComparisonWithText)
{
    const auto expression = compiled("@(context.Variables[\"x\"] == \"y\")");
    ASSERT_EQ(expression->warnings().size(), 1U);
    EXPECT_EQ(expression->warnings()[0].code, "CS0252");
}

TEST(Traits, SayWhichBodiesAreRead)
{
    EXPECT_TRUE(compiled("@(context.Request.Body.As<string>(true))")->traits().readsRequestBody);
    EXPECT_FALSE(compiled("@(context.Request.Body.As<string>(true))")->traits().readsResponseBody);
    EXPECT_TRUE(compiled("@(context.Response.Body.As<string>())")->traits().readsResponseBody);
    EXPECT_TRUE(compiled("@{ var r = context.Response; return r.Body.As<string>(); }")
                    ->traits()
                    .readsResponseBody);
    EXPECT_TRUE(compiled("@{ var r = context.Request; return r.Body?.As<string>(); }")
                    ->traits()
                    .readsRequestBody);
    EXPECT_FALSE(compiled("@(context.Request.Headers.GetValueOrDefault(\"a\", \"\"))")
                     ->traits()
                     .readsRequestBody);
    EXPECT_FALSE(compiled("@(((IResponse)context.Variables[\"r\"]).Body.As<string>())")
                     ->traits()
                     .readsResponseBody);
    EXPECT_TRUE(compiled("@(context.Response.StatusCode)")->traits().readsResponse);
}

TEST(Traits, NameTheVariablesReadAndWhatIsConstant)
{
    EXPECT_THAT(
        compiled("@(context.Variables.GetValueOrDefault<string>(\"a\") + context.Variables[\"b\"])")
            ->traits()
            .variablesRead,
        ElementsAre("a", "b"));
    EXPECT_TRUE(compiled("@(1 + 2)")->traits().isConstant);
    EXPECT_FALSE(compiled("@(context.RequestId.ToString())")->traits().isConstant);
    EXPECT_FALSE(compiled("@(DateTime.UtcNow.Year)")->traits().isConstant);
    EXPECT_FALSE(compiled("@(Guid.NewGuid().ToString())")->traits().isConstant);
}

/// What the evaluation ended with; nothing when it came to a value.
Thrown thrownBy(std::string_view source, const Limits& limits)
{
    const auto owned = OwnedContext::fromJson("{}");
    EXPECT_TRUE(owned);
    const auto result = compiled(source)->evaluate((*owned)->context(), limits);
    const auto* thrown = std::get_if<Thrown>(&result);
    return thrown ? *thrown : Thrown{};
}

TEST(Limits, StopWhatWouldRunForever)
{
    EXPECT_THAT(valueOf("@{ int f(int n) { return f(n + 1); } return f(0); }"),
                HasSubstr("limit of depth"));
    EXPECT_THAT(valueOf("@{ var s = \"x\"; while (true) { s += s; } }"),
                HasSubstr("limit of memory"));
    EXPECT_THAT(valueOf("@(new byte[2000000000].Length)"), HasSubstr("limit of memory"));
}

TEST(Limits, OfStepsCannotBeCaught)
{
    Limits limits;
    limits.steps = 10'000;
    limits.time = std::chrono::hours(1); // a busy machine is no reason
    EXPECT_THAT(thrownBy("@{ while (true) { } }", limits).message, HasSubstr("limit of steps"));
    EXPECT_THAT(
        thrownBy("@{ try { while (true) { } } catch (Exception) { return 1; } }", limits).message,
        HasSubstr("limit of steps"));
}

TEST(Limits, OfTimeStopAnExpressionThatHasStepsLeft)
{
    Limits limits;
    limits.steps = std::numeric_limits<std::uint64_t>::max() - 1;
    limits.time = std::chrono::milliseconds(0);
    const auto thrown = thrownBy("@{ while (true) { } }", limits);
    EXPECT_EQ(thrown.typeName, "TimeoutException");
    EXPECT_THAT(thrown.message, HasSubstr("limit of time"));
}

TEST(Limits, OfBacktrackingEndAMatch)
{
    EXPECT_THAT(valueOf("@(Regex.IsMatch(new string('a', 64) + \"!\", \"^(a|aa)+$\"))"),
                HasSubstr("RegexMatchTimeoutException"));
}

TEST(Warnings, TellThatCompilersReadDigitSeparatorsDifferently)
{
    const auto expression = compiled("@(1_000)");
    ASSERT_EQ(expression->warnings().size(), 1U);
    EXPECT_THAT(expression->warnings()[0].message, HasSubstr("digit separators"));
}

TEST(Values, OfTuplesAreCopied)
{
    EXPECT_EQ(valueOf("@{ var t = (1, 2); var u = t; u.Item1 = 9; return t.Item1 + u.Item1; }"),
              "10");
    EXPECT_EQ(valueOf("@{ var a = new[] { (n: 1, m: 2) }; a[0].n += 5; return a[0].n; }"), "6");
}

TEST(Values, KeepStructuresDeeperThanTheStackAlive)
{
    EXPECT_EQ(valueOf("@{ object o = null; for (int i = 0; i < 100000; i++) { o = new List<object> "
                      "{ o }; } return o != null; }"),
              "True");
    EXPECT_EQ(valueOf("@{ IEnumerable<int> q = new[] { 1 }; for (int i = 0; i < 10; i++) { q = "
                      "q.Where(x => x > 0); } return q.Count(); }"),
              "1");
}

TEST(Values, HeldAfterTheEvaluationKeepTheirOwnCopy)
{
    auto owned = OwnedContext::fromJson(R"({"request":{"headers":{"A":"1"}}})");
    ASSERT_TRUE(owned);
    auto result = compiled("@(context.Request.Headers)")->evaluate((*owned)->context());
    auto held = std::get<Value>(std::move(result));
    owned->reset();
    Variables variables;
    variables.set("h", std::move(held));
    auto other = OwnedContext::fromJson("{}");
    (*other)->context().variables = &variables;
    const auto again
        = compiled("@(((IReadOnlyDictionary<string, "
                   "string[]>)context.Variables[\"h\"]).GetValueOrDefault(\"a\", \"\"))")
              ->evaluate((*other)->context());
    EXPECT_EQ(std::get<Value>(again).toText(), "1");
}

TEST(Values, OfAnotherTypeThanDeclaredNeverReachTheLibrary)
{
    EXPECT_THAT(valueOf("@{ object[] a = new JObject[1]; a[0] = \"x\"; return 1; }"),
                HasSubstr("ArrayTypeMismatchException"));
    EXPECT_THAT(
        valueOf("@{ var a = new JObject[1]; Array.Copy(new object[] { \"x\" }, a, 1); return 1; }"),
        HasSubstr("InvalidCastException"));
    EXPECT_THAT(valueOf("@(Enum.IsDefined(null, 1))"), HasSubstr("ArgumentNullException"));
    EXPECT_EQ(valueOf("@{ var l = new List<Uri>(); l.Add(null); return l.Count; }"), "1");
    EXPECT_EQ(valueOf("@(context.Variables.GetValueOrDefault<IResponse>(\"r\", null) == null)"),
              "True");
}

TEST(Values, OfTypeParametersAreCheckedAgainstTheTypeArgumentOfTheCall)
{
    EXPECT_THAT(valueOf("@{ T Cast<T>(object o) => (T)o; return Cast<JObject>(\"x\").Count; }"),
                HasSubstr("InvalidCastException"));
    EXPECT_THAT(valueOf("@{ int Len<T>(object o, Func<T, int> f) => f((T)o); "
                        "return Len<JObject>(\"x\", j => j.Count); }"),
                HasSubstr("InvalidCastException"));
    EXPECT_THAT(valueOf("@{ T Cast<T>(object o) => (T)o; return Cast<int>(null); }"),
                HasSubstr("NullReferenceException"));
    EXPECT_THAT(valueOf("@{ T Cast<T>(object o, int n) => n == 0 ? (T)o : Cast<T>(o, n - 1); "
                        "return Cast<long>(5, 3); }"),
                HasSubstr("InvalidCastException"));
    EXPECT_EQ(valueOf("@{ string N<T>() => typeof(T).Name; return N<int>() + N<JObject>(); }"),
              "Int32JObject");
    EXPECT_EQ(
        valueOf("@{ T D<T>() => default(T); return D<int>() + \"\" + (D<string>() == null); }"),
        "0True");
    EXPECT_EQ(valueOf("@{ T Id<T>(T x) { Func<object, T> g = o => (T)o; return g(x); } "
                      "return Id(5) + Id(\"a\"); }"),
              "5a");
    EXPECT_EQ(valueOf("@{ T F<T>(object o) { if (o is T t) return t; return default(T); } "
                      "return F<int>(3) + F<int>(\"x\"); }"),
              "3");
    EXPECT_EQ(valueOf("@{ T V<T>(string s) => JToken.Parse(s).Value<T>(); "
                      "return V<int>(\"'5'\") + V<string>(\"6\"); }"),
              "56");
}

TEST(Values, OfJsonObjectsEnumerateAsTheirStaticTypeSays)
{
    EXPECT_EQ(valueOf("@(JObject.Parse(\"{'a':{'b':1}}\")[\"a\"].Select(t => t.Path).First())"),
              "a.b");
    EXPECT_EQ(valueOf("@{ foreach (var t in JObject.Parse(\"{'a':{'b':1}}\")[\"a\"]) { return "
                      "((JProperty)t).Name; } return null; }"),
              "b");
    EXPECT_EQ(
        valueOf(
            "@{ foreach (var p in JObject.Parse(\"{'b':1}\")) { return p.Key; } return null; }"),
        "b");
    EXPECT_EQ(valueOf("@(JObject.Parse(\"{'a':{'b':1}}\")[\"a\"].Value<JObject>().Count)"), "1");
}

TEST(Threads, ShareOneExpression)
{
    const auto expression
        = compiled("@(string.Join(\",\", new[] { 3, 1, 2 }.OrderBy(x => x).Select(x => x + "
                   "context.Variables.Count + \"-long-literal\")))");
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            auto owned = OwnedContext::fromJson("{}");
            for (int round = 0; round < 200; ++round) {
                const auto result = expression->evaluate((*owned)->context());
                EXPECT_EQ(std::get<Value>(result).toText(),
                          "1-long-literal,2-long-literal,3-long-literal");
            }
        });
    }
}

// --- properties ----------------------------------------------------------------------------------

TEST(Arithmetic, AgreesWithAnIndependentComputationOfIntegers)
{
    std::mt19937_64 random(20240501);
    for (int round = 0; round < 300; ++round) {
        const auto a = static_cast<std::int32_t>(random());
        const auto b = static_cast<std::int32_t>(random());
        const auto text = [](std::int64_t n) { return "(" + std::to_string(n) + "L)"; };
        const Wide sum = static_cast<Wide>(a) * b - a + b;
        const auto expected = static_cast<std::int64_t>(sum);
        EXPECT_EQ(
            valueOf("@(" + text(a) + " * " + text(b) + " - " + text(a) + " + " + text(b) + ")"),
            std::to_string(expected));
        if (b != 0) {
            EXPECT_EQ(valueOf("@(" + text(a) + " / " + text(b) + ")"),
                      std::to_string(static_cast<std::int64_t>(a) / b));
            EXPECT_EQ(valueOf("@(" + text(a) + " % " + text(b) + ")"),
                      std::to_string(static_cast<std::int64_t>(a) % b));
        }
        const auto wrapped = static_cast<std::int32_t>(static_cast<std::uint32_t>(a)
                                                       * static_cast<std::uint32_t>(b));
        EXPECT_EQ(valueOf("@{ int a = " + std::to_string(a) + ", b = " + std::to_string(b)
                          + "; return unchecked(a * b); }"),
                  std::to_string(wrapped));
    }
}

TEST(Arithmetic, OfDecimalsIsExact)
{
    std::mt19937_64 random(7);
    for (int round = 0; round < 200; ++round) {
        const auto a = static_cast<std::int64_t>(random() % 2000000000) - 1000000000;
        const auto b = static_cast<std::int64_t>(random() % 2000000000) - 1000000000;
        const auto cents = [](std::int64_t n) {
            const auto absolute = n < 0 ? -n : n;
            auto fraction = std::to_string(absolute % 100);
            return std::string(n < 0 ? "-" : "") + std::to_string(absolute / 100) + "."
                + (fraction.size() < 2 ? "0" : "") + fraction;
        };
        EXPECT_EQ(valueOf("@((" + cents(a) + "m) + (" + cents(b) + "m))"), cents(a + b));
        const Wide product = static_cast<Wide>(a) * b;
        auto absolute = static_cast<std::uint64_t>(product < 0 ? -product : product);
        std::string digits = std::to_string(absolute);
        while (digits.size() < 5)
            digits.insert(digits.begin(), '0');
        digits.insert(digits.size() - 4, ".");
        EXPECT_EQ(valueOf("@((" + cents(a) + "m) * (" + cents(b) + "m))"),
                  (product < 0 ? "-" : "") + digits);
    }
}

} // namespace
} // namespace gatelens::expression
