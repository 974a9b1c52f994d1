#include "core/expression/xml/node.h"

#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/format.h"
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

} // namespace

const Type& XmlNode::type() const noexcept
{
    const auto known = [](std::string_view name) { return Library::instance().find(name)->self; };
    static const Type* types[] = {known("XElement"),
                                  known("XAttribute"),
                                  known("XText"),
                                  known("XCData"),
                                  known("XProcessingInstruction"),
                                  known("XComment"),
                                  known("XDocument")};
    switch (m_kind) {
    case XmlKind::Element:
        return *types[0];
    case XmlKind::Attribute:
        return *types[1];
    case XmlKind::Text:
        return *types[2];
    case XmlKind::CData:
        return *types[3];
    case XmlKind::ProcessingInstruction:
        return *types[4];
    case XmlKind::Comment:
        return *types[5];
    case XmlKind::Document:
        return *types[6];
    }
    return *types[0];
}

std::string XmlNode::toText() const { return writeXml(*this, true); }

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
    if (auto* element = dynamic_cast<XmlElement*>(this); element != nullptr && text.empty()) {
        element->hasEndTag = true;
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
    auto made = make<XmlAttribute>(attributeName, std::move(value));
    made->m_parent = this;
    m_attributes.push_back(std::move(made));
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

std::string XmlElement::text() const
{
    std::string out;
    for (const auto& child : children()) {
        if (child->kind() == XmlKind::Text || child->kind() == XmlKind::CData)
            out += static_cast<const XmlText&>(*child).text;
        else if (child->kind() == XmlKind::Element)
            out += static_cast<const XmlElement&>(*child).text();
    }
    return out;
}

XmlElement* XmlDocument::root() const noexcept
{
    for (const auto& child : children()) {
        if (child->kind() == XmlKind::Element)
            return static_cast<XmlElement*>(child.get());
    }
    return nullptr;
}

Ref<XmlNode> cloneXml(const XmlNode& node)
{
    switch (node.kind()) {
    case XmlKind::Element: {
        const auto& element = static_cast<const XmlElement&>(node);
        auto copy = make<XmlElement>(element.name);
        copy->hasEndTag = element.hasEndTag;
        for (const auto& one : element.attributes())
            copy->setAttribute(one->name, one->value);
        for (const auto& child : element.children())
            copy->put(cloneXml(*child));
        return Ref<XmlNode>(copy.get());
    }
    case XmlKind::Document: {
        const auto& document = static_cast<const XmlDocument&>(node);
        auto copy = make<XmlDocument>();
        copy->declaration = document.declaration;
        for (const auto& child : document.children())
            copy->put(cloneXml(*child));
        return Ref<XmlNode>(copy.get());
    }
    case XmlKind::Attribute: {
        const auto& attribute = static_cast<const XmlAttribute&>(node);
        return Ref<XmlNode>(new XmlAttribute(attribute.name, attribute.value));
    }
    default: {
        const auto& text = static_cast<const XmlText&>(node);
        return Ref<XmlNode>(new XmlText(node.kind(), text.text, text.name));
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
    if (a == nullptr) {
        if (left->kind() == XmlKind::Attribute) {
            const auto& x = static_cast<const XmlAttribute&>(*left);
            const auto& y = static_cast<const XmlAttribute&>(*right);
            return x.name == y.name && x.value == y.value;
        }
        const auto& x = static_cast<const XmlText&>(*left);
        const auto& y = static_cast<const XmlText&>(*right);
        return x.text == y.text && x.name == y.name;
    }
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

std::string xmlText(const Value& value)
{
    switch (value.tag()) {
    case Tag::Boolean:
        return value.asBool() ? "true" : "false";
    case Tag::Double:
    case Tag::Single: {
        auto text = formatNumber(value, "R").value_or("");
        return text == "Infinity" ? "INF" : (text == "-Infinity" ? "-INF" : text);
    }
    case Tag::DateTime:
    case Tag::DateTimeOffset: {
        const bool hasFraction = value.asLong() % kTicksPerSecond != 0;
        return formatDateTime(
                   value, hasFraction ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK" : "yyyy-MM-dd'T'HH:mm:ssK")
            .value_or("");
    }
    case Tag::TimeSpan: {
        // ISO 8601 duration
        const auto ticks = value.asLong();
        // Unsigned: the lowest span has no positive counterpart.
        const auto absolute
            = ticks < 0 ? 0 - static_cast<std::uint64_t>(ticks) : static_cast<std::uint64_t>(ticks);
        std::string out = ticks < 0 ? "-P" : "P";
        if (absolute >= kTicksPerDay)
            out += std::to_string(absolute / kTicksPerDay) + "D";
        const auto hours = absolute / kTicksPerHour % 24;
        const auto minutes = absolute / kTicksPerMinute % 60;
        const auto seconds = absolute / kTicksPerSecond % 60;
        const auto fraction = absolute % kTicksPerSecond;
        if (hours + minutes + seconds + fraction > 0 || absolute == 0) {
            out += "T";
            if (hours > 0)
                out += std::to_string(hours) + "H";
            if (minutes > 0)
                out += std::to_string(minutes) + "M";
            if (seconds + fraction > 0 || absolute == 0) {
                out += std::to_string(seconds);
                if (fraction > 0) {
                    auto digits = std::to_string(kTicksPerSecond + fraction).substr(1);
                    while (digits.back() == '0')
                        digits.pop_back();
                    out += "." + digits;
                }
                out += "S";
            }
        }
        return out;
    }
    default:
        return value.toText();
    }
}

} // namespace gatelens::expression
