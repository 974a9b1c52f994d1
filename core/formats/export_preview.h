#pragma once

#include "core/formats/exporter.h"

#include <cstddef>
#include <string>

namespace gatelens {

/// The beginning of an export.
struct ExportPreview
{
    std::string text; ///< UTF-8, cut between two characters
    bool isCut = false; ///< the export goes on behind `text`
};

/// What an export would begin with, about `bytes` bytes of it; reads no more of the store than that
/// takes. Fails as the export would.
[[nodiscard]] Result<ExportPreview> previewExport(const Exporter& exporter, StoreReader& reader,
                                                  const ExportScope& scope, std::size_t bytes);

} // namespace gatelens
