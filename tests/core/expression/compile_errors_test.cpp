#include "core/expression/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <variant>

namespace gatelens::expression {
namespace {

using ::testing::HasSubstr;

/// One mistake: the compiler's code, where it is reported, and a part of the sentence.
struct Mistake
{
    std::string_view source;
    std::uint32_t line;
    std::uint32_t column;
    std::string_view code;
    std::string_view says;
};

void expectReported(const Mistake& mistake)
{
    SCOPED_TRACE(mistake.source);
    const auto result = Expression::compile(mistake.source);
    const auto* findings = std::get_if<Findings>(&result);
    ASSERT_NE(findings, nullptr) << "it compiles";
    ASSERT_FALSE(findings->empty());
    const auto& first = findings->front();
    EXPECT_EQ(first.code, mistake.code);
    EXPECT_EQ(first.position.line, mistake.line);
    EXPECT_EQ(first.position.column, mistake.column);
    EXPECT_THAT(first.message, HasSubstr(std::string(mistake.says)));
}

class Mistakes : public ::testing::TestWithParam<Mistake>
{
};

TEST_P(Mistakes, AreReportedWithCodePlaceAndSentence) { expectReported(GetParam()); }

constexpr Mistake kNames[] = {
    {"@(foo)", 1, 3, "CS0103", "The name 'foo' does not exist"},
    {"@(contxt.Request)", 1, 3, "CS0103", "did you mean 'context'?"},
    {"@(context.Reqest.Method)", 1, 11, "CS1061", "did you mean 'Request'?"},
    {"@(\"a\".Lenght)", 1, 7, "CS1061", "did you mean 'Length'?"},
    {"@(string.IsNulOrEmpty(\"a\"))", 1, 10, "CS0117", "did you mean 'IsNullOrEmpty'?"},
    {"@(JObject.Prase(\"{}\"))", 1, 11, "CS0117", "did you mean 'Parse'?"},
    {"@(context.Request.Headers.GetValueOrDefualt(\"a\"))", 1, 27, "CS1061",
     "did you mean 'GetValueOrDefault'?"},
    {"@(new Lisst<int>())", 1, 7, "CS0246", "did you mean 'List'?"},
    {"@(System.IO.File.ReadAllText(\"x\"))", 1, 13, "CS0234", "not allowed in policy expressions"},
    {"@(System.Environment.MachineName)", 1, 10, "CS0234", "not allowed in policy expressions"},
    {"@(new WebClient())", 1, 7, "CS0246", "types allowed in policy expressions"},
    {"@(typeof(foo))", 1, 10, "CS0246", "'foo' could not be found"},
    {"@(string.Length)", 1, 10, "CS0120", "An object reference is required"},
    {"@(DateTime)", 1, 3, "CS0119", "is a type"},
    {"@(System.Text)", 1, 10, "CS0118", "is a namespace"},
    {"@{ int i = 5; return Math.Floor(i); }", 1, 27, "CS0121",
     "ambiguous between 'static double Floor(double d)' and 'static decimal Floor(decimal d)'"},
    {"@((int)1e18)", 1, 3, "CS0221", "cannot be converted to a 'int'"},
    {"@((uint)-1.5)", 1, 3, "CS0221", "cannot be converted to a 'uint'"},
    {"@(nameof(5))", 1, 3, "CS8081", "does not have a name"},
};
INSTANTIATE_TEST_SUITE_P(OfNames, Mistakes, ::testing::ValuesIn(kNames));

constexpr Mistake kTypes[] = {
    {"@{ int i = \"a\"; return i; }", 1, 12, "CS0029", "'string' to 'int'"},
    {"@{ long l = 5; int i = l; return i; }", 1, 24, "CS0266", "are you missing a cast?"},
    {"@{ decimal d = 1.5; return d; }", 1, 16, "CS0664", "use an 'M' suffix"},
    {"@{ byte b = 256; return b; }", 1, 13, "CS0031", "'256' cannot be converted to a 'byte'"},
    {"@{ int i = null; return i; }", 1, 12, "CS0037", "non-nullable value type"},
    {"@(\"a\" - 1)", 1, 3, "CS0019", "Operator '-' cannot be applied"},
    {"@(5 == \"a\")", 1, 3, "CS0019", "Operator '=='"},
    {"@(context.Variables[\"x\"] + 1)", 1, 3, "CS0019", "'object' and 'int'"},
    {"@(!5)", 1, 3, "CS0023", "Operator '!'"},
    {"@(5[0])", 1, 3, "CS0021", "Cannot apply indexing"},
    {"@((int)\"a\")", 1, 3, "CS0030", "Cannot convert type 'string' to 'int'"},
    {"@{ object o = 1; return o as int; }", 1, 25, "CS0077", "must be used with a reference type"},
    {"@(\"a\" as List<int>)", 1, 3, "CS0039", "via 'as'"},
    {"@(true ? 1 : \"a\")", 1, 3, "CS0173", "no implicit conversion between 'int' and 'string'"},
    {"@{ if (1) return 1; return 2; }", 1, 8, "CS0029", "'int' to 'bool'"},
    {"@{ throw \"a\"; }", 1, 10, "CS0029", "'string' to 'Exception'"},
    {"@{ try { return 1; } catch (string s) { return 2; } }", 1, 22, "CS0155", "System.Exception"},
    {"@{ using (var x = 5) { } return 1; }", 1, 15, "CS1674", "System.IDisposable"},
    {"@(new[] { 1, \"a\" })", 1, 3, "CS0826", "No best type"},
    {"@{ var x = null; return x; }", 1, 8, "CS0815", "name the type of 'x'"},
    {"@{ List<int> l = new List<string>(); return l; }", 1, 18, "CS0029", "'List<string>'"},
    {"@(sizeof(string))", 1, 3, "CS0233", "does not have a predefined size"},
    {"@(int.MaxValue + 1)", 1, 3, "CS0220", "overflows at compile time"},
    {"@(1 / 0)", 1, 3, "CS0020", "Division by constant zero"},
    {"@(new int[-1])", 1, 11, "CS0248", "negative size"},
    {"@(new int[2] { 1 })", 1, 14, "CS0847", "length '2' is expected"},
};
INSTANTIATE_TEST_SUITE_P(OfTypes, Mistakes, ::testing::ValuesIn(kTypes));

constexpr Mistake kCalls[] = {
    {"@(\"abc\".Substring())", 1, 9, "CS1501", "Known: string Substring(int startIndex)"},
    {"@(\"abc\".Substring(\"a\"))", 1, 9, "CS1503", "takes (string)"},
    {"@(new List<int> { \"a\" })", 1, 19, "CS1503", "void Add(T item)"},
    {"@(new[] { 1 }.Select(x => y))", 1, 27, "CS0103", "The name 'y'"},
    {"@(new[] { \"a\" }.Where(x => x.Lenght > 1))", 1, 30, "CS1061", "did you mean 'Length'?"},
    {"@{ Func<int, int> f = (a, b) => a; return f(1); }", 1, 23, "CS1660", "do not fit"},
    {"@{ int F(int a) => a; return F(\"x\"); }", 1, 30, "CS1503", "int F(int a)"},
    {"@{ string s = \"a\"; s.Length = 5; return s; }", 1, 22, "CS0200", "it is read only"},
    {"@{ context.Request.Method = \"POST\"; return 1; }", 1, 20, "CS0200", "it is read only"},
    {"@{ \"a\" = \"b\"; return 1; }", 1, 4, "CS0131", "must be a variable"},
    {"@{ (int a, int b) = (1, 2, 3); return a; }", 1, 4, "CS8129", "2 variables"},
};
INSTANTIATE_TEST_SUITE_P(OfCalls, Mistakes, ::testing::ValuesIn(kCalls));

constexpr Mistake kStatements[] = {
    {"@{ int a = 1; int a = 2; return a; }", 1, 19, "CS0128", "already defined in this scope"},
    {"@{ if (true) { int a = 1; } int a = 2; return a; }", 1, 33, "CS0136", "inside this one"},
    {"@{ int x = 1; Func<int, int> f = x => x; return f(x); }", 1, 34, "CS0136", "enclosing scope"},
    {"@{\n  int x;\n  return x;\n}", 3, 10, "CS0165", "unassigned local variable 'x'"},
    {"@{\n  if (context.Tracing)\n    return 1;\n}", 4, 1, "CS0161", "Not all code paths"},
    {"@{ switch (1) { case 1: var a = 1; case 2: return 2; } return 0; }", 1, 17, "CS0163",
     "Control cannot fall through"},
    {"@{ switch (1) { case 1: return 1; case 1: return 2; } return 0; }", 1, 35, "CS0152",
     "multiple cases"},
    {"@{ const int k = 1; k = 2; return k; }", 1, 21, "CS0131", "is a constant"},
    {"@{ foreach (var x in new[] { 1 }) { x = 2; } return 1; }", 1, 37, "CS1656", "foreach"},
    {"@{ break; return 1; }", 1, 4, "CS0139", "No enclosing loop"},
    {"@{ goto nowhere; return 1; }", 1, 4, "CS0159", "No such label 'nowhere'"},
    {"@{ return; }", 1, 4, "CS0126", "A value is required"},
    {"@{ var x; return 1; }", 1, 8, "CS0818", "must be initialized"},
    {"@{ 1 + 2; return 1; }", 1, 4, "CS0201", "can be used as a statement"},
};
INSTANTIATE_TEST_SUITE_P(OfStatements, Mistakes, ::testing::ValuesIn(kStatements));

constexpr Mistake kSyntax[] = {
    {"@{ int i = 1 return i; }", 1, 14, "CS1002", "; expected before 'return'"},
    {"@(Math.Max(1, 2)", 1, 16, "CS1026", ") expected"},
    {"@(1 + )", 1, 7, "CS1525", "Unexpected end"},
    {"@('ab')", 1, 3, "CS1012", "use double quotes"},
    {"@(\"\\q\")", 1, 5, "CS1009", "Unrecognized escape sequence"},
    {"@($\"a}\")", 1, 6, "CS8086", "must be escaped"},
    {"@(0b2)", 1, 3, "CS1013", "Invalid number"},
    {"@(99999999999999999999)", 1, 3, "CS1021", "too large"},
    {"@{ try { return 1; } }", 1, 22, "CS1524", "Expected catch or finally"},
    {"@{ lock (\"a\") { } return 1; }", 1, 4, "CS1525", "'lock' is not available"},
    {"@{ yield return 1; }", 1, 4, "CS1525", "'yield' is not available"},
};
INSTANTIATE_TEST_SUITE_P(OfSyntax, Mistakes, ::testing::ValuesIn(kSyntax));

constexpr Mistake kNewerLanguages[] = {
    {"@(null is not null)", 1, 11, "CS8400", "needs C# 9"},
    {"@(1 switch { _ => 2 })", 1, 5, "CS8370", "needs C# 8"},
    {"@{ string s = null; s ?\?= \"a\"; return s; }", 1, 23, "CS8370", "needs C# 8"},
    {"@{ int[] a = new(3); return a; }", 1, 17, "CS8400", "needs C# 9"},
    {"@(5 is > 3)", 1, 8, "CS8400", "Relational patterns need C# 9"},
};
INSTANTIATE_TEST_SUITE_P(OfNewerLanguages, Mistakes, ::testing::ValuesIn(kNewerLanguages));

} // namespace
} // namespace gatelens::expression
