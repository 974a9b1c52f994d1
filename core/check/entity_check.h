#pragma once

#include "core/base/finding.h"
#include "core/workspace/workspace.h"

namespace gatelens {

/// Checks that what entities of a workspace refer to is there, and that no two of them want the
/// same place.
[[nodiscard]] Findings checkEntities(const Workspace& workspace);

} // namespace gatelens
