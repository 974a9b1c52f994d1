#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/expression/types/library.h"
#include "core/expression/xml/doctype.h"
#include "core/expression/xml/names.h"
#include "core/expression/xml/node.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace gatelens::expression {

namespace {

std::string textOf(const xmlChar* text)
{
    return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Makes our tree of libxml2's.
class TreeBuilder
{
public:
    TreeBuilder(XmlReading reading, DoctypeText doctype)
        : m_reading(reading)
        , m_doctype(doctype)
    {
    }

    void addChildren(const xmlNode* source, XmlContainer& target)
    {
        for (const xmlNode* child = source->children; child != nullptr; child = child->next) {
            if (auto made = nodeOf(child))
                target.put(std::move(made));
        }
    }

    Ref<XmlElement> elementOf(const xmlNode* source)
    {
        const auto space = source->ns == nullptr ? std::string() : textOf(source->ns->href);
        auto element = make<XmlElement>(XmlName{space, textOf(source->name)});
        if (m_reading.face == XmlFace::Dom)
            element->prefix = prefixIn(source->ns);
        addAttributes(source, *element);
        addChildren(source, *element);
        return element;
    }

private:
    static std::string prefixIn(const xmlNs* space)
    {
        return space == nullptr ? std::string() : textOf(space->prefix);
    }

    [[nodiscard]] Ref<XmlNode> nodeOf(const xmlNode* source)
    {
        switch (source->type) {
        case XML_ELEMENT_NODE:
            return elementOf(source);
        case XML_TEXT_NODE:
            return textNodeOf(source);
        case XML_CDATA_SECTION_NODE:
            return make<XmlText>(XmlKind::CData, textOf(source->content));
        case XML_COMMENT_NODE:
            return make<XmlText>(XmlKind::Comment, textOf(source->content));
        case XML_PI_NODE:
            return make<XmlText>(XmlKind::ProcessingInstruction, textOf(source->content),
                                 textOf(source->name));
        case XML_DTD_NODE:
            return doctypeOf(*reinterpret_cast<const xmlDtd*>(source));
        default:
            return {};
        }
    }

    /// White space between elements is dropped unless the reader or `xml:space` wants it.
    [[nodiscard]] Ref<XmlNode> textNodeOf(const xmlNode* source) const
    {
        auto text = textOf(source->content);
        if (!isBlank(text))
            return make<XmlText>(XmlKind::Text, std::move(text));
        const bool isSignificant = xmlNodeGetSpacePreserve(source->parent) == 1;
        if (!m_reading.keepsBlanks && !isSignificant)
            return {};
        if (m_reading.face == XmlFace::Linq)
            return make<XmlText>(XmlKind::Text, std::move(text));
        return make<XmlText>(isSignificant ? XmlKind::SignificantWhitespace : XmlKind::Whitespace,
                             std::move(text));
    }

    [[nodiscard]] Ref<XmlNode> doctypeOf(const xmlDtd& source) const
    {
        const auto given = [](const xmlChar* text) {
            return text == nullptr ? std::nullopt : std::optional(textOf(text));
        };
        return make<XmlDocumentType>(textOf(source.name), given(source.ExternalID),
                                     given(source.SystemID),
                                     std::string(m_doctype.subset.value_or("")));
    }

    void addAttributes(const xmlNode* source, XmlElement& element) const
    {
        for (const xmlNs* space = source->nsDef; space != nullptr; space = space->next) {
            const bool isDefault = space->prefix == nullptr;
            add(element,
                isDefault ? XmlName{"", "xmlns"}
                          : XmlName{std::string(kXmlnsSpace), textOf(space->prefix)},
                textOf(space->href), isDefault ? "" : "xmlns");
        }
        for (const xmlAttr* one = source->properties; one != nullptr; one = one->next) {
            xmlChar* value = xmlNodeListGetString(source->doc, one->children, 1);
            add(element,
                {one->ns == nullptr ? std::string() : textOf(one->ns->href), textOf(one->name)},
                textOf(value), prefixIn(one->ns));
            xmlFree(value);
        }
    }

    void add(XmlElement& element, XmlName name, std::string value, std::string prefix) const
    {
        auto made = make<XmlAttribute>(std::move(name), std::move(value));
        if (m_reading.face == XmlFace::Dom)
            made->prefix = std::move(prefix);
        element.putAttribute(std::move(made));
    }

    const XmlReading m_reading;
    const DoctypeText m_doctype;
};

/// libxml2 keeps namespace declarations apart from attributes: they go back to where the text has
/// them. Prefixed attributes keep their order among themselves.
void orderAttributes(XmlElement& element, const std::vector<std::string_view>& names)
{
    const auto isDeclaration
        = [](std::string_view name) { return name == "xmlns" || name.starts_with("xmlns:"); };
    if (std::none_of(names.begin(), names.end(), isDeclaration))
        return;
    std::vector<Ref<XmlAttribute>> declarations;
    std::vector<Ref<XmlAttribute>> others;
    for (const auto& one : element.attributes())
        (one->isNamespaceDeclaration() ? declarations : others).push_back(one);
    element.removeAttributes();
    std::size_t nextOther = 0;
    for (const auto name : names) {
        if (!isDeclaration(name)) {
            if (nextOther < others.size())
                element.putAttribute(others[nextOther++]);
            continue;
        }
        const auto local = name == "xmlns" ? name : name.substr(6);
        for (const auto& known : declarations) {
            if (known->name.local == local && known->name.space.empty() == (name == "xmlns"))
                element.putAttribute(known);
        }
    }
    for (; nextOther < others.size(); ++nextOther)
        element.putAttribute(others[nextOther]);
}

/// `<a></a>` and `<a/>` are one to libxml2; the writer tells them apart, so the text is asked.
void markEndTags(const xmlNode* source, XmlElement& element, std::string_view text, std::size_t& at)
{
    // Elements come in document order: the next start tag of this name is this element's.
    const auto name = source->ns != nullptr && source->ns->prefix != nullptr
        ? textOf(source->ns->prefix) + ":" + textOf(source->name)
        : textOf(source->name);
    for (;;) {
        at = text.find('<', at);
        if (at == std::string_view::npos)
            return;
        if (text.substr(at).starts_with("<!--")) {
            at = std::min(text.find("-->", at), text.size());
            continue;
        }
        if (text.substr(at).starts_with("<![CDATA[")) {
            at = std::min(text.find("]]>", at), text.size());
            continue;
        }
        if (text.substr(at + 1).starts_with(name))
            break;
        ++at;
    }
    char quote = '\0';
    std::size_t end = at;
    std::vector<std::string_view> names;
    for (; end < text.size(); ++end) {
        const char c = text[end];
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '=') {
            const auto before = trimWhiteSpace(text.substr(at, end - at));
            names.push_back(before.substr(before.find_last_of(" \t\r\n\"'") + 1));
        } else if (c == '>') {
            break;
        }
    }
    orderAttributes(element, names);
    element.hasEndTag = end > 0 && end < text.size() && text[end - 1] != '/';
    at = std::min(end + 1, text.size());
    const xmlNode* child = source->children;
    for (const auto& node : element.children()) {
        if (node->kind() != XmlKind::Element)
            continue;
        while (child != nullptr && child->type != XML_ELEMENT_NODE)
            child = child->next;
        if (child == nullptr)
            return;
        markEndTags(child, static_cast<XmlElement&>(*node), text, at);
        child = child->next;
    }
}

/// A text that came from outside must not make us read files: what a document type refers to is
/// empty.
void declareEntity(void* context, const xmlChar* name, int type, const xmlChar* publicId,
                   const xmlChar* systemId, xmlChar* content)
{
    static xmlChar nothing[] = "";
    switch (type) {
    case XML_EXTERNAL_GENERAL_PARSED_ENTITY:
    case XML_EXTERNAL_GENERAL_UNPARSED_ENTITY:
        xmlSAX2EntityDecl(context, name, XML_INTERNAL_GENERAL_ENTITY, nullptr, nullptr, nothing);
        break;
    case XML_EXTERNAL_PARAMETER_ENTITY:
        xmlSAX2EntityDecl(context, name, XML_INTERNAL_PARAMETER_ENTITY, nullptr, nullptr, nothing);
        break;
    default:
        xmlSAX2EntityDecl(context, name, type, publicId, systemId, content);
    }
}

void ignoreExternalSubset(void*, const xmlChar*, const xmlChar*, const xmlChar*) { }

using ParserPtr = std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)>;

/// A parser that gives attributes the defaults of an internal document type, and loads nothing.
ParserPtr newParser()
{
    ParserPtr parser(xmlNewParserCtxt(), xmlFreeParserCtxt);
    parser->sax->entityDecl = declareEntity;
    parser->sax->externalSubset = ignoreExternalSubset;
    return parser;
}

using DocumentPtr = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

DocumentPtr parse(Env& env, std::string_view text)
{
    DocumentPtr nothing(nullptr, xmlFreeDoc);
    if (!env.charge(text.size() * 8))
        return nothing;
    static const bool isReady = (xmlInitParser(), true);
    static_cast<void>(isReady);
    const auto parser = newParser();
    DocumentPtr document(xmlCtxtReadMemory(parser.get(), text.data(), static_cast<int>(text.size()),
                                           nullptr, "UTF-8",
                                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING
                                               | XML_PARSE_NOENT | XML_PARSE_DTDATTR),
                         xmlFreeDoc);
    const auto* error = xmlCtxtGetLastError(parser.get());
    const bool isBroken
        = document == nullptr || (error != nullptr && error->level >= XML_ERR_ERROR);
    if (isBroken) {
        std::string message = "Root element is missing.";
        if (error != nullptr && error->message != nullptr) {
            message = std::string(trimWhiteSpace(error->message)) + " Line "
                + std::to_string(error->line) + ", position " + std::to_string(error->int2) + ".";
        }
        env.raise("XmlException", std::move(message));
        return nothing;
    }
    return document;
}

struct Declared
{
    Value version;
    Value encoding;
    Value standalone;
};

/// What the XML declaration of the text says; nullopt when it has none.
std::optional<Declared> declarationOf(const xmlDoc& source, std::string_view text)
{
    if (!text.starts_with("<?xml") || text.size() < 6
        || !isXmlBlank(static_cast<char32_t>(text[5])))
        return std::nullopt;
    const auto given = [](const xmlChar* known) {
        return known == nullptr ? Value() : Value::ofString(textOf(known));
    };
    const auto head = text.substr(0, text.find("?>"));
    const bool hasEncoding = head.find("encoding") != std::string_view::npos;
    return Declared{
        given(source.version), hasEncoding ? given(source.encoding) : Value(),
        source.standalone < 0 ? Value() : Value::ofLiteral(source.standalone == 1 ? "yes" : "no")};
}

void addDeclaration(XmlDocument& document, const xmlDoc& source, std::string_view text,
                    XmlFace face)
{
    auto declared = declarationOf(source, text);
    if (!declared)
        return;
    if (face == XmlFace::Dom) {
        document.put(make<XmlText>(
            XmlKind::Declaration,
            declarationText(declared->version, declared->encoding, declared->standalone), "xml"));
        return;
    }
    static const Type* type = Library::instance().find("XDeclaration")->self;
    document.declaration = makeValue<RecordObject>(
        *type,
        std::vector<Value>{std::move(declared->version), std::move(declared->encoding),
                           std::move(declared->standalone)});
}

} // namespace

Value parseXmlElement(Env& env, std::string_view text, XmlReading reading)
{
    const auto document = parse(env, text);
    if (document == nullptr)
        return {};
    const auto* root = xmlDocGetRootElement(document.get());
    const auto doctype = findDoctype(text);
    auto element = TreeBuilder(reading, doctype).elementOf(root);
    auto at = doctype.end;
    markEndTags(root, *element, text, at);
    env.keep(element.value());
    return element.value();
}

Value parseXmlDocument(Env& env, std::string_view text, XmlReading reading)
{
    const auto source = parse(env, text);
    if (source == nullptr)
        return {};
    auto document = make<XmlDocument>();
    document->keepsBlanks = reading.keepsBlanks;
    addDeclaration(*document, *source, text, reading.face);
    const auto doctype = findDoctype(text);
    TreeBuilder(reading, doctype)
        .addChildren(reinterpret_cast<const xmlNode*>(source.get()), *document);
    auto at = doctype.end;
    if (auto* root = document->root())
        markEndTags(xmlDocGetRootElement(source.get()), *root, text, at);
    env.keep(document.value());
    return document.value();
}

std::string declarationText(const Value& version, const Value& encoding, const Value& standalone)
{
    std::string out;
    const auto add = [&](std::string_view name, const Value& value) {
        if (!value.isNull())
            out += (out.empty() ? "" : " ") + std::string(name) + "=\"" + value.toText() + "\"";
    };
    add("version", version);
    add("encoding", encoding);
    add("standalone", standalone);
    return out;
}

} // namespace gatelens::expression
