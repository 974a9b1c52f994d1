#pragma once

#include "core/expression/runtime/env.h"

namespace gatelens::expression {

/// CultureInfo.InvariantCulture.
[[nodiscard]] Value invariantCulture();

} // namespace gatelens::expression
