#pragma once

#include "core/base/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace gatelens {

/// Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds ("P7D", "PT1M30.5S");
/// nullopt when it is none. Years and months have no fixed length and are refused.
[[nodiscard]] std::optional<Micros> parseIsoDuration(std::string_view text);

/// "PT20S", "P1DT2H"; "PT0S" for zero.
[[nodiscard]] std::string toIsoDuration(Micros duration);

} // namespace gatelens
