#include "core/expression/library/dom_nodes.h"
#include "core/expression/library/xml_streams.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/names.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

XmlDocument& domTree(Args a) { return static_cast<XmlDocument&>(domNode(a[0])); }

// --- creation ------------------------------------------------------------------------------------

/// The name of CreateElement and CreateAttribute; raises for what is none.
bool isNameGiven(Env& env, const Value& name)
{
    if (name.isNull())
        env.nullReference();
    else if (name.text().empty())
        env.argument(
            "The local name for elements or attributes cannot be null or an empty string.");
    else if (!isXmlName(name.text()))
        env.raise("XmlException", "'" + name.toText() + "' is not a valid name.");
    return !env.raised();
}

Value newElement(Env& env, const Value& document, PrefixedName name, const Value& space)
{
    if (!env.charge(96))
        return {};
    auto made = make<XmlElement>(XmlName{space.toText(), std::move(name.local)});
    made->prefix = std::move(name.prefix);
    return domOf(document, made.get());
}

Value newAttribute(Env& env, const Value& document, PrefixedName name, const Value& space)
{
    if (!env.charge(96))
        return {};
    auto made
        = make<XmlAttribute>(attributeName(name.prefix, std::move(name.local), space.toText()), "");
    made->prefix = std::move(name.prefix);
    return domOf(document, made.get());
}

using NodeMaker = Value (*)(Env&, const Value&, PrefixedName, const Value&);

/// (qualified name), (qualified name, namespace) or (prefix, local name, namespace).
template<NodeMaker makeNode>
Value createNamed(Env& env, Args a)
{
    const bool hasPrefix = a.size() > 3;
    const Value& name = a[hasPrefix ? 2 : 1];
    if (!isNameGiven(env, name))
        return {};
    return makeNode(env, a[0],
                    hasPrefix ? PrefixedName{a[1].toText(), name.toText()} : splitName(name.text()),
                    a.size() > 2 ? a[a.size() - 1] : Value());
}

Value newText(Env& env, const Value& document, XmlKind kind, const Value& text)
{
    const bool isBlankOnly = kind == XmlKind::Whitespace || kind == XmlKind::SignificantWhitespace;
    if (isBlankOnly && !trimWhiteSpace(text.text()).empty())
        return env.argument("The string for white space contains an invalid character.");
    if (!env.charge(text.text().size() + 96))
        return {};
    return domOf(document, make<XmlText>(kind, text.toText()).get());
}

template<XmlKind kind>
Value createText(Env& env, Args a)
{
    return newText(env, a[0], kind, a[1]);
}

Value newInstruction(const Value& document, const Value& target, const Value& data)
{
    return domOf(
        document,
        make<XmlText>(XmlKind::ProcessingInstruction, data.toText(), target.toText()).get());
}

Value newDeclaration(Env& env, const Value& document, const Value& version, const Value& encoding,
                     const Value& standalone)
{
    if (version.isNull())
        return env.nullReference();
    if (!version.text().starts_with("1."))
        return env.argument("Wrong XML version information.");
    const auto alone = standalone.text();
    if (!alone.empty() && alone != "yes" && alone != "no")
        return env.argument("Wrong value for the XML declaration standalone attribute of '"
                            + std::string(alone) + "'.");
    auto text = declarationText(version, encoding.text().empty() ? Value() : encoding,
                                alone.empty() ? Value() : standalone);
    return domOf(document, make<XmlText>(XmlKind::Declaration, std::move(text), "xml").get());
}

Value newDoctype(Env& env, Args a)
{
    if (!isNameGiven(env, a[1]))
        return {};
    const auto given = [](const Value& text) {
        return text.isNull() ? std::nullopt : std::optional(text.toText());
    };
    return domOf(a[0],
                 make<XmlDocumentType>(a[1].toText(), given(a[2]), given(a[3]), given(a[4])).get());
}

Value newFragment(const Value& document)
{
    return domOf(document, make<XmlContainer>(XmlKind::DocumentFragment).get());
}

Value newDocument(Env&, Args) { return makeValue<DomNode>(make<XmlDocument>(), Value()); }

// --- CreateNode ----------------------------------------------------------------------------------

/// The node types that CreateNode knows by name.
std::optional<XmlKind> kindNamed(std::string_view name)
{
    static constexpr std::pair<std::string_view, XmlKind> kNames[]
        = {{"element", XmlKind::Element},
           {"attribute", XmlKind::Attribute},
           {"text", XmlKind::Text},
           {"cdatasection", XmlKind::CData},
           {"processinginstruction", XmlKind::ProcessingInstruction},
           {"comment", XmlKind::Comment},
           {"document", XmlKind::Document},
           {"documentfragment", XmlKind::DocumentFragment},
           {"documenttype", XmlKind::DocumentType},
           {"whitespace", XmlKind::Whitespace},
           {"significantwhitespace", XmlKind::SignificantWhitespace}};
    const auto* found = std::find_if(std::begin(kNames), std::end(kNames),
                                     [&](const auto& one) { return one.first == name; });
    return found == std::end(kNames) ? std::nullopt : std::optional(found->second);
}

Value nodeOfKind(Env& env, const Value& document, XmlKind kind, PrefixedName name,
                 const Value& space)
{
    switch (kind) {
    case XmlKind::Element:
        return newElement(env, document, std::move(name), space);
    case XmlKind::Attribute:
        return newAttribute(env, document, std::move(name), space);
    case XmlKind::Text:
    case XmlKind::CData:
    case XmlKind::Comment:
    case XmlKind::Whitespace:
    case XmlKind::SignificantWhitespace:
        return newText(env, document, kind, {});
    case XmlKind::ProcessingInstruction:
        return newInstruction(document, Value::ofString(std::move(name.local)), {});
    case XmlKind::DocumentFragment:
        return newFragment(document);
    case XmlKind::Declaration:
        return newDeclaration(env, document, Value::ofLiteral("1.0"), {}, {});
    case XmlKind::DocumentType:
        return domOf(document, make<XmlDocumentType>(std::move(name.local), "", "", "").get());
    case XmlKind::Document:
        return makeValue<DomNode>(make<XmlDocument>(), Value());
    }
    return env.argument("Cannot create node of type " + std::to_string(static_cast<int>(kind))
                        + ".");
}

/// CreateNode(type, [prefix,] name, namespaceURI); the type is an XmlNodeType or its name.
Value createNode(Env& env, Args a)
{
    std::optional<XmlKind> kind;
    if (a[1].isString())
        kind = kindNamed(a[1].text());
    else if (!a[1].isNull())
        kind = static_cast<XmlKind>(a[1].asLong());
    if (!kind)
        return env.argument("'" + a[1].toText() + "' does not represent any 'XmlNodeType'.");
    const Value& name = a[a.size() - 2];
    const bool isNamed = *kind == XmlKind::Element || *kind == XmlKind::Attribute
        || *kind == XmlKind::DocumentType;
    if (isNamed && !isNameGiven(env, name))
        return {};
    return nodeOfKind(env, a[0], *kind,
                      a.size() > 4 ? PrefixedName{a[2].toText(), name.toText()}
                                   : splitName(name.text()),
                      a[a.size() - 1]);
}

Value importNode(Env& env, Args a)
{
    if (a[1].isNull() || domNode(a[1]).kind() == XmlKind::Document)
        return env.invalidOperation("Cannot import nodes of type 'Document', or null.");
    return copyDomNode(a[0], domNode(a[1]), a[2].asBool());
}

void registerCreation(TypeBuilder& document)
{
    document.method("XmlElement CreateElement(string name)", createNamed<newElement>)
        .method("XmlElement CreateElement(string qualifiedName, string namespaceURI)",
                createNamed<newElement>)
        .method("XmlElement CreateElement(string prefix, string localName, string namespaceURI)",
                createNamed<newElement>)
        .method("XmlAttribute CreateAttribute(string name)", createNamed<newAttribute>)
        .method("XmlAttribute CreateAttribute(string qualifiedName, string namespaceURI)",
                createNamed<newAttribute>)
        .method(
            "XmlAttribute CreateAttribute(string prefix, string localName, string namespaceURI)",
            createNamed<newAttribute>)
        .method("XmlText CreateTextNode(string text)", createText<XmlKind::Text>)
        .method("XmlComment CreateComment(string data)", createText<XmlKind::Comment>)
        .method("XmlCDataSection CreateCDataSection(string data)", createText<XmlKind::CData>)
        .method("XmlWhitespace CreateWhitespace(string text)", createText<XmlKind::Whitespace>)
        .method("XmlSignificantWhitespace CreateSignificantWhitespace(string text)",
                createText<XmlKind::SignificantWhitespace>)
        .method("XmlProcessingInstruction CreateProcessingInstruction(string target, string data)",
                [](Env&, Args a) { return newInstruction(a[0], a[1], a[2]); })
        .method("XmlDeclaration CreateXmlDeclaration(string version, string encoding, string "
                "standalone)",
                [](Env& env, Args a) { return newDeclaration(env, a[0], a[1], a[2], a[3]); })
        .method("XmlDocumentType CreateDocumentType(string name, string publicId, string "
                "systemId, string internalSubset)",
                newDoctype)
        .method("XmlDocumentFragment CreateDocumentFragment()",
                [](Env&, Args a) { return newFragment(a[0]); })
        .method("XmlNode CreateNode(XmlNodeType type, string name, string namespaceURI)",
                createNode)
        .method("XmlNode CreateNode(XmlNodeType type, string prefix, string name, string "
                "namespaceURI)",
                createNode)
        .method("XmlNode CreateNode(string nodeTypeString, string name, string namespaceURI)",
                createNode)
        .method("XmlNode ImportNode(XmlNode node, bool deep)", importNode);
}

} // namespace

void registerDomDocument(LibraryBuilder& library)
{
    library.type("class System.Xml.XmlResolver", "Only null: nothing outside is ever fetched")
        .unlisted();
    auto document = library.type("class System.Xml.XmlDocument : XmlNode", "An XML document");
    document.unlisted()
        .method("new()", newDocument)
        .method("new(XmlNameTable nt)", newDocument)
        .property(
            "XmlElement DocumentElement",
            [](Env&, Args a) { return domOf(a[0], domTree(a).root()); }, "The root element")
        .property("XmlDocumentType DocumentType",
                  [](Env&, Args a) { return domOf(a[0], domTree(a).documentType()); })
        .property("XmlNameTable NameTable",
                  [](Env&, Args a) {
                      return makeValue<RecordObject>(*a.site().result, std::vector<Value>());
                  })
        .property(
            "bool PreserveWhitespace",
            [](Env&, Args a) { return Value::ofBool(domTree(a).keepsBlanks); },
            "Whether LoadXml keeps white space between elements",
            [](Env&, Args a) {
                domTree(a).keepsBlanks = a[1].asBool();
                return Value();
            })
        .property(
            "XmlResolver XmlResolver", [](Env&, Args) { return Value(); },
            "Always null: nothing outside is ever fetched", [](Env&, Args) { return Value(); })
        .method(
            "void LoadXml(string xml)",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("xml");
                loadDom(env, a[0], a[1].text());
                return Value();
            },
            "Reads a document")
        .method("XmlNodeList GetElementsByTagName(string name)", namedElements)
        .method("XmlNodeList GetElementsByTagName(string localName, string namespaceURI)",
                namedElements);
    registerDomStreams(document);
    registerCreation(document);
}

} // namespace gatelens::expression
