#include "core/expression/library/dom_nodes.h"

#include <algorithm>

// What changes the trees of XmlDocument, with the exceptions of System.Xml.

namespace gatelens::expression {

namespace {

bool refused(Env& env, std::string message)
{
    env.invalidOperation(std::move(message));
    return false;
}

std::size_t countOfKind(const XmlContainer& target, XmlKind kind, const XmlNode& besides)
{
    const auto& children = target.children();
    return static_cast<std::size_t>(
        std::count_if(children.begin(), children.end(), [&](const auto& child) {
            return child->kind() == kind && child.get() != &besides;
        }));
}

bool mayStandInDocument(Env& env, const XmlContainer& target, const XmlNode& child,
                        std::size_t index)
{
    switch (child.kind()) {
    case XmlKind::Element:
        return countOfKind(target, XmlKind::Element, child) == 0
            || refused(env, "This document already has a 'DocumentElement' node.");
    case XmlKind::DocumentType:
        return countOfKind(target, XmlKind::DocumentType, child) == 0
            || refused(env, "This document already has a document type.");
    case XmlKind::Declaration:
        return (index == 0 && countOfKind(target, XmlKind::Declaration, child) == 0)
            || refused(env, "The declaration has to stand first.");
    case XmlKind::Comment:
    case XmlKind::ProcessingInstruction:
    case XmlKind::Whitespace:
    case XmlKind::SignificantWhitespace:
        return true;
    default:
        return refused(env,
                       "The specified node cannot be inserted as the valid child of this node, "
                       "because the specified node is the wrong type.");
    }
}

bool mayStandIn(Env& env, const XmlContainer& target, const XmlNode& child, std::size_t index)
{
    if (target.kind() == XmlKind::Document)
        return mayStandInDocument(env, target, child, index);
    const bool isContent = child.kind() == XmlKind::Element || isDomText(child)
        || child.kind() == XmlKind::ProcessingInstruction;
    return isContent
        || refused(env,
                   "The specified node cannot be inserted as the valid child of this node, "
                   "because the specified node is the wrong type.");
}

bool mayStandTogether(Env& env, const XmlContainer& target,
                      const std::vector<Ref<XmlNode>>& inserted, std::size_t index)
{
    const auto elements = std::count_if(inserted.begin(), inserted.end(), [](const auto& child) {
        return child->kind() == XmlKind::Element;
    });
    if (target.kind() == XmlKind::Document && elements > 1)
        return refused(env, "A document has one 'DocumentElement' node.");
    return std::all_of(inserted.begin(), inserted.end(),
                       [&](const auto& child) { return mayStandIn(env, target, *child, index); });
}

/// Nodes of one insertion: the node itself, or the children of a fragment.
std::vector<Ref<XmlNode>> insertedNodes(const Ref<XmlNode>& node)
{
    if (node->kind() == XmlKind::DocumentFragment)
        return static_cast<const XmlContainer&>(*node).children();
    return {node};
}

bool isOfThisTree(Env& env, const Value& owner, const Value& child)
{
    if (!documentOfNode(owner).isSameObject(documentOfNode(child))) {
        env.argument("The node to be inserted is from a different document context.");
        return false;
    }
    for (const XmlNode* one = &domNode(owner); one != nullptr; one = one->parent()) {
        if (one == &domNode(child)) {
            env.argument("Cannot insert a node or any ancestor of that node as a child of itself.");
            return false;
        }
    }
    return true;
}

/// A start tag that binds every prefix in scope, for content that is read on its own.
std::string openingOfScope(const XmlNode& node)
{
    XmlElement holder(XmlName{"", "holder"});
    holder.retain();
    for (const XmlNode* one = &node; one != nullptr; one = one->parent()) {
        const auto* element = dynamic_cast<const XmlElement*>(one);
        if (element == nullptr)
            continue;
        const auto bind = [&](const XmlName& name, const std::string& space) {
            if (holder.attribute(name) == nullptr && (!space.empty() || name.space.empty()))
                holder.setAttribute(name, space);
        };
        for (const auto& attribute : element->attributes()) {
            if (attribute->isNamespaceDeclaration())
                bind(attribute->name, attribute->value);
        }
        if (const auto prefix = element->prefix.value_or(""); prefix != "xml")
            bind(prefix.empty() ? XmlName{"", "xmlns"} : XmlName{std::string(kXmlnsSpace), prefix},
                 element->name.space);
    }
    // It stands in the default namespace itself: nothing has to be declared beyond the scope.
    holder.prefix = "";
    if (const auto* space = holder.attribute({"", "xmlns"}))
        holder.name.space = space->value;
    auto text = writeXml(holder, {.isIndented = false, .face = XmlFace::Dom});
    text.resize(text.size() - std::string_view(" />").size());
    return text + ">";
}

/// The nodes of a text as they stand where `owner` is.
Value parsedContent(Env& env, const Value& owner, std::string_view text)
{
    const auto& document = static_cast<const XmlDocument&>(domNode(documentOfNode(owner)));
    const auto whole = openingOfScope(domNode(owner)) + std::string(text) + "</holder>";
    return parseXmlElement(env, whole, {document.keepsBlanks, XmlFace::Dom});
}

void moveChildren(XmlContainer& source, XmlContainer& target)
{
    const auto children = source.children();
    source.clear();
    for (const auto& child : children)
        target.put(child);
}

} // namespace

Value insertDomNodes(Env& env, Args a, std::size_t index)
{
    if (a[1].isNull())
        return env.nullReference();
    auto* container = containerOf(a[0]);
    if (container == nullptr)
        return env.invalidOperation("The current node cannot contain other nodes.");
    const auto& node = a[1].get<DomNode>().node;
    if (node->kind() == XmlKind::Attribute)
        return env.invalidOperation("An attribute is no child of a node.");
    const auto inserted = insertedNodes(node);
    if (!isOfThisTree(env, a[0], a[1]) || !mayStandTogether(env, *container, inserted, index))
        return {};
    for (const auto& child : inserted) {
        if (auto* parent = child->parent()) {
            if (parent == container && parent->indexOf(*child) < index)
                --index;
            removeDomChild(*child);
        }
        if (!container->insert(env, std::min(index++, container->children().size()), child))
            return {};
    }
    if (auto* element = domElement(a[0]))
        element->hasEndTag = true;
    return a[1];
}

void removeDomChild(const XmlNode& child)
{
    auto* parent = child.parent();
    parent->remove(child);
    // Unlike one of LINQ to XML, an element that lost its children keeps its end tag.
    if (auto* element = dynamic_cast<XmlElement*>(parent))
        element->hasEndTag = true;
}

void loadDom(Env& env, const Value& document, std::string_view text)
{
    auto& target = static_cast<XmlDocument&>(domNode(document));
    const Value parsed = parseXmlDocument(env, text, {target.keepsBlanks, XmlFace::Dom});
    if (env.raised())
        return;
    target.clear();
    moveChildren(parsed.get<XmlDocument>(), target);
}

Value setInnerXml(Env& env, Args a)
{
    auto& node = domNode(a[0]);
    const auto text = a[1].isNull() ? std::string_view() : a[1].text();
    if (node.kind() == XmlKind::Document) {
        loadDom(env, a[0], text);
        return {};
    }
    auto* container = containerOf(a[0]);
    if (container == nullptr && node.kind() != XmlKind::Attribute)
        return env.invalidOperation("Cannot set the 'InnerXml' for the current node because it is "
                                    "either read-only or cannot have children.");
    const Value parsed = parsedContent(env, a[0], text);
    if (env.raised())
        return {};
    auto& content = parsed.get<XmlElement>();
    if (container == nullptr) {
        static_cast<XmlAttribute&>(node).value = content.text();
        return {};
    }
    container->clear();
    moveChildren(content, *container);
    if (auto* element = domElement(a[0]); element != nullptr && !element->children().empty())
        element->hasEndTag = true;
    return {};
}

Value copyDomNode(const Value& like, const XmlNode& node, bool isDeep)
{
    auto copy = cloneXml(node);
    auto* container = dynamic_cast<XmlContainer*>(copy.get());
    if (!isDeep && container != nullptr)
        container->clear();
    return makeValue<DomNode>(copy,
                              node.kind() == XmlKind::Document ? Value() : documentOfNode(like));
}

} // namespace gatelens::expression
