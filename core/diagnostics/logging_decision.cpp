#include "core/diagnostics/logging_decision.h"

#include <algorithm>

namespace gatelens {

LoggingDecision decideLogging(const Diagnostic& settings, bool hasFailed, double score) noexcept
{
    if (settings.verbosity == Verbosity::Error && !hasFailed)
        return {.isKept = false, .reason = KeepReason::Verbosity};
    const bool isDrawn = settings.samplingPercentage >= 100 || score < settings.samplingPercentage;
    // With allErrors every failed request is kept, so each stands for itself only, drawn or not:
    // stamping the percentage would count errors more than once.
    if (hasFailed && settings.alwaysLogErrors)
        return {.reason = isDrawn ? KeepReason::Drawn : KeepReason::AlwaysLogErrors};
    if (!isDrawn)
        return {.isKept = false, .reason = KeepReason::SampledOut};
    return {.sampleRate = std::min(settings.samplingPercentage, 100.0)};
}

} // namespace gatelens
