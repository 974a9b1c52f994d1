#pragma once

#include "core/expression/types/library.h"

#include <string_view>

namespace gatelens::expression {

/// `Jwt` of a compact token (an optional "Bearer " before it), or null when it cannot be read. No
/// signature is checked.
[[nodiscard]] Value parseJwt(std::string_view token);

} // namespace gatelens::expression
