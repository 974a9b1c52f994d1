#pragma once

#include "core/expression/runtime/objects.h"
#include "core/expression/types/library.h"
#include "core/expression/xml/node.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

// System.Xml.XmlDocument and its kin: a second face of the trees that LINQ to XML works on. What
// the families of its types share.

/// A node of an XmlDocument. Several may show one node of the tree: they are one to expressions.
class DomNode final : public Sequence
{
public:
    DomNode(Ref<XmlNode> itsNode, Value itsDocument)
        : node(std::move(itsNode))
        , document(std::move(itsDocument))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override;
    [[nodiscard]] IteratorPtr iterate(Env& env) override; ///< over the children
    [[nodiscard]] const Object* identity() const noexcept override { return node.get(); }
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

/// ChildNodes, Attributes, the elements of a name (all three live), or the nodes that were
/// selected.
class DomList final : public Sequence
{
public:
    enum class Role
    {
        Children,
        Attributes,
        Named,
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
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
    [[nodiscard]] std::optional<std::size_t> knownCount() const override { return items().size(); }

    const Role role;
    const Value owner;

private:
    const Type* m_type;
    std::vector<Value> m_found; ///< of Named the name, or local name and namespace
};

[[nodiscard]] inline XmlNode& domNode(const Value& value) { return *value.get<DomNode>().node; }
/// Null for a node of another kind.
[[nodiscard]] XmlContainer* containerOf(const Value& value);
[[nodiscard]] XmlElement* domElement(const Value& value);
/// The XmlDocument that a node belongs to.
[[nodiscard]] Value documentOfNode(const Value& value);
/// A node of the same document as `like`; null for none.
[[nodiscard]] Value domOf(const Value& like, XmlNode* node);
[[nodiscard]] Value selectedNodes(const Value& owner, std::vector<Value> items);
/// A new list of the call's result type.
[[nodiscard]] Value listOfRole(Args a, DomList::Role role);
[[nodiscard]] Value namedElements(Env& env, Args a); ///< GetElementsByTagName
[[nodiscard]] bool isDomText(const XmlNode& node); ///< XmlCharacterData

// --- names and text ------------------------------------------------------------------------------

[[nodiscard]] std::string nameOfNode(const XmlNode& node);
/// The name of an element or attribute; null for other nodes.
[[nodiscard]] const XmlName* xmlNameOf(const XmlNode& node);
[[nodiscard]] std::string innerTextOf(const XmlNode& node);
[[nodiscard]] std::string outerXmlOf(const XmlNode& node);
[[nodiscard]] std::string innerXmlOf(const XmlNode& node);
/// "p:name" cut at its colon.
struct PrefixedName
{
    std::string prefix;
    std::string local;
};
[[nodiscard]] PrefixedName splitName(std::string_view name);
[[nodiscard]] XmlAttribute* attributeNamed(const XmlElement& element, std::string_view name);
[[nodiscard]] XmlAttribute* attributeNamed(const XmlElement& element, const XmlName& name);
/// The name in our trees of an attribute: declarations of namespaces and `xml:` have their own.
[[nodiscard]] XmlName attributeName(const std::string& prefix, std::string local,
                                    std::string space);

// --- changes -------------------------------------------------------------------------------------

/// Puts a node (or the children of a fragment) among the children of `a[0]`; what stands elsewhere
/// moves. `a[1]` is the node; gives it back.
Value insertDomNodes(Env& env, Args a, std::size_t index);
/// Takes a child out of its parent.
void removeDomChild(const XmlNode& child);
/// Makes the tree of a document anew from a text.
void loadDom(Env& env, const Value& document, std::string_view text);
/// The InnerXml of a node from a text.
Value setInnerXml(Env& env, Args a);
/// A copy that belongs to the document of `like`.
[[nodiscard]] Value copyDomNode(const Value& like, const XmlNode& node, bool isDeep);

/// SetNamedItem and Remove of an XmlAttributeCollection.
Value setNamedAttribute(Env& env, Args a);
Value removeFromAttributes(Env& env, Args a);

// --- registration --------------------------------------------------------------------------------

void registerDomLists(LibraryBuilder& library); ///< XmlNodeList, XmlNamespaceManager
void registerDomNode(LibraryBuilder& library);
void registerDomElement(LibraryBuilder& library);
void registerDomAttributes(LibraryBuilder& library); ///< XmlAttribute, XmlAttributeCollection
void registerDomTexts(LibraryBuilder& library); ///< XmlText …, XmlDeclaration, XmlDocumentType
void registerDomDocument(LibraryBuilder& library);

/// Nodes for SelectNodes with the prefixes of an XmlNamespaceManager (or null); raises.
[[nodiscard]] std::vector<Value> selectDomNodes(Env& env, const Value& node, const Value& path,
                                                const Value& manager);

} // namespace gatelens::expression
