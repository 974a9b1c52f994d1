#include "core/expression/library/xml_json.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/xml/names.h"

namespace gatelens::expression {

namespace {

/// Reads such JSON as XML.
class JsonToXml
{
public:
    JsonToXml(Env& env, JsonArrays arrays)
        : m_env(env)
        , m_marksArrays(arrays == JsonArrays::Marked)
    {
    }

    /// Adds an element for a property; an array gives one for each of its items.
    void addElement(XmlContainer& parent, const std::string& name, const JsonToken& value)
    {
        const DepthGuard depth(m_env);
        if (!depth || !m_env.step() || !m_env.charge(200))
            return;
        if (value.kind() == JsonKind::Array) {
            addItems(parent, name, static_cast<const JsonArray&>(value));
            markOnlyItem(parent, static_cast<const JsonArray&>(value));
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

    /// An element for each item; an array among them is an element around its own.
    void addItems(XmlContainer& parent, const std::string& name, const JsonArray& array)
    {
        for (const auto& item : array.items()) {
            if (parent.kind() == XmlKind::Document && !parent.children().empty())
                m_env.invalidOperation("This operation would create an incorrectly structured "
                                       "document.");
            if (m_env.raised())
                return;
            if (item->kind() == JsonKind::Array)
                addNested(parent, name, static_cast<const JsonArray&>(*item));
            else
                addElement(parent, name, *item);
        }
    }

    void addNested(XmlContainer& parent, const std::string& name, const JsonArray& array)
    {
        addElement(parent, name, JsonObject());
        if (m_env.raised())
            return;
        auto& nested = static_cast<XmlElement&>(*parent.children().back());
        addItems(nested, name, array);
        mark(nested);
        markOnlyItem(nested, array);
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
            else if (name == "?xml")
                declare(parent, value);
            else if (name.starts_with("#") || isAttribute(name, value))
                continue;
            else
                addElement(parent, name, value);
        }
    }

private:
    /// Says that the element is an item of an array, so that it becomes one again.
    void mark(XmlElement& element)
    {
        if (!m_marksArrays)
            return;
        element.setAttribute({std::string(kJsonSpace), "Array"}, "true");
        if (!prefixOf(element, kJsonSpace, true))
            element.setAttribute({std::string(kXmlnsSpace), "json"}, std::string(kJsonSpace));
    }

    void markOnlyItem(const XmlContainer& parent, const JsonArray& array)
    {
        if (array.size() == 1 && !m_env.raised())
            mark(static_cast<XmlElement&>(*parent.children().back()));
    }

    static void declare(XmlContainer& parent, const JsonToken& value)
    {
        static const Type* type = Library::instance().find("XDeclaration")->self;
        auto* document = dynamic_cast<XmlDocument*>(&parent);
        if (document == nullptr || value.kind() != JsonKind::Object)
            return;
        std::vector<Value> parts;
        for (const auto* name : {"@version", "@encoding", "@standalone"}) {
            const auto* part = static_cast<const JsonObject&>(value).get(name);
            parts.push_back(part != nullptr && part->isScalar() && !part->scalar().isNull()
                                ? Value::ofString(part->scalar().toText())
                                : Value());
        }
        document->declaration = makeValue<RecordObject>(*type, std::move(parts));
    }

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
    bool m_marksArrays;
};

} // namespace

Value xmlOfJson(Env& env, const JsonToken& token, std::string_view rootName, JsonArrays arrays)
{
    auto document = make<XmlDocument>();
    JsonToXml converter(env, arrays);
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

} // namespace gatelens::expression
