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

    void writeElement(const XmlElement& element, int depth, bool isMixed)
    {
        const auto known = m_bindings.size();
        std::string attributes;
        for (const auto& one : element.attributes()) {
            if (!one->isNamespaceDeclaration())
                continue;
            const bool isDefault = one->name.space.empty();
            m_bindings.push_back({isDefault ? std::string() : one->name.local, one->value});
            attributes += isDefault ? " xmlns=\"" : " xmlns:" + one->name.local + "=\"";
            attributes += escaped(one->value, true) + "\"";
        }
        std::string prefix;
        if (const auto* binding = prefixOf(element.name.space, false)) {
            prefix = binding->prefix;
        } else if (!element.name.space.empty() || !spaceOf("").empty()) {
            m_bindings.push_back({"", element.name.space});
            attributes = " xmlns=\"" + escaped(element.name.space, true) + "\"" + attributes;
        }
        for (const auto& one : element.attributes()) {
            if (one->isNamespaceDeclaration())
                continue;
            std::string name = one->name.local;
            if (one->name.space == kXmlSpace) {
                name = "xml:" + name;
            } else if (!one->name.space.empty()) {
                const auto* binding = prefixOf(one->name.space, true);
                if (binding == nullptr) {
                    const auto generated = "p" + std::to_string(depth + 1);
                    m_bindings.push_back({generated, one->name.space});
                    attributes
                        += " xmlns:" + generated + "=\"" + escaped(one->name.space, true) + "\"";
                    binding = &m_bindings.back();
                }
                name = binding->prefix + ":" + name;
            }
            attributes += " " + name + "=\"" + escaped(one->value, true) + "\"";
        }
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
