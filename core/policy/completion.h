#pragma once

#include "core/policy/catalog.h"
#include "core/policy/document.h"
#include "core/workspace/workspace.h"

#include <optional>
#include <string>
#include <vector>

namespace gatelens::policy {

enum class CompletionKind
{
    Section,
    Statement,
    Child, ///< structural child such as <when> or <value>
    Attribute,
    Value, ///< of an enumeration, or an id
    NamedValue,
    CloseTag
};

struct CompletionItem
{
    CompletionKind kind = CompletionKind::Statement;
    std::string label; ///< what the list shows and what typing filters by
    std::string insertText; ///< replaces `Completion::range`
    std::string detail; ///< category, type, or where it comes from
    std::string documentation;

    friend bool operator==(const CompletionItem&, const CompletionItem&) = default;
};

/// What may stand at a place of a document.
struct Completion
{
    TextRange range; ///< the typed part that an item replaces
    std::vector<CompletionItem> items; ///< statements in the catalog's order, all else by name
    bool isInExpression = false; ///< C#: the expression room completes
    TextRange expressionRange; ///< then: the expression, as far as it is typed
};

struct CompletionContext
{
    const Workspace* workspace = nullptr; ///< for named values, fragments, backends, loggers
    std::optional<Scope> scope; ///< leaves out what is not allowed there
};

/// Completes at `offset`, also in text that is not well-formed yet.
[[nodiscard]] Completion completeAt(const Document& document, std::size_t offset,
                                    const CompletionContext& context);

/// The statements that may be added to an element (a section, a fragment, <when>, …), for a
/// palette.
struct AddableStatement
{
    const PolicyDescriptor* policy = nullptr;
    std::string whyNot; ///< "" when allowed: "allowed in inbound only"
};
[[nodiscard]] std::vector<AddableStatement> addableStatements(const Document& document,
                                                              const NodePath& parent,
                                                              const std::optional<Scope>& scope);

/// The section that holds the element at `path`; nullopt in fragments.
[[nodiscard]] std::optional<Section> sectionOf(const Document& document, const NodePath& path);

/// The catalog's description of the element at `path`: a statement's, or a structural child's;
/// null when unknown.
[[nodiscard]] const ElementDescriptor* descriptorOf(const Document& document, const NodePath& path);

} // namespace gatelens::policy
