#include "core/expression/library/xml_json.h"

namespace gatelens::expression {

namespace {

Value serializeXml(Env& env, Args a)
{
    if (a[0].isNull())
        return Value::ofLiteral("null");
    const bool isIndented = a.size() > 1 && a[1].asLong() == 1;
    const auto* dom = domNodeOf(a[0]);
    const auto token = jsonOfXml(env, dom != nullptr ? *dom : a[0].get<XmlNode>(),
                                 a.size() > 2 && a[2].asBool());
    if (!token)
        return {};
    auto text = writeJson(token.value(), isIndented ? JsonStyle::Indented : JsonStyle::Compact);
    return env.charge(text.size()) ? Value::ofString(std::move(text)) : Value();
}

Value deserializeXml(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("value");
    const auto token = parseJson(env, a[0].text());
    if (!token)
        return {};
    const bool marksArrays = a.size() > 2 && a[2].asBool();
    return xmlOfJson(env, *token, a.size() > 1 ? a[1].text() : std::string_view(),
                     marksArrays ? JsonArrays::Marked : JsonArrays::Plain);
}

Value deserializeDom(Env& env, Args a)
{
    const Value document = deserializeXml(env, a);
    return env.raised() ? Value() : domDocument(Ref(&document.get<XmlNode>()));
}

} // namespace

void registerXmlJson(TypeBuilder& jsonConvert)
{
    jsonConvert
        .method("static string SerializeXNode(XObject node)", serializeXml,
                "XML as JSON: attributes as @name, repeated elements as arrays")
        .method("static string SerializeXNode(XObject node, Formatting formatting)", serializeXml)
        .method("static string SerializeXNode(XObject node, Formatting formatting, bool "
                "omitRootObject)",
                serializeXml)
        .method("static string SerializeXmlNode(XmlNode node)", serializeXml)
        .method("static string SerializeXmlNode(XmlNode node, Formatting formatting)", serializeXml)
        .method("static string SerializeXmlNode(XmlNode node, Formatting formatting, bool "
                "omitRootObject)",
                serializeXml)
        .method("static XmlDocument DeserializeXmlNode(string value)", deserializeDom)
        .method("static XmlDocument DeserializeXmlNode(string value, string "
                "deserializeRootElementName)",
                deserializeDom)
        .method("static XmlDocument DeserializeXmlNode(string value, string "
                "deserializeRootElementName, bool writeArrayAttribute)",
                deserializeDom)
        .method("static XDocument DeserializeXNode(string value)", deserializeXml, "JSON as XML")
        .method("static XDocument DeserializeXNode(string value, string "
                "deserializeRootElementName)",
                deserializeXml)
        .method("static XDocument DeserializeXNode(string value, string "
                "deserializeRootElementName, bool writeArrayAttribute)",
                deserializeXml);
}

} // namespace gatelens::expression
