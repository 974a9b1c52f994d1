#include "core/policy/document.h"

#include "core/message/header_list.h"
#include "core/policy/document_reader.h"

#include <algorithm>

namespace gatelens::policy {

namespace {

/// The innermost element below `nodes` that holds `offset`, as a path.
void descend(const std::vector<Node>& nodes, std::size_t offset, NodePath& path)
{
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        const Node& node = nodes[index];
        if (node.kind != NodeKind::Element || !node.range.contains(offset))
            continue;
        path.push_back(index);
        descend(node.children, offset, path);
        return;
    }
}

} // namespace

const Attribute* Node::attribute(std::string_view attributeName) const
{
    const auto found
        = std::find_if(attributes.begin(), attributes.end(),
                       [&](const Attribute& attribute) { return attribute.name == attributeName; });
    return found == attributes.end() ? nullptr : &*found;
}

const Node* Node::child(std::string_view elementName) const
{
    const auto found = std::find_if(children.begin(), children.end(), [&](const Node& node) {
        return node.kind == NodeKind::Element && node.name == elementName;
    });
    return found == children.end() ? nullptr : &*found;
}

bool Node::isLiquidTemplate() const
{
    const Attribute* const language = attribute("template");
    return language != nullptr && equalsIgnoringCase(language->value, "liquid");
}

std::vector<const Node*> Node::childElements() const
{
    std::vector<const Node*> elements;
    for (const Node& node : children) {
        if (node.kind == NodeKind::Element)
            elements.push_back(&node);
    }
    return elements;
}

std::string Node::innerText() const
{
    std::string inner;
    for (const Node& node : children) {
        if (node.kind == NodeKind::Text || node.kind == NodeKind::CData)
            inner += node.text;
    }
    return inner;
}

const Node* Node::textExpression() const
{
    const Node* expression = nullptr;
    for (const Node& node : children) {
        if (node.kind != NodeKind::Text && node.kind != NodeKind::CData)
            continue;
        if (node.isExpression && expression == nullptr)
            expression = &node;
        else if (node.text.find_first_not_of(" \t\r\n") != std::string::npos)
            return nullptr;
    }
    return expression;
}

TextRange Node::contentRange() const
{
    if (isSelfClosed)
        return {openTag.end, openTag.end};
    return {openTag.end, closeTag.begin};
}

Document Document::parse(std::string text, std::string file)
{
    Document document;
    document.m_text = std::move(text);
    document.m_file = std::move(file);
    document.m_lines = LineIndex(document.m_text);
    ReadDocument read = readDocument(document.m_text);
    document.m_nodes = std::move(read.nodes);
    for (ReadProblem& problem : read.problems)
        document.m_findings.push_back({document.positionOf(problem.range.begin),
                                       static_cast<std::uint32_t>(problem.range.size()),
                                       problem.severity, std::move(problem.code),
                                       std::move(problem.message)});
    if (document.root() == nullptr)
        document.m_findings.push_back({document.positionOf(0), 0, FindingSeverity::Error, "GL1013",
                                       "The document has no element; a policy begins with "
                                       "<policies> or <fragment>."});
    document.m_isWellFormed = !hasErrors(document.m_findings);
    return document;
}

const Node* Document::root() const
{
    const auto found = std::find_if(m_nodes.begin(), m_nodes.end(), [](const Node& node) {
        return node.kind == NodeKind::Element;
    });
    return found == m_nodes.end() ? nullptr : &*found;
}

NodePath Document::rootPath() const
{
    const Node* found = root();
    if (found == nullptr)
        return {};
    return {static_cast<std::size_t>(found - m_nodes.data())};
}

const Node* Document::nodeAt(const NodePath& path) const
{
    const std::vector<Node>* level = &m_nodes;
    const Node* node = nullptr;
    for (const std::size_t index : path) {
        if (index >= level->size())
            return nullptr;
        node = &(*level)[index];
        level = &node->children;
    }
    return node;
}

NodePath Document::pathAt(std::size_t offset) const
{
    NodePath path;
    descend(m_nodes, offset, path);
    return path;
}

SourcePosition Document::positionOf(std::size_t offset) const
{
    return m_lines.positionOf(offset, m_file);
}

std::size_t Document::offsetOf(std::uint32_t line, std::uint32_t column) const
{
    return m_lines.offsetOf(line, column);
}

std::string_view Document::textIn(TextRange range) const
{
    return std::string_view(m_text).substr(range.begin, range.size());
}

Document Document::apply(const TextEdit& edit) const
{
    std::string text = m_text;
    text.replace(edit.range.begin, edit.range.size(), edit.replacement);
    return parse(std::move(text), m_file);
}

} // namespace gatelens::policy
