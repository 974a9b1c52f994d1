#pragma once

#include "app/common/workspace_source.h"
#include "ui/theme/theme.h"

#include <QString>

#include <string>

class QApplication;

namespace gatelens::app {

/// What the command line and the last session ask for.
struct LaunchOptions
{
    WorkspaceSource source;
    bool isSourceRemembered = false; ///< of the last session, not of the command line
    std::string store;
    QString pictureFolder; ///< --screenshot; "" opens the window
    ui::ThemeKind theme = ui::ThemeKind::Light;
    double zoom = 1;
};

/// Reads the command line; without a workspace in it, the one opened last, or the demo. Ends the
/// program for --help, --version and wrong usage (exit status 2).
[[nodiscard]] LaunchOptions parseLaunchOptions(QApplication& application);

} // namespace gatelens::app
