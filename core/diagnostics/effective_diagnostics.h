#pragma once

#include "core/workspace/workspace.h"

#include <functional>
#include <string>
#include <vector>

namespace gatelens {

/// How diagnostics of all APIs and of one API combine when their loggers differ (the same logger is
/// always overridden by the API's settings). Source: Application Insights reference, A.4.
enum class DiagnosticsRule
{
    Multiplex, ///< both receive everything
    ApiLevelWins, ///< newer service rule: only the API's
};

struct EffectiveDiagnostic
{
    Diagnostic settings;
    std::string scope; ///< "service" or "api"
    std::string instrumentationKey; ///< of the logger, resolved
    std::string
        reason; ///< for people: "from orders, overrides All APIs", "from All APIs (multiplexed)"
};

/// The Application Insights diagnostics that act for an API (null: no API matched), the API's own
/// first. `instrumentationKeyOf` gives a logger's key (see core/workspace/secrets.h);
/// without it the keys are empty.
[[nodiscard]] std::vector<EffectiveDiagnostic>
effectiveDiagnostics(const Workspace& workspace, const Api* api,
                     const std::function<std::string(const Logger&)>& instrumentationKeyOf = {},
                     DiagnosticsRule rule = DiagnosticsRule::Multiplex);

} // namespace gatelens
