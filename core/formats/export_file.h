#pragma once

#include "core/formats/exporter.h"

#include <filesystem>

namespace gatelens {

/// Exports into a file. The text goes to a temporary file beside it, which takes the name only when
/// it is complete and on disk: there is never half an export under `path`, and an older file stays
/// until then. Cancelling or failing removes the temporary file.
[[nodiscard]] Result<ExportSummary> exportToFile(const Exporter& exporter, StoreReader& reader,
                                                 const ExportScope& scope,
                                                 const std::filesystem::path& path,
                                                 const OnExportProgress& onProgress = {});

} // namespace gatelens
