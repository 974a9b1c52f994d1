#include "core/expression/library/collections.h"
#include "core/expression/library/families.h"
#include "core/expression/library/xml_json.h"
#include "core/expression/xml/names.h"
#include "core/expression/xml/select.h"

#include <algorithm>

// System.Xml.XmlDocument and its kin: a second face of the trees that LINQ to XML works on.

namespace gatelens::expression {

namespace {

/// A node of an XmlDocument.
class DomNode final : public Object
{
public:
    DomNode(Ref<XmlNode> itsNode, Value itsDocument)
        : node(std::move(itsNode))
        , document(std::move(itsDocument))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        const auto known
            = [](std::string_view name) { return Library::instance().find(name)->self; };
        static const Type* types[] = {known("XmlElement"),
                                      known("XmlAttribute"),
                                      known("XmlText"),
                                      known("XmlCDataSection"),
                                      known("XmlProcessingInstruction"),
                                      known("XmlComment"),
                                      known("XmlDocument")};
        static constexpr XmlKind kKinds[] = {XmlKind::Element,
                                             XmlKind::Attribute,
                                             XmlKind::Text,
                                             XmlKind::CData,
                                             XmlKind::ProcessingInstruction,
                                             XmlKind::Comment};
        for (std::size_t i = 0; i < std::size(kKinds); ++i) {
            if (node->kind() == kKinds[i])
                return *types[i];
        }
        return *types[6];
    }
    [[nodiscard]] bool equals(const Value& other) const noexcept override
    {
        const auto* one = other.as<DomNode>();
        return one != nullptr && one->node.get() == node.get();
    }
    [[nodiscard]] std::size_t hash() const noexcept override
    {
        return std::hash<const XmlNode*>()(node.get());
    }

    const Ref<XmlNode> node;
    const Value document; ///< keeps the whole tree; null for the document itself
};

/// ChildNodes, Attributes, or the nodes that were selected.
class DomList final : public Sequence
{
public:
    enum class Role
    {
        Children,
        Attributes,
        Selected
    };
    DomList(const Type& listType, Role itsRole, Value itsOwner, std::vector<Value> found = {})
        : role(itsRole)
        , owner(std::move(itsOwner))
        , m_type(&listType)
        , m_found(std::move(found))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] std::vector<Value> items() const;
    [[nodiscard]] IteratorPtr iterate(Env&) override
    {
        return iterator([all = items(), at = std::size_t{0}](Env&, Value& out) mutable {
            if (at >= all.size())
                return false;
            out = all[at++];
            return true;
        });
    }
    [[nodiscard]] std::optional<std::size_t> knownCount() const override { return items().size(); }

    const Role role;
    const Value owner;

private:
    const Type* m_type;
    std::vector<Value> m_found;
};

/// An XmlNamespaceManager.
class DomSpaces final : public Object
{
public:
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* self = Library::instance().find("XmlNamespaceManager")->self;
        return *self;
    }
    std::map<std::string, std::string> spaces;
};

XmlNode& domNode(const Value& value) { return *value.get<DomNode>().node; }

XmlContainer* containerOf(const Value& value)
{
    return dynamic_cast<XmlContainer*>(&domNode(value));
}

XmlElement* domElement(const Value& value) { return dynamic_cast<XmlElement*>(&domNode(value)); }

/// The XmlDocument that a node belongs to.
Value documentOfNode(const Value& value)
{
    const auto& dom = value.get<DomNode>();
    return dom.document.isNull() ? value : dom.document;
}

Value domOf(const Value& like, XmlNode* node)
{
    if (node == nullptr)
        return {};
    const Value document = documentOfNode(like);
    if (node == document.get<DomNode>().node.get())
        return document;
    return makeValue<DomNode>(Ref<XmlNode>(node), document);
}

std::vector<Value> DomList::items() const
{
    if (role == Role::Selected)
        return m_found;
    std::vector<Value> all;
    if (role == Role::Children) {
        if (const auto* container = containerOf(owner)) {
            for (const auto& child : container->children())
                all.push_back(domOf(owner, child.get()));
        }
    } else if (const auto* element = domElement(owner)) {
        for (const auto& attribute : element->attributes())
            all.push_back(domOf(owner, attribute.get()));
    }
    return all;
}

Value listOfRole(Args a, DomList::Role role)
{
    return makeValue<DomList>(*a.site().result, role, a[0]);
}

Value selectedNodes(const Value& owner, std::vector<Value> items)
{
    static const Type* type = Library::instance().find("XmlNodeList")->self;
    return makeValue<DomList>(*type, DomList::Role::Selected, owner, std::move(items));
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
        return static_cast<const XmlText&>(node).name;
    case XmlKind::Text:
        return "#text";
    case XmlKind::CData:
        return "#cdata-section";
    case XmlKind::Comment:
        return "#comment";
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
    if (node.kind() == XmlKind::Attribute)
        static_cast<XmlAttribute&>(node).value = a[1].toText();
    else if (auto* text = dynamic_cast<XmlText*>(&node))
        text->text = a[1].toText();
    else
        return env.invalidOperation("Cannot set a value on node type '" + nameOfNode(node) + "'.");
    return {};
}

std::string innerTextOf(const XmlNode& node)
{
    if (const auto* element = dynamic_cast<const XmlElement*>(&node))
        return element->text();
    if (const auto* document = dynamic_cast<const XmlDocument*>(&node))
        return document->root() == nullptr ? std::string() : document->root()->text();
    if (node.kind() == XmlKind::Attribute)
        return static_cast<const XmlAttribute&>(node).value;
    return static_cast<const XmlText&>(node).text;
}

Value setInnerText(Env& env, Args a)
{
    auto* element = domElement(a[0]);
    if (element == nullptr)
        return setNodeValue(env, a);
    element->clear();
    if (!a[1].isNull() && !a[1].text().empty())
        element->appendText(env, a[1].text());
    return {};
}

std::string declarationText(const XmlNode& node)
{
    const auto* document = dynamic_cast<const XmlDocument*>(&node);
    if (document == nullptr || document->declaration.isNull())
        return {};
    const auto& fields = document->declaration.get<RecordObject>().fields;
    std::string out = "<?xml";
    static constexpr std::string_view kNames[] = {"version", "encoding", "standalone"};
    for (std::size_t i = 0; i < 3; ++i) {
        if (!fields[i].isNull())
            out += " " + std::string(kNames[i]) + "=\"" + fields[i].toText() + "\"";
    }
    return out + "?>";
}

std::string outerXmlOf(const XmlNode& node)
{
    if (node.kind() == XmlKind::Attribute) {
        const auto& attribute = static_cast<const XmlAttribute&>(node);
        XmlElement holder(XmlName{"", "a"});
        holder.retain();
        holder.setAttribute({"", "b"}, attribute.value);
        const auto text = writeXml(holder, false);
        const auto begin = text.find("b=") + 1;
        return nameOfNode(node) + text.substr(begin, text.rfind('"') + 1 - begin);
    }
    return declarationText(node) + writeXml(node, false);
}

std::string innerXmlOf(const XmlNode& node)
{
    if (node.kind() == XmlKind::Document)
        return outerXmlOf(node);
    const auto* element = dynamic_cast<const XmlElement*>(&node);
    if (element == nullptr)
        return node.kind() == XmlKind::Attribute ? innerTextOf(node) : std::string();
    std::string out;
    for (const auto& child : element->children())
        out += writeXml(*child, false);
    return out;
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

Value childNamed(Env&, Args a)
{
    if (const auto* container = containerOf(a[0])) {
        for (const auto& child : container->children()) {
            if (child->kind() == XmlKind::Element && nameOfNode(*child) == a[1].text())
                return domOf(a[0], child.get());
        }
    }
    return {};
}

Value elementsByName(Env&, Args a)
{
    std::vector<Value> all;
    std::vector<Value> found;
    if (const auto* container = containerOf(a[0]))
        container->collect(all, true);
    for (const auto& one : all) {
        auto& element = one.get<XmlElement>();
        const bool fits = a.size() > 2
            ? (a[1].text() == "*" || element.name.local == a[1].text())
                && (a[2].text() == "*" || element.name.space == a[2].text())
            : a[1].text() == "*" || qualifiedName(element) == a[1].text();
        if (fits)
            found.push_back(domOf(a[0], &element));
    }
    return selectedNodes(a[0], std::move(found));
}

std::vector<Value> selectAll(Env& env, Args a)
{
    if (a[1].isNull()) {
        env.argumentNull("xpath");
        return {};
    }
    const auto* manager = a.size() > 2 ? a[2].as<DomSpaces>() : nullptr;
    std::vector<Value> found;
    const auto nodes
        = selectXml(env, domNode(a[0]), a[1].text(),
                    manager == nullptr ? std::map<std::string, std::string>() : manager->spaces);
    for (auto* node : nodes)
        found.push_back(domOf(a[0], node));
    return found;
}

Value selectSingle(Env& env, Args a)
{
    auto found = selectAll(env, a);
    return found.empty() ? Value() : found.front();
}

Value selectNodes(Env& env, Args a)
{
    auto found = selectAll(env, a);
    return env.raised() ? Value() : selectedNodes(a[0], std::move(found));
}

// --- changing ------------------------------------------------------------------------------------

/// Puts a node among the children of another; one that stands elsewhere moves.
Value insertAt(Env& env, Args a, std::size_t index)
{
    auto* container = containerOf(a[0]);
    if (container == nullptr || a[1].isNull())
        return env.invalidOperation("The current node cannot contain other nodes.");
    const auto& child = a[1].get<DomNode>().node;
    for (const XmlNode* one = container; one != nullptr; one = one->parent()) {
        if (one == child.get())
            return env.argument("Cannot insert a node or any ancestor of that node as a child of "
                                "itself.");
    }
    if (container->kind() == XmlKind::Document && child->kind() == XmlKind::Element
        && static_cast<XmlDocument*>(container)->root() != nullptr && child->parent() != container)
        return env.invalidOperation("This document already has a 'DocumentElement' node.");
    if (auto* parent = child->parent()) {
        if (parent == container && parent->indexOf(*child) < index)
            --index;
        parent->remove(*child);
    }
    container->insert(env, std::min(index, container->children().size()), child);
    return a[1];
}

Value appendChild(Env& env, Args a)
{
    const auto* container = containerOf(a[0]);
    return insertAt(env, a, container == nullptr ? 0 : container->children().size());
}

Value prependChild(Env& env, Args a) { return insertAt(env, a, 0); }

template<bool isAfter>
Value insertDomNode(Env& env, Args a)
{
    if (a[2].isNull())
        return isAfter ? prependChild(env, a) : appendChild(env, a);
    auto* container = containerOf(a[0]);
    const auto& reference = domNode(a[2]);
    if (container == nullptr || reference.parent() != container)
        return env.argument("The reference node is not a child of this node.");
    return insertAt(env, a, container->indexOf(reference) + (isAfter ? 1 : 0));
}

Value removeChild(Env& env, Args a)
{
    auto* container = containerOf(a[0]);
    if (container == nullptr || a[1].isNull() || domNode(a[1]).parent() != container)
        return env.argument("The node to be removed is not a child of this node.");
    container->remove(domNode(a[1]));
    return a[1];
}

Value replaceChild(Env& env, Args a)
{
    auto* container = containerOf(a[0]);
    if (container == nullptr || a[2].isNull() || domNode(a[2]).parent() != container)
        return env.argument("The reference node is not a child of this node.");
    const auto index = container->indexOf(domNode(a[2]));
    container->remove(domNode(a[2]));
    insertAt(env, a, index);
    return a[2];
}

Value copyDomNode(Env&, Args a)
{
    auto copy = cloneXml(domNode(a[0]));
    if (!a[1].asBool()) {
        if (auto* container = dynamic_cast<XmlContainer*>(copy.get()))
            container->clear();
    }
    return makeValue<DomNode>(
        copy, domNode(a[0]).kind() == XmlKind::Document ? Value() : documentOfNode(a[0]));
}

XmlAttribute* attributeNamed(const XmlElement& element, std::string_view name)
{
    for (const auto& attribute : element.attributes()) {
        if (qualifiedName(*attribute) == name)
            return attribute.get();
    }
    return nullptr;
}

Value getAttribute(Env&, Args a)
{
    const auto& element = *domElement(a[0]);
    const auto* found = a.size() > 2 ? element.attribute({a[2].toText(), a[1].toText()})
                                     : attributeNamed(element, a[1].text());
    return Value::ofText(found == nullptr ? std::string_view() : found->value);
}

Value setAttribute(Env&, Args a)
{
    auto& element = *domElement(a[0]);
    if (auto* known = attributeNamed(element, a[1].text()))
        known->value = a[2].toText();
    else
        element.setAttribute({"", a[1].toText()}, a[2].toText());
    return {};
}

Value removeAttribute(Env&, Args a)
{
    auto& element = *domElement(a[0]);
    if (auto* known = attributeNamed(element, a[1].text()))
        element.removeAttribute(*known);
    return {};
}

Value appendAttribute(Env& env, Args a)
{
    auto* element = domElement(a[0].get<DomList>().owner);
    if (element == nullptr || a[1].isNull())
        return env.argumentNull("node");
    auto& attribute = static_cast<XmlAttribute&>(domNode(a[1]));
    if (auto* known = element->attribute(attribute.name))
        element->removeAttribute(*known);
    element->addAttribute(env, Ref(&attribute));
    return a[1];
}

/// CreateElement and CreateAttribute: (name), (name, namespace) or (prefix, name, namespace).
XmlName madeName(Args a)
{
    const auto last = a.size() - 1;
    std::string space = last > 1 ? a[last].toText() : std::string();
    std::string local = a[last > 2 ? 2 : 1].toText();
    const auto colon = local.find(':');
    return {std::move(space), colon == std::string::npos ? local : local.substr(colon + 1)};
}

template<XmlKind kind>
Value createDomText(Env&, Args a)
{
    return domOf(a[0], make<XmlText>(kind, a[1].toText()).get());
}

// --- registration --------------------------------------------------------------------------------

Value domItemAt(Env&, Args a)
{
    const auto items = a[0].get<DomList>().items();
    return a[1].asInt() >= 0 && static_cast<std::size_t>(a[1].asInt()) < items.size()
        ? items[static_cast<std::size_t>(a[1].asInt())]
        : Value();
}

void registerDomLists(LibraryBuilder& library)
{
    library.type("class System.Xml.XmlNodeList : IEnumerable<XmlNode>", "Nodes of a document")
        .unlisted()
        .property("int Count", countElements)
        .method("XmlNode this[int i]", domItemAt)
        .method("XmlNode Item(int index)", domItemAt)
        .method("IEnumerator GetEnumerator()", enumeratorOf);
    library
        .type("class System.Xml.XmlAttributeCollection : IEnumerable<XmlAttribute>",
              "Attributes of an element")
        .unlisted()
        .property("int Count", countElements)
        .method("XmlAttribute this[int i]", domItemAt)
        .method("XmlAttribute this[string name]",
                [](Env&, Args a) {
                    const Value& owner = a[0].get<DomList>().owner;
                    const auto* element = domElement(owner);
                    return element == nullptr ? Value()
                                              : domOf(owner, attributeNamed(*element, a[1].text()));
                })
        .method("XmlAttribute Append(XmlAttribute node)", appendAttribute)
        .method("IEnumerator GetEnumerator()", enumeratorOf);
    library.type("class System.Xml.XmlNameTable").unlisted();
    library.type("class System.Xml.XmlNamespaceManager", "Prefixes for XPath")
        .unlisted()
        .method("new(XmlNameTable nameTable)", [](Env&, Args) { return makeValue<DomSpaces>(); })
        .method("void AddNamespace(string prefix, string uri)", [](Env& env, Args a) {
            if (a[1].isNull() || a[2].isNull())
                return env.argumentNull(a[1].isNull() ? "prefix" : "uri");
            a[0].get<DomSpaces>().spaces[a[1].toText()] = a[2].toText();
            return Value();
        });
}

void registerDomNode(LibraryBuilder& library)
{
    library.type("class System.Xml.XmlNode : IEnumerable<XmlNode>", "A node of an XmlDocument")
        .unlisted()
        .property("string Name",
                  [](Env&, Args a) { return Value::ofString(nameOfNode(domNode(a[0]))); })
        .property("string LocalName",
                  [](Env&, Args a) {
                      const auto* name = xmlNameOf(domNode(a[0]));
                      return name == nullptr ? Value::ofString(nameOfNode(domNode(a[0])))
                                             : Value::ofText(name->local);
                  })
        .property("string NamespaceURI",
                  [](Env&, Args a) {
                      const auto* name = xmlNameOf(domNode(a[0]));
                      return name == nullptr ? Value::ofLiteral("") : Value::ofText(name->space);
                  })
        .property("string Prefix",
                  [](Env&, Args a) {
                      const auto name = nameOfNode(domNode(a[0]));
                      const auto colon = name.find(':');
                      return colon == std::string::npos ? Value::ofLiteral("")
                                                        : Value::ofString(name.substr(0, colon));
                  })
        .property("XmlNodeType NodeType",
                  [](Env&, Args a) {
                      return Value::ofEnum(*a.site().result,
                                           static_cast<std::int64_t>(domNode(a[0]).kind()));
                  })
        .property("string Value", nodeValue, "Text of an attribute, text or comment; else null",
                  setNodeValue)
        .property(
            "string InnerText",
            [](Env&, Args a) { return Value::ofString(innerTextOf(domNode(a[0]))); },
            "The text inside", setInnerText)
        .property("string InnerXml",
                  [](Env&, Args a) { return Value::ofString(innerXmlOf(domNode(a[0]))); })
        .property("string OuterXml",
                  [](Env&, Args a) { return Value::ofString(outerXmlOf(domNode(a[0]))); })
        .property("XmlNode ParentNode",
                  [](Env&, Args a) {
                      const auto& node = domNode(a[0]);
                      return node.kind() == XmlKind::Attribute ? Value()
                                                               : domOf(a[0], node.parent());
                  })
        .property("XmlDocument OwnerDocument",
                  [](Env&, Args a) { return a[0].get<DomNode>().document; })
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
        .property("XmlNode FirstChild", edgeNode<true>)
        .property("XmlNode LastChild", edgeNode<false>)
        .property("XmlNode NextSibling", siblingNode<1>)
        .property("XmlNode PreviousSibling", siblingNode<-1>)
        .method("XmlElement this[string name]", childNamed)
        .method("XmlNode SelectSingleNode(string xpath)", selectSingle,
                "The first node at an XPath")
        .method("XmlNode SelectSingleNode(string xpath, XmlNamespaceManager nsmgr)", selectSingle)
        .method("XmlNodeList SelectNodes(string xpath)", selectNodes, "The nodes at an XPath")
        .method("XmlNodeList SelectNodes(string xpath, XmlNamespaceManager nsmgr)", selectNodes)
        .method("XmlNode AppendChild(XmlNode newChild)", appendChild)
        .method("XmlNode PrependChild(XmlNode newChild)", prependChild)
        .method("XmlNode InsertBefore(XmlNode newChild, XmlNode refChild)", insertDomNode<false>)
        .method("XmlNode InsertAfter(XmlNode newChild, XmlNode refChild)", insertDomNode<true>)
        .method("XmlNode RemoveChild(XmlNode oldChild)", removeChild)
        .method("XmlNode ReplaceChild(XmlNode newChild, XmlNode oldChild)", replaceChild)
        .method("XmlNode CloneNode(bool deep)", copyDomNode)
        .method("void RemoveAll()",
                [](Env&, Args a) {
                    if (auto* container = containerOf(a[0]))
                        container->clear();
                    if (auto* element = domElement(a[0]))
                        element->removeAttributes();
                    return Value();
                })
        .method("IEnumerator GetEnumerator()", [](Env& env, Args a) {
            static const Type* type = Library::instance().find("XmlNodeList")->self;
            Value list = makeValue<DomList>(*type, DomList::Role::Children, a[0]);
            return enumeratorOf(env, Args(&list, 1, a.site()));
        });
}

void registerDomElement(LibraryBuilder& library)
{
    library.type("class System.Xml.XmlElement : XmlNode", "An element of an XmlDocument")
        .unlisted()
        .property(
            "bool HasAttributes",
            [](Env&, Args a) { return Value::ofBool(!domElement(a[0])->attributes().empty()); })
        .property("bool IsEmpty",
                  [](Env&, Args a) {
                      return Value::ofBool(domElement(a[0])->children().empty()
                                           && !domElement(a[0])->hasEndTag);
                  })
        .method("string GetAttribute(string name)", getAttribute, "The attribute's text, or \"\"")
        .method("string GetAttribute(string localName, string namespaceURI)", getAttribute)
        .method("void SetAttribute(string name, string value)", setAttribute)
        .method("void RemoveAttribute(string name)", removeAttribute)
        .method("bool HasAttribute(string name)",
                [](Env&, Args a) {
                    return Value::ofBool(attributeNamed(*domElement(a[0]), a[1].text()) != nullptr);
                })
        .method("XmlNodeList GetElementsByTagName(string name)", elementsByName)
        .method("XmlNodeList GetElementsByTagName(string localName, string namespaceURI)",
                elementsByName);
    library.type("class System.Xml.XmlAttribute : XmlNode", "An attribute").unlisted();
    library.type("class System.Xml.XmlCharacterData : XmlNode").unlisted();
    library.type("class System.Xml.XmlText : XmlCharacterData", "Text").unlisted();
    library.type("class System.Xml.XmlCDataSection : XmlCharacterData").unlisted();
    library.type("class System.Xml.XmlComment : XmlCharacterData").unlisted();
    library.type("class System.Xml.XmlProcessingInstruction : XmlNode").unlisted();
}

void registerDomDocument(LibraryBuilder& library)
{
    library.type("class System.Xml.XmlDocument : XmlNode", "An XML document")
        .unlisted()
        .method("new()",
                [](Env&, Args) {
                    return makeValue<DomNode>(Ref<XmlNode>(make<XmlDocument>().get()), Value());
                })
        .property(
            "XmlElement DocumentElement",
            [](Env&, Args a) {
                return domOf(a[0], static_cast<XmlDocument&>(domNode(a[0])).root());
            },
            "The root element")
        .property("XmlNameTable NameTable",
                  [](Env&, Args a) {
                      return makeValue<RecordObject>(*a.site().result, std::vector<Value>());
                  })
        .method(
            "void LoadXml(string xml)",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("xml");
                const Value parsed = parseXmlDocument(env, a[1].text());
                if (env.raised())
                    return Value();
                auto& source = parsed.get<XmlDocument>();
                auto& target = static_cast<XmlDocument&>(domNode(a[0]));
                target.clear();
                target.declaration = source.declaration;
                const auto children = source.children();
                source.clear();
                for (const auto& child : children)
                    target.put(child);
                return Value();
            },
            "Reads a document")
        .method("XmlElement CreateElement(string name)",
                [](Env&, Args a) { return domOf(a[0], make<XmlElement>(madeName(a)).get()); })
        .method("XmlElement CreateElement(string qualifiedName, string namespaceURI)",
                [](Env&, Args a) { return domOf(a[0], make<XmlElement>(madeName(a)).get()); })
        .method("XmlElement CreateElement(string prefix, string localName, string namespaceURI)",
                [](Env&, Args a) { return domOf(a[0], make<XmlElement>(madeName(a)).get()); })
        .method("XmlAttribute CreateAttribute(string name)",
                [](Env&, Args a) { return domOf(a[0], make<XmlAttribute>(madeName(a), "").get()); })
        .method("XmlText CreateTextNode(string text)", createDomText<XmlKind::Text>)
        .method("XmlComment CreateComment(string data)", createDomText<XmlKind::Comment>)
        .method("XmlCDataSection CreateCDataSection(string data)", createDomText<XmlKind::CData>)
        .method("XmlNode ImportNode(XmlNode node, bool deep)",
                [](Env& env, Args a) {
                    if (a[1].isNull())
                        return env.invalidOperation("Cannot import a null node.");
                    Value values[2] = {a[1], a[2]};
                    const Value copy = copyDomNode(env, Args(values, 2, a.site()));
                    return domOf(a[0], copy.get<DomNode>().node.get());
                })
        .method("XmlNodeList GetElementsByTagName(string name)", elementsByName)
        .method("XmlNodeList GetElementsByTagName(string localName, string namespaceURI)",
                elementsByName);
}

} // namespace

void registerDom(LibraryBuilder& library)
{
    registerDomLists(library);
    registerDomNode(library);
    registerDomElement(library);
    registerDomDocument(library);
}

Value domDocument(const Ref<XmlNode>& document) { return makeValue<DomNode>(document, Value()); }

const XmlNode* domNodeOf(const Value& value)
{
    const auto* dom = value.as<DomNode>();
    return dom == nullptr ? nullptr : dom->node.get();
}

} // namespace gatelens::expression
