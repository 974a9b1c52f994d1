#include "core/store/filter.h"

#include <gmock/gmock.h>

#include <random>

namespace gatelens::filter {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Filter parsed(std::string_view text)
{
    Result<Filter> filter = Filter::parse(text);
    EXPECT_TRUE(filter) << text << ": " << filter.error().message;
    return filter ? *filter : Filter();
}

std::vector<std::string> termsOf(std::string_view text)
{
    const Filter filter = parsed(text);
    std::vector<std::string> texts;
    for (const Term& term : filter.terms())
        texts.push_back(term.text);
    return texts;
}

struct Case
{
    std::string text;
    std::string printed;
};

class FilterPrintTest : public testing::TestWithParam<Case>
{
};

TEST_P(FilterPrintTest, PrintsThePlainestSpellingThatMeansTheSame)
{
    const Filter filter = parsed(GetParam().text);
    EXPECT_EQ(filter.print(), GetParam().printed);
    EXPECT_EQ(parsed(filter.print()), filter);
}

INSTANTIATE_TEST_SUITE_P(
    Grammar, FilterPrintTest,
    testing::Values(
        Case{"", ""}, Case{"  \t", ""}, Case{"status:5xx", "status:5xx"},
        Case{"STATUS:5XX", "status:5XX"}, Case{"a b", "a b"}, Case{"a and b", "a b"},
        Case{"a AND b Or c", "a b or c"}, Case{"a (b or c)", "a (b or c)"},
        Case{"(a b) or c", "a b or c"}, Case{"((a))", "a"}, Case{"-a", "not a"},
        Case{"not not a", "not not a"}, Case{"not (a b)", "not (a b)"},
        Case{"-status:200", "not status:200"}, Case{"api:orders,stock", "api:orders,stock"},
        Case{"api:orders, stock", "api:orders,stock"},
        Case{R"(op:"GET /orders/{id}")", R"(op:"GET /orders/{id}")"}, Case{"op=GET", "op=GET"},
        Case{"op==GET", "op==GET"}, Case{"op!=GET", "op!=GET"}, Case{"dur>200ms", "dur>200ms"},
        Case{"dur:100ms..1s", "dur:100ms..1s"}, Case{"dur>=1.5s", "dur>=1.5s"},
        Case{"resp.size<20kB", "resp.size<20kB"}, Case{"req.header.X-Key:a", "req.header.X-Key:a"},
        Case{"prop.'my key':a", "prop.'my key':a"}, Case{"prop.plain:a", "prop.plain:a"},
        Case{"path:*/items/?", "path:*/items/?"}, Case{R"(path:"*")", R"(path:"*")"},
        Case{R"(url=/a\/b/i)", R"(url=/a\/b/i)"}, Case{R"(url=/\d+/)", R"(url=/\d+/)"},
        Case{R"("http://x/y")", R"("http://x/y")"}, Case{R"("say \"hi\"")", R"("say \"hi\"")"},
        Case{R"("-5")", R"("-5")"}, Case{R"("or")", R"("or")"}, Case{"order", "order"},
        Case{"notable", "notable"}, Case{"time>-5m", "time>-5m"},
        Case{"time>2026-11-20T14:00:00Z", "time>2026-11-20T14:00:00Z"},
        Case{"kind:request,dependency", "kind:request,dependency"},
        Case{"size:..1kB", "resp.size:..1kB"}, Case{"trace=abc", "opid=abc"}));

struct Fault
{
    std::string text;
    std::uint32_t column;
    std::string message;
};

class FilterFaultTest : public testing::TestWithParam<Fault>
{
};

TEST_P(FilterFaultTest, SaysWhatIsWrongAndWhere)
{
    const Result<Filter> filter = Filter::parse(GetParam().text);
    ASSERT_FALSE(filter) << GetParam().text;
    EXPECT_EQ(filter.error().code, ErrorCode::Malformed);
    EXPECT_EQ(filter.error().position.line, 1U);
    EXPECT_EQ(filter.error().position.column, GetParam().column) << filter.error().message;
    EXPECT_THAT(filter.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Grammar, FilterFaultTest,
    testing::Values(
        Fault{"stauts:200", 1, R"(Unknown field "stauts" at 1. Did you mean "status"?)"},
        Fault{"a  apo:orders", 4, R"(Did you mean "api"?)"},
        Fault{"http://x/y", 1, "put it in double quotes"}, Fault{"(a", 1, "\")\" is missing"},
        Fault{"a)", 2, "there is no \"(\""}, Fault{"a or", 5, "a condition is missing"},
        Fault{"not", 4, "a condition is missing"}, Fault{"()", 2, "a condition is missing"},
        Fault{"status:", 8, "a value for \"status\" is missing"},
        Fault{"status:abc", 8, "is not a number"}, Fault{"dur:10parsecs", 5, "is not a duration"},
        Fault{"status:500..400", 8, "empty"}, Fault{"status>5xx", 8, "a class or range"},
        Fault{"api>x", 4, "cannot be compared"}, Fault{"kind:requests", 6, "Use one of: request"},
        Fault{"success:maybe", 9, "Use one of: true, false"},
        Fault{R"(a "b)", 3, "closing double quote"}, Fault{"url=/(/", 5, "regular expression"},
        Fault{"url=/abc", 5, "closing \"/\""}, Fault{"status=/5/", 8, "regular expression"},
        Fault{"prop.:x", 1, "needs a name"}, Fault{"kept@B:yes", 5, "only in Sampling"},
        Fault{"mark:red", 1, "no marks"}, Fault{":x", 1, "a field is missing"},
        Fault{"dur>1s,2s", 9, "only one value"},
        Fault{"time:-5m..2026-01-01", 6, "mixes a relative"}));

TEST(FilterTest, RefusesDeepNestingInsteadOfOverflowing)
{
    const std::string brackets = std::string(5000, '(') + 'a' + std::string(5000, ')');
    EXPECT_FALSE(Filter::parse(brackets));
    std::string nots;
    for (int index = 0; index < 5000; ++index)
        nots += "not ";
    EXPECT_FALSE(Filter::parse(nots + 'a'));
}

TEST(FilterTest, ItsTermsAreTheTopLevelConditions)
{
    EXPECT_THAT(termsOf("status:5xx api:orders  dur>200ms"),
                ElementsAre("status:5xx", "api:orders", "dur>200ms"));
    EXPECT_THAT(termsOf("a and (b or c) not d"), ElementsAre("a", "(b or c)", "not d"));
    EXPECT_THAT(termsOf("a or b"), ElementsAre("a or b"));
    EXPECT_THAT(termsOf("(a b)"), ElementsAre("(a b)"));
    EXPECT_THAT(termsOf("(a) (b)"), ElementsAre("(a)", "(b)"));
    EXPECT_THAT(termsOf(""), ElementsAre());
    const Filter filter = parsed("  status:5xx   api:orders");
    EXPECT_EQ(filter.terms()[1].offset, 15U);
    EXPECT_EQ(filter.terms()[1].length, 10U);
}

TEST(FilterTest, ATermCanBeTakenOut)
{
    const std::string text = "status:5xx and (a or b)  -path:/health";
    const Filter filter = parsed(text);
    EXPECT_EQ(withoutTerm(text, filter, 0), "(a or b) -path:/health");
    EXPECT_EQ(withoutTerm(text, filter, 1), "status:5xx -path:/health");
    EXPECT_EQ(withoutTerm(text, filter, 2), "status:5xx (a or b)");
}

TEST(FilterTest, ChipsJoinToOneFilter)
{
    const std::vector<std::string> chips{"a or b", "(c or d)", "", "(e) or f", "not g"};
    const Result<std::string> text = joinTerms(chips);
    ASSERT_TRUE(text);
    EXPECT_EQ(*text, "(a or b) (c or d) ((e) or f) not g");
    EXPECT_EQ(parsed(*text).terms().size(), 4U);
    EXPECT_FALSE(joinTerms(std::vector<std::string>{"(a"}));
}

TEST(FilterTest, PrintsPredicatesThatParse)
{
    EXPECT_EQ(printPredicate("api", "orders"), "api=orders");
    EXPECT_EQ(printPredicate("path", "/a b"), R"(path="/a b")");
    EXPECT_EQ(printPredicate("status", "404"), "status:404");
    EXPECT_EQ(printPredicate("path", "/a*"), R"(path="/a*")");
    EXPECT_TRUE(Filter::parse(printPredicate("op", R"(with "quotes", and \)")));
}

TEST(FilterTest, OffersOnlyFieldsThatWork)
{
    EXPECT_GT(fields().size(), 40U);
    for (const FieldInfo& field : fields()) {
        const std::string key = field.hasKey ? "k" : "";
        const std::string value = field.type == FieldType::Choice ? std::string(field.choices[0])
            : field.type == FieldType::Time                       ? "-5m"
                                                                  : "1";
        const std::string text = std::string(field.name) + key + ':' + value;
        EXPECT_TRUE(Filter::parse(text)) << text;
        EXPECT_FALSE(field.description.empty()) << field.name;
    }
}

TEST(FilterTest, HighlightsWhatItSearchesFor)
{
    EXPECT_THAT(parsed(R"(Kettle api:Orders not gone path:*x* dur>1s)").highlights(),
                ElementsAre("kettle", "orders"));
}

/// Any text either parses or fails with a position inside it; what parses, prints and parses again
/// to the same filter.
TEST(FilterPropertyTest, NoTextCrashesAndWhatPrintsParsesBack)
{
    const std::vector<std::string> pieces{
        "status",      ":",   "5xx", " ",      "(",    ")",    "\"",  "or",    "and",     "not",
        "-",           "=",   "==",  "!=",     "<",    ">=",   "=/",  "/",     "/i",      ",",
        "..",          "api", "a*",  "prop.",  "'",    "k y",  "dur", "10ms",  "time",    "-5m",
        "\\",          "@",   "2xx", "orders", "kind", "\t",   "é",   "\xFF",  "size",    "1kB",
        "req.header.", "x",   "url", "[a-z]",  "(?i)", "kept", "yes", "trace", "400..404"};
    const auto seed = std::random_device()();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random(seed);
    int accepted = 0;
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (std::uint64_t count = random() % 12; count > 0; --count)
            text += pieces[random() % pieces.size()];
        const Result<Filter> filter = Filter::parse(text);
        if (!filter) {
            ASSERT_GE(filter.error().position.column, 1U) << text;
            ASSERT_LE(filter.error().position.column, text.size() + 1) << text;
            continue;
        }
        ++accepted;
        const std::string printed = filter->print();
        const Result<Filter> again = Filter::parse(printed);
        ASSERT_TRUE(again) << text << " -> " << printed << ": " << again.error().message;
        ASSERT_EQ(*again, *filter) << text << " -> " << printed;
    }
    EXPECT_GT(accepted, 100);
}

} // namespace
} // namespace gatelens::filter
