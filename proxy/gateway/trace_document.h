#pragma once

#include "core/telemetry/exchange.h"
#include "core/workspace/entities.h"

#include <optional>
#include <string>

namespace gatelens::proxy {

/// What a trace tells beyond the record.
struct TraceSurroundings
{
    const Api* api = nullptr; ///< null: none matched
    const Operation* operation = nullptr;
    std::optional<Url> serviceUrl;
};

/// The trace of an exchange whose steps were recorded, in API Management's own JSON: `traceId` and
/// `traceEntries` by section, each entry with source, timestamp, elapsed and data. Made from the
/// masked record, so that a trace shows no more than the store.
[[nodiscard]] std::string traceDocument(const Exchange& record,
                                        const TraceSurroundings& surroundings);

} // namespace gatelens::proxy
