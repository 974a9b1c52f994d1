#include "core/expression/library/dom_nodes.h"

#include "core/expression/library/xml_json.h"
#include "core/expression/xml/names.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

constexpr std::string_view kXmlPrefixUri = "http://www.w3.org/XML/1998/namespace";

bool fitsName(const XmlElement& element, const std::vector<Value>& wanted)
{
    const auto fits = [](const Value& pattern, std::string_view text) {
        return pattern.text() == "*" || pattern.text() == text;
    };
    return wanted.size() > 1
        ? fits(wanted[0], element.name.local) && fits(wanted[1], element.name.space)
        : fits(wanted[0], qualifiedName(element));
}

std::vector<Value> namedBelow(const Value& owner, const std::vector<Value>& wanted)
{
    std::vector<Value> all;
    std::vector<Value> found;
    if (const auto* container = containerOf(owner))
        container->collect(all, true);
    for (const auto& one : all) {
        if (fitsName(one.get<XmlElement>(), wanted))
            found.push_back(domOf(owner, &one.get<XmlElement>()));
    }
    return found;
}

std::vector<Value> childrenOf(const Value& owner)
{
    std::vector<Value> all;
    if (const auto* container = containerOf(owner)) {
        for (const auto& child : container->children())
            all.push_back(domOf(owner, child.get()));
    }
    return all;
}

std::vector<Value> attributesOf(const Value& owner)
{
    std::vector<Value> all;
    if (const auto* element = domElement(owner)) {
        for (const auto& attribute : element->attributes())
            all.push_back(domOf(owner, attribute.get()));
    }
    return all;
}

IteratorPtr iteratorOver(std::vector<Value> items)
{
    return iterator([all = std::move(items), at = std::size_t{0}](Env&, Value& out) mutable {
        if (at >= all.size())
            return false;
        out = all[at++];
        return true;
    });
}

std::string domText(const XmlNode& node)
{
    return writeXml(node, {.isIndented = false, .face = XmlFace::Dom});
}

} // namespace

const Type& DomNode::type() const noexcept
{
    const auto known = [](std::string_view name) { return Library::instance().find(name)->self; };
    static const Type* types[] = {known("XmlElement"),
                                  known("XmlAttribute"),
                                  known("XmlText"),
                                  known("XmlCDataSection"),
                                  known("XmlProcessingInstruction"),
                                  known("XmlComment"),
                                  known("XmlDocument"),
                                  known("XmlDocumentType"),
                                  known("XmlDocumentFragment"),
                                  known("XmlWhitespace"),
                                  known("XmlSignificantWhitespace"),
                                  known("XmlDeclaration")};
    static constexpr XmlKind kKinds[] = {XmlKind::Element,
                                         XmlKind::Attribute,
                                         XmlKind::Text,
                                         XmlKind::CData,
                                         XmlKind::ProcessingInstruction,
                                         XmlKind::Comment,
                                         XmlKind::Document,
                                         XmlKind::DocumentType,
                                         XmlKind::DocumentFragment,
                                         XmlKind::Whitespace,
                                         XmlKind::SignificantWhitespace,
                                         XmlKind::Declaration};
    const auto* found = std::find(std::begin(kKinds), std::end(kKinds), node->kind());
    return *types[found - std::begin(kKinds)];
}

IteratorPtr DomNode::iterate(Env&) { return iteratorOver(childrenOf(Value::ofObject(this))); }

IteratorPtr DomList::iterate(Env&) { return iteratorOver(items()); }

std::vector<Value> DomList::items() const
{
    switch (role) {
    case Role::Children:
        return childrenOf(owner);
    case Role::Attributes:
        return attributesOf(owner);
    case Role::Named:
        return namedBelow(owner, m_found);
    case Role::Selected:
        break;
    }
    return m_found;
}

XmlContainer* containerOf(const Value& value)
{
    return dynamic_cast<XmlContainer*>(&domNode(value));
}

XmlElement* domElement(const Value& value) { return dynamic_cast<XmlElement*>(&domNode(value)); }

Value documentOfNode(const Value& value)
{
    const auto& dom = value.get<DomNode>();
    return dom.document.isNull() ? value : dom.document;
}

Value domOf(const Value& like, XmlNode* node)
{
    if (node == nullptr)
        return {};
    Value document = documentOfNode(like);
    if (node == document.get<DomNode>().node.get())
        return document;
    return makeValue<DomNode>(Ref<XmlNode>(node), document);
}

Value selectedNodes(const Value& owner, std::vector<Value> items)
{
    static const Type* type = Library::instance().find("XmlNodeList")->self;
    return makeValue<DomList>(*type, DomList::Role::Selected, owner, std::move(items));
}

Value listOfRole(Args a, DomList::Role role)
{
    return makeValue<DomList>(*a.site().result, role, a[0]);
}

Value namedElements(Env& env, Args a)
{
    for (std::size_t i = 1; i < a.size(); ++i) {
        if (a[i].isNull())
            return env.argumentNull("name");
    }
    std::vector<Value> wanted;
    for (std::size_t i = 1; i < a.size(); ++i)
        wanted.push_back(a[i]);
    return makeValue<DomList>(*a.site().result, DomList::Role::Named, a[0], std::move(wanted));
}

bool isDomText(const XmlNode& node)
{
    return isXmlText(node.kind()) || node.kind() == XmlKind::Comment;
}

// --- names and text ------------------------------------------------------------------------------

std::string nameOfNode(const XmlNode& node)
{
    switch (node.kind()) {
    case XmlKind::Element:
        return qualifiedName(static_cast<const XmlElement&>(node));
    case XmlKind::Attribute:
        return qualifiedName(static_cast<const XmlAttribute&>(node));
    case XmlKind::ProcessingInstruction:
    case XmlKind::Declaration:
        return static_cast<const XmlText&>(node).name;
    case XmlKind::DocumentType:
        return static_cast<const XmlDocumentType&>(node).name;
    case XmlKind::Text:
        return "#text";
    case XmlKind::CData:
        return "#cdata-section";
    case XmlKind::Comment:
        return "#comment";
    case XmlKind::DocumentFragment:
        return "#document-fragment";
    case XmlKind::Whitespace:
        return "#whitespace";
    case XmlKind::SignificantWhitespace:
        return "#significant-whitespace";
    case XmlKind::Document:
        break;
    }
    return "#document";
}

const XmlName* xmlNameOf(const XmlNode& node)
{
    if (node.kind() == XmlKind::Element)
        return &static_cast<const XmlElement&>(node).name;
    return node.kind() == XmlKind::Attribute ? &static_cast<const XmlAttribute&>(node).name
                                             : nullptr;
}

std::string innerTextOf(const XmlNode& node)
{
    if (const auto* container = dynamic_cast<const XmlContainer*>(&node))
        return textInside(*container);
    if (node.kind() == XmlKind::Attribute)
        return static_cast<const XmlAttribute&>(node).value;
    const auto* text = dynamic_cast<const XmlText*>(&node);
    return text == nullptr ? std::string() : text->text;
}

std::string outerXmlOf(const XmlNode& node)
{
    if (node.kind() != XmlKind::Attribute)
        return domText(node);
    // The value is escaped as that of any attribute.
    XmlElement holder(XmlName{"", "a"});
    holder.retain();
    holder.setAttribute({"", "b"}, static_cast<const XmlAttribute&>(node).value);
    const auto text = domText(holder);
    const auto begin = text.find("b=") + 1;
    return nameOfNode(node) + text.substr(begin, text.rfind('"') + 1 - begin);
}

std::string innerXmlOf(const XmlNode& node)
{
    if (node.kind() == XmlKind::Attribute)
        return domText(XmlText(XmlKind::Text, innerTextOf(node)));
    std::string out;
    if (const auto* container = dynamic_cast<const XmlContainer*>(&node)) {
        for (const auto& child : container->children())
            out += domText(*child);
    }
    return out;
}

PrefixedName splitName(std::string_view name)
{
    const auto colon = name.find(':');
    if (colon == std::string_view::npos)
        return {"", std::string(name)};
    return {std::string(name.substr(0, colon)), std::string(name.substr(colon + 1))};
}

XmlAttribute* attributeNamed(const XmlElement& element, std::string_view name)
{
    for (const auto& attribute : element.attributes()) {
        if (qualifiedName(*attribute) == name)
            return attribute.get();
    }
    return nullptr;
}

XmlAttribute* attributeNamed(const XmlElement& element, const XmlName& name)
{
    return element.attribute(attributeName("", name.local, name.space));
}

XmlName attributeName(const std::string& prefix, std::string local, std::string space)
{
    if (prefix == "xmlns" || (space == kXmlnsSpace && local != "xmlns"))
        return {std::string(kXmlnsSpace), std::move(local)};
    if (prefix.empty() && local == "xmlns")
        return {"", std::move(local)};
    return {prefix == "xml" ? std::string(kXmlPrefixUri) : std::move(space), std::move(local)};
}

Value domDocument(const Ref<XmlNode>& document)
{
    auto& tree = static_cast<XmlDocument&>(*document);
    if (!tree.declaration.isNull()) {
        const auto& fields = tree.declaration.get<RecordObject>().fields;
        auto children = tree.children();
        tree.clear();
        tree.put(make<XmlText>(XmlKind::Declaration,
                               declarationText(fields[0], fields[1], fields[2]), "xml"));
        for (auto& child : children)
            tree.put(std::move(child));
        tree.declaration = {};
    }
    return makeValue<DomNode>(document, Value());
}

const XmlNode* domNodeOf(const Value& value)
{
    const auto* dom = value.as<DomNode>();
    return dom == nullptr ? nullptr : dom->node.get();
}

} // namespace gatelens::expression
