#pragma once

#include "core/telemetry/exchange.h"
#include "core/workspace/entities.h"

namespace gatelens {

/// Whether one logger gets an exchange's request, dependencies and exceptions, why, and the rate
/// stamped on them.
struct LoggingDecision
{
    bool isKept = true;
    KeepReason reason = KeepReason::Drawn;
    double sampleRate = 100; ///< percent

    friend bool operator==(const LoggingDecision&, const LoggingDecision&) = default;
};

/// The gateway's own decision, for one exchange under one diagnostic; the sampling comparison asks
/// the same function. `score` is samplingScore() of the exchange's operation id. Source:
/// Application Insights reference, A.3 (verbosity) and A.11.
[[nodiscard]] LoggingDecision decideLogging(const Diagnostic& settings, bool hasFailed,
                                            double score) noexcept;

} // namespace gatelens
