#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatelens {

/// The longest beginning of `bytes` that has at most `maxBytes` bytes and does not end inside a
/// UTF-8 character. Bytes that are not UTF-8 are left alone.
[[nodiscard]] std::string_view utf8Prefix(std::string_view bytes, std::size_t maxBytes) noexcept;

/// `bytes` as valid UTF-8: each byte that belongs to no character becomes U+FFFD.
[[nodiscard]] std::string toValidUtf8(std::string_view bytes);

[[nodiscard]] bool isValidUtf8(std::string_view bytes) noexcept;

} // namespace gatelens
