#pragma once

#include "core/formats/exporter.h"

namespace gatelens {

/// Which signals an OTLP export writes. `All` mixes lines of the three signals in one file.
enum class OtlpSignals
{
    All,
    Traces,
    Logs,
    Metrics
};

/// OTLP JSON lines, the form of OpenTelemetry's file exporter: each line one object with
/// resourceSpans, resourceLogs or resourceMetrics, at most 1000 records or about 4 MB.
[[nodiscard]] std::unique_ptr<const Exporter> makeOtlpExporter(OtlpSignals signals);

} // namespace gatelens
