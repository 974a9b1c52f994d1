#include "core/expression/xml/node.h"

#include "core/expression/types/library.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

constexpr int kMaxXmlDepth = 300;

int heightOf(const XmlNode& node)
{
    const auto* container = dynamic_cast<const XmlContainer*>(&node);
    if (container == nullptr)
        return 1;
    int height = 0;
    for (const auto& child : container->children())
        height = std::max(height, heightOf(*child));
    return height + 1;
}

std::vector<const XmlAttribute*> plainAttributes(const XmlElement& element)
{
    std::vector<const XmlAttribute*> found;
    for (const auto& one : element.attributes()) {
        if (!one->isNamespaceDeclaration())
            found.push_back(one.get());
    }
    return found;
}

XmlDocumentType::Text valueOrNone(const XmlDocumentType::Text& text)
{
    // A tree that was read has "" where one that was made has nothing.
    return text && text->empty() ? std::nullopt : text;
}

bool equalLeaves(const XmlNode& left, const XmlNode& right)
{
    if (left.kind() == XmlKind::Attribute) {
        const auto& x = static_cast<const XmlAttribute&>(left);
        const auto& y = static_cast<const XmlAttribute&>(right);
        return x.name == y.name && x.value == y.value;
    }
    if (left.kind() == XmlKind::DocumentType) {
        const auto& x = static_cast<const XmlDocumentType&>(left);
        const auto& y = static_cast<const XmlDocumentType&>(right);
        return x.name == y.name && x.publicId == y.publicId && x.systemId == y.systemId
            && valueOrNone(x.internalSubset) == valueOrNone(y.internalSubset);
    }
    const auto& x = static_cast<const XmlText&>(left);
    const auto& y = static_cast<const XmlText&>(right);
    return x.text == y.text && x.name == y.name;
}

Ref<XmlAttribute> cloneAttribute(const XmlAttribute& attribute)
{
    auto copy = make<XmlAttribute>(attribute.name, attribute.value);
    copy->prefix = attribute.prefix;
    return copy;
}

void cloneChildren(const XmlContainer& source, XmlContainer& copy)
{
    for (const auto& child : source.children())
        copy.put(cloneXml(*child));
}

} // namespace

std::string textInside(const XmlContainer& container)
{
    std::string out;
    for (const auto& child : container.children()) {
        if (isXmlText(child->kind()))
            out += static_cast<const XmlText&>(*child).text;
        else if (child->kind() == XmlKind::Element)
            out += textInside(static_cast<const XmlElement&>(*child));
    }
    return out;
}

const Type& XmlNode::type() const noexcept
{
    const auto known = [](std::string_view name) { return Library::instance().find(name)->self; };
    static const Type* types[]
        = {known("XElement"),  known("XAttribute"),   known("XText"),
           known("XCData"),    known("XComment"),     known("XProcessingInstruction"),
           known("XDocument"), known("XDocumentType")};
    switch (m_kind) {
    case XmlKind::Element:
    case XmlKind::DocumentFragment:
        return *types[0];
    case XmlKind::Attribute:
        return *types[1];
    case XmlKind::Text:
    case XmlKind::Whitespace:
    case XmlKind::SignificantWhitespace:
        return *types[2];
    case XmlKind::CData:
        return *types[3];
    case XmlKind::Comment:
        return *types[4];
    case XmlKind::ProcessingInstruction:
    case XmlKind::Declaration:
        return *types[5];
    case XmlKind::Document:
        return *types[6];
    case XmlKind::DocumentType:
        return *types[7];
    }
    return *types[0];
}

std::string XmlNode::toText() const { return writeXml(*this); }

bool XmlAttribute::isNamespaceDeclaration() const
{
    return name.space == kXmlnsSpace || (name.space.empty() && name.local == "xmlns");
}

XmlContainer::~XmlContainer()
{
    for (const auto& child : m_children)
        child->m_parent = nullptr;
}

bool XmlContainer::insert(Env& env, std::size_t index, Ref<XmlNode> node)
{
    bool isCycle = false;
    int depth = 1;
    for (const XmlNode* ancestor = this; ancestor != nullptr; ancestor = ancestor->parent()) {
        isCycle = isCycle || ancestor == node.get();
        ++depth;
    }
    if (node->parent() != nullptr || isCycle)
        node = cloneXml(*node);
    if (depth + heightOf(*node) > kMaxXmlDepth) {
        env.raise("InsufficientExecutionStackException", "The XML tree is nested too deeply.");
        return false;
    }
    if (!env.charge(96))
        return false;
    node->m_parent = this;
    m_children.insert(m_children.begin() + static_cast<std::ptrdiff_t>(index), std::move(node));
    return true;
}

bool XmlContainer::appendText(Env& env, std::string_view text)
{
    if (text.empty()) {
        if (kind() == XmlKind::Element)
            static_cast<XmlElement*>(this)->hasEndTag = true;
        return true;
    }
    if (!m_children.empty() && m_children.back()->kind() == XmlKind::Text) {
        static_cast<XmlText&>(*m_children.back()).text += text;
        return env.charge(text.size());
    }
    return append(env, Ref<XmlNode>(new XmlText(XmlKind::Text, std::string(text))));
}

void XmlContainer::remove(const XmlNode& node)
{
    const auto index = indexOf(node);
    if (index >= m_children.size())
        return;
    m_children[index]->m_parent = nullptr;
    m_children.erase(m_children.begin() + static_cast<std::ptrdiff_t>(index));
    // An element that loses its last child is written `<a />`, whatever it was read from.
    if (m_children.empty() && kind() == XmlKind::Element)
        static_cast<XmlElement*>(this)->hasEndTag = false;
}

void XmlContainer::clear()
{
    for (const auto& child : m_children)
        child->m_parent = nullptr;
    m_children.clear();
}

std::size_t XmlContainer::indexOf(const XmlNode& node) const noexcept
{
    const auto found = std::find_if(m_children.begin(), m_children.end(),
                                    [&](const auto& child) { return child.get() == &node; });
    return static_cast<std::size_t>(found - m_children.begin());
}

void XmlContainer::collect(std::vector<Value>& out, bool isDeep) const
{
    for (const auto& child : m_children) {
        if (child->kind() != XmlKind::Element)
            continue;
        out.push_back(child.value());
        if (isDeep)
            static_cast<const XmlElement&>(*child).collect(out, true);
    }
}

void XmlContainer::put(Ref<XmlNode> node)
{
    node->m_parent = this;
    m_children.push_back(std::move(node));
}

XmlElement::~XmlElement()
{
    for (const auto& attribute : m_attributes)
        attribute->m_parent = nullptr;
}

XmlAttribute* XmlElement::attribute(const XmlName& attributeName) const noexcept
{
    for (const auto& one : m_attributes) {
        if (one->name == attributeName)
            return one.get();
    }
    return nullptr;
}

bool XmlElement::addAttribute(Env& env, Ref<XmlAttribute> added)
{
    if (attribute(added->name) != nullptr) {
        env.invalidOperation("Duplicate attribute.");
        return false;
    }
    if (added->parent() != nullptr)
        added = make<XmlAttribute>(added->name, added->value);
    added->m_parent = this;
    m_attributes.push_back(std::move(added));
    return env.charge(96);
}

void XmlElement::setAttribute(const XmlName& attributeName, std::string value)
{
    if (auto* known = attribute(attributeName)) {
        known->value = std::move(value);
        return;
    }
    putAttribute(make<XmlAttribute>(attributeName, std::move(value)));
}

void XmlElement::putAttribute(Ref<XmlAttribute> added, std::size_t index)
{
    added->m_parent = this;
    const auto at = std::min(index, m_attributes.size());
    m_attributes.insert(m_attributes.begin() + static_cast<std::ptrdiff_t>(at), std::move(added));
}

void XmlElement::removeAttribute(const XmlAttribute& removed)
{
    std::erase_if(m_attributes, [&](const Ref<XmlAttribute>& one) {
        if (one.get() != &removed)
            return false;
        one->m_parent = nullptr;
        return true;
    });
}

void XmlElement::removeAttributes()
{
    for (const auto& one : m_attributes)
        one->m_parent = nullptr;
    m_attributes.clear();
}

std::string XmlElement::text() const { return textInside(*this); }

XmlElement* XmlDocument::root() const noexcept
{
    for (const auto& child : children()) {
        if (child->kind() == XmlKind::Element)
            return static_cast<XmlElement*>(child.get());
    }
    return nullptr;
}

XmlDocumentType* XmlDocument::documentType() const noexcept
{
    for (const auto& child : children()) {
        if (child->kind() == XmlKind::DocumentType)
            return static_cast<XmlDocumentType*>(child.get());
    }
    return nullptr;
}

Ref<XmlNode> cloneXml(const XmlNode& node)
{
    switch (node.kind()) {
    case XmlKind::Element: {
        const auto& element = static_cast<const XmlElement&>(node);
        auto copy = make<XmlElement>(element.name);
        copy->prefix = element.prefix;
        copy->hasEndTag = element.hasEndTag;
        for (const auto& one : element.attributes())
            copy->putAttribute(cloneAttribute(*one));
        cloneChildren(element, *copy);
        return copy;
    }
    case XmlKind::Document: {
        const auto& document = static_cast<const XmlDocument&>(node);
        auto copy = make<XmlDocument>();
        copy->declaration = document.declaration;
        copy->keepsBlanks = document.keepsBlanks;
        cloneChildren(document, *copy);
        return copy;
    }
    case XmlKind::DocumentFragment: {
        auto copy = make<XmlContainer>(XmlKind::DocumentFragment);
        cloneChildren(static_cast<const XmlContainer&>(node), *copy);
        return copy;
    }
    case XmlKind::DocumentType: {
        const auto& type = static_cast<const XmlDocumentType&>(node);
        return make<XmlDocumentType>(type.name, type.publicId, type.systemId, type.internalSubset);
    }
    case XmlKind::Attribute:
        return cloneAttribute(static_cast<const XmlAttribute&>(node));
    default: {
        const auto& text = static_cast<const XmlText&>(node);
        return make<XmlText>(node.kind(), text.text, text.name);
    }
    }
}

bool deepEqualXml(const XmlNode* left, const XmlNode* right)
{
    if (left == nullptr || right == nullptr)
        return left == right;
    if (left->kind() != right->kind())
        return false;
    const auto* a = dynamic_cast<const XmlContainer*>(left);
    const auto* b = dynamic_cast<const XmlContainer*>(right);
    if (a == nullptr)
        return equalLeaves(*left, *right);
    if (left->kind() == XmlKind::Element) {
        const auto& x = static_cast<const XmlElement&>(*left);
        const auto& y = static_cast<const XmlElement&>(*right);
        const auto first = plainAttributes(x);
        const auto second = plainAttributes(y);
        if (!(x.name == y.name) || first.size() != second.size()
            || (x.children().empty() && y.children().empty() && x.hasEndTag != y.hasEndTag))
            return false;
        for (std::size_t i = 0; i < first.size(); ++i) {
            if (!(first[i]->name == second[i]->name) || first[i]->value != second[i]->value)
                return false;
        }
    }
    return std::equal(a->children().begin(), a->children().end(), b->children().begin(),
                      b->children().end(),
                      [](const auto& x, const auto& y) { return deepEqualXml(x.get(), y.get()); });
}

} // namespace gatelens::expression
