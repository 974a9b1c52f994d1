#pragma once

#include "core/telemetry/exchange.h"

#include <QString>

namespace gatelens::ui {

/// The request as a cURL command for a POSIX shell, one option a line. Masked values stay masked.
[[nodiscard]] QString curlCommand(const Exchange& exchange);

} // namespace gatelens::ui
