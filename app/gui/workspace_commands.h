#pragma once

#include "app/common/workspace_source.h"

#include <functional>

namespace gatelens::ui {
class MainWindow;
}

namespace gatelens::app {

/// Remembers `source` as the workspace to open at the next start and, unless it is the demo, as the
/// newest of the recent ones.
void rememberWorkspace(const WorkspaceSource& source);

/// Forgets a workspace that could not be opened, so that the next start does not fail again.
void forgetWorkspace(const WorkspaceSource& source);

/// Adds to the File menu: open a folder (Ctrl+O), the recent ones, the demo, and load the open one
/// again from disk (F5). `openNext` closes the window and opens the workspace it is given.
void addWorkspaceCommands(ui::MainWindow& window, const WorkspaceSource& current,
                          std::function<void(const WorkspaceSource&)> openNext);

} // namespace gatelens::app
