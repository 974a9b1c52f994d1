#include "core/expression/library/xml_json.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/names.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// `version="1.0" encoding="utf-8"` as an object of "@version" and "@encoding".
Ref<JsonToken> declarationToken(std::string_view text)
{
    auto object = make<JsonObject>();
    for (std::size_t at = 0; at < text.size();) {
        const auto open = text.find("=\"", at);
        const auto close = open == std::string_view::npos ? open : text.find('"', open + 2);
        if (close == std::string_view::npos)
            break;
        object->put("@" + std::string(trimWhiteSpace(text.substr(at, open - at))),
                    makeScalar(Value::ofText(text.substr(open + 2, close - open - 2))));
        at = close + 1;
    }
    return object;
}

Ref<JsonToken> doctypeToken(const XmlDocumentType& type)
{
    auto object = make<JsonObject>();
    const auto add = [&](const char* name, const XmlDocumentType::Text& text) {
        if (text && !text->empty())
            object->put(name, makeScalar(Value::ofText(*text)));
    };
    add("@name", type.name);
    add("@public", type.publicId);
    add("@system", type.systemId);
    add("@internalSubset", type.internalSubset);
    return object;
}

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
        const auto& attributes = element.attributes();
        const bool hasValues
            = std::any_of(attributes.begin(), attributes.end(),
                          [](const auto& one) { return one->name.space != kJsonSpace; });
        const bool isPlainText
            = !hasValues && children.size() == 1 && children[0]->kind() == XmlKind::Text;
        if (isPlainText)
            return makeScalar(Value::ofText(static_cast<const XmlText&>(*children[0]).text));
        if (!hasValues && children.empty())
            return makeScalar(element.hasEndTag ? Value::ofLiteral("") : Value());
        auto object = make<JsonObject>();
        for (const auto& attribute : attributes) {
            if (!isForJson(*attribute))
                object->put("@" + qualifiedName(*attribute),
                            makeScalar(Value::ofText(attribute->value)));
        }
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
            if (same.size() == 1 && !isAlwaysArray(*same[0])) {
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

    void addNode(const XmlNode& node, JsonObject& object)
    {
        auto name = nameOf(node);
        if (!name.empty())
            object.put(std::move(name), valueOf(node));
    }

private:
    /// `json:Array` and the declaration of its prefix say how the JSON is to look.
    static bool isForJson(const XmlAttribute& attribute)
    {
        return attribute.name.space == kJsonSpace
            || (attribute.isNamespaceDeclaration() && attribute.value == kJsonSpace);
    }

    static bool isAlwaysArray(const XmlNode& node)
    {
        const auto* element = dynamic_cast<const XmlElement*>(&node);
        const auto* mark
            = element == nullptr ? nullptr : element->attribute({std::string(kJsonSpace), "Array"});
        return mark != nullptr && mark->value == "true";
    }

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
        case XmlKind::Declaration:
            return "?" + static_cast<const XmlText&>(node).name;
        case XmlKind::DocumentType:
            return "!DOCTYPE";
        default:
            return {};
        }
    }

    Ref<JsonToken> valueOf(const XmlNode& node)
    {
        if (node.kind() == XmlKind::Declaration)
            return declarationToken(static_cast<const XmlText&>(node).text);
        if (node.kind() == XmlKind::DocumentType)
            return doctypeToken(static_cast<const XmlDocumentType&>(node));
        if (node.kind() != XmlKind::Element)
            return makeScalar(Value::ofText(static_cast<const XmlText&>(node).text));
        auto value = content(static_cast<const XmlElement&>(node));
        return value ? value : makeScalar({});
    }

    Env& m_env;
};

/// A document's root with what stands before it.
Ref<JsonToken> documentToken(XmlToJson& converter, const XmlDocument& document)
{
    auto object = make<JsonObject>();
    if (!document.declaration.isNull()) {
        const auto& parts = document.declaration.get<RecordObject>().fields;
        object->put("?xml", declarationToken(declarationText(parts[0], parts[1], parts[2])));
    }
    converter.addChildren(document, *object);
    return object;
}

/// A node on its own: under its name.
Ref<JsonToken> nodeToken(XmlToJson& converter, const XmlNode& node)
{
    auto object = make<JsonObject>();
    if (const auto* attribute = dynamic_cast<const XmlAttribute*>(&node))
        object->put("@" + qualifiedName(*attribute), makeScalar(Value::ofText(attribute->value)));
    else
        converter.addNode(node, *object);
    return object;
}

} // namespace

Ref<JsonToken> jsonOfXml(Env& env, const XmlNode& node, bool omitsRoot)
{
    XmlToJson converter(env);
    const auto* document = dynamic_cast<const XmlDocument*>(&node);
    const auto* root
        = document == nullptr ? dynamic_cast<const XmlElement*>(&node) : document->root();
    Ref<JsonToken> result;
    if (omitsRoot && root != nullptr)
        result = converter.content(*root);
    else if (document != nullptr)
        result = documentToken(converter, *document);
    else
        result = nodeToken(converter, node);
    return env.raised() ? Ref<JsonToken>() : result;
}

const XmlNode* xmlToSerialize(const Value& value)
{
    if (const auto* dom = domNodeOf(value))
        return dom;
    const auto* node = value.as<XmlNode>();
    return node == nullptr || node->kind() == XmlKind::Attribute ? nullptr : node;
}

} // namespace gatelens::expression
