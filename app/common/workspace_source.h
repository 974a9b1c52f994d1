#pragma once

#include "core/base/result.h"
#include "core/workspace/workspace.h"

#include <filesystem>
#include <memory>
#include <string>

namespace gatelens::app {

/// Where lasting data of this user goes: $XDG_DATA_HOME/gatelens, or ~/.local/share/gatelens.
[[nodiscard]] std::filesystem::path dataFolder();

/// Which workspace to open, as the command line says it.
struct WorkspaceSource
{
    std::string folder; ///< --workspace; "" with --demo
    bool isDemo = false;
};

struct OpenedWorkspace
{
    std::shared_ptr<const Workspace> workspace;
    Findings findings;
};

/// Loads the workspace. The demo workspace is written to the data folder first when it is not
/// there, so that it can be edited; it starts its traffic. InvalidArgument when neither or both are
/// asked for.
[[nodiscard]] Result<OpenedWorkspace> openWorkspace(const WorkspaceSource& source);

/// The store's file: `wanted` when given, else gatelens.json's `store.path`, else one in the data
/// folder named after the workspace's folder.
[[nodiscard]] std::filesystem::path storePathFor(const Workspace& workspace,
                                                 const std::string& wanted);

} // namespace gatelens::app
