#pragma once

#include "core/diagnostics/effective_diagnostics.h"
#include "core/telemetry/exchange.h"

#include <span>

namespace gatelens {

/// What of a message the local store keeps besides what loggers ask for.
struct CaptureRules
{
    bool captureBodies = true;
    std::uint64_t bodyBytes = 256ULL * 1024;
    /// Masked always, whatever the diagnostics say: Authorization, Cookie, Set-Cookie, subscription
    /// key headers, …
    std::vector<std::string> secretHeaders;
    std::vector<std::string> secretQueryParameters;
    /// Texts that must not be read where policies quote them: values of secret named values.
    std::vector<std::string> secretValues;
};

/// Decides for every effective diagnostic what its logger receives (Exchange::loggers: kept or not,
/// rate, reason, the selected headers and bodies) and then masks the exchange itself: what any
/// diagnostic masks or hides, and every secret, is gone from headers, URLs and captures when this
/// returns. The exchange comes in with raw headers, URLs and body prefixes; only masked ones may
/// reach a store. Call once, at the end of an exchange.
void applyDiagnostics(Exchange& exchange, std::span<const EffectiveDiagnostic> diagnostics,
                      const CaptureRules& capture);

/// What a logger would have received of an exchange that is already masked and stored, under
/// settings that need not have been in force. For previews and comparisons; values that were masked
/// before the store stay masked.
[[nodiscard]] LoggerOutcome previewOutcome(const Exchange& exchange,
                                           const EffectiveDiagnostic& diagnostic);

} // namespace gatelens
