#pragma once

#include "core/base/time.h"

#include <string>
#include <string_view>

namespace gatelens::proxy::liquid {

/// A time in UTC by a .NET custom date format ("yyyy-MM-dd HH:mm:ss"), invariant culture.
[[nodiscard]] std::string formatDotNetDate(Timestamp time, std::string_view format);

} // namespace gatelens::proxy::liquid
