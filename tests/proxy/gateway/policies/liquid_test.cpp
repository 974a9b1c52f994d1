#include "proxy/gateway/policies/liquid/liquid_template.h"

#include <boost/json.hpp>

#include <gtest/gtest.h>

namespace gatelens::proxy::liquid {
namespace {

std::string render(std::string_view text, std::string_view root = "{}")
{
    const auto parsed = Template::parse(text);
    if (!parsed)
        return "parse error: " + parsed.error().message;
    const Result<std::string> output = (*parsed)->render(boost::json::parse(root));
    return output ? *output : "render error: " + output.error().message;
}

struct Example
{
    const char* text;
    const char* root;
    const char* expected;
};

class LiquidTemplate : public ::testing::TestWithParam<Example>
{
};

TEST_P(LiquidTemplate, RendersAsExpected)
{
    EXPECT_EQ(render(GetParam().text, GetParam().root), GetParam().expected) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Outputs, LiquidTemplate,
    ::testing::Values(
        Example{"plain { text }", "{}", "plain { text }"},
        Example{"{{ a }}{{b.c}}{{ list[1] }}", R"({"a":1,"b":{"c":"x"},"list":[1,2]})", "1x2"},
        Example{"{{ A }}", R"({"a":1})", "1"}, Example{"{{ none }}", "{}", ""},
        Example{"{{ list.size }}{{ list.first }}{{ list.last }}", R"({"list":[7,8,9]})", "379"},
        Example{"{{ 'x' | Append: 'y' | Upcase }}", "{}", "XY"},
        Example{"{{ 'x' | append: 'y' | upcase }}", "{}", "XY"},
        Example{"{{ a | Default: 'd' }}", "{}", "d"},
        Example{"{{ 7 | DividedBy: 2 }} {{ 7.0 | DividedBy: 2 }}", "{}", "3 3.5"},
        Example{"{{ 7 | Modulo: 4 }}{{ 3 | Plus: 4 }}{{ 3 | Minus: 4 }}{{ 3 | Times: 4 }}", "{}",
                "37-112"},
        Example{"{{ 'a,b' | Split: ',' | Join: '-' }}", "{}", "a-b"},
        Example{"{{ list | Sort: 'n' | Map: 'n' | Join: '' }}",
                R"({"list":[{"n":3},{"n":1},{"n":2}]})", "123"},
        Example{"{{ list | Uniq | Size }}", R"({"list":[1,1,2]})", "2"},
        Example{"{{ '<a>' | Escape }}", "{}", "&lt;a&gt;"},
        Example{"{{ 'a b&c' | UrlEncode }}", "{}", "a+b%26c"},
        Example{"{{ 'abcdef' | Slice: 1, 3 }}", "{}", "bcd"},
        Example{"{{ 'abcdef' | Truncate: 5 }}", "{}", "ab..."},
        Example{"{{ 'one two three' | TruncateWords: 2 }}", "{}", "one two..."},
        Example{"{{ '2026-11-20T14:02:03Z' | Date: 'yyyy-MM-dd HH:mm' }}", "{}",
                "2026-11-20 14:02"},
        Example{"{{ 'aXbX' | ReplaceFirst: 'X', '-' }}{{ 'aXbX' | Remove: 'X' }}", "{}",
                "a-bXab"}));

INSTANTIATE_TEST_SUITE_P(
    Tags, LiquidTemplate,
    ::testing::Values(
        Example{"{% if a == 1 %}y{% else %}n{% endif %}", R"({"a":1})", "y"},
        Example{"{% if a > 1 and b %}y{% elsif c contains 'x' %}m{% endif %}",
                R"({"a":1,"b":true,"c":"axb"})", "m"},
        Example{"{% unless a %}none{% endunless %}", "{}", "none"},
        Example{"{% if list == empty %}e{% endif %}", R"({"list":[]})", "e"},
        Example{"{% case a %}{% when 1, 2 %}low{% when 3 %}three{% else %}high{% endcase %}",
                R"({"a":3})", "three"},
        Example{"{% for x in list %}{{ x }}{% unless forloop.last %},{% endunless %}{% endfor %}",
                R"({"list":[1,2,3]})", "1,2,3"},
        Example{"{% for x in list %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}",
                R"({"list":[1,2,3]})", "1"},
        Example{"{% for x in list %}{% if x == 2 %}{% continue %}{% endif %}{{ x }}{% endfor %}",
                R"({"list":[1,2,3]})", "13"},
        Example{"{% for x in list %}a{% else %}none{% endfor %}", "{}", "none"},
        Example{"{% for i in (1..3) reversed %}{{ i }}{% endfor %}", "{}", "321"},
        Example{"{% for x in list limit:2 offset:1 %}{{ x }}{% endfor %}", R"({"list":[1,2,3,4]})",
                "23"},
        Example{"[{% JSONArrayFor x in list %}{{ x }}{% endJSONArrayFor %}]", R"({"list":[1,2]})",
                "[1,2]"},
        Example{"{% assign a = 'x' | Upcase %}{{ a }}", "{}", "X"},
        Example{"{% capture a %}1{{ b }}{% endcapture %}{{ a }}{{ a }}", R"({"b":2})", "1212"},
        Example{"a{% comment %} {{ b }} {% endcomment %}c", "{}", "ac"},
        Example{"{% raw %}{{ a }}{% endraw %}", "{}", "{{ a }}"},
        Example{"{% for i in (1..3) %}{% cycle 'a', 'b' %}{% endfor %}", "{}", "aba"},
        Example{"{% increment n %}{% increment n %}{% decrement n %}", "{}", "011"},
        Example{"a {{- 'b' -}} c", "{}", "abc"}));

TEST(LiquidTemplate, NamesTheLineOfAMistake)
{
    const auto parsed = Template::parse("one\ntwo {% if a %}\nthree");
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().message.substr(0, 5), "line ");
}

TEST(LiquidTemplate, RefusesAnUnknownFilterAndTag)
{
    EXPECT_FALSE(Template::parse("{{ a | Teleport }}"));
    EXPECT_FALSE(Template::parse("{% teleport %}"));
    EXPECT_FALSE(Template::parse("{% endif %}"));
}

TEST(LiquidTemplate, DivisionByZeroIsAnErrorOfRendering)
{
    EXPECT_EQ(render("{{ 1 | DividedBy: 0 }}").substr(0, 12), "render error");
}

TEST(LiquidTemplate, EndsATemplateThatDoesTooMuch)
{
    const std::string text = "{% for a in (1..10000) %}{% for b in (1..10000) %}{% endfor %}"
                             "{% endfor %}";
    EXPECT_EQ(render(text).substr(0, 12), "render error");
}

} // namespace
} // namespace gatelens::proxy::liquid
