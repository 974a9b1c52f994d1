#include "core/expression/library/xml_json.h"

#include "core/expression/runtime/objects.h"
#include "core/expression/xml/names.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// Writes XML as JSON.
class XmlToJson
{
public:
    explicit XmlToJson(Env& env)
        : m_env(env)
    {
    }

    Ref<JsonToken> content(const XmlElement& element)
    {
        const DepthGuard depth(m_env);
        if (!depth || !m_env.step() || !m_env.charge(200))
            return {};
        const auto& children = element.children();
        const bool isPlainText = element.attributes().empty() && children.size() == 1
            && children[0]->kind() == XmlKind::Text;
        if (isPlainText)
            return makeScalar(Value::ofText(static_cast<const XmlText&>(*children[0]).text));
        if (element.attributes().empty() && children.empty())
            return makeScalar(element.hasEndTag ? Value::ofLiteral("") : Value());
        auto object = make<JsonObject>();
        for (const auto& attribute : element.attributes())
            object->put("@" + qualifiedName(*attribute),
                        makeScalar(Value::ofText(attribute->value)));
        addChildren(element, *object);
        return Ref<JsonToken>(object.get());
    }

    /// Children by name: those of one name together, several as an array.
    void addChildren(const XmlContainer& parent, JsonObject& object)
    {
        for (const auto& child : parent.children()) {
            const auto name = nameOf(*child);
            if (name.empty() || object.find(name) != nullptr)
                continue;
            std::vector<const XmlNode*> same;
            for (const auto& other : parent.children()) {
                if (nameOf(*other) == name)
                    same.push_back(other.get());
            }
            if (same.size() == 1) {
                object.put(name, valueOf(*same[0]));
                continue;
            }
            auto array = make<JsonArray>();
            for (const auto* one : same) {
                auto value = valueOf(*one);
                if (value)
                    array->put(std::move(value));
            }
            object.put(name, Ref<JsonToken>(array.get()));
        }
    }

private:
    static std::string nameOf(const XmlNode& node)
    {
        switch (node.kind()) {
        case XmlKind::Element:
            return qualifiedName(static_cast<const XmlElement&>(node));
        case XmlKind::Text:
            return "#text";
        case XmlKind::CData:
            return "#cdata-section";
        case XmlKind::ProcessingInstruction:
            return "?" + static_cast<const XmlText&>(node).name;
        default:
            return {};
        }
    }

    Ref<JsonToken> valueOf(const XmlNode& node)
    {
        if (node.kind() != XmlKind::Element)
            return makeScalar(Value::ofText(static_cast<const XmlText&>(node).text));
        auto value = content(static_cast<const XmlElement&>(node));
        return value ? value : makeScalar({});
    }

    Env& m_env;
};

/// Reads such JSON as XML.
class JsonToXml
{
public:
    explicit JsonToXml(Env& env)
        : m_env(env)
    {
    }

    /// Adds an element for a property; an array gives one for each of its items.
    void addElement(XmlContainer& parent, const std::string& name, const JsonToken& value)
    {
        const DepthGuard depth(m_env);
        if (!depth || !m_env.step() || !m_env.charge(200))
            return;
        if (value.kind() == JsonKind::Array) {
            for (const auto& item : static_cast<const JsonArray&>(value).items())
                addElement(parent, name, *item);
            return;
        }
        if (dynamic_cast<XmlDocument*>(&parent) != nullptr
            && static_cast<XmlDocument&>(parent).root() != nullptr) {
            m_env.raise("JsonSerializationException",
                        "JSON root object has multiple properties. The root object must have a "
                        "single property in order to create a valid XML document. Consider "
                        "specifying a DeserializeRootElementName.");
            return;
        }
        auto element = make<XmlElement>(XmlName{"", encodeXmlName(name, false)});
        parent.append(m_env, Ref<XmlNode>(element.get()));
        const auto* object
            = value.kind() == JsonKind::Object ? static_cast<const JsonObject*>(&value) : nullptr;
        if (object != nullptr)
            addAttributes(*element, *object);
        resolve(*element);
        if (object != nullptr)
            addMembers(*element, *object);
        else if (value.kind() != JsonKind::Null)
            element->appendText(m_env, xmlText(value.scalar()));
    }

    void addMembers(XmlContainer& parent, const JsonObject& object)
    {
        for (const auto& property : object.properties()) {
            const auto& name = property->name;
            const auto& value = *property->value();
            if (m_env.raised())
                return;
            if (name == "#text" && value.isScalar())
                parent.appendText(m_env, xmlText(value.scalar()));
            else if (name == "#cdata-section" && value.isScalar())
                parent.append(m_env,
                              Ref<XmlNode>(new XmlText(XmlKind::CData, value.scalar().toText())));
            else if (name == "?xml" || name.starts_with("#") || isAttribute(name, value))
                continue;
            else
                addElement(parent, name, value);
        }
    }

private:
    static bool isAttribute(std::string_view name, const JsonToken& value)
    {
        return name.starts_with("@") && value.isScalar();
    }

    void addAttributes(XmlElement& element, const JsonObject& object)
    {
        for (const auto& property : object.properties()) {
            if (!isAttribute(property->name, *property->value()))
                continue;
            const auto name = property->name.substr(1);
            const auto text = xmlText(property->value()->scalar());
            if (name.starts_with("xmlns:"))
                element.setAttribute({std::string(kXmlnsSpace), name.substr(6)}, text);
            else
                element.setAttribute({"", name}, text);
        }
        for (const auto& attribute : std::vector(element.attributes())) {
            const auto colon = attribute->name.local.find(':');
            if (!attribute->name.space.empty() || colon == std::string::npos)
                continue;
            const auto space = spaceOf(element, attribute->name.local.substr(0, colon));
            if (!space)
                continue;
            element.removeAttribute(*attribute);
            element.setAttribute({*space, attribute->name.local.substr(colon + 1)},
                                 attribute->value);
        }
    }

    /// "p:name" becomes a name in the namespace of its prefix.
    static void resolve(XmlElement& element)
    {
        const auto colon = element.name.local.find(':');
        const auto prefix
            = colon == std::string::npos ? std::string() : element.name.local.substr(0, colon);
        if (const auto space = spaceOf(element, prefix))
            element.name = {*space,
                            colon == std::string::npos ? element.name.local
                                                       : element.name.local.substr(colon + 1)};
    }

    Env& m_env;
};

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
    return xmlOfJson(env, *token, a.size() > 1 ? a[1].text() : std::string_view());
}

Value deserializeDom(Env& env, Args a)
{
    const Value document = deserializeXml(env, a);
    return env.raised() ? Value() : domDocument(Ref(&document.get<XmlNode>()));
}

} // namespace

Ref<JsonToken> jsonOfXml(Env& env, const XmlNode& node, bool omitsRoot)
{
    XmlToJson converter(env);
    const auto* element = dynamic_cast<const XmlElement*>(&node);
    if (const auto* document = dynamic_cast<const XmlDocument*>(&node))
        element = document->root();
    Ref<JsonToken> result;
    if (element == nullptr)
        result = makeScalar(Value::ofString(node.toText()));
    else if (omitsRoot)
        result = converter.content(*element);
    else {
        auto object = make<JsonObject>();
        auto content = converter.content(*element);
        if (content)
            object->put(qualifiedName(*element), std::move(content));
        result = Ref<JsonToken>(object.get());
    }
    return env.raised() ? Ref<JsonToken>() : result;
}

Value xmlOfJson(Env& env, const JsonToken& token, std::string_view rootName)
{
    auto document = make<XmlDocument>();
    JsonToXml converter(env);
    if (!rootName.empty())
        converter.addElement(*document, std::string(rootName), token);
    else if (token.kind() == JsonKind::Object)
        converter.addMembers(*document, static_cast<const JsonObject&>(token));
    else
        env.raise("JsonSerializationException",
                  "XmlNodeConverter can only convert JSON that begins with an object.");
    if (env.raised())
        return {};
    env.keep(document.value());
    return document.value();
}

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
        .method("static XDocument DeserializeXNode(string value)", deserializeXml, "JSON as XML")
        .method("static XDocument DeserializeXNode(string value, string "
                "deserializeRootElementName)",
                deserializeXml);
}

} // namespace gatelens::expression
