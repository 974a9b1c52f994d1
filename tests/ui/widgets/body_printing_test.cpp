#include "ui/widgets/body_printing.h"

#include <gtest/gtest.h>

namespace gatelens::ui {

TEST(BodyPrinting, JsonKeepsOrderNumbersAndStrings)
{
    const auto pretty = prettyJson(R"({"b":1.50,"a":["x, y: {z}",{}],"c":[]})");
    ASSERT_TRUE(pretty.has_value());
    EXPECT_EQ(pretty->toStdString(),
              "{\n  \"b\": 1.50,\n  \"a\": [\n    \"x, y: {z}\",\n    {}\n  ],"
              "\n  \"c\": []\n}");
}

TEST(BodyPrinting, WhatIsNotJsonIsNotPrintedAsJson)
{
    EXPECT_FALSE(prettyJson("{\"a\":").has_value());
    EXPECT_FALSE(prettyJson("hello").has_value());
}

TEST(BodyPrinting, XmlIsIndentedAndBrokenXmlRefused)
{
    const auto pretty = prettyXml("<a><b c=\"1\">text</b><d/></a>");
    ASSERT_TRUE(pretty.has_value());
    EXPECT_EQ(pretty->toStdString(), "<a>\n  <b c=\"1\">text</b>\n  <d/>\n</a>");
    EXPECT_FALSE(prettyXml("<a><b></a>").has_value());
}

TEST(BodyPrinting, FormsAreDecoded)
{
    EXPECT_EQ(prettyForm("name=Ada+Lovelace&x=%26").toStdString(), "name = Ada Lovelace\nx = &");
}

TEST(BodyPrinting, TheKindComesFromTheContentTypeOrTheBytes)
{
    EXPECT_EQ(bodyKind(QStringLiteral("application/problem+json; charset=utf-8"), "x"),
              BodyKind::Json);
    EXPECT_EQ(bodyKind({}, "  [1]"), BodyKind::Json);
    EXPECT_EQ(bodyKind({}, "<a/>"), BodyKind::Xml);
    EXPECT_EQ(bodyKind(QStringLiteral("application/octet-stream"), QByteArray("a\0b", 3)),
              BodyKind::Binary);
    EXPECT_EQ(bodyKind(QStringLiteral("text/plain"), "hello"), BodyKind::Text);
}

TEST(BodyPrinting, HexShowsOffsetBytesAndText)
{
    EXPECT_EQ(hexDump("Hi\n").simplified().toStdString(), "00000000 48 69 0a Hi·");
}

} // namespace gatelens::ui
