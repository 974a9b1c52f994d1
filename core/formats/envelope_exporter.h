#pragma once

#include "core/formats/exporter.h"

namespace gatelens {

/// Application Insights NDJSON: exactly the envelopes that each logger receives, one a line, and
/// what the intake received as it came in. Nothing is masked beyond what the diagnostics mask: the
/// file is what Azure would get.
[[nodiscard]] std::unique_ptr<const Exporter> makeEnvelopeExporter();

} // namespace gatelens
