#include "app/common/workspace_source.h"

#include "core/workspace/demo_workspace.h"

#include <cstdlib>

namespace gatelens::app {

namespace fs = std::filesystem;

fs::path dataFolder()
{
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/')
        return fs::path(data) / "gatelens";
    const char* home = std::getenv("HOME");
    return fs::path(home == nullptr ? "/tmp" : home) / ".local" / "share" / "gatelens";
}

Result<OpenedWorkspace> openWorkspace(const WorkspaceSource& source)
{
    if (source.isDemo != source.folder.empty())
        return Error{ErrorCode::InvalidArgument,
                     "say which workspace: either --demo or --workspace DIR",
                     {}};
    const fs::path folder
        = source.isDemo ? dataFolder() / "demo-workspace" : fs::path(source.folder);
    if (source.isDemo) {
        if (auto written = writeDemoWorkspace(folder); !written)
            return written.error();
    }
    auto loaded = loadWorkspace(folder);
    if (!loaded)
        return withContext(loaded.error(), "opening the workspace " + folder.string());
    return OpenedWorkspace{std::make_shared<const Workspace>(std::move(loaded->workspace)),
                           std::move(loaded->findings)};
}

fs::path storePathFor(const Workspace& workspace, const std::string& wanted)
{
    if (!wanted.empty())
        return wanted;
    if (!workspace.local.store.path.empty())
        return workspace.folder / workspace.local.store.path;
    return dataFolder() / "captures" / (workspace.folder.filename().string() + ".gatelens");
}

} // namespace gatelens::app
