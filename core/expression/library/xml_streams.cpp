#include "core/expression/library/xml_streams.h"

#include "core/expression/library/dom_nodes.h"
#include "core/expression/library/text_streams.h"
#include "core/expression/library/xml_content.h"

namespace gatelens::expression {

namespace {

/// The declaration that goes before what is saved: a text writer's encoding is UTF-16, whatever the
/// document says.
std::string savedDeclaration(const Value& standalone)
{
    return "<?xml "
        + declarationText(Value::ofLiteral("1.0"), Value::ofLiteral("utf-16"), standalone) + "?>";
}

void saveText(Env& env, const Value& writer, const Value& standalone, const XmlWriting& writing,
              const std::string& content)
{
    const auto text = savedDeclaration(standalone) + (writing.isIndented ? "\n" : "") + content;
    if (env.charge(text.size()))
        writeText(env, writer, text);
}

Value saveXml(Env& env, Args a)
{
    const auto& node = a[0].get<XmlNode>();
    const auto writing = a.size() > 2 ? writingOf(a[2]) : XmlWriting{};
    Value standalone;
    if (const auto* document = dynamic_cast<const XmlDocument*>(&node)) {
        if (document->root() == nullptr)
            return env.invalidOperation("A document without a root element cannot be saved.");
        if (!document->declaration.isNull())
            standalone = document->declaration.get<RecordObject>().fields[2];
    }
    saveText(env, a[1], standalone, writing, writeXml(node, writing));
    return {};
}

Value loadElement(Env& env, Args a)
{
    const auto text = takeRest(env, a[0]);
    const bool keepsBlanks = a.size() > 1 && (a[1].asLong() & 1) != 0;
    return env.raised() ? Value() : parseXmlElement(env, text, {.keepsBlanks = keepsBlanks});
}

/// The `standalone` of a declaration node's text; null when it has none.
Value standaloneOf(std::string_view declaration)
{
    for (const auto* known : {"yes", "no"}) {
        if (declaration.ends_with(std::string("standalone=\"") + known + "\""))
            return Value::ofText(known);
    }
    return {};
}

Value saveDom(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("writer");
    const auto& document = static_cast<const XmlDocument&>(domNode(a[0]));
    if (document.children().empty())
        return {};
    const XmlWriting writing{.isIndented = !document.keepsBlanks, .face = XmlFace::Dom};
    XmlDocument body;
    body.retain();
    Value standalone;
    for (const auto& child : document.children()) {
        if (child->kind() == XmlKind::Declaration)
            standalone = standaloneOf(static_cast<const XmlText&>(*child).text);
        else
            body.put(cloneXml(*child));
    }
    saveText(env, a[1], standalone, writing, writeXml(body, writing));
    return {};
}

Value loadDomReader(Env& env, Args a)
{
    const auto text = takeRest(env, a[1]);
    if (!env.raised())
        loadDom(env, a[0], text);
    return {};
}

} // namespace

void registerXmlSave(TypeBuilder& type)
{
    type.method("void Save(TextWriter textWriter)", saveXml, "Writes it with a declaration")
        .method("void Save(TextWriter textWriter, SaveOptions options)", saveXml);
}

void registerXmlLoad(TypeBuilder& element)
{
    element.method("static XElement Load(TextReader textReader)", loadElement, "Reads an element")
        .method("static XElement Load(TextReader textReader, LoadOptions options)", loadElement);
}

void registerDomStreams(TypeBuilder& document)
{
    document.method("void Save(TextWriter writer)", saveDom, "Writes it with a declaration")
        .method("void Load(TextReader txtReader)", loadDomReader, "Reads a document");
}

} // namespace gatelens::expression
