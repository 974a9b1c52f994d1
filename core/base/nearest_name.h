#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

/// The candidate that a typing mistake most likely meant; "" when none is near.
[[nodiscard]] std::string_view nearestName(std::string_view name,
                                           const std::vector<std::string_view>& candidates);

/// " Did you mean \"x\"?" or "".
[[nodiscard]] std::string didYouMean(std::string_view name,
                                     const std::vector<std::string_view>& candidates);

} // namespace gatelens
