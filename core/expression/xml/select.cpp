#include "core/expression/xml/select.h"

#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <memory>
#include <unordered_map>

namespace gatelens::expression {

namespace {

constexpr unsigned long kMostOperations = 2'000'000;

const xmlChar* asXml(const std::string& text)
{
    return reinterpret_cast<const xmlChar*>(text.c_str());
}

/// libxml2's picture of one of our trees. Each of its nodes knows ours.
class Mirror
{
public:
    Mirror(Env& env, const XmlNode& root)
        : m_env(env)
        , m_document(xmlNewDoc(nullptr), xmlFreeDoc)
    {
        if (root.kind() == XmlKind::Document || root.kind() == XmlKind::DocumentFragment) {
            m_document->_private = const_cast<XmlNode*>(&root);
            for (const auto& child : static_cast<const XmlContainer&>(root).children())
                add(reinterpret_cast<xmlNode*>(m_document.get()), *child);
        } else {
            add(reinterpret_cast<xmlNode*>(m_document.get()), root);
        }
    }

    [[nodiscard]] xmlDoc* document() const { return m_document.get(); }
    [[nodiscard]] xmlNode* find(const XmlNode& node) const
    {
        const auto found = m_nodes.find(&node);
        return found == m_nodes.end() ? reinterpret_cast<xmlNode*>(m_document.get())
                                      : found->second;
    }

private:
    void add(xmlNode* parent, const XmlNode& node)
    {
        if (!m_env.step() || !m_env.charge(200))
            return;
        xmlNode* made = nullptr;
        switch (node.kind()) {
        case XmlKind::Element:
            made = element(parent, static_cast<const XmlElement&>(node));
            break;
        case XmlKind::Text:
        case XmlKind::CData:
        case XmlKind::Whitespace:
        case XmlKind::SignificantWhitespace:
            // Not merged with its neighbour, so that each of ours has one of its own.
            made = xmlNewDocText(m_document.get(), asXml(static_cast<const XmlText&>(node).text));
            append(parent, made);
            break;
        case XmlKind::Comment:
            made
                = xmlNewDocComment(m_document.get(), asXml(static_cast<const XmlText&>(node).text));
            append(parent, made);
            break;
        case XmlKind::ProcessingInstruction:
            made = xmlNewDocPI(m_document.get(), asXml(static_cast<const XmlText&>(node).name),
                               asXml(static_cast<const XmlText&>(node).text));
            append(parent, made);
            break;
        case XmlKind::Attribute:
        case XmlKind::Document:
        case XmlKind::DocumentType:
        case XmlKind::DocumentFragment:
        case XmlKind::Declaration:
            return;
        }
        made->_private = const_cast<XmlNode*>(&node);
        m_nodes.emplace(&node, made);
    }

    static void append(xmlNode* parent, xmlNode* child)
    {
        child->parent = parent;
        child->prev = parent->last;
        if (parent->last != nullptr)
            parent->last->next = child;
        else
            parent->children = child;
        parent->last = child;
    }

    xmlNode* element(xmlNode* parent, const XmlElement& source)
    {
        xmlNode* made = xmlNewDocNode(m_document.get(), nullptr, asXml(source.name.local), nullptr);
        append(parent, made);
        int prefixes = 0;
        const auto bound = [&](const std::string& space) {
            const auto prefix = "n" + std::to_string(prefixes++);
            return space.empty() ? nullptr : xmlNewNs(made, asXml(space), asXml(prefix));
        };
        made->ns = bound(source.name.space);
        for (const auto& attribute : source.attributes()) {
            if (attribute->isNamespaceDeclaration())
                continue;
            xmlAttr* copy = xmlNewNsProp(made, bound(attribute->name.space),
                                         asXml(attribute->name.local), asXml(attribute->value));
            copy->_private = attribute.get();
            m_nodes.emplace(attribute.get(), reinterpret_cast<xmlNode*>(copy));
        }
        for (const auto& child : source.children())
            add(made, *child);
        return made;
    }

    Env& m_env;
    std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> m_document;
    std::unordered_map<const XmlNode*, xmlNode*> m_nodes;
};

const XmlNode& rootOf(const XmlNode& node)
{
    const XmlNode* root = &node;
    while (root->parent() != nullptr)
        root = root->parent();
    return *root;
}

} // namespace

std::vector<XmlNode*> selectXml(Env& env, XmlNode& context, std::string_view path,
                                const std::map<std::string, std::string>& spaces)
{
    const Mirror mirror(env, rootOf(context));
    if (env.raised())
        return {};
    std::unique_ptr<xmlXPathContext, decltype(&xmlXPathFreeContext)> evaluation(
        xmlXPathNewContext(mirror.document()), xmlXPathFreeContext);
    // Without a handler of its own libxml2 would print what it finds wrong.
    evaluation->error = [](void*, auto*) {};
    evaluation->opLimit = kMostOperations;
    evaluation->node = mirror.find(context);
    for (const auto& [prefix, space] : spaces) {
        if (!prefix.empty())
            xmlXPathRegisterNs(evaluation.get(), asXml(prefix), asXml(space));
    }
    const std::string text(path);
    std::unique_ptr<xmlXPathObject, decltype(&xmlXPathFreeObject)> result(
        xmlXPathEvalExpression(asXml(text), evaluation.get()), xmlXPathFreeObject);
    if (result == nullptr || result->type != XPATH_NODESET) {
        env.raise("XPathException",
                  "'" + text
                      + "' has an invalid token, an unknown prefix, or "
                        "selects no nodes.");
        return {};
    }
    std::vector<XmlNode*> found;
    const auto* set = result->nodesetval;
    for (int i = 0; set != nullptr && i < set->nodeNr; ++i) {
        if (set->nodeTab[i]->type != XML_NAMESPACE_DECL && set->nodeTab[i]->_private != nullptr)
            found.push_back(static_cast<XmlNode*>(set->nodeTab[i]->_private));
    }
    return found;
}

} // namespace gatelens::expression
