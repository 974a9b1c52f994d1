#pragma once

#include "core/telemetry/exchange.h"

#include <string>

namespace gatelens {

/// A captured body as text formats carry it.
struct BodyText
{
    std::string text; ///< UTF-8, or Base64 when binary
    bool isBinary = false;
};

/// A body that was cut inside a character loses the rest of that character.
[[nodiscard]] BodyText bodyText(const MessageCapture& message);

} // namespace gatelens
