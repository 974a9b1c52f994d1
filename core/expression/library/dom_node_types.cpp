#include "core/expression/library/collections.h"
#include "core/expression/library/dom_nodes.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/names.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

// --- content -------------------------------------------------------------------------------------

Value nodeValue(Env&, Args a)
{
    const auto& node = domNode(a[0]);
    if (node.kind() == XmlKind::Attribute)
        return Value::ofText(static_cast<const XmlAttribute&>(node).value);
    const auto* text = dynamic_cast<const XmlText*>(&node);
    return text == nullptr ? Value() : Value::ofText(text->text);
}

Value setNodeValue(Env& env, Args a)
{
    auto& node = domNode(a[0]);
    const bool isBlankOnly
        = node.kind() == XmlKind::Whitespace || node.kind() == XmlKind::SignificantWhitespace;
    if (isBlankOnly && !trimWhiteSpace(a[1].text()).empty())
        return env.argument("The string for white space contains an invalid character.");
    if (node.kind() == XmlKind::Attribute)
        static_cast<XmlAttribute&>(node).value = a[1].toText();
    else if (isDomText(node) || node.kind() == XmlKind::ProcessingInstruction)
        static_cast<XmlText&>(node).text = a[1].toText();
    else
        return env.invalidOperation("Cannot set a value on node type '" + nameOfNode(node) + "'.");
    return {};
}

Value setInnerText(Env& env, Args a)
{
    auto* container = containerOf(a[0]);
    if (container == nullptr)
        return setNodeValue(env, a);
    if (container->kind() == XmlKind::Document)
        return env.invalidOperation("The 'InnerText' of a document cannot be set.");
    container->clear();
    if (!a[1].isNull() && !a[1].text().empty())
        container->appendText(env, a[1].text());
    if (auto* element = domElement(a[0]))
        element->hasEndTag = true;
    return {};
}

Value setNodePrefix(Env&, Args a)
{
    auto& node = domNode(a[0]);
    if (node.kind() == XmlKind::Element)
        static_cast<XmlElement&>(node).prefix = a[1].toText();
    else if (node.kind() == XmlKind::Attribute)
        static_cast<XmlAttribute&>(node).prefix = a[1].toText();
    return {};
}

/// Text that stands side by side becomes one; empty text goes.
void normalizeText(XmlContainer& container)
{
    const auto children = container.children();
    XmlText* last = nullptr;
    for (const auto& child : children) {
        if (child->kind() == XmlKind::Element)
            normalizeText(static_cast<XmlElement&>(*child));
        if (child->kind() != XmlKind::Text) {
            last = nullptr;
            continue;
        }
        auto& text = static_cast<XmlText&>(*child);
        if (last == nullptr && !text.text.empty()) {
            last = &text;
            continue;
        }
        if (last != nullptr)
            last->text += text.text;
        removeDomChild(text);
    }
}

// --- namespaces ----------------------------------------------------------------------------------

/// The element around an attribute or other node, or the element itself.
const XmlElement* elementAt(const XmlNode& node)
{
    const XmlNode* one = &node;
    while (one != nullptr && one->kind() != XmlKind::Element)
        one = one->parent();
    return static_cast<const XmlElement*>(one);
}

Value spaceOfPrefix(Env&, Args a)
{
    const auto prefix = a[1].text();
    if (prefix == "xmlns")
        return Value::ofText(kXmlnsSpace);
    const auto* nearest = elementAt(domNode(a[0]));
    if (a[1].isNull() || nearest == nullptr)
        return Value::ofLiteral("");
    for (const auto* one = nearest; one != nullptr;
         one = one->parent() == nullptr ? nullptr : elementAt(*one->parent())) {
        if (one->prefix && *one->prefix == prefix)
            return Value::ofText(one->name.space);
        const auto declared = prefix.empty()
            ? XmlName{"", "xmlns"}
            : XmlName{std::string(kXmlnsSpace), std::string(prefix)};
        if (const auto* found = one->attribute(declared))
            return Value::ofText(found->value);
    }
    return Value::ofString(spaceOf(*nearest, prefix).value_or(""));
}

Value prefixOfSpace(Env&, Args a)
{
    const auto space = a[1].text();
    if (space == kXmlnsSpace)
        return Value::ofLiteral("xmlns");
    const auto* nearest = elementAt(domNode(a[0]));
    if (a[1].isNull() || nearest == nullptr)
        return Value::ofLiteral("");
    for (const auto* one = nearest; one != nullptr;
         one = one->parent() == nullptr ? nullptr : elementAt(*one->parent())) {
        if (one->prefix && one->name.space == space)
            return Value::ofText(*one->prefix);
    }
    return Value::ofString(prefixOf(*nearest, space, false).value_or(""));
}

// --- walking -------------------------------------------------------------------------------------

template<int direction>
Value siblingNode(Env&, Args a)
{
    const auto& node = domNode(a[0]);
    if (node.parent() == nullptr || node.kind() == XmlKind::Attribute)
        return {};
    const auto& all = node.parent()->children();
    const auto at = node.parent()->indexOf(node) + static_cast<std::size_t>(direction);
    return at < all.size() ? domOf(a[0], all[at].get()) : Value();
}

template<bool isFirst>
Value edgeNode(Env&, Args a)
{
    const auto* container = containerOf(a[0]);
    if (container == nullptr || container->children().empty())
        return {};
    return domOf(
        a[0], isFirst ? container->children().front().get() : container->children().back().get());
}

/// node["name"] and node["local", "namespace"].
Value childNamed(Env&, Args a)
{
    const auto* container = containerOf(a[0]);
    if (container == nullptr)
        return {};
    for (const auto& child : container->children()) {
        if (child->kind() != XmlKind::Element)
            continue;
        const auto& name = static_cast<const XmlElement&>(*child).name;
        const bool fits = a.size() > 2 ? name.local == a[1].text() && name.space == a[2].text()
                                       : nameOfNode(*child) == a[1].text();
        if (fits)
            return domOf(a[0], child.get());
    }
    return {};
}

Value selectSingle(Env& env, Args a)
{
    auto found = selectDomNodes(env, a[0], a[1], a.size() > 2 ? a[2] : Value());
    return found.empty() ? Value() : found.front();
}

Value selectNodes(Env& env, Args a)
{
    auto found = selectDomNodes(env, a[0], a[1], a.size() > 2 ? a[2] : Value());
    return env.raised() ? Value() : selectedNodes(a[0], std::move(found));
}

// --- changing ------------------------------------------------------------------------------------

Value appendChild(Env& env, Args a)
{
    const auto* container = containerOf(a[0]);
    return insertDomNodes(env, a, container == nullptr ? 0 : container->children().size());
}

Value prependChild(Env& env, Args a) { return insertDomNodes(env, a, 0); }

template<bool isAfter>
Value insertDomNode(Env& env, Args a)
{
    if (a[2].isNull())
        return isAfter ? prependChild(env, a) : appendChild(env, a);
    auto* container = containerOf(a[0]);
    const auto& reference = domNode(a[2]);
    if (container == nullptr || reference.parent() != container)
        return env.argument("The reference node is not a child of this node.");
    if (!a[1].isNull() && &domNode(a[1]) == &reference)
        return a[1];
    return insertDomNodes(env, a, container->indexOf(reference) + (isAfter ? 1 : 0));
}

/// The child that `a[index]` names; null with an exception when it is none.
const XmlNode* childGiven(Env& env, Args a, std::size_t index)
{
    auto* container = containerOf(a[0]);
    if (container == nullptr || a[index].isNull() || domNode(a[index]).parent() != container) {
        env.argument("The reference node is not a child of this node.");
        return nullptr;
    }
    return &domNode(a[index]);
}

Value removeChild(Env& env, Args a)
{
    if (const auto* child = childGiven(env, a, 1))
        removeDomChild(*child);
    return a[1];
}

Value replaceChild(Env& env, Args a)
{
    const auto* old = childGiven(env, a, 2);
    if (old == nullptr || a[1].isSameObject(a[2]))
        return a[2];
    if (a[1].isNull())
        return env.nullReference();
    Value alive = a[2];
    auto* container = containerOf(a[0]);
    const auto index = container->indexOf(*old);
    removeDomChild(*old);
    insertDomNodes(env, a, index);
    // What may not stand there was not moved: the old one stays.
    if (env.raised())
        container->insert(env, index, alive.get<DomNode>().node);
    return alive;
}

Value cloneDomNode(Env&, Args a)
{
    return copyDomNode(a[0], domNode(a[0]), a.size() < 2 || a[1].asBool());
}

Value removeAllNodes(Env&, Args a)
{
    if (auto* container = containerOf(a[0]))
        container->clear();
    if (auto* element = domElement(a[0]))
        element->removeAttributes();
    return {};
}

Value supportsFeature(Env&, Args a)
{
    const auto version = a[2].text();
    return Value::ofBool(equalText(a[1].text(), "XML", Comparison::OrdinalIgnoreCase)
                         && (a[2].isNull() || version == "1.0" || version == "2.0"));
}

// --- registration --------------------------------------------------------------------------------

void registerNames(TypeBuilder& node)
{
    node.property("string Name",
                  [](Env&, Args a) { return Value::ofString(nameOfNode(domNode(a[0]))); })
        .property("string LocalName",
                  [](Env&, Args a) {
                      const auto* name = xmlNameOf(domNode(a[0]));
                      return name == nullptr ? Value::ofString(nameOfNode(domNode(a[0])))
                                             : Value::ofText(name->local);
                  })
        .property("string NamespaceURI",
                  [](Env&, Args a) {
                      const auto* attribute = dynamic_cast<const XmlAttribute*>(&domNode(a[0]));
                      if (attribute != nullptr && attribute->isNamespaceDeclaration())
                          return Value::ofText(kXmlnsSpace);
                      const auto* name = xmlNameOf(domNode(a[0]));
                      return name == nullptr ? Value::ofLiteral("") : Value::ofText(name->space);
                  })
        .property(
            "string Prefix",
            [](Env&, Args a) {
                const bool hasName = xmlNameOf(domNode(a[0])) != nullptr;
                return Value::ofString(hasName ? splitName(nameOfNode(domNode(a[0]))).prefix : "");
            },
            {}, setNodePrefix)
        .property("XmlNodeType NodeType",
                  [](Env&, Args a) {
                      return Value::ofEnum(*a.site().result,
                                           static_cast<std::int64_t>(domNode(a[0]).kind()));
                  })
        .property("string BaseURI", [](Env&, Args) { return Value::ofLiteral(""); })
        .property("bool IsReadOnly", [](Env&, Args) { return Value::ofBool(false); })
        .method("bool Supports(string feature, string version)", supportsFeature)
        .method("string GetNamespaceOfPrefix(string prefix)", spaceOfPrefix)
        .method("string GetPrefixOfNamespace(string namespaceURI)", prefixOfSpace);
}

void registerContent(TypeBuilder& node)
{
    node.property("string Value", nodeValue, "Text of an attribute, text or comment; else null",
                  setNodeValue)
        .property(
            "string InnerText",
            [](Env&, Args a) { return Value::ofString(innerTextOf(domNode(a[0]))); },
            "The text inside", setInnerText)
        .property(
            "string InnerXml",
            [](Env&, Args a) { return Value::ofString(innerXmlOf(domNode(a[0]))); },
            "The XML inside", setInnerXml)
        .property("string OuterXml",
                  [](Env&, Args a) { return Value::ofString(outerXmlOf(domNode(a[0]))); })
        .property("XmlNodeList ChildNodes",
                  [](Env&, Args a) { return listOfRole(a, DomList::Role::Children); })
        .property("XmlAttributeCollection Attributes",
                  [](Env&, Args a) {
                      return domElement(a[0]) == nullptr ? Value()
                                                         : listOfRole(a, DomList::Role::Attributes);
                  })
        .property("bool HasChildNodes",
                  [](Env&, Args a) {
                      const auto* container = containerOf(a[0]);
                      return Value::ofBool(container != nullptr && !container->children().empty());
                  })
        .method("void Normalize()", [](Env&, Args a) {
            if (auto* container = containerOf(a[0]))
                normalizeText(*container);
            return Value();
        });
}

void registerWalking(TypeBuilder& node)
{
    node.property("XmlNode ParentNode",
                  [](Env&, Args a) {
                      const auto& self = domNode(a[0]);
                      return self.kind() == XmlKind::Attribute ? Value()
                                                               : domOf(a[0], self.parent());
                  })
        .property("XmlDocument OwnerDocument",
                  [](Env&, Args a) { return a[0].get<DomNode>().document; })
        .property("XmlNode FirstChild", edgeNode<true>)
        .property("XmlNode LastChild", edgeNode<false>)
        .property("XmlNode NextSibling", siblingNode<1>)
        .property("XmlNode PreviousSibling", siblingNode<-1>)
        .method("XmlElement this[string name]", childNamed)
        .method("XmlElement this[string localname, string ns]", childNamed)
        .method("XmlNode SelectSingleNode(string xpath)", selectSingle,
                "The first node at an XPath")
        .method("XmlNode SelectSingleNode(string xpath, XmlNamespaceManager nsmgr)", selectSingle)
        .method("XmlNodeList SelectNodes(string xpath)", selectNodes, "The nodes at an XPath")
        .method("XmlNodeList SelectNodes(string xpath, XmlNamespaceManager nsmgr)", selectNodes)
        .method("IEnumerator GetEnumerator()", [](Env& env, Args a) {
            static const Type* type = Library::instance().find("XmlNodeList")->self;
            Value list = makeValue<DomList>(*type, DomList::Role::Children, a[0]);
            return enumeratorOf(env, Args(&list, 1, a.site()));
        });
}

} // namespace

void registerDomNode(LibraryBuilder& library)
{
    auto node = library.type("class System.Xml.XmlNode : IEnumerable<XmlNode>",
                             "A node of an XmlDocument");
    node.unlisted();
    registerNames(node);
    registerContent(node);
    registerWalking(node);
    node.method("XmlNode AppendChild(XmlNode newChild)", appendChild)
        .method("XmlNode PrependChild(XmlNode newChild)", prependChild)
        .method("XmlNode InsertBefore(XmlNode newChild, XmlNode refChild)", insertDomNode<false>)
        .method("XmlNode InsertAfter(XmlNode newChild, XmlNode refChild)", insertDomNode<true>)
        .method("XmlNode RemoveChild(XmlNode oldChild)", removeChild)
        .method("XmlNode ReplaceChild(XmlNode newChild, XmlNode oldChild)", replaceChild)
        .method("XmlNode Clone()", cloneDomNode)
        .method("XmlNode CloneNode(bool deep)", cloneDomNode)
        .method("void RemoveAll()", removeAllNodes);
}

} // namespace gatelens::expression
