#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace gatelens {

/// Writes the embedded demo workspace into `folder` unless something is there already; true when it
/// wrote. Io names the file that could not be written.
[[nodiscard]] Result<bool> writeDemoWorkspace(const std::filesystem::path& folder);

} // namespace gatelens
