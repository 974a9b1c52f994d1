#include "core/expression/xml/node.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

constexpr std::string_view kXmlSpace = "http://www.w3.org/XML/1998/namespace";

std::string escaped(std::string_view text, bool isAttribute)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += isAttribute ? "&quot;" : "\"";
            break;
        case '\n':
            out += isAttribute ? "&#xA;" : "\n";
            break;
        case '\r':
            out += "&#xD;";
            break;
        case '\t':
            out += isAttribute ? "&#x9;" : "\t";
            break;
        default:
            out.push_back(c);
        }
    }
    return out;
}

/// Writes as XmlWriter with Indent does: text in an element turns indentation off for what follows
/// in it and below.
class Writer
{
public:
    explicit Writer(const XmlWriting& writing)
        : m_writing(writing)
    {
    }

    std::string run(const XmlNode& node)
    {
        write(node, 0, false);
        return std::move(m_out);
    }

private:
    struct Binding
    {
        std::string prefix;
        std::string space;
    };

    void newLine(int depth)
    {
        if (!m_out.empty())
            m_out.push_back('\n');
        m_out.append(static_cast<std::size_t>(depth) * 2, ' ');
    }

    /// In-scope namespace of a prefix.
    [[nodiscard]] std::string spaceOf(std::string_view prefix) const
    {
        for (auto binding = m_bindings.rbegin(); binding != m_bindings.rend(); ++binding) {
            if (binding->prefix == prefix)
                return binding->space;
        }
        return {};
    }

    [[nodiscard]] const Binding* prefixOf(std::string_view space, bool needsPrefix) const
    {
        for (auto binding = m_bindings.rbegin(); binding != m_bindings.rend(); ++binding) {
            if (binding->space == space && !(needsPrefix && binding->prefix.empty())
                && spaceOf(binding->prefix) == space)
                return &*binding;
        }
        return nullptr;
    }

    /// Whether a declaration around says the same.
    [[nodiscard]] bool isBound(std::string_view prefix, std::string_view space) const
    {
        const auto binding = std::find_if(m_bindings.rbegin(), m_bindings.rend(),
                                          [&](const Binding& one) { return one.prefix == prefix; });
        return binding != m_bindings.rend() && binding->space == space;
    }

    void write(const XmlNode& node, int depth, bool isMixed)
    {
        switch (node.kind()) {
        case XmlKind::Document:
        case XmlKind::DocumentFragment: {
            for (const auto& child : static_cast<const XmlContainer&>(node).children()) {
                if (m_writing.isIndented && !m_out.empty() && !isXmlText(child->kind()))
                    newLine(0);
                write(*child, 0, false);
            }
            break;
        }
        case XmlKind::Element:
            writeElement(static_cast<const XmlElement&>(node), depth, isMixed);
            break;
        case XmlKind::Attribute: {
            const auto& attribute = static_cast<const XmlAttribute&>(node);
            m_out += attribute.name.local + "=\"" + escaped(attribute.value, true) + "\"";
            break;
        }
        case XmlKind::Text:
        case XmlKind::Whitespace:
        case XmlKind::SignificantWhitespace:
            m_out += escaped(static_cast<const XmlText&>(node).text, false);
            break;
        case XmlKind::CData:
            m_out += "<![CDATA[" + static_cast<const XmlText&>(node).text + "]]>";
            break;
        case XmlKind::Comment:
            m_out += "<!--" + static_cast<const XmlText&>(node).text + "-->";
            break;
        case XmlKind::ProcessingInstruction:
        case XmlKind::Declaration: {
            const auto& instruction = static_cast<const XmlText&>(node);
            m_out += "<?" + instruction.name
                + (instruction.text.empty() && !isDom() ? "" : " " + instruction.text) + "?>";
            break;
        }
        case XmlKind::DocumentType:
            writeDocumentType(static_cast<const XmlDocumentType&>(node));
            break;
        }
    }

    [[nodiscard]] bool isDom() const { return m_writing.face == XmlFace::Dom; }

    void writeDocumentType(const XmlDocumentType& type)
    {
        m_out += "<!DOCTYPE " + type.name;
        if (type.publicId)
            m_out += " PUBLIC \"" + *type.publicId + "\" \"" + type.systemId.value_or("") + "\"";
        else if (type.systemId)
            m_out += " SYSTEM \"" + *type.systemId + "\"";
        else if (!isDom())
            m_out += " ";
        if (type.internalSubset)
            m_out += "[" + *type.internalSubset + "]";
        m_out += ">";
    }

    /// Declares a namespace that the tree itself does not declare: behind all attributes, the last
    /// one first, as XmlWriter does.
    const Binding& declare(std::vector<std::string>& declarations, const std::string& prefix,
                           const std::string& space)
    {
        m_bindings.push_back({prefix, space});
        declarations.push_back((prefix.empty() ? " xmlns=\"" : " xmlns:" + prefix + "=\"")
                               + escaped(space, true) + "\"");
        return m_bindings.back();
    }

    /// A prefix that nothing in scope has: p1, p2 … or, of an XmlDocument, d1p1, d1p2 …
    [[nodiscard]] std::string freePrefix(int depth) const
    {
        const auto stem = isDom() ? "d" + std::to_string(depth + 1) + "p" : std::string("p");
        int number = isDom() ? 1 : depth + 1;
        while (!spaceOf(stem + std::to_string(number)).empty())
            ++number;
        return stem + std::to_string(number);
    }

    [[nodiscard]] std::string attributeName(const XmlAttribute& attribute, int depth,
                                            std::vector<std::string>& declarations)
    {
        const auto& local = attribute.name.local;
        const auto& space = attribute.name.space;
        if (attribute.isNamespaceDeclaration())
            return space.empty() ? "xmlns" : "xmlns:" + local;
        if (space.empty())
            return local;
        if (space == kXmlSpace)
            return "xml:" + local;
        const auto own = attribute.prefix.value_or("");
        if (!own.empty() && spaceOf(own) == space)
            return own + ":" + local;
        if (!own.empty() && spaceOf(own).empty())
            return declare(declarations, own, space).prefix + ":" + local;
        const auto* binding = prefixOf(space, true);
        if (binding == nullptr)
            binding = &declare(declarations, freePrefix(depth), space);
        return binding->prefix + ":" + local;
    }

    [[nodiscard]] std::string elementName(const XmlElement& element,
                                          std::vector<std::string>& declarations)
    {
        const auto& [space, local] = element.name;
        if (element.prefix && !element.prefix->empty() && !space.empty()) {
            const auto& own = *element.prefix;
            if (spaceOf(own) != space && space != kXmlSpace)
                declare(declarations, own, space);
            return own + ":" + local;
        }
        const bool isDefault = element.prefix && spaceOf("") == space;
        if (const auto* binding = isDefault || element.prefix ? nullptr : prefixOf(space, false))
            return binding->prefix.empty() ? local : binding->prefix + ":" + local;
        // In a tree of XmlDocument, an attribute `xmlns` may say otherwise than the element's name.
        const bool isDeclaredAside = element.prefix && element.attribute({"", "xmlns"}) != nullptr;
        if (!isDefault && !isDeclaredAside && (!space.empty() || !spaceOf("").empty()))
            declare(declarations, "", space);
        return local;
    }

    void writeElement(const XmlElement& element, int depth, bool isMixed)
    {
        const auto known = m_bindings.size();
        std::vector<const XmlAttribute*> written;
        for (const auto& one : element.attributes()) {
            if (one->isNamespaceDeclaration()) {
                const auto bound = one->name.space.empty() ? std::string() : one->name.local;
                if (m_writing.omitsDuplicateSpaces && isBound(bound, one->value))
                    continue;
                m_bindings.push_back({bound, one->value});
            }
            written.push_back(one.get());
        }
        std::vector<std::string> declarations;
        const auto name = elementName(element, declarations);
        std::string attributes;
        for (const auto* one : written)
            attributes += " " + attributeName(*one, depth, declarations) + "=\""
                + escaped(one->value, true) + "\"";
        for (auto declaration = declarations.rbegin(); declaration != declarations.rend();
             ++declaration)
            attributes += *declaration;
        m_out += "<" + name + attributes;
        if (element.children().empty()) {
            m_out += element.hasEndTag ? "></" + name + ">" : " />";
        } else {
            m_out += ">";
            bool mixed = isMixed;
            for (const auto& child : element.children()) {
                mixed = mixed || isXmlText(child->kind());
                if (m_writing.isIndented && !mixed)
                    newLine(depth + 1);
                write(*child, depth + 1, mixed);
            }
            if (m_writing.isIndented && !mixed)
                newLine(depth);
            m_out += "</" + name + ">";
        }
        m_bindings.resize(known);
    }

    const XmlWriting m_writing;
    std::string m_out;
    std::vector<Binding> m_bindings;
};

} // namespace

std::string writeXml(const XmlNode& node, const XmlWriting& writing)
{
    return Writer(writing).run(node);
}

} // namespace gatelens::expression
