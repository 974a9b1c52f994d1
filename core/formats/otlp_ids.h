#pragma once

#include <string>
#include <string_view>

namespace gatelens {

/// The id itself when it is a W3C trace id; else one derived from it (legacy correlation), always
/// the same for the same text. "" stays "".
[[nodiscard]] std::string otlpTraceId(std::string_view operationId);

/// The same for span ids.
[[nodiscard]] std::string otlpSpanId(std::string_view id);

} // namespace gatelens
