#pragma once

#include "core/base/result.h"
#include "core/workspace/workspace.h"

#include <memory>
#include <string>
#include <vector>

namespace gatelens::ui {

/// Writes the diagnostics of `scopes` ("" for All APIs) that `edited` has otherwise than `present`,
/// and returns `present` with them. Only the members that changed are written. Blocks: call it on a
/// worker.
[[nodiscard]] Result<std::shared_ptr<const Workspace>>
saveDiagnostics(const Workspace& present, const Workspace& edited,
                const std::vector<std::string>& scopes);

} // namespace gatelens::ui
