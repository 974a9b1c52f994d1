#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/expression/types/library.h"
#include "core/expression/xml/node.h"

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

/// libxml2's tree as ours; white space between elements is dropped, as XDocument.Parse does.
Ref<XmlElement> convert(const xmlNode* source, bool keepsBlanks);

void convertChildren(const xmlNode* source, XmlContainer& target, bool keepsBlanks)
{
    for (const xmlNode* child = source->children; child != nullptr; child = child->next) {
        switch (child->type) {
        case XML_ELEMENT_NODE:
            target.put(Ref<XmlNode>(convert(child, keepsBlanks).get()));
            break;
        case XML_TEXT_NODE: {
            const auto text = textOf(child->content);
            if (keepsBlanks || !isBlank(text))
                target.put(Ref<XmlNode>(new XmlText(XmlKind::Text, text)));
            break;
        }
        case XML_CDATA_SECTION_NODE:
            target.put(Ref<XmlNode>(new XmlText(XmlKind::CData, textOf(child->content))));
            break;
        case XML_COMMENT_NODE:
            target.put(Ref<XmlNode>(new XmlText(XmlKind::Comment, textOf(child->content))));
            break;
        case XML_PI_NODE:
            target.put(Ref<XmlNode>(new XmlText(XmlKind::ProcessingInstruction,
                                                textOf(child->content), textOf(child->name))));
            break;
        default:
            break;
        }
    }
}

Ref<XmlElement> convert(const xmlNode* source, bool keepsBlanks)
{
    auto element = make<XmlElement>(XmlName{
        source->ns == nullptr ? std::string() : textOf(source->ns->href), textOf(source->name)});
    for (const xmlNs* space = source->nsDef; space != nullptr; space = space->next) {
        const bool isDefault = space->prefix == nullptr;
        element->setAttribute({isDefault ? std::string() : std::string(kXmlnsSpace),
                               isDefault ? "xmlns" : textOf(space->prefix)},
                              textOf(space->href));
    }
    for (const xmlAttr* attribute = source->properties; attribute != nullptr;
         attribute = attribute->next) {
        xmlChar* value = xmlNodeListGetString(source->doc, attribute->children, 1);
        element->setAttribute(
            {attribute->ns == nullptr ? std::string() : textOf(attribute->ns->href),
             textOf(attribute->name)},
            textOf(value));
        xmlFree(value);
    }
    convertChildren(source, *element, keepsBlanks);
    return element;
}

/// libxml2 keeps namespace declarations apart from attributes: they go back to where the text has
/// them. Prefixed attributes keep their order among themselves.
void orderAttributes(XmlElement& element, const std::vector<std::string_view>& names)
{
    const auto isDeclaration
        = [](std::string_view name) { return name == "xmlns" || name.starts_with("xmlns:"); };
    if (std::none_of(names.begin(), names.end(), isDeclaration))
        return;
    std::vector<std::pair<XmlName, std::string>> declarations;
    std::vector<std::pair<XmlName, std::string>> others;
    for (const auto& one : element.attributes())
        (one->isNamespaceDeclaration() ? declarations : others).emplace_back(one->name, one->value);
    element.removeAttributes();
    std::size_t nextOther = 0;
    for (const auto name : names) {
        if (!isDeclaration(name)) {
            if (nextOther < others.size()) {
                element.setAttribute(others[nextOther].first, others[nextOther].second);
                ++nextOther;
            }
            continue;
        }
        const auto local = name == "xmlns" ? name : name.substr(6);
        for (const auto& [known, value] : declarations) {
            if (known.local == local && known.space.empty() == (name == "xmlns"))
                element.setAttribute(known, value);
        }
    }
    for (; nextOther < others.size(); ++nextOther)
        element.setAttribute(others[nextOther].first, others[nextOther].second);
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

using DocumentPtr = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;
using ParserPtr = std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)>;

DocumentPtr parse(Env& env, std::string_view text)
{
    DocumentPtr nothing(nullptr, xmlFreeDoc);
    if (!env.charge(text.size() * 8))
        return nothing;
    static const bool isReady = (xmlInitParser(), true);
    static_cast<void>(isReady);
    const ParserPtr parser(xmlNewParserCtxt(), xmlFreeParserCtxt);
    DocumentPtr document(xmlCtxtReadMemory(parser.get(), text.data(), static_cast<int>(text.size()),
                                           nullptr, "UTF-8",
                                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING
                                               | XML_PARSE_NOENT),
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

} // namespace

Value parseXmlElement(Env& env, std::string_view text, bool keepsBlanks)
{
    const auto document = parse(env, text);
    if (document == nullptr)
        return {};
    const auto* root = xmlDocGetRootElement(document.get());
    auto element = convert(root, keepsBlanks);
    std::size_t at = 0;
    markEndTags(root, *element, text, at);
    env.keep(element.value());
    return element.value();
}

Value parseXmlDocument(Env& env, std::string_view text, bool keepsBlanks)
{
    const auto source = parse(env, text);
    if (source == nullptr)
        return {};
    auto document = make<XmlDocument>();
    xmlNode* holder = reinterpret_cast<xmlNode*>(source.get());
    convertChildren(holder, *document, keepsBlanks);
    std::size_t at = 0;
    if (auto* root = document->root())
        markEndTags(xmlDocGetRootElement(source.get()), *root, text, at);
    if (text.starts_with("<?xml")) {
        static const Type* type = Library::instance().find("XDeclaration")->self;
        const auto quoted = [](const xmlChar* known) {
            return known == nullptr ? Value() : Value::ofString(textOf(known));
        };
        const auto head = text.substr(0, text.find("?>"));
        const bool hasEncoding = head.find("encoding") != std::string_view::npos;
        Value standalone = source->standalone < 0
            ? Value()
            : Value::ofLiteral(source->standalone == 1 ? "yes" : "no");
        document->declaration = makeValue<RecordObject>(
            *type,
            std::vector<Value>{quoted(source->version),
                               hasEncoding ? quoted(source->encoding) : Value(),
                               std::move(standalone)});
    }
    env.keep(document.value());
    return document.value();
}

} // namespace gatelens::expression
