#pragma once

#include "core/workspace/field_reader.h"
#include "core/workspace/local_settings.h"

namespace gatelens {

/// Reads gatelens.json; `fields` reads its root object. Unknown keys and values out of range are
/// findings. Reference: formats, C, and resources/gatelens.schema.json.
[[nodiscard]] LocalSettings readLocalSettings(const FieldReader& fields);

} // namespace gatelens
