#pragma once

#include "core/expression/runtime/annotations.h"
#include "core/expression/runtime/env.h"

#include <optional>
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

/// XmlNodeType, with its numbers. Fragments, white space and declarations are nodes only in the
/// trees of XmlDocument.
enum class XmlKind : std::uint8_t
{
    Element = 1,
    Attribute = 2,
    Text = 3,
    CData = 4,
    ProcessingInstruction = 7,
    Comment = 8,
    Document = 9,
    DocumentType = 10,
    DocumentFragment = 11,
    Whitespace = 13,
    SignificantWhitespace = 14,
    Declaration = 17,
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

    Annotations annotations;

private:
    friend class XmlContainer;
    friend class XmlElement;
    XmlKind m_kind;
    XmlContainer* m_parent = nullptr;
};

/// XText, XCData, XComment, an XProcessingInstruction (whose target is `name`), or white space. The
/// declaration of an XmlDocument is like an instruction `xml`: `version="1.0"` is its text.
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
    /// In the tree of an XmlDocument, where prefixes belong to names; LINQ to XML finds them anew.
    std::optional<std::string> prefix;
};

/// An XDocumentType.
class XmlDocumentType final : public XmlNode
{
public:
    using Text = std::optional<std::string>;
    XmlDocumentType(std::string rootName, Text itsPublicId, Text itsSystemId, Text subset)
        : XmlNode(XmlKind::DocumentType)
        , name(std::move(rootName))
        , publicId(std::move(itsPublicId))
        , systemId(std::move(itsSystemId))
        , internalSubset(std::move(subset))
    {
    }
    std::string name;
    Text publicId;
    Text systemId;
    Text internalSubset; ///< what stands in brackets
};

/// An XElement or XDocument, or an XmlDocumentFragment.
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
    /// At a position (or at the end), a fresh attribute of a name that is not there.
    void putAttribute(Ref<XmlAttribute> attribute, std::size_t index = SIZE_MAX);
    void removeAttribute(const XmlAttribute& attribute);
    void removeAttributes();
    /// Concatenated text.
    [[nodiscard]] std::string text() const;

    XmlName name;
    std::optional<std::string> prefix; ///< as an XmlAttribute's
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
    [[nodiscard]] XmlDocumentType* documentType() const noexcept;

    Value declaration; ///< XDeclaration or null; an XmlDocument has a node for it
    bool keepsBlanks = false; ///< PreserveWhitespace of an XmlDocument
};

/// Text, CDATA and white space: what counts as a container's text.
[[nodiscard]] constexpr bool isXmlText(XmlKind kind) noexcept
{
    return kind == XmlKind::Text || kind == XmlKind::CData || kind == XmlKind::Whitespace
        || kind == XmlKind::SignificantWhitespace;
}
/// Concatenated text of all that is inside.
[[nodiscard]] std::string textInside(const XmlContainer& container);
/// Copy of a node with everything below it.
[[nodiscard]] Ref<XmlNode> cloneXml(const XmlNode& node);
[[nodiscard]] bool deepEqualXml(const XmlNode* left, const XmlNode* right);
/// Text of a plain value in XML form: true, 1.5, ISO dates.
[[nodiscard]] std::string xmlText(const Value& value);

/// LINQ to XML or XmlDocument: they differ in prefixes and in small things of their text.
enum class XmlFace
{
    Linq,
    Dom
};

struct XmlWriting
{
    bool isIndented = true;
    bool omitsDuplicateSpaces = false; ///< declarations that repeat what is bound already
    XmlFace face = XmlFace::Linq;
};
[[nodiscard]] std::string writeXml(const XmlNode& node, const XmlWriting& writing = {});

/// `version="1.0" encoding="utf-8" standalone="yes"`, without what is null.
[[nodiscard]] std::string declarationText(const Value& version, const Value& encoding,
                                          const Value& standalone);

struct XmlReading
{
    bool keepsBlanks = false; ///< white space between elements
    XmlFace face = XmlFace::Linq;
};
/// XDocument.Parse and XElement.Parse: raise XmlException. The root is kept alive until the
/// evaluation ends.
[[nodiscard]] Value parseXmlDocument(Env& env, std::string_view text, XmlReading reading = {});
[[nodiscard]] Value parseXmlElement(Env& env, std::string_view text, XmlReading reading = {});

} // namespace gatelens::expression
