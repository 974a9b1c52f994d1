#pragma once

#include "core/base/time.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace gatelens::proxy {

/// Reads `Retry-After`: seconds, or an HTTP date (RFC 9110: IMF-fixdate). At most 24 hours; a date
/// that has passed gives zero. nullopt when it is neither.
[[nodiscard]] std::optional<std::chrono::milliseconds> parseRetryAfter(std::string_view header,
                                                                       Timestamp now);

} // namespace gatelens::proxy
