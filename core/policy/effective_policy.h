#pragma once

#include "core/base/finding.h"
#include "core/policy/catalog.h"
#include "core/policy/document.h"
#include "core/workspace/workspace.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatelens::policy {

/// Where a statement of an effective policy was written.
struct Origin
{
    Scope scope = Scope::Global;
    std::string scopeId; ///< product, API or operation id
    std::string fragmentId; ///< "" unless it stands in a fragment
    SourcePosition position; ///< file relative to the workspace
    std::string path; ///< LastError.Path form: "choose[3]/when[2]"
    std::string policyId; ///< attribute `id`
};

struct StatementAttribute
{
    std::string name;
    std::string value; ///< named values substituted; of an expression its source, trimmed
    bool isExpression = false;
    SourcePosition position; ///< of the value
};

/// An element of the effective policy: a statement, or a structural child such as <when> or
/// <value>.
struct Statement
{
    std::string name;
    std::vector<StatementAttribute> attributes;
    std::vector<Statement> children;
    /// Inner text with named values substituted, verbatim; foreign markup as its source; of an
    /// expression its source without white space around it.
    std::string text;
    bool isTextExpression = false;
    SourcePosition textPosition;
    Origin origin;

    [[nodiscard]] const StatementAttribute* attribute(std::string_view attributeName) const;
    [[nodiscard]] const Statement* child(std::string_view elementName) const;
};

/// What runs for one combination of product, API and operation: all scopes merged at <base/>,
/// fragments expanded, named values substituted.
struct EffectivePolicy
{
    std::vector<Statement> inbound;
    std::vector<Statement> backend;
    std::vector<Statement> outbound;
    std::vector<Statement> onError;

    [[nodiscard]] const std::vector<Statement>& section(Section which) const;
    [[nodiscard]] std::vector<Statement>& section(Section which);
};

/// The documents from broad to narrow that apply; null where a scope has none.
struct ScopeStack
{
    const Product* product = nullptr;
    const Api* api = nullptr;
    const Operation* operation = nullptr;
};

/// Substitutes {{named values}}; a secret that resolves to nothing is a finding at first use.
class NamedValueResolver
{
public:
    virtual ~NamedValueResolver() = default;
    /// The value for a display name; nullopt when there is no such named value or no source for its
    /// secret.
    [[nodiscard]] virtual std::optional<std::string>
    valueOf(std::string_view displayName) const = 0;
};

struct ComposedPolicy
{
    EffectivePolicy policy;
    Findings findings;
};

/// A GraphQL resolver's data source with named values substituted and fragments expanded; it
/// inherits nothing.
struct ComposedResolver
{
    std::optional<Statement> source; ///< nullopt when the document cannot be read
    Findings findings;
};

/// The parsed documents of one workspace, by file, so that each is read once however many
/// operations it applies to. Not for use by several threads.
class DocumentSet
{
public:
    /// The document of `source`; read at first use. Valid as long as the set.
    [[nodiscard]] const Document& get(const PolicySource& source);

private:
    std::map<std::string, std::unique_ptr<Document>, std::less<>> m_documents;
};

/// Merges the scopes at <base/>, expands fragments, substitutes named values. A document that
/// cannot be read gives its findings and counts as absent. Without a document at global scope the
/// service's own acts: a backend section that forwards.
[[nodiscard]] ComposedPolicy compose(const Workspace& workspace, const ScopeStack& stack,
                                     const NamedValueResolver& namedValues, DocumentSet& documents);

/// Composes one resolver document of an API.
[[nodiscard]] ComposedResolver composeResolver(const Workspace& workspace, const Api& api,
                                               const Resolver& resolver,
                                               const NamedValueResolver& namedValues,
                                               DocumentSet& documents);

/// The same with documents of its own.
[[nodiscard]] ComposedPolicy compose(const Workspace& workspace, const ScopeStack& stack,
                                     const NamedValueResolver& namedValues);

} // namespace gatelens::policy
