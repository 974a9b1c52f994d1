#include "core/message/url.h"

#include <gtest/gtest.h>

#include <random>

namespace gatelens {
namespace {

TEST(UrlTest, ReadsEveryPart)
{
    const auto url = parseUrl("HTTPS://API.Example.com:8443/a%20b/c?x=1&y");
    ASSERT_TRUE(url) << url.error().message;
    EXPECT_EQ(*url, (Url{"https", "api.example.com", 8443, "/a%20b/c", "x=1&y"}));
    EXPECT_EQ(url->authority(), "api.example.com:8443");
    EXPECT_EQ(url->target(), "/a%20b/c?x=1&y");
}

TEST(UrlTest, FillsInWhatIsLeftOut)
{
    EXPECT_EQ(*parseUrl("http://a"), (Url{"http", "a", 80, "/", ""}));
    EXPECT_EQ(parseUrl("wss://a/s")->port, 443);
    EXPECT_EQ(parseUrl("https://a")->authority(), "a");
}

TEST(UrlTest, ReadsAddressesOfBothKinds)
{
    const auto url = parseUrl("http://[::1]:8080/x");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "::1");
    EXPECT_EQ(url->toString(), "http://[::1]:8080/x");
}

TEST(UrlTest, SaysWhatIsWrong)
{
    for (const char* text : {"", "a/b", "http://", "http://a:99999/", "http://a:x/", "//a/b"}) {
        const auto url = parseUrl(text);
        EXPECT_FALSE(url) << text;
        if (!url) {
            EXPECT_FALSE(url.error().message.empty()) << text;
        }
    }
}

TEST(UrlTest, ReadsBuiltinResponders)
{
    const Result<Url> url = parseUrl("builtin:Conference");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "conference");
    EXPECT_EQ(url->path, "/");
    EXPECT_EQ(parseUrl("builtin:a-b_c.2/x?y=1").value().toString(), "builtin:a-b_c.2/x?y=1");
}

TEST(UrlTest, RefusesNamesOfRespondersThatWouldPrintAsOthers)
{
    for (const char* text : {"builtin:", "builtin:/x", "builtin:a:1/x", "builtin:[a]",
                             "builtin:a b", "builtin:a?x=/", "builtin:\xc3\xa4"}) {
        const Result<Url> url = parseUrl(text);
        ASSERT_FALSE(url) << text;
        EXPECT_NE(url.error().message.find("letters, digits"), std::string::npos);
    }
}

TEST(UrlTest, JoinsPathsWithOneSlash)
{
    EXPECT_EQ(joinPaths("/a", "b"), "/a/b");
    EXPECT_EQ(joinPaths("/a/", "/b"), "/a/b");
    EXPECT_EQ(joinPaths("/", "/b"), "/b");
}

TEST(PercentTest, KeepsBrokenEscapes)
{
    EXPECT_EQ(percentDecode("a%2Fb%zz%4", false), "a/b%zz%4");
    EXPECT_EQ(percentDecode("a+b", true), "a b");
    EXPECT_EQ(percentDecode("a+b", false), "a+b");
}

TEST(PercentTest, DecodesWhatItEncoded)
{
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
        std::string text(random() % 40, '\0');
        for (char& c : text)
            c = static_cast<char>(random());
        EXPECT_EQ(percentDecode(percentEncode(text), false), text);
    }
}

TEST(QueryTest, KeepsOrderRepeatsAndEmptyValues)
{
    const std::vector<std::pair<std::string, std::string>> wanted{
        {"a", "1"}, {"b", ""}, {"a", "x y"}, {"c", "=d"}};
    EXPECT_EQ(parseQuery("a=1&b&a=x+y&c==d"), wanted);
    EXPECT_TRUE(parseQuery("").empty());
}

} // namespace
} // namespace gatelens
