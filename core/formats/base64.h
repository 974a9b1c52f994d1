#pragma once

#include <string>
#include <string_view>

namespace gatelens {

/// RFC 4648 Base64 with padding.
[[nodiscard]] std::string toBase64(std::string_view bytes);

} // namespace gatelens
