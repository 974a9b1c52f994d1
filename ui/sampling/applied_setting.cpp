#include "ui/sampling/applied_setting.h"

#include "core/diagnostics/effective_diagnostics.h"
#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace gatelens::ui {
namespace {

QString trApplied(const char* text)
{
    return QCoreApplication::translate("gatelens::ui::AppliedSetting", text);
}

QString percent(double percentage) { return QStringLiteral("%1 %").arg(percentage, 0, 'g', 4); }

int largestBody(const Diagnostic& setting)
{
    return std::max({setting.frontendRequest.bodyBytes, setting.frontendResponse.bodyBytes,
                     setting.backendRequest.bodyBytes, setting.backendResponse.bodyBytes});
}

QString errorsText(const Diagnostic& setting)
{
    return setting.alwaysLogErrors ? trApplied("yes") : trApplied("no");
}

QString detailText(const Diagnostic& setting)
{
    return QStringLiteral("%1 %2").arg(verbosityText(setting.verbosity)).arg(largestBody(setting));
}

/// The one text that all settings share, else "differs".
template<class Text>
QString shared(const std::vector<Diagnostic>& settings, Text text)
{
    const auto first = text(settings.front());
    const bool isShared = std::all_of(settings.begin(), settings.end(),
                                      [&](const Diagnostic& one) { return text(one) == first; });
    return isShared ? first : trApplied("differs");
}

QString samplingText(const std::vector<Diagnostic>& settings)
{
    const auto [least, most] = std::minmax_element(
        settings.begin(), settings.end(), [](const Diagnostic& left, const Diagnostic& right) {
            return left.samplingPercentage < right.samplingPercentage;
        });
    if (least->samplingPercentage == most->samplingPercentage)
        return percent(least->samplingPercentage);
    return trApplied("%1 to %2")
        .arg(QString::number(least->samplingPercentage, 'g', 4), percent(most->samplingPercentage));
}

} // namespace

QString verbosityText(Verbosity verbosity)
{
    switch (verbosity) {
    case Verbosity::Verbose:
        return trApplied("verbose");
    case Verbosity::Information:
        return trApplied("information");
    case Verbosity::Error:
        return trApplied("error");
    }
    return {};
}

AppliedSettingText describeAppliedSetting(const Workspace& workspace, std::string_view loggerId,
                                          std::string_view apiId)
{
    std::vector<Diagnostic> settings;
    QStringList lines{trApplied("What was decided for this logger when the traffic was captured.")};
    for (const auto& api : workspace.apis) {
        if (!api.isCurrent || (!apiId.empty() && api.id != apiId))
            continue;
        const auto& name = api.displayName.empty() ? api.id : api.displayName;
        bool isLogged = false;
        for (const auto& effective : effectiveDiagnostics(workspace, &api)) {
            const auto& setting = effective.settings;
            if (setting.loggerId != loggerId)
                continue;
            isLogged = true;
            settings.push_back(setting);
            lines << trApplied("%1: %2, errors %3, %4")
                         .arg(toQString(name), percent(setting.samplingPercentage),
                              errorsText(setting), detailText(setting));
        }
        if (!isLogged)
            lines << trApplied("%1: off").arg(toQString(name));
    }
    if (settings.empty())
        return {trApplied("off"), emDash(), emDash(), lines.join(u'\n')};
    return {samplingText(settings), shared(settings, errorsText), shared(settings, detailText),
            lines.join(u'\n')};
}

} // namespace gatelens::ui
