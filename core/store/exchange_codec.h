#pragma once

#include "core/base/result.h"
#include "core/telemetry/exchange.h"

#include <string>
#include <string_view>

namespace gatelens::store {

/// Appends what of an exchange no column of its row holds: messages, backend calls, errors, policy
/// steps, logger outcomes. Protocol buffer wire format: readers skip fields they do not know, and
/// field numbers are never used again for something else.
void encodePayload(const Exchange& exchange, std::string& out);

/// Fills those members of `exchange`, whose `startedAt` must be set (times are stored relative to
/// it). Malformed when the bytes are broken; unknown fields are skipped.
[[nodiscard]] Result<void> decodePayload(std::string_view payload, Exchange& exchange);

} // namespace gatelens::store
