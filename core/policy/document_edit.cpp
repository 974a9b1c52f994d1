#include "core/base/whitespace.h"
#include "core/policy/document.h"
#include "core/policy/document_layout.h"
#include "core/policy/expression_scanner.h"
#include "core/policy/xml_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::policy {

namespace {

TextEdit noEdit() { return {}; }

/// `value` as source between two `quote`s, so that reading it gives `value` again: an expression as
/// APIM shows it where that is unambiguous, everything else escaped.
std::string attributeSource(std::string_view value, char quote)
{
    if (isWholeExpression(value)) {
        const Document probe = Document::parse(fmt::format("<a b={0}{1}{0}/>", quote, value));
        const Attribute* attribute = probe.root()->attribute("b");
        if (probe.isWellFormed() && attribute != nullptr && attribute->isExpression
            && attribute->valueRange.size() == value.size()
            && attribute->value == probe.textIn(attribute->expressionRange))
            return std::string(value);
    }
    return escapeAttribute(value, quote);
}

/// `text` as source of an element's text; see attributeSource.
std::string textSource(std::string_view text)
{
    if (isWholeExpression(text)) {
        const Document probe = Document::parse(fmt::format("<a>{}</a>", text));
        const Node* expression = probe.root()->textExpression();
        if (probe.isWellFormed() && expression != nullptr
            && expression->text == probe.textIn(expression->expressionRange))
            return std::string(text);
    }
    return escapeText(text);
}

/// The element children of `parent` without `left`, which is about to go.
std::vector<const Node*> childrenWithout(const Node& parent, const Node* left)
{
    std::vector<const Node*> children = parent.childElements();
    std::erase(children, left);
    return children;
}

/// Where the comments that stand directly above `sibling` begin; its own begin when there are none.
std::size_t beginWithComments(const Document& document, const Node& parent, const Node& sibling)
{
    std::size_t begin = sibling.range.begin;
    const auto self = std::find_if(parent.children.begin(), parent.children.end(),
                                   [&](const Node& node) { return &node == &sibling; });
    for (auto it = std::make_reverse_iterator(self); it != parent.children.rend(); ++it) {
        const std::string_view between = document.textIn({it->range.end, begin});
        const bool isDirectlyAbove = std::count(between.begin(), between.end(), '\n') == 1;
        if (it->kind != NodeKind::Comment || !isDirectlyAbove
            || !standsAlone(document.text(), it->range))
            break;
        begin = it->range.begin;
    }
    return begin;
}

/// The end of `sibling` together with a comment that follows on its line.
std::size_t endWithComment(const Document& document, const Node& parent, const Node& sibling)
{
    for (const Node& node : parent.children) {
        if (node.kind != NodeKind::Comment || node.range.begin < sibling.range.end)
            continue;
        const std::string_view between = document.textIn({sibling.range.end, node.range.begin});
        const bool isSameLine = between.find_first_not_of(" \t") == std::string_view::npos;
        return isSameLine ? node.range.end : sibling.range.end;
    }
    return sibling.range.end;
}

/// Inserts elements in the author's layout.
class Inserter
{
public:
    Inserter(const Document& document, const Node& parent, const Node* leaving)
        : m_document(document)
        , m_parent(parent)
        , m_children(childrenWithout(parent, leaving))
        , m_lineBreak(lineBreakOf(document.text()))
        , m_parentIndentation(lineIndentation(parent.range.begin))
    {
    }

    [[nodiscard]] TextEdit insert(std::size_t index, const ElementSource& element) const
    {
        if (m_parent.isSelfClosed)
            return intoSelfClosed(element);
        if (m_children.empty())
            return intoEmpty(element);
        if (index < m_children.size())
            return before(*m_children[index], element);
        return after(*m_children.back(), element);
    }

private:
    /// White space that begins the line of `offset`, whatever follows it.
    [[nodiscard]] std::string lineIndentation(std::size_t offset) const
    {
        const std::string_view text = m_document.text();
        const std::size_t lineBreak
            = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
        const std::size_t begin = lineBreak == std::string_view::npos ? 0 : lineBreak + 1;
        const std::size_t end = std::min(text.find_first_not_of(" \t", begin), offset);
        return std::string(text.substr(begin, end - begin));
    }

    [[nodiscard]] std::string childIndentation() const
    {
        return m_parentIndentation + indentationUnit(m_document);
    }

    [[nodiscard]] TextEdit intoSelfClosed(const ElementSource& element) const
    {
        const std::string_view tag = m_document.textIn(m_parent.openTag);
        const std::size_t nameEnd = tag.find_last_not_of(kWhitespace, tag.size() - 3) + 1;
        const std::string indentation = childIndentation();
        return {{m_parent.openTag.begin + nameEnd, m_parent.openTag.end},
                fmt::format(">{0}{1}{2}{0}{3}</{4}>", m_lineBreak, indentation,
                            reindent(element, indentation, m_lineBreak), m_parentIndentation,
                            m_parent.name)};
    }

    /// No element yet: after the comments, or right after the tag.
    [[nodiscard]] TextEdit intoEmpty(const ElementSource& element) const
    {
        std::size_t offset = m_parent.openTag.end;
        for (const Node& node : m_parent.children) {
            if (node.kind == NodeKind::Comment)
                offset = node.range.end;
        }
        const std::string indentation = childIndentation();
        const std::string_view rest = m_document.textIn({offset, m_parent.closeTag.begin});
        std::string replacement = fmt::format("{}{}{}", m_lineBreak, indentation,
                                              reindent(element, indentation, m_lineBreak));
        if (rest.find('\n') == std::string_view::npos)
            replacement += fmt::format("{}{}", m_lineBreak, m_parentIndentation);
        return {{offset, offset}, std::move(replacement)};
    }

    [[nodiscard]] TextEdit before(const Node& sibling, const ElementSource& element) const
    {
        const auto indentation = indentationAt(m_document.text(), sibling.range.begin);
        if (!indentation)
            return {{sibling.range.begin, sibling.range.begin}, std::string(element.text)};
        const std::size_t offset = beginWithComments(m_document, m_parent, sibling);
        return {{offset, offset},
                fmt::format("{}{}{}", reindent(element, *indentation, m_lineBreak), m_lineBreak,
                            *indentation)};
    }

    [[nodiscard]] TextEdit after(const Node& sibling, const ElementSource& element) const
    {
        const std::size_t offset = endWithComment(m_document, m_parent, sibling);
        const auto indentation = indentationAt(m_document.text(), sibling.range.begin);
        if (!indentation)
            return {{offset, offset}, std::string(element.text)};
        return {{offset, offset},
                fmt::format("{}{}{}", m_lineBreak, *indentation,
                            reindent(element, *indentation, m_lineBreak))};
    }

    const Document& m_document;
    const Node& m_parent;
    std::vector<const Node*> m_children;
    std::string_view m_lineBreak;
    std::string m_parentIndentation;
};

/// What goes when a node is removed: with its lines when it stands alone on them.
TextRange removalRange(std::string_view text, TextRange node)
{
    if (!standsAlone(text, node))
        return node;
    const std::size_t indentation = indentationAt(text, node.begin)->size();
    const std::size_t lineBreak = text.find('\n', node.end);
    TextRange range{node.begin - indentation,
                    lineBreak == std::string_view::npos ? text.size() : lineBreak + 1};
    return range;
}

bool isPrefix(const NodePath& prefix, const NodePath& path)
{
    return prefix.size() <= path.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

} // namespace

TextEdit Document::setAttribute(const NodePath& element, std::string_view name,
                                std::string_view value) const
{
    const Node* node = nodeAt(element);
    if (node == nullptr || node->kind != NodeKind::Element)
        return noEdit();
    if (const Attribute* attribute = node->attribute(name)) {
        if (attribute->quote != '\0')
            return {attribute->valueRange, attributeSource(value, attribute->quote)};
        return {attribute->range, fmt::format("{}=\"{}\"", name, attributeSource(value, '"'))};
    }
    std::size_t offset = node->openTag.begin + 1 + node->name.size();
    std::string separator = " ";
    char quote = '"';
    if (!node->attributes.empty()) {
        const Attribute& last = node->attributes.back();
        const std::size_t before = m_text.find_last_not_of(kWhitespace, last.range.begin - 1) + 1;
        separator = textIn({before, last.range.begin});
        offset = last.range.end;
        quote = last.quote == '\'' ? '\'' : '"';
    }
    return {{offset, offset},
            fmt::format("{}{}={}{}{}", separator.empty() ? " " : separator, name, quote,
                        attributeSource(value, quote), quote)};
}

TextEdit Document::removeAttribute(const NodePath& element, std::string_view name) const
{
    const Node* node = nodeAt(element);
    const Attribute* attribute = node == nullptr ? nullptr : node->attribute(name);
    if (attribute == nullptr)
        return noEdit();
    const std::size_t begin = m_text.find_last_not_of(kWhitespace, attribute->range.begin - 1) + 1;
    return {{begin, attribute->range.end}, ""};
}

TextEdit Document::setText(const NodePath& element, std::string_view text) const
{
    const Node* node = nodeAt(element);
    if (node == nullptr || node->kind != NodeKind::Element)
        return noEdit();
    const auto isText = [](const Node& child) {
        return child.kind == NodeKind::Text || child.kind == NodeKind::CData;
    };
    const auto isComment = [](const Node& child) { return child.kind == NodeKind::Comment; };
    const auto first = std::find_if(node->children.begin(), node->children.end(), isText);
    const bool isOneText = first != node->children.end()
        && std::all_of(node->children.begin(), node->children.end(),
                       [&](const Node& child) { return &child == &*first || isComment(child); });
    if (!isOneText) {
        const bool holdsOnlyComments = !node->children.empty()
            && std::all_of(node->children.begin(), node->children.end(), isComment);
        if (!holdsOnlyComments)
            return setInnerSource(element, textSource(text));
        return {{node->children.back().range.end, node->closeTag.begin}, textSource(text)};
    }
    // The layout around an expression is the author's; around literal text it is content.
    if (first->isExpression && first->kind == NodeKind::Text && isWholeExpression(text))
        return {first->expressionRange, textSource(text)};
    return {first->range, textSource(text)};
}

TextEdit Document::setInnerSource(const NodePath& element, std::string_view source) const
{
    const Node* node = nodeAt(element);
    if (node == nullptr || node->kind != NodeKind::Element)
        return noEdit();
    if (!node->isSelfClosed)
        return {node->contentRange(), std::string(source)};
    const std::string_view tag = textIn(node->openTag);
    const std::size_t nameEnd = tag.find_last_not_of(kWhitespace, tag.size() - 3) + 1;
    return {{node->openTag.begin + nameEnd, node->openTag.end},
            fmt::format(">{}</{}>", source, node->name)};
}

TextEdit Document::insertElement(const NodePath& parent, std::size_t index,
                                 std::string_view elementText) const
{
    const Node* node = nodeAt(parent);
    if (node == nullptr || node->kind != NodeKind::Element)
        return noEdit();
    return Inserter(*this, *node, nullptr).insert(index, {elementText, std::nullopt});
}

TextEdit Document::removeNode(const NodePath& node) const
{
    const Node* found = nodeAt(node);
    if (found == nullptr)
        return noEdit();
    return {removalRange(m_text, found->range), ""};
}

TextEdit Document::moveElement(const NodePath& element, const NodePath& newParent,
                               std::size_t index) const
{
    const Node* node = nodeAt(element);
    const Node* parent = nodeAt(newParent);
    if (node == nullptr || parent == nullptr || parent->kind != NodeKind::Element
        || isPrefix(element, newParent))
        return noEdit();
    const std::vector<const Node*> siblings = parent->childElements();
    const auto self = std::find(siblings.begin(), siblings.end(), node);
    const bool isInPlace = self != siblings.end()
        && (static_cast<std::size_t>(self - siblings.begin()) == index
            || (index + 1 >= siblings.size() && node == siblings.back()));
    if (isInPlace)
        return noEdit();

    const auto indentation = indentationAt(m_text, node->range.begin);
    const ElementSource source{textIn(node->range),
                               indentation ? std::optional(indentation->size()) : std::nullopt};
    const TextEdit insertion = Inserter(*this, *parent, node).insert(index, source);
    const TextRange removal = removalRange(m_text, node->range);
    const TextRange whole{std::min(insertion.range.begin, removal.begin),
                          std::max(insertion.range.end, removal.end)};
    std::string replacement;
    if (insertion.range.begin <= removal.begin) {
        replacement = insertion.replacement;
        replacement += textIn({insertion.range.end, removal.begin});
    } else {
        replacement = textIn({removal.end, insertion.range.begin});
        replacement += insertion.replacement;
    }
    return {whole, std::move(replacement)};
}

} // namespace gatelens::policy
