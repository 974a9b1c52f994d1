#pragma once

#include "core/policy/catalog.h"
#include "core/workspace/workspace.h"

#include <QString>

#include <optional>
#include <string>

namespace gatelens::ui {

/// Names one policy document of a workspace, whether the document exists or not.
struct PolicyTarget
{
    enum class Kind
    {
        AllApis,
        Product,
        Api,
        Operation,
        Fragment
    };

    Kind kind = Kind::AllApis;
    std::string id; ///< product id, Api::key(), or fragment id
    std::string operationId; ///< Operation only

    friend bool operator==(const PolicyTarget&, const PolicyTarget&) = default;
};

/// The scope that decides which statements may stand in the document; a fragment may be included
/// anywhere and counts as an operation.
[[nodiscard]] policy::Scope scopeOf(const PolicyTarget& target);

/// The document as the workspace holds it; nullopt when the scope has none, or does not exist.
[[nodiscard]] std::optional<PolicySource> policyOf(const Workspace& workspace,
                                                   const PolicyTarget& target);

/// Puts `source` (nullopt: no document) into the workspace's value. False when the scope is gone.
bool setPolicy(Workspace& workspace, const PolicyTarget& target,
               std::optional<PolicySource> source);

/// Name of the scope for people: display name, else id.
[[nodiscard]] QString titleOf(const Workspace& workspace, const PolicyTarget& target);

/// Where the document is, or would be, relative to the workspace's folder (artifact layout).
[[nodiscard]] std::string fileOf(const Workspace& workspace, const PolicyTarget& target);

/// The target whose document is `file`; nullopt when no scope of the workspace uses it.
[[nodiscard]] std::optional<PolicyTarget> targetOfFile(const Workspace& workspace,
                                                       const std::string& file);

} // namespace gatelens::ui
