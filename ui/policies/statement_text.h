#pragma once

#include "core/policy/effective_policy.h"

#include <QString>

#include <string>
#include <vector>

namespace gatelens::ui {

/// Where a statement of an effective policy was written, for people: "All APIs", "Starter",
/// "fragment problem-response".
[[nodiscard]] QString originName(const policy::Origin& origin, const Workspace& workspace);

/// What a statement does, in a few words.
[[nodiscard]] QString summaryOf(const policy::Statement& statement);

/// One line of an effective policy printed as XML, and who wrote it.
struct EffectiveLine
{
    std::string text;
    const policy::Origin* origin = nullptr; ///< null for the tags of sections
};

/// The effective policy as a policy document, line by line; `policy` must outlive the lines.
[[nodiscard]] std::vector<EffectiveLine> printLines(const policy::EffectivePolicy& policy);

} // namespace gatelens::ui
