#pragma once

#include "core/base/finding.h"
#include "core/policy/catalog.h"
#include "core/policy/document.h"
#include "core/workspace/workspace.h"

#include <memory>
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
    std::string value; ///< named values substituted
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
    std::string text; ///< inner text with named values substituted; verbatim, not trimmed
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

/// Merges the scopes. Documents are parsed once per workspace by the caller's `DocumentSet` and
/// shared.
[[nodiscard]] ComposedPolicy compose(const Workspace& workspace, const ScopeStack& stack,
                                     const NamedValueResolver& namedValues);

} // namespace gatelens::policy
