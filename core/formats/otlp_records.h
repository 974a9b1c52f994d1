#pragma once

#include "core/formats/export_masking.h"
#include "core/store/store_reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

/// A span whose events are still being collected.
struct OtlpSpan
{
    std::string spanId; ///< of the item, as stored
    std::string head; ///< JSON without the closing brace
    std::string tail; ///< status and the closing brace
    std::vector<std::string> events;

    [[nodiscard]] std::string print() const;
};

/// A request, dependency, availability result or page view as a span.
[[nodiscard]] OtlpSpan otlpSpan(const StoreReader::StreamedItem& streamedItem,
                                const ExportMasking& masking);

/// An exception as an event of the span it happened in.
[[nodiscard]] std::string otlpExceptionEvent(const ExceptionItem& item);

/// A trace, event or exception as a log record.
[[nodiscard]] std::string otlpLogRecord(const TelemetryItem& item);

/// "" when the metric's numbers cannot be written (NaN, infinities).
[[nodiscard]] std::string otlpMetric(const MetricItem& item);

[[nodiscard]] std::string otlpNanos(Timestamp time);

} // namespace gatelens
