#include "core/diagnostics/effective_diagnostics.h"

#include "core/message/header_list.h"

namespace gatelens {

namespace {

constexpr std::string_view kApplicationInsights = "applicationinsights";

/// The diagnostic of one scope that writes to Application Insights, with its logger.
struct Found
{
    const Diagnostic* diagnostic = nullptr;
    const Logger* logger = nullptr;
};

Found findIn(const Workspace& workspace, const std::vector<Diagnostic>& diagnostics)
{
    for (const Diagnostic& diagnostic : diagnostics) {
        if (!equalsIgnoringCase(diagnostic.id, kApplicationInsights))
            continue;
        const Logger* logger = workspace.findLogger(diagnostic.loggerId);
        if (logger != nullptr && logger->type == LoggerType::ApplicationInsights)
            return {&diagnostic, logger};
    }
    return {};
}

bool isAllowedBesideApiLevel(const Found& service, const Found& api, DiagnosticsRule rule)
{
    return rule == DiagnosticsRule::Multiplex
        && !equalsIgnoringCase(service.logger->id, api.logger->id);
}

} // namespace

std::vector<EffectiveDiagnostic>
effectiveDiagnostics(const Workspace& workspace, const Api* api,
                     const std::function<std::string(const Logger&)>& instrumentationKeyOf,
                     DiagnosticsRule rule)
{
    const Found service = findIn(workspace, workspace.diagnostics);
    const Found own = api != nullptr ? findIn(workspace, api->diagnostics) : Found{};

    std::vector<EffectiveDiagnostic> effective;
    const auto add = [&](const Found& found, std::string scope, std::string reason) {
        effective.push_back({.settings = *found.diagnostic,
                             .scope = std::move(scope),
                             .instrumentationKey = instrumentationKeyOf
                                 ? instrumentationKeyOf(*found.logger)
                                 : std::string(),
                             .reason = std::move(reason)});
    };
    if (own.diagnostic == nullptr) {
        if (service.diagnostic != nullptr)
            add(service, "service", "from All APIs");
        return effective;
    }
    if (service.diagnostic == nullptr) {
        add(own, "api", "from " + api->id);
    } else if (isAllowedBesideApiLevel(service, own, rule)) {
        add(own, "api", "from " + api->id);
        add(service, "service", "from All APIs (multiplexed)");
    } else {
        add(own, "api", "from " + api->id + ", overrides All APIs");
    }
    return effective;
}

} // namespace gatelens
