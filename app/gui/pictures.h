#pragma once

#include "app/common/workspace_source.h"
#include "app/gui/launch_options.h"

namespace gatelens::app {

/// `--screenshot`: runs the demo on free ports and a store of its own until there is something to
/// see, saves a picture of every page in the light and the dark theme, and gives the exit status.
[[nodiscard]] int takePictures(const LaunchOptions& options, const OpenedWorkspace& opened);

} // namespace gatelens::app
