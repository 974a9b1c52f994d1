#include "core/policy/document_layout.h"

#include "core/policy/expression_scanner.h"

#include <algorithm>

namespace gatelens::policy {

namespace {

constexpr std::string_view kBlanks = " \t";

std::size_t lineBegin(std::string_view text, std::size_t offset)
{
    if (offset == 0)
        return 0;
    const std::size_t lineBreak = text.rfind('\n', offset - 1);
    return lineBreak == std::string_view::npos ? 0 : lineBreak + 1;
}

/// The first step of indentation below `element`, "" when there is none.
std::string unitBelow(const Document& document, const Node& element)
{
    const auto outer = indentationAt(document.text(), element.range.begin);
    for (const Node* child : element.childElements()) {
        const auto inner = indentationAt(document.text(), child->range.begin);
        if (outer && inner && inner->size() > outer->size()
            && inner->substr(0, outer->size()) == *outer
            && document.textIn({element.openTag.end, child->range.begin}).find('\n')
                != std::string_view::npos)
            return std::string(inner->substr(outer->size()));
        if (std::string unit = unitBelow(document, *child); !unit.empty())
            return unit;
    }
    return {};
}

void collectExpressionLiterals(const Document& document, TextRange expression,
                               std::vector<TextRange>& ranges)
{
    if (const auto scanned = scanExpression(document.text(), expression.begin)) {
        for (const TextRange& literal : scanned->literals)
            ranges.push_back({literal.begin, literal.end - 1});
    }
}

/// Ranges whose white space is content.
void collectContent(const Document& document, const std::vector<Node>& nodes,
                    std::vector<TextRange>& ranges)
{
    for (const Node& node : nodes) {
        for (const Attribute& attribute : node.attributes) {
            if (attribute.isExpression)
                collectExpressionLiterals(document, attribute.expressionRange, ranges);
            else
                ranges.push_back(attribute.valueRange);
        }
        if (node.isExpression)
            collectExpressionLiterals(document, node.expressionRange, ranges);
        else if (node.kind == NodeKind::Text || node.kind == NodeKind::CData)
            ranges.push_back(node.range);
        collectContent(document, node.children, ranges);
    }
}

bool isContent(const std::vector<TextRange>& ranges, std::size_t lineStart)
{
    return std::any_of(ranges.begin(), ranges.end(), [&](const TextRange& range) {
        return range.begin < lineStart && lineStart <= range.end;
    });
}

struct Line
{
    std::size_t begin;
    std::size_t end; ///< before the line break
    bool isContent;
};

std::vector<Line> splitLines(std::string_view text)
{
    const Document document = Document::parse(std::string(text));
    std::vector<TextRange> content;
    collectContent(document, document.nodes(), content);
    std::vector<Line> lines;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back({begin, end, isContent(content, begin)});
        begin = end + 1;
    }
    return lines;
}

std::string_view withoutCarriageReturn(std::string_view line)
{
    return !line.empty() && line.back() == '\r' ? line.substr(0, line.size() - 1) : line;
}

/// The indentation of an element's source: that of its end tag, else what all its layout lines
/// after the first share.
std::size_t guessIndentation(std::string_view text, const std::vector<Line>& lines)
{
    std::size_t shared = std::string_view::npos;
    for (std::size_t index = 1; index < lines.size(); ++index) {
        const std::string_view line = withoutCarriageReturn(
            text.substr(lines[index].begin, lines[index].end - lines[index].begin));
        const std::size_t indentation = line.find_first_not_of(kBlanks);
        if (lines[index].isContent || indentation == std::string_view::npos)
            continue;
        if (index + 1 == lines.size() && line.substr(indentation, 2) == "</")
            return indentation;
        shared = std::min(shared, indentation);
    }
    return shared == std::string_view::npos ? 0 : shared;
}

} // namespace

std::string_view lineBreakOf(std::string_view text)
{
    const std::size_t lineBreak = text.find('\n');
    const bool isCrLf
        = lineBreak != std::string_view::npos && lineBreak > 0 && text[lineBreak - 1] == '\r';
    return isCrLf ? "\r\n" : "\n";
}

std::optional<std::string_view> indentationAt(std::string_view text, std::size_t offset)
{
    const std::size_t begin = lineBegin(text, offset);
    const std::string_view before = text.substr(begin, offset - begin);
    if (before.find_first_not_of(kBlanks) != std::string_view::npos)
        return std::nullopt;
    return before;
}

bool standsAlone(std::string_view text, TextRange range)
{
    if (!indentationAt(text, range.begin))
        return false;
    const std::size_t after = text.find_first_not_of(" \t\r", range.end);
    return after == std::string_view::npos || text[after] == '\n';
}

std::string indentationUnit(const Document& document)
{
    std::string unit;
    if (const Node* root = document.root())
        unit = unitBelow(document, *root);
    return unit.empty() ? std::string(4, ' ') : unit;
}

std::string reindent(const ElementSource& element, std::string_view indentation,
                     std::string_view lineBreak)
{
    const std::vector<Line> lines = splitLines(element.text);
    const std::size_t outer = element.indentation.value_or(guessIndentation(element.text, lines));
    std::string result;
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const Line& line = lines[index];
        std::string_view source = element.text.substr(line.begin, line.end - line.begin);
        const bool isNextContent = index + 1 < lines.size() && lines[index + 1].isContent;
        if (!isNextContent)
            source = withoutCarriageReturn(source);
        if (index > 0 && !line.isContent) {
            const std::size_t own = std::min(source.find_first_not_of(kBlanks), source.size());
            source.remove_prefix(std::min(outer, own));
            if (!source.empty())
                result += indentation;
        }
        result += source;
        if (index + 1 < lines.size())
            result += isNextContent ? std::string_view("\n") : lineBreak;
    }
    return result;
}

} // namespace gatelens::policy
