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
    explicit Writer(bool isIndented)
        : m_isIndented(isIndented)
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

    void write(const XmlNode& node, int depth, bool isMixed)
    {
        switch (node.kind()) {
        case XmlKind::Document: {
            for (const auto& child : static_cast<const XmlContainer&>(node).children()) {
                if (m_isIndented && !m_out.empty())
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
            m_out += escaped(static_cast<const XmlText&>(node).text, false);
            break;
        case XmlKind::CData:
            m_out += "<![CDATA[" + static_cast<const XmlText&>(node).text + "]]>";
            break;
        case XmlKind::Comment:
            m_out += "<!--" + static_cast<const XmlText&>(node).text + "-->";
            break;
        case XmlKind::ProcessingInstruction: {
            const auto& instruction = static_cast<const XmlText&>(node);
            m_out += "<?" + instruction.name
                + (instruction.text.empty() ? "" : " " + instruction.text) + "?>";
            break;
        }
        }
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

    [[nodiscard]] std::string attributeName(const XmlAttribute& attribute, int depth,
                                            std::vector<std::string>& declarations)
    {
        const auto& local = attribute.name.local;
        if (attribute.isNamespaceDeclaration())
            return attribute.name.space.empty() ? "xmlns" : "xmlns:" + local;
        if (attribute.name.space.empty())
            return local;
        if (attribute.name.space == kXmlSpace)
            return "xml:" + local;
        const auto* binding = prefixOf(attribute.name.space, true);
        if (binding == nullptr) {
            int number = depth + 1;
            while (!spaceOf("p" + std::to_string(number)).empty())
                ++number;
            binding = &declare(declarations, "p" + std::to_string(number), attribute.name.space);
        }
        return binding->prefix + ":" + local;
    }

    void writeElement(const XmlElement& element, int depth, bool isMixed)
    {
        const auto known = m_bindings.size();
        for (const auto& one : element.attributes()) {
            if (one->isNamespaceDeclaration())
                m_bindings.push_back(
                    {one->name.space.empty() ? std::string() : one->name.local, one->value});
        }
        std::vector<std::string> declarations;
        std::string prefix;
        if (const auto* binding = prefixOf(element.name.space, false))
            prefix = binding->prefix;
        else if (!element.name.space.empty() || !spaceOf("").empty())
            declare(declarations, "", element.name.space);
        std::string attributes;
        for (const auto& one : element.attributes())
            attributes += " " + attributeName(*one, depth, declarations) + "=\""
                + escaped(one->value, true) + "\"";
        for (auto declaration = declarations.rbegin(); declaration != declarations.rend();
             ++declaration)
            attributes += *declaration;
        const auto name = prefix.empty() ? element.name.local : prefix + ":" + element.name.local;
        m_out += "<" + name + attributes;
        if (element.children().empty()) {
            m_out += element.hasEndTag ? "></" + name + ">" : " />";
        } else {
            m_out += ">";
            bool mixed = isMixed;
            for (const auto& child : element.children()) {
                const bool isText
                    = child->kind() == XmlKind::Text || child->kind() == XmlKind::CData;
                mixed = mixed || isText;
                if (m_isIndented && !mixed)
                    newLine(depth + 1);
                write(*child, depth + 1, mixed);
            }
            if (m_isIndented && !mixed)
                newLine(depth);
            m_out += "</" + name + ">";
        }
        m_bindings.resize(known);
    }

    bool m_isIndented;
    std::string m_out;
    std::vector<Binding> m_bindings;
};

} // namespace

std::string writeXml(const XmlNode& node, bool isIndented) { return Writer(isIndented).run(node); }

} // namespace gatelens::expression
