#pragma once

#include "core/base/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace gatelens {

using Micros = std::chrono::microseconds;

/// A moment in UTC with microsecond resolution; the only form of time inside Gatelens.
using Timestamp = std::chrono::sys_time<Micros>;

[[nodiscard]] Timestamp now();

/// "2026-11-20T14:02:11.204000Z"; always six fraction digits.
[[nodiscard]] std::string toIso8601(Timestamp time);

/// Reads ISO 8601 with 0-9 fraction digits, `Z`, an offset, or nothing (UTC). Finer than a
/// microsecond is cut. Malformed otherwise.
[[nodiscard]] Result<Timestamp> parseIso8601(std::string_view text);

/// Application Insights duration `[d.]hh:mm:ss.fffffff`.
[[nodiscard]] std::string toTimeSpan(Micros duration);

/// Reads `[d.]hh:mm:ss[.f{1,7}]`; Malformed otherwise.
[[nodiscard]] Result<Micros> parseTimeSpan(std::string_view text);

} // namespace gatelens
