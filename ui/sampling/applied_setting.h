#pragma once

#include "core/workspace/workspace.h"

#include <QString>

#include <string>
#include <string_view>

namespace gatelens::ui {

/// What the diagnostics in force say about one logger, in the words of the comparison's rows. APIs
/// that differ make a range or "differs"; the tool tip then says it API by API.
struct AppliedSettingText
{
    QString sampling;
    QString errors;
    QString verbosity;
    QString toolTip;
};

/// Of one API, or of all current ones when `apiId` is empty.
[[nodiscard]] AppliedSettingText describeAppliedSetting(const Workspace& workspace,
                                                        std::string_view loggerId,
                                                        std::string_view apiId);

[[nodiscard]] QString verbosityText(Verbosity verbosity);

} // namespace gatelens::ui
