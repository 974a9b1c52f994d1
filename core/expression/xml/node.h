#pragma once

#include "core/expression/runtime/env.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

/// The namespace of xmlns attributes. Source: Namespaces in XML 1.0, chapter 3.
inline constexpr std::string_view kXmlnsSpace = "http://www.w3.org/2000/xmlns/";

class XmlContainer;
class XmlElement;

/// An XName.
struct XmlName
{
    std::string space;
    std::string local;

    friend bool operator==(const XmlName&, const XmlName&) = default;
    /// "{urn:x}local" or "local".
    [[nodiscard]] std::string text() const
    {
        return space.empty() ? local : "{" + space + "}" + local;
    }
};

/// XmlNodeType, with its numbers.
enum class XmlKind : std::uint8_t
{
    Element = 1,
    Attribute = 2,
    Text = 3,
    CData = 4,
    ProcessingInstruction = 7,
    Comment = 8,
    Document = 9,
};

/// An XObject of LINQ to XML. Children are owned by their container and know it; a container that
/// goes away leaves its surviving children without a parent.
class XmlNode : public Object
{
public:
    explicit XmlNode(XmlKind kind) noexcept
        : m_kind(kind)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override;
    [[nodiscard]] std::string toText() const override; ///< indented, without declaration
    [[nodiscard]] XmlKind kind() const noexcept { return m_kind; }
    [[nodiscard]] XmlContainer* parent() const noexcept { return m_parent; }

private:
    friend class XmlContainer;
    friend class XmlElement;
    XmlKind m_kind;
    XmlContainer* m_parent = nullptr;
};

/// XText, XCData, XComment, or an XProcessingInstruction (whose target is `name`).
class XmlText final : public XmlNode
{
public:
    XmlText(XmlKind kind, std::string content, std::string target = {})
        : XmlNode(kind)
        , text(std::move(content))
        , name(std::move(target))
    {
    }
    std::string text;
    std::string name;
};

class XmlAttribute final : public XmlNode
{
public:
    XmlAttribute(XmlName attributeName, std::string content)
        : XmlNode(XmlKind::Attribute)
        , name(std::move(attributeName))
        , value(std::move(content))
    {
    }
    [[nodiscard]] bool isNamespaceDeclaration() const;

    const XmlName name;
    std::string value;
};

/// An XElement or XDocument.
class XmlContainer : public XmlNode
{
public:
    using XmlNode::XmlNode;
    ~XmlContainer() override;
    [[nodiscard]] const std::vector<Ref<XmlNode>>& children() const noexcept { return m_children; }
    /// Adds at the position; a node that has a parent already is copied.
    bool insert(Env& env, std::size_t index, Ref<XmlNode> node);
    bool append(Env& env, Ref<XmlNode> node)
    {
        return insert(env, m_children.size(), std::move(node));
    }
    bool appendText(Env& env, std::string_view text); ///< joins text that stands last
    void remove(const XmlNode& node);
    void clear();
    [[nodiscard]] std::size_t indexOf(const XmlNode& node) const noexcept;
    /// Element children, or all elements below.
    void collect(std::vector<Value>& out, bool isDeep) const;
    /// For the reader and for copies.
    void put(Ref<XmlNode> node);

private:
    std::vector<Ref<XmlNode>> m_children;
};

class XmlElement final : public XmlContainer
{
public:
    explicit XmlElement(XmlName elementName)
        : XmlContainer(XmlKind::Element)
        , name(std::move(elementName))
    {
    }
    ~XmlElement() override;
    [[nodiscard]] const std::vector<Ref<XmlAttribute>>& attributes() const noexcept
    {
        return m_attributes;
    }
    [[nodiscard]] XmlAttribute* attribute(const XmlName& attributeName) const noexcept;
    /// False with an InvalidOperationException when the name is there.
    bool addAttribute(Env& env, Ref<XmlAttribute> attribute);
    void setAttribute(const XmlName& attributeName, std::string value);
    void removeAttribute(const XmlAttribute& attribute);
    void removeAttributes();
    /// Concatenated text.
    [[nodiscard]] std::string text() const;

    XmlName name;
    bool hasEndTag = false; ///< written `<a></a>` although it has no content

private:
    std::vector<Ref<XmlAttribute>> m_attributes;
};

class XmlDocument final : public XmlContainer
{
public:
    XmlDocument()
        : XmlContainer(XmlKind::Document)
    {
    }
    [[nodiscard]] XmlElement* root() const noexcept;

    Value declaration; ///< XDeclaration or null
};

/// Copy of a node with everything below it.
[[nodiscard]] Ref<XmlNode> cloneXml(const XmlNode& node);
[[nodiscard]] bool deepEqualXml(const XmlNode* left, const XmlNode* right);
/// Text of a plain value in XML form: true, 1.5, ISO dates.
[[nodiscard]] std::string xmlText(const Value& value);
[[nodiscard]] std::string writeXml(const XmlNode& node, bool isIndented);

/// XDocument.Parse and XElement.Parse: raise XmlException. The root is kept alive until the
/// evaluation ends. White space between elements is dropped unless it is to be kept.
[[nodiscard]] Value parseXmlDocument(Env& env, std::string_view text, bool keepsBlanks = false);
[[nodiscard]] Value parseXmlElement(Env& env, std::string_view text, bool keepsBlanks = false);

} // namespace gatelens::expression
