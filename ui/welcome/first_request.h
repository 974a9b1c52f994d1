#pragma once

#include "core/workspace/workspace.h"
#include "proxy/api/engine.h"

#include <QString>

namespace gatelens::ui {

/// A cURL line that the running gateway answers: the first plain GET operation of an API, with the
/// public demo key where the workspace has one, else with a placeholder. Empty when the gateway is
/// not listening or the workspace has no such operation.
[[nodiscard]] QString firstRequest(const Workspace& workspace, const Endpoints& endpoints);

} // namespace gatelens::ui
