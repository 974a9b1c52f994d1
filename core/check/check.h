#pragma once

#include "core/base/result.h"
#include "core/policy/validator.h"
#include "core/workspace/workspace.h"

#include <filesystem>
#include <span>

namespace gatelens {

struct CheckOptions
{
    policy::ExpressionCheck checkExpression = policy::compileExpression;
    bool includeInformation = false; ///< hints as well as errors and warnings
};

struct CheckReport
{
    Findings findings; ///< by file and position; paths as they were given
    std::size_t documents = 0; ///< policy documents that were checked
};

/// Checks policy files, folders of them, and whole workspaces, as `gatelensctl check` does. A
/// folder that is a workspace is checked as one; in any other folder every workspace and every XML
/// file that is a policy document. NotFound names a path that is not there; Unsupported one that is
/// neither a policy nor a workspace.
[[nodiscard]] Result<CheckReport> checkPaths(std::span<const std::filesystem::path> paths,
                                             const CheckOptions& options = {});

/// Checks a loaded workspace: what loading found, every document at its scope, every fragment where
/// it is included, every combination that composes, every reference between entities. Files are
/// relative to the workspace.
[[nodiscard]] CheckReport checkWorkspace(const LoadedWorkspace& loaded,
                                         const CheckOptions& options = {});

} // namespace gatelens
