#pragma once

#include "core/workspace/field_reader.h"
#include "core/workspace/local_settings.h"

#include <filesystem>

namespace gatelens {

/// Reads gatelens.json; `fields` reads its root object. Unknown keys and values out of range are
/// findings, and so are files that are not in the workspace's `folder`. Reference: formats, C, and
/// resources/gatelens.schema.json.
[[nodiscard]] LocalSettings readLocalSettings(const FieldReader& fields,
                                              const std::filesystem::path& folder);

} // namespace gatelens
