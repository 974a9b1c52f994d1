#pragma once

#include "core/telemetry/items.h"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

/// Writes one envelope as a JSON object on one line, as Application Insights SDKs send it.
[[nodiscard]] std::string printEnvelope(const TelemetryItem& item);

/// Reads one envelope. Accepts what real SDKs send, also where it breaks the published schema;
/// Malformed carries the service's message form ("109: Field 'time' on type 'Envelope' is of
/// incorrect type. …").
[[nodiscard]] Result<TelemetryItem> readEnvelope(const boost::json::value& envelope);

/// One item of a track request: either usable, or refused with the reason the service would give.
struct TrackedItem
{
    std::string text; ///< the envelope's bytes as they came in
    Result<TelemetryItem> item;
};

/// Splits a decompressed track body: JSON array, newline-delimited objects or one object, told by
/// the first byte. Malformed only when the body as a whole is unreadable.
[[nodiscard]] Result<std::vector<TrackedItem>> readTrackBody(std::string_view body);

} // namespace gatelens
