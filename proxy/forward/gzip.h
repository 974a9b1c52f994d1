#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace gatelens::proxy {

/// `bytes` in gzip format.
[[nodiscard]] Result<std::string> gzip(std::string_view bytes);

} // namespace gatelens::proxy
