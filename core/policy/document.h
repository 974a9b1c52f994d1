#pragma once

#include "core/base/finding.h"
#include "core/base/line_index.h"
#include "core/base/text_range.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::policy {

using gatelens::TextEdit;
using gatelens::TextRange;

struct Attribute
{
    std::string name;
    /// As a program reads it: entities decoded; of an expression its source without white space
    /// around it.
    std::string value;
    bool isExpression = false; ///< whole value is @(…) or @{…}
    TextRange range; ///< name="value"
    TextRange nameRange;
    TextRange valueRange; ///< without the quotes
    TextRange expressionRange; ///< from "@" to the last bracket; empty for a literal
    char quote = '"'; ///< '\0' when the author wrote none
};

enum class NodeKind
{
    Element,
    Text,
    Comment,
    CData,
    ProcessingInstruction
};

/// A node of the lossless tree. Ranges point into Document::text(); what stands between them is the
/// author's layout. White space is a Text node only where it is an element's whole content.
struct Node
{
    NodeKind kind = NodeKind::Element;
    std::string name; ///< element name
    /// Text and CData: decoded, of an expression its source without white space around it;
    /// Comment and ProcessingInstruction: what stands between the marks.
    std::string text;
    bool isExpression = false; ///< Text and CData: whole trimmed text is @(…) or @{…}
    std::vector<Attribute> attributes;
    std::vector<Node> children;
    TextRange range; ///< the whole node
    TextRange expressionRange; ///< from "@" to the last bracket; empty for a literal
    TextRange openTag; ///< elements: "<name …>" or "<name …/>"
    TextRange closeTag; ///< empty when self-closed or missing
    bool isSelfClosed = false;

    [[nodiscard]] const Attribute* attribute(std::string_view attributeName) const;
    [[nodiscard]] const Node* child(std::string_view elementName) const;
    [[nodiscard]] std::vector<const Node*> childElements() const;
    /// True when `template` says that the text of this element, or of its children where it has
    /// none, is a Liquid template: its double braces are no named values.
    [[nodiscard]] bool isLiquidTemplate() const;
    /// Text and CDATA children joined; whitespace kept.
    [[nodiscard]] std::string innerText() const;
    /// The Text or CData child that holds the element's expression; null when its text is none.
    [[nodiscard]] const Node* textExpression() const;
    /// What stands between the tags.
    [[nodiscard]] TextRange contentRange() const;
};

/// Position of a node: child indexes (over all nodes, not only elements) from the root down. Stable
/// until an edit.
using NodePath = std::vector<std::size_t>;

/// A policy document as its author wrote it: raw or well-formed XML with C# expressions. Reading is
/// tolerant and never loses a byte; every edit changes only the bytes of what it edits. A value:
/// copies are independent.
class Document
{
public:
    Document() = default;

    /// Always succeeds; `findings()` tells what is wrong. `file` is used in positions only.
    [[nodiscard]] static Document parse(std::string text, std::string file = {});

    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] const std::string& file() const { return m_file; }
    [[nodiscard]] const Findings& findings() const { return m_findings; }

    /// <policies>, <fragment>, or the first element; null when there is none. A well-formed
    /// document has a root.
    [[nodiscard]] const Node* root() const;
    /// False when a finding is an error: the tree is then a best guess.
    [[nodiscard]] bool isWellFormed() const { return m_isWellFormed; }
    /// All nodes of the top level: comments, the root, further roots of a snippet.
    [[nodiscard]] const std::vector<Node>& nodes() const { return m_nodes; }

    /// The path of `root()`; empty when there is none.
    [[nodiscard]] NodePath rootPath() const;
    [[nodiscard]] const Node* nodeAt(const NodePath& path) const;
    /// The innermost element whose range holds `offset`.
    [[nodiscard]] NodePath pathAt(std::size_t offset) const;
    [[nodiscard]] SourcePosition positionOf(std::size_t offset) const;
    [[nodiscard]] std::size_t offsetOf(std::uint32_t line, std::uint32_t column) const;
    /// The author's text in `range`.
    [[nodiscard]] std::string_view textIn(TextRange range) const;

    // Edits. Each returns the smallest replacement that does it, in the file's own indentation,
    // line breaks and quotes; apply it with `apply`.
    [[nodiscard]] TextEdit setAttribute(const NodePath& element, std::string_view name,
                                        std::string_view value) const;
    [[nodiscard]] TextEdit removeAttribute(const NodePath& element, std::string_view name) const;
    /// Replaces an element's text. Comments beside it stay; foreign markup inside it is replaced.
    [[nodiscard]] TextEdit setText(const NodePath& element, std::string_view text) const;
    /// Replaces what stands between an element's tags by source text, as it is.
    [[nodiscard]] TextEdit setInnerSource(const NodePath& element, std::string_view source) const;
    /// Inserts an element's source text as child number `index` among the element children of
    /// `parent`; several lines are re-indented to their new depth.
    [[nodiscard]] TextEdit insertElement(const NodePath& parent, std::size_t index,
                                         std::string_view elementText) const;
    /// Removes a node with the line it stands alone on.
    [[nodiscard]] TextEdit removeNode(const NodePath& node) const;
    /// Moves an element below another parent (or within its own); one edit that covers both places.
    /// `index` counts the element children of `newParent` without the moved one. An element cannot
    /// move into itself: the edit is then empty.
    [[nodiscard]] TextEdit moveElement(const NodePath& element, const NodePath& newParent,
                                       std::size_t index) const;

    [[nodiscard]] Document apply(const TextEdit& edit) const;

private:
    std::string m_text;
    std::string m_file;
    std::vector<Node> m_nodes; ///< top level: prolog, root, trailing text
    LineIndex m_lines;
    Findings m_findings;
    bool m_isWellFormed = false;
};

/// Where the C# expression that begins at `begin` ("@(" or "@{") ends: the offset after its closing
/// bracket; nullopt when it does not end. Knows strings, verbatim and interpolated strings,
/// character literals and comments.
[[nodiscard]] std::optional<std::size_t> expressionEnd(std::string_view text, std::size_t begin);

} // namespace gatelens::policy
