#pragma once

#include "core/formats/exporter.h"

namespace gatelens {

/// HTTP Archive 1.2: one entry a request through the gateway (and, if asked for, a backend call)
/// with headers and bodies. What HAR has no place for is in `_gatelens` members.
[[nodiscard]] std::unique_ptr<const Exporter> makeHarExporter();

} // namespace gatelens
