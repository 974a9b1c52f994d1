#pragma once

#include "core/base/result.h"
#include "core/workspace/workspace.h"

#include <vector>

namespace gatelens::ui {

/// Writes the list `forward` of gatelens.json; secrets stand in it by their source only. Blocks:
/// call it on a worker.
[[nodiscard]] Result<void> saveDestinations(const Workspace& workspace,
                                            const std::vector<ForwardSettings>& destinations);

/// JSON text of the list, as it stands in gatelens.json.
[[nodiscard]] std::string printDestinations(const std::vector<ForwardSettings>& destinations);

} // namespace gatelens::ui
