#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatelens {

/// A GUID as `context.RequestId` and the service write it: 8-4-4-4-12 lower-case hexadecimal
/// digits.
[[nodiscard]] std::string newGuid();

/// A new W3C trace id: 32 lower-case hexadecimal digits. Its first four bytes are the seconds since
/// the epoch, so that rows indexed by operation id arrive almost in order (see docs/performance.md,
/// "The price of logging").
[[nodiscard]] std::string newTraceId();

/// A new W3C span id: 16 lower-case hexadecimal digits, never all zero.
[[nodiscard]] std::string newSpanId();

[[nodiscard]] bool
isTraceId(std::string_view text) noexcept; ///< 32 lower-case hex digits, not all zero
[[nodiscard]] bool
isSpanId(std::string_view text) noexcept; ///< 16 lower-case hex digits, not all zero

/// The hash of an operation id that Application Insights SDKs and the gateway sample by, as a
/// percentage in [0, 100). An item is kept when its score is below the sampling percentage. Source:
/// reference of the Application Insights SDKs (DJB2 over the id, repeated until it has at least
/// eight characters).
[[nodiscard]] double samplingScore(std::string_view operationId) noexcept;

} // namespace gatelens
