#pragma once

#include "app/common/workspace_source.h"
#include "app/gui/launch_options.h"

#include <optional>

namespace gatelens::app {

/// What to do after a window was closed: nothing, or open another workspace.
struct WindowEnd
{
    int status = 0;
    std::optional<WorkspaceSource> next;
};

/// Starts the engine on `opened`, shows the window over it until it is closed, and stops the
/// engine. Fails when the store cannot be opened; a listener whose address is taken does not end
/// it, the window says so.
[[nodiscard]] Result<WindowEnd> runWorkbench(const LaunchOptions& options,
                                             const WorkspaceSource& source,
                                             const OpenedWorkspace& opened);

} // namespace gatelens::app
