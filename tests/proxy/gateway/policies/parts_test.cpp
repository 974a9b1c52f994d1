#include "proxy/gateway/policies/ip_range.h"
#include "proxy/gateway/policies/json_schema.h"
#include "proxy/gateway/policies/jwt/checks.h"
#include "proxy/gateway/policies/language_model.h"
#include "proxy/gateway/policies/query_text.h"
#include "proxy/gateway/policies/state/token_issuer.h"
#include "proxy/gateway/policies/text.h"
#include "proxy/gateway/policies/uri_template.h"
#include "proxy/gateway/policies/xsl_stylesheet.h"

#include <boost/json.hpp>

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

TEST(TextTest, Base64RoundTripsInBothAlphabets)
{
    for (const std::string bytes : {"", "a", "ab", "abc", "\xff\xfe\xfd?>"})
        EXPECT_EQ(base64Decode(base64Encode(bytes)), bytes);
    EXPECT_EQ(base64Decode("_-8"), "\xff\xef");
    EXPECT_FALSE(base64Decode("a*b"));
    EXPECT_FALSE(base64Decode("a"));
}

TEST(QueryTextTest, KeepsWhatIsNotTouchedByteForByte)
{
    QueryText query("a=%2f&&b&c=1");
    query.remove("C");
    query.append("d e", "x&y");
    EXPECT_EQ(query.text(), "a=%2f&b&d%20e=x%26y");
}

TEST(UriTemplateTest, FillsAndEncodes)
{
    EXPECT_EQ(*fillUriTemplate("/a/{x}/{*rest}", {{"x", "1/2"}, {"rest", "p/q r"}}),
              "/a/1%2F2/p/q%20r");
    EXPECT_FALSE(fillUriTemplate("/{none}", {}));
    EXPECT_EQ(templateNames("/{a}/b{c}?d={e}"), (std::vector<std::string>{"a", "c", "e"}));
    EXPECT_EQ(templateQueryNames("/x?d={e}&f=1"), (std::vector<std::string>{"d", "f"}));
}

TEST(IpRangeTest, ComparesWithinAFamily)
{
    const auto in = [](const char* address, const char* from, const char* to) {
        return isBetween(*parseIpAddress(address), *parseIpAddress(from), *parseIpAddress(to));
    };
    EXPECT_TRUE(in("10.0.1.0", "10.0.0.255", "10.0.1.0"));
    EXPECT_FALSE(in("10.0.1.1", "10.0.0.255", "10.0.1.0"));
    EXPECT_TRUE(in("::ffff:10.0.0.1", "10.0.0.0", "10.0.0.9"));
    EXPECT_FALSE(in("::1", "0.0.0.0", "255.255.255.255"));
    EXPECT_FALSE(parseIpAddress("10.0.0"));
}

struct SchemaExample
{
    const char* schema;
    const char* instance;
    bool isValid;
};

class JsonSchemaTest : public ::testing::TestWithParam<SchemaExample>
{
};

TEST_P(JsonSchemaTest, Decides)
{
    const auto schema = JsonSchema::parse(GetParam().schema);
    ASSERT_TRUE(schema);
    const auto problem = schema->check(boost::json::parse(GetParam().instance));
    EXPECT_EQ(!problem, GetParam().isValid)
        << GetParam().schema << ' ' << GetParam().instance << ' ' << problem.value_or("");
}

INSTANTIATE_TEST_SUITE_P(
    Schemas, JsonSchemaTest,
    ::testing::Values(
        SchemaExample{R"({"type":"integer"})", "1", true},
        SchemaExample{R"({"type":"integer"})", "1.0", true},
        SchemaExample{R"({"type":"integer"})", "1.5", false},
        SchemaExample{R"({"type":"number"})", "1", true},
        SchemaExample{R"({"type":["string","null"]})", "null", true},
        SchemaExample{R"({"type":"string","nullable":true})", "null", true},
        SchemaExample{R"({"type":"string"})", "null", false},
        SchemaExample{R"({"enum":[1,"a"]})", "\"a\"", true},
        SchemaExample{R"({"enum":[1,"a"]})", "2", false},
        SchemaExample{R"({"minimum":1,"exclusiveMinimum":true})", "1", false},
        SchemaExample{R"({"exclusiveMaximum":5})", "5", false},
        SchemaExample{R"({"multipleOf":0.1})", "0.3", true},
        SchemaExample{R"({"minLength":2,"maxLength":3})", "\"\u00e4\u00f6\u00fc\"", true},
        SchemaExample{R"({"pattern":"^a+$"})", "\"aab\"", false},
        SchemaExample{R"({"items":{"type":"string"},"minItems":1})", "[1]", false},
        SchemaExample{R"({"uniqueItems":true})", "[1,2,1]", false},
        SchemaExample{R"({"required":["a"]})", "{}", false},
        SchemaExample{R"({"properties":{"a":{"type":"string"}},"additionalProperties":false})",
                      R"({"b":1})", false},
        SchemaExample{R"({"additionalProperties":{"type":"integer"}})", R"({"b":"x"})", false},
        SchemaExample{R"({"anyOf":[{"type":"string"},{"type":"integer"}]})", "true", false},
        SchemaExample{R"({"oneOf":[{"type":"number"},{"type":"integer"}]})", "1", false},
        SchemaExample{R"({"allOf":[{"minimum":1},{"maximum":3}]})", "2", true},
        SchemaExample{R"({"not":{"type":"string"}})", "\"x\"", false},
        SchemaExample{R"({"$ref":"#/definitions/a","definitions":{"a":{"type":"string"}}})", "1",
                      false},
        SchemaExample{"false", "1", false}));

TEST(JsonSchemaTest, ASchemaThatContainsItselfEnds)
{
    const auto schema = JsonSchema::parse(R"({"$ref":"#"})");
    ASSERT_TRUE(schema);
    EXPECT_TRUE(schema->check(1));
}

TEST(TokenTest, RefusesWhatIsNoToken)
{
    EXPECT_FALSE(parseToken("abc"));
    EXPECT_FALSE(parseToken("a.b.c"));
    EXPECT_EQ(parseToken("a.b.c.d.e").error().code, ErrorCode::Unsupported);
}

TEST(TokenTest, TheLocalIssuersTokenIsVerifiedByItsKeySet)
{
    TokenIssuer issuer;
    const Timestamp now = *parseIso8601("2026-11-20T12:00:00Z");
    const auto text = issuer.managedIdentityToken("https://vault.example", "client", now);
    ASSERT_TRUE(text) << text.error().message;
    const auto keys = parseJwks(*issuer.jwks());
    ASSERT_TRUE(keys);
    const auto token = parseToken(*text);
    ASSERT_TRUE(token);
    EXPECT_FALSE(checkSignature(*token, *keys));
    EXPECT_FALSE(checkTimes(*token, now, std::chrono::seconds(0), true));
    EXPECT_TRUE(checkTimes(*token, now + std::chrono::hours(25), std::chrono::seconds(0), true));
    auto changed = *token;
    changed.signingInput += "x";
    EXPECT_EQ(checkSignature(changed, *keys)->reason, "TokenSignatureInvalid");
}

TEST(LanguageModelTest, ReadsUsageOfBodiesAndStreams)
{
    const auto usage
        = reportedUsage(R"({"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}})");
    ASSERT_TRUE(usage);
    EXPECT_EQ(usage->total, 7);
    const auto responses = reportedUsage(R"({"usage":{"input_tokens":2,"output_tokens":5}})");
    ASSERT_TRUE(responses);
    EXPECT_EQ(responses->total, 7);
    const auto streamed = reportedUsage("data: {\"choices\":[]}\n\ndata: {\"usage\":{"
                                        "\"prompt_tokens\":1,\"completion_tokens\":1}}\n\n"
                                        "data: [DONE]\n");
    ASSERT_TRUE(streamed);
    EXPECT_EQ(streamed->total, 2);
    EXPECT_FALSE(reportedUsage("no json"));
}

TEST(LanguageModelTest, EstimatesAQuarterOfTheCharactersPlusFourAMessage)
{
    EXPECT_EQ(
        estimatePromptTokens(
            R"({"messages":[{"role":"user","content":"12345678"},{"role":"system","content":"1"}]})"),
        2 + 4 + 1 + 4);
}

constexpr std::string_view kSheet
    = R"(<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="text"/><xsl:param name="greeting"/>
<xsl:template match="/"><xsl:value-of select="$greeting"/> <xsl:value-of select="/a/b"/></xsl:template>
</xsl:stylesheet>)";

TEST(XslStylesheetTest, TransformsWithParameters)
{
    const auto sheet = XslStylesheet::parse(kSheet);
    ASSERT_TRUE(sheet) << sheet.error().message;
    const auto text = sheet->apply("<a><b>Ann</b></a>", {{"greeting", "it's"}});
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(*text, "it'sAnn");
    EXPECT_EQ(sheet->contentType(), "text/plain");
}

constexpr std::string_view kReadingSheet
    = R"xsl(<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><x><xsl:copy-of select="document('/etc/hostname')"/></x></xsl:template>
</xsl:stylesheet>)xsl";

TEST(XslStylesheetTest, ReadsNoFiles)
{
    const auto sheet = XslStylesheet::parse(kReadingSheet);
    ASSERT_TRUE(sheet);
    const auto text = sheet->apply("<a/>", {});
    if (text) {
        EXPECT_NE(text->find("<x/>"), std::string::npos) << *text;
    }
}

TEST(XslStylesheetTest, RefusesWhatIsNoStylesheet)
{
    EXPECT_FALSE(XslStylesheet::parse("<a"));
    EXPECT_FALSE(XslStylesheet::parse("<a/>"));
    const auto sheet = XslStylesheet::parse(kSheet);
    ASSERT_TRUE(sheet);
    EXPECT_FALSE(sheet->apply("<a", {}));
}

} // namespace
} // namespace gatelens::proxy
