#pragma once

#include "core/base/json_writer.h"
#include "core/formats/export_masking.h"
#include "core/telemetry/exchange.h"

namespace gatelens {

/// Writes the exchange's request and response as an element of `log.entries`.
void writeHarEntry(JsonWriter& json, const Exchange& exchange, const ExportMasking& masking);

/// The same for one of its backend calls.
void writeHarEntry(JsonWriter& json, const Exchange& exchange, const BackendCall& call,
                   const ExportMasking& masking);

/// "2026-11-20T14:02:11.204Z".
[[nodiscard]] std::string harTime(Timestamp time);

} // namespace gatelens
