#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// Undoes a Content-Encoding: "", identity, gzip, x-gzip, deflate (with or without zlib header).
/// Unsupported for others, Malformed when the data is damaged or cut short, LimitExceeded when the
/// result would be longer than `limit` bytes.
[[nodiscard]] Result<std::string> decodeContent(std::string_view encoding, std::string body,
                                                std::uint64_t limit);

} // namespace gatelens::proxy
