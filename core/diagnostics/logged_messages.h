#pragma once

#include "core/telemetry/exchange.h"
#include "core/workspace/entities.h"

#include <span>
#include <string>

namespace gatelens {

/// The headers and the beginning of the body that one direction of a diagnostic selects, masked by
/// its rules; headers named in `secretHeaders` are masked whatever the rules say. Bodies are cut at
/// whole UTF-8 characters, bytes that are none become U+FFFD.
[[nodiscard]] LoggedMessage selectMessage(const MessageCapture& message,
                                          const MessageDiagnostic& settings,
                                          std::span<const std::string> secretHeaders);

/// Fills the four message selections of `outcome` from what the exchange holds.
void selectMessages(const Exchange& exchange, const Diagnostic& settings,
                    std::span<const std::string> secretHeaders, LoggerOutcome& outcome);

} // namespace gatelens
