#pragma once

#include "core/telemetry/exchange.h"
#include "ui/theme/icons.h"

#include <QString>

#include <vector>

namespace gatelens::ui {

/// One reason why an exchange came out as it did.
struct Explanation
{
    IconId icon = IconId::Info;
    Tone tone = Tone::Secondary;
    QString sentence;
    QString detail;
    /// Statement concerned, for a link to it; "" when there is none.
    QString file;
    std::uint32_t line = 0;
};

/// Why it was answered so, what ran, and why each logger got it or did not; newest cause first.
[[nodiscard]] std::vector<Explanation> explain(const Exchange& exchange);

} // namespace gatelens::ui
