#pragma once

#include "core/policy/catalog.h"
#include "core/policy/document.h"
#include "core/workspace/workspace.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gatelens::policy {

/// What is known of one C# expression.
struct CheckedExpression
{
    CheckedExpression() = default;
    CheckedExpression(Findings found) // NOLINT: findings alone are an answer
        : findings(std::move(found))
    {
    }

    Findings findings; ///< positions count from line 1, column 1 of the source
    std::string resultType; ///< .NET name of its static type, "" when it does not compile
};

/// Checks one C# expression ("@(…)" or "@{…}").
using ExpressionCheck = std::function<CheckedExpression(std::string_view source)>;

/// Compiles the expression and gives what the compiler says.
[[nodiscard]] CheckedExpression compileExpression(std::string_view source);

enum class DocumentRole
{
    Policy, ///< <policies>
    Fragment, ///< <fragment>
    Unknown ///< a file of which only the text is known: any root that makes sense
};

/// What surrounds a document. The more is known, the more is checked.
struct ValidationContext
{
    const Workspace* workspace = nullptr; ///< null: references to entities are not checked
    std::optional<Scope> scope; ///< nullopt: rules about scopes are not applied
    DocumentRole role = DocumentRole::Unknown;
    ExpressionCheck checkExpression; ///< empty: expressions are not compiled
    std::optional<Section> fragmentSection; ///< where a fragment is included, when that is known
};

/// Validates a document against the catalog and its surroundings. An error is something that API
/// Management certainly refuses; what it may accept is a warning. Findings of reading are included.
/// Codes: docs/findings.md.
[[nodiscard]] Findings validate(const Document& document, const ValidationContext& context);

} // namespace gatelens::policy
