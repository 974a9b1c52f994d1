#pragma once

#include "core/formats/exporter.h"

namespace gatelens {

/// Flat CSV (RFC 4180): all kinds in one table, columns that most of them have, one item a row.
[[nodiscard]] std::unique_ptr<const Exporter> makeCsvExporter();

} // namespace gatelens
